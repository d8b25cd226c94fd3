//! What each tier means: its policy, its rates and what requests cost. The one place of this crate that
//! reads the policy table.

use std::num::NonZeroU32;
use std::sync::Arc;

use incidex_core::tier::{Feature, PolicyTable, RateLimit, Tier, TierPolicy};

use crate::limit::Rates;

/// The tiers that subscriptions mean.
#[derive(Clone, Debug)]
pub(super) struct Subscriptions {
    table: Arc<PolicyTable>,
    custom: Option<Tier>,
}

impl Subscriptions {
    /// What `table` says; `custom` is what a subscription named `CUSTOM` means, if not what the table says.
    pub(super) fn new(table: Arc<PolicyTable>, custom: Option<Tier>) -> Self {
        Self { table, custom }
    }

    /// The tier that the name of a subscription means in any letter case; BASIC where it is unknown.
    pub(super) fn tier(&self, subscription: &[u8]) -> Tier {
        let name = std::str::from_utf8(subscription).unwrap_or_default().trim();
        match self.custom {
            Some(tier) if name.eq_ignore_ascii_case("CUSTOM") => tier,
            _ => self.table.tier_of(Some(name)),
        }
    }
}

/// Policies and rates by tier.
#[derive(Debug)]
pub(super) struct Policies {
    table: Arc<PolicyTable>,
    /// One of each, in the order of [`Tier::ALL`], so that a caller shares it instead of copying it.
    shared: [Arc<TierPolicy>; 4],
}

impl Policies {
    pub(super) fn new(table: Arc<PolicyTable>) -> Self {
        let shared = Tier::ALL.map(|tier| Arc::new(table.policy(tier).clone()));
        Self { table, shared }
    }

    /// What `tier` may do and see.
    pub(super) fn policy(&self, tier: Tier) -> Arc<TierPolicy> {
        let [basic, pro, ultra, mega] = &self.shared;
        Arc::clone(match tier {
            Tier::Basic => basic,
            Tier::Pro => pro,
            Tier::Ultra => ultra,
            Tier::Mega => mega,
        })
    }

    /// How often an identity of `tier` may ask.
    pub(super) fn rates(&self, tier: Tier) -> Rates {
        let RateLimit { requests_per_minute, burst, requests_per_second } = self.table.policy(tier).rate;
        // A checked table has no rate of 0.
        let number = |number| NonZeroU32::new(number).unwrap_or(NonZeroU32::MIN);
        Rates {
            per_minute: number(requests_per_minute),
            burst: number(burst),
            per_second: number(requests_per_second),
        }
    }

    /// What a request for `feature` costs, `amount` being its number of labels or names.
    pub(super) fn cost(&self, feature: Feature, amount: usize) -> u32 {
        self.table.weights().cost(feature, amount)
    }
}

#[cfg(test)]
mod tests {
    use incidex_ops::policy::{DEFAULT_POLICY, parse};

    use super::*;

    #[test]
    fn subscriptions_mean_tiers_in_any_case() {
        let text =
            DEFAULT_POLICY.replace("[custom_tiers]", "[custom_tiers]\nCUSTOM = \"PRO\"\nGOLD = \"MEGA\"");
        let table = Arc::new(parse(&text, None).unwrap());
        let set = Subscriptions::new(Arc::clone(&table), Some(Tier::Ultra));
        for (name, tier) in [
            ("BASIC", Tier::Basic),
            ("pro", Tier::Pro),
            (" Ultra ", Tier::Ultra),
            ("mEgA", Tier::Mega),
            ("custom", Tier::Ultra),
            ("gold", Tier::Mega),
            ("SILVER", Tier::Basic),
            ("", Tier::Basic),
        ] {
            assert_eq!(set.tier(name.as_bytes()), tier, "{name}");
        }
        assert_eq!(set.tier(b"\xff"), Tier::Basic);
        assert_eq!(Subscriptions::new(table, None).tier(b"Custom"), Tier::Pro, "the table's word");
    }

    #[test]
    fn the_default_table_weighs_as_documented() {
        let policies = Policies::new(Arc::new(parse(DEFAULT_POLICY, None).unwrap()));
        for (feature, amount, units) in [
            (Feature::Contains, 1, 1),
            (Feature::Suggest, 1, 1),
            (Feature::Labels, 2, 10),
            (Feature::Batch, 500, 25),
            (Feature::Batch, 21, 2),
        ] {
            assert_eq!(policies.cost(feature, amount), units, "{feature:?}");
        }
    }
}
