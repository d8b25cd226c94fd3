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
fn record(code: u32, label_frequency: u16, names: &[(NameKind, &str)], cas: &[&str]) -> Ingredient {
    let language = |kind| if Field::of(kind) == Field::Korean { Language::Ko } else { Language::Inci };
    let names = names.iter().map(|(kind, text)| (*kind, language(*kind), *text));
    let cas = cas.iter().map(|cas| cas.parse().unwrap()).collect();
    Ingredient { cas, label_frequency, ..Ingredient::named(code, names) }
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

/// Records whose names try the ways of matching that suppose something of a query.
fn varied() -> MemoryCatalog {
    use NameKind::{CommonName, FormerKorean, Inci, Korean, UsInci};
    let mut records = vec![
        record(1, 900, &[(Inci, "NIACINAMIDE"), (Korean, "나이아신아마이드")], &["98-92-0"]),
        record(2, 20, &[(Inci, "RETINOL"), (Korean, "레티놀")], &["68-26-8"]),
        record(
            3,
            90,
            &[
                (Inci, "CAMELLIA SINENSIS LEAF EXTRACT"),
                (CommonName, "Green Tea Leaf Extract"),
                (Korean, "녹차추출물"),
            ],
            &[],
        ),
        record(4, 50, &[(UsInci, "Lavandula Angustifolia (Lavender) Oil"), (FormerKorean, "라벤더유")], &[]),
        record(5, 10, &[(UsInci, "Lavandula Angustifolia (English Lavender) Oil")], &[]),
        record(6, 5, &[(Korean, "다이소듐이디티에이"), (UsInci, "Disodium EDTA")], &[]),
        record(7, 5, &[(Korean, "소듐EDTA")], &[]),
        record(8, 3, &[(Inci, "HEXAPEPTIDE-38")], &[]),
        record(9, 1, &[(Korean, "황금추출물")], &[]),
    ];
    records[1].ec = vec!["200-683-7".parse().unwrap()];
    catalog(records)
}

#[test]
fn each_way_of_typing_finds_what_was_meant_and_says_how() {
    use MatchMode::{
        Choseong, Exact, Fuzzy, FuzzyPrefix, HalfTyped, Identifier, IdentifierRepaired, KeyboardLayout,
        StartsWith, WithoutParentheses, Words, WordsFuzzy,
    };
    let catalog = varied();
    let check = |text: &str, expected: &[(u32, MatchMode)]| {
        let found = found(&catalog, &request(text));
        assert_eq!(found.get(..expected.len()), Some(expected), "{text}: {found:?}");
    };
    check("niacinmaide", &[(1, Fuzzy)]);
    check("miacinamide", &[(1, Fuzzy)]);
    check("niacinmai", &[(1, FuzzyPrefix)]);
    check("나이어신아마이드", &[(1, Fuzzy)]);
    check("ㄴㅇㅇㅅㅇㅁㅇㄷ", &[(1, Choseong)]);
    check("나이ㅇㅅㅇ", &[(1, Choseong)]);
    check("나이아ㅅ", &[(1, HalfTyped)]);
    check("나이아신아마읻", &[(1, HalfTyped)]);
    check("호", &[(9, HalfTyped)]);
    check("나이아신 아마이드", &[(1, Exact)]);
    check("skdldktls", &[(1, KeyboardLayout)]);
    check("SKDLDKTLS", &[(1, KeyboardLayout)]);
    check("ㅜㅑㅁ챠ㅜ므ㅑㅇㄷ", &[(1, KeyboardLayout)]);
    check("소듐edta", &[(7, Exact)]);
    check("extract green tea leaf", &[(3, Words)]);
    check("extract sinensis", &[(3, Words)]);
    check("extrct gren tea leaf", &[(3, WordsFuzzy)]);
    check("green tea leaf extract powder", &[(3, WordsFuzzy)]);
    check("98 92 0", &[(1, Identifier)]);
    check("CAS 98-92-0", &[(1, Identifier)]);
    check("2006837", &[(2, Identifier)]);
    check("98-92-1", &[(1, IdentifierRepaired)]);
    check("89-92-0", &[(1, IdentifierRepaired)]);
    check("라벤", &[(4, StartsWith)]);
    check("lavandula angustifolia oil", &[(4, WithoutParentheses), (5, WithoutParentheses)]);
    for text in ["hexapeptide-39", "nmeinw", "사슴", "나오ㅇㅅ"] {
        assert_eq!(found(&catalog, &request(text)), [], "{text}");
    }
}

#[test]
fn what_could_mean_several_ingredients_is_marked() {
    let catalog = varied();
    let marks = |text: &str| {
        let page = catalog.search(&TierPolicy::unrestricted(), &request(text)).unwrap();
        page.hits.iter().map(|hit| hit.explanation.ambiguous).collect::<Vec<_>>()
    };
    assert_eq!(marks("lavandula angustifolia oil"), [true, true]);
    assert_eq!(marks("lavandula angustifolia (lavender) oil")[..1], [false]);
    assert_eq!(marks("retinol"), [false]);
}

#[test]
fn a_name_that_the_field_uses_for_others_is_marked_though_one_record_bears_it() {
    let mut ceramide = record(1, 0, &[(NameKind::Inci, "CERAMIDE NP")], &[]);
    ceramide.names.push(Name::new(NameKind::CommonName, Language::En, "Ceramide").ambiguous());
    let catalog = catalog(vec![ceramide]);
    let mark = |text: &str| {
        let page = catalog.search(&TierPolicy::unrestricted(), &request(text)).unwrap();
        page.hits.iter().map(|hit| (hit.explanation.mode, hit.explanation.ambiguous)).collect::<Vec<_>>()
    };
    assert_eq!(mark("ceramide"), [(MatchMode::Exact, true)]);
    assert_eq!(mark("ceramide np"), [(MatchMode::Exact, false)]);
    assert_eq!(mark("cerami"), [(MatchMode::StartsWith, false)], "half a name means nothing yet");
}

#[test]
fn notices_say_what_is_wrong_and_what_may_be_meant() {
    let catalog = varied();
    let notice = |text: &str| {
        let page = catalog.search(&TierPolicy::unrestricted(), &request(text)).unwrap();
        page.notice.map(|notice| (notice.code.code(), notice.text))
    };
    let said = |code: &'static str, text: &str| Some((code, text.to_owned()));
    let expected = said("not_a_cas_number", "98-92-1 is not a CAS number; did you mean 98-92-0?");
    assert_eq!(notice("98-92-1"), expected);
    assert_eq!(notice("50-00-1"), said("not_a_cas_number", "50-00-1 is not a CAS number"));
    let expected = said("not_an_ec_number", "200-683-1 is not an EC number; did you mean 200-683-7?");
    assert_eq!(notice("200-683-1"), expected);
    let expected = said("other_keyboard_layout", "typed on the other keyboard layout, this is 나이아신");
    assert_eq!(notice("skdldktls"), expected);
    assert_eq!(notice("98-92-0"), None);
}

#[test]
fn a_market_is_a_filter_of_those_who_may_see_it() {
    use crate::regulation::{EntryKey, Market, RegulationEntry, SourceType};
    let key = EntryKey { market: Market::Eu, reference: "III/1".to_owned(), occurrence: 1 };
    let entry = RegulationEntry {
        key: key.clone(),
        source_type: SourceType::Limit,
        substance: String::new(),
        cas: Vec::new(),
        ec: Vec::new(),
        product_type: String::new(),
        maximum_concentration: String::new(),
        conditions: String::new(),
        label_wording: String::new(),
        source: String::new(),
        source_date: String::new(),
        is_withdrawn: false,
    };
    let mut listed = record(1, 0, &[(NameKind::Inci, "GLYCEROL")], &[]);
    listed.regulations = vec![key];
    let records = vec![listed, record(2, 0, &[(NameKind::Inci, "GLYCINE")], &[])];
    let manifest = Manifest { markets: vec![Market::Eu], ..Manifest::default() };
    let catalog = MemoryCatalog::in_memory(records, vec![entry], manifest).unwrap();
    let with = |market, status| {
        let filters = Filters { market, status, ..Filters::default() };
        let page = catalog
            .search(&TierPolicy::unrestricted(), &SearchRequest { filters, ..request("gly") })
            .unwrap();
        page.hits.iter().map(|hit| hit.ingredient.code.get()).collect::<Vec<_>>()
    };
    assert_eq!(with(Some(Market::Eu), None), [1]);
    assert_eq!(with(Some(Market::Eu), Some(RegulationStatus::Restricted)), [1]);
    assert_eq!(with(Some(Market::Eu), Some(RegulationStatus::NotListed)), [2]);
    assert_eq!(with(Some(Market::Kr), Some(RegulationStatus::Unknown)), [2, 1]);
    let filters = Filters { market: Some(Market::Eu), ..Filters::default() };
    let blind = TierPolicy { markets: Vec::new(), ..TierPolicy::unrestricted() };
    let page = catalog.search(&blind, &SearchRequest { filters, ..request("gly") }).unwrap();
    assert_eq!(
        (page.hits.len(), page.notice.map(|notice| notice.code.code())),
        (0, Some("market_outside_plan"))
    );
}

#[test]
fn the_commonest_number_that_may_be_meant_is_proposed_first() {
    let proposed = |first: u16, second: u16, query: &str| {
        let catalog = catalog(vec![
            record(1, first, &[(NameKind::Inci, "NIACINAMIDE")], &["98-92-0"]),
            record(2, second, &[(NameKind::Inci, "UNKNOWN")], &["98-93-1"]),
        ]);
        let page = catalog.search(&TierPolicy::unrestricted(), &request(query)).unwrap();
        page.notice.into_iter().map(|notice| (notice.code.code(), notice.text)).collect::<Vec<_>>()
    };
    let notice = |text: &str| vec![("not_a_cas_number", text.to_owned())];
    let first = notice("98-92-1 is not a CAS number; did you mean 98-92-0 or 98-93-1?");
    let second = notice("98-92-1 is not a CAS number; did you mean 98-93-1 or 98-92-0?");
    assert_eq!(proposed(900, 5, "98-92-1"), first);
    assert_eq!(proposed(5, 900, "98-92-1"), second);
    let bare = notice("98921 is not a CAS or EC number; did you mean 98-93-1 or 98-92-0?");
    assert_eq!(proposed(5, 900, "98921"), bare);
    assert_eq!(proposed(5, 900, "202-713-9")[0].1, "202-713-9 is not an EC number");
}
