//! The fuzz targets over generated texts, for whoever has no fuzzer.

use incidex_fuzz::{SearchMode, cursor, normaliser, query, search, suggest};
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

proptest! {
    #![proptest_config(ProptestConfig::with_cases(256))]

    #[test]
    fn texts_and_cursors(text in texts()) {
        normaliser(&text);
        query(&text);
        cursor(&text);
    }

    #[test]
    fn searches(text in texts(), mode in 0..SearchMode::ALL.len()) {
        search(SearchMode::ALL[mode], &text);
        suggest(&text);
    }
}
