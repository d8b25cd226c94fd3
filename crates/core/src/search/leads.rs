//! What the index has for a request, mode by mode, before records are read.

use super::{Field, MatchMode, Query, SearchMode};
use crate::index::{KeyIndex, Posting, SearchIndex, SpelledNames};
use crate::ingredient::IngredientCode;
use crate::tier::{Feature, TierPolicy};

/// The most leads that a mode may bring; what is beyond is counted as more than that and not looked at.
const MOST: usize = 4096;

/// A text that is looked for, and what became of it on the way.
#[derive(Clone, Debug)]
pub(crate) struct Probe {
    /// What is looked for.
    pub query: Query,
}

/// Which name or number of a record, by its place in the record's list.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Place {
    Name(u16),
    Cas(u16),
    Ec(u16),
}

/// A name or number that matches.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Lead {
    pub code: IngredientCode,
    pub mode: MatchMode,
    pub edits: u8,
    pub place: Place,
}

/// What matches, and whether that is all.
#[derive(Debug, Default)]
pub(crate) struct Leads {
    pub found: Vec<Lead>,
    pub is_complete: bool,
}

/// Everything that `probe` meets in the ways of `mode` that the plan has.
pub(crate) fn leads<D: AsRef<[u8]>>(
    index: &SearchIndex<D>,
    policy: &TierPolicy,
    mode: SearchMode,
    field: Field,
    probe: &Probe,
) -> Leads {
    let mut leads = Leads { found: Vec::new(), is_complete: true };
    let has = |feature: Feature| policy.features.contains(&feature);
    let tries = |own: SearchMode| mode == own || (mode == SearchMode::Auto && has(own.feature()));
    let key = probe.query.key();
    if key.is_empty() {
        return leads;
    }
    let keyed = [(Field::Inci, index.inci()), (Field::Korean, index.korean()), (Field::Other, index.alias())];
    let numbered = [(Field::Cas, index.cas()), (Field::Ec, index.ec())];
    for (_, names) in keyed.into_iter().filter(|(own, _)| field.covers(*own)) {
        if tries(SearchMode::Exact) {
            leads.add_names(names.exact(key), MatchMode::Exact);
        }
        if tries(SearchMode::StartsWith) {
            leads.add_beginnings(names, key);
        }
    }
    for (own, numbers) in numbered.into_iter().filter(|(own, _)| field.covers(*own)) {
        let place = if own == Field::Cas { Place::Cas } else { Place::Ec };
        let beginnings = tries(SearchMode::StartsWith);
        if beginnings || tries(SearchMode::Exact) {
            for (whole, posting) in numbers.starts_with(probe.query.spelling()) {
                let mode = if whole { MatchMode::Identifier } else { MatchMode::IdentifierStartsWith };
                if whole || beginnings {
                    leads.add(posting, mode, place(posting.position));
                }
            }
        }
    }
    if tries(SearchMode::Contains) {
        let spelled = [(Field::Inci, index.inci_names()), (Field::Korean, index.korean_names())];
        for (_, names) in spelled.into_iter().filter(|(own, _)| field.covers(*own)) {
            leads.add_containing(names, probe.query.spelling(), Place::Name);
        }
        if field.covers(Field::Cas) {
            leads.add_containing(index.cas_names(), probe.query.spelling(), Place::Cas);
        }
    }
    leads
}

impl Leads {
    fn add(&mut self, posting: Posting, mode: MatchMode, place: Place) {
        if self.found.len() < 4 * MOST {
            self.found.push(Lead { code: posting.code, mode, edits: 0, place });
        } else {
            self.is_complete = false;
        }
    }

    fn add_names(&mut self, postings: impl Iterator<Item = Posting>, mode: MatchMode) {
        for posting in postings {
            self.add(posting, mode, Place::Name(posting.position));
        }
    }

    fn add_beginnings<D: AsRef<[u8]>>(&mut self, names: &KeyIndex<D>, key: &str) {
        let matches = names.starts_with(key);
        let mut postings: Vec<(bool, Posting)> = matches.iter().collect();
        self.is_complete &= postings.len() <= MOST;
        postings.truncate(MOST);
        for (whole, posting) in postings {
            let mode = if whole { MatchMode::Exact } else { MatchMode::StartsWith };
            self.add(posting, mode, Place::Name(posting.position));
        }
    }

    fn add_containing<D: AsRef<[u8]>>(
        &mut self,
        names: &SpelledNames<D>,
        needle: &str,
        place: fn(u16) -> Place,
    ) {
        let mut found = names.containing(needle);
        self.is_complete &= found.len() <= MOST;
        found.truncate(MOST);
        for (_, posting) in found {
            self.add(posting, MatchMode::Contains, place(posting.position));
        }
    }
}
