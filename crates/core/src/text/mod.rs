//! The one normaliser, used by whoever builds an index and whoever queries it.
//!
//! Two forms of a text live here, and nothing that knows what an ingredient is:
//!
//! - [`spelling`]: case, width, Unicode form and blanks are made one; punctuation stays. It serves
//!   everything that looks *inside* a name.
//! - [`key`]: punctuation, blanks and Latin accents are gone as well. It serves exact and starts-with
//!   lookup.
//!
//! [`Mapped`] is either form with the way back to the text; [`words()`] finds the words of the
//! spelling form; [`hangul`] takes Korean apart.
//!
//! Both are idempotent and blind to whether a text arrives in NFC or NFD. A change in what either returns
//! raises [`NORMALIZER_VERSION`], because keys that are already stored in a file would no longer meet
//! the keys of a query.

mod agreement;
pub mod hangul;
mod mapped;
mod words;

use unicode_normalization::UnicodeNormalization;

pub(crate) use agreement::{Agreement, agreement};
pub use hangul::{is_hangul, is_jamo, is_syllable};
pub use mapped::Mapped;
pub use words::words;

/// Version of the rules in this module. It stands in every index file; a reader with another version
/// refuses the file.
pub const NORMALIZER_VERSION: u32 = 1;

/// The spelling form: lower case, compatibility characters (full width, ligatures, superscripts) made
/// plain, hyphens and apostrophes of every typographic kind made `-` and `'`, invisible characters
/// dropped, runs of blanks made one space, none at either end.
///
/// Hangul comes out composed. A jamo that belongs to no syllable comes out as the compatibility jamo
/// that a keyboard types (U+3131 to U+318E), and neighbouring compatibility jamo are never joined into a
/// syllable that nobody typed.
///
/// Linear in the length of `text`.
///
/// ```
/// use incidex_core::text::spelling;
/// assert_eq!(spelling("  1,2\u{2013}Ｈｅｘａｎｅｄｉｏｌ\u{a0}\n (EU) "), "1,2-hexanediol (eu)");
/// ```
pub fn spelling(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut blank_is_due = false;
    for character in folded(text).chars() {
        if character.is_whitespace() {
            blank_is_due = true;
        } else {
            if blank_is_due && !out.is_empty() {
                out.push(' ');
            }
            blank_is_due = false;
            out.push(character);
        }
    }
    out
}

/// The key form: the spelling form without accents on letters and without anything that is neither a
/// letter nor a digit. Empty when the text holds none of either.
///
/// Linear in the length of `text`.
///
/// ```
/// use incidex_core::text::key;
/// assert_eq!(key("PEG-40 Hydrogenated Castor-Oil"), "peg40hydrogenatedcastoroil");
/// assert_eq!(key("나이아신 아마이드"), "나이아신아마이드");
/// assert_eq!(key("Beurre de Karité"), "beurredekarite");
/// assert_eq!(key("(*)"), "");
/// ```
pub fn key(text: &str) -> String {
    // Of what most names are made of, letters and digits alone stay, and no rule of the spelling form makes or
    // changes one.
    if text.is_ascii() {
        let kept = text.bytes().filter(u8::is_ascii_alphanumeric);
        let mut key = String::with_capacity(text.len());
        key.extend(kept.map(|byte| char::from(byte.to_ascii_lowercase())));
        return key;
    }
    if text.chars().all(is_plain) {
        let mut key = String::with_capacity(text.len());
        key.extend(text.chars().filter(|c| is_word_character(*c)).map(|c| c.to_ascii_lowercase()));
        return key;
    }
    key_of_spelling(&spelling(text))
}

/// The key form of a text that is in its spelling form.
pub(crate) fn key_of_spelling(spelled: &str) -> String {
    if spelled.chars().all(is_plain) {
        return spelled.chars().filter(|c| is_word_character(*c)).collect();
    }
    spelled.nfd().filter(|c| !is_accent(*c) && is_word_character(*c)).nfc().collect()
}

/// Case, width and Unicode form made one; blanks as they came.
fn folded(text: &str) -> String {
    if text.chars().all(is_plain) {
        return text.chars().filter_map(unified).map(|c| c.to_ascii_lowercase()).collect();
    }
    // What shows nothing goes first: it would keep apart what composition has to join.
    let visible: String = text.chars().filter_map(unified).nfc().collect();
    let mut out = String::with_capacity(visible.len());
    let mut rest = visible.as_str();
    while !rest.is_empty() {
        // Compatibility jamo are kept out of NFKC, which would turn them into conjoining jamo and, two
        // by two, into syllables: `ㄴㅏ` is what a keyboard leaves behind, not 나.
        let plain_end = rest.find(hangul::is_compatibility_jamo).unwrap_or(rest.len());
        let (plain, tail) = rest.split_at(plain_end);
        let lower = plain.nfkc().collect::<String>().to_lowercase();
        for character in lower.nfkc().filter_map(unified).map(hangul::compatibility) {
            match character {
                'ß' => out.push_str("ss"),
                'ς' => out.push('σ'),
                other => out.push(other),
            }
        }
        let jamo_end = tail.find(|c| !hangul::is_compatibility_jamo(c)).unwrap_or(tail.len());
        let (jamo, tail) = tail.split_at(jamo_end);
        out.push_str(jamo);
        rest = tail;
    }
    out
}

/// Whether a character is the same in every Unicode form, beside whichever others for which this holds:
/// ASCII and whole Hangul syllables.
fn is_plain(character: char) -> bool {
    character.is_ascii() || is_syllable(character)
}

