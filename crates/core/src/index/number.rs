//! Name numbers, sets of fields, and what a lookup finds.

use std::ops::BitOr;

use crate::ingredient::NameKind;

/// The number of one name of one record. Numbers are given in the order in which equally matched names are
/// shown ([`rank_key`](crate::search::ranking::rank_key)), so the best of many names are the smallest numbers.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct NameNumber(u32);

impl NameNumber {
    pub(super) fn new(number: u32) -> Self {
        Self(number)
    }

    /// The number, from 0 up to the number of names less one.
    pub fn get(self) -> u32 {
        self.0
    }

    pub(super) fn place(self) -> usize {
        self.0 as usize
    }
}

/// A set of the fields that names belong to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Fields(u8);

impl Fields {
    /// INCI names, EU and US forms, US names and colours.
    pub const INCI: Self = Self(1);
    /// Korean names, standard and former.
    pub const KOREAN: Self = Self(2);
    /// All other names: common and trivial ones, spelling variants.
    pub const ALIAS: Self = Self(4);
    /// Every name.
    pub const ALL: Self = Self(7);
    /// How many fields there are.
    pub(super) const COUNT: u8 = 3;

    /// The field of names of this kind.
    pub fn of(kind: NameKind) -> Self {
        match kind {
            NameKind::Inci | NameKind::UsInci | NameKind::UsName | NameKind::ColourName => Self::INCI,
            NameKind::Korean | NameKind::FormerKorean => Self::KOREAN,
            NameKind::CommonName | NameKind::TrivialName | NameKind::SpellingVariant => Self::ALIAS,
        }
    }

    /// Whether names of this kind are among them.
    pub fn hold(self, kind: NameKind) -> bool {
        self.0 & Self::of(kind).0 != 0
    }

    /// The first byte of the keys of each field, ascending.
    pub(super) fn bytes(self) -> impl Iterator<Item = u8> {
        (0..Self::COUNT).filter(move |field| self.0 & (1 << field) != 0)
    }

    /// The first byte of the keys of names of this kind.
    pub(super) fn byte_of(kind: NameKind) -> u8 {
        match Self::of(kind) {
            Self::INCI => 0,
            Self::KOREAN => 1,
            _ => 2,
        }
    }
}

impl BitOr for Fields {
    type Output = Self;

    fn bitor(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }
}

/// How many names match.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Total {
    /// So many.
    Exact(usize),
    /// So many, or more.
    AtLeast(usize),
}

impl Total {
    /// The number, whether it is exact or a lower bound.
    pub fn count(self) -> usize {
        match self {
            Self::Exact(count) | Self::AtLeast(count) => count,
        }
    }

    /// Whether there may be more.
    pub fn is_exact(self) -> bool {
        matches!(self, Self::Exact(_))
    }
}

/// A name that a lookup has found.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct FoundName {
    /// How many edits lie between the query and the name, or the part of it that is meant.
    pub edits: u8,
    /// The name.
    pub number: NameNumber,
}

/// A bound at which a lookup stopped. Bounds are counted in steps, never in time: the same query stops at the
/// same place on every machine.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Cap {
    /// The query is longer than the lookup takes; nothing was looked up.
    Length,
    /// The lookup visited as many nodes or postings as it may.
    Steps,
    /// The lookup found as many keys or words as it may.
    Expansions,
}

/// The names that a lookup has found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Found {
    /// The best, by edits and then by number, at most as many as were asked for.
    pub names: Vec<FoundName>,
    /// How many there are.
    pub total: Total,
    /// The bound that was met, if one was; the total is then a lower bound.
    pub cap: Option<Cap>,
}

impl Found {
    /// Nothing, and that is sure.
    pub fn nothing() -> Self {
        Self { names: Vec::new(), total: Total::Exact(0), cap: None }
    }
}
