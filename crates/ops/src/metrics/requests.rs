//! What is counted for each request.

use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use incidex_core::tier::Tier;

use super::latency::Histogram;

/// The label of what has no route.
pub const NO_ROUTE: &str = "none";

/// The statuses that this server gives; any other would be counted as the last.
const STATUSES: [u16; 25] = [
    200, 204, 301, 304, 400, 401, 403, 404, 405, 406, 408, 409, 410, 411, 413, 414, 415, 417, 421, 422, 429,
    431, 500, 503, 0,
];

const TIERS: usize = Tier::ALL.len() + 1;

/// What is known of a request that was answered.
#[derive(Clone, Copy, Debug)]
pub struct Observation {
    /// The place of its route in the list; any other number is no route.
    pub route: usize,
    /// The status of the answer.
    pub status: u16,
    /// The tier of the caller, if there is one.
    pub tier: Option<Tier>,
    /// How long it took.
    pub duration: Duration,
}

/// Counts of requests by route, status and tier, and their times by route.
#[derive(Debug)]
pub struct RequestMetrics {
    routes: Vec<&'static str>,
    /// By route, then status, then tier.
    counts: Vec<AtomicU64>,
    latency: Vec<Histogram>,
    begun: AtomicU64,
    ended: AtomicU64,
}

impl RequestMetrics {
    /// Counts at zero for routes with these templates.
    pub fn new(routes: impl IntoIterator<Item = &'static str>) -> Self {
        let routes: Vec<_> = routes.into_iter().chain([NO_ROUTE]).collect();
        let counts = routes.len() * STATUSES.len() * TIERS;
        Self {
            latency: routes.iter().map(|_| Histogram::default()).collect(),
            routes,
            counts: (0..counts).map(|_| AtomicU64::new(0)).collect(),
            begun: AtomicU64::new(0),
            ended: AtomicU64::new(0),
        }
    }

    /// A request has come in; [`ended`](Self::ended) is to follow, whatever becomes of it.
    pub fn begun(&self) {
        self.begun.fetch_add(1, Ordering::Relaxed);
    }

    /// A request has left, answered or not.
    pub fn ended(&self) {
        self.ended.fetch_add(1, Ordering::Relaxed);
    }

    /// Counts an answer.
    pub fn observe(&self, observation: Observation) {
        let route = observation.route.min(self.routes.len().saturating_sub(1));
        let status = STATUSES.iter().position(|status| *status == observation.status);
        let status = status.unwrap_or(STATUSES.len() - 1);
        let tier = observation
            .tier
            .map_or(0, |tier| Tier::ALL.iter().position(|known| *known == tier).map_or(0, |place| place + 1));
        let place = (route * STATUSES.len() + status) * TIERS + tier;
        if let Some(count) = self.counts.get(place) {
            count.fetch_add(1, Ordering::Relaxed);
        }
        if let Some(latency) = self.latency.get(route) {
            latency.observe(observation.duration);
        }
    }

    /// How many requests are being answered.
    pub fn in_flight(&self) -> u64 {
        // In this order, so that one that ends in between is not missing from the difference.
        let ended = self.ended.load(Ordering::Relaxed);
        self.begun.load(Ordering::Relaxed).saturating_sub(ended)
    }

    /// Every count that is not zero, with its route, status and tier.
    pub(super) fn counts(&self) -> impl Iterator<Item = ([&str; 3], u64)> {
        const STATUS_NAMES: [&str; STATUSES.len()] = [
            "200", "204", "301", "304", "400", "401", "403", "404", "405", "406", "408", "409", "410", "411",
            "413", "414", "415", "417", "421", "422", "429", "431", "500", "503", "other",
        ];
        let tiers = || std::iter::once(NO_ROUTE).chain(Tier::ALL.iter().map(|tier| tier.name()));
        let labels = self.routes.iter().flat_map(move |route| {
            STATUS_NAMES.iter().flat_map(move |status| tiers().map(move |tier| [*route, *status, tier]))
        });
        let counts = self.counts.iter().map(|count| count.load(Ordering::Relaxed));
        labels.zip(counts).filter(|(_, count)| *count > 0)
    }

    /// The times of each route that was asked for.
    pub(super) fn latencies(&self) -> impl Iterator<Item = (&str, &Histogram)> {
        let latencies = self.routes.iter().copied().zip(&self.latency);
        latencies.filter(|(_, latency)| latency.buckets().iter().any(|(_, count)| *count > 0))
    }
}
