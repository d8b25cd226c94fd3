//! Names in their spelling form, one after the other, for looking *inside* them.
//!
//! All spellings of a field lie in one run of bytes, each followed by a line feed, which no spelling and no
//! query holds: a match never crosses from one name into the next, and one pass over the run finds all.
//!
//! The section, all numbers little-endian:
//!
//! | bytes | content |
//! | --- | --- |
//! | 4 | number of spellings `n` |
//! | 4 | number of postings `p` |
//! | 4 × (n + 1) | where each spelling begins in the run; last, the length of the run |
//! | 4 × (n + 1) | for each spelling, the position of its first posting; last, `p` |
//! | 8 × p | postings, as in the other sections |
//! | the rest | the run: distinct spellings in byte order, each with a line feed behind it |

use std::ops::Range;

use memchr::memmem::Finder;

use super::builder::Postings;
use super::keys::{POSTING_SIZE, Posting, posting};
use super::{IndexError, Section};

const NUMBER: usize = 4;
const END: u8 = b'\n';

/// The names of one field in their spelling form.
pub struct SpelledNames<D> {
    bytes: D,
    count: usize,
    starts: Range<usize>,
    offsets: Range<usize>,
    postings: Range<usize>,
    run: Range<usize>,
}

impl<D: AsRef<[u8]>> SpelledNames<D> {
    /// Opens and verifies the section, `section` being its name for error messages.
    ///
    /// # Errors
    /// When the sizes do not fit, positions do not rise, or names are not in order, each with its line feed.
    pub fn open(bytes: D, section: &'static str) -> Result<Self, IndexError> {
        let fault = |fault: &str| IndexError { section, fault: fault.to_owned() };
        let names = Self::laid_out(bytes).ok_or_else(|| fault("it is cut short"))?;
        if !names.positions_rise(&names.starts, names.run.len()) {
            return Err(fault("the beginnings of names do not rise to the end of the run"));
        }
        let count = names.postings.len() / POSTING_SIZE;
        if !names.positions_rise(&names.offsets, count) {
            return Err(fault("posting offsets do not rise to the number of postings"));
        }
        let mut before: Option<&[u8]> = None;
        for ordinal in 0..names.count {
            let Some(name) = names.name(ordinal) else {
                return Err(fault("a name does not end with a line feed"));
            };
            if name.contains(&END) || before.is_some_and(|before| before >= name) {
                return Err(fault("names are not in order"));
            }
            before = Some(name);
        }
        Ok(names)
    }

    /// The parts of the section, by the two numbers it begins with.
    fn laid_out(bytes: D) -> Option<Self> {
        let all = bytes.as_ref();
        let number = |at: usize| Some(u32::from_le_bytes(*all.get(at..)?.first_chunk()?) as usize);
        let count = number(0)?;
        let table = count.checked_add(1)?.checked_mul(NUMBER)?;
        let starts = 2 * NUMBER..table.checked_add(2 * NUMBER)?;
        let offsets = starts.end..starts.end.checked_add(table)?;
        let postings = offsets.end..offsets.end.checked_add(number(NUMBER)?.checked_mul(POSTING_SIZE)?)?;
        let run = postings.end..all.len();
        (postings.end <= all.len()).then_some(())?;
        Some(Self { bytes, count, starts, offsets, postings, run })
    }

    /// Whether a table of positions begins at 0, rises with every step, and ends at `end`.
    fn positions_rise(&self, table: &Range<usize>, end: usize) -> bool {
        let positions: Vec<usize> =
            self.table(table).iter().map(|p| u32::from_le_bytes(*p) as usize).collect();
        positions.first() == Some(&0)
            && positions.last() == Some(&end)
            && positions.is_sorted_by(|before, after| before < after)
    }

    fn table(&self, table: &Range<usize>) -> &[[u8; NUMBER]] {
        self.bytes.as_ref().get(table.clone()).unwrap_or_default().as_chunks().0
    }

    fn run(&self) -> &[u8] {
        self.bytes.as_ref().get(self.run.clone()).unwrap_or_default()
    }

    /// Where in the run the name with this ordinal begins.
    fn start(&self, ordinal: usize) -> Option<usize> {
        self.table(&self.starts).get(ordinal).map(|start| u32::from_le_bytes(*start) as usize)
    }

