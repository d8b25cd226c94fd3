//! One fixed-size row per record, sorted by code: what lists, counts and filters need without reading records.
//!
//! The section, all numbers little-endian:
//!
//! | bytes | content |
//! | --- | --- |
//! | 4 | length of the codes of functions |
//! | so many | the codes of all functions that records have, ascending, each with a line feed behind it |
//! | 28 each | rows: code (4), label frequency (2), status (1), flags (1: bit 0, has a CAS number), markets that ban it (2) and that limit it (2), a bit each in the order of markets, functions (16), a bit each in the order of their codes |

use super::bytes::{take, take_number};
use super::{IndexError, Section};
use crate::ingredient::IngredientCode;
use crate::regulation::{Market, RegulationStatus, Restriction};

const ROW_SIZE: usize = 28;
const HAS_CAS: u8 = 1;
/// As many as a row has bits for.
pub(super) const MOST_FUNCTIONS: usize = 128;

/// Some of the functions of a data set.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct FunctionSet(u128);

impl FunctionSet {
    pub(super) fn with(self, place: usize) -> Self {
        Self(self.0 | u32::try_from(place).ok().and_then(|place| 1_u128.checked_shl(place)).unwrap_or(0))
    }

    /// Whether the two share a function.
    pub fn meets(self, other: Self) -> bool {
        self.0 & other.0 != 0
    }
}

/// Some of the markets.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct MarketSet(u16);

impl MarketSet {
    fn bit(market: Market) -> u16 {
        (0..).zip(Market::ALL).find(|(_, known)| *known == market).map_or(0, |(place, _)| 1 << place)
    }

    pub(super) fn insert(&mut self, market: Market) {
        self.0 |= Self::bit(market);
    }

    /// Whether the market is among them.
    pub fn contains(self, market: Market) -> bool {
        self.0 & Self::bit(market) != 0
    }
}

/// What the directory knows of a record.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct DirectoryEntry {
    /// The record.
    pub code: IngredientCode,
    /// On how many of ten thousand labels it stands.
    pub label_frequency: u16,
    /// Its regulation status.
    pub status: RegulationStatus,
    /// Whether it has a CAS number.
    pub has_cas: bool,
    /// Markets with an entry that bans it.
    pub banned: MarketSet,
    /// Markets with an entry that limits it.
    pub limited: MarketSet,
    /// Its functions.
    pub functions: FunctionSet,
}

impl DirectoryEntry {
    /// The status in one market, `is_loaded` telling whether a source of it is in the data set.
    pub fn status_in(&self, market: Market, is_loaded: bool) -> RegulationStatus {
        let ban = self.banned.contains(market).then_some(Restriction::Ban);
        let limit = self.limited.contains(market).then_some(Restriction::Limit);
        RegulationStatus::of(ban.into_iter().chain(limit), is_loaded)
    }

    pub(super) fn to_bytes(self) -> [u8; ROW_SIZE] {
        let mut row = [0; ROW_SIZE];
        let parts = [
            &self.code.get().to_le_bytes()[..],
            &self.label_frequency.to_le_bytes(),
            &[status_byte(self.status), if self.has_cas { HAS_CAS } else { 0 }],
            &self.banned.0.to_le_bytes(),
            &self.limited.0.to_le_bytes(),
            &self.functions.0.to_le_bytes(),
        ];
        for (slot, byte) in row.iter_mut().zip(parts.into_iter().flatten()) {
            *slot = *byte;
        }
        row
    }

    fn from_bytes(row: &[u8; ROW_SIZE]) -> Option<Self> {
        let ([c0, c1, c2, c3, f0, f1, status, flags, b0, b1, l0, l1], functions) = row.split_first_chunk()?;
        Some(Self {
            code: IngredientCode::new(u32::from_le_bytes([*c0, *c1, *c2, *c3])),
            label_frequency: u16::from_le_bytes([*f0, *f1]),
            status: status_of(*status)?,
            has_cas: flags & HAS_CAS != 0,
            banned: MarketSet(u16::from_le_bytes([*b0, *b1])),
            limited: MarketSet(u16::from_le_bytes([*l0, *l1])),
            functions: FunctionSet(u128::from_le_bytes(*functions.first_chunk()?)),
        })
    }
}

/// The stored byte of a status. Values never change; a new status takes a new one.
fn status_byte(status: RegulationStatus) -> u8 {
    match status {
        RegulationStatus::Prohibited => 1,
        RegulationStatus::Restricted => 2,
        RegulationStatus::RestrictedAndProhibited => 3,
        RegulationStatus::NotListed => 4,
        RegulationStatus::Unknown => 5,
    }
}

/// The status that a byte stands for.
fn status_of(byte: u8) -> Option<RegulationStatus> {
    let status = match byte {
        1 => RegulationStatus::Prohibited,
        2 => RegulationStatus::Restricted,
        3 => RegulationStatus::RestrictedAndProhibited,
        4 => RegulationStatus::NotListed,
        5 => RegulationStatus::Unknown,
        _ => return None,
    };
    Some(status)
}

