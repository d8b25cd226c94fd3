//! What a connection and the request on it know of each other.

use std::cell::{Cell, RefCell};
use std::rc::Rc;
use std::task::Waker;

use actix_http::Request;
use tokio::time::Instant;

use super::Lines;

/// What has become of the body of the request that is being answered.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum BodyFate {
    /// Nothing is wrong with it so far, or there is none.
    Sound,
    /// It is, or says that it is, larger than bodies may be; what was missing was cut off.
    TooLarge,
    /// It did not arrive in time and was cut off.
    TooSlow,
    /// Its chunks are no chunks; it was cut off there.
    Malformed,
}

/// The link between one connection and the request on it. One request is answered at a time: the head of
/// the next is held back until the answer is sent, because actix frames an answer by the newest head that it has
/// parsed, and because the lines of an answer are put in where it begins.
#[derive(Debug)]
pub(crate) struct Link {
    is_answering: Cell<bool>,
    answered: Cell<Instant>,
    fate: Cell<BodyFate>,
    has_body: Cell<bool>,
    held_back: RefCell<Option<Waker>>,
    /// The lines of an answer of which nothing is sent yet.
    lines: RefCell<Option<Lines>>,
}

impl Link {
    pub(super) fn new(now: Instant) -> Rc<Self> {
        Rc::new(Self {
            is_answering: Cell::new(false),
            answered: Cell::new(now),
            fate: Cell::new(BodyFate::Sound),
            has_body: Cell::new(false),
            held_back: RefCell::new(None),
            lines: RefCell::new(None),
        })
    }

    /// The link of the connection that `request` came on; none where there is no front layer.
    pub(crate) fn of(request: &Request) -> Option<Rc<Self>> {
        request.conn_data::<Rc<Self>>().cloned()
    }

    /// A head was handed on.
    pub(super) fn begin(&self, has_body: bool, fate: BodyFate) {
        self.is_answering.set(true);
        self.has_body.set(has_body);
        self.fate.set(fate);
    }

    /// The request on the connection is answered, with these lines to stand in its head.
    pub(crate) fn answered(&self, now: Instant, lines: Lines) {
        self.answered.set(now);
        self.is_answering.set(false);
        self.lines.replace(Some(lines));
    }

    /// The lines of an answer of which nothing is sent yet.
    pub(super) fn take_lines(&self) -> Option<Lines> {
        self.lines.take()
    }

    /// Puts them back.
    pub(super) fn put_back(&self, lines: Lines) {
        self.lines.replace(Some(lines));
    }

    /// Whether there are any.
    pub(super) fn has_lines(&self) -> bool {
        self.lines.borrow().is_some()
    }

    /// An answer is sent; the next request may begin.
    pub(super) fn sent(&self) {
        if let Some(waker) = self.held_back.take() {
            waker.wake();
        }
    }

    /// Whether a request is being answered.
    pub(super) fn is_answering(&self) -> bool {
        self.is_answering.get()
    }

    /// When the last answer was given; before the first, when the connection was made.
    pub(super) fn last_answer(&self) -> Instant {
        self.answered.get()
    }

    /// Wakes the task of `waker` when the answer is sent.
    pub(super) fn hold_back(&self, waker: &Waker) {
        let mut held_back = self.held_back.borrow_mut();
        if !held_back.as_ref().is_some_and(|held| held.will_wake(waker)) {
            *held_back = Some(waker.clone());
        }
    }

    /// The body was cut off.
    pub(super) fn cut_off(&self, fate: BodyFate) {
        self.fate.set(fate);
    }

    /// What has become of the body so far.
    pub(crate) fn fate(&self) -> BodyFate {
        self.fate.get()
    }

    /// Whether the request has a body.
    pub(crate) fn has_body(&self) -> bool {
        self.has_body.get()
    }
}
