//! The layout of the file: header, manifest, redb image (see `docs/format.md`).
//!
//! | offset | bytes | content |
//! | --- | --- | --- |
//! | 0 | 8 | magic `INCIDEX` and a line feed |
//! | 8 | 4 | format version |
//! | 12 | 4 | reserved, zero |
//! | 16 | 8 | length of the manifest in bytes |
//! | 24 | 8 | length of the redb image in bytes |
//! | 32 | 32 | SHA-256 of everything else: bytes 0 to 32, then all from byte 64 on |
//! | 64 | | manifest (JSON in UTF-8), zeros up to the next multiple of 4,096, image |
//!
//! All numbers are little-endian.

use sha2::{Digest, Sha256};

use crate::error::Defect;

/// The format version that this program writes.
pub const FORMAT_VERSION: u32 = 2;
/// The oldest format version that this program reads.
pub const OLDEST_READABLE: u32 = 2;

const MAGIC: &[u8; 8] = b"INCIDEX\n";
const DIGEST_AT: usize = 32;
const HEADER_SIZE: usize = 64;
const ALIGNMENT: u16 = 4096;

/// Names of the redb tables.
pub(crate) mod tables {
    use redb::TableDefinition;

    /// Code to stored ingredient.
    pub(crate) const INGREDIENTS: TableDefinition<'static, u32, &[u8]> = TableDefinition::new("ingredients");
    /// Entry key (`EU III/98`) to stored regulation entry.
    pub(crate) const REGULATIONS: TableDefinition<'static, &str, &[u8]> = TableDefinition::new("regulations");
    /// Position to stored function, in order of code.
    pub(crate) const FUNCTIONS: TableDefinition<'static, u32, &[u8]> = TableDefinition::new("functions");
    /// Section name to section bytes.
    pub(crate) const SECTIONS: TableDefinition<'static, &str, &[u8]> = TableDefinition::new("sections");
}

/// Where the parts of a checked file lie.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Parts {
    /// Bytes of the manifest.
    pub(crate) manifest: std::ops::Range<usize>,
    /// Bytes of the redb image.
    pub(crate) image: std::ops::Range<usize>,
}

/// Checks everything that can be checked without parsing content: magic, version, lengths, digest.
pub(crate) fn check(bytes: &[u8]) -> Result<Parts, Defect> {
    let too_short = || Defect::Length { expected: HEADER_SIZE as u64, found: bytes.len() as u64 };
    let magic = bytes.get(..MAGIC.len()).ok_or_else(|| {
        // Not even a magic: an empty or cut-short file of ours begins as ours does.
        if MAGIC.starts_with(bytes) { too_short() } else { Defect::Foreign }
    })?;
    if magic != MAGIC {
        return Err(Defect::Foreign);
    }
    let (header, content) = bytes.split_at_checked(HEADER_SIZE).ok_or_else(too_short)?;
    let version = u32::from_le_bytes(field(header, 8).ok_or_else(too_short)?);
    if version > FORMAT_VERSION {
        return Err(Defect::TooNew { found: version, newest: FORMAT_VERSION });
    }
    if version < OLDEST_READABLE {
        return Err(Defect::TooOld { found: version, oldest: OLDEST_READABLE });
    }
    let manifest = u64::from_le_bytes(field(header, 16).ok_or_else(too_short)?);
    let image = u64::from_le_bytes(field(header, 24).ok_or_else(too_short)?);
    let found = bytes.len() as u64;
    let image_at = image_offset(manifest).ok_or(Defect::Length { expected: u64::MAX, found })?;
    let expected = image_at.checked_add(image).ok_or(Defect::Length { expected: u64::MAX, found })?;
    if expected != found {
        return Err(Defect::Length { expected, found });
    }
    let stated: [u8; 32] = field(header, DIGEST_AT).ok_or_else(too_short)?;
    if digest(header.get(..DIGEST_AT).unwrap_or_default(), content) != stated {
        return Err(Defect::Digest);
    }
    let position = |at: u64| usize::try_from(at).map_err(|_| Defect::Length { expected, found });
    let manifest_end = position(HEADER_SIZE as u64 + manifest)?;
    Ok(Parts { manifest: HEADER_SIZE..manifest_end, image: position(image_at)?..bytes.len() })
}

