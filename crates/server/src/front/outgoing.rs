//! One answer on its way out: the header lines that the frame has for it are put behind the status line that actix
//! writes, and where it ends is known.
//!
//! Twenty headers through actix's map cost more than all checks of a request together; as lines in one piece they cost a
//! copy. What actix writes itself (status, length, date, connection) and what a route sets still
//! goes its way.

use std::cell::Cell;

use memchr::memchr;
use memchr::memmem;

thread_local! {
    /// Memory for lines, and for what is put together. Each worker has one of each, as long as an answer is sent before
    /// the next one is made; a connection that waits has none.
    static LINES: Cell<Vec<u8>> = const { Cell::new(Vec::new()) };
    static PACKET: Cell<Vec<u8>> = const { Cell::new(Vec::new()) };
}

/// The header lines of an answer, and what actix will write for it.
#[derive(Debug)]
pub(crate) struct Lines {
    /// Whole lines, each with its end.
    pub(crate) text: Vec<u8>,
    /// The length of the body as it is sent, in bytes: 0 for `HEAD` and for answers without one.
    pub(crate) body: u64,
}

impl Lines {
    /// None yet.
    pub(crate) fn new() -> Self {
        let mut text = LINES.take();
        text.clear();
        Self { text, body: 0 }
    }
}

/// How much is put together at once, in bytes. Most answers are shorter, and to copy one costs less than to have the
/// system gather it (`writev`); what is longer goes as it comes, behind this much of it.
const LONGEST_PACKET: usize = 16 * 1_024;

/// One answer on its way out.
#[derive(Debug)]
pub(super) struct Outgoing {
    lines: Vec<u8>,
    /// How many bytes of the lines are sent.
    sent: usize,
    /// How many bytes of actix's are to be sent before the lines.
    before: usize,
    /// How many bytes of actix's are to be sent in all.
    left: u64,
}

impl Outgoing {
    /// An answer whose head actix has written at the beginning of `written`.
    ///
    /// # Errors
    /// The lines, if the head is not whole there, which actix does not do.
    pub(super) fn begin(lines: Lines, written: &[u8]) -> Result<Self, Lines> {
        let head = |from: usize| {
            let rest = written.get(from..)?;
            Some((rest, memmem::find(rest, b"\r\n\r\n")? + 4))
        };
        // 100 Continue is a head of its own (RFC 9110 section 15.2).
        let mut start = 0;
        while let Some((rest, length)) = head(start) {
            if !is_interim(rest) {
                let Some(line) = memchr(b'\n', rest) else { break };
                let left = (start + length) as u64 + lines.body;
                return Ok(Self { lines: lines.text, sent: 0, before: start + line + 1, left });
            }
            start += length;
        }
        Err(lines)
    }

    /// Hands what to send of `written`, with the lines where they belong, to `send`, up to [`LONGEST_PACKET`].
    pub(super) fn pack<T>(&self, written: &[u8], send: impl FnOnce(&[u8]) -> T) -> T {
        let mut packet = PACKET.take();
        packet.clear();
        for piece in self.pieces(written) {
            let room = LONGEST_PACKET.saturating_sub(packet.len());
            packet.extend_from_slice(piece.get(..room).unwrap_or(piece));
        }
        let outcome = send(&packet);
        PACKET.set(packet);
        outcome
    }

    /// What to send of `written`, in this order.
    fn pieces<'a>(&'a self, written: &'a [u8]) -> [&'a [u8]; 3] {
        let (before, behind) = written.split_at(self.before.min(written.len()));
        // The lines come once all that comes before them is sent or on its way.
        let is_next = before.len() == self.before;
        let lines = self.lines.get(self.sent..).filter(|_| is_next).unwrap_or_default();
        [before, lines, if is_next { behind } else { &[] }]
    }

    /// Notes that so many bytes of the [packet](Self::pack) of `written` are sent; how many of them were actix's.
    pub(super) fn advance(&mut self, written: &[u8], count: usize) -> usize {
        let before = count.min(self.before).min(written.len());
        self.before -= before;
        let lines = (count - before).min(self.lines.len() - self.sent);
        self.sent += lines;
        let taken = count - lines;
        self.left = self.left.saturating_sub(taken as u64);
        taken
    }

    /// Whether the lines are sent, so that the rest can go as it comes.
    pub(super) fn is_plain(&self) -> bool {
        self.sent == self.lines.len()
    }

    /// Whether all of the answer is sent.
    pub(super) fn is_over(&self) -> bool {
        self.left == 0 && self.is_plain()
    }
}

