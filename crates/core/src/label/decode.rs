//! The characters that a text means, each with the bytes it came from: entities and wrongly decoded UTF-8
//! are read, markup is told from text. Nothing here knows what a word is.

use std::ops::Range;

use super::tables::{ENTITIES, WINDOWS_1252};

/// One character as it is meant.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Letter {
    /// What it means. For markup a line feed where the markup breaks the line, else a blank.
    pub(super) meaning: char,
    /// Where it begins in the text.
    pub(super) start: usize,
    /// Where it ends.
    pub(super) end: usize,
    /// Whether it stands for a tag or a comment.
    pub(super) is_markup: bool,
}

/// No tag of a label is longer; a longer one is text.
const MAX_TAG: usize = 512;
/// No entity of the table is longer.
const MAX_ENTITY: usize = 10;

/// The characters of `text`. Together they cover every byte, in order. Linear: every look ahead is bounded.
pub(super) fn decode(text: &str) -> Vec<Letter> {
    let mut letters = Vec::with_capacity(text.len());
    let mut at = 0;
    while let Some(rest) = text.get(at..) {
        let Some(character) = rest.chars().next() else { break };
        let (meaning, length, is_markup) = match character {
            '&' => entity(rest).map(|(c, n)| (c, n, false)),
            '<' => tag(rest).map(|(c, n)| (c, n, true)),
            '\u{c2}'..='\u{f4}' => wrongly_decoded(rest).map(|(c, n)| (c, n, false)),
            _ => None,
        }
        .unwrap_or((character, character.len_utf8(), false));
        letters.push(Letter { meaning, start: at, end: at + length, is_markup });
        at += length;
    }
    letters
}

/// `&amp;`, `&#233;`, `&#xe9;`.
fn entity(rest: &str) -> Option<(char, usize)> {
    let end = rest.bytes().take(MAX_ENTITY).position(|byte| byte == b';')?;
    let name = rest.get(1..end)?;
    let meaning = match name.strip_prefix('#') {
        Some(number) => {
            let code = match number.strip_prefix(['x', 'X']) {
                Some(hexadecimal) => u32::from_str_radix(hexadecimal, 16).ok()?,
                None => number.parse().ok()?,
            };
            char::from_u32(code)?
        }
        None => ENTITIES.iter().find(|(known, _)| *known == name)?.1,
    };
    Some((meaning, end + 1))
}

/// Tags that labels hold and that break no line.
const INLINE: [&str; 20] = [
    "b", "strong", "i", "em", "u", "span", "a", "sup", "sub", "font", "small", "img", "hr", "center",
    "style", "tbody", "thead", "section", "label", "button",
];

/// Tags after which a line begins.
const BREAKING: [&str; 16] =
    ["br", "p", "div", "li", "ul", "ol", "tr", "td", "th", "table", "h1", "h2", "h3", "h4", "h5", "h6"];

/// A tag, or a comment.
fn tag(rest: &str) -> Option<(char, usize)> {
    let mut inside = rest.get(1..)?.chars();
    let first = inside.next()?;
    if !(first.is_ascii_alphabetic()
        || first == '!'
        || (first == '/' && inside.next()?.is_ascii_alphabetic()))
    {
        return None;
    }
    let end = rest.bytes().take(MAX_TAG).position(|byte| byte == b'>')?;
    let body = rest.get(1..end)?;
    // `<` may also mean "less than": a tag holds no other one.
    if body.contains('<') {
        return None;
    }
    let name: String = body
        .trim_start_matches('/')
        .chars()
        .take_while(char::is_ascii_alphanumeric)
        .map(|c| c.to_ascii_lowercase())
        .collect();
    let breaks = BREAKING.contains(&name.as_str());
    // `<Serum>` is a heading.
    if !breaks && !INLINE.contains(&name.as_str()) && first != '!' {
        return None;
    }
    let meaning = if breaks { '\n' } else { ' ' };
    Some((meaning, end + 1))
}

/// UTF-8 that was read as Windows-1252, such as `Ã©` for é.
fn wrongly_decoded(rest: &str) -> Option<(char, usize)> {
    let mut bytes = [0_u8; 4];
    let mut length = 0;
    let mut wanted = 1;
    // A no-break space that became a common one on the way.
    if rest.starts_with('\u{c2}') && !rest.get(2..).unwrap_or_default().starts_with(char::is_alphanumeric) {
        let next = rest.chars().nth(1);
        if next.is_none_or(|next| next == ' ' || next.is_ascii_punctuation()) {
            return Some((' ', 2));
        }
    }
    for (slot, character) in bytes.iter_mut().zip(rest.chars()) {
        *slot = windows_1252(character)?;
        if length == 0 {
            wanted = match *slot {
                0xc2..=0xdf => 2,
                0xe0..=0xef => 3,
                0xf0..=0xf4 => 4,
                _ => return None,
            };
        }
        length += character.len_utf8();
        wanted -= 1;
        if wanted == 0 {
            break;
        }
    }
    if wanted > 0 {
        return None;
    }
    let used = bytes.iter().position(|byte| *byte == 0).unwrap_or(bytes.len());
    let meant = std::str::from_utf8(bytes.get(..used)?).ok()?;
    Some((meant.chars().next()?, length))
}

/// The byte that Windows-1252 reads as this character.
fn windows_1252(character: char) -> Option<u8> {
    match u8::try_from(u32::from(character)) {
        Ok(byte) => Some(byte),
        Err(_) => WINDOWS_1252.iter().find(|(known, _)| *known == character).map(|(_, byte)| *byte),
    }
}

/// The bytes of some letters that follow one another.
pub(super) fn bytes_of(letters: &[Letter]) -> Range<usize> {
    let start = letters.first().map_or(0, |letter| letter.start);
    start..letters.last().map_or(start, |letter| letter.end)
}
