//! How much of the catalogue each caller has seen today. Whoever pages through everything stands out by
//! the number of different records, whatever the rate.
//!
//! Memory is bounded: per caller an estimate of at most about 3 KiB (exact up to two, close to exact for
//! small numbers, within a few per cent beyond), and a fixed number of callers. When there is no room, those
//! who have seen least are forgotten first, so that a crowd cannot hide one who walks.

use std::collections::HashMap;
use std::hash::RandomState;
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use cardinality_estimator::CardinalityEstimator;

const SHARDS: usize = 16;

/// How many callers a shard holds.
const CALLERS_PER_SHARD: usize = 640;

const DAY: Duration = Duration::from_hours(24);

/// A day, counted from 1970-01-01 in UTC.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Day(u64);

impl Day {
    /// The day of the system's clock.
    pub fn today() -> Self {
        Self::of(SystemTime::now())
    }

    /// The day of a time; 1970-01-01 for earlier ones.
    pub fn of(time: SystemTime) -> Self {
        Self(time.duration_since(UNIX_EPOCH).unwrap_or_default().as_secs() / DAY.as_secs())
    }
}

/// What each caller has seen today.
pub struct WalkWatch {
    thresholds: Vec<u32>,
    hasher: RandomState,
    shards: [Mutex<Shard>; SHARDS],
}

#[derive(Default)]
struct Shard {
    day: Day,
    /// A key is a hash already, and one that nobody can choose: a fast hasher will do.
    callers: HashMap<u64, Seen, foldhash::fast::RandomState>,
}

#[derive(Default)]
struct Seen {
    records: CardinalityEstimator<u32>,
    /// How many thresholds were told of.
    told: usize,
}

impl WalkWatch {
    /// Watches for these numbers of different records, which rise.
    pub fn new(thresholds: Vec<u32>) -> Self {
        Self { thresholds, hasher: RandomState::new(), shards: Default::default() }
    }

    /// Notes that the caller with this key was shown the records with these codes on this day. The highest
    /// threshold that was reached by it and was not told of before.
    pub fn saw(&self, key: u64, day: Day, codes: impl IntoIterator<Item = u32>) -> Option<u32> {
        let mut shard = self.shard(key);
        if shard.day != day {
            shard.day = day;
            shard.callers.clear();
        }
        let seen = match shard.callers.get_mut(&key) {
            Some(seen) => seen,
            None => shard.newcomer(key),
        };
        for code in codes {
            seen.records.insert(&code);
        }
        let number = seen.records.estimate();
        let reached = self.thresholds.partition_point(|threshold| *threshold as usize <= number);
        if reached <= seen.told {
            return None;
        }
        seen.told = reached;
        self.thresholds.get(reached - 1).copied()
    }

    /// About how many different records the caller has seen on the last day of which something is known.
    pub fn seen_by(&self, key: u64) -> usize {
        self.shard(key).callers.get(&key).map_or(0, |seen| seen.records.estimate())
    }

    /// How many callers are watched now; at most [`Self::capacity`].
    pub fn watched(&self) -> usize {
        self.shards.iter().map(|shard| lock(shard).callers.len()).sum()
    }

    /// How many callers can be watched at once.
    pub const fn capacity() -> usize {
        SHARDS * CALLERS_PER_SHARD
    }

    /// The key of a caller's name, different for every start of the process.
    pub fn key(&self, name: impl std::hash::Hash) -> u64 {
        use std::hash::BuildHasher;
        self.hasher.hash_one(name)
    }

    fn shard(&self, key: u64) -> MutexGuard<'_, Shard> {
        // Sixteen shards: four bits of a key that is a hash.
        let [first, rest @ ..] = &self.shards;
        let position = usize::try_from(key % SHARDS as u64).unwrap_or_default();
        lock(position.checked_sub(1).and_then(|other| rest.get(other)).unwrap_or(first))
    }
}

impl Shard {
    /// The place of a caller who is not watched yet.
    fn newcomer(&mut self, key: u64) -> &mut Seen {
        self.make_room();
        self.callers.entry(key).or_default()
    }

    /// Forgets the half that has seen least, if there is no room for one more: half at once, so that a crowd
    /// of new callers costs each of them little.
    fn make_room(&mut self) {
        if self.callers.len() < CALLERS_PER_SHARD {
            return;
        }
        let mut counts: Vec<(usize, u64)> =
            self.callers.iter().map(|(key, seen)| (seen.records.estimate(), *key)).collect();
        counts.sort_unstable();
        for (_, key) in counts.iter().take(CALLERS_PER_SHARD / 2) {
            self.callers.remove(key);
        }
    }
}

/// A count that a panic cut short is a count all the same.
fn lock(shard: &Mutex<Shard>) -> MutexGuard<'_, Shard> {
    shard.lock().unwrap_or_else(PoisonError::into_inner)
}

#[cfg(test)]
mod tests {
    use super::*;

    const TODAY: Day = Day(20_000);

    #[test]
    fn each_threshold_is_told_once_and_repeats_do_not_count() {
        let watch = WalkWatch::new(vec![100, 1_000]);
        let page = |number: u32| (number * 50)..(number * 50 + 50);
        assert_eq!(watch.saw(1, TODAY, page(0)), None);
        for _ in 0..50 {
            assert_eq!(watch.saw(1, TODAY, page(0)), None, "the same page again");
        }
        let told: Vec<u32> = (1..100).filter_map(|number| watch.saw(1, TODAY, page(number))).collect();
        assert_eq!(told, [100, 1_000]);
        let seen = watch.seen_by(1);
        assert!((4_700..5_300).contains(&seen), "{seen} of 5000");
        assert_eq!(watch.saw(2, TODAY, page(0)), None, "each caller is counted alone");
    }

    #[test]
    fn one_big_page_tells_the_highest_threshold() {
        assert_eq!(WalkWatch::new(vec![10, 100]).saw(1, TODAY, 0..500), Some(100));
    }

    #[test]
    fn a_new_day_begins_with_nothing() {
        let watch = WalkWatch::new(vec![10]);
        assert_eq!(watch.saw(1, TODAY, 0..10), Some(10));
        assert_eq!(watch.saw(1, Day(20_001), 0..5), None);
        assert_eq!(watch.seen_by(1), 5);
        assert_eq!(watch.saw(1, Day(20_001), 5..10), Some(10));
    }

    #[test]
    fn a_crowd_takes_no_more_room_and_hides_nobody() {
        let watch = WalkWatch::new(vec![1_000]);
        let walker = watch.key("walker");
        assert_eq!(watch.saw(walker, TODAY, 0..900), None);
        for number in 0..100_000_u32 {
            watch.saw(watch.key(number), TODAY, [number]);
        }
        assert!(watch.watched() <= WalkWatch::capacity());
        assert!(watch.watched() >= WalkWatch::capacity() / 2);
        assert_eq!(watch.saw(walker, TODAY, 900..1_200), Some(1_000));
    }

    #[test]
    fn days_are_those_of_utc() {
        assert_eq!(Day::of(UNIX_EPOCH + Duration::from_secs(86_399)), Day(0));
        assert_eq!(Day::of(UNIX_EPOCH + Duration::from_hours(24)), Day(1));
        assert_eq!(Day::of(UNIX_EPOCH - Duration::from_secs(1)), Day(0));
    }
}
