//! All tiers of a deployment, checked together.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Display;
use std::ops::RangeInclusive;

use serde::{Deserialize, Serialize};

use super::{Feature, Tier, TierPolicy};
use crate::regulation::Market;

const RESULTS: RangeInclusive<usize> = 1..=1_000;
const LABELS: RangeInclusive<usize> = 1..=100;
const NAMES: RangeInclusive<usize> = 1..=10_000;
const RATE: RangeInclusive<u32> = 1..=1_000_000;
const RATE_PER_SECOND: RangeInclusive<u32> = 1..=100_000;
const WEIGHT: RangeInclusive<u32> = 1..=1_000;
/// The longest name of a custom tier, in characters.
const LONGEST_NAME: usize = 64;

/// What requests cost of a caller's rate.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RequestWeights {
    /// A contains search, 1 to 1,000 units.
    pub contains: u32,
    /// A fuzzy search, 1 to 1,000 units.
    pub fuzzy: u32,
    /// A suggest request, 1 to 1,000 units.
    pub suggest: u32,
    /// Each label, 1 to 1,000 units.
    pub label: u32,
    /// How many names of a batch cost one unit, 1 to 1,000.
    pub batch_names_per_unit: u32,
}

impl RequestWeights {
    /// The units that a request for `feature` costs, 1 or more, `amount` being its number of labels or
    /// names. Whatever has no weight of its own costs 1.
    pub fn cost(&self, feature: Feature, amount: usize) -> u32 {
        let amount = u32::try_from(amount).unwrap_or(u32::MAX);
        let cost = match feature {
            Feature::Contains => self.contains,
            Feature::Fuzzy => self.fuzzy,
            Feature::Suggest => self.suggest,
            Feature::Labels => self.label.saturating_mul(amount),
            Feature::Batch => amount.div_ceil(self.batch_names_per_unit.max(1)),
            Feature::Exact | Feature::StartsWith | Feature::OneBoxSearch | Feature::Regulations => 1,
        };
        cost.max(1)
    }
}

/// The rows of a table, checked or not.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Rows {
    #[serde(default)]
    custom_tiers: BTreeMap<String, Tier>,
    weights: RequestWeights,
    tiers: Tiers,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "UPPERCASE", deny_unknown_fields)]
struct Tiers {
    basic: TierPolicy,
    pro: TierPolicy,
    ultra: TierPolicy,
    mega: TierPolicy,
}

impl Tiers {
    fn each(&mut self) -> [(Tier, &mut TierPolicy); 4] {
        [
            (Tier::Basic, &mut self.basic),
            (Tier::Pro, &mut self.pro),
            (Tier::Ultra, &mut self.ultra),
            (Tier::Mega, &mut self.mega),
        ]
    }
}

/// A table as somebody wrote it, not yet checked.
#[derive(Clone, Debug, Deserialize)]
#[serde(transparent)]
pub struct WrittenPolicy(Rows);

/// The policies of all tiers, checked. Serialises to what [`WrittenPolicy`] is read from.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(transparent)]
pub struct PolicyTable(Rows);

/// A value of a table that breaks a rule.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{} is {value}: {remedy}", path.join("."))]
pub struct PolicyFault {
    /// Keys from the top of the table to the value.
    pub path: Vec<String>,
    /// The value.
    pub value: String,
    /// What to give instead, and why.
    pub remedy: String,
}

impl WrittenPolicy {
    /// Checks every rule and puts lists in their order.
    ///
    /// # Errors
    /// The first value that breaks a rule.
    pub fn resolve(self) -> Result<PolicyTable, PolicyFault> {
        let Self(mut rows) = self;
        rows.custom_tiers = custom_tiers(rows.custom_tiers)?;
        let weights = rows.weights;
        for (name, weight) in [
            ("contains", weights.contains),
            ("fuzzy", weights.fuzzy),
            ("suggest", weights.suggest),
            ("label", weights.label),
            ("batch_names_per_unit", weights.batch_names_per_unit),
        ] {
            Place(&["weights"]).within(name, weight, &WEIGHT)?;
        }
        for (tier, policy) in rows.tiers.each() {
            policy.tier = tier;
            check(policy, &weights)?;
        }
        let mut holders: Vec<(Feature, Vec<Tier>)> =
            Feature::ALL.map(|feature| (feature, Vec::new())).to_vec();
        for (tier, policy) in rows.tiers.each() {
            for (feature, tiers) in &mut holders {
                if policy.features.contains(feature) {
                    tiers.push(tier);
                }
            }
        }
        for (_, policy) in rows.tiers.each() {
            policy.holders.clone_from(&holders);
        }
        Ok(PolicyTable(rows))
    }
}

impl PolicyTable {
    /// The policy of a tier.
    pub fn policy(&self, tier: Tier) -> &TierPolicy {
        let Self(Rows { tiers, .. }) = self;
        match tier {
            Tier::Basic => &tiers.basic,
            Tier::Pro => &tiers.pro,
            Tier::Ultra => &tiers.ultra,
            Tier::Mega => &tiers.mega,
        }
    }

