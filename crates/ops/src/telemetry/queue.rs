//! A bounded queue of log lines between those who log and the one thread that writes.

use std::io::{self, Write};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::mpsc::{Receiver, SyncSender, TrySendError, sync_channel};
use std::thread;
use std::time::{Duration, Instant};

use tracing_subscriber::fmt::MakeWriter;

/// How long to pause between attempts to queue a request to flush.
const FLUSH_PAUSE: Duration = Duration::from_millis(5);

enum Message {
    Line(Vec<u8>),
    /// Says through the sender that everything before it was written.
    Flush(SyncSender<()>),
}

/// The end for those who log.
#[derive(Clone, Debug)]
pub(super) struct Queue {
    sender: SyncSender<Message>,
    dropped: Arc<AtomicU64>,
}

/// The end of the thread that writes.
pub(super) struct Writer<W> {
    receiver: Receiver<Message>,
    dropped: Arc<AtomicU64>,
    target: W,
}

/// Both ends of a queue that holds at most `capacity` lines on their way to `target`.
pub(super) fn pair<W: Write>(capacity: usize, target: W) -> (Queue, Writer<W>) {
    let (sender, receiver) = sync_channel(capacity);
    let dropped = Arc::new(AtomicU64::new(0));
    (Queue { sender, dropped: Arc::clone(&dropped) }, Writer { receiver, dropped, target })
}

impl Queue {
    fn push(&self, line: Vec<u8>) {
        if self.sender.try_send(Message::Line(line)).is_err() {
            self.dropped.fetch_add(1, Ordering::Relaxed);
        }
    }

    /// Waits until what was queued before is written, for at most `time`.
    pub(super) fn flush(&self, time: Duration) {
        let deadline = Instant::now() + time;
        let (done, is_done) = sync_channel(1);
        let mut message = Message::Flush(done);
        while let Err(TrySendError::Full(unsent)) = self.sender.try_send(message) {
            if Instant::now() >= deadline {
                return;
            }
            message = unsent;
            thread::sleep(FLUSH_PAUSE);
        }
        // Out of time or written: either way there is nothing left to do.
        let _ = is_done.recv_timeout(deadline.saturating_duration_since(Instant::now()));
    }
}

impl<W: Write> Writer<W> {
    /// Writes until every [`Queue`] is gone. A target that fails loses lines, and nothing else.
    pub(super) fn run(mut self) {
        while let Ok(message) = self.receiver.recv() {
            match message {
                Message::Line(line) => {
                    let _ = self.target.write_all(&line);
                    self.tell_dropped();
                }
                Message::Flush(done) => {
                    self.tell_dropped();
                    let _ = self.target.flush();
                    let _ = done.try_send(());
                }
            }
        }
    }

    /// Says how many lines were lost since it was last said.
    fn tell_dropped(&mut self) {
        let dropped = self.dropped.swap(0, Ordering::Relaxed);
        if dropped > 0 {
            let _ = writeln!(self.target, "{{\"dropped_log_lines\":{dropped}}}");
        }
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
        self.queue.push(std::mem::take(&mut self.bytes));
    }
}

impl<'a> MakeWriter<'a> for Queue {
    type Writer = Line<'a>;

    fn make_writer(&'a self) -> Line<'a> {
        Line { queue: self, bytes: Vec::new() }
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Mutex;

    use super::*;

    /// A target that another thread can read, and block by holding the lock.
    #[derive(Clone, Default)]
    struct Shared(Arc<Mutex<Vec<u8>>>);

    impl Write for Shared {
        fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
            self.0.lock().unwrap().write(bytes)
        }

        fn flush(&mut self) -> io::Result<()> {
            Ok(())
        }
    }

    #[test]
    fn a_blocked_target_holds_nobody_up_and_the_lost_lines_are_counted() {
        let target = Shared::default();
        let (queue, writer) = pair(2, target.clone());
        let blocked = target.0.lock().unwrap();
        thread::spawn(move || writer.run());
        let begin = Instant::now();
        for number in 0..100 {
            writeln!(queue.make_writer(), "line {number}").unwrap();
        }
        queue.flush(Duration::from_millis(20));
        assert!(begin.elapsed() < Duration::from_secs(5));
        drop(blocked);
        queue.flush(Duration::from_secs(5));
        writeln!(queue.make_writer(), "the last line").unwrap();
        queue.flush(Duration::from_secs(5));
        let written = String::from_utf8(target.0.lock().unwrap().clone()).unwrap();
        assert!(written.starts_with("line 0\n"), "{written}");
        assert!(written.contains("{\"dropped_log_lines\":"), "{written}");
        assert!(written.ends_with("the last line\n"), "{written}");
    }
}
