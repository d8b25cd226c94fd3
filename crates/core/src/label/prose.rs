//! Headings and prose, told by the words that labels share.

use super::lexer::{Text, TokenKind, Tokens};
use super::report::{NoiseKind, SectionKind};
use super::tables::{FUNCTION_WORDS, HEADINGS};
use crate::text::key;

/// A heading is no longer than this, in bytes.
const MAX_HEADING: usize = 160;

/// What a heading says of its list; `None` if it is none that is known.
pub(super) fn section_kind(heading: &str) -> Option<SectionKind> {
    if heading.len() > MAX_HEADING {
        return None;
    }
    let key = key(heading);
    HEADINGS.iter().find(|(word, _)| key.contains(word)).map(|(_, kind)| *kind)
}

/// What sort of noise an unknown piece is; `None` if it may be the name of something.
pub(super) fn noise(text: &Text<'_>, core: &Tokens) -> Option<NoiseKind> {
    let words = text.slice(core).iter().enumerate().filter(|(_, token)| token.kind == TokenKind::Letters);
    let is_function_word =
        |offset: usize| FUNCTION_WORDS.contains(&text.key(&(core.start + offset..core.start + offset + 1)));
    let (mut all, mut function) = (0, 0);
    for (offset, _) in words {
        all += 1;
        function += usize::from(is_function_word(offset));
    }
    (all >= 5 && function >= 2 || all > 14 && function > 0).then_some(NoiseKind::Notice)
}
