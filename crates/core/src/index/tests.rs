//! Every lookup against a naive model: a vector of keys, scanned in full.

use std::collections::BTreeSet;

use proptest::prelude::*;

use super::*;
use crate::identifier::CasNumber;
use crate::ingredient::{Ingredient, IngredientCode, Language, Name};
use crate::regulation::RegulationStatus;
use crate::text::{key, spelling};

fn ingredient(code: u32, names: Vec<(NameKind, String)>, cas: Vec<CasNumber>) -> Ingredient {
    let names = names.into_iter().map(|(kind, text)| Name { kind, language: Language::Inci, text }).collect();
    Ingredient {
        code: IngredientCode::new(code),
        inci_name: String::new(),
        korean_name: String::new(),
        names,
        cas,
        ec: Vec::new(),
        functions: Vec::new(),
        regulations: Vec::new(),
        status: RegulationStatus::NotListed,
        limit_value: String::new(),
        label_frequency: 0,
        variety_of: None,
        cosing_references: Vec::new(),
        kcia_codes: Vec::new(),
        oldest_source: String::new(),
        newest_source: String::new(),
    }
}

fn index_of(ingredients: &[Ingredient]) -> SearchIndex<Vec<u8>> {
    let mut builder = IndexBuilder::new();
    for ingredient in ingredients {
        builder.add(ingredient).unwrap();
    }
    let mut sections = builder.finish().unwrap();
    SearchIndex::open(|section| Ok::<_, IndexError>(sections.remove(&section).unwrap())).unwrap()
}

/// Names over a small alphabet, so that keys collide and share beginnings.
fn names() -> impl Strategy<Value = String> {
    prop_oneof!["[ab가각 /-]{0,6}", "[a-c1,]{1,4}", "\\PC{0,8}"]
}

fn records() -> impl Strategy<Value = Vec<Ingredient>> {
    let kinds = prop_oneof![Just(NameKind::Inci), Just(NameKind::Korean), Just(NameKind::CommonName)];
    let cas = (1_000_u64..1_400)
        .prop_map(|body| (0..10).find_map(|digit| CasNumber::try_from(body * 10 + digit).ok()).unwrap());
    let record = (prop::collection::vec((kinds, names()), 0..4), prop::collection::vec(cas, 0..3));
    prop::collection::vec(record, 0..24).prop_map(|records| {
        let numbered = (1..).zip(records);
        numbered.map(|(code, (names, cas))| ingredient(code, names, cas)).collect()
    })
}

/// What a scan of all names of the kinds that a field holds finds, as (whole, code, position).
fn scan(records: &[Ingredient], kind: NameKind, query: &str) -> BTreeSet<(bool, u32, u16)> {
    let mut found = BTreeSet::new();
    for record in records {
        for (position, name) in (0..).zip(&record.names) {
            let name_key = key(&name.text);
            if name.kind == kind && !query.is_empty() && name_key.starts_with(query) {
                found.insert((name_key == query, record.code.get(), position));
            }
        }
    }
    found
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(512))]

    #[test]
    fn names_are_found_as_a_full_scan_finds_them(records in records(), query in names()) {
        let index = index_of(&records);
        let query = key(&query);
        let fields =
            [(NameKind::Inci, index.inci()), (NameKind::Korean, index.korean()), (NameKind::CommonName, index.alias())];
        for (kind, field) in fields {
            let expected = scan(&records, kind, &query);
            let found: BTreeSet<_> =
                field.starts_with(&query).iter().map(|(whole, p)| (whole, p.code.get(), p.position)).collect();
            prop_assert_eq!(&found, &expected);
            let exact: BTreeSet<_> = field.exact(&query).map(|p| (true, p.code.get(), p.position)).collect();
            let whole: BTreeSet<_> = expected.into_iter().filter(|(whole, ..)| *whole).collect();
            prop_assert_eq!(exact, whole);
        }
    }

    #[test]
    fn numbers_are_found_as_a_full_scan_finds_them(records in records(), query in "[0-9]{0,3}-?[0-9]{0,2}-?[0-9]?") {
        let index = index_of(&records);
        let digits = query.replace('-', "");
        let mut expected = BTreeSet::new();
        for record in &records {
            for (position, cas) in (0..).zip(&record.cas) {
                let written = cas.to_string();
                let begins = if query.contains('-') { written.starts_with(&query) } else { cas.digits().starts_with(&digits) };
                if begins && !digits.is_empty() {
                    expected.insert((written == query || cas.digits() == query, record.code.get(), position));
                }
            }
        }
        let found: BTreeSet<_> =
            index.cas().starts_with(&query).into_iter().map(|(whole, p)| (whole, p.code.get(), p.position)).collect();
        prop_assert_eq!(found, expected);
    }

    #[test]
    fn damaged_sections_are_refused_or_harmless(
        records in records(),
        section in 0..Section::ALL.len(),
        damage in prop::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 1..4),
        query in names(),
    ) {
        let mut builder = IndexBuilder::new();
        for record in &records {
            builder.add(record).unwrap();
        }
        let mut sections = builder.finish().unwrap();
        if let Some(bytes) = sections.get_mut(&Section::ALL[section]).filter(|bytes| !bytes.is_empty()) {
            for (at, value) in damage {
                let at = at.index(bytes.len());
                bytes[at] = value;
            }
        }
        // Whatever passes verification may be read without a panic.
        if let Ok(index) = SearchIndex::open(|s| Ok::<_, IndexError>(sections.remove(&s).unwrap())) {
            for field in [index.inci(), index.korean(), index.alias()] {
                let _ = field.starts_with(&key(&query)).iter().count();
                let _ = field.exact(&key(&query)).count();
            }
            let _ = index.cas().starts_with("1").len();
            for names in [index.inci_names(), index.korean_names(), index.cas_names()] {
                let _ = names.containing("a").len() + names.containing(&spelling(&query)).len();
                let _ = names.exact(&spelling(&query)).count();
            }
            let _ = index.directory().iter().count();
        }
    }
}

