//! How keys stand in an FST: one byte for an ASCII character, one for a part of a Hangul syllable, four for
//! anything else.
//!
//! | bytes | what |
//! | --- | --- |
//! | 00 to 7F | the character |
//! | 80 to 92 | the initial of a syllable |
//! | 93 to A7 | its vowel |
//! | C0 and three bytes | the code point of another character, seven bits a byte, high bits first |
//! | E0 to FA | its final, where it has one |
//!
//! Finals stand behind everything else, so the keys that go on after an open syllable with another syllable,
//! and not with a final of this one, are the front part of a range.
//!
//! A *symbol* is what an edit counts: a character, or a part of a syllable as the compatibility jamo that
//! keyboards type, which does not say whether a consonant begins a syllable or ends one.

use crate::text::hangul::Syllable;

/// The first byte of a final.
pub(super) const FIRST_FINAL: u8 = 0xe0;
const FIRST_INITIAL: u8 = 0x80;
const FIRST_VOWEL: u8 = 0x93;
/// Stands before the three bytes of a code point.
pub(super) const OTHER: u8 = 0xc0;

const FIRST_SYLLABLE: u32 = 0xac00;
const PER_INITIAL: u32 = 588;
const PER_VOWEL: u32 = 28;

/// A character or a compatibility jamo.
pub(super) type Symbol = char;

/// Adds the bytes of a key.
pub(super) fn encode_into(key: &str, bytes: &mut Vec<u8>) {
    for character in key.chars() {
        encode_character(character, bytes);
    }
}

/// The bytes of a key.
pub(super) fn encode(key: &str) -> Vec<u8> {
    let mut bytes = Vec::with_capacity(key.len() + 1);
    encode_into(key, &mut bytes);
    bytes
}

#[expect(clippy::cast_possible_truncation, reason = "every part is masked, or below 28")]
fn encode_character(character: char, bytes: &mut Vec<u8>) {
    let code = u32::from(character);
    if character.is_ascii() {
        bytes.push(code as u8);
    } else if matches!(character, '\u{ac00}'..='\u{d7a3}') {
        let offset = code - FIRST_SYLLABLE;
        bytes.push(FIRST_INITIAL + (offset / PER_INITIAL) as u8);
        bytes.push(FIRST_VOWEL + (offset % PER_INITIAL / PER_VOWEL) as u8);
        if let Some(last) = (offset % PER_VOWEL).checked_sub(1) {
            bytes.push(FIRST_FINAL + last as u8);
        }
    } else {
        bytes.extend([OTHER, (code >> 14) as u8, ((code >> 7) & 0x7f) as u8, (code & 0x7f) as u8]);
    }
}

/// Adds the bytes of a text of initials, a consonant being one byte.
pub(super) fn encode_initials_into(initials: &str, bytes: &mut Vec<u8>) {
    for character in initials.chars() {
        let is_jamo = matches!(character, '\u{3131}'..='\u{314e}');
        let initial = (FIRST_INITIAL..FIRST_VOWEL).find(|byte| is_jamo && symbol(*byte) == Some(character));
        match initial {
            Some(byte) => bytes.push(byte),
            None => encode_character(character, bytes),
        }
    }
}

/// Whether the last character of a key is a syllable that a final could close.
pub(super) fn ends_open(key: &str) -> bool {
    let last = key.chars().next_back().and_then(Syllable::of);
    last.is_some_and(|syllable| syllable.last.is_none())
}

/// The character that three bytes behind [`OTHER`] mean.
pub(super) fn other(bytes: [u8; 3]) -> Option<Symbol> {
    let [a, b, c] = bytes.map(u32::from);
    char::from_u32((a << 14) | (b << 7) | c)
}

/// The symbol of a byte that stands for itself; `None` for [`OTHER`] and for bytes that mean nothing.
pub(super) fn symbol(byte: u8) -> Option<Symbol> {
    let syllable = |offset: u32| char::from_u32(FIRST_SYLLABLE + offset).and_then(Syllable::of);
    match byte {
        0..=0x7f => Some(char::from(byte)),
        FIRST_INITIAL..FIRST_VOWEL => {
            syllable(u32::from(byte - FIRST_INITIAL) * PER_INITIAL).map(|s| s.initial)
        }
        FIRST_VOWEL..=0xa7 => syllable(u32::from(byte - FIRST_VOWEL) * PER_VOWEL).map(|s| s.vowel),
        FIRST_FINAL..=0xfa => syllable(u32::from(byte - FIRST_FINAL) + 1).and_then(|s| s.last),
        _ => None,
    }
}

/// The symbols of a key: its characters, a syllable taken apart.
pub(super) fn symbols(key: &str) -> Vec<Symbol> {
    let mut symbols = Vec::with_capacity(key.len());
    for character in key.chars() {
        match Syllable::of(character) {
            Some(Syllable { initial, vowel, last }) => {
                symbols.extend([initial, vowel]);
                symbols.extend(last);
            }
            None => symbols.push(character),
        }
    }
    symbols
}

/// The bytes that mean a symbol: of a consonant, that of the initial, that of the final and the four of the
/// jamo by itself.
pub(super) fn bytes_of(symbol: Symbol) -> Vec<Vec<u8>> {
    let mut alone = Vec::new();
    encode_character(symbol, &mut alone);
    let parts = (FIRST_INITIAL..=0xfa).filter(|byte| self::symbol(*byte) == Some(symbol));
    let is_jamo = matches!(symbol, '\u{3131}'..='\u{318e}');
    parts.filter(|_| is_jamo).map(|byte| vec![byte]).chain([alone]).collect()
}

/// The bytes of a key with its symbols in the opposite order.
pub(super) fn reversed(bytes: &[u8]) -> Vec<u8> {
    let mut symbols: Vec<&[u8]> = Vec::with_capacity(bytes.len());
    let mut rest = bytes;
    while let Some(first) = rest.first() {
        let length = if *first == OTHER { 4.min(rest.len()) } else { 1 };
        let (symbol, after) = rest.split_at(length);
        symbols.push(symbol);
        rest = after;
    }
    symbols.into_iter().rev().flatten().copied().collect()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::text::hangul::jamo;

    proptest! {
        #[test]
        fn bytes_tell_keys_apart_and_symbols_are_their_jamo(a in "[a각가ㄱㅏα]{0,4}|\\PC{0,6}", b in "[a각가ㄱㅏα]{0,4}") {
            prop_assert_eq!(encode(&a) == encode(&b), a == b);
            prop_assert_eq!(symbols(&a).into_iter().collect::<String>(), jamo(&a));
            prop_assert_eq!(reversed(&reversed(&encode(&a))), encode(&a));
            let turned: String = a.chars().rev().filter(|c| Syllable::of(*c).is_none()).collect();
            let plain: String = a.chars().filter(|c| Syllable::of(*c).is_none()).collect();
            prop_assert_eq!(reversed(&encode(&plain)), encode(&turned));
        }

        #[test]
        fn a_byte_means_the_symbol_it_was_made_from(c in any::<char>()) {
            let bytes = encode(&c.to_string());
            let mut met = Vec::new();
            let mut rest = bytes.as_slice();
            while let Some((first, after)) = rest.split_first() {
                if *first == OTHER {
                    met.push(other(*after.first_chunk().unwrap()).unwrap());
                    rest = &after[3..];
                } else {
                    met.push(symbol(*first).unwrap());
                    rest = after;
                }
            }
            prop_assert_eq!(met, symbols(&c.to_string()));
        }
    }
}
