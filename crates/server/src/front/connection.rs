//! One connection as actix sees it: a stream of heads that its parser takes, each followed by its body.
//!
//! Bytes go from the socket into [`Inbound`], are granted (a checked head, or what is known to be body) and
//! then copied into actix's buffer. Nothing is granted before it is understood, and no more is read than the
//! head limits allow while it is not.

use std::io;
use std::net::{IpAddr, SocketAddr};
use std::pin::Pin;
use std::rc::Rc;
use std::sync::Arc;
use std::task::{Context, Poll, ready};

use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio::time::Instant;

use self::closing::Closing;
use super::accept::Slot;
use super::chunked::{Chunks, Progress};
use super::head::{self, Framing, HeadFault, HeadScan};
use super::inbound::Inbound;
use super::link::{BodyFate, Link};
use super::outgoing::Outgoing;
use super::timer::Timer;
use super::transport::Transport;
use super::{Front, LARGEST_BODY, Refusal, farewell};

mod closing;

/// How many bytes a chunked body may take on the wire for each byte that it may hold: chunks of one byte
/// take six.
const CHUNK_OVERHEAD: u64 = 8;

/// What the next bytes are.
#[derive(Debug)]
enum Reading {
    /// A head.
    Head(HeadScan),
    /// This many bytes of a body.
    Length(u64),
    /// A chunked body, of which so many bytes have come.
    Chunked(Chunks, u64),
    /// Nothing that is wanted.
    Ended,
}

/// One connection.
pub(crate) struct Connection {
    transport: Transport,
    front: Arc<Front>,
    /// Who is at the other end, where that is known.
    address: Option<IpAddr>,
    link: Rc<Link>,
    reading: Reading,
    inbound: Inbound,
    /// A head that is handed on in place of the one that came, and how much of it has been.
    rewritten: (Vec<u8>, usize),
    /// How much of what is inbound may be handed on.
    granted: usize,
    /// When the first byte of an incomplete head came.
    head_begun: Option<Instant>,
    /// When the last head was complete.
    body_begun: Instant,
    is_first: bool,
    read_timer: Timer,
    write_begun: Option<Instant>,
    write_timer: Timer,
    farewell: Vec<u8>,
    closing: Option<Closing>,
    /// The answer that is being sent.
    outgoing: Option<Outgoing>,
    _slot: Slot,
}

impl Connection {
    pub(super) fn new(transport: Transport, front: Arc<Front>, slot: Slot, peer: Option<SocketAddr>) -> Self {
        let now = Instant::now();
        Self {
            transport,
            front,
            address: peer.map(|peer| peer.ip()),
            link: Link::new(now),
            reading: Reading::Head(HeadScan::default()),
            inbound: Inbound::default(),
            rewritten: (Vec::new(), 0),
            granted: 0,
            head_begun: None,
            body_begun: now,
            is_first: true,
            read_timer: Timer::default(),
            write_begun: None,
            write_timer: Timer::default(),
            farewell: Vec::new(),
            closing: None,
            outgoing: None,
            _slot: slot,
        }
    }

    /// The link to the requests on this connection.
    pub(crate) fn link(&self) -> Rc<Link> {
        Rc::clone(&self.link)
    }

    /// Copies what is granted; false if nothing is.
    fn hand_on(&mut self, buffer: &mut ReadBuf<'_>) -> bool {
        let (head, written) = &mut self.rewritten;
        if *written < head.len() {
            let count = buffer.remaining().min(head.len() - *written);
            buffer.put_slice(head.get(*written..*written + count).unwrap_or_default());
            *written += count;
            if *written == head.len() {
                *head = Vec::new();
                *written = 0;
            }
            return true;
        }
        let count = buffer.remaining().min(self.granted);
        buffer.put_slice(self.inbound.pending().get(..count).unwrap_or_default());
        self.inbound.consume(count);
        self.granted -= count;
        count > 0
    }

    /// Understands what is inbound; true if something has come of it.
    fn understand(&mut self) -> bool {
        match &mut self.reading {
            Reading::Head(_) => self.understand_head(),
            Reading::Length(left) => {
                let there = u64::try_from(self.inbound.len()).unwrap_or(u64::MAX).min(*left);
                *left -= there;
                if *left == 0 {
                    self.reading = Reading::Head(HeadScan::default());
                }
                self.granted = usize::try_from(there).unwrap_or(usize::MAX);
                there > 0
            }
            Reading::Chunked(chunks, taken) => {
                let count = match chunks.read(self.inbound.pending()) {
                    Progress::More => self.inbound.len(),
                    Progress::End(count) => {
                        self.granted = count;
                        self.reading = Reading::Head(HeadScan::default());
                        return true;
                    }
                    Progress::Malformed => {
                        self.cut_off(BodyFate::Malformed);
                        return true;
                    }
                };
                *taken = taken.saturating_add(u64::try_from(count).unwrap_or(u64::MAX));
                if chunks.announced() > LARGEST_BODY || *taken > CHUNK_OVERHEAD * LARGEST_BODY {
                    self.cut_off(BodyFate::TooLarge);
                    return true;
                }
                self.granted = count;
                count > 0
            }
            Reading::Ended => false,
        }
    }

