//! The use cases against naive models, and whole answers for made-up records.

use proptest::prelude::*;

use super::*;
use crate::ingredient::{Language, NameKind};
use crate::regulation::{Market, SourceType};
use crate::text::{is_hangul, spelling};
use crate::tier::{Feature, RegulationResult, Tier};

fn record(code: u32, names: &[String]) -> Ingredient {
    Ingredient::named(code, names.iter().map(|text| (NameKind::Inci, Language::Inci, text.as_str())))
}

fn policy(results_per_request: usize) -> TierPolicy {
    TierPolicy { results_per_request, ..TierPolicy::unrestricted() }
}

proptest! {
    #[test]
    fn pages_hold_every_match_once_in_the_order_of_the_contract(
        names in prop::collection::vec(prop::collection::vec("[ab]{1,5}", 1..3), 1..30),
        query in "[ab]{1,2}",
        size in 1_usize..7,
    ) {
        let records: Vec<Ingredient> = (1..).zip(&names).map(|(code, names)| record(code, names)).collect();
        let mut expected: Vec<(bool, usize, u32)> = records
            .iter()
            .filter_map(|record| {
                let matching = record.names.iter().filter(|name| name.text.starts_with(&query));
                matching.map(|name| (name.text != query, name.text.len(), record.code.get())).min()
            })
            .collect();
        expected.sort_unstable();
        let catalog = MemoryCatalog::in_memory(records, Vec::new(), Manifest::default()).unwrap();
        let mut found = Vec::new();
        for page in 1.. {
            let page = catalog.starts_with(&policy(size), LookupField::Inci, &query, page).unwrap();
            prop_assert_eq!(page.total, expected.len());
            prop_assert!(page.items.len() <= size);
            if page.items.is_empty() {
                break;
            }
            found.extend(page.items.into_iter().map(|view| view.code.get()));
        }
        prop_assert_eq!(found, expected.into_iter().map(|(.., code)| code).collect::<Vec<_>>());
    }
}

#[test]
fn a_query_that_folds_to_nothing_finds_nothing() {
    let catalog =
        MemoryCatalog::in_memory(vec![record(1, &["A".into()])], Vec::new(), Manifest::default()).unwrap();
    for query in ["", "(*)", " - "] {
        for field in [LookupField::Inci, LookupField::Korean, LookupField::Cas, LookupField::Ec] {
            assert_eq!(catalog.starts_with(&policy(5), field, query, 1).unwrap().total, 0);
        }
    }
}

#[test]
fn every_record_can_be_drawn_and_none_more_often_than_another() {
    let records = (1..=3).map(|code| record(code, &["A".into()])).collect();
    let catalog = MemoryCatalog::in_memory(records, Vec::new(), Manifest::default()).unwrap();
    let drawn = |number| catalog.pick(&policy(5), number).unwrap().map(|view| view.code.get());
    assert_eq!((0..6).filter_map(drawn).collect::<Vec<_>>(), [1, 2, 3, 1, 2, 3]);
    assert_eq!(drawn(u64::MAX), Some(1));
    let empty = MemoryCatalog::in_memory(Vec::new(), Vec::new(), Manifest::default()).unwrap();
    assert_eq!(empty.pick(&policy(5), 7), Ok(None));
}

#[test]
fn a_hidden_field_is_empty_and_named() {
    let mut limited = record(1, &["A".into()]);
    limited.limit_value = "EU III/98: 2 %".into();
    let catalog = MemoryCatalog::in_memory(vec![limited], Vec::new(), Manifest::default()).unwrap();
    let basic = TierPolicy { shows_limits: false, shows_notes: false, ..policy(5) };
    let view = catalog.get(&basic, IngredientCode::new(1)).unwrap().unwrap();
    assert_eq!(view.limit_value, "");
    assert!(view.masked.contains(&"limit_value"));
    let view = catalog.get(&policy(5), IngredientCode::new(1)).unwrap().unwrap();
    assert_eq!((view.limit_value.as_str(), view.masked.len()), ("EU III/98: 2 %", 0));
    assert_eq!(catalog.get(&basic, IngredientCode::new(2)), Ok(None));
}

