//! The closed lists of a label's report, as codes on the wire. A value that the domain gains has no code until it
//! has one here.

use incidex_core::catalog::LookupStatus;
use incidex_core::label::{ItemKind, MarketVerdict, NoiseKind, SectionKind};
use schemars::JsonSchema;
use serde::Serialize;

/// How a mention led to its ingredient.
#[derive(Clone, Copy, Debug, JsonSchema, Serialize)]
#[serde(rename_all = "snake_case")]
#[schemars(inline)]
pub enum KindCode {
    /// By an INCI name (EU or US form) or a Korean standard name.
    Exact,
    /// By another name: a US name, a common or trivial name, another spelling.
    Alias,
    /// By a Korean name that has been replaced.
    Former,
    /// By a colour index number or the name of a colour.
    Colour,
    /// By a name with a common name in parentheses, or in front of one.
    CommonNameInParentheses,
    /// By one name in several languages.
    Multilingual,
    /// One mention of several ingredients.
    Several,
    /// By a Korean name with Latin letters in it that are read aloud.
    MixedScript,
    /// By a name that differs in a letter or two.
    Typo,
    /// The name means several ingredients, and nothing tells which.
    Ambiguous,
    /// No name that is known.
    Unresolved,
}

impl From<ItemKind> for KindCode {
    fn from(kind: ItemKind) -> Self {
        match kind {
            ItemKind::Exact => Self::Exact,
            ItemKind::Alias => Self::Alias,
            ItemKind::Former => Self::Former,
            ItemKind::Colour => Self::Colour,
            ItemKind::CommonNameInParentheses => Self::CommonNameInParentheses,
            ItemKind::Multilingual => Self::Multilingual,
            ItemKind::Several => Self::Several,
            ItemKind::MixedScript => Self::MixedScript,
            ItemKind::Typo => Self::Typo,
            ItemKind::Ambiguous => Self::Ambiguous,
            ItemKind::Unresolved => Self::Unresolved,
        }
    }
}

/// What a section is, as far as its heading says.
#[derive(Clone, Copy, Debug, JsonSchema, Serialize)]
#[serde(rename_all = "snake_case")]
#[schemars(inline)]
pub enum SectionCode {
    /// The list of ingredients.
    Ingredients,
    /// Active ingredients.
    Active,
    /// Inactive ingredients.
    Inactive,
    /// What the product may contain.
    MayContain,
    /// A product, a shade, a phase or a part of a set that has a list of its own.
    Part,
}

impl From<SectionKind> for SectionCode {
    fn from(kind: SectionKind) -> Self {
        match kind {
            SectionKind::Ingredients => Self::Ingredients,
            SectionKind::Active => Self::Active,
            SectionKind::Inactive => Self::Inactive,
            SectionKind::MayContain => Self::MayContain,
            SectionKind::Part => Self::Part,
        }
    }
}

/// What noise is.
#[derive(Clone, Copy, Debug, JsonSchema, Serialize)]
#[serde(rename_all = "snake_case")]
#[schemars(inline)]
pub enum NoiseCode {
    /// Words in front of the list that praise or explain.
    Preamble,
    /// A notice, a warning, a disclaimer, an explanation.
    Notice,
    /// Words in brackets that say how or from what a named ingredient is made.
    Remark,
    /// A batch or formula code.
    Code,
    /// Markup.
    Markup,
    /// Characters that were decoded wrongly.
    Mojibake,
    /// Letters or digits that belong to nothing.
    Stray,
}

impl From<NoiseKind> for NoiseCode {
    fn from(kind: NoiseKind) -> Self {
        match kind {
            NoiseKind::Preamble => Self::Preamble,
            NoiseKind::Notice => Self::Notice,
            NoiseKind::Remark => Self::Remark,
            NoiseKind::Code => Self::Code,
            NoiseKind::Markup => Self::Markup,
            NoiseKind::Mojibake => Self::Mojibake,
            NoiseKind::Stray => Self::Stray,
        }
    }
}

/// What follows from a market's entries. Several kinds of empty are never one.
#[derive(Clone, Copy, Debug, JsonSchema, Serialize)]
#[serde(rename_all = "snake_case")]
#[schemars(inline)]
pub enum VerdictCode {
    /// A ban, and no limit.
    Prohibited,
    /// A limit, and no ban.
    Restricted,
    /// A ban and a limit.
    RestrictedAndProhibited,
    /// The market's source is loaded and has no entry.
    NotListed,
    /// No source of the market is loaded, or the ingredient is not known.
    Unknown,
    /// The market is not in the plan.
    OutsidePlan,
}

impl From<MarketVerdict> for VerdictCode {
    fn from(verdict: MarketVerdict) -> Self {
        match verdict {
            MarketVerdict::Prohibited => Self::Prohibited,
            MarketVerdict::Restricted => Self::Restricted,
            MarketVerdict::RestrictedAndProhibited => Self::RestrictedAndProhibited,
            MarketVerdict::NotListed => Self::NotListed,
            MarketVerdict::Unknown => Self::Unknown,
            MarketVerdict::OutsidePlan => Self::OutsidePlan,
        }
    }
}

/// What came of looking a name up.
#[derive(Clone, Copy, Debug, JsonSchema, Serialize)]
#[serde(rename_all = "snake_case")]
#[schemars(inline)]
pub enum LookupCode {
    /// The ingredients are meant, all of them.
    Found,
    /// One of the ingredients is meant, and nothing tells which.
    Ambiguous,
    /// Nothing that is known bears the name or number.
    NotFound,
    /// No name or number: it holds neither letter nor digit, is longer than 2,048 characters, or is a number with
    /// a wrong check digit.
    Invalid,
}

impl From<LookupStatus> for LookupCode {
    fn from(status: LookupStatus) -> Self {
        match status {
            LookupStatus::Found => Self::Found,
            LookupStatus::Ambiguous => Self::Ambiguous,
            LookupStatus::NotFound => Self::NotFound,
            LookupStatus::Invalid => Self::Invalid,
        }
    }
}