/// One spelling for characters that differ in looks alone; `None` for characters that show nothing.
fn unified(character: char) -> Option<char> {
    match character {
        // Soft hyphen, zero-width characters, bidi controls, word joiner, BOM, variation selectors.
        '\u{ad}'
        | '\u{200b}'..='\u{200f}'
        | '\u{202a}'..='\u{202e}'
        | '\u{2060}'..='\u{2064}'
        | '\u{2066}'..='\u{206f}'
        | '\u{feff}'
        | '\u{fe00}'..='\u{fe0f}' => None,
        c if c.is_control() && !c.is_whitespace() => None,
        '\u{2010}'..='\u{2015}' | '\u{2212}' | '\u{fe58}' => Some('-'),
        '\u{2018}'..='\u{201b}' | '\u{2032}' | '\u{b4}' | '`' => Some('\''),
        '\u{201c}'..='\u{201f}' => Some('"'),
        c => Some(c),
    }
}

/// A letter or a digit, of any script. Hangul is told at a glance; the tables of the standard library take long.
pub(crate) fn is_word_character(character: char) -> bool {
    match character {
        '\u{1100}'..='\u{11ff}' | '\u{3131}'..='\u{318e}' | '\u{ac00}'..='\u{d7a3}' => true,
        other => other.is_alphanumeric(),
    }
}

/// A digit, of any script. Hangul is told at a glance.
pub(crate) fn is_digit(character: char) -> bool {
    !is_hangul(character) && character.is_numeric()
}

/// Combining marks of the Latin, Greek and Cyrillic scripts. Marks of other scripts carry meaning.
fn is_accent(character: char) -> bool {
    matches!(character, '\u{300}'..='\u{36f}')
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// Texts that stress the normaliser: everything, and more often than chance the scripts, jamo blocks,
    /// invisible characters and marks that its rules speak of.
    fn texts() -> impl Strategy<Value = String> {
        let character = prop_oneof![
            any::<char>(),
            prop::char::range(' ', '~'),
            prop::char::range('\u{1100}', '\u{11ff}'),
            prop::char::range('\u{3131}', '\u{318e}'),
            prop::char::range('\u{ac00}', '\u{d7a3}'),
            prop::char::range('\u{ffa0}', '\u{ffdc}'),
            prop::char::range('\u{a0}', '\u{36f}'),
            prop::char::range('\u{2000}', '\u{206f}'),
        ];
        prop::collection::vec(character, 0..24).prop_map(|cs| cs.into_iter().collect())
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(4096))]

        #[test]
        fn both_forms_are_idempotent(text in texts()) {
            prop_assert_eq!(spelling(&spelling(&text)), spelling(&text));
            prop_assert_eq!(key(&key(&text)), key(&text));
            prop_assert_eq!(key(&spelling(&text)), key(&text));
        }

        #[test]
        fn both_forms_are_blind_to_the_unicode_form(text in texts()) {
            let (nfc, nfd): (String, String) = (text.nfc().collect(), text.nfd().collect());
            prop_assert_eq!(spelling(&nfc), spelling(&nfd));
            prop_assert_eq!(key(&nfc), key(&nfd));
        }

        #[test]
        fn the_key_form_is_blind_to_case_blanks_and_width(text in "[ -~]{0,24}") {
            let wide: String = text
                .chars()
                .map(|c| if c == ' ' { '\u{3000}' } else { char::from_u32(c as u32 + 0xfee0).unwrap() })
                .collect();
            prop_assert_eq!(key(&text.to_uppercase()), key(&text));
            prop_assert_eq!(key(&wide), key(&text));
            prop_assert_eq!(key(&text.replace(' ', "")), key(&text));
        }
    }

    #[test]
    fn jamo_stay_what_was_typed() {
        assert_eq!(key("ㄴㅇㅇㅅ"), "ㄴㅇㅇㅅ");
        assert_eq!(key("ㄴㅏ"), "ㄴㅏ");
        assert_eq!(key("\u{1102}"), "ㄴ");
        assert_eq!(key("나이아ㅅ"), "나이아ㅅ");
        assert_eq!(key(&"나이아신".nfd().collect::<String>()), "나이아신");
    }

    #[test]
    fn controls_show_nothing_and_blanks_are_blanks() {
        assert_eq!(spelling("a\tb\r\nc\u{7}d\0\u{85}e"), "a b cd e");
        assert_eq!(key("a\tb\u{7}c"), "abc");
        // In a text that has a character outside ASCII as well.
        assert_eq!(spelling("é\tb\u{7}c\u{200b}"), "é bc");
    }

    #[test]
    fn marks_of_latin_and_greek_are_no_part_of_a_key_and_those_of_other_scripts_are() {
        // An iota and a letter above are marks that count as letters.
        assert_eq!(key("\u{3b1}\u{345}"), "\u{3b1}");
        assert_eq!(key("o\u{364}l"), "ol");
        assert_eq!(key("Crème Brûlée"), "cremebrulee");
        assert_eq!(key("\u{915}\u{93e}"), "\u{915}\u{93e}");
        let words: Vec<_> = words("x\u{301}y z\u{327}").collect();
        assert_eq!(words, [0..4, 5..8], "a mark stands in its word");
    }

    #[test]
    fn looks_alone_make_no_difference() {
        assert_eq!(spelling("C12\u{2013}15  Alkyl\u{a0}Benzoate\u{200b}"), "c12-15 alkyl benzoate");
        assert_eq!(spelling("D\u{2019}ORANGE"), "d'orange");
        assert_eq!(key("\u{feff}TITANIUM DIOXIDE"), "titaniumdioxide");
        assert_eq!(key("STRASSE"), key("Straße"));
    }
}