/// Its memory is for the next lines.
impl Drop for Outgoing {
    fn drop(&mut self) {
        // A worker that ends has no next ones.
        let _ = LINES.try_with(|memory| memory.set(std::mem::take(&mut self.lines)));
    }
}

/// Whether a head is that of an interim answer, `1xx`.
fn is_interim(head: &[u8]) -> bool {
    memchr(b' ', head).and_then(|blank| head.get(blank + 1)) == Some(&b'1')
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// What comes out when actix writes `written` in pieces of at most `piece` bytes and so many bytes at a time are
    /// taken.
    fn sent(written: &[u8], lines: &str, body: u64, takes: &[usize]) -> Vec<u8> {
        let lines = Lines { text: lines.as_bytes().to_vec(), body };
        let mut outgoing = Outgoing::begin(lines, written).unwrap();
        let (mut out, mut rest) = (Vec::new(), written);
        let mut takes = takes.iter().copied().cycle();
        while !outgoing.is_over() {
            let packet = outgoing.pack(rest, <[u8]>::to_vec);
            assert!(packet.len() <= LONGEST_PACKET);
            let count = takes.next().unwrap().clamp(1, packet.len());
            out.extend_from_slice(&packet[..count]);
            rest = &rest[outgoing.advance(rest, count)..];
        }
        assert_eq!(rest, b"");
        out
    }

    #[test]
    fn lines_stand_behind_the_status_line() {
        let written = b"HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\n{}";
        let expected = b"HTTP/1.1 200 OK\r\na: 1\r\nb: 2\r\ncontent-length: 2\r\n\r\n{}";
        assert_eq!(sent(written, "a: 1\r\nb: 2\r\n", 2, &[1_000]), expected);
        assert_eq!(sent(written, "a: 1\r\nb: 2\r\n", 2, &[1]), expected);
    }

    #[test]
    fn an_interim_answer_stays_as_it_is() {
        let written = b"HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 403 Forbidden\r\ncontent-length: 0\r\n\r\n";
        let expected =
            b"HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 403 Forbidden\r\na: 1\r\ncontent-length: 0\r\n\r\n";
        assert_eq!(sent(written, "a: 1\r\n", 0, &[7]), expected);
    }

    #[test]
    fn without_a_whole_head_nothing_begins() {
        for written in ["", "HTTP/1.1 200 OK\r\n", "HTTP/1.1 100 Continue\r\n\r\n", "{}"] {
            let lines = Lines { text: b"a: 1\r\n".to_vec(), body: 0 };
            assert_eq!(Outgoing::begin(lines, written.as_bytes()).unwrap_err().text, b"a: 1\r\n");
        }
    }

    proptest! {
        #[test]
        fn however_much_is_taken_at_a_time(
            body in "[a-z\r\n]{0,40}|[a-z]{20000}",
            lines in "([a-z]{1,9}: [a-z]{0,9}\r\n){0,4}",
            takes in prop::collection::vec(prop_oneof![1_usize..60, 10_000_usize..40_000], 1..6),
        ) {
            let head = format!("HTTP/1.1 200 OK\r\ncontent-length: {}\r\n\r\n", body.len());
            let expected = format!("HTTP/1.1 200 OK\r\n{lines}{}{body}", &head[17..]);
            let out = sent(format!("{head}{body}").as_bytes(), &lines, body.len() as u64, &takes);
            prop_assert_eq!(String::from_utf8(out).unwrap(), expected);
        }
    }
}
