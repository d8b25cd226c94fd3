//! The limiter against a clock that the tests turn.

use actix_governor::governor::clock::FakeRelativeClock;
use proptest::prelude::*;

use super::*;
use crate::limit::counts::{OWN_COUNTS, SHARED_COUNTS};

const MILLION: u32 = 1_000_000;

fn number(number: u32) -> NonZeroU32 {
    NonZeroU32::new(number).unwrap()
}

/// BASIC as the table has it, the others as PRO.
fn rates(tier: Tier) -> Rates {
    let [per_minute, burst, per_second] =
        if tier == Tier::Basic { [60, 20, 5] } else { [300, 60, 20] }.map(number);
    Rates { per_minute, burst, per_second }
}

fn limiter() -> (LocalLimiter<FakeRelativeClock>, FakeRelativeClock) {
    let clock = FakeRelativeClock::default();
    let unknown = UnknownRates { unauthenticated_per_minute: number(60), failed_in_15_minutes: number(20) };
    (LocalLimiter::with_clock(rates, unknown, &clock), clock)
}

fn identity(name: &str) -> Subject {
    Subject::Identity(name.into())
}

const BASIC: Bucket = Bucket::Tier(Tier::Basic);

#[test]
fn both_windows_hold_and_say_what_is_left() {
    let (limiter, clock) = limiter();
    let take = || limiter.take(BASIC, &identity("kim"), number(1));
    let first = take();
    let plan = WindowState { name: "plan", quota: 20, window_seconds: 20, remaining: 19, reset_seconds: 1 };
    let second = WindowState { name: "second", quota: 5, window_seconds: 1, remaining: 4, reset_seconds: 1 };
    assert_eq!(first, Verdict { windows: vec![plan, second], retry_after_seconds: None });
    for _ in 0..4 {
        assert!(take().fits());
    }
    let refused = take();
    let empty = WindowState { remaining: 0, ..second };
    assert_eq!(refused, Verdict { windows: vec![empty], retry_after_seconds: Some(1) });
    // Five a second use up the burst of 20, and then one a second is what comes back.
    let mut answered = 5;
    for _ in 0..30 {
        clock.advance(Duration::from_millis(200));
        answered += u32::from(take().fits());
    }
    assert_eq!(answered, 20 + 6, "the burst, and one for each of six seconds");
    clock.advance(Duration::from_secs(1));
    assert!(take().fits());
    let refused = take();
    assert_eq!(refused.retry_after_seconds, Some(1));
    assert_eq!((refused.windows[0].name, refused.windows[0].remaining), ("plan", 0));
}

#[test]
fn a_weight_takes_as_many_units_and_one_beyond_the_window_all_of_it() {
    let (limiter, clock) = limiter();
    let pro = Bucket::Tier(Tier::Pro);
    let verdict = limiter.take(pro, &identity("kim"), number(5));
    assert_eq!((verdict.windows[0].remaining, verdict.windows[1].remaining), (55, 15));
    assert!(!limiter.take(pro, &identity("kim"), number(16)).fits());
    assert_eq!(limiter.take(pro, &identity("kim"), number(15)).windows[1].remaining, 0);
    clock.advance(Duration::from_mins(1));
    let heavy = limiter.take(pro, &identity("kim"), number(1_000));
    assert_eq!((heavy.fits(), heavy.windows[0].remaining), (true, 0));
}

#[test]
fn each_subject_and_each_bucket_is_counted_alone() {
    let (limiter, _) = limiter();
    let network =
        |text: &str| Subject::Address(incidex_ops::network::ClientNetwork::of(text.parse().unwrap()));
    for _ in 0..5 {
        assert!(limiter.take(BASIC, &identity("kim"), number(1)).fits());
    }
    assert!(!limiter.take(BASIC, &identity("kim"), number(1)).fits());
    assert!(limiter.take(BASIC, &identity("lee"), number(1)).fits());
    assert!(limiter.take(BASIC, &Subject::Unnamed, number(1)).fits());
    assert!(limiter.take(Bucket::Tier(Tier::Pro), &identity("kim"), number(1)).fits());
    for _ in 0..20 {
        assert!(limiter.take(Bucket::FailedAuthentication, &network("2001:db8::1"), number(1)).fits());
    }
    let neighbour = limiter.take(Bucket::FailedAuthentication, &network("2001:db8::2"), number(1));
    assert_eq!(neighbour.retry_after_seconds, Some(45), "a /64 is one client; one of 20 in 15 minutes");
    assert!(limiter.take(Bucket::Unauthenticated, &network("2001:db8::2"), number(1)).fits());
}

