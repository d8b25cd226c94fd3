//! What each tier means: its policy and its rates. The one place of this crate that knows where policies
//! come from.

use std::num::NonZeroU32;
use std::sync::Arc;

use incidex_core::tier::{Tier, TierPolicy};
use incidex_ops::config::tier_named;

use crate::limit::Rates;

/// The tiers that subscriptions mean.
#[derive(Clone, Debug)]
pub(super) struct Subscriptions {
    custom: Tier,
}

impl Subscriptions {
    /// `custom` is what a subscription named `CUSTOM` means.
    pub(super) fn new(custom: Tier) -> Self {
        Self { custom }
    }

    /// The tier that the name of a subscription means in any letter case; BASIC where it is unknown.
    pub(super) fn tier(&self, subscription: &[u8]) -> Tier {
        let name = std::str::from_utf8(subscription).unwrap_or_default().trim();
        if name.eq_ignore_ascii_case("CUSTOM") {
            return self.custom;
        }
        tier_named(name).unwrap_or(Tier::Basic)
    }
}

/// Policies and rates by tier.
#[derive(Debug)]
pub(super) struct Policies {
    rows: [(Arc<TierPolicy>, Rates); 4],
}

impl Policies {
    /// The policies of the default table.
    pub(super) fn new() -> Self {
        let row = |tier, [per_minute, burst, per_second]: [u32; 3], results_per_request| {
            let policy = TierPolicy {
                tier,
                results_per_request,
                shows_limits: tier >= Tier::Pro,
                shows_notes: tier >= Tier::Ultra,
            };
            let [per_minute, burst, per_second] = [per_minute, burst, per_second]
                .map(|number| NonZeroU32::new(number).unwrap_or(NonZeroU32::MIN));
            (Arc::new(policy), Rates { per_minute, burst, per_second })
        };
        Self {
            rows: [
                row(Tier::Basic, [60, 20, 5], 10),
                row(Tier::Pro, [300, 60, 20], 30),
                row(Tier::Ultra, [1_200, 200, 60], 50),
                row(Tier::Mega, [3_000, 500, 150], 50),
            ],
        }
    }

    /// What `tier` may do and see.
    pub(super) fn policy(&self, tier: Tier) -> Arc<TierPolicy> {
        Arc::clone(&self.row(tier).0)
    }

    /// How often an identity of `tier` may ask.
    pub(super) fn rates(&self, tier: Tier) -> Rates {
        self.row(tier).1
    }

    fn row(&self, tier: Tier) -> &(Arc<TierPolicy>, Rates) {
        let [basic, pro, ultra, mega] = &self.rows;
        match tier {
            Tier::Basic => basic,
            Tier::Pro => pro,
            Tier::Ultra => ultra,
            Tier::Mega => mega,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn subscriptions_mean_tiers_in_any_case() {
        let subscriptions = Subscriptions::new(Tier::Ultra);
        for (name, tier) in [
            ("BASIC", Tier::Basic),
            ("pro", Tier::Pro),
            (" Ultra ", Tier::Ultra),
            ("mEgA", Tier::Mega),
            ("custom", Tier::Ultra),
            ("GOLD", Tier::Basic),
            ("", Tier::Basic),
        ] {
            assert_eq!(subscriptions.tier(name.as_bytes()), tier, "{name}");
        }
        assert_eq!(subscriptions.tier(b"\xff"), Tier::Basic);
    }
}
