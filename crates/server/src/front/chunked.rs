//! Where a chunked body ends (RFC 9112 section 7.1). The bytes are passed on as they are; actix decodes
//! them. What this reader takes for a body is exactly what that decoder takes for one, so that both see the
//! next request begin at the same byte.

/// What is expected next.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Expected {
    FirstDigit,
    Digit,
    Blank,
    Extension,
    SizeLineFeed,
    Data(u64),
    DataReturn,
    DataLineFeed,
    EndReturn,
    EndLineFeed,
    Trailer,
    TrailerLineFeed,
    Nothing,
}

/// How far a chunked body has been read.
#[derive(Clone, Debug)]
pub(super) struct Chunks {
    expected: Expected,
    size: u64,
    total: u64,
}

/// What a piece of input was.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Progress {
    /// All of it belongs to the body, and the body goes on.
    More,
    /// This many bytes belong to the body, which ends there.
    End(usize),
    /// No chunked body has this.
    Malformed,
}

impl Chunks {
    pub(super) fn new() -> Self {
        Self { expected: Expected::FirstDigit, size: 0, total: 0 }
    }

    /// How many bytes of content the chunks that have begun announce.
    pub(super) fn announced(&self) -> u64 {
        self.total
    }

    /// Reads the next piece.
    pub(super) fn read(&mut self, piece: &[u8]) -> Progress {
        let mut at = 0;
        while let Some(&byte) = piece.get(at) {
            if let Expected::Data(left) = self.expected {
                let there = u64::try_from(piece.len() - at).unwrap_or(u64::MAX).min(left);
                at += usize::try_from(there).unwrap_or(usize::MAX);
                self.expected =
                    if left == there { Expected::DataReturn } else { Expected::Data(left - there) };
                continue;
            }
            at += 1;
            match self.step(byte) {
                Some(Expected::Nothing) => return Progress::End(at),
                Some(expected) => self.expected = expected,
                None => return Progress::Malformed,
            }
        }
        Progress::More
    }

    /// What is expected after `byte`; `None` if it must not stand here.
    fn step(&mut self, byte: u8) -> Option<Expected> {
        use Expected as E;
        Some(match (self.expected, byte) {
            (E::FirstDigit, _) => {
                self.size = digit(byte)?;
                E::Digit
            }
            (E::Digit | E::Blank, b'\t' | b' ') => E::Blank,
            (E::Digit | E::Blank, b';') => E::Extension,
            (E::Digit | E::Blank | E::Extension, b'\r') => E::SizeLineFeed,
            (E::Digit, _) => {
                self.size = self.size.checked_mul(16)?.checked_add(digit(byte)?)?;
                E::Digit
            }
            (E::Extension, 0x00..=0x08 | 0x0a..=0x1f | 0x7f) => return None,
            (E::Extension, _) => E::Extension,
            (E::SizeLineFeed, b'\n') if self.size == 0 => E::EndReturn,
            (E::SizeLineFeed, b'\n') => {
                self.total = self.total.saturating_add(self.size);
                E::Data(self.size)
            }
            (E::DataReturn, b'\r') => E::DataLineFeed,
            (E::DataLineFeed, b'\n') => E::FirstDigit,
            (E::EndReturn, b'\r') => E::EndLineFeed,
            (E::Trailer, b'\r') => E::TrailerLineFeed,
            (E::EndReturn | E::Trailer, 0x00..=0x08 | 0x0a..=0x1f | 0x7f) => return None,
            (E::EndReturn | E::Trailer, _) => E::Trailer,
            (E::TrailerLineFeed, b'\n') => E::EndReturn,
            (E::EndLineFeed, b'\n') => E::Nothing,
            _ => return None,
        })
    }
}

fn digit(byte: u8) -> Option<u64> {
    char::from(byte).to_digit(16).map(u64::from)
}

#[cfg(test)]
mod tests {
    use std::fmt::Write;

    use proptest::prelude::*;

    use super::*;

    #[test]
    fn bodies_end_where_they_end() {
        for body in [
            "0\r\n\r\n",
            "4;a=b\r\ndata\r\n3 \t\r\nabc\r\n0\r\n\r\n",
            "1\r\n\r\r\n0\r\ntrailer: x\r\nother: y\r\n\r\n",
            "00a\r\n0123456789\r\n000\r\n\r\n",
        ] {
            let stream = format!("{body}GET / HTTP/1.1");
            assert_eq!(Chunks::new().read(stream.as_bytes()), Progress::End(body.len()), "{body:?}");
        }
        for body in [
            "\r\n",
            "x\r\n",
            "1\n",
            "1\r\nab",
            "1 1\r\n",
            "ffffffffffffffff0\r\n",
            "1\r\na\r\n\r\n",
            "1;\0\r\n",
            "0\r\n\r.",
            "0\r\na: b\n\nGET",
            "0\r\na: \0\r\n",
            "0\r\n\n",
        ] {
            assert_eq!(Chunks::new().read(body.as_bytes()), Progress::Malformed, "{body:?}");
        }
        let mut chunks = Chunks::new();
        assert_eq!(chunks.read(b"2\r\nab\r\nFF\r\n"), Progress::More);
        assert_eq!(chunks.announced(), 257);
    }

    proptest! {
        #[test]
        fn pieces_do_not_matter(contents in prop::collection::vec("[a-z\r\n]{1,40}", 0..6), cut in 1usize..9) {
            let mut body = String::new();
            for content in &contents {
                let _ = write!(body, "{:x}\r\n{content}\r\n", content.len());
            }
            body.push_str("0\r\n\r\n");
            let stream = format!("{body}rest");
            let (mut chunks, mut read) = (Chunks::new(), 0);
            for piece in stream.as_bytes().chunks(cut) {
                match chunks.read(piece) {
                    Progress::More => read += piece.len(),
                    Progress::End(count) => {
                        read += count;
                        break;
                    }
                    Progress::Malformed => prop_assert!(false, "malformed"),
                }
            }
            prop_assert_eq!(read, body.len());
        }
    }
}
