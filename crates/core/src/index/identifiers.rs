//! CAS and EC numbers: a `KeyIndex` over digits that respects the hyphens a query has.

use super::Posting;
use super::keys::{KeyIndex, posting};
use crate::identifier::{CasNumber, EcNumber};
use crate::text::spelling;

/// An index over the digits of identifiers of one kind.
pub struct IdentifierIndex<D> {
    index: KeyIndex<D>,
    display: fn(&str) -> Option<String>,
}

impl<D: AsRef<[u8]>> IdentifierIndex<D> {
    pub(super) fn cas(index: KeyIndex<D>) -> Self {
        Self { index, display: CasNumber::display_of_digits }
    }

    pub(super) fn ec(index: KeyIndex<D>) -> Self {
        Self { index, display: EcNumber::display_of_digits }
    }

    /// The postings of every identifier that begins with `query`, with whether the identifier is meant as
    /// a whole. A query with hyphens is held against the written form (`98-9` finds 98-92-0 and not
    /// 989-51-5), one without against the digits. Anything but digits and hyphens finds nothing.
    ///
    /// Linear in the number of identifiers that share the digits.
    pub fn starts_with(&self, query: &str) -> Vec<(bool, Posting)> {
        let query = spelling(query);
        if !query.bytes().all(|b| b.is_ascii_digit() || b == b'-') {
            return Vec::new();
        }
        let digits: String = query.chars().filter(char::is_ascii_digit).collect();
        let mut found = Vec::new();
        self.index.for_each_from(&digits, |key, postings| {
            let written = (self.display)(key).unwrap_or_default();
            if query.contains('-') && !written.starts_with(&query) {
                return;
            }
            let whole = key == query || written == query;
            found.extend(postings.iter().map(|bytes| (whole, posting(*bytes))));
        });
        found
    }
}
