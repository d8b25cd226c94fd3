//! How much is taken on at once. What is over is refused early, with 503, instead of being queued.

use std::thread;

use super::setting::Setting;
use super::{Resolved, Said, SettingError, SettingRow, parse};

pub(super) const WORKERS: Setting = Setting::new(
    "INCIDEX_WORKERS",
    "as many as the machine runs at once",
    "threads that answer requests",
    WORKERS_REMEDY,
);
pub(super) const CONNECTIONS: Setting = Setting::new(
    "INCIDEX_MAX_CONNECTIONS",
    "16384",
    "connections open at once; the next gets a 503",
    "give a whole number from 1 to 1000000",
);
pub(super) const BACKLOG: Setting = Setting::new(
    "INCIDEX_BACKLOG",
    "1024",
    "connections that wait to be accepted",
    "give a whole number from 1 to 65535",
);
pub(super) const POOL_THREADS: Setting = Setting::new(
    "INCIDEX_POOL_THREADS",
    "as many as INCIDEX_WORKERS",
    "threads for long work, such as labels",
    WORKERS_REMEDY,
);
pub(super) const POOL_QUEUE: Setting = Setting::new(
    "INCIDEX_POOL_QUEUE",
    "8 for each of those threads",
    "long work that waits; what comes on top gets a 503",
    "give a whole number from 0 to 65535",
);

pub(super) const CACHE: Setting = Setting::new(
    "INCIDEX_CACHE_KIB",
    "12288",
    "KiB of memory for lookups and records as they were answered before; 0 keeps none",
    "give a whole number from 0 to 1048576",
);

const MOST_WORKERS: usize = 256;
const DEFAULT_CONNECTIONS: usize = 16_384;
const MOST_CONNECTIONS: usize = 1_000_000;
const DEFAULT_BACKLOG: usize = 1_024;
const MOST_BACKLOG: usize = 65_535;
const QUEUE_PER_THREAD: usize = 8;
const MOST_QUEUE: usize = 65_535;
const DEFAULT_CACHE_KIB: usize = 12 * 1_024;
const MOST_CACHE_KIB: usize = 1_024 * 1_024;

const WORKERS_REMEDY: &str = "give a whole number from 1 to 256";

/// How much is taken on at once.
#[derive(Clone, Debug)]
pub struct CapacitySettings {
    /// Threads that answer requests, 1 to 256 (`INCIDEX_WORKERS`; default: as many as the machine runs at
    /// once).
    pub workers: Resolved<usize>,
    /// Connections that are open at once, 1 to 1,000,000 (`INCIDEX_MAX_CONNECTIONS`; default 16,384). Each
    /// one over that gets a 503 and is closed. Low caps serve slow attackers: short timeouts are the cure.
    pub connections: Resolved<usize>,
    /// Connections that wait in the kernel to be accepted, 1 to 65,535 (`INCIDEX_BACKLOG`; default 1,024).
    pub backlog: Resolved<usize>,
    /// Threads for long work (labels, batches), 1 to 256 (`INCIDEX_POOL_THREADS`; default: as workers).
    pub pool_threads: Resolved<usize>,
    /// Long work that waits for one of those threads, 0 to 65,535 (`INCIDEX_POOL_QUEUE`; default 8 for each
    /// thread). What comes when it is full gets a 503 at once.
    pub pool_queue: Resolved<usize>,
    /// Memory for lookups and records as they were answered before, in KiB, 0 to 1,048,576 (`INCIDEX_CACHE_KIB`;
    /// default 12,288: some 3,700 answers with one record and 2,000 records). With 0 every answer is made anew.
    pub cache_kib: Resolved<usize>,
}

impl CapacitySettings {
    /// Resolves the caps.
    ///
    /// # Errors
    /// When one is out of its range.
    pub fn resolve(said: &Said) -> Result<Self, SettingError> {
        let number =
            |setting, least, most, default| said.value_or(setting, default, parse::number(least..=most));
        let workers = number(&WORKERS, 1, MOST_WORKERS, default_workers())?;
        let pool_threads = number(&POOL_THREADS, 1, MOST_WORKERS, workers.value)?;
        let queue = QUEUE_PER_THREAD * pool_threads.value;
        Ok(Self {
            workers,
            connections: number(&CONNECTIONS, 1, MOST_CONNECTIONS, DEFAULT_CONNECTIONS)?,
            backlog: number(&BACKLOG, 1, MOST_BACKLOG, DEFAULT_BACKLOG)?,
            pool_threads,
            pool_queue: number(&POOL_QUEUE, 0, MOST_QUEUE, queue)?,
            cache_kib: number(&CACHE, 0, MOST_CACHE_KIB, DEFAULT_CACHE_KIB)?,
        })
    }

    pub(super) fn rows(&self) -> [SettingRow; 6] {
        [
            WORKERS.row(&self.workers),
            CONNECTIONS.row(&self.connections),
            BACKLOG.row(&self.backlog),
            POOL_THREADS.row(&self.pool_threads),
            POOL_QUEUE.row(&self.pool_queue),
            CACHE.row(&self.cache_kib),
        ]
    }
}

/// As many as the machine runs at once; one where it does not say.
fn default_workers() -> usize {
    thread::available_parallelism().map_or(1, usize::from).min(MOST_WORKERS)
}
