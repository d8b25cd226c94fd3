//! Where a list goes on.
//!
//! A cursor is 21 bytes in URL-safe base64 without padding, 28 characters: version (1), position of the
//! next hit (4, little-endian), the first 6 bytes of the SHA-256 of the data set's digest, those of the
//! request, and the first 4 of the SHA-256 over all before. It holds no secret and grants nothing: the sums
//! are there so that a slip, a foreign cursor or a stale one is told apart and never answered wrongly.

use std::fmt;
use std::str::FromStr;

use data_encoding::BASE64URL_NOPAD;
use sha2::{Digest, Sha256};

const VERSION: u8 = 1;
const SUM: usize = 6;
const CHECK: usize = 4;
const BODY: usize = 1 + 4 + 2 * SUM;
/// Characters of a cursor.
const LENGTH: usize = 28;

/// Where an earlier answer ended: opaque to callers, good for the same request on the same data set, also
/// after a restart.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Cursor {
    position: u32,
    dataset: [u8; SUM],
    request: [u8; SUM],
}

/// Why a cursor is not taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum CursorError {
    /// It is none that this program gave.
    #[error("not a cursor: give the next_cursor of an earlier answer, unchanged")]
    Malformed,
    /// It was given for another data set.
    #[error("the cursor belongs to another data set: start again without it")]
    OtherDataset,
    /// It was given for another query, mode, field, filter, order or plan.
    #[error("the cursor belongs to another request: repeat the one it came from, or start again without it")]
    OtherRequest,
}

impl Cursor {
    /// The cursor to the hit at `position`, counted from 0; `None` where no answer reaches so far.
    pub(crate) fn new(position: usize, dataset: &str, request: &str) -> Option<Self> {
        let position = u32::try_from(position).ok()?;
        Some(Self { position, dataset: sum(dataset.as_bytes()), request: sum(request.as_bytes()) })
    }

    /// The position it leads to.
    ///
    /// # Errors
    /// When it was given for another data set or another request.
    pub(crate) fn position(&self, dataset: &str, request: &str) -> Result<usize, CursorError> {
        if self.dataset != sum(dataset.as_bytes()) {
            Err(CursorError::OtherDataset)
        } else if self.request != sum(request.as_bytes()) {
            Err(CursorError::OtherRequest)
        } else {
            usize::try_from(self.position).map_err(|_| CursorError::Malformed)
        }
    }

    fn body(&self) -> [u8; BODY] {
        let mut body = [0; BODY];
        let parts = [&[VERSION][..], &self.position.to_le_bytes(), &self.dataset, &self.request];
        for (byte, value) in body.iter_mut().zip(parts.into_iter().flatten()) {
            *byte = *value;
        }
        body
    }
}

/// The first bytes of the SHA-256 of `bytes`.
fn sum<const N: usize>(bytes: &[u8]) -> [u8; N] {
    let digest = Sha256::digest(bytes);
    digest.first_chunk().copied().unwrap_or([0; N])
}

impl fmt::Display for Cursor {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let body = self.body();
        let check: [u8; CHECK] = sum(&body);
        f.write_str(&BASE64URL_NOPAD.encode(&[&body[..], &check].concat()))
    }
}

impl FromStr for Cursor {
    type Err = CursorError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let parsed = || {
            let bytes = BASE64URL_NOPAD.decode(text.as_bytes()).ok()?;
            let (body, check) = bytes.split_last_chunk::<CHECK>()?;
            if *check != sum(body) {
                return None;
            }
            let (version, rest) = body.split_first()?;
            let (position, rest) = rest.split_first_chunk()?;
            let (dataset, rest) = rest.split_first_chunk()?;
            let request = rest.try_into().ok()?;
            let position = u32::from_le_bytes(*position);
            (*version == VERSION).then_some(Self { position, dataset: *dataset, request })
        };
        // A longer text is no cursor; it need not be decoded.
        if text.len() > LENGTH { None } else { parsed() }.ok_or(CursorError::Malformed)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn a_cursor_is_good_for_its_own_data_set_and_request() {
        let cursor = Cursor::new(40, "digest", "request").unwrap();
        let text = cursor.to_string();
        assert_eq!(text.len(), LENGTH);
        assert!(text.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-' || b == b'_'));
        let read: Cursor = text.parse().unwrap();
        assert_eq!(read.position("digest", "request"), Ok(40));
        assert_eq!(read.position("other", "request"), Err(CursorError::OtherDataset));
        assert_eq!(read.position("digest", "other"), Err(CursorError::OtherRequest));
    }

    proptest! {
        #[test]
        fn a_cursor_reads_what_it_writes(position in any::<u32>(), dataset in ".{0,8}", request in ".{0,8}") {
            let cursor = Cursor::new(position as usize, &dataset, &request).unwrap();
            prop_assert_eq!(cursor.to_string().parse(), Ok(cursor));
        }

        #[test]
        fn a_changed_cursor_is_none(position in any::<u32>(), at in 0..LENGTH, to in "[A-Za-z0-9_-]") {
            let text = Cursor::new(position as usize, "d", "r").unwrap().to_string();
            let mut changed = text.clone();
            changed.replace_range(at..=at, &to);
            prop_assert_eq!(changed.parse::<Cursor>().is_ok(), changed == text);
        }

        #[test]
        fn garbage_is_refused(text in "\\PC{0,80}|[A-Za-z0-9_-]{28}") {
            prop_assert_eq!(text.parse::<Cursor>(), Err(CursorError::Malformed));
        }
    }
}
