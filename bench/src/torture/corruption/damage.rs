//! How files are damaged.

use std::ops::Range;

use super::subject::{DIGEST, HEADER, IMAGE_LENGTH, MANIFEST_LENGTH, PAGE, Subject, VERSION, seal};
use crate::random::Random;

/// A way to damage a file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Damage {
    /// One to eight bits.
    Bits,
    /// Some bytes side by side.
    Bytes,
    /// The end is missing.
    Cut,
    /// Something was appended.
    Appended,
    /// Pages of zeros.
    ZeroedPages,
    /// Pages of anything.
    RandomPages,
    /// Two pages stand in each other's place.
    SwappedPages,
    /// A field of the header: version, lengths, magic, reserved bytes, digest.
    Header,
    /// The header of another bundle.
    OtherHeader,
    /// The manifest of another bundle, with its length.
    OtherManifest,
    /// A byte of the manifest.
    Manifest,
    /// Bytes in a section of the index: its automata and tables.
    Section,
    /// Two to four of these, one after the other.
    Several,
}

impl Damage {
    const SINGLE: [Self; 12] = [
        Self::Bits,
        Self::Bytes,
        Self::Cut,
        Self::Appended,
        Self::ZeroedPages,
        Self::RandomPages,
        Self::SwappedPages,
        Self::Header,
        Self::OtherHeader,
        Self::OtherManifest,
        Self::Manifest,
        Self::Section,
    ];

    /// One of them.
    pub(super) fn any(random: &mut Random) -> Self {
        let all = [&Self::SINGLE[..], &[Self::Several]].concat();
        random.choose(&all).copied().unwrap_or(Self::Bits)
    }

    /// One that a database file without header and manifest can suffer, too.
    pub(super) fn of_pages(random: &mut Random) -> Self {
        random.choose(&Self::SINGLE[..7]).copied().unwrap_or(Self::Bits)
    }

    /// A damaged copy of `subject`.
    pub(super) fn done(self, subject: &Subject, other: &Subject, random: &mut Random) -> Vec<u8> {
        let mut bytes = subject.bytes.clone();
        if self == Self::Several {
            for _ in 0..2 + random.below(3) {
                let one = random.choose(&Self::SINGLE).copied().unwrap_or(Self::Bits);
                one.apply(&mut bytes, subject, other, random);
            }
        } else {
            self.apply(&mut bytes, subject, other, random);
        }
        bytes
    }

    fn apply(self, bytes: &mut Vec<u8>, subject: &Subject, other: &Subject, random: &mut Random) {
        match self {
            Self::Header => header(bytes, random),
            Self::OtherHeader if bytes.len() >= HEADER => {
                bytes[..HEADER].copy_from_slice(&other.bytes[..HEADER]);
            }
            Self::OtherManifest if bytes.len() >= subject.image.start => {
                let mut made = bytes[..HEADER].to_vec();
                let length = other.manifest.len() as u64;
                made[MANIFEST_LENGTH].copy_from_slice(&length.to_le_bytes());
                made.extend(&other.bytes[other.manifest.clone()]);
                made.resize(made.len().next_multiple_of(PAGE), 0);
                made.extend(&bytes[subject.image.clone().start..]);
                *bytes = made;
            }
            Self::Manifest => scratch(bytes, &subject.manifest, 1, random),
            Self::Section => {
                let section = random.choose(&subject.sections).cloned().unwrap_or_default();
                let length = 1 + random.place(64);
                scratch(bytes, &section, length, random);
            }
            _ => self.apply_anywhere(bytes, random),
        }
    }

