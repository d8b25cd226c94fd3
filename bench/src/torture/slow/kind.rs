//! In what ways a client is slow.

use std::fmt::Write;
use std::time::Duration;

use crate::torture::subject::SECRET;

/// The longest answer, some 190 KB, and one that costs no work: to keep the server busy is another attack.
const LONG_ANSWER: &str = "/openapi.json";

/// How many of them are asked for at once: more than the server's buffer and the client's hold, which is some 300 KB.
const ANSWERS: usize = 2;

/// A way to be slow.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    /// Sends a head, a byte at a time.
    Head,
    /// Sends a body, a byte at a time.
    Body,
    /// Asks for much and reads nothing.
    Unread,
    /// Asks for much and reads a byte at a time.
    Sipped,
}

impl Kind {
    pub(super) const ALL: [Self; 4] = [Self::Head, Self::Body, Self::Unread, Self::Sipped];

    pub(super) fn name(self) -> &'static str {
        match self {
            Self::Head => "a head that drips",
            Self::Body => "a body that drips",
            Self::Unread => "who does not read the answer",
            Self::Sipped => "who reads the answer a byte at a time",
        }
    }

    /// After how long it is let go by default (`docs/configuration.md`).
    pub(super) fn promise(self) -> Duration {
        Duration::from_secs(if self == Self::Head { 3 } else { 10 })
    }

    /// Whether it is told that it took too long.
    pub(super) fn is_told(self) -> bool {
        matches!(self, Self::Head | Self::Body)
    }

    /// Whether it reads whatever comes.
    pub(super) fn reads(self) -> usize {
        match self {
            Self::Head | Self::Body => 4_096,
            Self::Unread => 0,
            Self::Sipped => 1,
        }
    }

    /// What it sends at once. The customer is another one each time: limits are not what is looked at.
    pub(super) fn beginning(self, number: usize) -> Vec<u8> {
        let caller = format!(
            "Host: localhost\r\nX-RapidAPI-Proxy-Secret: {SECRET}\r\nX-RapidAPI-Subscription: MEGA\r\n\
             X-RapidAPI-User: slow-{number}\r\n"
        );
        let text = match self {
            Self::Head => format!("GET /v1/stats HTTP/1.1\r\n{caller}X-Slow: "),
            Self::Body => format!(
                "POST /v1/labels/resolve HTTP/1.1\r\n{caller}Content-Type: application/json\r\n\
                 Content-Length: 60000\r\n\r\n{{\"text\":\""
            ),
            Self::Unread | Self::Sipped => (0..ANSWERS).fold(String::new(), |mut text, _| {
                // Writing to a string cannot fail.
                let _ = write!(text, "GET {LONG_ANSWER} HTTP/1.1\r\n{caller}\r\n");
                text
            }),
        };
        text.into_bytes()
    }
}
