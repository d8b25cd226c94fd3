//! A log that nobody takes: its reader stands still, its disk is full, its pipe is closed.
//!
//! Lines are made long, so that the server's buffer is full soon. Four servers are loaded in turn, so that what
//! the machine does besides meets all of them; the one whose log is read is what the others are compared with.

use std::fs::File;
use std::io::{PipeReader, PipeWriter, Read, pipe};
use std::net::SocketAddr;
use std::process::Stdio;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::thread;
use std::time::{Duration, Instant};

use super::scrape::{Page, wait_until};
use super::slowdown::Slowdown;
use super::{Context, Figure};
use crate::load::{Round, Waiting, run as load};
use crate::served::{Binary, LOOKUP, Served, free_address};

const CONNECTIONS: usize = 4;
/// As many customers as none of them asks too often.
const CUSTOMERS: usize = 4_096;
/// One round over one server: short, so that what the machine does besides meets all of them.
const ROUND: Duration = Duration::from_millis(250);
/// Rounds over each server at least.
const LEAST_ROUNDS: usize = 4;
/// How long what was held back may take to arrive.
const PATIENCE: Duration = Duration::from_secs(30);
/// How much p99 may grow.
const MOST_RATIO: f64 = 2.0;

const WRITTEN: &str = "incidex_log_lines_total";
const OVERFLOWED: &str = "incidex_log_dropped_lines_total{reason=\"overflow\"}";
const FAILED: &str = "incidex_log_dropped_lines_total{reason=\"failed\"}";

/// A server, and what came of loading it.
struct Side {
    served: Served,
    metrics: SocketAddr,
    rounds: Vec<Round>,
    /// How many requests it has answered in all.
    answered: u64,
    /// How many of all requests it has not answered well.
    failed: u64,
}

/// Takes what is written into a pipe, or lets it stand.
#[derive(Default)]
struct Reader {
    is_stuck: AtomicBool,
    /// Lines that it took, but for those that say how many were lost.
    lines: AtomicU64,
    /// How many they say were lost.
    lost: AtomicU64,
}

/// The servers.
struct Sides {
    /// Its log is read.
    read: Side,
    /// Its log is not read for a while.
    stuck: Side,
    /// Its log goes to a full disk.
    full: Side,
    /// Its log goes to a pipe that nobody holds the other end of.
    closed: Side,
}

/// Runs the proof.
///
/// # Errors
/// When it cannot be done.
pub(super) fn run(context: &Context) -> Result<Vec<Figure>, String> {
    let broken = |error: std::io::Error| error.to_string();
    let (_, input) = Reader::start()?;
    let read = Side::start(context, input.into())?;
    let (reader, input) = Reader::start()?;
    let stuck = Side::start(context, input.into())?;
    let full = File::options().write(true).open("/dev/full").map_err(broken)?;
    let full = Side::start(context, full.into())?;
    let (output, input) = pipe().map_err(broken)?;
    drop(output);
    let closed = Side::start(context, input.into())?;
    let mut sides = Sides { read, stuck, full, closed };
    let requests = requests(&context.binary);
    // What is new to a server is slow.
    sides.load(&requests);
    let seconds = stand_still(context, &mut sides, &reader, &requests)?;
    let meanwhile = Page::of(sides.stuck.metrics)?;
    reader.is_stuck.store(false, Ordering::SeqCst);
    let answered = sides.stuck.answered;
    let whole = |page: &Page| reader.has_all(page, answered);
    let page = wait_until(sides.stuck.metrics, "everything that was held back", PATIENCE, whole);
    let page = page.or_else(|_| Page::of(sides.stuck.metrics))?;
    let Sides { read, stuck, full, closed } = sides;
    let mut figures = Vec::new();
    for (name, side, sample, page, least) in [
        (format!("reader stuck for {seconds} s"), &stuck, OVERFLOWED, meanwhile, 1),
        ("/dev/full".to_owned(), &full, FAILED, full.all_lost()?, full.answered),
        ("closed pipe".to_owned(), &closed, FAILED, closed.all_lost()?, closed.answered),
    ] {
        let counted = page.value(sample);
        figures.push(failures(&name, side));
        figures.push(slowness(&name, side, &read));
        figures.push(Figure::new(
            format!("{name}: lost lines are counted in `/metrics`"),
            format!("{counted}; {} requests", side.answered),
            counted >= least,
        ));
    }
    figures.push(Figure::new(
        "once it is read again, the line of every request is either read or counted as lost, in the metrics and in \
         the log",
        format!(
            "{answered} requests; {} read of {} written, {} told of {} lost",
            reader.lines.load(Ordering::SeqCst),
            page.value(WRITTEN),
            reader.lost.load(Ordering::SeqCst),
            page.value(OVERFLOWED) + page.value(FAILED)
        ),
        whole(&page),
    ));
    Ok(figures)
}

