//! Numbers of what happened since the start, each to be read while others count.

use std::sync::atomic::{AtomicU64, Ordering};

/// A number that only grows.
#[derive(Debug, Default)]
pub struct Counter(AtomicU64);

impl Counter {
    /// Counts one more.
    pub fn count(&self) {
        self.add(1);
    }

    /// Counts `number` more.
    pub fn add(&self, number: u64) {
        self.0.fetch_add(number, Ordering::Relaxed);
    }

    /// How many there were.
    pub fn get(&self) -> u64 {
        self.0.load(Ordering::Relaxed)
    }
}

/// Security events.
#[derive(Debug, Default)]
pub struct SecurityCounters {
    /// Answers with status 401.
    pub unauthorized: Counter,
    /// Answers with status 403.
    pub forbidden: Counter,
    /// Answers with status 429.
    pub too_many_requests: Counter,
    /// Answers with status 500 and up.
    pub failed: Counter,
    /// Requests whose forwarding headers were not believed.
    pub spoofs: Counter,
    /// Thresholds of different records in a day that a caller has reached.
    pub walks: Counter,
    /// Idle callers that the rate limits have forgotten.
    pub evicted: Counter,
}
