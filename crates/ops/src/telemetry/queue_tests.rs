//! Targets that take everything, nothing, or a part.

use std::fs::File;
use std::sync::atomic::{AtomicUsize, Ordering};

use super::*;

const PLENTY: usize = 1 << 20;

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

fn run<W: Write + Send + 'static>(capacity: usize, target: W) -> Queue {
    let (queue, writer) = pair(capacity, false, target);
    thread::spawn(move || writer.run());
    queue
}

fn log(queue: &Queue, number: usize) {
    writeln!(queue.make_writer(), "line {number:06}").unwrap();
}

fn text(target: &Shared) -> String {
    String::from_utf8(target.0.lock().unwrap().clone()).unwrap()
}

#[test]
fn lines_arrive_whole_in_their_order_from_any_number_of_threads() {
    let target = Shared::default();
    let queue = run(PLENTY, target.clone());
    thread::scope(|scope| {
        for thread in 0..4 {
            let queue = queue.clone();
            scope.spawn(move || (0..1_000).for_each(|number| log(&queue, thread * 1_000 + number)));
        }
    });
    queue.flush(Duration::from_secs(10));
    let text = text(&target);
    let numbers: Vec<usize> = text.lines().map(|line| line["line ".len()..].parse().unwrap()).collect();
    for thread in 0..4 {
        let own = numbers.iter().copied().filter(|number| number / 1_000 == thread);
        assert!(own.eq(thread * 1_000..(thread + 1) * 1_000));
    }
    assert_eq!((queue.counters().written.value(), queue.counters().lost()), (4_000, 0));
}

#[test]
fn a_blocked_target_holds_nobody_up_and_the_lost_lines_are_counted() {
    let target = Shared::default();
    let queue = run(40, target.clone());
    let blocked = target.0.lock().unwrap();
    let begin = Instant::now();
    for number in 0..100 {
        log(&queue, number);
    }
    queue.flush(Duration::from_millis(20));
    assert!(begin.elapsed() < Duration::from_secs(5));
    drop(blocked);
    queue.flush(Duration::from_secs(5));
    log(&queue, 777);
    queue.flush(Duration::from_secs(5));
    let (text, counters) = (text(&target), queue.counters());
    assert!(text.starts_with("line 000000\n") && text.contains("line 000777\n"), "{text}");
    let notice = format!("{{\"dropped_log_lines\":{}}}\n", counters.overflowed.value());
    assert!(counters.overflowed.value() > 80 && text.contains(&notice), "{text}");
    assert_eq!(counters.written.value() + counters.lost(), 101);
}

#[cfg(target_os = "linux")]
#[test]
fn a_full_disk_costs_lines_alone() {
    let queue = run(PLENTY, File::options().write(true).open("/dev/full").unwrap());
    for number in 0..1_000 {
        log(&queue, number);
    }
    queue.flush(Duration::from_secs(10));
    assert_eq!((queue.counters().failed.value(), queue.counters().written.value()), (1_000, 0));
}

#[test]
fn a_closed_pipe_costs_lines_alone() {
    let (reader, writer) = io::pipe().unwrap();
    let queue = run(PLENTY, writer);
    drop(reader);
    for number in 0..10 {
        log(&queue, number);
        queue.flush(Duration::from_secs(10));
    }
    assert_eq!(queue.counters().failed.value(), 10);
}

/// A disk that has room for so many bytes.
struct Nearly(AtomicUsize);

impl Write for Nearly {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let room = self.0.load(Ordering::Relaxed).min(bytes.len());
        self.0.fetch_sub(room, Ordering::Relaxed);
        if room == 0 { Err(io::ErrorKind::StorageFull.into()) } else { Ok(room) }
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

#[test]
fn a_line_of_which_a_part_was_taken_is_lost() {
    let queue = run(PLENTY, Nearly(AtomicUsize::new(30)));
    for number in 0..5 {
        log(&queue, number);
    }
    queue.flush(Duration::from_secs(10));
    assert_eq!((queue.counters().written.value(), queue.counters().failed.value()), (2, 3));
}

#[test]
fn the_thread_ends_when_the_queue_is_closed() {
    let (queue, writer) = pair(PLENTY, false, Shared::default());
    let thread = thread::spawn(move || writer.run());
    log(&queue, 1);
    queue.close();
    thread.join().unwrap();
    log(&queue, 2);
    assert_eq!((queue.counters().written.value(), queue.counters().overflowed.value()), (1, 1));
}
