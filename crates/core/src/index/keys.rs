//! One FST over keys, and the postings its keys lead to.
//!
//! The value of a key in the FST is its ordinal, so the keys that share a beginning are a range of
//! ordinals, and all their postings one slice.
//!
//! Postings section, all numbers little-endian:
//!
//! | bytes | content |
//! | --- | --- |
//! | 4 | number of keys `n` |
//! | 4 × (n + 1) | for each ordinal, the position of its first posting; last, the number of postings |
//! | 8 × postings | code (4), position of the name in its record (2), length of the name in characters (2) |

use fst::{IntoStreamer, Map, Streamer};

use super::IndexError;
use crate::ingredient::IngredientCode;

const COUNT_SIZE: usize = 4;
const OFFSET_SIZE: usize = 4;
/// Size of one posting in bytes.
pub(super) const POSTING_SIZE: usize = 8;

/// One occurrence of a key: which record, by which of its names.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Posting {
    /// The record.
    pub code: IngredientCode,
    /// Position of the name, CAS or EC number in the record's list.
    pub position: u16,
    /// Length of the name in characters, as its source spells it.
    pub length: u16,
}

impl Posting {
    pub(super) fn to_bytes(self) -> [u8; POSTING_SIZE] {
        let mut bytes = [0; POSTING_SIZE];
        let (code, rest) = bytes.split_at_mut(4);
        let (position, length) = rest.split_at_mut(2);
        code.copy_from_slice(&self.code.get().to_le_bytes());
        position.copy_from_slice(&self.position.to_le_bytes());
        length.copy_from_slice(&self.length.to_le_bytes());
        bytes
    }

    fn from_bytes(bytes: [u8; POSTING_SIZE]) -> Self {
        let [code @ .., p0, p1, l0, l1] = bytes;
        Self {
            code: IngredientCode::new(u32::from_le_bytes(code)),
            position: u16::from_le_bytes([p0, p1]),
            length: u16::from_le_bytes([l0, l1]),
        }
    }
}

/// An FST from keys to ordinals, with postings per ordinal.
pub(super) struct KeyIndex<D> {
    keys: Map<D>,
    postings: D,
}

impl<D: AsRef<[u8]>> KeyIndex<D> {
    /// Opens and verifies the two sections, `section` being the name for error messages. That each key has the
    /// ordinal of its place is not looked at: it takes a walk over all of them.
    ///
    /// # Errors
    /// When the FST fails its checksum, when the postings have another size than they state, when their
    /// offsets do not rise, or when the two disagree on the number of keys.
    pub(super) fn open(keys: D, postings: D, section: &'static str) -> Result<Self, IndexError> {
        let fault = |fault: String| IndexError { section, fault };
        let keys = Map::new(keys).map_err(|error| fault(error.to_string()))?;
        keys.as_fst().verify().map_err(|error| fault(error.to_string()))?;
        let index = Self { keys, postings };
        index.verify_postings().map_err(fault)?;
        Ok(index)
    }

    fn verify_postings(&self) -> Result<(), String> {
        let bytes = self.postings.as_ref();
        let count = bytes.first_chunk().map(|c| u32::from_le_bytes(*c)).ok_or("postings are cut short")?;
        if u64::from(count) != self.keys.len() as u64 {
            return Err(format!("{count} posting lists for {} keys", self.keys.len()));
        }
        let (offsets, entries) = self.parts().ok_or("postings are cut short")?;
        let offsets: Vec<u32> = offsets.iter().map(|o| u32::from_le_bytes(*o)).collect();
        if offsets.first() != Some(&0) || !offsets.is_sorted_by(|a, b| a < b) {
            return Err("posting offsets do not rise".to_owned());
        }
        let (entries, rest) = entries.as_chunks::<POSTING_SIZE>();
        if !rest.is_empty() || offsets.last().map(|o| *o as usize) != Some(entries.len()) {
            return Err("the postings have another size than their offsets say".to_owned());
        }
        Ok(())
    }

    /// The offsets and the bytes after them.
    fn parts(&self) -> Option<(&[[u8; OFFSET_SIZE]], &[u8])> {
        let bytes = self.postings.as_ref();
        let size = self.keys.len().checked_add(1)?.checked_mul(OFFSET_SIZE)?;
        let (offsets, entries) = bytes.get(COUNT_SIZE..)?.split_at_checked(size)?;
        Some((offsets.as_chunks().0, entries))
    }

    /// The postings of the ordinals `from` (inclusive) to `to` (exclusive).
    fn postings_between(&self, from: u64, to: u64) -> &[[u8; POSTING_SIZE]] {
        let slice = || {
            let (offsets, entries) = self.parts()?;
            let at =
                |ordinal: u64| offsets.get(usize::try_from(ordinal).ok()?).map(|o| u32::from_le_bytes(*o));
            entries.as_chunks().0.get(at(from)? as usize..at(to)? as usize)
        };
        slice().unwrap_or_default()
    }

    /// Calls `visit` with every key that begins with `prefix`, in order, and its postings.
    pub(super) fn for_each_from(&self, prefix: &str, mut visit: impl FnMut(&str, &[[u8; POSTING_SIZE]])) {
        let Some(after) = successor(prefix) else { return };
        let mut stream = self.keys.range().ge(prefix).lt(after).into_stream();
        while let Some((key, ordinal)) = stream.next() {
            if let Ok(key) = std::str::from_utf8(key) {
                visit(key, self.postings_between(ordinal, ordinal.saturating_add(1)));
            }
        }
    }
}

/// Decodes one posting.
pub(super) fn posting(bytes: [u8; POSTING_SIZE]) -> Posting {
    Posting::from_bytes(bytes)
}

/// The smallest byte string after all strings that begin with `prefix`; `None` if it is empty. UTF-8 holds
/// no byte 0xff, so raising the last byte never overflows.
fn successor(prefix: &str) -> Option<Vec<u8>> {
    let mut bytes = prefix.as_bytes().to_vec();
    let last = bytes.last_mut()?;
    *last = last.checked_add(1)?;
    Some(bytes)
}
