//! The one search over made-up records: whole answers, and properties of every answer.

use proptest::prelude::*;

use super::*;
use crate::ingredient::{Language, Name, NameKind};
use crate::search::{
    Cursor, CursorError, Field, Filters, Limit, MatchMode, MatchedKind, Query, SearchMode, SearchRequest,
    Sort, Total,
};
use crate::tier::Feature;

/// A record with names of the kinds that their codes say.
fn record(code: u32, frequency: u16, names: &[(NameKind, &str)], cas: &[&str]) -> Ingredient {
    let name = |(kind, text): &(NameKind, &str)| Name {
        kind: *kind,
        language: if Field::of(*kind) == Field::Korean { Language::Ko } else { Language::Inci },
        text: (*text).to_owned(),
    };
    let first = |kind| names.iter().find(|(own, _)| *own == kind).map(|(_, text)| (*text).to_owned());
    Ingredient {
        code: IngredientCode::new(code),
        inci_name: first(NameKind::Inci).unwrap_or_default(),
        korean_name: first(NameKind::Korean).unwrap_or_default(),
        names: names.iter().map(name).collect(),
        cas: cas.iter().map(|cas| cas.parse().unwrap()).collect(),
        ec: Vec::new(),
        functions: Vec::new(),
        regulations: Vec::new(),
        status: RegulationStatus::Unknown,
        limit_value: String::new(),
        label_frequency: frequency,
        variety_of: None,
        cosing_references: Vec::new(),
        kcia_codes: Vec::new(),
        oldest_source: String::new(),
        newest_source: String::new(),
    }
}

fn catalog(records: Vec<Ingredient>) -> MemoryCatalog {
    let manifest = Manifest { digest: "0f3a".to_owned(), ..Manifest::default() };
    MemoryCatalog::in_memory(records, Vec::new(), manifest).unwrap()
}

fn small() -> MemoryCatalog {
    use NameKind::{CommonName, Inci, Korean, UsInci};
    catalog(vec![
        record(1, 900, &[(Inci, "GLYCERIN"), (Korean, "글리세린")], &["56-81-5"]),
        record(2, 10, &[(Inci, "GLYCOL"), (Korean, "글라이콜")], &[]),
        record(3, 300, &[(Inci, "NIACINAMIDE"), (Korean, "나이아신아마이드")], &["98-92-0"]),
        record(4, 5, &[(Inci, "NIACIN"), (Korean, "나이아신")], &["59-67-6"]),
        record(5, 80, &[(UsInci, "Butyrospermum Parkii (Shea) Butter"), (CommonName, "Shea Butter")], &[]),
        record(6, 0, &[(Inci, "GLYCERYL STEARATE"), (Korean, "글리세릴스테아레이트")], &[]),
    ])
}

fn request(text: &str) -> SearchRequest {
    SearchRequest::new(Query::parse(text).unwrap())
}

fn found(catalog: &MemoryCatalog, request: &SearchRequest) -> Vec<(u32, MatchMode)> {
    let page = catalog.search(&TierPolicy::unrestricted(), request).unwrap();
    page.hits.iter().map(|hit| (hit.ingredient.code.get(), hit.explanation.mode)).collect()
}

#[test]
fn whole_names_come_first_then_beginnings_then_what_is_inside() {
    use MatchMode::{Contains, Exact, Identifier, IdentifierStartsWith, StartsWith};
    let catalog = small();
    assert_eq!(found(&catalog, &request("niacin")), [(4, Exact), (3, StartsWith)]);
    assert_eq!(found(&catalog, &request("glyc")), [(1, StartsWith), (2, StartsWith), (6, StartsWith)]);
    assert_eq!(found(&catalog, &request("아마이드")), [(3, Contains)]);
    assert_eq!(found(&catalog, &request("98-92-0")), [(3, Identifier)]);
    assert_eq!(found(&catalog, &request("98920")), [(3, Identifier)]);
    assert_eq!(found(&catalog, &request("56-8")), [(1, IdentifierStartsWith)]);
    assert_eq!(found(&catalog, &request("%_")), []);
    assert_eq!(found(&catalog, &request("shea butter")), [(5, Exact)]);
}

/// What the first hit marks in its name, by bytes and by characters.
fn marked(catalog: &MemoryCatalog, request: &SearchRequest) -> (String, Vec<String>, Vec<String>) {
    let page = catalog.search(&TierPolicy::unrestricted(), request).unwrap();
    let why = &page.hits[0].explanation;
    let by_bytes = why.byte_ranges.iter().map(|range| why.name.text[range.clone()].to_owned());
    let characters: Vec<char> = why.name.text.chars().collect();
    let by_characters = why.char_ranges.iter().map(|range| characters[range.clone()].iter().collect());
    (why.name.text.clone(), by_bytes.collect(), by_characters.collect())
}

#[test]
fn a_hit_says_what_matched_and_where() {
    let check = |mode, text: &str, name: &str, part: &str| {
        let parts = vec![part.to_owned()];
        let request = SearchRequest { mode, ..request(text) };
        assert_eq!(marked(&small(), &request), (name.to_owned(), parts.clone(), parts));
    };
    check(SearchMode::Auto, "niaci", "NIACINAMIDE", "NIACI");
    check(SearchMode::Auto, "신아", "나이아신아마이드", "신아");
    check(SearchMode::Auto, "56-81", "56-81-5", "56-81");
    check(SearchMode::Contains, "(shea) but", "Butyrospermum Parkii (Shea) Butter", "(Shea) But");
    let page = small().search(&TierPolicy::unrestricted(), &request("niaci")).unwrap();
    assert_eq!(page.hits[0].explanation.name.kind, MatchedKind::Name(NameKind::Inci));
}

