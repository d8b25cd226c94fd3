//! A label as a list: regions, then pieces between separators that can be nothing else. What a piece holds is
//! `block`'s.

use std::cell::Cell;

use super::block::Blocks;
use super::brackets::Brackets;
use super::lexer::{Text, Token, TokenKind, Tokens};
use super::lexicon::Lexicon;
use super::names::Names;
use super::outline::{Outline, Part};
use super::reading::Reading;
use super::regions::{Region, regions};
use super::report::NoiseKind;
use super::trim::trim;

/// From so many separators on, the text is a list that they part.
const MIN_SEPARATORS: usize = 2;

/// Reads a label.
pub(super) fn read(text: &Text<'_>, lexicon: &dyn Lexicon) -> Outline {
    let brackets = Brackets::new(text);
    let separators = text.tokens.iter().filter(|token| is_separator(token)).count();
    let names = Names {
        text,
        brackets: &brackets,
        lexicon,
        is_parted: separators >= MIN_SEPARATORS,
        looks: Cell::new(0),
    };
    let regions = regions(text, &brackets, &names);
    let mut blocks = Blocks::new(&names);
    for region in regions {
        match region {
            Region::List(tokens) => blocks.list(&tokens),
            Region::Prose(tokens) => {
                let why = if blocks.outline.has_mentions() { NoiseKind::Notice } else { NoiseKind::Preamble };
                let core = trim(text, &brackets, &tokens).core;
                blocks.outline.claim(text.bytes(&core), Part::Noise(why));
            }
            Region::Footnote { mark, tokens } => {
                let core = tokens.start..trim(text, &brackets, &tokens).core.end.max(mark.end);
                let start = core.clone().find(|at| text.token(*at).is_some_and(|token| !token.is_blank()));
                let mark = text.written(&mark).to_owned();
                let bytes = text.bytes(&(start.unwrap_or(core.start)..core.end));
                blocks.outline.claim(bytes, Part::Footnote { mark });
            }
        }
    }
    blocks.outline
}

/// Whether a token parts names and can do nothing else, unless it stands between two digits.
pub(super) fn is_separator(token: &Token) -> bool {
    matches!(token.kind, TokenKind::Sign(',' | ';' | '|' | '•' | '·' | '@'))
}

/// Reads a text that is one name.
pub(super) fn read_name(text: &Text<'_>, lexicon: &dyn Lexicon) -> Option<Reading> {
    let brackets = Brackets::new(text);
    let core: Tokens = trim(text, &brackets, &(0..text.tokens.len())).core;
    let names = Names { text, brackets: &brackets, lexicon, is_parted: true, looks: Cell::new(0) };
    names.read(&core).or_else(|| names.mistyped(&core))
}
