//! Properties of every answer, whatever was asked.

use std::collections::BTreeSet;

use incidex_core::catalog::MemoryCatalog;
use incidex_core::search::{Field, Hit, Limit, MatchMode, Query, SearchMode, SearchRequest, Sort, Total};
use incidex_core::text::{key, spelling};
use incidex_core::tier::TierPolicy;
use proptest::prelude::*;

use crate::records::{catalog, curated, made_up, real_queries};

fn modes() -> impl Strategy<Value = SearchMode> {
    prop::sample::select(SearchMode::ALL.to_vec())
}

/// The ranges are rising, apart, the same in bytes and characters, and hold what their mode claims.
fn explains(hit: &Hit, query: &Query) -> Result<(), TestCaseError> {
    let why = &hit.explanation;
    let (text, mode) = (&why.name.text, why.mode);
    prop_assert_eq!(why.byte_ranges.len(), why.char_ranges.len());
    prop_assert!(why.byte_ranges.is_sorted_by(|a, b| a.end <= b.start));
    let characters: Vec<char> = text.chars().collect();
    let mut parts: Vec<&str> = Vec::new();
    for (bytes, chars) in why.byte_ranges.iter().zip(&why.char_ranges) {
        let part = text.get(bytes.clone());
        prop_assert!(part.is_some_and(|part| !part.is_empty()), "{:?} cuts {:?}", bytes, text);
        prop_assert_eq!(
            part.map(|part| part.chars().collect::<Vec<_>>()),
            characters.get(chars.clone()).map(<[char]>::to_vec)
        );
        parts.extend(part);
    }
    prop_assert!(!parts.is_empty(), "{:?} marks nothing in {:?} for {:?}", mode, text, query.text());
    match mode {
        MatchMode::Exact => prop_assert_eq!(key(parts[0]), query.key()),
        MatchMode::StartsWith => prop_assert!(key(parts[0]).starts_with(query.key())),
        MatchMode::Contains | MatchMode::IdentifierContains => {
            for part in parts {
                prop_assert!(
                    spelling(part).contains(query.spelling().trim()),
                    "{} {}",
                    part,
                    query.spelling()
                );
            }
        }
        MatchMode::HalfTyped | MatchMode::Choseong | MatchMode::FuzzyPrefix => {
            prop_assert!(key(text).starts_with(&key(parts[0])));
        }
        MatchMode::Fuzzy => prop_assert_eq!(key(parts[0]), key(text)),
        MatchMode::Words | MatchMode::WordsFuzzy | MatchMode::WithoutParentheses => {
            prop_assert!(parts.iter().all(|part| !key(part).is_empty()));
        }
        _ => {}
    }
    Ok(())
}

fn check(
    catalog: &MemoryCatalog,
    mode: SearchMode,
    field: Field,
    text: &str,
    size: usize,
) -> Result<(), TestCaseError> {
    let Ok(query) = Query::parse(text) else { return Ok(()) };
    let policy = TierPolicy { results_per_request: Limit::MOST, ..TierPolicy::unrestricted() };
    let whole = SearchRequest { mode, field, ..SearchRequest::new(query.clone()) };
    let page = catalog.search(&policy, &whole).unwrap();
    prop_assert_eq!(&page, &catalog.search(&policy, &whole).unwrap());
    prop_assert!(page.hits.is_sorted_by(|a, b| a.explanation.rules < b.explanation.rules));
    let codes: BTreeSet<_> = page.hits.iter().map(|hit| hit.ingredient.code).collect();
    prop_assert_eq!(codes.len(), page.hits.len());
    if page.next_cursor.is_none() {
        prop_assert_eq!(page.total.count(), page.hits.len());
    }
    for hit in &page.hits {
        explains(hit, &query)?;
    }
    for sort in Sort::ALL {
        let mut request = SearchRequest { sort, limit: Limit::new(size).unwrap(), ..whole.clone() };
        let mut walked = Vec::new();
        // As many pages as show that they join; a long list is not walked to its end.
        for _ in 0..12 {
            let page = catalog.search(&policy, &request).unwrap();
            prop_assert!(page.hits.len() == size || page.next_cursor.is_none());
            walked.extend(page.hits.iter().map(|hit| hit.ingredient.code));
            request.cursor = page.next_cursor.map(|cursor| cursor.to_string().parse().unwrap());
            if request.cursor.is_none() {
                prop_assert_eq!(walked.len(), page.total.count());
                break;
            }
        }
        prop_assert_eq!(walked.iter().collect::<BTreeSet<_>>().len(), walked.len());
        if sort == Sort::Relevance {
            let first: Vec<_> = page.hits.iter().map(|hit| hit.ingredient.code).take(walked.len()).collect();
            prop_assert!(walked.starts_with(&first));
        }
    }
    Ok(())
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(96))]

    #[test]
    fn of_made_up_names(
        records in made_up(),
        mode in modes(),
        field in prop::sample::select(Field::ALL.to_vec()),
        text in "[abé가각나ㄱㄴ12 -]{1,8}|[a-d]{3,10}( [a-d]{3,5})?|[가나다갑닭ㄱ]{1,4}|\\PC{1,4}",
        size in 1_usize..9,
    ) {
        check(&catalog(records), mode, field, &text, size)?;
    }

    #[test]
    fn of_the_curated_names(mode in modes(), text in real_queries(), size in 5_usize..50) {
        check(&curated().catalog, mode, Field::All, &text, size)?;
    }

    #[test]
    fn of_numbers(mode in modes(), text in "[0-9]{2,7}|[0-9]{2,5}-[0-9]{2}(-[0-9])?|2[0-9]{2}-[0-9]{3}-[0-9]") {
        check(&curated().catalog, mode, Field::All, &text, 7)?;
    }
}

#[test]
fn a_query_that_folds_to_nothing_finds_nothing() {
    let catalog = &curated().catalog;
    for text in ["%_", "  ", "(*)", "--", "。。"] {
        for mode in SearchMode::ALL {
            let request = SearchRequest { mode, ..SearchRequest::new(Query::parse(text).unwrap()) };
            let page = catalog.search(&TierPolicy::unrestricted(), &request).unwrap();
            assert_eq!((page.hits.len(), page.total), (0, Total::Exact(0)), "{text} {mode:?}");
        }
    }
}
