//! Little-endian numbers in the bytes of a section.

use super::{IndexError, Section};

/// Size of a number.
pub(super) const NUMBER: usize = 4;

/// The numbers that `bytes` hold; what is left of an incomplete one is ignored.
pub(super) fn numbers(bytes: &[u8]) -> &[[u8; NUMBER]] {
    bytes.as_chunks().0
}

/// The number at a place of a table.
pub(super) fn number_at(table: &[[u8; NUMBER]], place: usize) -> Option<u32> {
    table.get(place).map(|bytes| u32::from_le_bytes(*bytes))
}

/// Takes a number off the front of `bytes`.
pub(super) fn take_number(bytes: &mut &[u8]) -> Option<usize> {
    let (number, rest) = bytes.split_first_chunk()?;
    *bytes = rest;
    Some(u32::from_le_bytes(*number) as usize)
}

/// Takes so many bytes off the front of `bytes`.
pub(super) fn take<'a>(bytes: &mut &'a [u8], count: usize) -> Option<&'a [u8]> {
    let (taken, rest) = bytes.split_at_checked(count)?;
    *bytes = rest;
    Some(taken)
}

/// A count or position as a section stores it.
///
/// # Errors
/// When it outgrows 32 bits.
pub(super) fn stored(section: Section, count: usize) -> Result<[u8; NUMBER], IndexError> {
    u32::try_from(count).map(u32::to_le_bytes).map_err(|_| IndexError {
        section: section.name(),
        fault: "more than 4,294,967,295 names, keys or bytes".to_owned(),
    })
}
