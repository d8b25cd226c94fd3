//! Name numbers in the order of their keys, and the smallest of any stretch of them.
//!
//! The section is 4 bytes per name: its number, and in the highest bit whether it is the last one of its key.
//! At opening, minima over blocks of [`BLOCK`] are counted, over blocks of these, and so on. The `k` smallest
//! of a stretch lie in the `k` blocks with the smallest minima, so that a lookup reads about `k` blocks on
//! each of three levels, however long the stretch.

use std::ops::Range;

use super::bytes::{NUMBER, number_at, numbers};
use super::smallest::Smallest;
use super::{IndexError, Section};

const BLOCK: usize = 32;
/// A stretch of at most so many numbers is read through.
const SHORT: usize = 512;
const LAST_OF_KEY: u32 = 1 << 31;
const NUMBER_MASK: u32 = LAST_OF_KEY - 1;

/// Name numbers in the order of their keys.
pub(super) struct RankedNames<D> {
    bytes: D,
    minima: Vec<Vec<u32>>,
}

impl<D: AsRef<[u8]>> RankedNames<D> {
    /// Opens and verifies the section, which must hold names below `names` only, none twice.
    ///
    /// # Errors
    /// When it does not.
    pub(super) fn open(bytes: D, section: Section, names: usize) -> Result<Self, IndexError> {
        let fault = |fault: &str| IndexError { section: section.name(), fault: fault.to_owned() };
        let (table, rest) = bytes.as_ref().as_chunks::<NUMBER>();
        if !rest.is_empty() {
            return Err(fault("the size is no multiple of a number"));
        }
        let mut seen = vec![false; names];
        let mut level = Vec::with_capacity(table.len().div_ceil(BLOCK));
        for block in table.chunks(BLOCK) {
            let mut least = u32::MAX;
            for number in block {
                let number = u32::from_le_bytes(*number) & NUMBER_MASK;
                match seen.get_mut(number as usize) {
                    Some(seen) if !*seen => *seen = true,
                    _ => return Err(fault("it holds a name twice, or one that is not there")),
                }
                least = least.min(number);
            }
            level.push(least);
        }
        if number_at(table, table.len().wrapping_sub(1)).is_some_and(|last| last & LAST_OF_KEY == 0) {
            return Err(fault("the last key does not end"));
        }
        let mut minima = vec![level];
        while let Some(level) = minima.last().filter(|level| level.len() > SHORT) {
            let above = level.chunks(BLOCK).filter_map(|block| block.iter().min().copied()).collect();
            minima.push(above);
        }
        Ok(Self { bytes, minima })
    }

    /// Number of names.
    pub(super) fn len(&self) -> usize {
        self.bytes.as_ref().len() / NUMBER
    }

    /// Number of keys.
    pub(super) fn keys(&self) -> usize {
        let ends = |number: &&[u8; NUMBER]| u32::from_le_bytes(**number) & LAST_OF_KEY != 0;
        numbers(self.bytes.as_ref()).iter().filter(ends).count()
    }

    /// The positions of the key that begins at `position`.
    pub(super) fn key_at(&self, position: usize) -> Range<usize> {
        let table = numbers(self.bytes.as_ref()).get(position..).unwrap_or_default();
        let ends = |number: &[u8; NUMBER]| u32::from_le_bytes(*number) & LAST_OF_KEY != 0;
        position..position + table.iter().position(ends).map_or(table.len(), |last| last + 1)
    }

