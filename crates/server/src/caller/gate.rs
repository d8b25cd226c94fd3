//! Everything that decides whether a request comes in, put together from the settings.

use std::num::NonZeroU32;
use std::sync::Arc;

use actix_governor::governor::clock::DefaultClock;
use actix_governor::governor::state::{InMemoryState, NotKeyed};
use actix_governor::governor::{Quota, RateLimiter};
use actix_web::dev::RequestHead;
use incidex_core::tier::{PolicyTable, Tier, TierPolicy};
use incidex_ops::alert::Alerts;
use incidex_ops::config::{Environment, Settings};
use incidex_ops::counters::{LabelledCounters, SecurityCounters};
use incidex_ops::network::ClientNetwork;
use incidex_ops::operations::Operations;
use incidex_ops::telemetry::IdentityKey;
use incidex_ops::walk::WalkWatch;

use super::address::{AddressRules, Origin};
use super::callers::{Callers, Decision};
use super::hosts::Hosts;
use super::open::{Openness, openness};
use super::policies::{Policies, Subscriptions};
use super::way_in::{Claim, Refusal, WayIn};
use super::{Caller, Identity};
use crate::limit::{Bucket, Limiter, LocalLimiter, Subject, UnknownRates, Verdict};
use crate::problem::Problem;

/// How many refused spoofs are logged per minute; all are counted.
const SPOOFS_LOGGED_PER_MINUTE: NonZeroU32 = NonZeroU32::new(10).unwrap();

const ONE: NonZeroU32 = NonZeroU32::MIN;

/// Everything that decides whether a request comes in. One per server.
pub(crate) struct Gate {
    callers: Callers,
    addresses: AddressRules,
    hosts: Hosts,
    pub(super) policies: Policies,
    public_docs: bool,
    counts_nobody_by_address: bool,
    limiter: Box<dyn Limiter>,
    decisions: Arc<LabelledCounters>,
    pub(super) alerts: Alerts,
    pub(super) identities: IdentityKey,
    pub(super) walks: WalkWatch,
    pub(super) counters: Arc<SecurityCounters>,
    pub(super) spoof_log: RateLimiter<NotKeyed, InMemoryState, DefaultClock>,
}

/// A request that may go on, or may not.
pub(super) struct Judgement {
    pub(super) origin: Origin,
    /// Who calls, and where that is counted; nobody for open routes.
    pub(super) caller: Option<(Caller, Bucket, Subject)>,
    pub(super) verdict: Option<Verdict>,
    pub(super) refusal: Option<Problem>,
}

impl Gate {
    /// The gate that the settings and the policy describe, with `further` ways in behind the gateway's.
    pub(crate) fn new(
        settings: &Settings,
        table: &Arc<PolicyTable>,
        further: Vec<Box<dyn WayIn>>,
        operations: &Operations,
    ) -> Self {
        let environment = settings.environment.value;
        let policies = Policies::new(Arc::clone(table));
        let custom = settings.access.custom_tier.as_ref().map(|tier| tier.value);
        let subscriptions = Subscriptions::new(Arc::clone(table), custom);
        let unknown = UnknownRates {
            unauthenticated_per_minute: settings.limits.unauthenticated_per_minute.value,
            failed_in_15_minutes: settings.limits.failed_authentications.value,
        };
        Self {
            callers: Callers::new(&settings.access, environment, subscriptions, further),
            addresses: AddressRules::new(&settings.access),
            hosts: Hosts::new(settings.access.hosts.value.clone()),
            public_docs: settings.access.public_docs.value,
            // In dev there is one nobody, on loopback, who has what the tier has.
            counts_nobody_by_address: environment == Environment::Prod,
            decisions: Arc::new(LabelledCounters::new(decision_labels())),
            alerts: operations.alerts.clone(),
            identities: operations.audit.key().clone(),
            limiter: Box::new(LocalLimiter::new(|tier| policies.rates(tier), unknown)),
            policies,
            walks: WalkWatch::new(settings.limits.walk_records.value.clone()),
            counters: Arc::default(),
            spoof_log: RateLimiter::direct(Quota::per_minute(SPOOFS_LOGGED_PER_MINUTE)),
        }
    }

    /// The numbers of security events.
    pub(crate) fn counters(&self) -> Arc<SecurityCounters> {
        Arc::clone(&self.counters)
    }

    /// What the limits decided, by bucket and decision with a blank between.
    pub(crate) fn decisions(&self) -> Arc<LabelledCounters> {
        Arc::clone(&self.decisions)
    }

    /// How many counts the limits hold.
    pub(crate) fn held(&self) -> usize {
        self.limiter.held()
    }

    /// Takes units from a bucket, and counts what was decided.
    pub(super) fn take(&self, bucket: Bucket, subject: &Subject, weight: NonZeroU32) -> Verdict {
        let verdict = self.limiter.take(bucket, subject, weight);
        if let Some(counter) = self.decisions.at(decision_place(bucket, verdict.fits())) {
            counter.increment();
        }
        verdict
    }