#[test]
fn a_million_idle_identities_are_forgotten_and_their_memory_with_them() {
    let (limiter, clock) = limiter();
    for name in 0..MILLION {
        limiter.take(BASIC, &identity(&name.to_string()), number(1));
    }
    assert_eq!(limiter.held(), 2 * MILLION as usize, "one count in each of two windows");
    assert_eq!(limiter.evict(), 0, "nobody is forgotten whose windows are not full again");
    clock.advance(Duration::from_secs(3));
    limiter.take(BASIC, &identity("busy"), number(1));
    assert_eq!(limiter.evict(), 2 * MILLION as usize);
    assert_eq!(limiter.held(), 2);
    let again = limiter.take(BASIC, &identity("busy"), number(1));
    assert_eq!(again.windows[0].remaining, 18, "what was in use is still counted");
    let room = room(limiter);
    assert!(room < 10_000, "room for {room} counts is kept for 2");
}

#[test]
fn a_million_identities_take_less_than_a_hundred_megabytes() {
    let (limiter, _) = limiter();
    for name in 0..MILLION {
        limiter.take(BASIC, &identity(&name.to_string()), number(1));
    }
    // A key and a state of eight bytes each and a byte of the map's own.
    let bytes = room(limiter) * 17;
    assert!((34_000_000..100_000_000).contains(&bytes), "{bytes} bytes");
}

/// The n-th address.
fn address(number: u32) -> Subject {
    let address = std::net::Ipv4Addr::from_bits(number).into();
    Subject::Address(incidex_ops::network::ClientNetwork::of(address))
}

#[test]
fn no_address_is_charged_for_another_one() {
    let (limiter, _) = limiter();
    for number in 0..100_000 {
        for bucket in [Bucket::Unauthenticated, Bucket::FailedAuthentication] {
            let verdict = limiter.take(bucket, &address(number), NonZeroU32::MIN);
            let window = verdict.windows[0];
            assert_eq!(window.remaining, window.quota - 1, "address {number} in {bucket:?}");
        }
    }
}

#[test]
fn addresses_have_fixed_room() {
    let own = u32::try_from(OWN_COUNTS).unwrap();
    let (limiter, clock) = limiter();
    let take = |number| limiter.take(Bucket::FailedAuthentication, &address(number), NonZeroU32::MIN);
    for number in 0..3 * MILLION / 2 {
        take(number);
    }
    let held = limiter.held();
    // A million addresses leave 16 % of half a million shared counts unused: e to the power of -1.86.
    assert!(held > OWN_COUNTS + SHARED_COUNTS * 3 / 4 && held <= OWN_COUNTS + SHARED_COUNTS, "{held}");
    // Whoever came while there was room is counted alone, now and later.
    for number in [0, 1, own - 1] {
        assert_eq!(take(number).windows[0].remaining, 18, "address {number}");
    }
    let late = |number: &u32| take(*number).windows[0].remaining < 18;
    assert!((own..own + 1_000).filter(late).count() > 500, "those who came later share");
    clock.advance(Duration::from_mins(16));
    limiter.evict();
    assert_eq!(limiter.held(), 0);
    let again: Vec<u32> = (0..1_000).map(|number| take(number).windows[0].remaining).collect();
    assert_eq!(again, [19; 1_000], "there is room again");
}

/// How many counts the maps have room for: at least as many as they hold.
fn room(limiter: LocalLimiter<FakeRelativeClock>) -> usize {
    let LocalLimiter { tiers, unauthenticated, failed, .. } = limiter;
    let windows = tiers.into_iter().flatten().chain(unauthenticated).chain(failed);
    windows.map(|window| window.limiter.into_state_store().capacity()).sum()
}

proptest! {
    /// Against a model: a bucket of units that come back one by one.
    #[test]
    fn no_more_is_answered_than_the_rates_allow(steps in proptest::collection::vec((0_u64..2_000, 1_u32..4), 1..80)) {
        let (limiter, clock) = limiter();
        let (mut elapsed, mut taken) = (0, 0);
        for (pause, weight) in steps {
            clock.advance(Duration::from_millis(pause));
            elapsed += pause;
            let verdict = limiter.take(BASIC, &identity("kim"), number(weight));
            if verdict.fits() {
                taken += u64::from(weight);
            } else {
                prop_assert!(verdict.retry_after_seconds >= Some(1));
            }
            prop_assert!(taken <= 20 + elapsed / 1_000, "{taken} units after {elapsed} ms");
            for window in &verdict.windows {
                prop_assert!(window.remaining <= window.quota && window.reset_seconds <= window.window_seconds);
            }
        }
    }
}

#[test]
fn a_guess_is_forgotten_when_it_counts_no_more() {
    let (limiter, clock) = limiter();
    let guesser = Subject::Address(incidex_ops::network::ClientNetwork::of([192, 0, 2, 1].into()));
    limiter.take(Bucket::FailedAuthentication, &guesser, number(1));
    assert_eq!(limiter.evict(), 0);
    clock.advance(Duration::from_secs(44));
    assert_eq!(limiter.evict(), 0);
    clock.advance(Duration::from_secs(2));
    assert_eq!((limiter.evict(), limiter.held()), (1, 0));
}
