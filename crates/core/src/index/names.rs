//! The names table: what a name number means, without reading a record.
//!
//! The section, all numbers little-endian:
//!
//! | bytes | content |
//! | --- | --- |
//! | 4 | number of names `n` |
//! | 12 × n | per name, in order of number: row of its record in the directory (4), position among the names of the record (2), length as its source spells it in characters (2), length of its key form in characters (2), kind and language (1: the language in the upper four bits), number of words, 127 standing for more, and in the highest bit whether the name is ambiguous (1) |
//! | 4 × (n + 1) | where each spelling begins in the run; last, the length of the run |
//! | the rest | the run: the spelling form of every name, each with a line feed behind it; no spelling holds one |

use memchr::memmem::Finder;

use super::bytes::{NUMBER, number_at, numbers, stored, take, take_number};
use super::number::NameNumber;
use super::{IndexError, Section};
use crate::ingredient::{Language, NameKind};

const ROW_SIZE: usize = 12;
const END: u8 = b'\n';
/// The mark of an ambiguous name, in the byte of the number of words.
const AMBIGUOUS: u8 = 0x80;
/// More words than this are not counted.
pub(super) const MOST_WORDS: u8 = 0x7f;

/// A row of the table.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct NameRow {
    pub(super) record: u32,
    pub(super) position: u16,
    pub(super) length: u16,
    pub(super) key_length: u16,
    pub(super) kind: NameKind,
    pub(super) language: Language,
    /// How many words its spelling form has, at most [`MOST_WORDS`], which stands for more.
    pub(super) words: u8,
    /// Whether the field uses the name for other ingredients as well.
    pub(super) is_ambiguous: bool,
}

impl NameRow {
    fn to_bytes(self) -> [u8; ROW_SIZE] {
        let [r0, r1, r2, r3] = self.record.to_le_bytes();
        let [p0, p1] = self.position.to_le_bytes();
        let [l0, l1] = self.length.to_le_bytes();
        let [k0, k1] = self.key_length.to_le_bytes();
        let kind_and_language = kind_byte(self.kind) | (language_byte(self.language) << 4);
        let mark = if self.is_ambiguous { AMBIGUOUS } else { 0 };
        let words_and_mark = self.words.min(MOST_WORDS) | mark;
        [r0, r1, r2, r3, p0, p1, l0, l1, k0, k1, kind_and_language, words_and_mark]
    }

    fn from_bytes(row: [u8; ROW_SIZE]) -> Option<Self> {
        let [r0, r1, r2, r3, p0, p1, l0, l1, k0, k1, kind_and_language, words_and_mark] = row;
        Some(Self {
            record: u32::from_le_bytes([r0, r1, r2, r3]),
            position: u16::from_le_bytes([p0, p1]),
            length: u16::from_le_bytes([l0, l1]),
            key_length: u16::from_le_bytes([k0, k1]),
            kind: kind_of(kind_and_language)?,
            language: *Language::ALL.get(usize::from(kind_and_language >> 4))?,
            words: words_and_mark & MOST_WORDS,
            is_ambiguous: words_and_mark & AMBIGUOUS != 0,
        })
    }
}

fn kind_of(kind_and_language: u8) -> Option<NameKind> {
    NameKind::ALL.get(usize::from(kind_and_language & 0xf)).copied()
}

/// The stored number of a kind, up to 15: its place in the list of all.
fn kind_byte(kind: NameKind) -> u8 {
    (0..).zip(NameKind::ALL).find(|(_, known)| *known == kind).map_or(u8::MAX, |(byte, _)| byte)
}

/// The stored number of a language, likewise.
fn language_byte(language: Language) -> u8 {
    (0..).zip(Language::ALL).find(|(_, known)| *known == language).map_or(u8::MAX, |(byte, _)| byte)
}

/// All names in order of number.
pub(super) struct NameTable<D> {
    bytes: D,
    count: usize,
}

/// The parts of the section, found once per lookup.
#[derive(Clone, Copy)]
pub(super) struct Names<'a> {
    rows: &'a [[u8; ROW_SIZE]],
    starts: &'a [[u8; NUMBER]],
    run: &'a [u8],
}

