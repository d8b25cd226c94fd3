//! The data set that is being served: opened, verified, and held so that it can be replaced in one step.

use std::path::Path;
use std::sync::Arc;

use arc_swap::ArcSwap;
use incidex_storage::{Bundle, OpenError};

/// A bundle that every thread reads and that can be exchanged while they do.
///
/// Whoever took [`current`](Self::current) keeps what was current then: a request sees one data set from
/// its beginning to its end.
pub struct Dataset {
    current: ArcSwap<Bundle>,
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
        Self { current: ArcSwap::from_pointee(bundle) }
    }

    /// The bundle that is current now. Waits for nobody.
    pub fn current(&self) -> Arc<Bundle> {
        self.current.load_full()
    }
}
