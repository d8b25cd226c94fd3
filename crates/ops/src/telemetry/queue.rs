//! A bounded buffer of log lines between those who log and the one thread that writes.
//!
//! Whoever logs copies a line into the buffer and goes on. The thread takes everything that is there at once
//! and writes it in one piece, so that a busy log costs few system calls. What does not fit into the buffer
//! is dropped and counted, and so is what the target does not take; the next line that gets through says so.

use std::io::{self, Write};
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::thread;
use std::time::{Duration, Instant};

use tracing_subscriber::fmt::MakeWriter;

use super::neutral;
use crate::counters::Counter;

/// How long the thread lets lines gather before it writes them.
const GATHERING: Duration = Duration::from_millis(5);

/// How long a target that takes nothing is left alone.
const RECOVERY: Duration = Duration::from_millis(100);

/// Numbers of lines.
#[derive(Debug, Default)]
pub struct LogCounters {
    /// Lines that the target took.
    pub written: Counter,
    /// Lines that did not fit into the buffer, because the target took them too slowly or not at all.
    pub overflowed: Counter,
    /// Lines that the target refused: no room on its disk, or nobody at the other end of the pipe.
    pub failed: Counter,
}

impl LogCounters {
    /// Lines that are lost.
    pub fn lost(&self) -> u64 {
        self.overflowed.value() + self.failed.value()
    }
}

/// The end for those who log.
#[derive(Clone, Debug)]
pub(super) struct Queue {
    shared: Arc<Shared>,
    has_colours: bool,
}

/// The end of the thread that writes.
pub(super) struct Writer<W> {
    shared: Arc<Shared>,
    target: W,
    /// How many lost lines were told of.
    told: u64,
}

#[derive(Debug)]
struct Shared {
    state: Mutex<State>,
    /// Wakes the thread.
    wake: Condvar,
    /// Wakes whoever waits until everything is written.
    written: Condvar,
    /// How many bytes may wait.
    capacity: usize,
    counters: Arc<LogCounters>,
}

#[derive(Debug, Default)]
struct State {
    lines: Vec<u8>,
    /// Whether the thread writes what it took before.
    is_writing: bool,
    /// Whether somebody waits, so that nothing is to be gathered.
    is_urgent: bool,
    is_closed: bool,
}

impl Shared {
    /// Bytes are copied under the lock and nothing else is done, so that nothing can poison it.
    fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Both ends of a buffer that holds at most `capacity` bytes on their way to `target`.
pub(super) fn pair<W: Write>(capacity: usize, has_colours: bool, target: W) -> (Queue, Writer<W>) {
    let shared = Arc::new(Shared {
        state: Mutex::default(),
        wake: Condvar::new(),
        written: Condvar::new(),
        capacity,
        counters: Arc::default(),
    });
    (Queue { shared: Arc::clone(&shared), has_colours }, Writer { shared, target, told: 0 })
}

impl Queue {
    /// Adds a finished line, its end included.
    pub(super) fn push(&self, line: &[u8]) {
        let mut state = self.shared.lock();
        if state.lines.len() + line.len() > self.shared.capacity || state.is_closed {
            drop(state);
            self.shared.counters.overflowed.increment();
            return;
        }
        let was_empty = state.lines.is_empty();
        state.lines.extend_from_slice(line);
        drop(state);
        if was_empty {
            self.shared.wake.notify_one();
        }
    }

    /// The numbers.
    pub(super) fn counters(&self) -> Arc<LogCounters> {
        Arc::clone(&self.shared.counters)
    }

    /// Waits until what was logged before is written, for at most `time`.
    pub(super) fn flush(&self, time: Duration) {
        let deadline = Instant::now() + time;
        let mut state = self.shared.lock();
        state.is_urgent = true;
        self.shared.wake.notify_one();
        while !state.lines.is_empty() || state.is_writing {
            let left = deadline.saturating_duration_since(Instant::now());
            if left.is_zero() {
                return;
            }
            let waited = self.shared.written.wait_timeout(state, left);
            state = waited.unwrap_or_else(PoisonError::into_inner).0;
        }
    }

    /// Ends the thread once everything is written.
    #[cfg(test)]
    pub(super) fn close(&self) {
        self.shared.lock().is_closed = true;
        self.shared.wake.notify_one();
    }
}

impl<W: Write> Writer<W> {
    /// Writes for as long as the process lives. A target that fails loses lines, and nothing else.
    pub(super) fn run(mut self) {
        let mut taken = Vec::new();
        while self.take(&mut taken) {
            let is_well = self.write(&taken);
            taken.clear();
            self.shared.lock().is_writing = false;
            self.shared.written.notify_all();
            if !is_well {
                thread::sleep(RECOVERY);
            }
        }
    }

    /// Waits for lines and takes them all; `false` when there will be none.
    fn take(&self, taken: &mut Vec<u8>) -> bool {
        let mut state = self.shared.lock();
        while state.lines.is_empty() {
            state.is_urgent = false;
            if state.is_closed {
                return false;
            }
            state = self.shared.wake.wait(state).unwrap_or_else(PoisonError::into_inner);
        }
        if !state.is_urgent {
            drop(state);
            thread::sleep(GATHERING);
            state = self.shared.lock();
        }
        // The memory goes back and forth, so that none is asked for.
        std::mem::swap(&mut state.lines, taken);
        state.is_writing = true;
        true
    }

    /// Writes lines; whether the target took them all.
    fn write(&mut self, lines: &[u8]) -> bool {
        let mut rest = lines;
        while !rest.is_empty() {
            match self.target.write(rest) {
                Ok(count) if count > 0 => rest = rest.get(count..).unwrap_or_default(),
                Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                // Full, closed, gone: the rest is lost, a line of which a part was taken included.
                _ => break,
            }
        }
        let count = |bytes: &[u8]| memchr::memchr_iter(b'\n', bytes).count() as u64;
        let lost = count(rest);
        let counters = &self.shared.counters;
        counters.written.add(count(lines).saturating_sub(lost));
        counters.failed.add(lost);
        if !rest.is_empty() {
            return false;
        }
        self.tell_lost()
    }

    /// Says how many lines were lost since it was last said; whether the target took that.
    fn tell_lost(&mut self) -> bool {
        let lost = self.shared.counters.lost();
        if lost == self.told {
            return true;
        }
        let notice = format!("{{\"dropped_log_lines\":{}}}\n", lost - self.told);
        let is_told = self.target.write_all(notice.as_bytes()).and_then(|()| self.target.flush()).is_ok();
        if is_told {
            self.told = lost;
        }
        is_told
    }
}

/// One line in the making; queued when it is dropped.
pub(super) struct Line<'a> {
    queue: &'a Queue,
    bytes: Vec<u8>,
}

impl Write for Line<'_> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.bytes.extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

impl Drop for Line<'_> {
    fn drop(&mut self) {
        let bytes = std::mem::take(&mut self.bytes);
        self.queue.push(&neutral::line(bytes, self.queue.has_colours));
    }
}

impl<'a> MakeWriter<'a> for Queue {
    type Writer = Line<'a>;

    fn make_writer(&'a self) -> Line<'a> {
        Line { queue: self, bytes: Vec::new() }
    }
}

#[cfg(test)]
#[path = "queue_tests.rs"]
mod tests;
