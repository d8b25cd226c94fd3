//! Hangul arithmetic: which characters are syllables or jamo, and what they are made of.
//!
//! - here: the classes of characters, and syllables taken apart and put together.
//! - `forms`: a whole text as jamo, as initials, and as what it may be the beginning of.
//! - `keyboard`: the two-set layout (dubeolsik) over a Latin keyboard (QWERTY), both ways.
//!
//! All functions speak in compatibility jamo (U+3131 to U+3163), the kind that keyboards type, and take
//! a compound vowel or final (`ㅘ`, `ㄳ`) as one symbol unless they say otherwise. Nothing here knows
//! what an ingredient is.
//!
//! Source: The Unicode Standard, section 3.12, "Conjoining Jamo Behavior".

mod forms;
mod keyboard;

pub use forms::{agrees_with_choseong, choseong, half_typed, jamo};
pub use keyboard::{hangul_from_qwerty, qwerty_from_hangul};

/// Compatibility jamo of the nineteen initial consonants, in the order of U+1100.
const INITIALS: [char; 19] = [
    'ㄱ', 'ㄲ', 'ㄴ', 'ㄷ', 'ㄸ', 'ㄹ', 'ㅁ', 'ㅂ', 'ㅃ', 'ㅅ', 'ㅆ', 'ㅇ', 'ㅈ', 'ㅉ', 'ㅊ', 'ㅋ', 'ㅌ',
    'ㅍ', 'ㅎ',
];

/// Compatibility jamo of the twenty-seven final consonants, in the order of U+11A8.
const FINALS: [char; 27] = [
    'ㄱ', 'ㄲ', 'ㄳ', 'ㄴ', 'ㄵ', 'ㄶ', 'ㄷ', 'ㄹ', 'ㄺ', 'ㄻ', 'ㄼ', 'ㄽ', 'ㄾ', 'ㄿ', 'ㅀ', 'ㅁ', 'ㅂ',
    'ㅄ', 'ㅅ', 'ㅆ', 'ㅇ', 'ㅈ', 'ㅊ', 'ㅋ', 'ㅌ', 'ㅍ', 'ㅎ',
];

/// Compatibility jamo of the twenty-one vowels stand in the order of U+1161, from here on.
const FIRST_VOWEL: u32 = 0x314f;
const VOWELS: u32 = 21;

const FIRST_SYLLABLE: u32 = 0xac00;
/// Syllables that share an initial: 21 vowels times 28 finals, none among them.
const SYLLABLES_PER_INITIAL: u32 = 588;
const SYLLABLES_PER_VOWEL: u32 = 28;

/// Vowels and finals that are typed as two: the parts and the whole.
const COMPOUNDS: [(char, char, char); 18] = [
    ('ㅗ', 'ㅏ', 'ㅘ'),
    ('ㅗ', 'ㅐ', 'ㅙ'),
    ('ㅗ', 'ㅣ', 'ㅚ'),
    ('ㅜ', 'ㅓ', 'ㅝ'),
    ('ㅜ', 'ㅔ', 'ㅞ'),
    ('ㅜ', 'ㅣ', 'ㅟ'),
    ('ㅡ', 'ㅣ', 'ㅢ'),
    ('ㄱ', 'ㅅ', 'ㄳ'),
    ('ㄴ', 'ㅈ', 'ㄵ'),
    ('ㄴ', 'ㅎ', 'ㄶ'),
    ('ㄹ', 'ㄱ', 'ㄺ'),
    ('ㄹ', 'ㅁ', 'ㄻ'),
    ('ㄹ', 'ㅂ', 'ㄼ'),
    ('ㄹ', 'ㅅ', 'ㄽ'),
    ('ㄹ', 'ㅌ', 'ㄾ'),
    ('ㄹ', 'ㅍ', 'ㄿ'),
    ('ㄹ', 'ㅎ', 'ㅀ'),
    ('ㅂ', 'ㅅ', 'ㅄ'),
];

/// What a syllable is made of, in compatibility jamo.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Syllable {
    /// The initial consonant (choseong).
    pub initial: char,
    /// The vowel (jungseong).
    pub vowel: char,
    /// The final consonant (jongseong), if there is one.
    pub last: Option<char>,
}

impl Syllable {
    /// What a precomposed syllable is made of; `None` for every other character.
    pub fn of(character: char) -> Option<Self> {
        let offset = u32::from(character).checked_sub(FIRST_SYLLABLE).filter(|_| is_syllable(character))?;
        let place = |number: u32| usize::try_from(number).ok();
        let last = match offset % SYLLABLES_PER_VOWEL {
            0 => None,
            number => Some(*FINALS.get(place(number - 1)?)?),
        };
        Some(Self {
            initial: *INITIALS.get(place(offset / SYLLABLES_PER_INITIAL)?)?,
            vowel: char::from_u32(FIRST_VOWEL + offset % SYLLABLES_PER_INITIAL / SYLLABLES_PER_VOWEL)?,
            last,
        })
    }

    /// The precomposed syllable; `None` where a part cannot stand in its place.
    pub fn compose(self) -> Option<char> {
        let place = |table: &[char], jamo| table.iter().position(|known| *known == jamo);
        let initial = u32::try_from(place(&INITIALS, self.initial)?).ok()?;
        let vowel = u32::from(self.vowel).checked_sub(FIRST_VOWEL).filter(|vowel| *vowel < VOWELS)?;
        let last = match self.last {
            None => 0,
            Some(jamo) => u32::try_from(place(&FINALS, jamo)?).ok()? + 1,
        };
        char::from_u32(FIRST_SYLLABLE + initial * SYLLABLES_PER_INITIAL + vowel * SYLLABLES_PER_VOWEL + last)
    }
}

