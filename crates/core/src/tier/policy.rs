//! What one tier may do and see.

use serde::{Deserialize, Serialize};

use super::{Feature, FeatureRefused, Tier};
use crate::regulation::Market;

/// What a tier may do and see. The serialised form is a table of a policy file; ranges hold for policies
/// that come from a [`PolicyTable`](super::PolicyTable).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct TierPolicy {
    /// The tier it belongs to.
    #[serde(skip)]
    pub tier: Tier,
    /// The longest list that one answer holds, 1 to 1,000 records.
    pub results_per_request: usize,
    /// What the tier may do, in the order of [`Feature::ALL`].
    pub features: Vec<Feature>,
    /// How many labels one request may hold: 1 to 100 with [`Feature::Labels`], 0 without.
    pub labels_per_request: usize,
    /// How many names one batch may hold: 1 to 10,000 with [`Feature::Batch`], 0 without.
    pub names_per_request: usize,
    /// Markets whose entries are shown, in the order of [`Market::ALL`]; at least one with
    /// [`Feature::Regulations`], none without.
    pub markets: Vec<Market>,
    /// Whether numeric limits (`limit_value`, `limits`) are shown.
    pub shows_limits: bool,
    /// Whether conditions, provisos, definitions and notes are shown.
    pub shows_notes: bool,
    /// How often each identity may ask.
    pub rate: RateLimit,
    /// For every feature, the tiers of the same table that include it.
    #[serde(skip)]
    pub holders: Vec<(Feature, Vec<Tier>)>,
}

/// How often one identity may ask, in units of [`RequestWeights`](super::RequestWeights). Both windows hold
/// at once.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RateLimit {
    /// Units that come back per minute, 1 to 1,000,000.
    pub requests_per_minute: u32,
    /// Units that may be used at once before the rate per minute holds, 1 to 1,000,000.
    pub burst: u32,
    /// Units within any second, 1 to 100,000.
    pub requests_per_second: u32,
}

impl TierPolicy {
    /// The policy that hides and refuses nothing, for whoever owns the file: a command line, a test.
    pub fn unrestricted() -> Self {
        Self {
            tier: Tier::Mega,
            results_per_request: 50,
            features: Feature::ALL.to_vec(),
            labels_per_request: 10,
            names_per_request: 500,
            markets: Market::ALL.to_vec(),
            shows_limits: true,
            shows_notes: true,
            rate: RateLimit { requests_per_minute: 3_000, burst: 500, requests_per_second: 150 },
            holders: Feature::ALL.map(|feature| (feature, vec![Tier::Mega])).to_vec(),
        }
    }

    /// Nothing, if the plan includes `feature`.
    ///
    /// # Errors
    /// The refusal, if it does not.
    pub fn require(&self, feature: Feature) -> Result<(), FeatureRefused> {
        if self.features.contains(&feature) {
            return Ok(());
        }
        let holders = self.holders.iter().find(|(held, _)| *held == feature);
        let tiers_that_have_it = holders.map(|(_, tiers)| tiers.clone()).unwrap_or_default();
        Err(FeatureRefused { feature, tier: self.tier, tiers_that_have_it })
    }

    /// Whether entries of `market` are shown.
    pub fn shows(&self, market: Market) -> bool {
        self.markets.contains(&market)
    }

    /// How many pages `total` records fill.
    pub fn pages(&self, total: usize) -> usize {
        total.div_ceil(self.results_per_request.max(1))
    }
}
