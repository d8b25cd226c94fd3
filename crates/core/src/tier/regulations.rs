//! What a policy shows of the regulations of an ingredient.

use super::{IngredientView, TierPolicy};
use crate::regulation::{Market, RegulationEntry, Restriction, SourceType};

/// Why there are entries, or why there are none. Several kinds of empty are never one.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum RegulationResult {
    /// There are entries.
    Listed,
    /// A market that was asked for is loaded and has no entry; another loaded market, in the plan or not,
    /// has one.
    NotListedInCountry,
    /// No loaded source has an entry.
    NotListed,
    /// No source of a market that was asked for is loaded: nothing is known.
    Unknown,
    /// The market that was asked for is not in the plan.
    OutsidePlan,
}

impl RegulationResult {
    /// All results.
    pub const ALL: [Self; 5] =
        [Self::Listed, Self::NotListedInCountry, Self::NotListed, Self::Unknown, Self::OutsidePlan];

    /// The code on the wire, such as `not_listed`.
    pub fn code(self) -> &'static str {
        match self {
            Self::Listed => "listed",
            Self::NotListedInCountry => "not_listed_in_country",
            Self::NotListed => "not_listed",
            Self::Unknown => "unknown",
            Self::OutsidePlan => "outside_plan",
        }
    }
}

/// One entry as a tier sees it.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct EntryView {
    /// The market whose list it is.
    pub market: Market,
    /// Market and reference as people cite them, such as `EU III/98`.
    pub reference: String,
    /// The kind of list.
    pub source_type: SourceType,
    /// What the entry does.
    pub restriction: Restriction,
    /// The substance as the list names it, or empty.
    pub substance: String,
    /// Wording and warnings that a label must bear; `None` where the list states none or the tier hides it.
    pub proviso: Option<String>,
    /// Product types, maximum concentration and further conditions, parted by `; `; `None` where the list
    /// states none or the tier hides them.
    pub limit_condition: Option<String>,
    /// Identifier of the source.
    pub source: String,
    /// Date of the source, `YYYY-MM-DD`, or empty.
    pub source_date: String,
}

/// The regulations of an ingredient as a tier sees them.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct RegulationsView {
    /// The ingredient.
    pub ingredient: IngredientView,
    /// The one market that was asked for, if one was.
    pub market: Option<Market>,
    /// Every entry of the markets asked for that are in the plan, in the order of markets.
    pub entries: Vec<EntryView>,
    /// Why there are entries, or why there are none.
    pub result: RegulationResult,
    /// The same in words; `None` where there are entries.
    pub note: Option<String>,
    /// The markets of the plan.
    pub available: Vec<Market>,
    /// Markets of the plan that have an entry, whichever was asked for.
    pub listed: Vec<Market>,
    /// How many markets outside the plan have an entry.
    pub outside_plan: usize,
    /// Names of the fields that the tier hides, sorted.
    pub masked: Vec<&'static str>,
}

/// What is known before a policy looks at it.
pub(crate) struct Listings<'a> {
    /// The one market that was asked for, if one was.
    pub(crate) market: Option<Market>,
    /// Every market with an entry for the ingredient, each once.
    pub(crate) with_entries: &'a [Market],
    /// The markets whose sources are loaded.
    pub(crate) loaded: &'a [Market],
}

impl Listings<'_> {
    /// Why there are entries, or none, for a plan with these markets.
    pub(super) fn result(&self, plan: &[Market]) -> RegulationResult {
        let asked = match &self.market {
            Some(market) if !plan.contains(market) => return RegulationResult::OutsidePlan,
            Some(market) => std::slice::from_ref(market),
            None => plan,
        };
        if asked.iter().any(|market| self.with_entries.contains(market)) {
            RegulationResult::Listed
        } else if !asked.iter().any(|market| self.loaded.contains(market)) {
            RegulationResult::Unknown
        } else if self.with_entries.is_empty() {
            RegulationResult::NotListed
        } else {
            RegulationResult::NotListedInCountry
        }
    }

    fn note(&self, policy: &TierPolicy, result: RegulationResult) -> Option<String> {
        let asked = match self.market {
            Some(market) => market.english_name().to_owned(),
            None => format!("the plan's markets ({})", codes(&policy.markets)),
        };
        let scope = if self.loaded.is_empty() { "none".to_owned() } else { codes(self.loaded) };
        let scope = format!("markets with a loaded source: {scope}");
        match result {
            RegulationResult::Listed => None,
            RegulationResult::NotListedInCountry => Some(format!(
                "no entry in what is loaded for {asked}; another loaded market has one ({scope})"
            )),
            RegulationResult::NotListed => {
                Some(format!("no loaded source has an entry ({scope}); of other markets nothing is known"))
            }
            RegulationResult::Unknown => {
                Some(format!("no source is loaded for {asked}, so nothing is known there ({scope})"))
            }
            RegulationResult::OutsidePlan => Some(format!(
                "{asked} is not among the markets of the plan {} ({})",
                policy.tier,
                codes(&policy.markets)
            )),
        }
    }
}

fn codes(markets: &[Market]) -> String {
    markets.iter().map(|market| market.code()).collect::<Vec<_>>().join(", ")
}

impl TierPolicy {
    /// The view of the regulations of `ingredient`, `entries` being those of the markets asked for. Entries
    /// of markets outside the plan are left out here, whoever handed them in.
    pub(crate) fn regulations(
        &self,
        ingredient: IngredientView,
        entries: Vec<RegulationEntry>,
        listings: &Listings<'_>,
    ) -> RegulationsView {
        let result = listings.result(&self.markets);
        let is_asked = |market| listings.market.is_none_or(|asked| asked == market) && self.shows(market);
        let mut entries: Vec<RegulationEntry> =
            entries.into_iter().filter(|entry| is_asked(entry.key.market)).collect();
        entries.sort_by_key(|entry| entry.key.market);
        let (listed, outside): (Vec<Market>, Vec<Market>) =
            listings.with_entries.iter().partition(|market| self.shows(**market));
        let mut masked = Vec::new();
        if !self.shows_notes {
            masked.extend(["limit_condition", "proviso"]);
        }
        if !self.shows_limits {
            masked.push("limits");
        }
        masked.sort_unstable();
        RegulationsView {
            ingredient,
            market: listings.market,
            entries: entries.into_iter().map(|entry| self.entry(entry)).collect(),
            result,
            note: listings.note(self, result),
            available: self.markets.clone(),
            listed,
            outside_plan: outside.len(),
            masked,
        }
    }

    fn entry(&self, entry: RegulationEntry) -> EntryView {
        let maximum = if self.shows_limits { entry.maximum_concentration } else { String::new() };
        let parts = [entry.product_type, maximum, entry.conditions];
        let condition = parts.iter().filter(|part| !part.is_empty()).cloned().collect::<Vec<_>>().join("; ");
        let noted = |text: String| (self.shows_notes && !text.is_empty()).then_some(text);
        EntryView {
            market: entry.key.market,
            reference: entry.key.citation(),
            source_type: entry.source_type,
            restriction: entry.source_type.restriction(),
            substance: entry.substance,
            proviso: noted(entry.label_wording),
            limit_condition: noted(condition),
            source: entry.source,
            source_date: entry.source_date,
        }
    }
}
