//! The smallest HTTP/1.1 client that shows everything: one connection per request, bytes in, bytes out.

use std::io::{Read, Write};
use std::net::TcpStream;
use std::time::Duration;

use serde_json::Value;

/// An answer, as it came.
#[derive(Debug)]
pub struct Answer {
    /// Status code.
    pub status: u16,
    /// Header names in lower case, and values, in order.
    pub headers: Vec<(String, String)>,
    /// The body.
    pub body: String,
}

impl Answer {
    /// Takes the bytes of one answer apart.
    pub fn parse(bytes: Vec<u8>) -> Self {
        let text = String::from_utf8(bytes).expect("the answer is UTF-8");
        let (head, body) =
            text.split_once("\r\n\r\n").unwrap_or_else(|| panic!("no end of head in {text:?}"));
        let mut lines = head.split("\r\n");
        let status =
            lines.next().and_then(|line| line.split(' ').nth(1)?.parse().ok()).expect("a status line");
        let headers = lines
            .filter_map(|line| line.split_once(':'))
            .map(|(name, value)| (name.to_ascii_lowercase(), value.trim().to_owned()))
            .collect();
        Self { status, headers, body: body.to_owned() }
    }

    /// The value of a header.
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.iter().find(|(known, _)| known == name).map(|(_, value)| value.as_str())
    }

    /// The body as JSON.
    pub fn json(&self) -> Value {
        serde_json::from_str(&self.body).unwrap_or_else(|error| panic!("{error} in {:?}", self.body))
    }
}

/// Sends a `GET` to a server on this port; `target` is sent as it is.
pub fn get(port: u16, target: &str) -> Answer {
    request(port, "GET", target, &[])
}

/// Sends a request without a body.
pub fn request(port: u16, method: &str, target: &str, headers: &[(&str, &str)]) -> Answer {
    let mut head = format!("{method} {target} HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nConnection: close\r\n");
    for (name, value) in headers {
        head.push_str(&format!("{name}: {value}\r\n"));
    }
    head.push_str("\r\n");
    exchange(port, head.as_bytes())
}

/// Sends these bytes, whatever they are, and reads until the server closes. A server that refuses before
/// everything was sent may close early: what it has said counts, if it has said something.
pub fn exchange(port: u16, bytes: &[u8]) -> Answer {
    let mut stream = TcpStream::connect(("127.0.0.1", port)).expect("the server listens");
    stream.set_read_timeout(Some(Duration::from_secs(30))).expect("a timeout can be set");
    stream.set_write_timeout(Some(Duration::from_secs(30))).expect("a timeout can be set");
    let sent = stream.write_all(bytes);
    let mut answered = Vec::new();
    let read = stream.read_to_end(&mut answered);
    assert!(!answered.is_empty(), "no answer; sending: {sent:?}, reading: {read:?}");
    Answer::parse(answered)
}