proptest! {
    #[test]
    fn contains_finds_what_a_full_scan_finds_and_takes_every_character_literally(
        names in prop::collection::vec(prop::collection::vec("[aB%_*(가각 .-]{1,6}|\\PC{0,6}", 1..4), 1..20),
        query in "[aB%_*(가각 .-]{0,3}",
        size in 1_usize..7,
    ) {
        let records: Vec<Ingredient> = (1..).zip(&names).map(|(code, names)| record(code, names)).collect();
        let needle = spelling(&query);
        let is_long_enough = needle.chars().count() > 1 || needle.chars().any(is_hangul);
        let mut expected: Vec<(bool, usize, u32)> = records
            .iter()
            .filter_map(|record| {
                // A name without a letter or a digit is in no index.
                let named = record.names.iter().filter(|name| !crate::text::key(&name.text).is_empty());
                let spelled = named.map(|name| (spelling(&name.text), name.text.chars().count()));
                let matching = spelled.filter(|(name, _)| is_long_enough && name.contains(&needle));
                matching.map(|(name, length)| (name != needle, length, record.code.get())).min()
            })
            .collect();
        expected.sort_unstable();
        let catalog = MemoryCatalog::in_memory(records, Vec::new(), Manifest::default()).unwrap();
        for field in [SearchField::Inci, SearchField::All] {
            let mut found = Vec::new();
            for page in 1.. {
                let page = catalog.contains(&policy(size), field, &query, page).unwrap();
                prop_assert_eq!(page.total, expected.len());
                if page.items.is_empty() {
                    break;
                }
                found.extend(page.items.into_iter().map(|view| view.code.get()));
            }
            prop_assert_eq!(&found, &expected.iter().map(|(.., code)| *code).collect::<Vec<_>>());
        }
    }
}

/// No codes; `[]` alone has no type.
const NONE: [u32; 0] = [];

fn codes(page: &Page<IngredientView>) -> Vec<u32> {
    page.items.iter().map(|view| view.code.get()).collect()
}

#[test]
fn contains_looks_in_the_field_that_was_named() {
    let mut retinol = record(5489, &["Retinol".into(), "레티놀".into(), "Vitamin A".into()]);
    retinol.names[1].kind = NameKind::Korean;
    retinol.names[2].kind = NameKind::CommonName;
    retinol.cas = vec!["68-26-8".parse().unwrap()];
    let mut palmitate = record(1, &["Retinyl Palmitate".into(), "레티닐팔미테이트".into()]);
    palmitate.names[1].kind = NameKind::FormerKorean;
    palmitate.cas = vec!["79-81-2".parse().unwrap()];
    let catalog =
        MemoryCatalog::in_memory(vec![retinol, palmitate], Vec::new(), Manifest::default()).unwrap();
    let find = |field, query| codes(&catalog.contains(&policy(9), field, query, 1).unwrap());
    assert_eq!(find(SearchField::Inci, "TIN"), [5489, 1]);
    assert_eq!(find(SearchField::Inci, "티"), NONE);
    assert_eq!(find(SearchField::Korean, "티"), [5489, 1]);
    assert_eq!(find(SearchField::Korean, "tin"), NONE);
    assert_eq!(find(SearchField::Cas, "-26-"), [5489]);
    assert_eq!(find(SearchField::Cas, "6826"), NONE, "a number is held against its written form");
    assert_eq!(find(SearchField::All, "-2"), [1, 5489], "of equal length, so by code");
    assert_eq!(find(SearchField::All, "8"), NONE, "one character alone");
    for query in ["tin", "티"] {
        assert_eq!(find(SearchField::All, query), [5489, 1], "{query}");
    }
    assert_eq!(find(SearchField::All, "vitamin"), NONE, "no starts-with lookup of the contract looks there");
    for query in ["%", "_", "*", "ret%", "r_t", "", "  "] {
        assert_eq!(find(SearchField::All, query), NONE, "{query}");
    }
}

