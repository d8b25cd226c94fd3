//! What a mention comes to: its kind, its ingredients, how sure it is.

use super::lexicon::Meaning;
use super::{Confidence, ItemKind};
use crate::ingredient::{IngredientCode, NameKind};

/// What a mention means.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Reading {
    pub(super) kind: ItemKind,
    pub(super) confidence: Confidence,
    pub(super) edits: u8,
    pub(super) outcome: Outcome,
}

/// The ingredients of a mention.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Outcome {
    /// This one.
    One(IngredientCode),
    /// All of these, in the order of the text.
    All(Vec<IngredientCode>),
    /// One of these.
    Either(Vec<IngredientCode>),
    /// None that is known.
    Unknown,
}

/// How sure each way of reading is, from its share of right answers over labels that were read by hand.
pub(super) mod confidence {
    use super::Confidence;

    pub(crate) const EXACT: Confidence = Confidence::hundredths(99);
    pub(crate) const ALIAS: Confidence = Confidence::hundredths(97);
    pub(crate) const FORMER: Confidence = Confidence::hundredths(98);
    pub(crate) const COLOUR: Confidence = Confidence::hundredths(98);
    /// Both parts name the same ingredient.
    pub(crate) const AGREED: Confidence = Confidence::hundredths(99);
    /// One part names it and nothing is known of the other.
    pub(crate) const HALF_KNOWN: Confidence = Confidence::hundredths(95);
    /// One part names it and the other names something else.
    pub(crate) const CONTRADICTED: Confidence = Confidence::hundredths(90);
    /// One letter or jamo is wrong.
    pub(crate) const ONE_EDIT: Confidence = Confidence::hundredths(95);
    /// Two are.
    pub(crate) const TWO_EDITS: Confidence = Confidence::hundredths(90);
    /// Spelled by a rule.
    pub(crate) const RESPELLED: Confidence = Confidence::hundredths(95);
    pub(crate) const SEVERAL: Confidence = Confidence::hundredths(95);
}

impl Reading {
    /// One ingredient.
    pub(super) fn one(code: IngredientCode, kind: ItemKind, confidence: Confidence) -> Self {
        Self { kind, confidence, edits: 0, outcome: Outcome::One(code) }
    }

    /// A name that is nowhere known.
    pub(super) fn unknown() -> Self {
        let kind = ItemKind::Unresolved;
        Self { kind, confidence: Confidence::default(), edits: 0, outcome: Outcome::Unknown }
    }

    /// What a whole name means.
    pub(super) fn of(meaning: &Meaning) -> Self {
        let (kind, confidence) = match meaning.kind {
            NameKind::Inci | NameKind::UsInci | NameKind::Korean => (ItemKind::Exact, confidence::EXACT),
            NameKind::ColourName => (ItemKind::Colour, confidence::COLOUR),
            NameKind::FormerKorean => (ItemKind::Former, confidence::FORMER),
            NameKind::UsName | NameKind::CommonName | NameKind::TrivialName | NameKind::SpellingVariant => {
                (ItemKind::Alias, confidence::ALIAS)
            }
        };
        match meaning.one() {
            Some(code) => Self::one(code, kind, confidence),
            None => Self {
                kind: ItemKind::Ambiguous,
                confidence: Confidence::default(),
                edits: 0,
                outcome: Outcome::Either(meaning.codes.clone()),
            },
        }
    }

    /// The one ingredient that is meant.
    pub(super) fn code(&self) -> Option<IngredientCode> {
        match &self.outcome {
            Outcome::One(code) => Some(*code),
            _ => None,
        }
    }

    /// Whether this can mean the ingredient.
    pub(super) fn allows(&self, code: IngredientCode) -> bool {
        match &self.outcome {
            Outcome::One(one) => *one == code,
            Outcome::All(codes) | Outcome::Either(codes) => codes.contains(&code),
            Outcome::Unknown => false,
        }
    }

    /// The same, found in another way.
    pub(super) fn found_as(self, kind: ItemKind, confidence: Confidence) -> Self {
        if self.kind == ItemKind::Ambiguous { self } else { Self { kind, confidence, ..self } }
    }
}
