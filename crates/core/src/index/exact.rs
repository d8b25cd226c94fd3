//! Whole names by their key form: a hash table of name numbers.
//!
//! The section is a table of 4-byte slots, a power of two of them and at least twice as many as names. A slot
//! holds a name number plus one, or 0. A name stands in the first free slot from its hash on; names enter in
//! order of number, so those of one key are met in order of number. The keys themselves are not stored: a
//! candidate is held against the spelling form of its name.
//!
//! The hash is FNV-1a of 64 bits over the key form (G. Fowler, L. C. Noll, K.-P. Vo; RFC 9923), its upper half
//! folded onto the lower.

use super::bytes::{NUMBER, number_at, numbers};
use super::names::Names;
use super::number::NameNumber;
use super::{IndexError, Section};
use crate::text;

/// The table.
pub(super) struct ExactTable<D> {
    slots: D,
}

fn hash(key: &str) -> usize {
    let hash = key.bytes().fold(0xcbf2_9ce4_8422_2325_u64, |hash, byte| {
        (hash ^ u64::from(byte)).wrapping_mul(0x0000_0100_0000_01b3)
    });
    usize::try_from((hash ^ (hash >> 32)) & 0xffff_ffff).unwrap_or_default()
}

/// How many slots so many names take.
fn slots_for(names: usize) -> usize {
    (2 * names).next_power_of_two().max(2)
}

impl<D: AsRef<[u8]>> ExactTable<D> {
    /// Opens and verifies the section.
    ///
    /// # Errors
    /// When it has another size than so many names need, or does not hold each of them once.
    pub(super) fn open(slots: D, names: usize) -> Result<Self, IndexError> {
        let fault = |fault: &str| IndexError { section: Section::Exact.name(), fault: fault.to_owned() };
        if slots.as_ref().len() != slots_for(names) * NUMBER {
            return Err(fault("it has another size than its names need"));
        }
        let mut seen = vec![false; names];
        for slot in numbers(slots.as_ref()) {
            let Some(place) = (u32::from_le_bytes(*slot) as usize).checked_sub(1) else { continue };
            match seen.get_mut(place) {
                Some(seen) if !*seen => *seen = true,
                _ => return Err(fault("it holds a name twice, or one that is not there")),
            }
        }
        if seen.contains(&false) { Err(fault("a name is missing")) } else { Ok(Self { slots }) }
    }

    /// The names whose key form is `key`, ascending. Linear in the length of the key.
    pub(super) fn exact<'a>(
        &'a self,
        key: &'a str,
        names: Names<'a>,
    ) -> impl Iterator<Item = NameNumber> + use<'a, D> {
        let slots = numbers(self.slots.as_ref());
        let mask = slots.len().wrapping_sub(1);
        let first = hash(key);
        // A table that was verified has a free slot; the count keeps one that was not from going round.
        (0..slots.len())
            .map_while(move |step| number_at(slots, first.wrapping_add(step) & mask)?.checked_sub(1))
            .map(NameNumber::new)
            .filter(move |number| names.spelling(*number).is_some_and(|spelling| is_key_of(key, spelling)))
    }
}

/// Whether `key` is the key form of `spelling`, a text in its spelling form.
fn is_key_of(key: &str, spelling: &str) -> bool {
    // Characters that the key form keeps or drops as they are; everything else takes the long way.
    let is_plain = |c: char| c.is_ascii() || text::is_syllable(c);
    let mut rest = key.chars();
    for character in spelling.chars() {
        if !is_plain(character) {
            return text::key(spelling) == key;
        }
        if (character.is_ascii_alphanumeric() || !character.is_ascii()) && rest.next() != Some(character) {
            return false;
        }
    }
    rest.next().is_none()
}

/// The bytes of the section for the keys of all names, in order of number.
pub(super) fn exact_section<'a>(keys: impl ExactSizeIterator<Item = &'a str>) -> Vec<u8> {
    let mut slots = vec![0_u32; slots_for(keys.len())];
    let mask = slots.len() - 1;
    for (number, key) in (1_u32..).zip(keys) {
        let mut place = hash(key) & mask;
        while slots.get(place).is_some_and(|slot| *slot != 0) {
            place = (place + 1) & mask;
        }
        if let Some(slot) = slots.get_mut(place) {
            *slot = number;
        }
    }
    slots.into_iter().flat_map(u32::to_le_bytes).collect()
}
