//! One entry of a market's list, as the source states it.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

use super::{Market, Restriction};
use crate::identifier::{CasNumber, EcNumber};

/// What kind of list an entry stands in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum SourceType {
    /// A list of prohibited substances.
    Ban,
    /// A list of substances under restrictions.
    Limit,
    /// A list of allowed colourants.
    Colourant,
    /// A list of allowed preservatives.
    Preservative,
    /// A list of allowed UV filters.
    UvFilter,
}

impl SourceType {
    /// What a listing there means for the substance.
    pub fn restriction(self) -> Restriction {
        if self == Self::Ban { Restriction::Ban } else { Restriction::Limit }
    }

    /// The name on the wire, such as `uv_filter`.
    pub fn code(self) -> &'static str {
        match self {
            Self::Ban => "ban",
            Self::Limit => "limit",
            Self::Colourant => "colourant",
            Self::Preservative => "preservative",
            Self::UvFilter => "uv_filter",
        }
    }
}

/// Names one entry: market, reference and, where a source lists one reference several times, which of
/// them. Displays as `EU III/98`, the second of that reference as `EU III/98#2`.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct EntryKey {
    /// The market whose list it is.
    pub market: Market,
    /// The reference within the market, such as `III/98`.
    pub reference: String,
    /// 1 for the first entry of that reference, in the order of the source.
    pub occurrence: u16,
}

impl EntryKey {
    /// Market and reference as people cite them, without the occurrence: `EU III/98`.
    pub fn citation(&self) -> String {
        format!("{} {}", self.market.code(), self.reference)
    }
}

impl fmt::Display for EntryKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {}", self.market.code(), self.reference)?;
        if self.occurrence > 1 {
            write!(f, "#{}", self.occurrence)?;
        }
        Ok(())
    }
}

/// A text that does not name an entry.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("not an entry key: expected a market, a blank and a reference, such as `EU III/98`")]
pub struct EntryKeyError;

impl FromStr for EntryKey {
    type Err = EntryKeyError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let (market, rest) = text.split_once(' ').ok_or(EntryKeyError)?;
        let market = Market::parse(market).ok_or(EntryKeyError)?;
        let (reference, occurrence) = match rest.split_once('#') {
            Some((reference, occurrence)) => (reference, occurrence.parse().map_err(|_| EntryKeyError)?),
            None => (rest, 1),
        };
        if reference.is_empty() || occurrence == 0 {
            return Err(EntryKeyError);
        }
        Ok(Self { market, reference: reference.to_owned(), occurrence })
    }
}

/// One entry of a market's list. Texts stand as the source has them, blanks tidied; empty means that the
/// source states nothing there.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RegulationEntry {
    /// Which entry it is.
    pub key: EntryKey,
    /// The kind of list.
    pub source_type: SourceType,
    /// The substance as the list names it.
    pub substance: String,
    /// CAS numbers that the entry states.
    pub cas: Vec<CasNumber>,
    /// EC numbers that the entry states.
    pub ec: Vec<EcNumber>,
    /// Product types or body parts to which the entry applies.
    pub product_type: String,
    /// The maximum concentration, in the source's words.
    pub maximum_concentration: String,
    /// Further conditions.
    pub conditions: String,
    /// Wording that a label must bear.
    pub label_wording: String,
    /// Identifier of the source (see the manifest).
    pub source: String,
    /// Date of the source, `YYYY-MM-DD`.
    pub source_date: String,
    /// Whether the source says that the entry was moved or deleted, so that it no longer binds.
    pub is_withdrawn: bool,
}

/// The maximum concentrations of entries, each behind its citation, parted by `; `; empty where none states
/// one.
pub fn maximum_concentrations<'a>(entries: impl IntoIterator<Item = &'a RegulationEntry>) -> String {
    let stated = entries.into_iter().filter(|entry| !entry.maximum_concentration.is_empty());
    let limits = stated.map(|entry| format!("{}: {}", entry.key.citation(), entry.maximum_concentration));
    limits.collect::<Vec<_>>().join("; ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_parse_what_they_display() {
        for text in ["EU III/98", "EU II/38#3", "ASEAN II/1"] {
            assert_eq!(text.parse::<EntryKey>().unwrap().to_string(), text);
        }
        for text in ["", "EU", "EU ", "XX III/1", "EU III/1#0", "EU III/1#x"] {
            assert!(text.parse::<EntryKey>().is_err(), "{text}");
        }
    }
}
