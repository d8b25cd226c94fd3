//! Annexes II to VI of Regulation (EC) No 1223/2009 and references into them.

use std::cmp::Ordering;
use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

use super::SourceType;

/// An annex of Regulation (EC) No 1223/2009 that lists substances.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "UPPERCASE")]
pub enum Annex {
    /// Prohibited substances (Article 14(1)(a)).
    II,
    /// Substances allowed under restrictions (Article 14(1)(b)).
    III,
    /// Allowed colourants (Article 14(1)(c)).
    IV,
    /// Allowed preservatives (Article 14(1)(d)).
    V,
    /// Allowed UV filters (Article 14(1)(e)).
    VI,
}

impl Annex {
    /// All annexes that list substances, in their order.
    pub const ALL: [Self; 5] = [Self::II, Self::III, Self::IV, Self::V, Self::VI];

    /// The Roman numeral.
    pub fn numeral(self) -> &'static str {
        match self {
            Self::II => "II",
            Self::III => "III",
            Self::IV => "IV",
            Self::V => "V",
            Self::VI => "VI",
        }
    }

    /// What kind of list the annex is.
    pub fn source_type(self) -> SourceType {
        match self {
            Self::II => SourceType::Ban,
            Self::III => SourceType::Limit,
            Self::IV => SourceType::Colourant,
            Self::V => SourceType::Preservative,
            Self::VI => SourceType::UvFilter,
        }
    }
}

impl FromStr for Annex {
    type Err = AnnexReferenceError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        Self::ALL
            .into_iter()
            .find(|annex| annex.numeral().eq_ignore_ascii_case(text.trim()))
            .ok_or_else(|| AnnexReferenceError::new(text))
    }
}

/// A reference such as `III/98` or `III/2a`: an annex and a reference number, which is not an integer.
///
/// References order by annex, then by number, then by letter.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct AnnexReference {
    annex: Annex,
    number: u16,
    letter: Option<char>,
}

/// Why a text is not an annex reference.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error(
    "{input:?} is no annex reference: expected II to VI, a slash, a number and perhaps a letter (III/2a)"
)]
pub struct AnnexReferenceError {
    /// The text as given, cut to 64 characters.
    pub input: String,
}

impl AnnexReferenceError {
    fn new(input: &str) -> Self {
        Self { input: input.chars().take(64).collect() }
    }
}

impl AnnexReference {
    /// The annex.
    pub fn annex(&self) -> Annex {
        self.annex
    }

    /// The reference number within the annex, such as `2a`.
    pub fn number(&self) -> String {
        let mut number = self.number.to_string();
        number.extend(self.letter);
        number
    }
}

impl FromStr for AnnexReference {
    type Err = AnnexReferenceError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let error = || AnnexReferenceError::new(text);
        let (annex, number) = text.trim().split_once('/').ok_or_else(error)?;
        let annex = annex.parse()?;
        let letter = number.chars().last().filter(char::is_ascii_lowercase);
        let digits = letter.and_then(|l| number.strip_suffix(l)).unwrap_or(number);
        if !digits.bytes().all(|b| b.is_ascii_digit()) || digits.starts_with('0') {
            return Err(error());
        }
        Ok(Self { annex, number: digits.parse().map_err(|_| error())?, letter })
    }
}

impl Ord for AnnexReference {
    fn cmp(&self, other: &Self) -> Ordering {
        let order = |r: &Self| (r.annex, r.number, r.letter);
        order(self).cmp(&order(other))
    }
}

impl PartialOrd for AnnexReference {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl fmt::Display for AnnexReference {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}/{}", self.annex.numeral(), self.number())
    }
}

impl TryFrom<String> for AnnexReference {
    type Error = AnnexReferenceError;

    fn try_from(text: String) -> Result<Self, Self::Error> {
        text.parse()
    }
}

impl From<AnnexReference> for String {
    fn from(reference: AnnexReference) -> Self {
        reference.to_string()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn references_parse_display_and_order() {
        let texts = ["II/9", "II/812", "III/2a", "III/2b", "III/10", "VI/27"];
        let references: Vec<AnnexReference> = texts.iter().map(|t| t.parse().unwrap()).collect();
        assert!(references.is_sorted());
        assert_eq!(references.iter().map(ToString::to_string).collect::<Vec<_>>(), texts);
    }

    #[test]
    fn noise_is_no_reference() {
        for text in [
            "",
            "#CosIng",
            "III",
            "III/",
            "VII/1",
            "III/0",
            "III/01",
            "III/2aa",
            "III/2-",
            "I/1",
            "III/99999",
        ] {
            assert!(text.parse::<AnnexReference>().is_err(), "{text}");
        }
    }
}
