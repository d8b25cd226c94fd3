//! Which ways of matching are tried for a request, and in which order.
//!
//! `auto` goes from sure to unsure. What a person may have typed rightly is always looked for: whole names and
//! numbers, beginnings, text inside names, all words in another order. What supposes a mistake is looked for
//! only where that leaves room: the other keyboard layout where nothing at all was found, typing mistakes
//! where no name is meant as a whole and fewer than [`ENOUGH`] ingredients were found. Nothing less sure is looked
//! for once thousands of names are found: they would stand behind all of those. Filters, limits and cursors have no
//! say in it, so that every page of a list comes from one list.

use super::{Collector, Leads};
use crate::index::SearchIndex;
use crate::search::number::NumberQuery;
use crate::search::{Field, Query, SearchMode};
use crate::tier::TierPolicy;

/// So many ingredients found without supposing a mistake are enough.
const ENOUGH: usize = 10;

/// Everything that meets `query` in the ways of `mode` that the plan has, at most `most` names by each.
///
/// The work is bounded whatever the query: each way stops at its own bound of counted steps, and those that
/// suppose mistakes share one.
pub(crate) fn leads<D: AsRef<[u8]>>(
    index: &SearchIndex<D>,
    policy: &TierPolicy,
    mode: SearchMode,
    field: Field,
    query: &Query,
    most: usize,
) -> Leads {
    let mut collector = Collector::new(index, field, most, query.clone());
    if query.key().is_empty() {
        return collector.leads;
    }
    let has = |own: SearchMode| policy.features.contains(&own.feature());
    let number = NumberQuery::read(query.spelling());
    match mode {
        SearchMode::Auto => auto(&mut collector, number.as_ref(), has),
        SearchMode::Exact => {
            collector.whole(number.as_ref(), false);
        }
        SearchMode::StartsWith => {
            collector.whole(number.as_ref(), true);
            collector.beginnings();
        }
        SearchMode::Contains => {
            collector.insides();
            collector.insides_of_numbers();
        }
        SearchMode::Fuzzy => collector.mistyped(),
        SearchMode::Words => collector.words(true),
    }
    collector.leads
}

fn auto<D: AsRef<[u8]>>(
    collector: &mut Collector<'_, D>,
    number: Option<&NumberQuery>,
    has: impl Fn(SearchMode) -> bool,
) {
    if has(SearchMode::Exact) {
        collector.whole(number, has(SearchMode::StartsWith));
    }
    if has(SearchMode::StartsWith) {
        collector.beginnings();
    }
    if has(SearchMode::Contains) && collector.has_room() {
        collector.insides();
        collector.insides_of_numbers();
    }
    if has(SearchMode::Words) && collector.has_room() {
        collector.words(false);
    }
    if let Some(number) = number.filter(|number| number.is_bare_and_wrong())
        && collector.leads.found.is_empty()
    {
        collector.repaired(number, None);
    }
    if collector.leads.found.is_empty() && collector.leads.notice.is_none() && has(SearchMode::Exact) {
        collector.other_layout(has(SearchMode::StartsWith), has(SearchMode::Fuzzy));
    }
    if has(SearchMode::Fuzzy) && number.is_none() && !collector.is_named() && !collector.has_found(ENOUGH) {
        collector.mistyped();
        collector.words(true);
    }
}

impl<D: AsRef<[u8]>> Collector<'_, D> {
    /// Whole names and numbers, and numbers that cannot be right.
    fn whole(&mut self, number: Option<&NumberQuery>, beginnings: bool) {
        if let Some(number) = number {
            self.numbers(number, beginnings);
            let fault = number.fault();
            if fault.is_some() {
                self.repaired(number, fault);
            }
        }
        self.whole_names();
        self.names_but_for_parentheses();
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::index::{IndexBuilder, IndexError};
    use crate::ingredient::{Ingredient, Language, NameKind};
    use crate::search::MatchMode;

    #[test]
    fn nothing_less_sure_is_looked_for_once_thousands_are_found() {
        for (names, is_full) in [(3_000_u32, false), (4_100, true)] {
            let mut builder = IndexBuilder::new();
            for code in 1..=names {
                let name = format!("common {code}");
                builder
                    .add(&Ingredient::named(code, [(NameKind::Inci, Language::Inci, name.as_str())]))
                    .unwrap();
            }
            let inside = (NameKind::Inci, Language::Inci, "uncommon");
            builder.add(&Ingredient::named(names + 1, [inside])).unwrap();
            let mut sections = builder.finish().unwrap();
            let index =
                SearchIndex::open(|section| Ok::<_, IndexError>(sections.remove(&section).unwrap())).unwrap();
            let query = Query::parse("common").unwrap();
            let policy = TierPolicy::unrestricted();
            let found = leads(&index, &policy, SearchMode::Auto, Field::All, &query, usize::MAX);
            let inside = found.found.iter().filter(|lead| lead.way == MatchMode::Contains).count();
            assert_eq!(inside == 0, is_full, "{names}");
            assert!(!is_full || !found.is_complete, "{names}");
            assert!(found.found.iter().filter(|lead| lead.way == MatchMode::StartsWith).count() >= 3_000);
        }
    }
}
