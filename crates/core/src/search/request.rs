//! What a search asks, apart from the text.

use super::{Cursor, Query};
use crate::ingredient::NameKind;
use crate::regulation::{Market, RegulationStatus};
use crate::tier::Feature;

/// One search.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SearchRequest {
    /// What was typed.
    pub query: Query,
    /// How names are matched.
    pub mode: SearchMode,
    /// Where to look.
    pub field: Field,
    /// Which ingredients may be found.
    pub filters: Filters,
    /// In which order they come.
    pub sort: Sort,
    /// The most hits of one answer; the plan may allow fewer.
    pub limit: Limit,
    /// Where an earlier answer ended.
    pub cursor: Option<Cursor>,
}

impl SearchRequest {
    /// A search for `query` in every mode and field, unfiltered, from the start, by relevance.
    pub fn new(query: Query) -> Self {
        Self {
            query,
            mode: SearchMode::default(),
            field: Field::default(),
            filters: Filters::default(),
            sort: Sort::default(),
            limit: Limit::default(),
            cursor: None,
        }
    }
}

/// How names are matched.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum SearchMode {
    /// One box for everything: all the others that the plan has, the surest first, the less sure ones only
    /// while the surer ones leave room.
    #[default]
    Auto,
    /// Whole names and numbers.
    Exact,
    /// Names and numbers that begin so; Korean also by initials and with a half-typed last syllable.
    StartsWith,
    /// Names and numbers that hold the text anywhere, literally.
    Contains,
    /// Whole names and beginnings with typing mistakes.
    Fuzzy,
    /// Names that hold the words in any order, some missing or too many, each with its own mistakes.
    Words,
}

impl SearchMode {
    /// All modes.
    pub const ALL: [Self; 6] =
        [Self::Auto, Self::Exact, Self::StartsWith, Self::Contains, Self::Fuzzy, Self::Words];

    /// The code on the wire, such as `prefix`.
    pub fn code(self) -> &'static str {
        match self {
            Self::Auto => "auto",
            Self::Exact => "exact",
            Self::StartsWith => "prefix",
            Self::Contains => "contains",
            Self::Fuzzy => "fuzzy",
            Self::Words => "words",
        }
    }

    /// The mode of this code.
    pub fn parse(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|mode| mode.code() == code)
    }

    /// What a plan must include for it.
    pub fn feature(self) -> Feature {
        match self {
            Self::Auto => Feature::OneBoxSearch,
            Self::Exact => Feature::Exact,
            Self::StartsWith => Feature::StartsWith,
            Self::Contains => Feature::Contains,
            Self::Fuzzy | Self::Words => Feature::Fuzzy,
        }
    }
}

/// Where to look.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Field {
    /// Everywhere.
    #[default]
    All,
    /// INCI names, EU and US forms, US names and colours.
    Inci,
    /// Korean names, standard and former.
    Korean,
    /// Common and trivial names, other spellings.
    Other,
    /// CAS numbers.
    Cas,
    /// EC numbers.
    Ec,
}

impl Field {
    /// All fields.
    pub const ALL: [Self; 6] = [Self::All, Self::Inci, Self::Korean, Self::Other, Self::Cas, Self::Ec];

    /// The code on the wire, such as `kr`.
    pub fn code(self) -> &'static str {
        match self {
            Self::All => "all",
            Self::Inci => "inci",
            Self::Korean => "kr",
            Self::Other => "other",
            Self::Cas => "cas",
            Self::Ec => "ec",
        }
    }

    /// The field of this code.
    pub fn parse(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|field| field.code() == code)
    }

    /// The field that names of a kind stand in.
    pub fn of(kind: NameKind) -> Self {
        match kind {
            NameKind::Inci | NameKind::UsInci | NameKind::UsName | NameKind::ColourName => Self::Inci,
            NameKind::Korean | NameKind::FormerKorean => Self::Korean,
            NameKind::CommonName | NameKind::TrivialName | NameKind::SpellingVariant => Self::Other,
        }
    }

    /// Whether what stands in the field `other` is looked at.
    pub fn covers(self, other: Self) -> bool {
        self == Self::All || self == other
    }
}

/// Which ingredients may be found; what is `None` says nothing.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Filters {
    /// Those with this function, by its code, such as `humectant`.
    pub function: Option<String>,
    /// Those that a source of this market lists, whatever for. Together with [`status`](Self::status) the
    /// status is that of this market alone.
    pub market: Option<Market>,
    /// Those with this status over the loaded markets.
    pub status: Option<RegulationStatus>,
    /// Those with a CAS number, or those without.
    pub has_cas: Option<bool>,
}

impl Filters {
    /// Whether they let every ingredient through.
    pub fn is_empty(&self) -> bool {
        *self == Self::default()
    }
}

/// The order of hits.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Sort {
    /// By the ranking rules.
    #[default]
    Relevance,
    /// By the key form of the name that matched, then by code.
    Name,
    /// By code.
    Code,
}

impl Sort {
    /// All orders.
    pub const ALL: [Self; 3] = [Self::Relevance, Self::Name, Self::Code];

    /// The code on the wire.
    pub fn code(self) -> &'static str {
        match self {
            Self::Relevance => "relevance",
            Self::Name => "name",
            Self::Code => "code",
        }
    }

    /// The order of this code.
    pub fn parse(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|sort| sort.code() == code)
    }
}

/// How many hits one answer may hold, 1 to [`Limit::MOST`]. By default as many as the plan allows.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Limit(usize);

impl Limit {
    /// The longest answer that any plan can allow.
    pub const MOST: usize = 1000;

    /// `None` outside 1 to [`MOST`](Self::MOST).
    pub fn new(limit: usize) -> Option<Self> {
        (1..=Self::MOST).contains(&limit).then_some(Self(limit))
    }

    /// The number.
    pub fn get(self) -> usize {
        self.0
    }
}

impl Default for Limit {
    fn default() -> Self {
        Self(Self::MOST)
    }
}
