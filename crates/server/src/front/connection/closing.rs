//! The orderly end of a connection: the last answer, the half-close, and a moment for the client to read.

use std::io;
use std::pin::Pin;
use std::task::{Context, Poll, ready};
use std::time::Duration;

use tokio::io::AsyncWrite;
use tokio::time::Instant;

use super::{Connection, Reading};
use crate::front::link::BodyFate;

/// How long a connection stays half-open after its last answer, so that the client reads the answer before a
/// reset could discard it (RFC 9112 section 9.6).
const LINGER: Duration = Duration::from_secs(1);

/// How far the end of the connection is.
#[derive(Debug)]
pub(super) enum Closing {
    /// The last answer, written up to there.
    Farewell(usize),
    /// What is written is flushed, and no more is.
    HalfClose,
    /// What still comes is read and dropped until then.
    Linger(Instant),
    Done,
}

impl Connection {
    /// Whether the client may still be sending what nobody reads.
    fn is_cut_short(&self) -> bool {
        !self.farewell.is_empty()
            || !self.inbound.is_empty()
            || matches!(self.reading, Reading::Length(_) | Reading::Chunked(..))
            || self.link.fate() != BodyFate::Sound
    }

    pub(super) fn poll_close(&mut self, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        loop {
            match self.closing.get_or_insert(Closing::Farewell(0)) {
                Closing::Farewell(written) => {
                    let written = *written;
                    let farewell = std::mem::take(&mut self.farewell);
                    let sent = match farewell.get(written..) {
                        Some(rest) if !rest.is_empty() => self.poll_send(rest, cx),
                        _ => Poll::Ready(Ok(0)),
                    };
                    self.farewell = farewell;
                    self.closing = Some(match ready!(sent)? {
                        0 => Closing::HalfClose,
                        count => Closing::Farewell(written + count),
                    });
                }
                Closing::HalfClose => {
                    ready!(self.poll_sent(cx))?;
                    if let Poll::Ready(closed) = Pin::new(&mut self.transport).poll_shutdown(cx) {
                        closed?;
                    } else {
                        return self.poll_given_up(cx);
                    }
                    let until = Instant::now() + LINGER;
                    self.closing =
                        Some(if self.is_cut_short() { Closing::Linger(until) } else { Closing::Done });
                }
                Closing::Linger(until) => {
                    let until = *until;
                    self.inbound.clear();
                    if Instant::now() >= until {
                        self.closing = Some(Closing::Done);
                        continue;
                    }
                    match self.inbound.poll_fill(&mut self.transport, cx) {
                        Poll::Ready(Ok(0) | Err(_)) => self.closing = Some(Closing::Done),
                        Poll::Ready(Ok(_)) => {}
                        Poll::Pending => ready!(self.read_timer.poll_until(until, cx)),
                    }
                }
                Closing::Done => return Poll::Ready(Ok(())),
            }
        }
    }
}
