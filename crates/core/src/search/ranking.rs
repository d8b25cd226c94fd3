//! The order of hits.
//!
//! [`Rules`] is the list of rules, compared from the first to the last; a hit recites what each of them saw.
//! [`rank_key`] is the part of it that no query has a say in: which of several names that match equally
//! well stands first. An index numbers its names in this order when it is built, so that the best of many
//! names are the smallest numbers.

use std::cmp::Reverse;

#[cfg(doc)]
use super::MatchMode;
use crate::ingredient::{IngredientCode, Name, NameKind};

/// Version of everything that decides which hits a request has and in which order. It is part of what a
/// cursor is bound to, so that a page never goes on in another list than the one it came from.
pub(crate) const RANKING_VERSION: u32 = 2;

/// How official a kind of name is; hits by a better standing name come first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Standing {
    /// Names of the inventories: INCI (EU and US), the Korean standard name.
    Standard,
    /// Names that labels use by law or custom: US names, colours, common and trivial names.
    Customary,
    /// Names that were replaced, and other spellings.
    Variant,
}

impl Standing {
    /// The code on the wire.
    pub fn code(self) -> &'static str {
        match self {
            Self::Standard => "standard",
            Self::Customary => "customary",
            Self::Variant => "variant",
        }
    }

    /// The standing of a kind of name.
    pub fn of(kind: NameKind) -> Self {
        match kind {
            NameKind::Inci | NameKind::UsInci | NameKind::Korean => Self::Standard,
            NameKind::UsName | NameKind::ColourName | NameKind::CommonName | NameKind::TrivialName => {
                Self::Customary
            }
            NameKind::FormerKorean | NameKind::SpellingVariant => Self::Variant,
        }
    }
}

/// Where in a name the match begins.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum MatchStart {
    /// With the name.
    Name,
    /// With a word of it.
    Word,
    /// Inside a word.
    Inside,
}

impl MatchStart {
    /// The code on the wire.
    pub fn code(self) -> &'static str {
        match self {
            Self::Name => "name",
            Self::Word => "word",
            Self::Inside => "inside",
        }
    }
}

/// The ranking rules, in the order in which they decide, with what each of them saw in a hit. The smaller,
/// the earlier it stands. The last three tell any two names of a data set apart.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Rules {
    /// How sure the way of matching is, the surest first; see [`MatchMode::tier`].
    pub tier: u8,
    /// How many words of the query the name lacks.
    pub missing_words: u8,
    /// How many edits lie between query and name.
    pub edits: u8,
    /// How much of the name is left over: 0 of a whole name, else 1, or the number of words that were not
    /// asked for (at most 255) where words were asked for one by one.
    pub left_over: u8,
    /// The standing of the kind of name.
    pub standing: Standing,
    /// Where in the name the match begins.
    pub start: MatchStart,
    /// On how many of ten thousand labels the ingredient stands, the most first.
    pub label_frequency: Reverse<u16>,
    /// How many letters and digits the name has, the shorter first; 0 for a number.
    pub length: usize,
    /// The name's key form; empty for a number.
    pub key: String,
    /// The code.
    pub code: IngredientCode,
    /// The place of the name among those of its record.
    pub position: u16,
}

/// The place of a name among all names of a data set. The smaller, the earlier it is shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct RankKey<'a> {
    standing: Standing,
    label_frequency: Reverse<u16>,
    length: usize,
    key: &'a str,
    code: IngredientCode,
    position: u16,
}

/// The place of `name` among all names: names of better standing first, then those of ingredients that
/// more labels bear, then shorter ones, then the key form in the order of its characters, then the code,
/// then the position among the names of the record. No two names of a data set share a place, and nothing
/// but the records decides it.
///
/// `key` is the name's [key form](crate::text::key), `label_frequency` that of its record, `position` its
/// place in [`Ingredient::names`](crate::ingredient::Ingredient::names). Linear in the length of the name.
pub fn rank_key<'a>(
    name: &Name,
    key: &'a str,
    label_frequency: u16,
    code: IngredientCode,
    position: u16,
) -> RankKey<'a> {
    RankKey {
        standing: Standing::of(name.kind),
        label_frequency: Reverse(label_frequency),
        length: key.chars().count(),
        key,
        code,
        position,
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::ingredient::Language;

    fn place(kind: NameKind, key: &str, label_frequency: u16, code: u32, position: u16) -> RankKey<'_> {
        let name = Name::new(kind, Language::Inci, key);
        rank_key(&name, key, label_frequency, IngredientCode::new(code), position)
    }

    #[test]
    fn each_rule_decides_where_those_before_it_are_even() {
        let in_order = [
            place(NameKind::Korean, "글리세린", 900, 9, 1),
            place(NameKind::Inci, "glycerin", 900, 9, 0),
            place(NameKind::Inci, "ab", 8, 7, 0),
            place(NameKind::Inci, "ba", 8, 3, 0),
            place(NameKind::UsInci, "ba", 8, 3, 1),
            place(NameKind::UsInci, "ba", 8, 4, 0),
            place(NameKind::Inci, "aaa", 8, 1, 0),
            place(NameKind::CommonName, "a", 10_000, 1, 0),
            place(NameKind::SpellingVariant, "a", 10_000, 1, 0),
        ];
        assert!(in_order.is_sorted_by(|a, b| a < b));
    }

    proptest! {
        #[test]
        fn no_two_names_of_a_data_set_share_a_place(
            kinds in prop::collection::vec(0..NameKind::ALL.len(), 2),
            key in "[ab]{1,2}",
            frequency in 0_u16..3,
            codes in prop::collection::vec(0_u32..2, 2),
            positions in prop::collection::vec(0_u16..2, 2),
        ) {
            let [a, b] = [0, 1].map(|i| place(NameKind::ALL[kinds[i]], &key, frequency, codes[i], positions[i]));
            let is_the_same_name = codes[0] == codes[1] && positions[0] == positions[1];
            prop_assert!(is_the_same_name || a != b);
            prop_assert_eq!(a.cmp(&b), b.cmp(&a).reverse());
        }
    }
}
