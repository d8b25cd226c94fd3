//! Names with a letter or two wrong. Digits are never changed, and nothing is taken that two ingredients are
//! equally near to.

use super::lexer::{Token, TokenKind, Tokens};
use super::names::Names;
use super::reading::{Outcome, Reading, confidence};
use super::{Confidence, ItemKind};
use crate::text::hangul::jamo;

/// So many names of one label are looked for under mistakes; each look costs up to two milliseconds.
pub(super) const MAX_LOOKS: usize = 48;
/// The longest key that is looked for, in letters or jamo.
const MAX_LENGTH: usize = 110;

impl Names<'_> {
    /// What the name means if a letter or two in it are wrong.
    pub(super) fn mistyped(&self, core: &Tokens) -> Option<Reading> {
        let whole = self.text.key(core);
        self.near(core, whole).or_else(|| {
            // Without the common name in brackets.
            let groups = self.brackets.groups(core);
            let outside = self.without(core, &groups);
            (outside != whole).then(|| self.near(core, &outside)).flatten()
        })
    }

    fn near(&self, core: &Tokens, key: &str) -> Option<Reading> {
        let max_edits = budget(key)?;
        let looks = self.looks.get();
        if looks >= MAX_LOOKS || self.text.words(core) > 24 {
            return None;
        }
        self.looks.set(looks + 1);
        let (meaning, edits) = self.lexicon.near(key, max_edits)?;
        if edits == 0 || self.is_all_words(core) {
            return None;
        }
        let sure = if edits == 1 { confidence::ONE_EDIT } else { confidence::TWO_EDITS };
        let outcome = match meaning.one() {
            Some(code) => Outcome::One(code),
            None => {
                return Some(Reading {
                    kind: ItemKind::Ambiguous,
                    confidence: Confidence::default(),
                    edits,
                    outcome: Outcome::Either(meaning.codes),
                });
            }
        };
        Some(Reading { kind: ItemKind::Typo, confidence: sure, edits, outcome })
    }

    /// Whether every word is one that names are made of: then the name is another one, not a mistake.
    fn is_all_words(&self, core: &Tokens) -> bool {
        let letters = core
            .clone()
            .filter(|at| self.text.token(*at).is_some_and(|token: &Token| token.kind == TokenKind::Letters));
        let mut words =
            letters.map(|at| self.text.key(&(at..at + 1))).filter(|word| word.len() > 3).peekable();
        words.peek().is_some() && words.all(|word| self.lexicon.is_word(word))
    }
}

/// How many edits a key may be away: none below five letters, one from five, two from nine; of jamo one from
/// six and two from twelve, because a syllable has two or three.
fn budget(key: &str) -> Option<u8> {
    let is_latin = key.is_ascii();
    let length = if is_latin { key.len() } else { jamo(key).chars().count() };
    let (one, two) = if is_latin { (5, 9) } else { (6, 12) };
    match length {
        length if length > MAX_LENGTH || length < one => None,
        length if length < two => Some(1),
        _ => Some(2),
    }
}
