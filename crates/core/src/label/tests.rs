//! Whole labels over a small lexicon.

use super::*;
use crate::catalog::MemoryCatalog;
use crate::ingredient::{Ingredient, Language, Name, NameKind};
use crate::manifest::Manifest;
use crate::regulation::RegulationStatus;

/// Code, names by kind.
const RECORDS: &[(u32, &[(NameKind, &str)])] = &[
    (
        1,
        &[
            (NameKind::UsInci, "Water"),
            (NameKind::Korean, "정제수"),
            (NameKind::SpellingVariant, "Eau"),
            (NameKind::Inci, "AQUA"),
        ],
    ),
    (2, &[(NameKind::UsInci, "1,2-Hexanediol"), (NameKind::Korean, "1,2-헥산다이올")]),
    (
        3,
        &[
            (NameKind::UsInci, "Iron Oxide Red"),
            (NameKind::Inci, "CI 77491"),
            (NameKind::ColourName, "Iron Oxides"),
        ],
    ),
    (
        4,
        &[
            (NameKind::UsInci, "Iron Oxide Yellow"),
            (NameKind::Inci, "CI 77492"),
            (NameKind::ColourName, "Iron Oxides"),
        ],
    ),
    (
        5,
        &[
            (NameKind::UsInci, "Butyrospermum Parkii (Shea) Butter"),
            (NameKind::Inci, "BUTYROSPERMUM PARKII BUTTER"),
            (NameKind::CommonName, "Shea Butter"),
        ],
    ),
    (6, &[(NameKind::Inci, "ALCOHOL DENAT."), (NameKind::Korean, "변성알코올")]),
    (7, &[(NameKind::UsInci, "Acrylates/C10-30 Alkyl Acrylate Crosspolymer")]),
    (8, &[(NameKind::UsInci, "Glycerin"), (NameKind::Korean, "글리세린")]),
    (9, &[(NameKind::UsInci, "Titanium Dioxide"), (NameKind::Inci, "CI 77891")]),
    (10, &[(NameKind::UsInci, "Disodium EDTA"), (NameKind::Korean, "다이소듐이디티에이")]),
];

fn catalog() -> MemoryCatalog {
    let records = RECORDS.iter().map(|(code, names)| {
        let name = |(kind, text): &(NameKind, &str)| Name {
            kind: *kind,
            language: Language::Inci,
            text: (*text).into(),
        };
        Ingredient {
            code: IngredientCode::new(*code),
            inci_name: names[0].1.into(),
            korean_name: String::new(),
            names: names.iter().map(name).collect(),
            cas: Vec::new(),
            ec: Vec::new(),
            functions: Vec::new(),
            regulations: Vec::new(),
            status: RegulationStatus::Unknown,
            limit_value: String::new(),
            label_frequency: 0,
            variety_of: None,
            cosing_references: Vec::new(),
            kcia_codes: Vec::new(),
            oldest_source: String::new(),
            newest_source: String::new(),
        }
    });
    MemoryCatalog::in_memory(records.collect(), Vec::new(), Manifest::default()).unwrap()
}

fn read(text: &str) -> LabelReport<IngredientCode> {
    resolve(LabelText::new(text).unwrap(), catalog().index())
}

/// Holds a label against its items: text, and the code of the ingredient, 0 where there is none.
#[track_caller]
fn check(text: &str, expected: &[(&str, u32)]) {
    let report = read(text);
    let items: Vec<(&str, u32)> = report
        .items
        .iter()
        .map(|item| (item.text.as_str(), item.ingredient.map_or(0, IngredientCode::get)))
        .collect();
    assert_eq!(items, expected, "{text}");
}

#[test]
fn separators_part_names_and_commas_in_numbers_do_not() {
    check(
        "Water, 1,2-Hexanediol; Glycerin | AQUA • Eau",
        &[("Water", 1), ("1,2-Hexanediol", 2), ("Glycerin", 8), ("AQUA", 1), ("Eau", 1)],
    );
    check("정제수,1,2-헥산다이올,글리세린", &[("정제수", 1), ("1,2-헥산다이올", 2), ("글리세린", 8)]);
    check("Water, Alcohol Denat., Glycerin.", &[("Water", 1), ("Alcohol Denat.", 6), ("Glycerin", 8)]);
}

#[test]
fn one_name_in_several_languages_is_one_mention() {
    for text in ["Water/Aqua/Eau", "Aqua (Water)", "Aqua\\Water\\Eau", "Aqua (Water/Eau)"] {
        check(text, &[(text, 1)]);
    }
}

#[test]
fn colours_are_told_by_their_numbers() {
    let both = "Iron Oxides (CI 77491, CI 77492)";
    check(both, &[(both, 3), (both, 4)]);
    check("Iron Oxides (CI 77492)", &[("Iron Oxides (CI 77492)", 4)]);
    check("Titanium Dioxide (77891)", &[("Titanium Dioxide (77891)", 9)]);
    let report = read("Iron Oxides");
    assert_eq!(report.items[0].kind, ItemKind::Ambiguous);
    assert_eq!(report.items[0].candidates.len(), 2);
}

#[test]
fn marks_and_amounts_stand_beside_the_name() {
    let report = read("*Glycerin (10,000ppm), 정제수 (2.5 %)**");
    let item = &report.items[0];
    assert_eq!((item.text.as_str(), item.marks[0].text.as_str()), ("Glycerin", "*"));
    let amount = item.amount.as_ref().unwrap();
    assert_eq!((amount.value, amount.unit.as_str(), amount.text.as_str()), (10_000.0, "ppm", "(10,000ppm)"));
    let item = &report.items[1];
    assert_eq!((item.text.as_str(), item.marks[0].text.as_str()), ("정제수", "**"));
    assert_eq!(item.span.bytes, [23, 32]);
    assert_eq!(item.span.chars, [23, 26]);
}