/// A consonant that a syllable can begin with, as a compatibility jamo.
pub fn is_initial(character: char) -> bool {
    INITIALS.contains(&character)
}

/// A consonant that a syllable can end with, as a compatibility jamo.
fn is_final(character: char) -> bool {
    FINALS.contains(&character)
}

/// A modern vowel, as a compatibility jamo.
pub fn is_vowel(character: char) -> bool {
    matches!(character, 'ㅏ'..='ㅣ')
}

/// The vowel or final that is typed as these two.
fn joined(first: char, second: char) -> Option<char> {
    COMPOUNDS.iter().find(|(one, other, _)| (*one, *other) == (first, second)).map(|(.., whole)| *whole)
}

/// The two that a vowel or final is typed as.
fn parted(compound: char) -> Option<(char, char)> {
    COMPOUNDS.iter().find(|(.., whole)| *whole == compound).map(|(first, second, _)| (*first, *second))
}

/// A precomposed Hangul syllable (U+AC00 to U+D7A3).
pub fn is_syllable(character: char) -> bool {
    matches!(character, '\u{ac00}'..='\u{d7a3}')
}

/// A compatibility jamo, the kind that keyboards type (U+3131 to U+318E, without the filler U+3164).
pub(super) fn is_compatibility_jamo(character: char) -> bool {
    matches!(character, '\u{3131}'..='\u{3163}' | '\u{3165}'..='\u{318e}')
}

/// A single jamo of any block: conjoining, compatibility or half width.
pub fn is_jamo(character: char) -> bool {
    is_compatibility_jamo(character)
        || matches!(character, '\u{1100}'..='\u{11ff}' | '\u{a960}'..='\u{a97c}' | '\u{d7b0}'..='\u{d7fb}')
        || matches!(character, '\u{ffa1}'..='\u{ffdc}')
}

/// A Hangul syllable or jamo.
pub fn is_hangul(character: char) -> bool {
    is_syllable(character) || is_jamo(character)
}

/// The compatibility jamo for a modern conjoining jamo; every other character unchanged.
pub(super) fn compatibility(character: char) -> char {
    let offset_from = |base: char| (character as usize).checked_sub(base as usize);
    let jamo = match character {
        '\u{1100}'..='\u{1112}' => offset_from('\u{1100}').and_then(|i| INITIALS.get(i)).copied(),
        '\u{1161}'..='\u{1175}' => offset_from('\u{1161}')
            .and_then(|i| u32::try_from(i).ok())
            .and_then(|i| char::from_u32(0x314f + i)),
        '\u{11a8}'..='\u{11c2}' => offset_from('\u{11a8}').and_then(|i| FINALS.get(i)).copied(),
        _ => None,
    };
    jamo.unwrap_or(character)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn classes_end_where_their_blocks_do() {
        let check = |is: fn(char) -> bool, inside: &str, outside: &str| {
            assert_eq!(inside.chars().filter(|c| !is(*c)).collect::<String>(), "", "should be inside");
            assert_eq!(outside.chars().filter(|c| is(*c)).collect::<String>(), "", "should be outside");
        };
        check(is_syllable, "가힣", "\u{abff}\u{d7a4}ㄱaㅏ");
        let jamo = "ㄱㅏㅣ\u{318e}\u{1100}\u{11ff}\u{a960}\u{a97c}\u{d7b0}\u{d7fb}\u{ffa1}\u{ffdc}";
        check(is_jamo, jamo, "가힣a1\u{3164}\u{3130}\u{10ff}\u{1200}\u{ffa0}");
        check(is_hangul, &format!("{jamo}가힣"), "a1\u{3164}水");
        check(is_compatibility_jamo, "ㄱㅎㅏㅣ\u{3165}\u{318e}", "\u{3164}\u{1100}가a");
        check(is_initial, "ㄱㄲㅎ", "ㄳㅏ가\u{1100}");
        check(is_final, "ㄱㄳㅎ", "ㄸㅃㅉㅏ각");
        check(is_vowel, "ㅏㅘㅣ", "ㄱ\u{3164}\u{1161}a");
    }

    #[test]
    fn conjoining_jamo_are_typed_as_compatibility_jamo() {
        for (from, to) in [
            ('\u{1100}', 'ㄱ'),
            ('\u{1112}', 'ㅎ'),
            ('\u{1161}', 'ㅏ'),
            ('\u{1162}', 'ㅐ'),
            ('\u{1175}', 'ㅣ'),
            ('\u{11a8}', 'ㄱ'),
            ('\u{11aa}', 'ㄳ'),
            ('\u{11c2}', 'ㅎ'),
            ('\u{1113}', '\u{1113}'),
            ('ㄱ', 'ㄱ'),
            ('a', 'a'),
        ] {
            assert_eq!(compatibility(from), to, "{from:?}");
        }
    }

    #[test]
    fn parts_in_the_wrong_place_make_no_syllable() {
        let compose = |initial, vowel, last| Syllable { initial, vowel, last }.compose();
        assert_eq!(compose('ㅎ', 'ㅣ', Some('ㅎ')), Some('힣'));
        assert_eq!(compose('ㄱ', 'ㅏ', None), Some('가'));
        for (initial, vowel, last) in [
            ('ㄳ', 'ㅏ', None),
            ('ㅏ', 'ㅏ', None),
            ('ㄱ', 'ㄱ', None),
            ('ㄱ', '\u{3164}', None),
            ('ㄱ', 'ㅏ', Some('ㄸ')),
            ('ㄱ', 'ㅏ', Some('ㅏ')),
        ] {
            assert_eq!(compose(initial, vowel, last), None, "{initial} {vowel} {last:?}");
        }
        assert_eq!((Syllable::of('ㄱ'), Syllable::of('a'), Syllable::of('\u{d7a4}')), (None, None, None));
    }
}