#[test]
fn sections_do_not_depend_on_the_order_of_records() {
    let a = ingredient(1, vec![(NameKind::Inci, "WATER".into())], vec!["7732-18-5".parse().unwrap()]);
    let b = ingredient(2, vec![(NameKind::Inci, "GLYCERIN".into())], Vec::new());
    let build = |records: [&Ingredient; 2]| {
        let mut builder = IndexBuilder::new();
        for record in records {
            builder.add(record).unwrap();
        }
        builder.finish().unwrap()
    };
    assert_eq!(build([&a, &b]), build([&b, &a]));
}

#[test]
fn a_variety_gives_way_to_its_principal_by_name_and_nothing_else() {
    let names = |own: &str, korean: &str| {
        vec![(NameKind::Inci, own.to_owned()), (NameKind::Korean, korean.to_owned())]
    };
    let principal = ingredient(2700, names("Water", "정제수"), Vec::new());
    let mut variety = ingredient(6210, names("Water", "미네랄워터"), Vec::new());
    variety.variety_of = Some(principal.code);
    let mut special = ingredient(9000, names("Sea (Deep) Water", "해양심층수"), Vec::new());
    special.variety_of = Some(principal.code);
    let index = index_of(&[principal, variety, special]);
    let codes = |postings: Vec<Posting>| postings.iter().map(|p| p.code.get()).collect::<Vec<_>>();
    assert_eq!(codes(index.inci().exact("water").collect()), [2700]);
    assert_eq!(codes(index.korean().exact("미네랄워터").collect()), [6210]);
    assert_eq!(codes(index.inci().exact("seadeepwater").collect()), [9000]);
}

#[test]
fn a_name_beyond_what_a_posting_can_say_is_refused() {
    let long = ingredient(1, vec![(NameKind::Inci, "a".repeat(70_000))], Vec::new());
    assert!(IndexBuilder::new().add(&long).is_err());
}

#[test]
fn names_are_found_by_what_stands_inside_them_each_once() {
    let records = [
        ingredient(1, vec![(NameKind::Inci, "Aa aa aaa".into()), (NameKind::Inci, "b".into())], Vec::new()),
        ingredient(2, vec![(NameKind::UsInci, "AA".into()), (NameKind::CommonName, "aa".into())], Vec::new()),
    ];
    let index = index_of(&records);
    let found = |needle: &str| {
        let found = index.inci_names().containing(needle);
        found.iter().map(|(whole, p)| (*whole, p.code.get(), p.position)).collect::<Vec<_>>()
    };
    assert_eq!(found("aa"), [(true, 2, 0), (false, 1, 0)]);
    assert_eq!(found("a\na"), []);
    assert_eq!(found("b"), [(true, 1, 1)]);
    assert_eq!(found(""), []);
    let exact = |name: &str| index.inci_names().exact(name).map(|p| p.code.get()).collect::<Vec<_>>();
    assert_eq!((exact("aa"), exact("aa aa aaa"), exact("a"), exact("c")), (vec![2], vec![1], vec![], vec![]));
}
