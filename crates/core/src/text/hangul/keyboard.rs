//! The two-set Korean layout (dubeolsik, KS X 5002) over a Latin keyboard (QWERTY), both ways: what was
//! meant when the layout was the wrong one.

use super::{Syllable, is_final, is_vowel, joined, parted};

/// The keys and the jamo on them. Shift changes only those that come first, in upper case; with any other
/// letter it is ignored, as the keyboard ignores it.
const KEYS: [(char, char); 33] = [
    ('Q', 'ㅃ'),
    ('W', 'ㅉ'),
    ('E', 'ㄸ'),
    ('R', 'ㄲ'),
    ('T', 'ㅆ'),
    ('O', 'ㅒ'),
    ('P', 'ㅖ'),
    ('q', 'ㅂ'),
    ('w', 'ㅈ'),
    ('e', 'ㄷ'),
    ('r', 'ㄱ'),
    ('t', 'ㅅ'),
    ('y', 'ㅛ'),
    ('u', 'ㅕ'),
    ('i', 'ㅑ'),
    ('o', 'ㅐ'),
    ('p', 'ㅔ'),
    ('a', 'ㅁ'),
    ('s', 'ㄴ'),
    ('d', 'ㅇ'),
    ('f', 'ㄹ'),
    ('g', 'ㅎ'),
    ('h', 'ㅗ'),
    ('j', 'ㅓ'),
    ('k', 'ㅏ'),
    ('l', 'ㅣ'),
    ('z', 'ㅋ'),
    ('x', 'ㅌ'),
    ('c', 'ㅊ'),
    ('v', 'ㅍ'),
    ('b', 'ㅠ'),
    ('n', 'ㅜ'),
    ('m', 'ㅡ'),
];

/// What the keys of `text` type on the Korean layout, composed as an input method composes it; characters
/// that are on no such key stay. `None` if no letter of the text is on one.
///
/// ```
/// use incidex_core::text::hangul::hangul_from_qwerty;
/// assert_eq!(hangul_from_qwerty("skdldktls").as_deref(), Some("나이아신"));
/// assert_eq!(hangul_from_qwerty("gksrmf").as_deref(), Some("한글"));
/// assert_eq!(hangul_from_qwerty("98-92-0"), None);
/// ```
pub fn hangul_from_qwerty(text: &str) -> Option<String> {
    let mut input = InputMethod::default();
    let mut any = false;
    for key in text.chars() {
        let jamo = jamo_on(key).or_else(|| jamo_on(key.to_ascii_lowercase()));
        any |= jamo.is_some();
        match jamo {
            Some(jamo) if is_vowel(jamo) => input.vowel(jamo),
            Some(jamo) => input.consonant(jamo),
            None => input.other(key),
        }
    }
    any.then(|| input.finish())
}

/// What the keys that type `text` on the Korean layout type on the Latin one, in lower case but for the
/// keys where shift matters; characters that are no Hangul stay. `None` if the text holds no Hangul.
///
/// ```
/// use incidex_core::text::hangul::qwerty_from_hangul;
/// assert_eq!(qwerty_from_hangul("ㅜㅑㅁ챠ㅜ므ㅑㅇㄷ").as_deref(), Some("niacinamide"));
/// assert_eq!(qwerty_from_hangul("retinol"), None);
/// ```
pub fn qwerty_from_hangul(text: &str) -> Option<String> {
    let mut out = String::with_capacity(text.len());
    let mut any = false;
    for character in super::jamo(text).chars() {
        let (first, second) = parted(character).map_or((character, None), |(a, b)| (a, Some(b)));
        for jamo in std::iter::once(first).chain(second) {
            let key = KEYS.iter().find(|(_, on_it)| *on_it == jamo).map(|(key, _)| *key);
            any |= key.is_some();
            out.push(key.unwrap_or(jamo));
        }
    }
    any.then_some(out)
}

fn jamo_on(key: char) -> Option<char> {
    KEYS.iter().find(|(known, _)| *known == key).map(|(_, jamo)| *jamo)
}

/// Joins jamo to syllables in the order in which they are typed.
#[derive(Default)]
struct InputMethod {
    done: String,
    initial: Option<char>,
    vowel: Option<char>,
    last: Option<char>,
}

impl InputMethod {
    fn consonant(&mut self, jamo: char) {
        if let (Some(_), Some(_)) = (self.initial, self.vowel) {
            match self.last {
                None if is_final(jamo) => return self.last = Some(jamo),
                Some(last) => {
                    if let Some(whole) = joined(last, jamo) {
                        return self.last = Some(whole);
                    }
                }
                None => {}
            }
        }
        self.flush();
        self.initial = Some(jamo);
    }

    fn vowel(&mut self, jamo: char) {
        if let Some(last) = self.last.take() {
            // The final, or the second part of it, was the initial of the next syllable.
            let (stays, moves) = parted(last).map_or((None, last), |(first, second)| (Some(first), second));
            self.last = stays;
            self.flush();
            self.initial = Some(moves);
            self.vowel = Some(jamo);
            return;
        }
        match self.vowel {
            None => self.vowel = Some(jamo),
            Some(vowel) => match joined(vowel, jamo) {
                Some(whole) => self.vowel = Some(whole),
                None => {
                    self.flush();
                    self.vowel = Some(jamo);
                }
            },
        }
    }

    fn other(&mut self, character: char) {
        self.flush();
        self.done.push(character);
    }

    /// Ends the syllable that was being typed.
    fn flush(&mut self) {
        let (initial, vowel, last) = (self.initial.take(), self.vowel.take(), self.last.take());
        let syllable =
            initial.zip(vowel).and_then(|(initial, vowel)| Syllable { initial, vowel, last }.compose());
        match syllable {
            Some(syllable) => self.done.push(syllable),
            None => self.done.extend([initial, vowel, last].into_iter().flatten()),
        }
    }

    fn finish(mut self) -> String {
        self.flush();
        self.done
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::text::hangul::is_initial;

    #[test]
    fn both_ways_on_the_wrong_layout() {
        let hangul = |text| hangul_from_qwerty(text).unwrap();
        assert_eq!(hangul("fpxlshf"), "레티놀");
        assert_eq!(hangul("ekfrrhrl"), "닭고기");
        assert_eq!(hangul("rkqtdl edta"), "값이 ㄷㅇㅅㅁ");
        assert_eq!(hangul("TKf"), "쌀");
        assert_eq!(hangul("SKDLDKfhS"), "나이아론");
        assert_eq!(hangul("sk1"), "나1");
        assert_eq!(qwerty_from_hangul("ㄱㄷ샤ㅜㅐㅣ").unwrap(), "retinol");
        assert_eq!(qwerty_from_hangul("쌀").unwrap(), "Tkf");
    }

    #[test]
    fn initials_are_consonants_that_keys_type() {
        assert!(KEYS.iter().all(|(_, jamo)| is_initial(*jamo) || is_vowel(*jamo)));
    }

    proptest! {
        #[test]
        fn syllables_survive_the_way_there_and_back(text in "[가-힣]{1,8}") {
            let keys = qwerty_from_hangul(&text).unwrap();
            prop_assert_eq!(hangul_from_qwerty(&keys), Some(text));
        }

        #[test]
        fn lower_case_words_survive_the_way_there_and_back(text in "[a-z]{1,16}") {
            let typed = hangul_from_qwerty(&text).unwrap();
            prop_assert_eq!(qwerty_from_hangul(&typed), Some(text));
        }

        #[test]
        fn no_text_panics(text in "\\PC{0,16}") {
            let _ = (hangul_from_qwerty(&text), qwerty_from_hangul(&text));
        }
    }
}
