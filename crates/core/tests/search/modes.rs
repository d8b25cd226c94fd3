//! What each mode finds is what a scan finds.

use incidex_core::catalog::MemoryCatalog;
use incidex_core::ingredient::Ingredient;
use incidex_core::search::{Field, Limit, MatchMode, MatchedKind, Query, SearchMode, SearchRequest, Total};
use incidex_core::tier::TierPolicy;
use proptest::prelude::*;

use crate::model::{self, Entry, Found, Matched, entries};
use crate::records::{catalog, curated, made_up, real_queries};

fn policy() -> TierPolicy {
    TierPolicy { results_per_request: Limit::MOST, ..TierPolicy::unrestricted() }
}

/// All that a search finds by names, with how the best name matches, and whether that is all there is.
fn found(catalog: &MemoryCatalog, mode: SearchMode, field: Field, query: &str) -> Option<(Found, bool)> {
    let query = Query::parse(query).ok()?;
    let mut request = SearchRequest { mode, field, ..SearchRequest::new(query) };
    let mut all = Found::new();
    loop {
        let page = catalog.search(&policy(), &request).unwrap();
        for hit in page.hits {
            // Names but for their parentheses are a matter of their own, which comes with every mode.
            let is_whole = hit.explanation.mode != MatchMode::WithoutParentheses;
            if is_whole && matches!(hit.explanation.name.kind, MatchedKind::Name(_)) {
                let edits = usize::from(hit.explanation.edits);
                let matched = match hit.explanation.mode {
                    MatchMode::Fuzzy => Matched::Whole(edits),
                    MatchMode::FuzzyPrefix => Matched::Beginning(edits),
                    _ => Matched::Sure,
                };
                all.insert(hit.ingredient.code.get(), matched);
            }
        }
        request.cursor = page.next_cursor;
        if request.cursor.is_none() {
            return Some((all, matches!(page.total, Total::Exact(_))));
        }
    }
}

type Model = fn(&[Entry], Field, &str) -> Found;

const MODES: [(SearchMode, Model); 4] = [
    (SearchMode::Exact, model::exact),
    (SearchMode::StartsWith, model::starts_with),
    (SearchMode::Contains, model::contains),
    (SearchMode::Fuzzy, model::fuzzy),
];

fn agrees(
    names: &[Entry],
    catalog: &MemoryCatalog,
    (mode, model): (SearchMode, Model),
    field: Field,
    query: &str,
) -> Result<(), TestCaseError> {
    let Some((found, is_all)) = found(catalog, mode, field, query) else { return Ok(()) };
    let expected = model(names, field, query);
    if is_all {
        prop_assert_eq!(found, expected, "{:?} {:?}", mode, query);
    } else {
        for (code, matched) in found {
            prop_assert!(
                expected.get(&code).is_some_and(|best| *best <= matched),
                "{:?} {:?} {}",
                mode,
                query,
                code
            );
        }
    }
    Ok(())
}

/// Fields that hold names.
fn fields() -> impl Strategy<Value = Field> {
    prop::sample::select(vec![Field::All, Field::All, Field::Inci, Field::Korean, Field::Other])
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(96))]

    #[test]
    fn over_made_up_names(
        records in made_up(),
        mode in prop::sample::select(MODES.to_vec()),
        field in fields(),
        query in "[abé가각나ㄱㄴ12 -]{1,8}|[a-d]{3,10}|[가나다갑닭ㄱ]{1,4}|\\PC{1,4}",
    ) {
        agrees(&entries(&records), &catalog(records), mode, field, &query)?;
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(96))]

    #[test]
    fn over_the_curated_names(
        mode in prop::sample::select(MODES.to_vec()),
        field in fields(),
        query in real_queries(),
    ) {
        let curated = curated();
        agrees(&curated.names, &curated.catalog, mode, field, &query)?;
    }

    #[test]
    fn a_name_is_the_first_hit_for_itself(record in any::<prop::sample::Index>(), name in any::<prop::sample::Index>()) {
        let record = record.get(&curated().records);
        let name = &name.get(&record.names).text;
        let Ok(query) = Query::parse(name) else { return Ok(()) };
        let page = curated().catalog.search(&policy(), &SearchRequest::new(query)).unwrap();
        let whole: Vec<_> = page.hits.iter().take_while(|hit| hit.explanation.mode == MatchMode::Exact).collect();
        prop_assert!(whole.iter().any(|hit| hit.ingredient.code == record.code), "{}", name);
        prop_assert!(whole.iter().all(|hit| hit.explanation.ambiguous == (whole.len() > 1)));
    }
}

/// 살비아잎수 is the whole query with two edits and begins with it with one: what is met as a whole comes first.
#[test]
fn a_whole_name_comes_before_a_nearer_beginning() {
    let curated = curated();
    agrees(&curated.names, &curated.catalog, MODES[3], Field::All, "살비아잎ㄱ").unwrap();
}

/// Every hit by words is what it says it is, and every name that has all of them as they were typed is a hit.
fn words_agree(records: &[Ingredient], catalog: &MemoryCatalog, query: &str) -> Result<(), TestCaseError> {
    let Ok(parsed) = Query::parse(query) else { return Ok(()) };
    let request = SearchRequest { mode: SearchMode::Words, ..SearchRequest::new(parsed) };
    let page = catalog.search(&policy(), &request).unwrap();
    for hit in &page.hits {
        let why = &hit.explanation;
        if why.mode == MatchMode::WithoutParentheses {
            continue;
        }
        let said = (usize::from(why.rules.missing_words), usize::from(why.edits));
        prop_assert_eq!(model::words(query, &why.name.text), Some(said), "{:?} {:?}", query, why.name.text);
    }
    if matches!(page.total, Total::Exact(_)) && page.next_cursor.is_none() {
        for record in records {
            let has_all = record.names.iter().any(|name| model::has_words(query, &name.text));
            let is_hit = page.hits.iter().any(|hit| hit.ingredient.code == record.code);
            prop_assert!(!has_all || is_hit, "{:?} {:?}", query, record.names);
        }
    }
    Ok(())
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(128))]

    #[test]
    fn by_words_over_made_up_names(
        records in made_up(),
        query in "[a-d]{3,6}( [a-d]{3,6}){0,2}|[a-d]{5,6} [1ab]{1,2}|[가나다갑닭]{1,3}( [ab12]{1,2})?",
    ) {
        words_agree(&records, &catalog(records.clone()), &query)?;
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]

    #[test]
    fn by_words_over_the_curated_names(query in real_queries()) {
        words_agree(&curated().records, &curated().catalog, &query)?;
    }
}