/// The bytes of `header` from `at`, as many as the caller's type holds.
fn field<const N: usize>(header: &[u8], at: usize) -> Option<[u8; N]> {
    header.get(at..)?.first_chunk().copied()
}

/// Where the image begins behind a manifest of this length.
fn image_offset(manifest: u64) -> Option<u64> {
    (HEADER_SIZE as u64).checked_add(manifest)?.checked_next_multiple_of(u64::from(ALIGNMENT))
}

fn digest(before: &[u8], after: &[u8]) -> [u8; 32] {
    Sha256::new().chain_update(before).chain_update(after).finalize().into()
}

/// The bytes of a whole file.
#[cfg(feature = "writer")]
pub(crate) fn assemble(manifest: &[u8], image: &[u8]) -> Vec<u8> {
    let lengths = (manifest.len() as u64, image.len() as u64);
    let mut bytes = MAGIC.to_vec();
    bytes.extend(FORMAT_VERSION.to_le_bytes());
    bytes.extend([0; 4]);
    bytes.extend(lengths.0.to_le_bytes());
    bytes.extend(lengths.1.to_le_bytes());
    bytes.extend([0; 32]);
    bytes.extend(manifest);
    let aligned = bytes.len().next_multiple_of(usize::from(ALIGNMENT));
    bytes.resize(aligned, 0);
    bytes.extend(image);
    let (before, rest) = bytes.split_at_mut(DIGEST_AT);
    let (slot, after) = rest.split_at_mut(HEADER_SIZE - DIGEST_AT);
    slot.copy_from_slice(&digest(before, after));
    bytes
}

/// Lower-case hexadecimal digits of a digest.
pub(crate) fn hexadecimal(digest: &[u8]) -> String {
    use std::fmt::Write;
    digest.iter().fold(String::with_capacity(digest.len() * 2), |mut out, byte| {
        // Writing to a string cannot fail.
        let _ = write!(out, "{byte:02x}");
        out
    })
}

#[cfg(all(test, feature = "writer"))]
mod tests {
    use super::*;

    fn sample() -> Vec<u8> {
        assemble(b"{\"a\":1}", b"image")
    }

    #[test]
    fn parts_come_back_as_they_went_in() {
        let bytes = sample();
        let parts = check(&bytes).unwrap();
        assert_eq!(&bytes[parts.manifest], b"{\"a\":1}");
        assert_eq!(&bytes[parts.image.clone()], b"image");
        assert_eq!(parts.image.start % 4096, 0);
    }

    #[test]
    fn every_changed_byte_is_seen() {
        let bytes = sample();
        for at in 0..bytes.len() {
            for flip in [1, 0x80, 0xff] {
                let mut damaged = bytes.clone();
                damaged[at] ^= flip;
                assert!(check(&damaged).is_err(), "byte {at} xor {flip:#x}");
            }
        }
    }

    #[test]
    fn each_defect_has_its_name() {
        let bytes = sample();
        assert_eq!(check(b"SQLite format 3\0"), Err(Defect::Foreign));
        assert_eq!(check(b"PK"), Err(Defect::Foreign));
        assert_eq!(check(b""), Err(Defect::Length { expected: 64, found: 0 }));
        assert_eq!(check(&bytes[..30]), Err(Defect::Length { expected: 64, found: 30 }));
        let whole = bytes.len() as u64;
        assert_eq!(check(&bytes[..4000]), Err(Defect::Length { expected: whole, found: 4000 }));
        let with_version = |version: u32| {
            let mut bytes = bytes.clone();
            bytes[8..12].copy_from_slice(&version.to_le_bytes());
            check(&bytes)
        };
        assert_eq!(with_version(0), Err(Defect::TooOld { found: 0, oldest: OLDEST_READABLE }));
        let newer = FORMAT_VERSION + 1;
        assert_eq!(with_version(newer), Err(Defect::TooNew { found: newer, newest: FORMAT_VERSION }));
        let mut lengths = bytes.clone();
        lengths[16..24].copy_from_slice(&u64::MAX.to_le_bytes());
        assert_eq!(check(&lengths), Err(Defect::Length { expected: u64::MAX, found: whole }));
    }
}
