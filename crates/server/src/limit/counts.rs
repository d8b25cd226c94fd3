//! Where the counts of one window are held, and how many of them there may be.

use std::sync::atomic::{AtomicUsize, Ordering};

use actix_governor::governor::Quota;
use actix_governor::governor::nanos::Nanos;
use actix_governor::governor::state::StateStore;
use actix_governor::governor::state::keyed::{DashMapStateStore, ShrinkableKeyedStateStore};

/// How many addresses have a count of their own in one window.
pub(super) const OWN_COUNTS: usize = 1 << 19;

/// How many counts those have together that come when each of [`OWN_COUNTS`] is taken.
pub(super) const SHARED_COUNTS: usize = 1 << 19;

/// Counts by key. A key is a hash already, and one that nobody can choose: a fast hasher will do.
///
/// A count is the time at which its window is full again, and is forgotten from then on. (governor by itself
/// holds it for the time of one unit more, which for guessed secrets is three quarters of a minute.)
pub(super) struct Counts {
    by_key: DashMapStateStore<u64, foldhash::fast::RandomState>,
    /// The time in which one unit comes back.
    unit: Nanos,
    /// About how many counts there are, where their number is bounded: a few more or less while several threads count,
    /// and exact again whenever those that count no more were forgotten.
    bounded: Option<AtomicUsize>,
}

impl Counts {
    /// None, of a window with this quota, and as many as there are keys.
    pub(super) fn new(quota: Quota) -> Self {
        let unit = quota.replenish_interval().into();
        Self { by_key: DashMapStateStore::default(), unit, bounded: None }
    }

    /// The same with fixed room. Beyond it keys share counts; which do nobody can foresee, and whoever has a count
    /// already keeps it.
    pub(super) fn bounded(quota: Quota) -> Self {
        Self { bounded: Some(AtomicUsize::new(0)), ..Self::new(quota) }
    }

    /// The key under which that of a subject is counted.
    fn place(&self, key: u64) -> u64 {
        let Some(held) = &self.bounded else { return key };
        if self.by_key.contains_key(&key) {
            return key;
        }
        let is_full = held.load(Ordering::Relaxed) >= OWN_COUNTS;
        let place = if is_full { key % SHARED_COUNTS as u64 } else { key };
        if !is_full || !self.by_key.contains_key(&place) {
            held.fetch_add(1, Ordering::Relaxed);
        }
        place
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
        self.by_key.measure_and_replace(&self.place(*key), measure)
    }
}

impl ShrinkableKeyedStateStore<u64> for Counts {
    /// `drop_below` is the time less one unit, at least 0.
    fn retain_recent(&self, drop_below: Nanos) {
        let none = Nanos::default();
        // Before the first unit has come back no window is full again.
        let now = if drop_below == none { none } else { drop_below + self.unit };
        self.by_key.retain_recent(now);
        if let Some(held) = &self.bounded {
            held.store(self.by_key.len(), Ordering::Relaxed);
        }
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
