//! Counters: numbers that only grow, kept without locks, for whoever wants to show them.

use std::sync::atomic::{AtomicU64, Ordering};

/// One number that only grows.
#[derive(Debug, Default)]
pub struct Counter(AtomicU64);

impl Counter {
    /// Counts one more.
    pub fn increment(&self) {
        self.add(1);
    }

    /// Counts `number` more.
    pub fn add(&self, number: u64) {
        self.0.fetch_add(number, Ordering::Relaxed);
    }

    /// How many there have been.
    pub fn value(&self) -> u64 {
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

/// A counter for each of a fixed list of labels.
#[derive(Debug)]
pub struct LabelledCounters(Vec<(String, Counter)>);

impl LabelledCounters {
    /// Counters at zero, one per label.
    pub fn new<L: Into<String>>(labels: impl IntoIterator<Item = L>) -> Self {
        Self(labels.into_iter().map(|label| (label.into(), Counter::default())).collect())
    }

    /// The counter at a place in the list, in the order in which the labels were given.
    pub fn at(&self, place: usize) -> Option<&Counter> {
        self.0.get(place).map(|(_, counter)| counter)
    }

    /// Every label with its number.
    pub fn values(&self) -> impl Iterator<Item = (&str, u64)> {
        self.0.iter().map(|(label, counter)| (label.as_str(), counter.value()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_label_counts_for_itself() {
        let counters = LabelledCounters::new(["a", "b"]);
        counters.at(1).unwrap().increment();
        counters.at(1).unwrap().increment();
        assert!(counters.at(2).is_none());
        assert_eq!(counters.values().collect::<Vec<_>>(), [("a", 0), ("b", 2)]);
    }
}
