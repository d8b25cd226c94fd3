//! Bounds on callers that nobody knows, on failures, and on walks through the catalogue. What each tier may
//! do is the policy's.

use std::num::NonZeroU32;
use std::time::Duration;

use super::setting::Setting;
use super::{Resolved, Said, SettingError, SettingRow, parse};

pub(super) const UNAUTHENTICATED_PER_MINUTE: Setting = Setting::new(
    "INCIDEX_UNAUTHENTICATED_PER_MINUTE",
    "60",
    "requests per minute from one address while nobody is known",
    "give a whole number from 1 to 1000000",
);
pub(super) const FAILED_AUTHENTICATIONS: Setting = Setting::new(
    "INCIDEX_FAILED_AUTHENTICATIONS",
    "20",
    "wrong secrets in 15 minutes from one address before the answer is 429",
    "give a whole number from 1 to 1000000",
);
pub(super) const EVICTION_SECONDS: Setting = Setting::new(
    "INCIDEX_LIMIT_EVICTION_SECONDS",
    "10",
    "seconds between two times of forgetting callers whose limits are whole again",
    "give a whole number of seconds from 1 to 86400",
);
pub(super) const WALK_RECORDS: Setting = Setting::new(
    "INCIDEX_WALK_RECORDS",
    "1000,5000,20000",
    "numbers of different records that one caller sees in a day, each logged once when it is reached",
    "give one to eight whole numbers from 1 to 100000000, each greater than the one before, with commas between",
);

const MOST: u32 = 1_000_000;
const MOST_RECORDS: u32 = 100_000_000;
const MOST_THRESHOLDS: usize = 8;
const DEFAULT_WALK_RECORDS: [u32; 3] = [1_000, 5_000, 20_000];
const DEFAULT_UNAUTHENTICATED: NonZeroU32 = NonZeroU32::new(60).unwrap();
const DEFAULT_FAILED: NonZeroU32 = NonZeroU32::new(20).unwrap();

/// Bounds on callers that nobody knows, on failures, and on walks through the catalogue.
#[derive(Clone, Debug)]
pub struct LimitSettings {
    /// Requests per minute from one address while nobody is known, 1 to 1,000,000
    /// (`INCIDEX_UNAUTHENTICATED_PER_MINUTE`; default 60).
    pub unauthenticated_per_minute: Resolved<NonZeroU32>,
    /// Failed authentications per 15 minutes from one address, 1 to 1,000,000
    /// (`INCIDEX_FAILED_AUTHENTICATIONS`; default 20).
    pub failed_authentications: Resolved<NonZeroU32>,
    /// Seconds between two evictions of idle callers, 1 to 86,400 (`INCIDEX_LIMIT_EVICTION_SECONDS`;
    /// default 10).
    pub eviction_seconds: Resolved<u64>,
    /// Numbers of distinct records per caller and day that are logged when reached, rising
    /// (`INCIDEX_WALK_RECORDS`; default 1,000, 5,000 and 20,000).
    pub walk_records: Resolved<Vec<u32>>,
}

impl LimitSettings {
    /// Resolves the bounds.
    ///
    /// # Errors
    /// When a value is out of its range.
    pub fn resolve(said: &Said) -> Result<Self, SettingError> {
        let count = |setting, default| {
            said.value_or(setting, default, |text| parse::number(1..=MOST)(text).and_then(NonZeroU32::new))
        };
        let thresholds = |text: &str| {
            let numbers = parse::list(text, parse::number(1..=MOST_RECORDS))?;
            (numbers.is_sorted_by(|a, b| a < b) && numbers.len() <= MOST_THRESHOLDS).then_some(numbers)
        };
        Ok(Self {
            unauthenticated_per_minute: count(&UNAUTHENTICATED_PER_MINUTE, DEFAULT_UNAUTHENTICATED)?,
            failed_authentications: count(&FAILED_AUTHENTICATIONS, DEFAULT_FAILED)?,
            eviction_seconds: said.value_or(&EVICTION_SECONDS, 10, parse::number(1..=86_400))?,
            walk_records: said.value_or(&WALK_RECORDS, DEFAULT_WALK_RECORDS.to_vec(), thresholds)?,
        })
    }

    /// The time between two evictions.
    pub fn eviction_period(&self) -> Duration {
        Duration::from_secs(self.eviction_seconds.value)
    }

    pub(super) fn rows(&self) -> [SettingRow; 4] {
        let thresholds =
            |numbers: &Vec<u32>| numbers.iter().map(ToString::to_string).collect::<Vec<_>>().join(",");
        [
            UNAUTHENTICATED_PER_MINUTE.row(&self.unauthenticated_per_minute),
            FAILED_AUTHENTICATIONS.row(&self.failed_authentications),
            EVICTION_SECONDS.row(&self.eviction_seconds),
            WALK_RECORDS.row(&self.walk_records.shown(thresholds)),
        ]
    }
}
