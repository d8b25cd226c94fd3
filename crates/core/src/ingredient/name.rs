//! Names of an ingredient, each with its kind and language.

use serde::{Deserialize, Serialize};

/// What sort of name a name is. The order of the variants is the order in which a record lists its names.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum NameKind {
    /// The INCI name as the EU inventory (CosIng) has it.
    Inci,
    /// The INCI name in its US form, often with a common name in parentheses, as the Korean dictionary
    /// has it.
    UsInci,
    /// A name that US labels use by law or custom, such as Avobenzone.
    UsName,
    /// A colour by its index, additive or certification name, such as Yellow 5.
    ColourName,
    /// The Korean standard name.
    Korean,
    /// A Korean name that the dictionary has replaced.
    #[serde(rename = "former_korean_name")]
    FormerKorean,
    /// What people call it, such as Shea Butter.
    CommonName,
    /// A chemical's trivial name, no brand.
    TrivialName,
    /// Another spelling, or the form of another label language.
    SpellingVariant,
}

impl NameKind {
    /// All kinds, in their order.
    pub const ALL: [Self; 9] = [
        Self::Inci,
        Self::UsInci,
        Self::UsName,
        Self::ColourName,
        Self::Korean,
        Self::FormerKorean,
        Self::CommonName,
        Self::TrivialName,
        Self::SpellingVariant,
    ];

    /// Whether a nomenclature gives names of this kind, each to one ingredient: INCI and the Korean standard.
    pub fn is_of_a_nomenclature(self) -> bool {
        matches!(self, Self::Inci | Self::UsInci | Self::Korean)
    }

    /// The code on the wire and in data files, such as `common_name`.
    pub fn code(self) -> &'static str {
        match self {
            Self::Inci => "inci",
            Self::UsInci => "us_inci",
            Self::UsName => "us_name",
            Self::ColourName => "colour_name",
            Self::Korean => "korean",
            Self::FormerKorean => "former_korean_name",
            Self::CommonName => "common_name",
            Self::TrivialName => "trivial_name",
            Self::SpellingVariant => "spelling_variant",
        }
    }

    /// The kind that a code means.
    pub fn parse(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.code() == code)
    }
}

/// The language of a name.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Language {
    /// The INCI nomenclature, which is no natural language (English chemistry, Latin botany).
    Inci,
    /// English.
    En,
    /// Korean.
    Ko,
    /// Latin.
    La,
    /// French.
    Fr,
    /// German.
    De,
    /// Spanish.
    Es,
    /// Italian.
    It,
}

impl Language {
    /// All languages.
    pub const ALL: [Self; 8] =
        [Self::Inci, Self::En, Self::Ko, Self::La, Self::Fr, Self::De, Self::Es, Self::It];

    /// The code on the wire and in data files: ISO 639-1, or `inci`.
    pub fn code(self) -> &'static str {
        match self {
            Self::Inci => "inci",
            Self::En => "en",
            Self::Ko => "ko",
            Self::La => "la",
            Self::Fr => "fr",
            Self::De => "de",
            Self::Es => "es",
            Self::It => "it",
        }
    }

    /// The language that a code means.
    pub fn parse(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|language| language.code() == code)
    }
}

/// A name in its original spelling.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Name {
    /// What sort of name it is.
    pub kind: NameKind,
    /// Its language.
    pub language: Language,
    /// The name as its source spells it.
    pub text: String,
    /// Whether the field uses the name for other ingredients as well, be they among the records or not. A
    /// nomenclature's names never are: they mean what the nomenclature says.
    pub is_ambiguous: bool,
}

impl Name {
    /// A name that means its ingredient and no other.
    pub fn new(kind: NameKind, language: Language, text: impl Into<String>) -> Self {
        Self { kind, language, text: text.into(), is_ambiguous: false }
    }

    /// The same name, which the field uses for other ingredients as well.
    #[must_use]
    pub fn ambiguous(self) -> Self {
        Self { is_ambiguous: true, ..self }
    }
}
