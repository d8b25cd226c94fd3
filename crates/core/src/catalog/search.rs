//! The one search: from a request to a page of explained hits.

use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet};

use super::{Catalog, CatalogError};
use crate::ingredient::{Ingredient, IngredientCode};
use crate::regulation::RegulationStatus;
use crate::search::ranking::{MatchStart, Rules, Standing};
use crate::search::{
    Cursor, CursorError, Explanation, Filters, Hit, Lead, MatchMode, MatchedKind, MatchedName, Notice,
    NoticeCode, Place, Probe, SearchPage, SearchRequest, Sort, Total, highlights, in_characters, leads,
};
use crate::store::{RecordStore, StoreError};
use crate::text::{key, spelling};
use crate::tier::{Feature, TierPolicy};

/// Why a search gives no answer.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum SearchError {
    /// The plan does not include it, or a record cannot be read.
    #[error(transparent)]
    Catalog(#[from] CatalogError),
    /// The cursor does not belong here.
    #[error(transparent)]
    Cursor(#[from] CursorError),
}

impl From<StoreError> for SearchError {
    fn from(error: StoreError) -> Self {
        Self::Catalog(error.into())
    }
}

/// A lead with what the rules see in it.
struct Ranked {
    lead: Lead,
    rules: Rules,
}

/// All hits of a request, before any is shown.
pub(super) struct Ranking {
    probe: Probe,
    hits: Vec<Ranked>,
    total: Total,
    /// Ways of matching in which the whole query means several ingredients.
    ambiguous: BTreeSet<MatchMode>,
}

impl<S: RecordStore, D: AsRef<[u8]>> Catalog<S, D> {
    /// The hits of a request: each ingredient once, by the name that meets the query best, with why.
    ///
    /// # Errors
    /// [`CatalogError::Refused`] where the plan lacks the mode that was asked for;
    /// [`SearchError::Cursor`] for a cursor that was given for something else; [`CatalogError::Store`] when
    /// the store cannot read a record that the index names.
    pub fn search(&self, policy: &TierPolicy, request: &SearchRequest) -> Result<SearchPage, SearchError> {
        policy.require(request.mode.feature()).map_err(CatalogError::from)?;
        let identity = identity(policy, request);
        let start = match &request.cursor {
            Some(cursor) => cursor.position(&self.manifest.digest, &identity)?,
            None => 0,
        };
        let nothing =
            SearchPage { hits: Vec::new(), total: Total::Exact(0), next_cursor: None, notice: None };
        if let Some(market) = request.filters.market.filter(|market| !policy.shows(*market)) {
            let text = format!("the plan {} does not include the market {}", policy.tier, market.code());
            let notice = Some(Notice { code: NoticeCode::MarketOutsidePlan, text });
            return Ok(SearchPage { notice, ..nothing });
        }
        let size = request.limit.get().min(policy.results_per_request);
        let ranking = self.ranking(policy, request)?;
        let (end, total) = (start.saturating_add(size), ranking.total);
        let goes_on = end < ranking.hits.len();
        let next_cursor = goes_on.then(|| Cursor::new(end, &self.manifest.digest, &identity)).flatten();
        let shown = self.shown(ranking, start, size)?.into_iter().map(|(ingredient, explanation)| {
            Ok(Hit { ingredient: self.view(policy, ingredient)?, explanation })
        });
        let hits = shown.collect::<Result<_, StoreError>>()?;
        Ok(SearchPage { hits, total, next_cursor, notice: None })
    }

    /// All hits of a request in their order.
    pub(super) fn ranking(
        &self,
        policy: &TierPolicy,
        request: &SearchRequest,
    ) -> Result<Ranking, StoreError> {
        let probe = Probe { query: request.query.clone() };
        let leads = leads(&self.index, policy, request.mode, request.field, &probe);
        let hits = self.ranked(&leads.found, request, &probe)?;
        let total = if leads.is_complete { Total::Exact(hits.len()) } else { Total::AtLeast(hits.len()) };
        let several = |mode: MatchMode| hits.iter().filter(|hit| hit.rules.mode == mode).count() > 1;
        let ambiguous: BTreeSet<MatchMode> =
            MatchMode::ALL.into_iter().filter(|mode| mode.names_one() && several(*mode)).collect();
        Ok(Ranking { probe, hits, total, ambiguous })
    }

    /// The records and explanations of `size` hits from `start` on.
    pub(super) fn shown(
        &self,
        ranking: Ranking,
        start: usize,
        size: usize,
    ) -> Result<Vec<(Ingredient, Explanation)>, StoreError> {
        let Ranking { probe, hits, ambiguous, .. } = ranking;
        let shown = hits.into_iter().skip(start).take(size).map(|Ranked { lead, rules }| {
            let ingredient = self.read(lead.code)?;
            let is_ambiguous = ambiguous.contains(&lead.mode);
            let explanation = explanation(&ingredient, lead, rules, &probe, is_ambiguous);
            Ok((ingredient, explanation))
        });
        shown.collect()
    }

    /// The best lead of every record that the filters let through, in the order of the request.
    fn ranked(
        &self,
        found: &[Lead],
        request: &SearchRequest,
        probe: &Probe,
    ) -> Result<Vec<Ranked>, StoreError> {
        let mut best: BTreeMap<IngredientCode, Ranked> = BTreeMap::new();
        let mut read: BTreeMap<IngredientCode, Option<Ingredient>> = BTreeMap::new();
        for lead in found {
            let ingredient = match read.entry(lead.code) {
                std::collections::btree_map::Entry::Occupied(entry) => entry.into_mut(),
                std::collections::btree_map::Entry::Vacant(entry) => {
                    let ingredient = self.read(lead.code)?;
                    let passes = self.passes(&request.filters, &ingredient)?;
                    entry.insert(passes.then_some(ingredient))
                }
            };
            let Some(ingredient) = ingredient else { continue };
            let rules = rules(ingredient, *lead, probe);
            let is_better = best.get(&lead.code).is_none_or(|before| rules < before.rules);
            if is_better {
                best.insert(lead.code, Ranked { lead: *lead, rules });
            }
        }
        let mut ranked: Vec<Ranked> = best.into_values().collect();
        match request.sort {
            Sort::Relevance => ranked.sort_unstable_by(|a, b| a.rules.cmp(&b.rules)),
            Sort::Name => ranked.sort_by(|a, b| a.rules.key.cmp(&b.rules.key)),
            // They came in the order of their codes.
            Sort::Code => {}
        }
        Ok(ranked)
    }

    fn passes(&self, filters: &Filters, ingredient: &Ingredient) -> Result<bool, StoreError> {
        let Filters { function, market, status, has_cas } = filters;
        let is_of = |code: &String| ingredient.functions.iter().any(|own| own.code == *code);
        if !function.as_ref().is_none_or(is_of) || has_cas.is_some_and(|has| has == ingredient.cas.is_empty())
        {
            return Ok(false);
        }
        let Some(market) = market else { return Ok(status.is_none_or(|status| status == ingredient.status)) };
        let keys: Vec<_> = ingredient.regulations.iter().filter(|key| key.market == *market).collect();
        let Some(status) = status else { return Ok(!keys.is_empty()) };
        let restrictions = self.entries(keys)?.into_iter().map(|entry| entry.source_type.restriction());
        Ok(*status == RegulationStatus::of(restrictions, self.manifest.markets.contains(market)))
    }

    /// A record that the index names.
    pub(super) fn read(&self, code: IngredientCode) -> Result<Ingredient, StoreError> {
        self.store.ingredient(code)?.ok_or_else(|| StoreError {
            what: format!("ingredient {code}"),
            fault: "the index names it and the store does not hold it".to_owned(),
        })
    }
}

/// What a cursor is bound to besides the data set: all of a request that decides what its list is.
fn identity(policy: &TierPolicy, request: &SearchRequest) -> String {
    let modes: Vec<&str> = policy.features.iter().copied().map(Feature::code).collect();
    format!(
        "{:?}\n{}\n{}\n{:?}\n{}\n{:?}",
        request.query.text(),
        request.mode.code(),
        request.field.code(),
        request.filters,
        request.sort.code(),
        modes,
    )
}

/// The matched text of a lead.
fn matched(ingredient: &Ingredient, place: Place) -> Option<MatchedName> {
    let number = |text: Option<String>, kind| text.map(|text| MatchedName { text, kind, language: None });
    match place {
        Place::Name(position) => ingredient.names.get(usize::from(position)).map(|name| MatchedName {
            text: name.text.clone(),
            kind: MatchedKind::Name(name.kind),
            language: Some(name.language),
        }),
        Place::Cas(position) => {
            number(ingredient.cas.get(usize::from(position)).map(ToString::to_string), MatchedKind::Cas)
        }
        Place::Ec(position) => {
            number(ingredient.ec.get(usize::from(position)).map(ToString::to_string), MatchedKind::Ec)
        }
    }
}

fn rules(ingredient: &Ingredient, lead: Lead, probe: &Probe) -> Rules {
    let name = matched(ingredient, lead.place);
    let (text, standing) = match &name {
        Some(MatchedName { text, kind: MatchedKind::Name(kind), .. }) => (text.as_str(), Standing::of(*kind)),
        Some(MatchedName { text, .. }) => (text.as_str(), Standing::Standard),
        None => ("", Standing::Variant),
    };
    let key = key(text);
    let (Place::Name(position) | Place::Cas(position) | Place::Ec(position)) = lead.place;
    let start = match lead.mode {
        MatchMode::Contains => match_start(&spelling(text), probe.query.spelling()),
        _ => MatchStart::Name,
    };
    Rules {
        mode: lead.mode,
        missing_words: 0,
        edits: lead.edits,
        standing,
        is_partial: key != probe.query.key(),
        start,
        label_frequency: Reverse(ingredient.label_frequency),
        length: key.chars().count(),
        key,
        code: lead.code,
        position,
    }
}

/// Where the best occurrence of `needle` begins.
fn match_start(spelling: &str, needle: &str) -> MatchStart {
    let starts = spelling.match_indices(needle).map(|(at, _)| {
        match spelling.get(..at).and_then(|before| before.chars().next_back()) {
            None => MatchStart::Name,
            Some(before) if !before.is_alphanumeric() => MatchStart::Word,
            Some(_) => MatchStart::Inside,
        }
    });
    starts.min().unwrap_or(MatchStart::Inside)
}

fn explanation(
    ingredient: &Ingredient,
    lead: Lead,
    rules: Rules,
    probe: &Probe,
    ambiguous: bool,
) -> Explanation {
    let name = matched(ingredient, lead.place).unwrap_or_else(|| MatchedName {
        text: String::new(),
        kind: MatchedKind::Cas,
        language: None,
    });
    let byte_ranges = highlights(&name.text, lead.mode, probe);
    let char_ranges = in_characters(&name.text, &byte_ranges);
    Explanation { name, mode: lead.mode, edits: lead.edits, byte_ranges, char_ranges, ambiguous, rules }
}