#[test]
fn a_mode_outside_the_plan_is_refused_and_auto_keeps_to_the_plan() {
    let catalog = small();
    let plan =
        |features: &[Feature]| TierPolicy { features: features.to_vec(), ..TierPolicy::unrestricted() };
    for mode in SearchMode::ALL {
        let request = SearchRequest { mode, ..request("niacin") };
        let without: Vec<Feature> = Feature::ALL.into_iter().filter(|f| *f != mode.feature()).collect();
        assert!(matches!(
            catalog.search(&plan(&without), &request),
            Err(SearchError::Catalog(CatalogError::Refused(refused))) if refused.feature == mode.feature()
        ));
        assert!(catalog.search(&plan(&[mode.feature()]), &request).is_ok());
    }
    let only_whole = plan(&[Feature::OneBoxSearch, Feature::Exact]);
    assert_eq!(catalog.search(&only_whole, &request("niacin")).unwrap().hits.len(), 1);
    assert!(
        catalog.suggest(&plan(&[Feature::Exact]), &Query::parse("ni").unwrap(), Limit::default()).is_err()
    );
}

#[test]
fn filters_let_through_what_they_say() {
    let catalog = small();
    let with = |filters| found(&catalog, &SearchRequest { filters, ..request("gly") }).len();
    assert_eq!(with(Filters { has_cas: Some(true), ..Filters::default() }), 1);
    assert_eq!(with(Filters { has_cas: Some(false), ..Filters::default() }), 2);
    assert_eq!(with(Filters { function: Some("humectant".into()), ..Filters::default() }), 0);
    assert_eq!(with(Filters { status: Some(RegulationStatus::Unknown), ..Filters::default() }), 3);
}

#[test]
fn a_cursor_of_something_else_is_refused() {
    let catalog = small();
    let first = SearchRequest { limit: Limit::new(1).unwrap(), ..request("gly") };
    let policy = TierPolicy::unrestricted();
    let cursor = catalog.search(&policy, &first).unwrap().next_cursor;
    let next = SearchRequest { cursor, limit: Limit::new(2).unwrap(), ..first.clone() };
    assert_eq!(found(&catalog, &next).len(), 2);
    for other in [
        SearchRequest { sort: Sort::Code, ..next.clone() },
        SearchRequest { field: Field::Inci, ..next.clone() },
        SearchRequest { mode: SearchMode::StartsWith, ..next.clone() },
        SearchRequest { query: Query::parse("glyc").unwrap(), ..next.clone() },
        SearchRequest { filters: Filters { has_cas: Some(true), ..Filters::default() }, ..next.clone() },
    ] {
        assert_eq!(catalog.search(&policy, &other), Err(CursorError::OtherRequest.into()));
    }
    let manifest = Manifest { digest: "other".to_owned(), ..Manifest::default() };
    let elsewhere = MemoryCatalog::in_memory(Vec::new(), Vec::new(), manifest).unwrap();
    assert_eq!(elsewhere.search(&policy, &next), Err(CursorError::OtherDataset.into()));
}

#[test]
fn suggestions_name_each_ingredient_once() {
    let suggestions = small()
        .suggest(&TierPolicy::unrestricted(), &Query::parse("gly").unwrap(), Limit::new(2).unwrap())
        .unwrap();
    let shown: Vec<_> = suggestions.iter().map(|s| (s.code.get(), s.name.text.as_str())).collect();
    assert_eq!(shown, [(1, "GLYCERIN"), (2, "GLYCOL")]);
    assert_eq!(suggestions[0].korean_name, "글리세린");
}

proptest! {
    #[test]
    fn cursors_lead_through_every_hit_once(
        names in prop::collection::vec("[ab가 (-]{1,6}", 1..30),
        text in "[ab가]{2,3}",
        size in 1_usize..7,
        sort in 0..Sort::ALL.len(),
        mode in 0..SearchMode::ALL.len(),
    ) {
        let records = (1..).zip(&names).map(|(code, name)| record(code, 0, &[(NameKind::Inci, name)], &[]));
        let catalog = catalog(records.collect());
        let policy = TierPolicy::unrestricted();
        let whole = SearchRequest { sort: Sort::ALL[sort], mode: SearchMode::ALL[mode], ..request(&text) };
        let all = found(&catalog, &whole);
        let mut walked = Vec::new();
        let mut cursor: Option<Cursor> = None;
        loop {
            let request = SearchRequest { limit: Limit::new(size).unwrap(), cursor, ..whole.clone() };
            let page = catalog.search(&policy, &request).unwrap();
            prop_assert_eq!(page.total, Total::Exact(all.len()));
            walked.extend(page.hits.iter().map(|hit| (hit.ingredient.code.get(), hit.explanation.mode)));
            cursor = page.next_cursor.map(|cursor| cursor.to_string().parse().unwrap());
            if cursor.is_none() {
                break;
            }
        }
        prop_assert_eq!(&walked, &all);
        let codes: std::collections::BTreeSet<u32> = all.iter().map(|(code, _)| *code).collect();
        prop_assert_eq!(codes.len(), all.len());
    }
}
