//! The two forms of a text with the way back: which bytes of the text every character of a form came from.
//!
//! A text is cut where nothing before the cut can change what comes out after it (no composition, no
//! reordering of marks crosses it). Each piece is then normalised alone by the very rules of the module
//! above, and whatever comes out of a piece came from all of it: the bytes given are never too few, and
//! they always begin and end between characters.

use std::ops::Range;

use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::canonical_combining_class;
use unicode_normalization::{IsNormalized, is_nfc_quick};

use super::{folded, hangul, is_accent, is_plain, is_word_character, key, spelling, unified};

/// A form of a text, and where its characters came from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mapped {
    form: String,
    /// One range of bytes of the text for every character of the form, in order.
    origins: Vec<Range<usize>>,
}

impl Mapped {
    /// The [`spelling`] form of `text`, with the way back. Linear in the length of `text`.
    ///
    /// ```
    /// use incidex_core::text::Mapped;
    /// let mapped = Mapped::spelling("Ｓｈｅａ \u{a0}(Butter)");
    /// assert_eq!(mapped.form(), "shea (butter)");
    /// assert_eq!(mapped.origin(5..6), Some(15..16));
    /// ```
    pub fn spelling(text: &str) -> Self {
        let mut characters: Vec<(char, Range<usize>)> = Vec::with_capacity(text.len());
        let mut blank: Option<Range<usize>> = None;
        let mut take = |character: char, piece: &Range<usize>| {
            if character.is_whitespace() {
                let start = blank.take().map_or(piece.start, |blank| blank.start);
                blank = Some(start..piece.end);
                return;
            }
            if let Some(blank) = blank.take().filter(|_| !characters.is_empty()) {
                characters.push((' ', blank));
            }
            characters.push((character, piece.clone()));
        };
        for piece in pieces(text) {
            let part = text.get(piece.clone()).unwrap_or_default();
            match only_plain(part) {
                Some(character) => {
                    if let Some(shown) = unified(character) {
                        take(shown.to_ascii_lowercase(), &piece);
                    }
                }
                None => folded(part).chars().for_each(|character| take(character, &piece)),
            }
        }
        Self::checked(characters, text, spelling)
    }

    /// The [`key`] form of `text`, with the way back. Linear in the length of `text`.
    ///
    /// ```
    /// use incidex_core::text::Mapped;
    /// let mapped = Mapped::key("Beurre de Karité");
    /// assert_eq!(mapped.form(), "beurredekarite");
    /// assert_eq!(mapped.origin(8..14), Some(10..17));
    /// ```
    pub fn key(text: &str) -> Self {
        let spelled = Self::spelling(text);
        let mut characters: Vec<(char, Range<usize>)> = Vec::with_capacity(spelled.origins.len());
        let mut start = 0;
        for piece in pieces(&spelled.form) {
            let inside = spelled.form.get(piece).unwrap_or_default();
            let end = start + inside.chars().count();
            if let Some(origin) = spelled.origin(start..end) {
                match only_plain(inside) {
                    Some(character) if is_word_character(character) => characters.push((character, origin)),
                    Some(_) => {}
                    None => {
                        let kept = inside.nfd().filter(|c| !is_accent(*c) && is_word_character(*c)).nfc();
                        characters.extend(kept.map(|character| (character, origin.clone())));
                    }
                }
            }
            start = end;
        }
        Self::checked(characters, text, key)
    }

    /// `characters`, if together they are what `form` makes of the text. Otherwise what `form` makes of it,
    /// every character of which then counts as coming from the whole text: too much, and never wrong.
    fn checked(characters: Vec<(char, Range<usize>)>, text: &str, form: fn(&str) -> String) -> Self {
        let expected = form(text);
        if characters.iter().map(|(character, _)| *character).eq(expected.chars()) {
            return Self {
                form: expected,
                origins: characters.into_iter().map(|(_, origin)| origin).collect(),
            };
        }
        let origins = expected.chars().map(|_| 0..text.len()).collect();
        Self { form: expected, origins }
    }

    /// The form.
    pub fn form(&self) -> &str {
        &self.form
    }

    /// The bytes of the text that the characters `characters` of the form (counted from 0) came from; `None`
    /// where there are none such.
    pub fn origin(&self, characters: Range<usize>) -> Option<Range<usize>> {
        let origins = self.origins.get(characters)?;
        let start = origins.iter().map(|origin| origin.start).min()?;
        let end = origins.iter().map(|origin| origin.end).max()?;
        Some(start..end)
    }

    /// The bytes of the text that the bytes `bytes` of the form came from; `None` where these are no whole
    /// characters of it, or none at all.
    pub fn origin_of_bytes(&self, bytes: Range<usize>) -> Option<Range<usize>> {
        let start = self.form.get(..bytes.start)?.chars().count();
        let length = self.form.get(bytes)?.chars().count();
        self.origin(start..start + length)
    }
}

/// The character of a text that is one alone, and no rule changes but for its case.
fn only_plain(text: &str) -> Option<char> {
    let mut characters = text.chars();
    let first = characters.next().filter(|character| is_plain(*character))?;
    characters.next().is_none().then_some(first)
}

