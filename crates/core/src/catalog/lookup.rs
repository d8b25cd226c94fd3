//! Lists of records: what begins with a text, what holds one, what has a status.

use std::ops::Range;

use super::{Catalog, CatalogError, LookupField, Page, SearchField};
use crate::index::{Fields, NameNumber, Posting};
use crate::ingredient::IngredientCode;
use crate::regulation::RegulationStatus;
use crate::store::{RecordStore, StoreError};
use crate::text::{is_hangul, key, spelling};
use crate::tier::{Feature, IngredientView, TierPolicy};

impl<S: RecordStore, D: AsRef<[u8]>> Catalog<S, D> {
    /// Records whose names or numbers begin with `query` in its key form: whole names first, then shorter
    /// names, then lower codes. `page` counts from 1; past the last page the list is empty. A query that
    /// folds to nothing finds nothing.
    ///
    /// Time grows with the number of matches (`n log n`); only the records of the page are read.
    ///
    /// # Errors
    /// [`CatalogError::Refused`] where the plan lacks [`Feature::StartsWith`]; [`CatalogError::Store`] when
    /// the store cannot read a record that the index names.
    pub fn starts_with(
        &self,
        policy: &TierPolicy,
        field: LookupField,
        query: &str,
        page: usize,
    ) -> Result<Page<IngredientView>, CatalogError> {
        let Page { items, total } = self.codes_starting_with(policy, field, query, page)?;
        Ok(Page { items: self.views(policy, items)?, total })
    }

    /// The codes of what [`starts_with`](Self::starts_with) finds, for whoever has kept what he made of the
    /// views; [`get`](Catalog::get) gives the others. No record is read.
    ///
    /// # Errors
    /// [`CatalogError::Refused`] where the plan lacks [`Feature::StartsWith`].
    pub fn codes_starting_with(
        &self,
        policy: &TierPolicy,
        field: LookupField,
        query: &str,
        page: usize,
    ) -> Result<Page<IngredientCode>, CatalogError> {
        policy.require(Feature::StartsWith)?;
        let range = range(policy, page);
        let key = key(query);
        let names = |fields| {
            let found = self.index.all_starting_with(&key, fields);
            ranked(
                found.filter_map(|(is_whole, number)| Some((is_whole, self.posting(number)?))),
                range.clone(),
            )
        };
        let (items, total) = match field {
            LookupField::Inci => names(Fields::INCI),
            LookupField::Korean => names(Fields::KOREAN),
            LookupField::Cas => ranked(self.index.cas().starts_with(query), range),
            LookupField::Ec => ranked(self.index.ec().starts_with(query), range),
            LookupField::Alias => names(Fields::ALIAS),
        };
        Ok(Page { items, total })
    }

    /// Records that hold `query` anywhere in a name or number that [`starts_with`](Self::starts_with) looks
    /// in. Both are compared in their spelling form, in which punctuation counts; no character is a wildcard
    /// (`%`, `_` and `*` mean themselves). Order, pages and empty queries as there. A single character that is no
    /// Hangul finds nothing either: nearly every name holds it.
    ///
    /// One pass over all names of the field, then `n log n` in the number of matches; only the records of
    /// the page are read.
    ///
    /// # Errors
    /// [`CatalogError::Refused`] where the plan lacks [`Feature::Contains`]; [`CatalogError::Store`] when
    /// the store cannot read a record that the index names.
    pub fn contains(
        &self,
        policy: &TierPolicy,
        field: SearchField,
        query: &str,
        page: usize,
    ) -> Result<Page<IngredientView>, CatalogError> {
        policy.require(Feature::Contains)?;
        let needle = spelling(query);
        let mut characters = needle.chars();
        if let (Some(only), None) = (characters.next(), characters.next())
            && !is_hangul(only)
        {
            return Ok(Page { items: Vec::new(), total: 0 });
        }
        let (fields, with_cas) = match field {
            SearchField::Inci => (Some(Fields::INCI), false),
            SearchField::Korean => (Some(Fields::KOREAN), false),
            SearchField::Cas => (None, true),
            SearchField::All => (Some(Fields::INCI | Fields::KOREAN), true),
        };
        let names = fields.map(|fields| self.index.all_containing(&needle, fields)).unwrap_or_default();
        let names = names.into_iter().filter_map(|number| {
            let is_whole = self.index.name(number)?.spelling == needle;
            Some((is_whole, self.posting(number)?))
        });
        let cas = if with_cas { self.index.cas_names().containing(&needle) } else { Vec::new() };
        let found = names.chain(cas);
        let (codes, total) = ranked(found, range(policy, page));
        Ok(Page { items: self.views(policy, codes)?, total })
    }

    /// Records with this status, in order of code. `page` counts from 1; past the last page the list is
    /// empty. Every plan has this.
    ///
    /// Linear in the number of all records, eight bytes each; only the records of the page are read.
    ///
    /// # Errors
    /// When the store cannot read a record that the index names.
    pub fn by_status(
        &self,
        policy: &TierPolicy,
        status: RegulationStatus,
        page: usize,
    ) -> Result<Page<IngredientView>, CatalogError> {
        let range = range(policy, page);
        let with_status = self.index.directory().iter().filter(|entry| entry.status == status);
        let codes = with_status.map(|entry| entry.code).skip(range.start).take(range.len()).collect();
        let total = self.statistics.by_status.get(&status).copied().unwrap_or_default();
        Ok(Page { items: self.views(policy, codes)?, total })
    }

    /// The record, position and length behind a name number.
    fn posting(&self, number: NameNumber) -> Option<Posting> {
        let name = self.index.name(number)?;
        Some(Posting { code: name.code(), position: name.position, length: name.length })
    }

    fn views(
        &self,
        policy: &TierPolicy,
        codes: Vec<IngredientCode>,
    ) -> Result<Vec<IngredientView>, StoreError> {
        let view = |code| {
            self.get(policy, code)?.ok_or_else(|| StoreError {
                what: format!("ingredient {code}"),
                fault: "the index names it and the store does not hold it".to_owned(),
            })
        };
        codes.into_iter().map(view).collect()
    }
}

/// The positions of a page in the whole list.
fn range(policy: &TierPolicy, page: usize) -> Range<usize> {
    let start = page.saturating_sub(1).saturating_mul(policy.results_per_request);
    start..start.saturating_add(policy.results_per_request)
}

/// The records of some postings, each once, by its best posting: whole names first, then shorter names,
/// then lower codes. Of these the ones in `range`, and how many there are in all.
fn ranked(
    postings: impl IntoIterator<Item = (bool, Posting)>,
    range: Range<usize>,
) -> (Vec<IngredientCode>, usize) {
    let mut best: Vec<(IngredientCode, bool, u16)> =
        postings.into_iter().map(|(whole, posting)| (posting.code, !whole, posting.length)).collect();
    best.sort_unstable();
    best.dedup_by_key(|(code, ..)| *code);
    let total = best.len();
    let rank = |(code, longer, length): &(IngredientCode, bool, u16)| (*longer, *length, *code);
    if range.end < total {
        // What stands behind the page need not be in order.
        best.select_nth_unstable_by_key(range.end, rank);
        best.truncate(range.end);
    }
    best.sort_unstable_by_key(rank);
    (best.into_iter().skip(range.start).map(|(code, ..)| code).collect(), total)
}
