//! The ingredients of a label, and of many names at once: what [`label`](mod@crate::label) reads, with records and
//! with what markets say of them, as far as the policy shows.

use std::collections::BTreeMap;

use super::Catalog;
use crate::identifier::{CasNumber, EcNumber};
use crate::ingredient::IngredientCode;
use crate::label::{
    self, Candidate, LabelItem, LabelReport, LabelText, LabelTooLong, MarketStatus, MarketSummary,
    MarketVerdict,
};
use crate::regulation::{Market, Restriction};
use crate::store::{RecordStore, StoreError};
use crate::tier::{Feature, FeatureRefused, IngredientView, TierPolicy};

/// The longest name that a lookup takes, in characters. Real names reach 2,000.
const MAX_NAME_CHARACTERS: usize = 2_048;

/// Why a label is not read.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum LabelError {
    /// The plan of the caller does not include it.
    #[error(transparent)]
    Refused(#[from] FeatureRefused),
    /// The text is too long.
    #[error(transparent)]
    TooLong(#[from] LabelTooLong),
    /// A record that the index names cannot be read.
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// What a lookup of one name gives.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LookupAnswer {
    /// The query as it came.
    pub query: String,
    /// What came of it.
    pub status: LookupStatus,
    /// The ingredients: those that are meant, or may be.
    pub hits: Vec<IngredientView>,
}

/// What comes of looking a name up.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum LookupStatus {
    /// The ingredients are meant, all of them.
    Found,
    /// One of the ingredients is meant.
    Ambiguous,
    /// Nothing that is known bears the name or number.
    NotFound,
    /// The query holds neither a letter nor a digit, is longer than 2,048 characters, or is a CAS or EC number
    /// with a wrong check digit.
    Invalid,
}

impl LookupStatus {
    /// The code on the wire, such as `not_found`.
    pub fn code(self) -> &'static str {
        match self {
            Self::Found => "found",
            Self::Ambiguous => "ambiguous",
            Self::NotFound => "not_found",
            Self::Invalid => "invalid",
        }
    }
}

/// Everything that is shown of an ingredient on one label.
#[derive(Clone)]
struct Shown {
    view: IngredientView,
    markets: BTreeMap<&'static str, MarketStatus>,
}

impl<S: RecordStore, D: AsRef<[u8]>> Catalog<S, D> {
    /// Reads a label: what it names, in order, with spans, sections, marks and amounts, and for each of
    /// `markets` what its law says. Nothing about a text makes it fail but its length.
    ///
    /// Linear in the length of the text; one read for each ingredient.
    ///
    /// ```
    /// use incidex_core::catalog::MemoryCatalog;
    /// use incidex_core::label::ItemKind;
    /// use incidex_core::manifest::Manifest;
    /// use incidex_core::tier::TierPolicy;
    ///
    /// let catalog = MemoryCatalog::in_memory(Vec::new(), Vec::new(), Manifest::default())?;
    /// let label = catalog.resolve_label(&TierPolicy::unrestricted(), "Ingredients: Aqua*, 1,2-Hexanediol (2%).", &[])?;
    /// let names: Vec<&str> = label.items.iter().map(|item| item.text.as_str()).collect();
    /// assert_eq!(names, ["Aqua", "1,2-Hexanediol"]);
    /// assert_eq!(label.items[0].kind, ItemKind::Unresolved, "this catalog knows no ingredient");
    /// assert_eq!(label.items[1].amount.as_ref().map(|amount| amount.value), Some(2.0));
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    ///
    /// # Errors
    /// [`LabelError::Refused`] where the plan lacks [`Feature::Labels`]; [`LabelError::TooLong`] above
    /// [`MAX_LABEL_BYTES`](crate::label::MAX_LABEL_BYTES); [`LabelError::Store`] when the store cannot read a
    /// record that the index names.
    pub fn resolve_label(
        &self,
        policy: &TierPolicy,
        text: &str,
        markets: &[Market],
    ) -> Result<LabelReport<IngredientView>, LabelError> {
        policy.require(Feature::Labels)?;
        let report = label::resolve(LabelText::new(text)?, self.index());
        let mut shown = BTreeMap::new();
        let items = report
            .items
            .into_iter()
            .map(|item| self.item(policy, item, markets, &mut shown))
            .collect::<Result<Vec<_>, _>>()?;
        let mut summary = report.summary;
        summary.markets = summaries(&items, markets);
        Ok(LabelReport {
            items,
            sections: report.sections,
            footnotes: report.footnotes,
            separators: report.separators,
            noise: report.noise,
            summary,
        })
    }