/// Loads all of them in turn while one reader reads nothing; for how many seconds.
fn stand_still(
    context: &Context,
    sides: &mut Sides,
    reader: &Reader,
    requests: &[Vec<u8>],
) -> Result<u64, String> {
    reader.is_stuck.store(true, Ordering::SeqCst);
    let time = Duration::from_secs(context.count(60, 4) as u64);
    let begun = Instant::now();
    // A server that fails is seen to; there is no need to wait until it has done so for long.
    while sides.stuck.failed == 0 && Page::of(sides.stuck.metrics)?.value(OVERFLOWED) == 0 {
        if begun.elapsed() > PATIENCE * 4 {
            return Err("the server's buffer does not fill".to_owned());
        }
        sides.stuck.load(requests);
    }
    // Now all is as it stays; what it was before counts for nothing.
    for side in sides.each() {
        side.rounds.clear();
    }
    for round in 0.. {
        let is_enough = begun.elapsed() >= time && round >= LEAST_ROUNDS;
        if is_enough || sides.each().iter().any(|side| side.failed > 0) {
            break;
        }
        sides.load(requests);
    }
    Ok(begun.elapsed().as_secs())
}

impl Sides {
    fn each(&mut self) -> [&mut Side; 4] {
        [&mut self.read, &mut self.stuck, &mut self.full, &mut self.closed]
    }

    fn load(&mut self, requests: &[Vec<u8>]) {
        for side in self.each() {
            side.load(requests);
        }
    }
}

/// Requests that make long lines.
fn requests(binary: &Binary) -> Vec<Vec<u8>> {
    let lines = format!("User-Agent: {}\r\nX-Request-Id: {}\r\n", "a".repeat(100), "i".repeat(128));
    let request = |number| binary.request_with(LOOKUP, &format!("customer-{number}"), &lines);
    (0..CUSTOMERS).map(request).collect()
}

fn failures(name: &str, side: &Side) -> Figure {
    Figure::new(
        format!("{name}: no request fails"),
        format!("{} of {}", side.failed, side.answered),
        side.failed == 0 && side.answered > 0,
    )
}

fn slowness(name: &str, side: &Side, read: &Side) -> Figure {
    let Slowdown { ratio, micros } = Slowdown::of(&side.rounds, &read.rounds);
    Figure::new(
        format!("{name}: p99 is at most {MOST_RATIO} times that of a server whose log is read"),
        format!("{ratio:.2} ({} µs, {} µs)", micros.0, micros.1),
        ratio <= MOST_RATIO,
    )
}

impl Side {
    fn start(context: &Context, log: Stdio) -> Result<Self, String> {
        let metrics = free_address()?;
        let mut binary = context.binary.clone();
        binary.settings = vec![("INCIDEX_METRICS_BIND", metrics.to_string())];
        Ok(Self { served: binary.serve_logging(log)?, metrics, rounds: Vec::new(), answered: 0, failed: 0 })
    }

    /// The metrics once the lines of all requests are counted as lost, or else after a while.
    fn all_lost(&self) -> Result<Page, String> {
        let all = |page: &Page| page.value(FAILED) >= self.answered;
        wait_until(self.metrics, "all lines are lost", PATIENCE, all).or_else(|_| Page::of(self.metrics))
    }

    fn load(&mut self, requests: &[Vec<u8>]) {
        let round = load(self.served.address, requests, CONNECTIONS, ROUND, Waiting::Asleep);
        self.answered += round.micros.len() as u64;
        self.failed += round.faults + round.refusals;
        self.rounds.push(round);
    }
}

impl Reader {
    /// One that reads, and what it reads from.
    fn start() -> Result<(Arc<Self>, PipeWriter), String> {
        let (output, input) = pipe().map_err(|error| error.to_string())?;
        let reader = Arc::new(Self::default());
        let reading = Arc::clone(&reader);
        thread::spawn(move || reading.run(output));
        Ok((reader, input))
    }

    /// Reads until nobody writes any more.
    fn run(&self, mut output: PipeReader) {
        let mut buffer = vec![0; 64 * 1_024];
        let mut line = Vec::new();
        loop {
            if self.is_stuck.load(Ordering::SeqCst) {
                thread::sleep(Duration::from_millis(5));
                continue;
            }
            let Ok(count @ 1..) = output.read(&mut buffer) else { return };
            for byte in buffer.iter().take(count) {
                if *byte == b'\n' {
                    self.count(&line);
                    line.clear();
                } else {
                    line.push(*byte);
                }
            }
        }
    }

    fn count(&self, line: &[u8]) {
        let told = line.strip_prefix(b"{\"dropped_log_lines\":").and_then(|rest| rest.strip_suffix(b"}"));
        match told.and_then(|digits| std::str::from_utf8(digits).ok()?.parse::<u64>().ok()) {
            Some(lost) => _ = self.lost.fetch_add(lost, Ordering::SeqCst),
            None => _ = self.lines.fetch_add(1, Ordering::SeqCst),
        }
    }

    /// Whether all that a page tells of has arrived, and it tells of so many requests.
    fn has_all(&self, page: &Page, requests: u64) -> bool {
        let (written, lost) = (page.value(WRITTEN), page.value(OVERFLOWED) + page.value(FAILED));
        (self.lines.load(Ordering::SeqCst), self.lost.load(Ordering::SeqCst)) == (written, lost)
            && written + lost >= requests
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_and_losses_are_told_apart() {
        let reader = Reader::default();
        for line in ["{\"message\":\"request\"}", "{\"dropped_log_lines\":12}", "INFO request"] {
            reader.count(line.as_bytes());
        }
        assert_eq!((reader.lines.into_inner(), reader.lost.into_inner()), (2, 12));
    }
}