    /// Damages bytes of which nothing is known.
    pub(super) fn apply_anywhere(self, bytes: &mut Vec<u8>, random: &mut Random) {
        let whole = 0..bytes.len();
        match self {
            Self::Bytes => {
                let length = 1 + random.place(256);
                scratch(bytes, &whole, length, random);
            }
            Self::Cut => {
                let kept = match random.below(3) {
                    0 => random.place(bytes.len()),
                    1 => bytes.len().saturating_sub(1 + random.place(PAGE)),
                    _ => random.place(bytes.len()) / PAGE * PAGE,
                };
                bytes.truncate(kept);
            }
            Self::Appended => {
                let length = 1 + random.place(2 * PAGE);
                let zeros = random.below(2) == 0;
                bytes.extend((0..length).map(|_| if zeros { 0 } else { byte(random) }));
            }
            Self::ZeroedPages | Self::RandomPages => {
                for _ in 0..=random.below(4) {
                    let page = page(bytes, random);
                    let zeros = self == Self::ZeroedPages;
                    bytes[page].fill_with(|| if zeros { 0 } else { byte(random) });
                }
            }
            Self::SwappedPages => {
                let (one, two) = (page(bytes, random), page(bytes, random));
                let length = one.len().min(two.len());
                let kept = bytes[one.start..one.start + length].to_vec();
                bytes.copy_within(two.start..two.start + length, one.start);
                bytes[two.start..two.start + length].copy_from_slice(&kept);
            }
            _ => {
                for _ in 0..=random.below(8) {
                    let at = random.place(bytes.len());
                    if let Some(byte) = bytes.get_mut(at) {
                        *byte ^= 1 << random.below(8);
                    }
                }
            }
        }
    }
}

/// Makes a damaged file agree with itself again as far as its header goes: its digest always, what it says of
/// its length mostly.
pub(super) fn seal_again(bytes: &mut [u8], random: &mut Random) {
    if bytes.len() >= HEADER && random.below(4) > 0 {
        let mut length = [0; 8];
        length.copy_from_slice(&bytes[MANIFEST_LENGTH]);
        let before = u64::from_le_bytes(length).saturating_add(HEADER as u64);
        let before = before.checked_next_multiple_of(PAGE as u64).unwrap_or(u64::MAX);
        let image = (bytes.len() as u64).saturating_sub(before);
        bytes[IMAGE_LENGTH].copy_from_slice(&image.to_le_bytes());
    }
    seal(bytes);
}

/// A field of the header that says something else.
fn header(bytes: &mut [u8], random: &mut Random) {
    if bytes.len() < HEADER {
        return;
    }
    match random.below(7) {
        0 => bytes[random.place(8)] = byte(random),
        // Older, newer, and much newer.
        1 => {
            let version = random.choose(&[0, 1, 3, 4, 99, u32::MAX]).copied().unwrap_or(0);
            bytes[VERSION].copy_from_slice(&version.to_le_bytes());
        }
        2 => bytes[12 + random.place(4)] = byte(random),
        3 => scratch(bytes, &DIGEST, 1, random),
        _ => {
            let field = if random.below(2) == 0 { MANIFEST_LENGTH } else { IMAGE_LENGTH };
            let mut length = [0; 8];
            length.copy_from_slice(&bytes[field.clone()]);
            let length = u64::from_le_bytes(length);
            let another = match random.below(6) {
                0 => 0,
                1 => u64::MAX,
                2 => u64::MAX - random.below(2 * PAGE as u64),
                3 => length.wrapping_add(random.below(2 * PAGE as u64)),
                4 => length.wrapping_sub(1 + random.below(PAGE as u64)),
                _ => random.number(),
            };
            bytes[field].copy_from_slice(&another.to_le_bytes());
        }
    }
}

/// Other bytes in place of some side by side.
fn scratch(bytes: &mut [u8], within: &Range<usize>, length: usize, random: &mut Random) {
    let from = within.start + random.place(within.len());
    let to = (from + length).min(within.end).min(bytes.len());
    if let Some(bytes) = bytes.get_mut(from..to) {
        bytes.fill_with(|| byte(random));
    }
}

fn byte(random: &mut Random) -> u8 {
    random.number().to_le_bytes()[0]
}

/// Where a page lies.
fn page(bytes: &[u8], random: &mut Random) -> Range<usize> {
    let from = random.place(bytes.len().div_ceil(PAGE)) * PAGE;
    from..(from + PAGE).min(bytes.len())
}