    /// Looks many names, CAS or EC numbers up at once. Each query is read as a mention of a label is
    /// ([`label::resolve_name`]); answers stand in the order of the queries.
    ///
    /// # Errors
    /// [`LabelError::Refused`] where the plan lacks [`Feature::Batch`]; [`LabelError::Store`] when the store
    /// cannot read a record that the index names.
    pub fn lookup_names(
        &self,
        policy: &TierPolicy,
        queries: &[&str],
    ) -> Result<Vec<LookupAnswer>, LabelError> {
        policy.require(Feature::Batch)?;
        let answer = |query: &&str| {
            let (status, codes) = self.named(query);
            let hits = codes.into_iter().map(|code| self.record(policy, code)).collect::<Result<_, _>>()?;
            Ok(LookupAnswer { query: (*query).to_owned(), status, hits })
        };
        queries.iter().map(answer).collect()
    }

    /// The ingredients that a name or number means.
    fn named(&self, query: &str) -> (LookupStatus, Vec<IngredientCode>) {
        if query.chars().nth(MAX_NAME_CHARACTERS).is_some() || crate::text::key(query).is_empty() {
            return (LookupStatus::Invalid, Vec::new());
        }
        let has_letters = query.chars().any(char::is_alphabetic);
        if !has_letters && query.contains('-') {
            let postings = match (query.parse::<CasNumber>(), query.parse::<EcNumber>()) {
                (Ok(number), _) => self.index().cas().starts_with(&number.to_string()),
                (_, Ok(number)) => self.index().ec().starts_with(&number.to_string()),
                _ => return (LookupStatus::Invalid, Vec::new()),
            };
            let whole =
                postings.into_iter().filter(|(is_whole, _)| *is_whole).map(|(_, posting)| posting.code);
            return status_of(whole.collect());
        }
        let name = label::resolve_name(query, self.index());
        if name.candidates.is_empty() {
            let status =
                if name.ingredients.is_empty() { LookupStatus::NotFound } else { LookupStatus::Found };
            (status, name.ingredients)
        } else {
            (LookupStatus::Ambiguous, name.candidates)
        }
    }

    fn record(&self, policy: &TierPolicy, code: IngredientCode) -> Result<IngredientView, StoreError> {
        self.get(policy, code)?.ok_or_else(|| StoreError {
            what: format!("ingredient {code}"),
            fault: "the index names it and the store does not hold it".to_owned(),
        })
    }

    /// An item with its records; each record of a label is read once.
    fn item(
        &self,
        policy: &TierPolicy,
        item: LabelItem<IngredientCode>,
        markets: &[Market],
        shown: &mut BTreeMap<IngredientCode, Shown>,
    ) -> Result<LabelItem<IngredientView>, StoreError> {
        let mut show = |code: IngredientCode| -> Result<Shown, StoreError> {
            if let Some(known) = shown.get(&code) {
                return Ok(known.clone());
            }
            let new = self.shown_in(policy, code, markets)?;
            shown.insert(code, new.clone());
            Ok(new)
        };
        let ingredient = item.ingredient.map(&mut show).transpose()?;
        let (ingredient, of_markets) = match ingredient {
            Some(shown) => (Some(shown.view), shown.markets),
            None => {
                (None, markets.iter().map(|market| (market.code(), nothing_known(policy, *market))).collect())
            }
        };
        let candidate = |candidate: Candidate<IngredientCode>| {
            let ingredient = show(candidate.ingredient)?.view;
            Ok(Candidate { ingredient, confidence: candidate.confidence })
        };
        Ok(LabelItem {
            text: item.text,
            span: item.span,
            position: item.position,
            kind: item.kind,
            confidence: item.confidence,
            edits: item.edits,
            ingredient,
            candidates: item.candidates.into_iter().map(candidate).collect::<Result<_, StoreError>>()?,
            reason: item.reason,
            section: item.section,
            marks: item.marks,
            amount: item.amount,
            markets: of_markets,
        })
    }