#[test]
fn inside_names_too_a_variety_gives_way_to_its_principal() {
    let water = record(2700, &["Water".into()]);
    let mut mineral = record(6210, &["Water".into(), "Sea Water".into()]);
    mineral.variety_of = Some(water.code);
    let catalog = MemoryCatalog::in_memory(vec![water, mineral], Vec::new(), Manifest::default()).unwrap();
    let find = |query| codes(&catalog.contains(&policy(9), SearchField::All, query, 1).unwrap());
    assert_eq!(find("water"), [2700, 6210]);
    assert_eq!(find("wat"), [2700, 6210], "by its own name it is still found");
    assert_eq!(find("sea"), [6210]);
}

#[test]
fn a_status_lists_its_records_in_order_of_code() {
    let mut records: Vec<Ingredient> = (1..=7).rev().map(|code| record(code, &["A".into()])).collect();
    for record in records.iter_mut().filter(|record| record.code.get() != 4) {
        record.status = RegulationStatus::Restricted;
    }
    let catalog = MemoryCatalog::in_memory(records, Vec::new(), Manifest::default()).unwrap();
    // Nothing but the number of results is asked of a plan.
    let bare = TierPolicy { features: Vec::new(), ..policy(4) };
    let list = |page| {
        let page = catalog.by_status(&bare, RegulationStatus::Restricted, page).unwrap();
        (page.total, codes(&page))
    };
    assert_eq!(list(1), (6, vec![1, 2, 3, 5]));
    assert_eq!(list(2), (6, vec![6, 7]));
    assert_eq!(list(3), (6, vec![]));
    assert_eq!(list(usize::MAX), (6, vec![]));
    assert_eq!((bare.pages(6), bare.pages(8), bare.pages(0)), (2, 2, 0));
    assert_eq!(catalog.by_status(&bare, RegulationStatus::Prohibited, 1).unwrap().total, 0);
}

#[test]
fn no_use_case_forgets_its_feature() {
    let catalog =
        MemoryCatalog::in_memory(vec![record(1, &["Ab".into()])], Vec::new(), Manifest::default()).unwrap();
    let code = IngredientCode::new(1);
    for refused in [Feature::StartsWith, Feature::Contains, Feature::Regulations] {
        let mut plan = TierPolicy { tier: Tier::Basic, ..policy(5) };
        plan.features.retain(|feature| *feature != refused);
        let outcomes = [
            (Feature::StartsWith, catalog.starts_with(&plan, LookupField::Inci, "ab", 1).map(drop)),
            (Feature::Contains, catalog.contains(&plan, SearchField::All, "ab", 1).map(drop)),
            (Feature::Regulations, catalog.regulations(&plan, code, None).map(drop)),
        ];
        for (feature, outcome) in outcomes {
            let expected =
                if feature == refused { Err(plan.require(feature).unwrap_err().into()) } else { Ok(()) };
            assert_eq!(outcome, expected, "{feature} without {refused}");
        }
    }
}

fn entry(key: &str, source_type: SourceType, maximum: &str) -> RegulationEntry {
    RegulationEntry {
        key: key.parse().unwrap(),
        source_type,
        substance: "A substance".into(),
        cas: Vec::new(),
        ec: Vec::new(),
        product_type: "Rinse-off".into(),
        maximum_concentration: maximum.into(),
        conditions: "Not in aerosols".into(),
        label_wording: "Avoid the eyes".into(),
        source: "annex-iii".into(),
        source_date: "2025-12-08".into(),
        is_withdrawn: false,
    }
}

/// Record 1 with these entries, in a data set that has these markets loaded.
fn regulated(entries: &[(&str, SourceType)], loaded: &[Market]) -> MemoryCatalog {
    let entries: Vec<_> = entries.iter().map(|(key, kind)| entry(key, *kind, "2 %")).collect();
    let mut ingredient = record(1, &["A".into()]);
    ingredient.regulations = entries.iter().map(|entry| entry.key.clone()).collect();
    ingredient.limit_value = crate::regulation::maximum_concentrations(&entries);
    let manifest = Manifest { markets: loaded.to_vec(), ..Manifest::default() };
    MemoryCatalog::in_memory(vec![ingredient], entries, manifest).unwrap()
}

