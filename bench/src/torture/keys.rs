//! A million distinct callers, each asking once: by name, and, where nobody is known, by address.

use std::fmt::Write as _;
use std::io::{Read, Write};
use std::net::{Ipv4Addr, TcpStream};
use std::thread;
use std::time::{Duration, Instant};

use super::subject::{SECRET, Subject, connect};
use super::{Context, Figure};

const CALLERS: usize = 1_000_000;

/// Requests that are sent before their answers are read.
const BATCH: usize = 32;

/// What is known about the answer to be read: where its head ends, and its length.
const LENGTH: &[u8] = b"content-length: ";

/// The most that the memory may grow, in KiB.
const GROWTH: u64 = 150 * 1_024;

/// One of so many callers may still be counted a minute after the traffic has stopped: 10,000 of a million.
const LEFT_OF: usize = 100;

/// How many counts there are for addresses in each window, own and shared ones.
const ADDRESSES: f64 = 1_048_576.0;

/// How long until then.
const MINUTE: Duration = Duration::from_mins(1);

const KEYS: &str = "incidex_limit_keys ";

/// Who asks.
#[derive(Clone, Copy, Debug)]
enum Caller {
    /// A customer of the gateway.
    Customer,
    /// An address behind a proxy, without a secret.
    Stranger,
    /// An address behind a proxy, with a wrong secret.
    Guesser,
}

impl Caller {
    fn name(self) -> &'static str {
        match self {
            Self::Customer => "customers",
            Self::Stranger => "addresses without a secret",
            Self::Guesser => "addresses with a wrong secret",
        }
    }

    fn status(self) -> &'static [u8] {
        match self {
            Self::Customer => b"HTTP/1.1 200 ",
            Self::Stranger | Self::Guesser => b"HTTP/1.1 403 ",
        }
    }

    /// How many counts each is at least.
    fn counts(self) -> usize {
        match self {
            // One in each of two windows.
            Self::Customer => 2,
            Self::Stranger | Self::Guesser => 1,
        }
    }

    fn request(self, number: usize, text: &mut String) {
        // Writing to a string cannot fail.
        let _ = match self {
            Self::Customer => write!(
                text,
                "GET /v1/stats HTTP/1.1\r\nHost: localhost\r\nX-RapidAPI-Proxy-Secret: {SECRET}\r\n\
                 X-RapidAPI-User: customer-{number}\r\n\r\n"
            ),
            Self::Stranger | Self::Guesser => {
                let [_, high, middle, low] = u32::try_from(number).unwrap_or_default().to_be_bytes();
                let guess = match self {
                    Self::Guesser => "X-RapidAPI-Proxy-Secret: wrong\r\n",
                    _ => "",
                };
                write!(
                    text,
                    "GET /v1/stats HTTP/1.1\r\nHost: localhost\r\n{guess}\
                     X-Forwarded-For: 20.{high}.{middle}.{low}\r\n\r\n"
                )
            }
        };
    }
}

/// The proof.
pub(super) fn prove(context: &Context) -> Result<Vec<Figure>, String> {
    let callers = context.count(CALLERS, 500);
    let subject = Subject::start(context, &[("INCIDEX_TRUSTED_PROXIES", "127.0.0.1".to_owned())], false)?;
    // What serving takes anyhow is taken before.
    run(&subject, Caller::Customer, callers.div_ceil(100), CALLERS)?;
    let before = subject.process.resident();
    let mut figures = Vec::new();
    let most_left = u32::try_from(callers / LEFT_OF).unwrap_or(u32::MAX);
    for caller in [Caller::Customer, Caller::Stranger, Caller::Guesser] {
        let (peak, most) = watched(&subject, caller, callers)?;
        let name = caller.name();
        // Those of the beginning may be forgotten before the last one comes; on a machine so slow that most
        // are, nothing is shown.
        #[allow(clippy::cast_precision_loss)] // counts
        let least = (callers * caller.counts() / 4) as f64;
        figures.push(Figure::new(
            format!("{callers} {name} are counted one by one"),
            format!("{most} counts held at most"),
            most >= least,
        ));
        if let (Some(before), Some(peak)) = (before, peak) {
            let growth = peak.saturating_sub(before);
            figures.push(Figure::new(
                format!("{callers} {name} take less than 150 MB more"),
                format!("{} MB more at most, of {} MB", growth / 1_024, peak / 1_024),
                growth < GROWTH,
            ));
        }
        if matches!(caller, Caller::Guesser) {
            // Each guess counts for 45 s, and two addresses may share a count.
            figures.push(Figure::new(
                format!("{callers} {name} have fixed room, because guesses count for long"),
                format!("{most} counts of at most {ADDRESSES}"),
                most <= ADDRESSES,
            ));
            continue;
        }
        let stopped = Instant::now();
        let left = loop {
            let held = subject.metric(KEYS)?;
            if stopped.elapsed() >= MINUTE || held == 0.0 {
                break held;
            }
            thread::sleep(Duration::from_millis(500));
        };
        let after = subject.process.resident().zip(before).map(|(now, before)| now.saturating_sub(before));
        figures.push(Figure::new(
            format!("less than {most_left} counts of {name} are held a minute after they stop"),
            format!(
                "{left} after {} s; {} MB more memory than before",
                stopped.elapsed().as_secs(),
                after.unwrap_or_default() / 1_024
            ),
            left < f64::from(most_left),
        ));
    }
    figures.push(Figure::new("the server is well afterwards", "asked", subject.is_well()));
    Ok(figures)
}

