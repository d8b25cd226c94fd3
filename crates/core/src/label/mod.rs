//! The text of a label in, the ingredients it names out. Pure, and never failing: what cannot be understood is
//! reported as what it is.
//!
//! A label goes through these, each in linear time:
//!
//! - `decode`: the characters that are meant (entities, tags, wrongly decoded UTF-8), with where they stand.
//! - `lexer`: words, signs and blanks. `brackets`: which bracket closes which.
//! - `list`: sections, mentions and noise. Where it is doubtful whether a comma, a dot, a slash or a line
//!   break parts two names, the names that are known decide.
//! - `trim`, `amount`: the name in a piece, and the marks and amounts around it.
//! - `names`: what a name means, from the whole name to its parts. `lexicon`: what is asked of the index.
//! - `outline`: what every byte of the text is. `report`: the answer.
//!
//! Records, policies and markets are the catalog's: here ingredients are codes.

mod amount;
mod block;
mod brackets;
mod colours;
mod cuts;
mod decode;
mod lexer;
mod lexicon;
mod list;
mod names;
mod outline;
mod prose;
mod reading;
mod regions;
mod report;
mod respelling;
mod run;
mod segment;
mod span;
mod tables;
#[cfg(test)]
mod tests;
mod trim;
mod typo;

pub use report::{
    Amount, Candidate, Confidence, Footnote, ItemKind, LabelItem, LabelReport, Mark, MarketStatus,
    MarketSummary, MarketVerdict, Noise, NoiseKind, Section, SectionKind, Summary,
};
pub use span::Span;

use crate::index::SearchIndex;
use crate::ingredient::IngredientCode;

/// The longest label, in bytes.
pub const MAX_LABEL_BYTES: usize = 64 * 1024;

/// How many ingredients an ambiguous item names at most.
pub const MAX_CANDIDATES: usize = 8;

/// A label that is longer than [`MAX_LABEL_BYTES`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the label has {bytes} bytes and may have {MAX_LABEL_BYTES}; send its products one by one")]
pub struct LabelTooLong {
    /// How many bytes it has.
    pub bytes: usize,
}

/// The text of a label, not too long.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct LabelText<'t>(&'t str);

impl<'t> LabelText<'t> {
    /// Takes a text.
    ///
    /// # Errors
    /// When it is longer than [`MAX_LABEL_BYTES`].
    pub fn new(text: &'t str) -> Result<Self, LabelTooLong> {
        if text.len() > MAX_LABEL_BYTES { Err(LabelTooLong { bytes: text.len() }) } else { Ok(Self(text)) }
    }
}

/// Reads a label against the names of an index. Linear in the length of the text.
pub fn resolve<D: AsRef<[u8]>>(label: LabelText<'_>, index: &SearchIndex<D>) -> LabelReport<IngredientCode> {
    let text = lexer::Text::new(label.0);
    list::read(&text, index).finish(label.0, &text.markup)
}

/// What one name means.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct NamedIngredients {
    /// The ingredients that are meant: all of them.
    pub ingredients: Vec<IngredientCode>,
    /// The ingredients of which one is meant, where nothing tells which.
    pub candidates: Vec<IngredientCode>,
}

/// Reads one name as a mention of a label is read, marks and amounts around it left aside. A text longer than
/// [`MAX_LABEL_BYTES`] names nothing.
pub fn resolve_name<D: AsRef<[u8]>>(name: &str, index: &SearchIndex<D>) -> NamedIngredients {
    let Ok(name) = LabelText::new(name) else { return NamedIngredients::default() };
    match list::read_name(&lexer::Text::new(name.0), index).map(|reading| reading.outcome) {
        Some(reading::Outcome::One(code)) => {
            NamedIngredients { ingredients: vec![code], candidates: Vec::new() }
        }
        Some(reading::Outcome::All(ingredients)) => NamedIngredients { ingredients, candidates: Vec::new() },
        Some(reading::Outcome::Either(mut candidates)) => {
            candidates.truncate(MAX_CANDIDATES);
            NamedIngredients { ingredients: Vec::new(), candidates }
        }
        Some(reading::Outcome::Unknown) | None => NamedIngredients::default(),
    }
}