fn plan(markets: &[Market]) -> TierPolicy {
    TierPolicy { tier: Tier::Pro, markets: markets.to_vec(), ..TierPolicy::unrestricted() }
}

/// Entries, what is loaded, what is asked for, what comes of it.
type Case<'a> = (&'a [(&'a str, SourceType)], &'a [Market], Option<Market>, RegulationResult);

#[test]
fn several_kinds_of_empty_are_never_one() {
    use Market::{Cn, Eu, Kr, Us};
    use RegulationResult::{Listed, NotListed, NotListedInCountry, OutsidePlan, Unknown};
    const EU: &[(&str, SourceType)] = &[("EU III/98", SourceType::Limit)];
    const CN: &[(&str, SourceType)] = &[("CN 3/1", SourceType::Limit)];
    let cases: [Case<'_>; 17] = [
        // The plan is always KR and EU.
        (EU, &[Eu], None, Listed),
        (EU, &[Eu], Some(Eu), Listed),
        (EU, &[Eu], Some(Kr), Unknown),
        (EU, &[Eu], Some(Cn), OutsidePlan),
        (EU, &[Kr, Eu], Some(Kr), NotListedInCountry),
        (EU, &[Kr, Eu, Cn], Some(Cn), OutsidePlan),
        (&[], &[Eu], None, NotListed),
        (&[], &[Eu], Some(Eu), NotListed),
        (&[], &[Eu], Some(Kr), Unknown),
        (&[], &[], None, Unknown),
        (&[], &[], Some(Eu), Unknown),
        (&[], &[], Some(Us), OutsidePlan),
        (CN, &[Cn], None, Unknown),
        (CN, &[Eu, Cn], None, NotListedInCountry),
        (CN, &[Eu, Cn], Some(Eu), NotListedInCountry),
        (CN, &[Eu, Cn], Some(Kr), Unknown),
        (CN, &[Eu, Cn], Some(Cn), OutsidePlan),
    ];
    for (entries, loaded, asked, expected) in cases {
        let catalog = regulated(entries, loaded);
        let view = catalog.regulations(&plan(&[Kr, Eu]), IngredientCode::new(1), asked).unwrap().unwrap();
        let case = format!("{entries:?}, loaded {loaded:?}, asked {asked:?}: {:?}", view.note);
        assert_eq!(view.result, expected, "{case}");
        assert_eq!(view.entries.is_empty(), expected != Listed, "{case}");
        assert_eq!(view.note.is_none(), expected == Listed, "{case}");
        assert_eq!(view.listed, if entries == EU { vec![Eu] } else { vec![] }, "{case}");
        assert_eq!(view.outside_plan, usize::from(entries == CN), "{case}");
        assert_eq!(view.available, [Kr, Eu], "{case}");
    }
    let nobody = regulated(EU, &[Eu]).regulations(&plan(&[Eu]), IngredientCode::new(2), None);
    assert_eq!(nobody, Ok(None));
}

#[test]
fn a_note_says_what_is_loaded_and_what_is_not() {
    use Market::{Cn, Eu, Kr};
    let note = |entries: &[(&str, SourceType)], loaded: &[Market], asked| {
        let view = regulated(entries, loaded).regulations(&plan(&[Kr, Eu]), IngredientCode::new(1), asked);
        view.unwrap().unwrap().note.unwrap()
    };
    let listed = [("EU III/98", SourceType::Limit)];
    assert_eq!(
        note(&listed, &[Kr, Eu], Some(Kr)),
        "no entry in what is loaded for South Korea; another loaded market has one (markets with a loaded \
         source: KR, EU)"
    );
    assert_eq!(
        note(&[], &[Eu], None),
        "no loaded source has an entry (markets with a loaded source: EU); of other markets nothing is known"
    );
    assert_eq!(
        note(&[], &[], None),
        "no source is loaded for the plan's markets (KR, EU), so nothing is known there (markets with a loaded \
         source: none)"
    );
    assert_eq!(note(&listed, &[Eu], Some(Cn)), "China is not among the markets of the plan PRO (KR, EU)");
}

#[test]
fn a_plan_sees_its_markets_and_its_fields_and_no_others() {
    use Market::{Cn, Eu, Kr};
    let many: Vec<(String, SourceType)> =
        (1..=60).map(|number| (format!("EU II/{number}"), SourceType::Ban)).collect();
    let mut entries: Vec<(&str, SourceType)> = many.iter().map(|(key, kind)| (key.as_str(), *kind)).collect();
    entries.extend([("CN 3/1", SourceType::Limit), ("KR 1", SourceType::UvFilter)]);
    let catalog = regulated(&entries, &[Kr, Eu, Cn]);
    let code = IngredientCode::new(1);
    let see = |plan: &TierPolicy, market| catalog.regulations(plan, code, market).unwrap().unwrap();

    let view = see(&TierPolicy { results_per_request: 10, ..plan(&[Kr, Eu]) }, None);
    assert_eq!(view.entries.len(), 61, "the list is not cut");
    assert_eq!(view.entries[0].market, Kr, "markets stand in their order");
    assert!(view.entries.iter().all(|entry| entry.market != Cn));
    assert_eq!((view.listed.as_slice(), view.outside_plan), (&[Kr, Eu][..], 1));
    assert_eq!((view.masked.as_slice(), view.market), (&[][..], None));
    let first = &see(&plan(&[Kr, Eu]), Some(Eu)).entries[0];
    assert_eq!((first.reference.as_str(), first.substance.as_str()), ("EU II/1", "A substance"));
    assert_eq!(first.limit_condition.as_deref(), Some("Rinse-off; 2 %; Not in aerosols"));
    assert_eq!(first.proviso.as_deref(), Some("Avoid the eyes"));

    let view = see(&TierPolicy { shows_notes: false, ..plan(&[Kr, Eu]) }, Some(Kr));
    assert_eq!(view.masked, ["limit_condition", "proviso"]);
    assert_eq!((&view.entries[0].limit_condition, &view.entries[0].proviso), (&None, &None));
    let view = see(&TierPolicy { shows_limits: false, ..plan(&[Kr, Eu]) }, Some(Kr));
    assert_eq!(view.masked, ["limits"]);
    assert_eq!(view.entries[0].limit_condition.as_deref(), Some("Rinse-off; Not in aerosols"));
}

#[test]
fn limits_of_markets_outside_the_plan_do_not_leak_through_the_record() {
    use Market::{Cn, Eu};
    let catalog = regulated(&[("EU III/98", SourceType::Limit), ("CN 3/1", SourceType::Limit)], &[Eu, Cn]);
    let limits = |plan: &TierPolicy| {
        let view = catalog.get(plan, IngredientCode::new(1)).unwrap().unwrap();
        (view.limit_value, view.masked)
    };
    assert_eq!(limits(&plan(&[Eu, Cn])), ("EU III/98: 2 %; CN 3/1: 2 %".into(), vec![]));
    assert_eq!(limits(&plan(&[Eu])), ("EU III/98: 2 %".into(), vec!["limit_value"]));
    let blind = TierPolicy { shows_limits: false, ..plan(&[Eu]) };
    assert_eq!(limits(&blind), (String::new(), vec!["limit_value", "limits"]));
}

#[test]
fn a_whole_name_stands_before_a_shorter_spelling_that_goes_on() {
    let records = vec![record(1, &["abc".to_owned()]), record(2, &["a - b".to_owned()])];
    let catalog = MemoryCatalog::in_memory(records, Vec::new(), Manifest::default()).unwrap();
    let page = catalog.starts_with(&policy(5), LookupField::Inci, "ab", 1).unwrap();
    assert_eq!(codes(&page), [2, 1]);
}