/// Has them all ask, and looks on meanwhile: the most resident memory in KiB, and the most counts held.
fn watched(subject: &Subject, caller: Caller, callers: usize) -> Result<(Option<u64>, f64), String> {
    thread::scope(|scope| {
        let asking = scope.spawn(|| run(subject, caller, callers, 0));
        let (mut peak, mut most) = (None, 0.0_f64);
        loop {
            let is_over = asking.is_finished();
            peak = peak.max(subject.process.resident());
            most = most.max(subject.metric(KEYS)?);
            if is_over {
                break;
            }
            thread::sleep(Duration::from_millis(250));
        }
        let outcome = asking.join().map_err(|_| "the thread that asks has panicked".to_owned())?;
        outcome.map(|()| (peak, most))
    })
}

/// Has callers of these numbers ask, a batch at a time on one connection.
fn run(subject: &Subject, caller: Caller, callers: usize, first: usize) -> Result<(), String> {
    let failed = |error: std::io::Error| format!("a caller is not answered: {error}");
    let mut stream = connect(subject.address, Ipv4Addr::LOCALHOST).map_err(failed)?;
    stream.set_read_timeout(Some(MINUTE)).map_err(failed)?;
    let mut inbound = Inbound::default();
    let mut text = String::new();
    for batch in (first..first + callers).collect::<Vec<_>>().chunks(BATCH) {
        text.clear();
        for number in batch {
            caller.request(*number, &mut text);
        }
        stream.write_all(text.as_bytes()).map_err(failed)?;
        for _ in batch {
            inbound.answer(&mut stream, caller.status())?;
        }
    }
    Ok(())
}

/// Answers on one connection, one after the other.
#[derive(Default)]
struct Inbound {
    bytes: Vec<u8>,
    start: usize,
}

impl Inbound {
    /// Reads one answer, which must begin with `status`.
    fn answer(&mut self, stream: &mut TcpStream, status: &[u8]) -> Result<(), String> {
        let mut piece = [0; 16 * 1_024];
        loop {
            let there = self.bytes.get(self.start..).unwrap_or_default();
            if let Some(length) = whole(there) {
                if !there.starts_with(status) {
                    let head = there.split(|byte| *byte == b'\r').next().unwrap_or_default();
                    return Err(format!("a caller is answered {}", String::from_utf8_lossy(head)));
                }
                self.start += length;
                return Ok(());
            }
            self.bytes.drain(..self.start);
            self.start = 0;
            let count = stream.read(&mut piece).map_err(|error| format!("an answer is missing: {error}"))?;
            if count == 0 {
                return Err("the connection was ended before every answer".to_owned());
            }
            self.bytes.extend(piece.get(..count).unwrap_or_default());
        }
    }
}

/// The length of the answer that stands at the beginning, if all of it is there.
fn whole(bytes: &[u8]) -> Option<usize> {
    let head = bytes.windows(4).position(|window| window == b"\r\n\r\n")? + 4;
    let at =
        bytes.get(..head)?.windows(LENGTH.len()).position(|window| window.eq_ignore_ascii_case(LENGTH))?;
    let digits = bytes.get(at + LENGTH.len()..)?.split(|byte| !byte.is_ascii_digit()).next()?;
    let length: usize = std::str::from_utf8(digits).ok()?.parse().ok()?;
    (bytes.len() >= head + length).then_some(head + length)
}