    /// The tier that a subscription's name means, in any letter case: one of the four, or a custom one that
    /// the table maps to one of them. Any other name, and none, means BASIC.
    pub fn tier_of(&self, subscription: Option<&str>) -> Tier {
        let name = subscription.unwrap_or_default().trim().to_ascii_uppercase();
        Tier::parse(&name).or_else(|| self.0.custom_tiers.get(&name).copied()).unwrap_or_default()
    }

    /// The names of custom tiers in capitals, and what each is mapped to.
    pub fn custom_tiers(&self) -> &BTreeMap<String, Tier> {
        &self.0.custom_tiers
    }

    /// What requests cost.
    pub fn weights(&self) -> &RequestWeights {
        &self.0.weights
    }
}

/// The mapping with its names in capitals.
fn custom_tiers(written: BTreeMap<String, Tier>) -> Result<BTreeMap<String, Tier>, PolicyFault> {
    let mut tiers = BTreeMap::new();
    for (name, tier) in written {
        let fault = |remedy: &str| {
            let path = vec!["custom_tiers".to_owned(), name.clone()];
            Err(PolicyFault { path, value: tier.to_string(), remedy: remedy.to_owned() })
        };
        let is_printable = name.bytes().all(|byte| matches!(byte, b' '..=b'~'));
        if name.trim() != name || name.is_empty() || name.len() > LONGEST_NAME || !is_printable {
            return fault("name a custom tier in 1 to 64 printable ASCII characters, no blank around them");
        }
        if Tier::parse(&name).is_some() {
            return fault("this tier has a table of its own; map only names that are none of the four");
        }
        if tiers.insert(name.to_ascii_uppercase(), tier).is_some() {
            return fault("letter case makes no difference here; name each custom tier once");
        }
    }
    Ok(tiers)
}

fn check(policy: &mut TierPolicy, weights: &RequestWeights) -> Result<(), PolicyFault> {
    let tier = policy.tier;
    let path = ["tiers", tier.name()];
    let place = Place(&path);
    place.within("results_per_request", policy.results_per_request, &RESULTS)?;
    place.once_each("features", &mut policy.features, Feature::code)?;
    place.once_each("markets", &mut policy.markets, Market::code)?;
    let has = |feature| policy.features.contains(&feature);
    for (name, amount, range, feature) in [
        ("labels_per_request", policy.labels_per_request, LABELS, Feature::Labels),
        ("names_per_request", policy.names_per_request, NAMES, Feature::Batch),
    ] {
        if has(feature) {
            place.within(name, amount, &range)?;
        } else if amount != 0 {
            return Err(place.fault(name, amount, format!("give 0, or add {feature} to the features")));
        }
    }
    if has(Feature::Regulations) == policy.markets.is_empty() {
        let value = format!("{:?}", policy.markets.iter().map(|market| market.code()).collect::<Vec<_>>());
        let remedy = "the feature regulations needs at least one market, and markets need the feature";
        return Err(place.fault("markets", value, remedy.to_owned()));
    }
    let path = ["tiers", tier.name(), "rate"];
    let place = Place(&path);
    place.within("requests_per_minute", policy.rate.requests_per_minute, &RATE)?;
    place.within("burst", policy.rate.burst, &RATE)?;
    place.within("requests_per_second", policy.rate.requests_per_second, &RATE_PER_SECOND)?;
    // A request that costs more than a window holds could never be answered.
    for feature in &policy.features {
        let amount = match feature {
            Feature::Labels => policy.labels_per_request,
            Feature::Batch => policy.names_per_request,
            _ => 1,
        };
        let cost = weights.cost(*feature, amount);
        for (name, units) in
            [("burst", policy.rate.burst), ("requests_per_second", policy.rate.requests_per_second)]
        {
            if cost > units {
                let remedy =
                    format!("the largest {feature} request of this tier costs {cost}; give at least that");
                return Err(place.fault(name, units, remedy));
            }
        }
    }
    Ok(())
}

/// A table within the table, by the keys that lead to it.
struct Place<'a>(&'a [&'a str]);

impl Place<'_> {
    fn fault(&self, name: &str, value: impl Display, remedy: String) -> PolicyFault {
        let path = self.0.iter().copied().chain([name]).map(str::to_owned).collect();
        PolicyFault { path, value: value.to_string(), remedy }
    }

    fn within<T: PartialOrd + Display>(
        &self,
        name: &str,
        value: T,
        range: &RangeInclusive<T>,
    ) -> Result<(), PolicyFault> {
        if range.contains(&value) {
            return Ok(());
        }
        let remedy = format!("give a whole number from {} to {}", range.start(), range.end());
        Err(self.fault(name, value, remedy))
    }

    /// Puts a list in order, if it names each thing once.
    fn once_each<T: Copy + Ord>(
        &self,
        name: &str,
        list: &mut [T],
        code: fn(T) -> &'static str,
    ) -> Result<(), PolicyFault> {
        let mut known = BTreeSet::new();
        if let Some(twice) = list.iter().find(|item| !known.insert(**item)) {
            let value = format!("{:?}", list.iter().map(|item| code(*item)).collect::<Vec<_>>());
            return Err(self.fault(name, value, format!("name {} once", code(*twice))));
        }
        list.sort_unstable();
        Ok(())
    }
}