    /// The policy of whoever needs not be known: the least.
    pub(super) fn least_policy(&self) -> Arc<TierPolicy> {
        self.policies.policy(Tier::Basic)
    }

    /// Forgets whoever has not called for long; to be called from time to time.
    pub(crate) fn evict(&self) {
        self.counters.evicted.add(self.limiter.evict() as u64);
    }

    /// Whether the request with this head comes in; the order is that of [`super`].
    pub(super) fn judge(&self, head: &RequestHead) -> Judgement {
        let origin = self.addresses.origin(head);
        let judged = |verdict, refusal| Judgement { origin, caller: None, verdict, refusal };
        if origin.is_unclear {
            return judged(None, Some(Problem::unclear_forwarding()));
        }
        if !self.addresses.admits(origin.address) {
            return judged(None, Some(Problem::network_refused()));
        }
        if !self.hosts.admit(head) {
            return judged(None, Some(Problem::unknown_host()));
        }
        let address = Subject::Address(ClientNetwork::of(origin.address));
        // The verdict of a bucket of the address, and the problem: that, or that the bucket is empty.
        let charged = |bucket, problem: Option<Problem>| {
            if bucket == Bucket::FailedAuthentication {
                self.alerts.authentication_failed();
            }
            let verdict = self.take(bucket, &address, ONE);
            let refusal = verdict.retry_after_seconds.map(Problem::rate_limited).or(problem);
            judged(Some(verdict), refusal)
        };
        match openness(head) {
            Openness::Open => return judged(None, None),
            Openness::Documentation if self.public_docs => return charged(Bucket::Unauthenticated, None),
            Openness::Documentation | Openness::Closed => {}
        }
        match self.callers.decide(head) {
            Decision::Known(claim) => self.admit(origin, claim),
            Decision::Unknown => charged(Bucket::Unauthenticated, Some(Problem::caller_refused())),
            Decision::Refused(Refusal::Malformed { header, detail }) => {
                charged(Bucket::Unauthenticated, Some(Problem::invalid_header(header, detail)))
            }
            Decision::Refused(Refusal::Forbidden) => {
                charged(Bucket::FailedAuthentication, Some(Problem::caller_refused()))
            }
            Decision::Refused(Refusal::Unauthorized { challenge }) => {
                charged(Bucket::FailedAuthentication, Some(Problem::unauthorized(challenge)))
            }
        }
    }

    fn admit(&self, origin: Origin, claim: Claim) -> Judgement {
        let Claim { identity, tier } = claim;
        let (bucket, subject) = match &identity {
            Identity::Nobody if self.counts_nobody_by_address => {
                (Bucket::Unauthenticated, Subject::Address(ClientNetwork::of(origin.address)))
            }
            Identity::Nobody => (Bucket::Tier(tier), Subject::Nobody),
            Identity::Unnamed => (Bucket::Tier(tier), Subject::Unnamed),
            Identity::Customer(name) => (Bucket::Tier(tier), Subject::Identity(Arc::clone(name))),
        };
        let verdict = self.take(bucket, &subject, ONE);
        let refusal = verdict.retry_after_seconds.map(Problem::rate_limited);
        let caller = Caller { identity, policy: self.policies.policy(tier) };
        Judgement { origin, caller: Some((caller, bucket, subject)), verdict: Some(verdict), refusal }
    }
}

/// Buckets that are not a tier's, as metrics call them, in the order of [`decision_place`].
const OTHER_BUCKETS: [&str; 2] = ["unauthenticated", "failed_authentication"];

/// The labels of what the limits decide: of each bucket, that a request fits and that it does not.
fn decision_labels() -> impl Iterator<Item = String> {
    let buckets = Tier::ALL.iter().map(|tier| tier.name()).chain(OTHER_BUCKETS);
    buckets.flat_map(|bucket| ["admitted", "refused"].map(|decision| format!("{bucket} {decision}")))
}

/// The place of a decision among the [labels](decision_labels).
fn decision_place(bucket: Bucket, fits: bool) -> usize {
    let tiers = Tier::ALL.len();
    let place = match bucket {
        Bucket::Tier(tier) => Tier::ALL.iter().position(|known| *known == tier).unwrap_or(tiers),
        Bucket::Unauthenticated => tiers,
        Bucket::FailedAuthentication => tiers + 1,
    };
    place * 2 + usize::from(!fits)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_decision_has_the_place_of_its_label() {
        let labels: Vec<String> = decision_labels().collect();
        for (bucket, fits, label) in [
            (Bucket::Tier(Tier::Basic), true, "BASIC admitted"),
            (Bucket::Tier(Tier::Mega), false, "MEGA refused"),
            (Bucket::Unauthenticated, true, "unauthenticated admitted"),
            (Bucket::FailedAuthentication, false, "failed_authentication refused"),
        ] {
            assert_eq!(labels.get(decision_place(bucket, fits)).map(String::as_str), Some(label));
        }
    }
}
