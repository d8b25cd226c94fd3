//! How long things may take. Every phase of a request has its own limit, so that a slow client costs a
//! connection no longer than that (OWASP API4:2023, unrestricted resource consumption).

use std::time::Duration;

use super::setting::Setting;
use super::{Resolved, Said, SettingError, SettingRow, parse};

pub(super) const HEADER: Setting =
    Setting::new("INCIDEX_HEADER_TIMEOUT_SECONDS", "3", "seconds for a request head to arrive", REMEDY);
pub(super) const BODY: Setting =
    Setting::new("INCIDEX_BODY_TIMEOUT_SECONDS", "10", "seconds for a request body to arrive", REMEDY);
pub(super) const REQUEST: Setting =
    Setting::new("INCIDEX_REQUEST_TIMEOUT_SECONDS", "10", "seconds for a request to be answered", REMEDY);
pub(super) const WRITE: Setting =
    Setting::new("INCIDEX_WRITE_TIMEOUT_SECONDS", "10", "seconds for a client to take an answer", REMEDY);
pub(super) const KEEP_ALIVE: Setting =
    Setting::new("INCIDEX_KEEP_ALIVE_SECONDS", "15", "seconds that an idle connection is kept", REMEDY);

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
        let seconds = |setting, default| said.value_or(setting, default, parse::number(1..=MOST_SECONDS));
        Ok(Self {
            header: seconds(&HEADER, DEFAULT_HEADER)?,
            body: seconds(&BODY, DEFAULT_BODY)?,
            request: seconds(&REQUEST, DEFAULT_REQUEST)?,
            write: seconds(&WRITE, DEFAULT_WRITE)?,
            keep_alive: seconds(&KEEP_ALIVE, DEFAULT_KEEP_ALIVE)?,
        })
    }

    pub(super) fn rows(&self) -> [SettingRow; 5] {
        [
            HEADER.row(&self.header),
            BODY.row(&self.body),
            REQUEST.row(&self.request),
            WRITE.row(&self.write),
            KEEP_ALIVE.row(&self.keep_alive),
        ]
    }
}

impl Resolved<u64> {
    /// A number of seconds as a duration.
    pub fn seconds(&self) -> Duration {
        Duration::from_secs(self.value)
    }
}
