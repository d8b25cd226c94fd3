//! Whole labels over a small lexicon, one construct at a time.

mod amounts;
mod properties;
mod size;

use super::*;
use crate::catalog::MemoryCatalog;
use crate::ingredient::{Ingredient, Language, NameKind};
use crate::manifest::Manifest;

/// A name of one record that the field uses for others as well.
const AMBIGUOUS: &str = "Provitamin B5";

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
    (
        11,
        &[
            (NameKind::UsInci, "Simmondsia Chinensis (Jojoba) Seed Oil"),
            (NameKind::CommonName, "Jojoba Oil"),
            (NameKind::Korean, "호호바씨오일"),
        ],
    ),
    (
        12,
        &[
            (NameKind::UsInci, "Dimethicone"),
            (NameKind::Korean, "다이메티콘"),
            (NameKind::FormerKorean, "디메치콘"),
        ],
    ),
    (13, &[(NameKind::UsInci, "Steareth-2")]),
    (14, &[(NameKind::UsInci, "Steareth-21")]),
    (15, &[(NameKind::UsInci, "Mica"), (NameKind::Inci, "CI 77019"), (NameKind::Korean, "마이카")]),
    (16, &[(NameKind::UsInci, "Fragrance"), (NameKind::Inci, "PARFUM"), (NameKind::Korean, "향료")]),
    (17, &[(NameKind::UsInci, "Linalool"), (NameKind::Korean, "리날룰")]),
    (18, &[(NameKind::UsInci, "Sodium Hyaluronate"), (NameKind::Korean, "소듐하이알루로네이트")]),
    (
        19,
        &[(NameKind::UsInci, "Tartrazine"), (NameKind::ColourName, "Yellow 5"), (NameKind::Inci, "CI 19140")],
    ),
    (20, &[(NameKind::UsInci, "Hexapeptide-3")]),
    (21, &[(NameKind::UsInci, "Hexapeptide-9")]),
    (22, &[(NameKind::UsInci, "Panthenol"), (NameKind::Korean, "판테놀"), (NameKind::CommonName, AMBIGUOUS)]),
    (23, &[(NameKind::UsInci, "Niacinamide"), (NameKind::Korean, "나이아신아마이드")]),
];

