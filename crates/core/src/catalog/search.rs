//! The one search: from a request to a page of explained hits.

use std::collections::HashSet;
use std::ops::Range;

use super::{Catalog, CatalogError};
use crate::index::Total;
use crate::ingredient::{Ingredient, IngredientCode, Name};
use crate::search::ranking::{RANKING_VERSION, Rules};
use crate::search::{
    Cursor, CursorError, Explanation, Hit, Lead, Marker, MatchMode, MatchedKind, MatchedName, Notice,
    NoticeCode, Query, SearchPage, SearchRequest, Sort, Target, in_characters, leads,
};
use crate::store::{RecordStore, StoreError};
use crate::text::key;
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

/// All hits of a request, before any record is read for showing.
pub(super) struct Ranking {
    /// The best lead of every ingredient, in order.
    hits: Vec<Lead>,
    total: Total,
    probes: Vec<Query>,
    notice: Option<Notice>,
}

impl<S: RecordStore, D: AsRef<[u8]>> Catalog<S, D> {
    /// The hits of a request: each ingredient once, by the name that meets the query best, with why.
    ///
    /// The work is bounded whatever the query: every way of matching stops at its own bound of counted steps,
    /// and brings 4,096 names at most. Where it had more, the total is a lower bound and the list ends there; in
    /// `auto` nothing less sure is then looked for. Only the records of the page are read.
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
        if let Some(market) = request.filters.market.filter(|market| !policy.shows(*market)) {
            let text = format!("the plan {} does not include the market {}", policy.tier, market.code());
            let notice = Some(Notice { code: NoticeCode::MarketOutsidePlan, text });
            return Ok(SearchPage { hits: Vec::new(), total: Total::Exact(0), next_cursor: None, notice });
        }
        let size = request.limit.get().min(policy.results_per_request);
        let end = start.saturating_add(size);
        let ranking = self.ranking(policy, request, usize::MAX, end);
        let goes_on = end < ranking.hits.len();
        let next_cursor = goes_on.then(|| Cursor::new(end, &self.manifest.digest, &identity)).flatten();
        let explained =
            self.explained(&ranking, start, size)?.into_iter().map(|(ingredient, explanation)| {
                Ok(Hit { ingredient: self.view(policy, ingredient)?, explanation })
            });
        let hits = explained.collect::<Result<_, StoreError>>()?;
        Ok(SearchPage { hits, total: ranking.total, next_cursor, notice: ranking.notice })
    }

    /// All hits of a request, the first `wanted` in their order, each way of matching bringing at most `most` names.
    pub(super) fn ranking(
        &self,
        policy: &TierPolicy,
        request: &SearchRequest,
        most: usize,
        wanted: usize,
    ) -> Ranking {
        let SearchRequest { query, mode, field, filters, sort, .. } = request;
        let leads = leads(&self.index, policy, *mode, *field, query, most);
        let mut hits = leads.found;
        // The best lead of every ingredient is the first one in order; of two as good, the one that came first.
        hits.sort_by_key(|lead| lead.order);
        let mut met = HashSet::with_capacity(hits.len());
        hits.retain(|lead| met.insert(lead.code));
        if !filters.is_empty() {
            let (sieve, directory) = (self.sieve(filters), self.index.directory());
            hits.retain(|lead| directory.find(lead.code).is_some_and(|record| sieve.passes(&record)));
        }
        match sort {
            Sort::Relevance => {}
            Sort::Name => hits = self.by_name(hits, wanted),
            Sort::Code => hits.sort_unstable_by_key(|lead| lead.code),
        }
        let total = if leads.is_complete { Total::Exact(hits.len()) } else { Total::AtLeast(hits.len()) };
        Ranking { hits, total, probes: leads.probes, notice: leads.notice }
    }

    /// The hits, the first `wanted` of them in the order of their names: thousands may be met, of which a page is
    /// shown.
    fn by_name(&self, hits: Vec<Lead>, wanted: usize) -> Vec<Lead> {
        let mut named: Vec<((String, IngredientCode), Lead)> =
            hits.into_iter().map(|lead| ((self.sort_name(&lead), lead.code), lead)).collect();
        let wanted = wanted.min(named.len());
        if wanted < named.len() {
            named.select_nth_unstable_by(wanted, |(a, _), (b, _)| a.cmp(b));
        }
        if let Some(first) = named.get_mut(..wanted) {
            first.sort_unstable_by(|(a, _), (b, _)| a.cmp(b));
        }
        named.into_iter().map(|(_, lead)| lead).collect()
    }

    /// The key form of the name that matched; numbers stand first, by their digits.
    fn sort_name(&self, lead: &Lead) -> String {
        match lead.target {
            Target::Name(number) => self.index.spelling(number).map(key).unwrap_or_default(),
            Target::Cas(_) | Target::Ec(_) => String::new(),
        }
    }

    /// The records and explanations of `size` hits from `start` on.
    pub(super) fn explained(
        &self,
        ranking: &Ranking,
        start: usize,
        size: usize,
    ) -> Result<Vec<(Ingredient, Explanation)>, StoreError> {
        let markers: Vec<Marker<'_>> = ranking.probes.iter().map(Marker::new).collect();
        let explained = ranking.hits.iter().skip(start).take(size).map(|lead| {
            let ingredient = self.read(lead.code)?;
            let (name, position) = self.matched(&ingredient, lead.target).ok_or_else(|| StoreError {
                what: format!("ingredient {}", lead.code),
                fault: "the record does not hold the name by which the index found it".to_owned(),
            })?;
            let byte_ranges = markers.get(lead.probe).map(|marker| marker.highlights(&name.text, lead.way));
            let byte_ranges = byte_ranges.unwrap_or_default();
            Ok((ingredient, explanation(name, byte_ranges, position, lead, ranking, self.is_open(lead))))
        });
        explained.collect()
    }

    /// The matched text as the record has it, and its place there.
    fn matched(&self, ingredient: &Ingredient, target: Target) -> Option<(MatchedName, u16)> {
        let number = |text: String, kind| MatchedName { text, kind, language: None };
        match target {
            Target::Cas(place) => {
                let cas = ingredient.cas.get(usize::from(place))?;
                Some((number(cas.to_string(), MatchedKind::Cas), place))
            }
            Target::Ec(place) => {
                let ec = ingredient.ec.get(usize::from(place))?;
                Some((number(ec.to_string(), MatchedKind::Ec), place))
            }
            Target::Name(number) => {
                let place = self.index.name(number)?.position;
                let Name { text, kind, language, .. } = ingredient.names.get(usize::from(place))?.clone();
                Some((MatchedName { text, kind: MatchedKind::Name(kind), language: Some(language) }, place))
            }
        }
    }

    /// Whether the field uses the name that matched for other ingredients as well.
    fn is_open(&self, lead: &Lead) -> bool {
        let Target::Name(number) = lead.target else { return false };
        self.index.name(number).is_some_and(|name| name.is_ambiguous)
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
    let SearchRequest { query, mode, field, filters, sort, .. } = request;
    let features: Vec<&str> = policy.features.iter().copied().map(Feature::code).collect();
    let (mode, field, sort) = (mode.code(), field.code(), sort.code());
    // The text stands last: it may hold what parts the others.
    format!("{RANKING_VERSION}\n{mode}\n{field}\n{filters:?}\n{sort}\n{features:?}\n{}", query.text())
}

fn explanation(
    name: MatchedName,
    byte_ranges: Vec<Range<usize>>,
    position: u16,
    lead: &Lead,
    ranking: &Ranking,
    is_open: bool,
) -> Explanation {
    let mode = if lead.probe == 0 { lead.way } else { MatchMode::KeyboardLayout };
    let char_ranges = in_characters(&name.text, &byte_ranges);
    let is_as_sure = |other: &&Lead| other.order.tier == lead.order.tier;
    let ambiguous = mode.names_one() && (is_open || ranking.hits.iter().filter(is_as_sure).nth(1).is_some());
    let key = if matches!(lead.target, Target::Name(_)) { key(&name.text) } else { String::new() };
    let rules = Rules {
        tier: lead.order.tier,
        missing_words: lead.order.missing_words,
        edits: lead.order.edits,
        left_over: lead.order.left_over,
        standing: lead.order.standing,
        start: lead.order.start,
        label_frequency: lead.order.label_frequency,
        length: key.chars().count(),
        key,
        code: lead.code,
        position,
    };
    Explanation { name, mode, edits: lead.order.edits, byte_ranges, char_ranges, ambiguous, rules }
}
