//! Where and how to serve.

use std::net::{Ipv4Addr, SocketAddr};
use std::thread;
use std::time::Duration;

use super::setting::Setting;
use super::{Origin, Resolved, Said, SettingError, SettingRow, parse};

pub(super) const BIND: Setting = Setting::new(
    "INCIDEX_BIND",
    "127.0.0.1:8080",
    "address to listen on, in dev a loopback one; port 0 takes a free port",
    "give an IP address and a port, such as 127.0.0.1:8080",
)
.with_flag("--bind");
pub(super) const WORKERS: Setting = Setting::new(
    "INCIDEX_WORKERS",
    "as many as the machine runs at once",
    "threads that answer requests",
    "give a whole number from 1 to 256",
);
pub(super) const DRAIN_SECONDS: Setting =
    Setting::new("INCIDEX_DRAIN_SECONDS", "10", "seconds that stopping takes at most", DRAIN_REMEDY);
pub(super) const DRAIN_NOTICE_SECONDS: Setting = Setting::new(
    "INCIDEX_DRAIN_NOTICE_SECONDS",
    "1",
    "of those, seconds of accepting while /ready says 503",
    DRAIN_REMEDY,
);

const DRAIN_REMEDY: &str = "give a whole number of seconds from 0 to 600";
const DEFAULT_PORT: u16 = 8080;
const DEFAULT_DRAIN_SECONDS: u64 = 10;
const DEFAULT_DRAIN_NOTICE_SECONDS: u64 = 1;
const MOST_DRAIN_SECONDS: u64 = 600;
const MOST_WORKERS: usize = 256;

/// Where and how to serve.
#[derive(Clone, Debug)]
pub struct HttpSettings {
    /// The address to listen on (`INCIDEX_BIND`, `--bind`; default 127.0.0.1:8080). Loopback only in
    /// dev, which [`super::AccessSettings`] sees to; port 0 takes a free port.
    pub bind: Resolved<SocketAddr>,
    /// Threads that answer requests, 1 to 256 (`INCIDEX_WORKERS`; default: as many as the machine runs at
    /// once).
    pub workers: Resolved<usize>,
    /// How many seconds, 0 to 600, pass at most between being told to stop and having stopped
    /// (`INCIDEX_DRAIN_SECONDS`; default 10). Requests that are then still under way are cut off.
    pub drain_seconds: Resolved<u64>,
    /// For how many of those seconds, 0 to 600, connections are still accepted while `/ready` answers 503,
    /// so that whoever sends requests can look elsewhere first (`INCIDEX_DRAIN_NOTICE_SECONDS`; default 1).
    pub drain_notice_seconds: Resolved<u64>,
}

impl HttpSettings {
    /// Resolves where and how to serve.
    ///
    /// # Errors
    /// When a value is no address or out of its range.
    pub fn resolve(said: &Said) -> Result<Self, SettingError> {
        let seconds =
            |setting, default| said.value_or(setting, default, parse::number(0..=MOST_DRAIN_SECONDS));
        let bind = match said.flags.bind {
            Some(address) => Resolved::new(address, Origin::Flag),
            None => {
                said.value_or(&BIND, (Ipv4Addr::LOCALHOST, DEFAULT_PORT).into(), |text| text.parse().ok())?
            }
        };
        Ok(Self {
            bind,
            workers: said.value_or(&WORKERS, default_workers(), parse::number(1..=MOST_WORKERS))?,
            drain_seconds: seconds(&DRAIN_SECONDS, DEFAULT_DRAIN_SECONDS)?,
            drain_notice_seconds: seconds(&DRAIN_NOTICE_SECONDS, DEFAULT_DRAIN_NOTICE_SECONDS)?,
        })
    }

    /// How long connections are still accepted after a stop was asked for; never longer than the whole
    /// drain may take.
    pub fn drain_notice(&self) -> Duration {
        Duration::from_secs(self.drain_notice_seconds.value.min(self.drain_seconds.value))
    }

    /// The time that is left, after the notice, for requests under way to end.
    pub fn drain_rest(&self) -> Duration {
        Duration::from_secs(self.drain_seconds.value).saturating_sub(self.drain_notice())
    }

    pub(super) fn rows(&self) -> [SettingRow; 4] {
        [
            BIND.row(&self.bind),
            WORKERS.row(&self.workers),
            DRAIN_SECONDS.row(&self.drain_seconds),
            DRAIN_NOTICE_SECONDS.row(&self.drain_notice_seconds),
        ]
    }
}

/// As many as the machine runs at once; one where it does not say.
fn default_workers() -> usize {
    thread::available_parallelism().map_or(1, usize::from).min(MOST_WORKERS)
}
