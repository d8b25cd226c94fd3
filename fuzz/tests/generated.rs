//! The fuzz targets over generated texts, for whoever has no fuzzer.

use incidex_fuzz::{
    SearchMode, cursor, dearest_query, label_lexer, label_resolver, normaliser, query, search, suggest,
};
use proptest::prelude::*;

/// Texts of the shapes that the rules speak of, and any others.
fn texts() -> impl Strategy<Value = String> {
    prop_oneof![
        "\\PC{0,40}",
        "[ -~]{0,60}",
        "[가-힣ㄱ-ㅣa-z ]{0,40}",
        "[0-9 -]{0,14}",
        "([a-z]{1,9} ){1,60}",
        ("\\PC{1,3}", 1_usize..900).prop_map(|(piece, times)| piece.repeat(times)),
        prop::collection::vec(any::<char>(), 0..40).prop_map(|characters| characters.into_iter().collect()),
    ]
}

/// Texts of the parts that labels are made of, in any order.
fn label_texts() -> impl Strategy<Value = String> {
    let part = prop_oneof![
        prop::sample::select(vec![
            "Water",
            "Aqua",
            "정제수",
            "1,2-Hexanediol",
            "Iron Oxides",
            "CI 77491",
            "Shea",
            "Butter",
            "글리세린",
            "Glycerine",
            "Parfum",
            "(",
            ")",
            "[",
            "]",
            "/",
            ", ",
            ". ",
            ":",
            "\n",
            "*",
            "**",
            "+/-",
            "2%",
            "(10ppm)",
            "and",
            "및",
            "&amp;",
            "<br>",
            "Ã©",
            "Ingredients",
            "May contain",
            "LOT 12A45",
            "제품에 따라 다를 수 있습니다",
            "free from the skin",
            "-",
        ])
        .prop_map(str::to_owned),
        "\\PC{0,5}",
    ];
    prop::collection::vec(part, 0..40).prop_map(|parts| parts.concat())
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(256))]

    #[test]
    fn texts_and_cursors(text in texts()) {
        normaliser(&text);
        query(&text);
        cursor(&text);
    }

    #[test]
    fn labels(text in label_texts()) {
        label_lexer(&text);
        label_resolver(&text);
    }

    #[test]
    fn searches(text in texts(), mode in 0..SearchMode::ALL.len()) {
        search(SearchMode::ALL[mode], &text);
        suggest(&text);
    }

    #[test]
    fn questions(text in texts(), how in 0_u8..21, place in 0_u8..18) {
        dearest_query(&format!("{}{}{text}", char::from(how), char::from(place)));
    }
}