    fn understand_head(&mut self) -> bool {
        let Reading::Head(scan) = &mut self.reading else { return false };
        if self.inbound.is_empty() || is_busy(&self.link, self.outgoing.as_ref()) {
            return false;
        }
        let blank = head::empty_lines(self.inbound.pending());
        if blank > 0 {
            self.inbound.consume(blank);
            *scan = HeadScan::default();
            if self.inbound.is_empty() {
                // Empty lines alone begin nothing, and extend nothing.
                self.head_begun = None;
                return false;
            }
        }
        let bytes = self.inbound.pending();
        let length = match scan.length(bytes) {
            Ok(Some(length)) => length,
            Ok(None) => {
                // Most heads come whole and need no clock.
                self.head_begun.get_or_insert_with(Instant::now);
                return false;
            }
            Err(fault) => {
                self.refuse(fault);
                return true;
            }
        };
        let received = bytes.get(..length).unwrap_or_default();
        let rewritten = head::percent_encoded(received);
        match head::examine(rewritten.as_deref().unwrap_or(received)) {
            Ok(framing) => self.begin(framing, length, rewritten),
            Err(fault) => self.refuse(fault),
        }
        true
    }

    /// Hands on a head of `length` bytes, or what stands in for it.
    fn begin(&mut self, framing: Framing, length: usize, rewritten: Option<Vec<u8>>) {
        match rewritten {
            Some(head) => {
                self.inbound.consume(length);
                self.rewritten = (head, 0);
            }
            None => self.granted = length,
        }
        self.head_begun = None;
        self.is_first = false;
        let mut fate = BodyFate::Sound;
        self.reading = match framing {
            Framing::None => Reading::Head(HeadScan::default()),
            Framing::Length(bytes) if bytes > LARGEST_BODY => {
                fate = BodyFate::TooLarge;
                Reading::Ended
            }
            Framing::Length(bytes) => Reading::Length(bytes),
            Framing::Chunked => Reading::Chunked(Chunks::new(), 0),
            Framing::Foreign => Reading::Ended,
        };
        let has_body = matches!(framing, Framing::Length(_) | Framing::Chunked);
        if has_body {
            self.body_begun = Instant::now();
        }
        self.link.begin(has_body, fate);
    }

    /// Ends the connection with an answer of our own, once those before it are written.
    fn refuse(&mut self, fault: HeadFault) {
        tracing::debug!(?fault, "request head refused");
        let farewell = farewell::refusal(fault, &self.front.fixed);
        Refusal::from(fault).note(&self.front.refused, self.address, Some(farewell.told()));
        self.farewell = farewell.bytes;
        self.reading = Reading::Ended;
    }

    fn cut_off(&mut self, fate: BodyFate) {
        self.link.cut_off(fate);
        self.reading = Reading::Ended;
    }

    /// Nothing more has come. Whether it is too late for more, in which case the reading has ended.
    fn is_too_late(&mut self, cx: &mut Context<'_>) -> bool {
        let front = &self.front;
        let deadline = match &self.reading {
            Reading::Ended => return false,
            // The answer is waited for elsewhere; afterwards the connection is idle, and looked at again.
            Reading::Head(_) if self.link.is_answering() => Instant::now() + front.keep_alive,
            Reading::Head(_) => match self.head_begun {
                Some(begun) => begun.max(self.link.last_answer()) + front.header_timeout,
                None if self.is_first => self.link.last_answer() + front.header_timeout,
                None => self.link.last_answer() + front.keep_alive,
            },
            Reading::Length(_) | Reading::Chunked(..) => self.body_begun + front.body_timeout,
        };
        if self.read_timer.poll_until(deadline, cx).is_pending() {
            return false;
        }
        match &self.reading {
            // One who has not begun is not told: he might take it for an answer to what he sends next.
            Reading::Head(_) if self.head_begun.is_none() => {
                if self.is_first {
                    Refusal::Silent.note(&self.front.refused, self.address, None);
                }
                self.reading = Reading::Ended;
            }
            Reading::Head(_) => self.refuse(HeadFault::TooSlow),
            Reading::Length(_) | Reading::Chunked(..) => self.cut_off(BodyFate::TooSlow),
            Reading::Ended => {}
        }
        true
    }

