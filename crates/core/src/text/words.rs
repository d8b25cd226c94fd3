//! The words of a text.

use std::ops::Range;

use super::{is_accent, is_word_character};

/// The words of a text in its [spelling form](super::spelling), as ranges of bytes: the longest runs of
/// letters and digits, with the accents on them. Linear in the length of the text.
///
/// The [key form](super::key) of a text is that of its words, one behind the other.
///
/// ```
/// use incidex_core::text::words;
/// let text = "camellia sinensis (green tea) peg-40";
/// let words: Vec<&str> = words(text).map(|word| &text[word]).collect();
/// assert_eq!(words, ["camellia", "sinensis", "green", "tea", "peg", "40"]);
/// ```
pub fn words(spelling: &str) -> impl Iterator<Item = Range<usize>> + '_ {
    let mut rest = spelling.char_indices().peekable();
    std::iter::from_fn(move || {
        let is_part = |character: char| is_word_character(character) || is_accent(character);
        let (start, _) = rest.by_ref().find(|(_, character)| is_part(*character))?;
        while rest.next_if(|(_, character)| is_part(*character)).is_some() {}
        Some(start..rest.peek().map_or(spelling.len(), |(at, _)| *at))
    })
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::text::{key, spelling};

    proptest! {
        #[test]
        fn the_key_form_is_that_of_the_words(text in "[A-Za-z0-9 ,()/\\-'éÅ가-힣ㄱ-ㅎ%_.]{0,24}") {
            let spelled = spelling(&text);
            let joined: String = words(&spelled).map(|word| key(&spelled[word])).collect();
            prop_assert_eq!(joined, key(&text));
        }

        #[test]
        fn words_rise_and_stand_apart(text in "\\PC{0,24}") {
            let spelled = spelling(&text);
            let found: Vec<Range<usize>> = words(&spelled).collect();
            prop_assert!(found.iter().all(|word| spelled.get(word.clone()).is_some_and(|word| !word.is_empty())));
            prop_assert!(found.is_sorted_by(|a, b| a.end < b.start));
        }
    }
}
