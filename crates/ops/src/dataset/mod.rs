//! The data set that is being served: opened, verified, held so that it can be replaced in one step, and
//! replaced when another file stands in its place (`watch`).

mod watch;

use std::ops::Deref;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::SystemTime;

use arc_swap::ArcSwap;
use incidex_storage::{Bundle, OpenError};

use crate::counters::Counter;

pub use watch::{Watch, WatchError};

/// A bundle that every thread reads and that can be exchanged while they do.
///
/// Whoever took [`current`](Self::current) keeps what was current then: a request sees one data set from
/// its beginning to its end. The memory of the one before is free once the last such request has ended.
pub struct Dataset {
    current: ArcSwap<Bundle>,
    loaded: ArcSwap<SystemTime>,
    counters: ReloadCounters,
}

/// How often another file was to be served.
#[derive(Debug, Default)]
pub struct ReloadCounters {
    /// Files that are or were served after the first.
    pub reloaded: Counter,
    /// Files that could not be, and were not.
    pub refused: Counter,
}

/// What became of a file that was to be served.
#[derive(Debug)]
pub enum ReloadOutcome {
    /// It is served.
    Reloaded {
        /// Version of its data set.
        dataset: String,
        /// Version of the one before.
        previous: String,
        /// Number of its records.
        records: u64,
        /// Whether its content is another.
        is_new: bool,
    },
    /// It cannot be; what was served before still is.
    Refused(OpenError),
}

impl Dataset {
    /// Opens and verifies the file at `path`; see [`Bundle::open`].
    ///
    /// # Errors
    /// [`OpenError`], each saying what to do.
    pub fn open(path: &Path) -> Result<Self, OpenError> {
        Bundle::open(path).map(Self::new)
    }

    /// Holds a bundle that is already open.
    pub fn new(bundle: Bundle) -> Self {
        Self {
            current: ArcSwap::from_pointee(bundle),
            loaded: ArcSwap::from_pointee(SystemTime::now()),
            counters: ReloadCounters::default(),
        }
    }

    /// The bundle that is current now. Waits for nobody.
    pub fn current(&self) -> Arc<Bundle> {
        self.current.load_full()
    }

    /// The same for a look that is over soon. Threads share no count for it, which [`current`](Self::current) makes
    /// them wait for each other over when each takes it for every request.
    pub fn look(&self) -> impl Deref<Target = Arc<Bundle>> {
        self.current.load()
    }

    /// When the bundle that is current became so.
    pub fn loaded(&self) -> SystemTime {
        **self.loaded.load()
    }

    /// How often it was exchanged, and how often not.
    pub fn counters(&self) -> &ReloadCounters {
        &self.counters
    }

    /// Opens and verifies the file at `path` beside the current bundle, and serves it from then on if it is
    /// good. Takes as long as opening a file does; those who read meanwhile are not kept waiting.
    pub fn reload(&self, path: &Path) -> ReloadOutcome {
        let bundle = match Bundle::open(path) {
            Ok(bundle) => Arc::new(bundle),
            Err(error) => {
                self.counters.refused.increment();
                return ReloadOutcome::Refused(error);
            }
        };
        let previous = self.current.swap(Arc::clone(&bundle));
        self.loaded.store(Arc::new(SystemTime::now()));
        self.counters.reloaded.increment();
        let (old, new) = (previous.catalog().manifest(), bundle.catalog().manifest());
        ReloadOutcome::Reloaded {
            dataset: new.dataset_version.clone(),
            previous: old.dataset_version.clone(),
            records: records(&bundle),
            is_new: old.digest != new.digest,
        }
    }
}

/// Number of records of a bundle.
pub fn records(bundle: &Bundle) -> u64 {
    bundle.catalog().index().directory().len() as u64
}

/// What is looked at, and how often.
#[derive(Clone, Debug)]
pub struct WatchedFile {
    /// The file.
    pub path: PathBuf,
    /// Seconds between looks; 0 looks only when asked to.
    pub seconds: u64,
}

#[cfg(test)]
mod tests;
