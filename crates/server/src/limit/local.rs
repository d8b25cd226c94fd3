//! The limiter of one process.

use std::collections::hash_map::RandomState;
use std::hash::BuildHasher;
use std::num::NonZeroU32;
use std::time::Duration;

use actix_governor::governor::clock::{Clock, DefaultClock};
use actix_governor::governor::middleware::StateInformationMiddleware;
use actix_governor::governor::{Quota, RateLimiter};
use incidex_core::tier::Tier;

use super::counts::Counts;
use super::{Bucket, Limiter, Rates, Subject, UnknownRates, Verdict, WindowState};

/// Counts in memory, bounded: those of addresses, of which anybody can have any number, by fixed room; those of
/// identities, whom only the ways in can make, by [`Limiter::evict`].
pub struct LocalLimiter<C: Clock = DefaultClock> {
    hasher: RandomState,
    tiers: [[Window<C>; 2]; 4],
    unauthenticated: [Window<C>; 1],
    failed: [Window<C>; 1],
}

struct Window<C: Clock> {
    name: &'static str,
    quota: Quota,
    clock: C,
    limiter: RateLimiter<u64, Counts, C, StateInformationMiddleware>,
}

impl LocalLimiter {
    /// A limiter with these rates, by tier, and the clock of the machine.
    pub fn new(rates: impl Fn(Tier) -> Rates, unknown: UnknownRates) -> Self {
        Self::with_clock(rates, unknown, &DefaultClock::default())
    }
}

impl<C: Clock + Clone> LocalLimiter<C> {
    /// The same with another clock.
    pub fn with_clock(rates: impl Fn(Tier) -> Rates, unknown: UnknownRates, clock: &C) -> Self {
        let window = |(name, quota), counts: fn(Quota) -> Counts| {
            let limiter = RateLimiter::new(quota, counts(quota), clock.clone());
            Window { name, quota, clock: clock.clone(), limiter }
        };
        let tiers = [Tier::Basic, Tier::Pro, Tier::Ultra, Tier::Mega];
        Self {
            hasher: RandomState::new(),
            tiers: tiers.map(|tier| rates(tier).windows().map(|rate| window(rate, Counts::new))),
            unauthenticated: [window(unknown.unauthenticated(), Counts::bounded)],
            failed: [window(unknown.failed(), Counts::bounded)],
        }
    }

    fn windows(&self, bucket: Bucket) -> &[Window<C>] {
        let [basic, pro, ultra, mega] = &self.tiers;
        match bucket {
            Bucket::Tier(Tier::Basic) => basic,
            Bucket::Tier(Tier::Pro) => pro,
            Bucket::Tier(Tier::Ultra) => ultra,
            Bucket::Tier(Tier::Mega) => mega,
            Bucket::Unauthenticated => &self.unauthenticated,
            Bucket::FailedAuthentication => &self.failed,
        }
    }

    fn all(&self) -> impl Iterator<Item = &Window<C>> {
        self.tiers.iter().flatten().chain(&self.unauthenticated).chain(&self.failed)
    }

    /// A hash with a secret of this process, so that nobody can choose names that collide.
    fn key(&self, subject: &Subject) -> u64 {
        self.hasher.hash_one(subject)
    }
}

impl<C: Clock + Clone + Send + Sync> Limiter for LocalLimiter<C>
where
    C::Instant: Send + Sync,
{
    fn take(&self, bucket: Bucket, subject: &Subject, weight: NonZeroU32) -> Verdict {
        let key = self.key(subject);
        let mut windows = Vec::with_capacity(2);
        // The shortest first: what one window gave is not given back when the next refuses, and the shortest
        // has its units back the soonest.
        for window in self.windows(bucket).iter().rev() {
            let (state, retry_after_seconds) = window.take(key, weight);
            windows.insert(0, state);
            if retry_after_seconds.is_some() {
                return Verdict { windows, retry_after_seconds };
            }
        }
        Verdict { windows, retry_after_seconds: None }
    }

    fn evict(&self) -> usize {
        let evict = |window: &Window<C>| {
            let before = window.limiter.len();
            window.limiter.retain_recent();
            window.limiter.shrink_to_fit();
            before.saturating_sub(window.limiter.len())
        };
        self.all().map(evict).sum()
    }

    fn held(&self) -> usize {
        self.all().map(|window| window.limiter.len()).sum()
    }
}

impl<C: Clock> Window<C> {
    /// What is left after `weight` units were taken, or, where it has not so many, when it will.
    fn take(&self, key: u64, weight: NonZeroU32) -> (WindowState, Option<u32>) {
        let quota = self.quota.burst_size();
        match self.limiter.check_key_n(&key, weight.min(quota)) {
            Ok(Ok(snapshot)) => (self.state(snapshot.remaining_burst_capacity()), None),
            Ok(Err(refusal)) => {
                let wait = refusal.wait_time_from(self.clock.now());
                (self.state(0), Some(u32::try_from(seconds(wait)).unwrap_or(u32::MAX)))
            }
            // Not met: the weight was brought down to what the window holds.
            Err(_) => (self.state(0), Some(1)),
        }
    }

    fn state(&self, remaining: u32) -> WindowState {
        let quota = self.quota.burst_size().get();
        let interval = self.quota.replenish_interval();
        let used = quota.saturating_sub(remaining);
        WindowState {
            name: self.name,
            quota,
            window_seconds: seconds(interval.saturating_mul(quota)),
            remaining,
            reset_seconds: if used == 0 { 0 } else { seconds(interval.saturating_mul(used)) },
        }
    }
}

/// Whole seconds, rounded up, at least 1: whoever waits that long finds what was promised.
fn seconds(time: Duration) -> u64 {
    (time.as_secs() + u64::from(time.subsec_nanos() > 0)).max(1)
}

#[cfg(test)]
#[path = "local_tests.rs"]
mod tests;