    /// The numbers of a stretch, in the order of their keys.
    pub(super) fn numbers(&self, range: Range<usize>) -> impl Iterator<Item = u32> + use<'_, D> {
        let table = numbers(self.bytes.as_ref()).get(range).unwrap_or_default();
        table.iter().map(|number| u32::from_le_bytes(*number) & NUMBER_MASK)
    }

    /// The smallest `limit` numbers of some stretches, ascending.
    pub(super) fn smallest(
        &self,
        stretches: impl IntoIterator<Item = Range<usize>>,
        limit: usize,
    ) -> Vec<u32> {
        let mut smallest = Smallest::new(limit);
        let table = numbers(self.bytes.as_ref());
        let value = |place: usize| number_at(table, place).map_or(u32::MAX, |number| number & NUMBER_MASK);
        for stretch in stretches {
            let stretch = stretch.start..stretch.end.min(table.len());
            if stretch.len() <= SHORT {
                for number in table.get(stretch).unwrap_or_default() {
                    smallest.offer(u32::from_le_bytes(*number) & NUMBER_MASK, ());
                }
                continue;
            }
            let (front, blocks, back) = split(&stretch);
            front.chain(back).for_each(|place| smallest.offer(value(place), ()));
            for block in self.smallest_blocks(0, blocks, limit) {
                block_range(block).for_each(|place| smallest.offer(value(place), ()));
            }
        }
        smallest.into_numbers()
    }

    /// The blocks of a level with the smallest minima, `limit` of them.
    fn smallest_blocks(&self, level: usize, blocks: Range<usize>, limit: usize) -> Vec<usize> {
        let minima = self.minima.get(level).map(Vec::as_slice).unwrap_or_default();
        let value = |place: usize| minima.get(place).copied().unwrap_or(u32::MAX);
        let mut smallest = Smallest::new(limit);
        if blocks.len() <= SHORT || self.minima.get(level + 1).is_none() {
            blocks.for_each(|place| smallest.offer(value(place), place));
        } else {
            let (front, above, back) = split(&blocks);
            front.chain(back).for_each(|place| smallest.offer(value(place), place));
            for block in self.smallest_blocks(level + 1, above, limit) {
                block_range(block).for_each(|place| smallest.offer(value(place), place));
            }
        }
        smallest.into_notes()
    }
}

/// The places in front of the first whole block, the whole blocks, and the places behind the last one.
fn split(range: &Range<usize>) -> (Range<usize>, Range<usize>, Range<usize>) {
    let (first, last) = (range.start.div_ceil(BLOCK), range.end / BLOCK);
    if first >= last {
        return (range.clone(), 0..0, 0..0);
    }
    (range.start..first * BLOCK, first..last, last * BLOCK..range.end)
}

fn block_range(block: usize) -> Range<usize> {
    block * BLOCK..(block + 1) * BLOCK
}

/// The bytes of the section for the names of every key, keys in order.
pub(super) fn ranked_section(keys: impl Iterator<Item = impl ExactSizeIterator<Item = u32>>) -> Vec<u8> {
    let mut bytes = Vec::new();
    for names in keys {
        for (left, number) in (0..names.len()).rev().zip(names) {
            bytes.extend((number | if left == 0 { LAST_OF_KEY } else { 0 }).to_le_bytes());
        }
    }
    bytes
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn the_smallest_of_stretches_are_what_sorting_finds(
            seed in any::<u64>(),
            count in 1_usize..40_000,
            cuts in prop::collection::vec(any::<prop::sample::Index>(), 4),
            limit in 0_usize..40,
        ) {
            let mut all: Vec<u32> = (0..u32::try_from(count).unwrap()).collect();
            all.sort_by_key(|number| (u64::from(*number) ^ seed).wrapping_mul(0x9e37_79b9_7f4a_7c15));
            let bytes = ranked_section(all.chunks(3).map(|names| names.iter().copied()));
            let ranked = RankedNames::open(bytes, Section::ByKey, count).unwrap();
            let mut cuts: Vec<usize> = cuts.iter().map(|cut| cut.index(count + 1)).collect();
            cuts.sort_unstable();
            let stretches = [cuts[0]..cuts[1], cuts[2]..cuts[3]];
            let mut expected: Vec<u32> = stretches.iter().flat_map(|s| all[s.clone()].to_vec()).collect();
            expected.sort_unstable();
            expected.truncate(limit);
            prop_assert_eq!(ranked.smallest(stretches, limit), expected);
        }
    }
}