fn catalog() -> MemoryCatalog {
    let records = RECORDS.iter().map(|(code, names)| {
        let names = names.iter().map(|(kind, text)| (*kind, Language::Inci, *text));
        let mut ingredient = Ingredient::named(*code, names);
        for name in ingredient.names.iter_mut().filter(|name| name.text == AMBIGUOUS) {
            *name = name.clone().ambiguous();
        }
        ingredient
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
fn a_name_that_the_field_uses_for_others_names_no_single_ingredient() {
    for (text, edits) in [("Provitamin B5", 0), ("Provitammin B5", 1)] {
        let report = read(text);
        let item = &report.items[0];
        assert_eq!((item.kind, item.ingredient, item.edits), (ItemKind::Ambiguous, None, edits), "{text}");
        let candidates: Vec<(u32, f64)> =
            item.candidates.iter().map(|c| (c.ingredient.get(), c.confidence.value())).collect();
        assert_eq!(candidates, [(22, 0.45)], "{text}");
        assert_eq!(report.summary.ambiguous, 1);
    }
    // What stands beside it may tell which is meant.
    check("Provitamin B5 (Panthenol)", &[("Provitamin B5 (Panthenol)", 22)]);
    check("Panthenol (Provitamin B5)", &[("Panthenol (Provitamin B5)", 22)]);
    check("Panthenol/Provitamin B5", &[("Panthenol/Provitamin B5", 22)]);
    check("Provitamin B5 (Niacinamide)", &[("Provitamin B5 (Niacinamide)", 23)]);
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

#[test]
fn headings_part_a_label_into_sections() {
    let text = "[Serum] Water, Glycerin [Cream] Dimethicone, Panthenol. May contain: Mica (+/-) CI 77491";
    let report = read(text);
    let sections: Vec<(usize, &str)> =
        report.items.iter().map(|item| (item.section, item.text.as_str())).collect();
    let expected =
        [(0, "Water"), (0, "Glycerin"), (1, "Dimethicone"), (1, "Panthenol"), (2, "Mica"), (3, "CI 77491")];
    assert_eq!(sections, expected);
    let kinds: Vec<SectionKind> = report.sections.iter().map(|section| section.kind).collect();
    assert_eq!(
        kinds,
        [SectionKind::Part, SectionKind::Part, SectionKind::MayContain, SectionKind::MayContain]
    );
    assert_eq!(report.sections[0].heading.as_deref(), Some("[Serum]"));
    check(
        "1) 앰플 정제수, 글리세린\n2) 크림팩\n정제수, 판테놀",
        &[("정제수", 1), ("글리세린", 8), ("정제수", 1), ("판테놀", 22)],
    );
    check(
        "Active ingredients: Dimethicone 1.2% Inactive ingredients: Water, Glycerin",
        &[("Dimethicone", 12), ("Water", 1), ("Glycerin", 8)],
    );
}

#[test]
fn nothing_sure_between_names_is_no_hindrance() {
    check(
        "Water Glycerin Sodium Hyaluronate Panthenol",
        &[("Water", 1), ("Glycerin", 8), ("Sodium Hyaluronate", 18), ("Panthenol", 22)],
    );
    check("정제수글리세린판테놀, 향료", &[("정제수", 1), ("글리세린", 8), ("판테놀", 22), ("향료", 16)]);
    check(
        "WaterGlycerin, Mica (and) Titanium Dioxide",
        &[("Water", 1), ("Glycerin", 8), ("Mica", 15), ("Titanium Dioxide", 9)],
    );
    check(
        "정제수, 나이아신아\n마이드, 글리세린",
        &[("정제수", 1), ("나이아신아\n마이드", 23), ("글리세린", 8)],
    );
    check("Water, 1, 2-Hexanediol, Mica", &[("Water", 1), ("1, 2-Hexanediol", 2), ("Mica", 15)]);
}

#[test]
fn one_mention_may_name_several() {
    let two = "Steareth-2/21";
    check("Water, Steareth-2/21, Mica", &[("Water", 1), (two, 13), (two, 14), ("Mica", 15)]);
    check("Parfum (Linalool, Panthenol)", &[("Parfum", 16), ("Linalool", 17), ("Panthenol", 22)]);
    let joined = "마이카(및)판테놀";
    check(
        "정제수, 글리세린, 마이카(및)판테놀",
        &[("정제수", 1), ("글리세린", 8), (joined, 15), (joined, 22)],
    );
}

#[test]
fn colours_in_brackets_are_a_list_of_their_own() {
    let expected = [("Mica", 15), ("Glycerin", 8), ("CI 77491", 3), ("CI 77891", 9)];
    check("Mica · Glycerin [+/- CI 77491 · CI 77891]", &expected);
    check("Mica, Glycerin [+/- CI 77491, CI 77891]", &expected);
    check("Mica · Glycerin (+/- CI 77491 · CI 77891)", &expected);
    check("Mica · Glycerin [May Contain: CI 77491 · CI 77891]", &expected);
    let unknown = read("Mica, Glycerin [+/- CI 77891, Moonstone Essence]");
    assert_eq!(unknown.items[1].text, "Glycerin");
    assert_eq!(unknown.items[2].ingredient.map(IngredientCode::get), Some(9));
    let headed = read("Mica · Glycerin · May contain CI 77491 · CI 77891");
    assert_eq!(headed.items[2].text, "CI 77491");
    assert_eq!(headed.sections.last().map(|section| section.kind), Some(SectionKind::MayContain));
}

#[test]
fn a_slogan_in_front_of_prose_is_noise_and_an_unknown_name_with_a_dot_is_none() {
    let report =
        read("Our gentlest cleanser yet! This one is for you and for all of the family.\nWater, Mica");
    assert!(report.items.iter().all(|item| item.ingredient.is_some()), "{report:?}");
    assert_eq!(report.noise.first().map(|noise| noise.span.chars[0]), Some(0));
    assert_eq!(read("Moonstone Essence Blend., Water, Mica").items.len(), 3);
}

#[test]
fn brackets_that_never_close_end_where_the_name_does() {
    check(
        "Butyrospermum Parkii (Shea Butter, Glycerin, Water)",
        &[("Butyrospermum Parkii (Shea Butter", 5), ("Glycerin", 8), ("Water", 1)],
    );
    check("Aqua (Water, Glycerin", &[("Aqua (Water", 1), ("Glycerin", 8)]);
}

#[test]
fn spellings_follow_rules_and_mistakes_have_bounds() {
    check("디소듐EDTA", &[("디소듐EDTA", 10)]);
    check("FD&C Yellow No. 5 Aluminum Lake", &[("FD&C Yellow No. 5 Aluminum Lake", 19)]);
    for (text, code, edits) in
        [("Glycerine", 8, 1), ("Niacinimide", 23, 1), ("판데놀", 22, 1), ("Sodum Hyaluronte", 18, 2)]
    {
        let item = &read(text).items[0];
        assert_eq!((item.ingredient.map(IngredientCode::get), item.edits), (Some(code), edits), "{text}");
        assert_eq!(item.kind, ItemKind::Typo);
    }
    // Vowels that sound alike, in a name that is short.
    assert_eq!(read("정재수").items[0].ingredient.map(IngredientCode::get), Some(1));
    for text in ["Hexapeptide-38", "Hexapeptide-4", "Glycolin", "Panthxyzl", "정채수"] {
        assert_eq!(read(text).items[0].ingredient, None, "{text}");
    }
}

#[test]
fn prose_codes_and_markup_are_noise_and_marks_find_their_footnotes() {
    let text = "This cream is made for the driest of skins. <b>Ingredients</b>: Water, Jojoba Oil*, Glycerin. \
        *from organic farming. Please keep out of the reach of children. LOT 23K0781A";
    let report = read(text);
    check(text, &[("Water", 1), ("Jojoba Oil", 11), ("Glycerin", 8)]);
    assert_eq!(report.items[1].marks[0].footnote, Some(0));
    assert_eq!(report.footnotes[0].text, "*from organic farming");
    let why: Vec<NoiseKind> = report.noise.iter().map(|noise| noise.why).collect();
    let expected = [NoiseKind::Preamble, NoiseKind::Markup, NoiseKind::Notice, NoiseKind::Code];
    assert_eq!(why, expected);
}

#[test]
fn entities_and_wrong_decoding_are_read() {
    check(
        "Water&nbsp;(Aqua), Titanium&#32;Dioxide &amp; Mica",
        &[("Water&nbsp;(Aqua)", 1), ("Titanium&#32;Dioxide", 9), ("Mica", 15)],
    );
    check(
        "SimmondsiaÂ\u{a0}Chinensis (Jojoba) Seed Oil",
        &[("SimmondsiaÂ\u{a0}Chinensis (Jojoba) Seed Oil", 11)],
    );
}

#[test]
fn a_remark_in_brackets_is_no_part_of_the_name() {
    check("글리세린(식물 유래), 정제수", &[("글리세린", 8), ("정제수", 1)]);
    check(
        "Organic Jojoba Oil, Panthenol (Provitamin)",
        &[("Jojoba Oil", 11), ("Panthenol (Provitamin)", 22)],
    );
}

#[test]
fn what_is_unknown_is_said_to_be() {
    let report = read("Water, Moonstone Essence, Glycerin");
    let item = &report.items[1];
    assert_eq!((item.kind, item.ingredient, item.reason.is_some()), (ItemKind::Unresolved, None, true));
    assert_eq!((report.summary.mentions, report.summary.resolved, report.summary.unresolved), (3, 2, 1));
    let empty = read("");
    assert_eq!((empty.items.len(), empty.sections.len(), empty.summary.mentions), (0, 1, 0));
}

#[test]
fn what_is_known_in_brackets_alone_is_what_is_meant() {
    let kind = |text: &str| {
        let item = read(text).items.swap_remove(0);
        (item.text, item.ingredient.map(IngredientCode::get), item.kind)
    };
    for (text, code, expected) in [
        ("Moonstone (Glycerin)", 8, ItemKind::CommonNameInParentheses),
        ("Rouge (CI 77491)", 3, ItemKind::Colour),
    ] {
        assert_eq!(kind(text), (text.to_owned(), Some(code), expected), "{text}");
    }
    for text in
        ["Moonstone (Glycerin) Extract", "A head of very many words here that name nothing (Glycerin)"]
    {
        assert_ne!(kind(text).1, Some(8), "{text}");
    }
}

#[test]
fn names_in_front_of_a_heading_keep_their_section() {
    for heading in ["May contain:", "May contain +/-", "May contain (+/-):"] {
        let report = read(&format!("Water, Glycerin Mica {heading} CI 77491, CI 77492"));
        let code = |item: &LabelItem<IngredientCode>| item.ingredient.map_or(0, IngredientCode::get);
        let found: Vec<(usize, u32)> = report.items.iter().map(|item| (item.section, code(item))).collect();
        let last = report.sections.len() - 1;
        assert_eq!(found, [(0, 1), (0, 8), (0, 15), (last, 3), (last, 4)], "{heading}");
        assert_eq!(report.sections[last].kind, SectionKind::MayContain, "{heading}");
    }
}
