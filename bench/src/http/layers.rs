//! What single layers cost by themselves, over the same lookups, on one thread of this process.

use std::hint::black_box;
use std::num::NonZeroU32;
use std::time::Duration;

use incidex_core::tier::{Tier, TierPolicy};
use incidex_ops::network::ClientNetwork;
use incidex_ops::secret::SecretSet;
use incidex_ops::walk::{Day, WalkWatch};
use incidex_server::dto::Envelope;
use incidex_server::limit::{Bucket, Limiter, LocalLimiter, Rates, Subject, UnknownRates};
use incidex_storage::Bundle;

use super::draw::Lookup;
use crate::process::Stopwatch;

/// How long each layer is measured.
const TIME: Duration = Duration::from_millis(500);

/// How many calls stand between two looks at the watch.
const BATCH: usize = 1_024;

/// A layer and its cost per request, in microseconds.
pub(super) struct Cost {
    pub(super) layer: &'static str,
    pub(super) micros: f64,
    /// Whether a request whose answer is kept has this cost.
    pub(super) is_usual: bool,
}

/// The costs of the layers that can be called by themselves.
pub(super) fn costs(bundle: &Bundle, lookups: &[Lookup], customers: usize, secret: &str) -> Vec<Cost> {
    let policy = TierPolicy::unrestricted();
    let catalog = bundle.catalog();
    let codes = |lookup: &Lookup| catalog.codes_starting_with(&policy, lookup.field, &lookup.text, 1);
    let pages: Vec<_> =
        lookups.iter().filter_map(|lookup| codes(lookup).ok()).map(|page| page.items).collect();
    let views = |codes: &Vec<_>| -> Vec<_> {
        codes.iter().filter_map(|code| catalog.get(&policy, *code).ok().flatten()).collect()
    };
    let shown: Vec<_> = pages.iter().take(2_000).map(views).collect();
    let subjects: Vec<Subject> =
        (0..customers).map(|index| Subject::Identity(format!("bench-{index}").into())).collect();
    let secrets = SecretSet::new([secret]);
    let limiter = limiter();
    let walks = WalkWatch::new(vec![1_000, 10_000]);
    let address = Subject::Address(ClientNetwork::of([127, 0, 0, 1].into()));
    let one = NonZeroU32::MIN;
    let cost = |layer, is_usual, micros| Cost { layer, micros, is_usual };
    vec![
        cost(
            "the gateway's secret, in constant time",
            true,
            each(lookups, |_| secrets.contains(black_box(secret.as_bytes()))),
        ),
        cost(
            "both windows of a customer's limits",
            true,
            each(&subjects, |subject| limiter.take(Bucket::Tier(Tier::Mega), subject, one)),
        ),
        cost("distinct records of the customer, for walks", true, {
            let mut next = pages.iter().cycle();
            each(&subjects, |subject| {
                let codes = next.next().into_iter().flatten().map(|code| code.get());
                walks.saw(walks.key(subject), Day::today(), codes)
            })
        }),
        cost("the lookup in the index", false, each(lookups, |lookup| codes(lookup))),
        cost("reading and masking the records", false, each(&pages, views)),
        cost(
            "writing them as JSON",
            false,
            each(&shown, |views| {
                let data: Vec<_> =
                    views.iter().map(|view| Envelope::record(catalog.manifest(), view).data).collect();
                serde_json::to_vec(&data)
            }),
        ),
        cost(
            "the window of an address, for wrong secrets",
            false,
            each(lookups, |_| limiter.take(Bucket::FailedAuthentication, &address, one)),
        ),
    ]
}

/// Rates so high that nobody is refused.
fn limiter() -> LocalLimiter {
    let many = NonZeroU32::new(100_000).unwrap_or(NonZeroU32::MIN);
    let rates = Rates { per_minute: many, burst: many, per_second: many };
    LocalLimiter::new(
        |_| rates,
        UnknownRates { unauthenticated_per_minute: many, failed_in_15_minutes: many },
    )
}

/// Microseconds that `work` takes for each of `items`, in turn for half a second after one turn that is not
/// counted.
fn each<T, R>(items: &[T], mut work: impl FnMut(&T) -> R) -> f64 {
    if items.is_empty() {
        return 0.0;
    }
    for item in items {
        black_box(work(black_box(item)));
    }
    let mut turns = items.iter().cycle();
    let mut done = 0;
    let watch = Stopwatch::start();
    while watch.elapsed() < TIME {
        // To look at the watch takes longer than most layers.
        for item in turns.by_ref().take(BATCH) {
            black_box(work(black_box(item)));
        }
        done += BATCH;
    }
    #[allow(clippy::cast_precision_loss)] // far below 2^52 calls
    let count = done as f64;
    watch.elapsed().as_secs_f64() * 1e6 / count
}