    /// The view of an ingredient and what the markets asked for say of it.
    fn shown_in(
        &self,
        policy: &TierPolicy,
        code: IngredientCode,
        markets: &[Market],
    ) -> Result<Shown, StoreError> {
        let missing = || StoreError {
            what: format!("ingredient {code}"),
            fault: "the index names it and the store does not hold it".to_owned(),
        };
        let ingredient = self.store().ingredient(code)?.ok_or_else(missing)?;
        let mut of_markets = BTreeMap::new();
        for market in markets {
            let status = if policy.shows(*market) && self.manifest().markets.contains(market) {
                let keys = ingredient.regulations.iter().filter(|key| key.market == *market);
                verdict(self.entries(keys)?)
            } else {
                nothing_known(policy, *market)
            };
            of_markets.insert(market.code(), status);
        }
        Ok(Shown { view: self.view(policy, ingredient)?, markets: of_markets })
    }
}

/// What follows from the entries of one market whose source is loaded.
fn verdict(entries: Vec<crate::regulation::RegulationEntry>) -> MarketStatus {
    let restrictions: Vec<Restriction> =
        entries.iter().map(|entry| entry.source_type.restriction()).collect();
    let has = |restriction| restrictions.contains(&restriction);
    let status = match (has(Restriction::Ban), has(Restriction::Limit)) {
        (true, true) => MarketVerdict::RestrictedAndProhibited,
        (true, false) => MarketVerdict::Prohibited,
        (false, true) => MarketVerdict::Restricted,
        (false, false) => MarketVerdict::NotListed,
    };
    let mut references: Vec<String> = entries.into_iter().map(|entry| entry.key.citation()).collect();
    references.dedup();
    MarketStatus { status, references }
}

/// What is said of a market that is not loaded or not in the plan, or of an ingredient that is not known.
fn nothing_known(policy: &TierPolicy, market: Market) -> MarketStatus {
    let status = if policy.shows(market) { MarketVerdict::Unknown } else { MarketVerdict::OutsidePlan };
    MarketStatus { status, references: Vec::new() }
}

/// What each market bans or limits on the label.
fn summaries(
    items: &[LabelItem<IngredientView>],
    markets: &[Market],
) -> BTreeMap<&'static str, MarketSummary> {
    let summary = |market: &Market| {
        let mut summary = MarketSummary::default();
        for (position, item) in items.iter().enumerate() {
            let Some(status) = item.markets.get(market.code()) else { continue };
            match status.status {
                MarketVerdict::Prohibited => summary.prohibited.push(position),
                MarketVerdict::Restricted => summary.restricted.push(position),
                MarketVerdict::RestrictedAndProhibited => {
                    summary.prohibited.push(position);
                    summary.restricted.push(position);
                }
                MarketVerdict::NotListed => {}
                MarketVerdict::Unknown | MarketVerdict::OutsidePlan => summary.unknown += 1,
            }
        }
        (market.code(), summary)
    };
    markets.iter().map(summary).collect()
}

fn status_of(mut codes: Vec<IngredientCode>) -> (LookupStatus, Vec<IngredientCode>) {
    codes.sort_unstable();
    codes.dedup();
    let status = match codes.len() {
        0 => LookupStatus::NotFound,
        1 => LookupStatus::Found,
        _ => LookupStatus::Ambiguous,
    };
    (status, codes)
}
