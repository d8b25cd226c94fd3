//! How long things may take. Every phase of a request has its own limit, so that a slow client costs a
//! connection no longer than that (OWASP API4:2023, unrestricted resource consumption).

use std::time::Duration;

use super::{Origin, Resolved, Said, SettingError, SettingRow};

/// Names of the variables.
pub(super) const HEADER: &str = "INCIDEX_HEADER_TIMEOUT_SECONDS";
pub(super) const BODY: &str = "INCIDEX_BODY_TIMEOUT_SECONDS";
pub(super) const REQUEST: &str = "INCIDEX_REQUEST_TIMEOUT_SECONDS";
pub(super) const WRITE: &str = "INCIDEX_WRITE_TIMEOUT_SECONDS";
pub(super) const KEEP_ALIVE: &str = "INCIDEX_KEEP_ALIVE_SECONDS";

const DEFAULT_HEADER: u64 = 3;
const DEFAULT_BODY: u64 = 10;
const DEFAULT_REQUEST: u64 = 10;
const DEFAULT_WRITE: u64 = 10;
const DEFAULT_KEEP_ALIVE: u64 = 15;
const MOST_SECONDS: u64 = 600;

const REMEDY: &str = "give a whole number of seconds from 1 to 600";

/// How long things may take, in seconds from 1 to 600.
#[derive(Clone, Debug)]
pub struct TimeSettings {
    /// From the first byte of a request head (of a new connection: from its acceptance; with TLS, the
    /// handshake has as long again) to its last (`INCIDEX_HEADER_TIMEOUT_SECONDS`; default 3).
    pub header: Resolved<u64>,
    /// From the end of the head to the end of the body (`INCIDEX_BODY_TIMEOUT_SECONDS`; default 10).
    pub body: Resolved<u64>,
    /// From the end of the head to the answer, waiting in a queue included
    /// (`INCIDEX_REQUEST_TIMEOUT_SECONDS`; default 10).
    pub request: Resolved<u64>,
    /// For the client to take a piece of the answer, at most 32 KiB and one body
    /// (`INCIDEX_WRITE_TIMEOUT_SECONDS`; default 10).
    pub write: Resolved<u64>,
    /// From an answer to the next request on the same connection (`INCIDEX_KEEP_ALIVE_SECONDS`; default
    /// 15). A reverse proxy that keeps connections should let go of them sooner than this.
    pub keep_alive: Resolved<u64>,
}

impl TimeSettings {
    /// Resolves the limits.
    ///
    /// # Errors
    /// When one is out of its range.
    pub fn resolve(said: &Said) -> Result<Self, SettingError> {
        let seconds = |name, default| {
            let parse = |text: &str| text.parse().ok().filter(|seconds| (1..=MOST_SECONDS).contains(seconds));
            let variable = said.variable(name, REMEDY, parse)?;
            Ok(variable.unwrap_or(Resolved::new(default, Origin::Default)))
        };
        Ok(Self {
            header: seconds(HEADER, DEFAULT_HEADER)?,
            body: seconds(BODY, DEFAULT_BODY)?,
            request: seconds(REQUEST, DEFAULT_REQUEST)?,
            write: seconds(WRITE, DEFAULT_WRITE)?,
            keep_alive: seconds(KEEP_ALIVE, DEFAULT_KEEP_ALIVE)?,
        })
    }

    pub(super) fn rows(&self) -> [SettingRow; 5] {
        [
            self.header.row(HEADER, "seconds for a request head to arrive"),
            self.body.row(BODY, "seconds for a request body to arrive"),
            self.request.row(REQUEST, "seconds for a request to be answered"),
            self.write.row(WRITE, "seconds for a client to take an answer"),
            self.keep_alive.row(KEEP_ALIVE, "seconds that an idle connection is kept"),
        ]
    }
}

impl Resolved<u64> {
    /// A number of seconds as a duration.
    pub fn seconds(&self) -> Duration {
        Duration::from_secs(self.value)
    }
}
