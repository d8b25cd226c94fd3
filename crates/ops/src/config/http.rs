//! Where and how to serve.

use std::net::{Ipv4Addr, SocketAddr};
use std::thread;
use std::time::Duration;

use super::{Origin, Resolved, Said, SettingError, SettingRow};

/// Names of the variables.
pub(super) const BIND: &str = "INCIDEX_BIND";
pub(super) const WORKERS: &str = "INCIDEX_WORKERS";
pub(super) const DRAIN_SECONDS: &str = "INCIDEX_DRAIN_SECONDS";
pub(super) const DRAIN_NOTICE_SECONDS: &str = "INCIDEX_DRAIN_NOTICE_SECONDS";

const DEFAULT_PORT: u16 = 8080;
const DEFAULT_DRAIN_SECONDS: u64 = 10;
const DEFAULT_DRAIN_NOTICE_SECONDS: u64 = 1;
const MOST_DRAIN_SECONDS: u64 = 600;
const MOST_WORKERS: usize = 256;

const BIND_REMEDY: &str = "give an IP address and a port, such as 127.0.0.1:8080";
const LOOPBACK_REMEDY: &str = "this version has no access control, so whoever reaches the address could use \
                               everything; in dev and prod alike give a loopback address, such as 127.0.0.1:8080";
const WORKERS_REMEDY: &str = "give a whole number from 1 to 256";
const DRAIN_REMEDY: &str = "give a whole number of seconds from 0 to 600";

/// Where and how to serve.
#[derive(Clone, Debug)]
pub struct HttpSettings {
    /// The address to listen on (`INCIDEX_BIND`, `--bind`; default 127.0.0.1:8080). Loopback only, as long
    /// as there is no access control; port 0 takes a free port.
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
    /// When a value is no address or out of its range, or the address is not on loopback.
    pub fn resolve(said: &Said) -> Result<Self, SettingError> {
        let workers = said.variable(WORKERS, WORKERS_REMEDY, |text| {
            text.parse().ok().filter(|workers| (1..=MOST_WORKERS).contains(workers))
        })?;
        let seconds = |name, default| {
            let parse = |text: &str| text.parse().ok().filter(|seconds| *seconds <= MOST_DRAIN_SECONDS);
            let variable = said.variable(name, DRAIN_REMEDY, parse)?;
            Ok(variable.unwrap_or(Resolved::new(default, Origin::Default)))
        };
        Ok(Self {
            bind: bind(said)?,
            workers: workers.unwrap_or_else(|| Resolved::new(default_workers(), Origin::Default)),
            drain_seconds: seconds(DRAIN_SECONDS, DEFAULT_DRAIN_SECONDS)?,
            drain_notice_seconds: seconds(DRAIN_NOTICE_SECONDS, DEFAULT_DRAIN_NOTICE_SECONDS)?,
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
            self.bind.row(BIND, "address to listen on"),
            self.workers.row(WORKERS, "threads that answer requests"),
            self.drain_seconds.row(DRAIN_SECONDS, "seconds that stopping takes at most"),
            self.drain_notice_seconds
                .row(DRAIN_NOTICE_SECONDS, "of those, seconds of accepting while /ready says 503"),
        ]
    }
}

fn bind(said: &Said) -> Result<Resolved<SocketAddr>, SettingError> {
    let bind = match said.flags.bind {
        Some(address) => Resolved::new(address, Origin::Flag),
        None => said
            .variable(BIND, BIND_REMEDY, |text| text.parse().ok())?
            .unwrap_or(Resolved::new((Ipv4Addr::LOCALHOST, DEFAULT_PORT).into(), Origin::Default)),
    };
    if bind.value.ip().to_canonical().is_loopback() {
        return Ok(bind);
    }
    let name = if bind.origin == Origin::Flag { "--bind" } else { BIND };
    Err(SettingError::new(name, &bind.value.to_string(), bind.origin, LOOPBACK_REMEDY))
}

/// As many as the machine runs at once; one where it does not say.
fn default_workers() -> usize {
    thread::available_parallelism().map_or(1, usize::from).min(MOST_WORKERS)
}
