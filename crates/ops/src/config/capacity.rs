//! How much is taken on at once. What is over is refused early, with 503, instead of being queued.

use std::thread;

use super::{Origin, Resolved, Said, SettingError, SettingRow};

/// Names of the variables.
pub(super) const WORKERS: &str = "INCIDEX_WORKERS";
pub(super) const CONNECTIONS: &str = "INCIDEX_MAX_CONNECTIONS";
pub(super) const BACKLOG: &str = "INCIDEX_BACKLOG";
pub(super) const POOL_THREADS: &str = "INCIDEX_POOL_THREADS";
pub(super) const POOL_QUEUE: &str = "INCIDEX_POOL_QUEUE";

const MOST_WORKERS: usize = 256;
const DEFAULT_CONNECTIONS: usize = 10_000;
const MOST_CONNECTIONS: usize = 1_000_000;
const DEFAULT_BACKLOG: usize = 1_024;
const MOST_BACKLOG: usize = 65_535;
const QUEUE_PER_THREAD: usize = 8;
const MOST_QUEUE: usize = 65_535;

const WORKERS_REMEDY: &str = "give a whole number from 1 to 256";
const CONNECTIONS_REMEDY: &str = "give a whole number from 1 to 1000000";
const BACKLOG_REMEDY: &str = "give a whole number from 1 to 65535";
const QUEUE_REMEDY: &str = "give a whole number from 0 to 65535";

/// How much is taken on at once.
#[derive(Clone, Debug)]
pub struct CapacitySettings {
    /// Threads that answer requests, 1 to 256 (`INCIDEX_WORKERS`; default: as many as the machine runs at
    /// once).
    pub workers: Resolved<usize>,
    /// Connections that are open at once, 1 to 1,000,000 (`INCIDEX_MAX_CONNECTIONS`; default 10,000). Each
    /// one over that gets a 503 and is closed. Low caps serve slow attackers: short timeouts are the cure.
    pub connections: Resolved<usize>,
    /// Connections that wait in the kernel to be accepted, 1 to 65,535 (`INCIDEX_BACKLOG`; default 1,024).
    pub backlog: Resolved<usize>,
    /// Threads for long work (labels, batches), 1 to 256 (`INCIDEX_POOL_THREADS`; default: as workers).
    pub pool_threads: Resolved<usize>,
    /// Long work that waits for one of those threads, 0 to 65,535 (`INCIDEX_POOL_QUEUE`; default 8 for each
    /// thread). What comes when it is full gets a 503 at once.
    pub pool_queue: Resolved<usize>,
}

impl CapacitySettings {
    /// Resolves the caps.
    ///
    /// # Errors
    /// When one is out of its range.
    pub fn resolve(said: &Said) -> Result<Self, SettingError> {
        let number = |name, remedy, least, most, default| {
            let parse = |text: &str| text.parse().ok().filter(|number| (least..=most).contains(number));
            let variable = said.variable(name, remedy, parse)?;
            Ok(variable.unwrap_or(Resolved::new(default, Origin::Default)))
        };
        let workers = number(WORKERS, WORKERS_REMEDY, 1, MOST_WORKERS, default_workers())?;
        let pool_threads = number(POOL_THREADS, WORKERS_REMEDY, 1, MOST_WORKERS, workers.value)?;
        let queue = QUEUE_PER_THREAD * pool_threads.value;
        Ok(Self {
            workers,
            connections: number(CONNECTIONS, CONNECTIONS_REMEDY, 1, MOST_CONNECTIONS, DEFAULT_CONNECTIONS)?,
            backlog: number(BACKLOG, BACKLOG_REMEDY, 1, MOST_BACKLOG, DEFAULT_BACKLOG)?,
            pool_threads,
            pool_queue: number(POOL_QUEUE, QUEUE_REMEDY, 0, MOST_QUEUE, queue)?,
        })
    }

    pub(super) fn rows(&self) -> [SettingRow; 5] {
        [
            self.workers.row(WORKERS, "threads that answer requests"),
            self.connections.row(CONNECTIONS, "connections open at once; the next gets a 503"),
            self.backlog.row(BACKLOG, "connections that wait to be accepted"),
            self.pool_threads.row(POOL_THREADS, "threads for long work, such as labels"),
            self.pool_queue.row(POOL_QUEUE, "long work that waits; what comes on top gets a 503"),
        ]
    }
}

/// As many as the machine runs at once; one where it does not say.
fn default_workers() -> usize {
    thread::available_parallelism().map_or(1, usize::from).min(MOST_WORKERS)
}