/// All records by code.
#[derive(Debug)]
pub struct Directory<D> {
    bytes: D,
}

/// The codes of functions, and the rows. Constant: searches read a row for every name that they come across.
fn parts(mut bytes: &[u8]) -> Option<(&[u8], &[[u8; ROW_SIZE]])> {
    let length = take_number(&mut bytes)?;
    let functions = take(&mut bytes, length)?;
    let (rows, rest) = bytes.as_chunks();
    rest.is_empty().then_some((functions, rows))
}

impl<D: AsRef<[u8]>> Directory<D> {
    /// Opens and verifies the section.
    ///
    /// # Errors
    /// When the sizes do not fit, functions or codes of records do not rise, or a status is unknown.
    pub fn open(bytes: D) -> Result<Self, IndexError> {
        let fault = |fault: &str| IndexError { section: Section::Directory.name(), fault: fault.to_owned() };
        let (functions, rows) =
            parts(bytes.as_ref()).ok_or_else(|| fault("the size is no multiple of a row"))?;
        let functions = std::str::from_utf8(functions).map_err(|_| fault("the functions are no text"))?;
        let functions: Vec<&str> = functions.split_inclusive('\n').collect();
        let is_whole = functions.iter().all(|code| code.ends_with('\n'));
        if !is_whole || !functions.is_sorted_by(|a, b| a < b) || functions.len() > MOST_FUNCTIONS {
            return Err(fault("functions do not rise"));
        }
        let entries: Option<Vec<_>> = rows.iter().map(DirectoryEntry::from_bytes).collect();
        match entries {
            None => Err(fault("a row has an unknown status")),
            Some(entries) if !entries.is_sorted_by(|a, b| a.code < b.code) => Err(fault("codes do not rise")),
            Some(_) => Ok(Self { bytes }),
        }
    }

    fn rows(&self) -> &[[u8; ROW_SIZE]] {
        parts(self.bytes.as_ref()).map(|(_, rows)| rows).unwrap_or_default()
    }

    /// Number of records.
    pub fn len(&self) -> usize {
        self.rows().len()
    }

    /// Whether there is no record.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// The record in a row.
    pub fn get(&self, row: u32) -> Option<DirectoryEntry> {
        self.rows().get(row as usize).and_then(DirectoryEntry::from_bytes)
    }

    /// The record with this code, found by halving.
    pub fn find(&self, code: IngredientCode) -> Option<DirectoryEntry> {
        let rows = self.rows();
        let code_of = |row: &[u8; ROW_SIZE]| row.first_chunk().map_or(0, |code| u32::from_le_bytes(*code));
        let row = rows.binary_search_by_key(&code.get(), code_of).ok()?;
        rows.get(row).and_then(DirectoryEntry::from_bytes)
    }

    /// All records in order of code.
    pub fn iter(&self) -> impl Iterator<Item = DirectoryEntry> + use<'_, D> {
        self.rows().iter().filter_map(DirectoryEntry::from_bytes)
    }

    /// The codes of all functions that records have, ascending.
    pub fn functions(&self) -> impl Iterator<Item = &str> {
        let functions = parts(self.bytes.as_ref()).map(|(functions, _)| functions).unwrap_or_default();
        std::str::from_utf8(functions).unwrap_or_default().lines()
    }

    /// The set of the function with this code; `None` where no record has it.
    pub fn function(&self, code: &str) -> Option<FunctionSet> {
        self.functions().position(|known| known == code).map(|place| FunctionSet::default().with(place))
    }
}

/// The bytes of the section.
///
/// # Errors
/// When there are more functions than a row has bits for, or codes that hold a line feed.
pub(super) fn directory_section(
    functions: &[&str],
    entries: impl Iterator<Item = DirectoryEntry>,
) -> Result<Vec<u8>, IndexError> {
    if functions.len() > MOST_FUNCTIONS || functions.iter().any(|code| code.contains('\n')) {
        let fault = format!("{} functions, or one with a line feed; a row has bits for 128", functions.len());
        return Err(IndexError { section: Section::Directory.name(), fault });
    }
    let codes: String = functions.iter().flat_map(|code| [code, "\n"]).collect();
    let mut bytes = super::bytes::stored(Section::Directory, codes.len())?.to_vec();
    bytes.extend(codes.as_bytes());
    bytes.extend(entries.flat_map(DirectoryEntry::to_bytes));
    Ok(bytes)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_status_is_read_as_it_was_written_and_no_other_byte_is_one() {
        let written: Vec<u8> = RegulationStatus::ALL.map(status_byte).into();
        for byte in 0..=u8::MAX {
            let place = written.iter().position(|known| *known == byte);
            assert_eq!(status_of(byte), place.map(|place| RegulationStatus::ALL[place]), "{byte}");
        }
    }
}