    /// The bytes of a name, without its line feed.
    fn name(&self, ordinal: usize) -> Option<&[u8]> {
        let (last, name) = self.run().get(self.start(ordinal)?..self.start(ordinal + 1)?)?.split_last()?;
        (*last == END).then_some(name)
    }

    fn postings_of(&self, ordinal: usize) -> &[[u8; POSTING_SIZE]] {
        let postings = || {
            let offsets = self.table(&self.offsets);
            let at = |ordinal: usize| offsets.get(ordinal).map(|offset| u32::from_le_bytes(*offset) as usize);
            let all = self.bytes.as_ref().get(self.postings.clone())?.as_chunks().0;
            all.get(at(ordinal)?..at(ordinal + 1)?)
        };
        postings().unwrap_or_default()
    }

    /// The postings of every name that holds `needle` anywhere, each name once, with whether it is the
    /// whole name. `needle` is a text in its spelling form, taken literally; nothing holds an empty one.
    ///
    /// One pass over the run (some 2 MB for forty thousand records), whatever the needle.
    pub fn containing(&self, needle: &str) -> Vec<(bool, Posting)> {
        let mut found = Vec::new();
        if needle.is_empty() || needle.as_bytes().contains(&END) {
            return found;
        }
        let (finder, run) = (Finder::new(needle), self.run());
        let (mut from, mut ordinal) = (0, 0);
        while let Some(hit) = run.get(from..).and_then(|rest| finder.find(rest)) {
            ordinal = self.ordinal_at(ordinal, from + hit);
            let whole = self.name(ordinal).is_some_and(|name| name.len() == needle.len());
            found.extend(self.postings_of(ordinal).iter().map(|bytes| (whole, posting(*bytes))));
            ordinal += 1;
            match self.start(ordinal) {
                Some(next) => from = next,
                None => break,
            }
        }
        found
    }

    /// The ordinal of the name that covers the byte at `position`, not before the ordinal `from`. Steps
    /// double from there, so that near names are found soon and far ones soon enough.
    fn ordinal_at(&self, from: usize, position: usize) -> usize {
        let starts = self.table(&self.starts);
        let begins_by = |start: &[u8; NUMBER]| u32::from_le_bytes(*start) as usize <= position;
        let (mut low, mut step) = (from, 1);
        while starts.get(low + step).is_some_and(begins_by) {
            low += step;
            step *= 2;
        }
        let window = starts.get(low..starts.len().min(low + step)).unwrap_or_default();
        (low + window.partition_point(begins_by)).saturating_sub(1)
    }

    /// The postings of the name that is spelled so.
    pub fn exact(&self, spelling: &str) -> impl Iterator<Item = Posting> + use<'_, D> {
        let (mut low, mut high) = (0, self.count);
        while low < high {
            let middle = low.midpoint(high);
            if self.name(middle).is_some_and(|name| name < spelling.as_bytes()) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        let is_it = self.name(low) == Some(spelling.as_bytes());
        let postings = if is_it { self.postings_of(low) } else { &[] };
        postings.iter().map(|bytes| posting(*bytes))
    }
}

/// The bytes of a section with these spellings.
///
/// # Errors
/// When a number outgrows 32 bits.
pub(super) fn spelled_section(section: Section, field: &Postings) -> Result<Vec<u8>, IndexError> {
    let number = |number: usize| {
        u32::try_from(number).map(u32::to_le_bytes).map_err(|_| IndexError {
            section: section.name(),
            fault: "more than 4,294,967,295 names, postings or bytes".to_owned(),
        })
    };
    let total: usize = field.values().map(std::collections::BTreeSet::len).sum();
    let mut bytes = [number(field.len())?, number(total)?].concat();
    let mut start = 0;
    bytes.extend(number(start)?);
    for name in field.keys() {
        start += name.len() + 1;
        bytes.extend(number(start)?);
    }
    let mut offset = 0;
    bytes.extend(number(offset)?);
    for postings in field.values() {
        offset += postings.len();
        bytes.extend(number(offset)?);
    }
    bytes.extend(field.values().flatten().flat_map(|posting| posting.to_bytes()));
    for name in field.keys() {
        bytes.extend(name.as_bytes());
        bytes.push(END);
    }
    Ok(bytes)
}
