//! Where the counts of one window are held.

use actix_governor::governor::Quota;
use actix_governor::governor::nanos::Nanos;
use actix_governor::governor::state::StateStore;
use actix_governor::governor::state::keyed::{DashMapStateStore, ShrinkableKeyedStateStore};

/// Counts by key. A key is a hash already, and one that nobody can choose: a fast hasher will do.
///
/// A count is the time at which its window is full again, and is forgotten from then on. (governor by itself
/// holds it for the time of one unit more, which for guessed secrets is three quarters of a minute.)
pub(super) struct Counts {
    by_key: DashMapStateStore<u64, foldhash::fast::RandomState>,
    /// The time in which one unit comes back.
    unit: Nanos,
}

impl Counts {
    /// None, of a window with this quota.
    pub(super) fn new(quota: Quota) -> Self {
        Self { by_key: DashMapStateStore::default(), unit: quota.replenish_interval().into() }
    }

    /// For how many counts there is room.
    #[cfg(test)]
    pub(super) fn capacity(&self) -> usize {
        self.by_key.capacity()
    }
}

impl StateStore for Counts {
    type Key = u64;

    fn measure_and_replace<T, F, E>(&self, key: &u64, measure: F) -> Result<T, E>
    where
        F: Fn(Option<Nanos>) -> Result<(T, Nanos), E>,
    {
        self.by_key.measure_and_replace(key, measure)
    }
}

impl ShrinkableKeyedStateStore<u64> for Counts {
    /// `drop_below` is the time less one unit, at least 0.
    fn retain_recent(&self, drop_below: Nanos) {
        let none = Nanos::default();
        // Before the first unit has come back no window is full again.
        let now = if drop_below == none { none } else { drop_below + self.unit };
        self.by_key.retain_recent(now);
    }

    fn shrink_to_fit(&self) {
        self.by_key.shrink_to_fit();
    }

    fn len(&self) -> usize {
        self.by_key.len()
    }

    fn is_empty(&self) -> bool {
        self.by_key.is_empty()
    }
}
