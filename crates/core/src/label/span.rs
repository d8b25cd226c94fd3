//! Spans of a text, in bytes and in characters.

use std::ops::Range;

use serde::Serialize;

/// A part of a text: from the first position to before the second, in bytes of UTF-8 and in Unicode code
/// points.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
pub struct Span {
    /// In bytes.
    pub bytes: [usize; 2],
    /// In code points.
    pub chars: [usize; 2],
}

/// How far apart known character positions are, in bytes.
const STEP: usize = 64;

/// Turns byte positions of one text into character positions. Made in linear time; each question costs at
/// most [`STEP`] bytes.
pub(super) struct CharPositions<'a> {
    text: &'a str,
    /// For every multiple of [`STEP`], how many characters begin before it.
    known: Vec<usize>,
}

impl<'a> CharPositions<'a> {
    pub(super) fn new(text: &'a str) -> Self {
        let mut before = 0;
        let known = text.as_bytes().chunks(STEP).map(|chunk| {
            let here = before;
            before += beginnings(chunk);
            here
        });
        Self { text, known: known.collect() }
    }

    /// How many characters begin before the byte at `position`.
    fn at(&self, position: usize) -> usize {
        let chunk = position / STEP;
        let known = self.known.get(chunk).copied();
        match known {
            Some(known) => {
                let rest = self.text.as_bytes().get(chunk * STEP..position).unwrap_or_default();
                known + beginnings(rest)
            }
            None => self.text.chars().count(),
        }
    }

    pub(super) fn span(&self, bytes: &Range<usize>) -> Span {
        Span { bytes: [bytes.start, bytes.end], chars: [self.at(bytes.start), self.at(bytes.end)] }
    }
}

/// How many characters begin in these bytes of UTF-8.
fn beginnings(bytes: &[u8]) -> usize {
    bytes.iter().filter(|byte| (**byte & 0xc0) != 0x80).count()
}