/// The pieces of a text that normalise alone, in order, as ranges of bytes. What shows nothing belongs to no
/// piece, unless it stands inside one.
fn pieces(text: &str) -> Vec<Range<usize>> {
    let mut pieces: Vec<Range<usize>> = Vec::with_capacity(text.len());
    for (start, character) in text.char_indices() {
        let Some(shown) = unified(character) else { continue };
        let end = start + character.len_utf8();
        match pieces.last_mut() {
            Some(piece) if !begins_a_piece(shown) => piece.end = end,
            _ => pieces.push(start..end),
        }
    }
    pieces
}

/// Whether nothing in front of `character` can join it or change places with it.
fn begins_a_piece(character: char) -> bool {
    if character.is_ascii() || hangul::is_syllable(character) || hangul::is_compatibility_jamo(character) {
        return true;
    }
    std::iter::once(character).nfkd().next().is_some_and(|first| {
        canonical_combining_class(first) == 0 && is_nfc_quick(std::iter::once(first)) == IsNormalized::Yes
    })
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn texts() -> impl Strategy<Value = String> {
        let character = prop_oneof![
            3 => prop::char::range(' ', '~'),
            1 => any::<char>(),
            2 => prop::char::range('\u{1100}', '\u{11ff}'),
            2 => prop::char::range('\u{3131}', '\u{318e}'),
            2 => prop::char::range('\u{ac00}', '\u{d7a3}'),
            2 => prop::char::range('\u{ffa0}', '\u{ffdc}'),
            2 => prop::char::range('\u{a0}', '\u{36f}'),
            2 => prop::char::range('\u{2000}', '\u{206f}'),
            1 => prop::char::range('\u{3300}', '\u{33ff}'),
        ];
        prop::collection::vec(character, 0..24).prop_map(|cs| cs.into_iter().collect())
    }

    /// The original text of every stretch of a form makes a form that holds the stretch.
    fn leads_back(mapped: &Mapped, text: &str, form: fn(&str) -> String) -> Result<(), TestCaseError> {
        let characters: Vec<char> = mapped.form().chars().collect();
        prop_assert_eq!(mapped.origins.len(), characters.len());
        for start in 0..characters.len() {
            for end in start + 1..=characters.len() {
                let origin = mapped.origin(start..end).unwrap();
                let original = text.get(origin.clone());
                prop_assert!(original.is_some(), "{:?} of {:?} cuts a character", origin, text);
                let stretch: String = characters[start..end].iter().collect();
                // Blanks at the ends of a text alone are no blanks of its form.
                prop_assert!(form(original.unwrap()).contains(stretch.trim()), "{} {:?}", stretch, origin);
            }
        }
        Ok(())
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(2048))]

        #[test]
        fn forms_are_those_of_the_normaliser_and_lead_back(text in texts()) {
            let (spelled, keyed) = (Mapped::spelling(&text), Mapped::key(&text));
            prop_assert_eq!(spelled.form(), spelling(&text));
            prop_assert_eq!(keyed.form(), key(&text));
            leads_back(&spelled, &text, spelling)?;
            leads_back(&keyed, &text, key)?;
        }

        #[test]
        fn the_way_back_is_as_short_as_it_can_be(
            text in "([A-Za-z0-9 ,()/\\-'é가-힣ㄱ-ㅎ\u{a0}\u{2013}\u{200b}Ａ-Ｚ]|e\u{301}){0,24}",
        ) {
            let mapped = Mapped::key(&text);
            for (at, character) in mapped.form().chars().enumerate() {
                let origin = &text[mapped.origin(at..at + 1).unwrap()];
                prop_assert!(origin.chars().filter(|c| *c != '\u{200b}').count() <= 2, "{} {}", character, origin);
            }
        }
    }

    #[test]
    fn what_came_from_one_character_leads_back_to_it() {
        let mapped = Mapped::key("5㎎ Straße");
        assert_eq!(mapped.form(), "5mgstrasse");
        assert_eq!(mapped.origin(1..2), Some(1..4));
        assert_eq!(mapped.origin(7..8), Some(9..11));
        assert_eq!(mapped.origin(3..3), None);
        assert_eq!(mapped.origin(3..99), None);
        assert_eq!(Mapped::spelling("가 나").origin_of_bytes(4..7), Some(4..7));
        assert_eq!(Mapped::spelling("가 나").origin_of_bytes(1..7), None);
    }

    #[test]
    fn each_jamo_that_a_keyboard_leaves_leads_back_to_itself() {
        for text in ["ㄴㅏㅇ", "aㅏㅣ", "각ㅏ"] {
            let mapped = Mapped::key(text);
            let starts: Vec<_> = text.char_indices().map(|(at, c)| at..at + c.len_utf8()).collect();
            let origins: Vec<_> = (0..starts.len()).map(|at| mapped.origin(at..at + 1).unwrap()).collect();
            assert_eq!(origins, starts, "{text}");
        }
        let mapped = Mapped::spelling("  a \u{301}b");
        assert_eq!((mapped.form(), mapped.origin(0..1)), ("a \u{301}b", Some(2..3)));
    }

    #[test]
    fn decomposed_hangul_leads_back_to_all_of_its_jamo() {
        let text: String = "나이아신".nfd().collect();
        let mapped = Mapped::key(&text);
        assert_eq!(mapped.form(), "나이아신");
        assert_eq!(mapped.origin(0..1), Some(0..6));
        assert_eq!(mapped.origin(3..4), Some(18..27));
    }
}
