//! Why a hit is one: what matched, how, and which parts of it.

use std::ops::Range;

use super::ranking::Rules;
use crate::ingredient::{Language, NameKind};

/// How a name or number met the query, the surest first; see [`tier`](Self::tier).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum MatchMode {
    /// The whole name, in its key form.
    Exact,
    /// The whole CAS or EC number.
    Identifier,
    /// A number that we hold, one digit or one transposition away from a number that cannot be right.
    IdentifierRepaired,
    /// The whole name, once what stands in parentheses is left out of both.
    WithoutParentheses,
    /// The name begins so.
    StartsWith,
    /// The name begins so, and its next syllable is half typed.
    HalfTyped,
    /// The number begins so.
    IdentifierStartsWith,
    /// The initials of the name's syllables begin so.
    Choseong,
    /// The name holds the text literally.
    Contains,
    /// The number holds the text literally.
    IdentifierContains,
    /// The name holds all the words, in some order.
    Words,
    /// The name begins so, or is it, had the keyboard been on the other layout.
    KeyboardLayout,
    /// The whole name, with mistakes.
    Fuzzy,
    /// The name begins so, with mistakes.
    FuzzyPrefix,
    /// The name holds the words with mistakes in them, or most of them.
    WordsFuzzy,
}

impl MatchMode {
    /// All modes in their order.
    pub const ALL: [Self; 15] = [
        Self::Exact,
        Self::Identifier,
        Self::IdentifierRepaired,
        Self::WithoutParentheses,
        Self::StartsWith,
        Self::HalfTyped,
        Self::IdentifierStartsWith,
        Self::Choseong,
        Self::Contains,
        Self::IdentifierContains,
        Self::Words,
        Self::KeyboardLayout,
        Self::Fuzzy,
        Self::FuzzyPrefix,
        Self::WordsFuzzy,
    ];

    /// The code on the wire, such as `starts_with`.
    pub fn code(self) -> &'static str {
        match self {
            Self::Exact => "exact",
            Self::Identifier => "identifier",
            Self::IdentifierRepaired => "identifier_repaired",
            Self::WithoutParentheses => "without_parentheses",
            Self::StartsWith => "starts_with",
            Self::HalfTyped => "half_typed",
            Self::IdentifierStartsWith => "identifier_starts_with",
            Self::Choseong => "choseong",
            Self::Contains => "contains",
            Self::IdentifierContains => "identifier_contains",
            Self::Words => "words",
            Self::Fuzzy => "fuzzy",
            Self::FuzzyPrefix => "fuzzy_prefix",
            Self::WordsFuzzy => "words_fuzzy",
            Self::KeyboardLayout => "keyboard_layout",
        }
    }

    /// The first ranking rule: how sure the way of matching is, from 0, the surest. Ways that a person cannot
    /// tell apart while typing share a tier.
    pub fn tier(self) -> u8 {
        match self {
            Self::Exact => 0,
            Self::Identifier => 1,
            Self::IdentifierRepaired => 2,
            Self::WithoutParentheses => 3,
            Self::StartsWith | Self::HalfTyped | Self::Choseong => 4,
            Self::IdentifierStartsWith => 5,
            Self::Contains => 6,
            Self::IdentifierContains => 7,
            Self::Words => 8,
            Self::KeyboardLayout => 9,
            Self::Fuzzy => 10,
            Self::FuzzyPrefix => 11,
            Self::WordsFuzzy => 12,
        }
    }

    /// Whether the query, taken as a whole, is what matched. Several ingredients met so are a question of
    /// which one is meant.
    pub(crate) fn names_one(self) -> bool {
        matches!(self, Self::Exact | Self::Identifier | Self::WithoutParentheses)
    }
}

/// What sort of thing matched.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum MatchedKind {
    /// A name of this kind.
    Name(NameKind),
    /// A CAS number.
    Cas,
    /// An EC number.
    Ec,
}

impl MatchedKind {
    /// The code on the wire: that of the kind of name, `cas` or `ec`.
    pub fn code(self) -> &'static str {
        match self {
            Self::Name(kind) => kind.code(),
            Self::Cas => "cas",
            Self::Ec => "ec",
        }
    }
}

/// The name or number that matched, as its source spells it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MatchedName {
    /// The text.
    pub text: String,
    /// What it is.
    pub kind: MatchedKind,
    /// Its language; none for a number.
    pub language: Option<Language>,
}

/// Why a hit is one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Explanation {
    /// What matched.
    pub name: MatchedName,
    /// How it matched.
    pub mode: MatchMode,
    /// How many edits lie between: of letters, in Korean of jamo, in a number of digits. A transposition is
    /// one.
    pub edits: u8,
    /// The parts of [`name`](Self::name) that matched, in bytes, rising and apart, always between characters.
    pub byte_ranges: Vec<Range<usize>>,
    /// The same in code points.
    pub char_ranges: Vec<Range<usize>>,
    /// Whether the query, taken as a whole, means several ingredients, of which this is one: others match as
    /// well, or the field uses the name that matched for others too.
    pub ambiguous: bool,
    /// What each ranking rule saw.
    pub rules: Rules,
}

/// Ranges of bytes of `text` as ranges of code points; a range that cuts a character is left out.
pub(crate) fn in_characters(text: &str, byte_ranges: &[Range<usize>]) -> Vec<Range<usize>> {
    let count = |end: usize| text.get(..end).map(|before| before.chars().count());
    byte_ranges.iter().filter_map(|range| Some(count(range.start)?..count(range.end)?)).collect()
}
