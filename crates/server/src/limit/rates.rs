//! How often somebody may ask.

use std::num::NonZeroU32;
use std::time::Duration;

use actix_governor::governor::Quota;

/// How often one identity of a tier may ask.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Rates {
    /// Units that come back per minute.
    pub per_minute: NonZeroU32,
    /// Units that can be used at once when none were.
    pub burst: NonZeroU32,
    /// Units within a second.
    pub per_second: NonZeroU32,
}

/// How often an address from which nobody is known may ask.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct UnknownRates {
    /// Requests per minute.
    pub unauthenticated_per_minute: NonZeroU32,
    /// Wrong credentials in 15 minutes.
    pub failed_in_15_minutes: NonZeroU32,
}

const MINUTE: Duration = Duration::from_mins(1);
const SECOND: Duration = Duration::from_secs(1);
const QUARTER_OF_AN_HOUR: Duration = Duration::from_mins(15);

impl Rates {
    /// The windows, the longest first.
    pub(super) fn windows(self) -> [(&'static str, Quota); 2] {
        [
            ("plan", quota(self.per_minute, MINUTE, self.burst)),
            ("second", quota(self.per_second, SECOND, self.per_second)),
        ]
    }
}

impl UnknownRates {
    pub(super) fn unauthenticated(self) -> (&'static str, Quota) {
        let number = self.unauthenticated_per_minute;
        ("address", quota(number, MINUTE, number))
    }

    pub(super) fn failed(self) -> (&'static str, Quota) {
        let number = self.failed_in_15_minutes;
        ("failures", quota(number, QUARTER_OF_AN_HOUR, number))
    }
}

/// `number` units come back in `time`, and `burst` are held at most.
fn quota(number: NonZeroU32, time: Duration, burst: NonZeroU32) -> Quota {
    // At most 2³² units in a second leave at least a fraction of a nanosecond each, rounded up to one.
    let interval = (time / number.get()).max(Duration::from_nanos(1));
    Quota::with_period(interval).unwrap_or_else(|| Quota::per_second(number)).allow_burst(burst)
}