impl<D: AsRef<[u8]>> NameTable<D> {
    /// Opens and verifies the section; every name must belong to one of `records` records.
    ///
    /// # Errors
    /// When sizes do not fit, a row holds an unknown value, or spellings are not text, each with its end.
    pub(super) fn open(bytes: D, records: usize) -> Result<Self, IndexError> {
        let fault = |fault: &str| IndexError { section: Section::Names.name(), fault: fault.to_owned() };
        let names = Names::of(bytes.as_ref()).ok_or_else(|| fault("it is cut short"))?;
        for row in names.rows {
            let row =
                NameRow::from_bytes(*row).ok_or_else(|| fault("a row has an unknown kind or language"))?;
            if row.record as usize >= records {
                return Err(fault("a row names a record that is not in the directory"));
            }
        }
        let run = std::str::from_utf8(names.run).map_err(|_| fault("the spellings are no text"))?;
        let mut end = 0;
        for (start, spelling) in names.starts.iter().zip(run.split_inclusive('\n')) {
            if u32::from_le_bytes(*start) as usize != end || !spelling.ends_with('\n') {
                return Err(fault("a spelling does not begin where the one before it ends"));
            }
            end += spelling.len();
        }
        let last = number_at(names.starts, names.rows.len()).map(|last| last as usize);
        if last != Some(end) || end != run.len() {
            return Err(fault("the spellings do not fill the run"));
        }
        let count = names.rows.len();
        Ok(Self { bytes, count })
    }

    /// Number of names.
    pub(super) fn len(&self) -> usize {
        self.count
    }

    /// The parts of the section.
    pub(super) fn parts(&self) -> Names<'_> {
        Names::of(self.bytes.as_ref()).unwrap_or(Names { rows: &[], starts: &[], run: &[] })
    }
}

impl<'a> Names<'a> {
    fn of(mut bytes: &'a [u8]) -> Option<Self> {
        let count = take_number(&mut bytes)?;
        let rows = take(&mut bytes, count.checked_mul(ROW_SIZE)?)?;
        let starts = take(&mut bytes, count.checked_add(1)?.checked_mul(NUMBER)?)?;
        Some(Self { rows: rows.as_chunks().0, starts: numbers(starts), run: bytes })
    }

    /// Number of names.
    pub(super) fn len(self) -> usize {
        self.rows.len()
    }

    /// The row of a name.
    pub(super) fn row(self, number: NameNumber) -> Option<NameRow> {
        self.rows.get(number.place()).and_then(|row| NameRow::from_bytes(*row))
    }

    /// The kind of a name.
    pub(super) fn kind(self, number: NameNumber) -> Option<NameKind> {
        let [.., kind_and_language, _] = self.rows.get(number.place())?;
        kind_of(*kind_and_language)
    }

    /// The bytes of a spelling.
    pub(super) fn spelling_bytes(self, number: NameNumber) -> Option<&'a [u8]> {
        let start = number_at(self.starts, number.place())? as usize;
        let end = number_at(self.starts, number.place() + 1)? as usize;
        self.run.get(start..end.checked_sub(1)?)
    }

    /// A spelling.
    pub(super) fn spelling(self, number: NameNumber) -> Option<&'a str> {
        self.spelling_bytes(number).and_then(|bytes| std::str::from_utf8(bytes).ok())
    }

    /// Calls `visit` with the number of every name that holds `needle`, each once, ascending: one pass over
    /// all names, whatever the needle.
    pub(super) fn scan(self, needle: &[u8], mut visit: impl FnMut(NameNumber)) {
        if needle.is_empty() || needle.contains(&END) {
            return;
        }
        let finder = Finder::new(needle);
        let (mut from, mut number) = (0, 0);
        while let Some(hit) = self.run.get(from..).and_then(|rest| finder.find(rest)) {
            number = self.number_at(number, from + hit);
            let Ok(named) = u32::try_from(number) else { return };
            visit(NameNumber::new(named));
            number += 1;
            match number_at(self.starts, number) {
                Some(next) => from = next as usize,
                None => return,
            }
        }
    }

    /// The number of the name that covers the byte at `position`, not before the number `from`. Steps double
    /// from there, so that near names are found soon and far ones soon enough.
    fn number_at(self, from: usize, position: usize) -> usize {
        let begins_by = |start: &[u8; NUMBER]| u32::from_le_bytes(*start) as usize <= position;
        let (mut low, mut step) = (from, 1);
        while self.starts.get(low + step).is_some_and(begins_by) {
            low += step;
            step *= 2;
        }
        let window = self.starts.get(low..self.starts.len().min(low + step)).unwrap_or_default();
        (low + window.partition_point(begins_by)).saturating_sub(1)
    }
}

/// The bytes of the section for these names and spellings, in order of number.
///
/// # Errors
/// When a number outgrows 32 bits.
pub(super) fn name_section<'a>(
    names: impl ExactSizeIterator<Item = (NameRow, &'a str)> + Clone,
) -> Result<Vec<u8>, IndexError> {
    let mut bytes = stored(Section::Names, names.len())?.to_vec();
    bytes.extend(names.clone().flat_map(|(row, _)| row.to_bytes()));
    let mut start = 0;
    bytes.extend(stored(Section::Names, start)?);
    for (_, spelling) in names.clone() {
        start += spelling.len() + 1;
        bytes.extend(stored(Section::Names, start)?);
    }
    for (_, spelling) in names {
        bytes.extend(spelling.as_bytes());
        bytes.push(END);
    }
    Ok(bytes)
}
