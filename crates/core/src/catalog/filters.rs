//! Which ingredients a search may find, told from the directory alone.

use super::Catalog;
use crate::index::{DirectoryEntry, FunctionSet};
use crate::regulation::{Market, RegulationStatus};
use crate::search::Filters;

/// Filters, ready to be held against rows of the directory.
pub(super) struct Sieve {
    function: FunctionFilter,
    market: Option<(Market, bool)>,
    status: Option<RegulationStatus>,
    has_cas: Option<bool>,
}

/// Which functions are asked for.
enum FunctionFilter {
    Any,
    OneOf(FunctionSet),
    /// One that no record has.
    Unheard,
}

impl Sieve {
    /// Whether they let a record through.
    pub(super) fn passes(&self, record: &DirectoryEntry) -> bool {
        let has_function = match self.function {
            FunctionFilter::Any => true,
            FunctionFilter::OneOf(asked) => record.functions.meets(asked),
            FunctionFilter::Unheard => false,
        };
        let has_status = match (self.market, self.status) {
            (None, None) => true,
            (None, Some(status)) => record.status == status,
            (Some((market, _)), None) => record.banned.contains(market) || record.limited.contains(market),
            (Some((market, is_loaded)), Some(status)) => record.status_in(market, is_loaded) == status,
        };
        has_function && has_status && self.has_cas.is_none_or(|has| has == record.has_cas)
    }
}

impl<S, D: AsRef<[u8]>> Catalog<S, D> {
    /// What the filters ask for, in the words of this data set.
    pub(super) fn sieve(&self, filters: &Filters) -> Sieve {
        let Filters { function, market, status, has_cas } = filters;
        Sieve {
            function: function.as_ref().map_or(FunctionFilter::Any, |code| {
                let known = self.index.directory().function(code);
                known.map_or(FunctionFilter::Unheard, FunctionFilter::OneOf)
            }),
            market: market.map(|market| (market, self.manifest.markets.contains(&market))),
            status: *status,
            has_cas: *has_cas,
        }
    }
}
