//! One fixed-size row per record, sorted by code: what lists and counts need without reading records.
//!
//! A row is 8 bytes, little-endian: code (4), label frequency (2), status (1), flags (1, bit 0: has a CAS
//! number).

use super::IndexError;
use crate::ingredient::IngredientCode;
use crate::regulation::RegulationStatus;

const ROW_SIZE: usize = 8;
const HAS_CAS: u8 = 1;

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
}

impl DirectoryEntry {
    pub(super) fn to_bytes(self) -> [u8; ROW_SIZE] {
        let [c0, c1, c2, c3] = self.code.get().to_le_bytes();
        let [f0, f1] = self.label_frequency.to_le_bytes();
        [c0, c1, c2, c3, f0, f1, status_byte(self.status), if self.has_cas { HAS_CAS } else { 0 }]
    }

    fn from_bytes(row: [u8; ROW_SIZE]) -> Option<Self> {
        let [code @ .., f0, f1, status, flags] = row;
        Some(Self {
            code: IngredientCode::new(u32::from_le_bytes(code)),
            label_frequency: u16::from_le_bytes([f0, f1]),
            status: RegulationStatus::ALL.into_iter().find(|s| status_byte(*s) == status)?,
            has_cas: flags & HAS_CAS != 0,
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

/// All records by code.
#[derive(Debug)]
pub struct Directory<D> {
    rows: D,
}

impl<D: AsRef<[u8]>> Directory<D> {
    /// Opens and verifies the section.
    ///
    /// # Errors
    /// When the size is no multiple of a row, a status is unknown, or codes do not rise.
    pub fn open(rows: D) -> Result<Self, IndexError> {
        let fault = |fault: &str| IndexError { section: "directory", fault: fault.to_owned() };
        let (chunks, rest) = rows.as_ref().as_chunks::<ROW_SIZE>();
        if !rest.is_empty() {
            return Err(fault("the size is no multiple of a row"));
        }
        let entries: Option<Vec<_>> = chunks.iter().map(|row| DirectoryEntry::from_bytes(*row)).collect();
        match entries {
            None => Err(fault("a row has an unknown status")),
            Some(entries) if !entries.is_sorted_by(|a, b| a.code < b.code) => Err(fault("codes do not rise")),
            Some(_) => Ok(Self { rows }),
        }
    }

    /// Number of records.
    pub fn len(&self) -> usize {
        self.rows.as_ref().len() / ROW_SIZE
    }

    /// Whether there is no record.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// The record in a row.
    pub fn get(&self, row: u32) -> Option<DirectoryEntry> {
        let (rows, _) = self.rows.as_ref().as_chunks::<ROW_SIZE>();
        rows.get(row as usize).and_then(|row| DirectoryEntry::from_bytes(*row))
    }

    /// All records in order of code.
    pub fn iter(&self) -> impl Iterator<Item = DirectoryEntry> + use<'_, D> {
        let (rows, _) = self.rows.as_ref().as_chunks::<ROW_SIZE>();
        rows.iter().filter_map(|row| DirectoryEntry::from_bytes(*row))
    }
}
