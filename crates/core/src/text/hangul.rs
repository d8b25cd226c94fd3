//! Hangul arithmetic: which characters are syllables or jamo, and how conjoining jamo map to those that
//! a keyboard types.
//!
//! Source: The Unicode Standard, section 3.12, "Conjoining Jamo Behavior".

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