    /// Reads more from the socket; ready when there is more to understand, or never will be.
    fn poll_more(&mut self, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        let is_held_back = is_busy(&self.link, self.outgoing.as_ref()) && !self.inbound.is_empty();
        if matches!(self.reading, Reading::Head(_)) && is_held_back {
            // The next request is there already: enough is read.
            self.link.hold_back(cx.waker());
            return Poll::Pending;
        }
        match self.inbound.poll_fill(&mut self.transport, cx) {
            Poll::Ready(Ok(0)) => self.reading = Reading::Ended,
            Poll::Ready(Ok(_)) => {}
            Poll::Ready(Err(error)) => return Poll::Ready(Err(error)),
            Poll::Pending => {
                if !self.is_too_late(cx) {
                    return Poll::Pending;
                }
            }
        }
        Poll::Ready(Ok(()))
    }
}

impl AsyncRead for Connection {
    fn poll_read(
        self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        buffer: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        let this = self.get_mut();
        if buffer.remaining() == 0 {
            return Poll::Ready(Ok(()));
        }
        while !this.hand_on(buffer) {
            if this.understand() {
                continue;
            }
            if matches!(this.reading, Reading::Ended) {
                // Nothing handed on means the end.
                return Poll::Ready(Ok(()));
            }
            ready!(this.poll_more(cx))?;
        }
        Poll::Ready(Ok(()))
    }
}

impl Connection {
    /// Writes, and gives up on a client that does not read.
    fn poll_send(&mut self, bytes: &[u8], cx: &mut Context<'_>) -> Poll<io::Result<usize>> {
        if let Poll::Ready(sent) = Pin::new(&mut self.transport).poll_write(cx, bytes) {
            return Poll::Ready(sent);
        }
        self.poll_given_up(cx)
    }

    /// The same for what actix writes of the answer that is being sent, with the lines of it.
    fn poll_send_answer(&mut self, bytes: &[u8], cx: &mut Context<'_>) -> Poll<io::Result<usize>> {
        let Some(mut outgoing) = self.outgoing.take() else { return self.poll_send(bytes, cx) };
        // Not to be 0 as long as something is sent: actix would take the connection for broken.
        let taken = loop {
            let sent = if outgoing.is_plain() {
                Pin::new(&mut self.transport).poll_write(cx, bytes)
            } else {
                outgoing.pack(bytes, |packet| Pin::new(&mut self.transport).poll_write(cx, packet))
            };
            let count = match sent {
                Poll::Ready(Ok(count)) => count,
                Poll::Ready(Err(error)) => return Poll::Ready(Err(error)),
                Poll::Pending => {
                    self.outgoing = Some(outgoing);
                    return self.poll_given_up(cx);
                }
            };
            let taken = outgoing.advance(bytes, count);
            if taken > 0 || count == 0 {
                break taken;
            }
        };
        if outgoing.is_over() {
            self.link.sent();
        } else {
            self.outgoing = Some(outgoing);
        }
        Poll::Ready(Ok(taken))
    }

    /// Ready, with an error, once the client has taken nothing for too long.
    fn poll_given_up<T>(&mut self, cx: &mut Context<'_>) -> Poll<io::Result<T>> {
        let begun = *self.write_begun.get_or_insert_with(Instant::now);
        ready!(self.write_timer.poll_until(begun + self.front.write_timeout, cx));
        Refusal::Unread.note(&self.front.refused, self.address, None);
        Poll::Ready(Err(io::ErrorKind::TimedOut.into()))
    }

    /// Flushes, with the same patience.
    fn poll_sent(&mut self, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        if let Poll::Ready(sent) = Pin::new(&mut self.transport).poll_flush(cx) {
            self.write_begun = None;
            return Poll::Ready(sent);
        }
        self.poll_given_up(cx)
    }
}

impl AsyncWrite for Connection {
    fn poll_write(self: Pin<&mut Self>, cx: &mut Context<'_>, bytes: &[u8]) -> Poll<io::Result<usize>> {
        let this = self.get_mut();
        if this.outgoing.is_none() {
            match this.link.take_lines().map(|lines| Outgoing::begin(lines, bytes)) {
                None => return this.poll_send(bytes, cx),
                Some(Ok(outgoing)) => this.outgoing = Some(outgoing),
                Some(Err(lines)) => {
                    this.link.put_back(lines);
                    return this.poll_send(bytes, cx);
                }
            }
        }
        this.poll_send_answer(bytes, cx)
    }

    fn poll_flush(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        self.get_mut().poll_sent(cx)
    }

    fn poll_shutdown(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        self.get_mut().poll_close(cx)
    }
}

/// Whether a request is being answered, or its answer sent.
fn is_busy(link: &Link, outgoing: Option<&Outgoing>) -> bool {
    link.is_answering() || outgoing.is_some() || link.has_lines()
}
