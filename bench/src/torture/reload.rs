//! Another index under load, again and again, and a damaged one every fifth time.
//!
//! Two indexes hold the same records with another word in each, so that an answer shows which of them it was
//! made from, and one that was put together from both would be neither.

use std::fs;
use std::net::{SocketAddr, TcpStream};
use std::sync::OnceLock;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::thread;
use std::time::Duration;

use super::scrape::{Page, wait_until};
use super::variant::{Content, damaged, replace};
use super::{Context, Figure};
use crate::load::Connection;
use crate::served::{Binary, LOOKUP, Served, free_address};

/// Requests whose answers show the records.
const TARGETS: [&str; 4] = [
    LOOKUP,
    "/v1/ingredient/inci?q=niacinamide",
    "/v1/ingredient/inci?q=water",
    "/v1/ingredient/inci?q=cera",
];
/// How many threads ask, each over one connection.
const ASKING: usize = 2;
/// As many customers as none of them asks too often.
const CUSTOMERS: usize = 4_096;
/// How long a file may take to be taken up or refused.
const PATIENCE: Duration = Duration::from_mins(2);
/// What a process may grow by after its first requests, in KiB: caches and pools that fill up.
const WARMTH: u64 = 24 * 1_024;
/// Between two generations and two: neither is known to be the one that is served.
const UNDECIDED: usize = usize::MAX;

const RELOADED: &str = "incidex_dataset_reloads_total{outcome=\"reloaded\"}";
const REFUSED: &str = "incidex_dataset_reloads_total{outcome=\"refused\"}";

/// What those who ask have found, and what they need to know.
#[derive(Default)]
struct Asked {
    is_over: AtomicBool,
    /// Number of the change that has been made and of the index that it led to, in one; [`UNDECIDED`] while
    /// one is being made.
    now: AtomicUsize,
    answered: AtomicUsize,
    failed: AtomicUsize,
    first_failure: OnceLock<String>,
    wrong: AtomicUsize,
    stale: AtomicUsize,
}

/// What was read of the process after each change.
#[derive(Clone, Copy)]
struct Reading {
    resident: u64,
    descriptors: usize,
}

/// Runs the proof.
///
/// # Errors
/// When it cannot be done.
pub(super) fn run(context: &Context) -> Result<Vec<Figure>, String> {
    let records = Content::read(context.index())?;
    let indexes = [records.marked("the first of two")?, records.marked("the second of two")?];
    drop(records);
    let path = context.folder("reload")?.join("served.idx");
    let mut binary = context.binary.clone();
    binary.index.clone_from(&path);
    let expected = [expected(&binary, &indexes[0])?, expected(&binary, &indexes[1])?];
    if expected[0].iter().zip(&expected[1]).any(|(first, second)| first == second) {
        return Err("both indexes answer alike; nothing would be seen".to_owned());
    }
    replace(&path, &indexes[0])?;
    let metrics = free_address()?;
    binary.settings =
        vec![("INCIDEX_METRICS_BIND", metrics.to_string()), ("INCIDEX_RELOAD_SECONDS", "0".to_owned())];
    let served = binary.serve()?;
    let asked = Asked::default();
    let changes = context.count(100, 15);
    let readings = thread::scope(|scope| {
        for thread in 0..ASKING {
            let (binary, expected, asked, address) = (&binary, &expected, &asked, served.address);
            scope.spawn(move || ask(binary, address, thread, expected, asked));
        }
        let readings = change(&served, metrics, &path, &indexes, changes, &asked);
        asked.is_over.store(true, Ordering::SeqCst);
        readings
    })?;
    let page = Page::of(metrics)?;
    Ok(figures(&asked, &readings, (page.value(RELOADED), page.value(REFUSED)), changes, indexes[0].len()))
}

/// What a server of this index answers to each target.
fn expected(binary: &Binary, index: &[u8]) -> Result<Vec<Vec<u8>>, String> {
    replace(&binary.index, index)?;
    let served = binary.serve()?;
    let broken = |error: std::io::Error| error.to_string();
    let mut connection = TcpStream::connect(served.address).and_then(Connection::new).map_err(broken)?;
    let mut bodies = Vec::new();
    for target in TARGETS {
        let reply = connection.ask(&binary.request(target, "expected")).map_err(broken)?;
        if reply.status != 200 {
            return Err(format!("{target} is answered with {}", reply.status));
        }
        bodies.push(reply.body);
    }
    Ok(bodies)
}

/// Asks until it is over, and counts.
fn ask(binary: &Binary, address: SocketAddr, thread: usize, expected: &[Vec<Vec<u8>>; 2], asked: &Asked) {
    let connect = || TcpStream::connect(address).and_then(Connection::new).ok();
    let mut connection = connect();
    for number in 0.. {
        if asked.is_over.load(Ordering::SeqCst) {
            return;
        }
        let place = number % TARGETS.len();
        let customer = format!("customer-{thread}-{}", number % CUSTOMERS);
        let request = TARGETS.get(place).map(|target| binary.request(target, &customer));
        let before = asked.now.load(Ordering::SeqCst);
        let reply = match connection.as_mut().zip(request).map(|(open, request)| open.ask(&request)) {
            Some(Ok(reply)) if reply.status == 200 => Ok(reply),
            Some(Ok(reply)) => Err(format!("{}", reply.status)),
            Some(Err(error)) => Err(error.to_string()),
            None => Err("no connection".to_owned()),
        };
        let after = asked.now.load(Ordering::SeqCst);
        let reply = match reply {
            Ok(reply) => reply,
            Err(why) => {
                asked.first_failure.get_or_init(|| why);
                asked.failed.fetch_add(1, Ordering::SeqCst);
                connection = connect();
                continue;
            }
        };
        asked.answered.fetch_add(1, Ordering::SeqCst);
        match expected.iter().position(|bodies| bodies.get(place) == Some(&reply.body)) {
            None => _ = asked.wrong.fetch_add(1, Ordering::SeqCst),
            // Begun and ended between two changes, the answer is of the one that is known to be served.
            Some(which) if before == after && before != UNDECIDED && which != before % 2 => {
                asked.stale.fetch_add(1, Ordering::SeqCst);
            }
            Some(_) => {}
        }
    }
}

/// Puts one file after the other in place, and reads what the process holds after each.
fn change(
    served: &Served,
    metrics: SocketAddr,
    path: &std::path::Path,
    indexes: &[Vec<u8>; 2],
    changes: usize,
    asked: &Asked,
) -> Result<Vec<Reading>, String> {
    let mut readings = Vec::new();
    let mut which = 0;
    for number in 1..=changes {
        let before = Page::of(metrics)?;
        let is_damaged = number % 5 == 0;
        if is_damaged {
            replace(path, &damaged(&indexes[1 - which], number / 5))?;
        } else {
            which = 1 - which;
            asked.now.store(UNDECIDED, Ordering::SeqCst);
            replace(path, &indexes[which])?;
        }
        served.process.signal("HUP")?;
        let counter = if is_damaged { REFUSED } else { RELOADED };
        let what = format!("file {number} taken up or refused");
        wait_until(metrics, &what, PATIENCE, |page| page.value(counter) > before.value(counter))?;
        asked.now.store(number * 2 + which, Ordering::SeqCst);
        // Some requests between this change and the next one.
        let answered = asked.answered.load(Ordering::SeqCst) + asked.failed.load(Ordering::SeqCst);
        while asked.answered.load(Ordering::SeqCst) + asked.failed.load(Ordering::SeqCst) < answered + 50 {
            thread::sleep(Duration::from_millis(5));
        }
        readings.push(reading(served, readings.first())?);
    }
    let _ = fs::remove_file(path);
    Ok(readings)
}

/// What the process holds now. The connection that asked for the metrics may not be closed yet: the least of many
/// looks is what stays, and as long as that is more than at the `first` change it is looked at again, for a while.
fn reading(served: &Served, first: Option<&Reading>) -> Result<Reading, String> {
    let missing = "this system does not say what a process holds";
    let resident = served.process.resident().ok_or(missing)?;
    let (looks, most) = if first.is_some() { (20, 1_000) } else { (250, 250) };
    let mut descriptors = usize::MAX;
    for look in 0..most {
        descriptors = descriptors.min(served.process.descriptors().ok_or(missing)?);
        if look >= looks && first.is_none_or(|first| descriptors <= first.descriptors) {
            break;
        }
        thread::sleep(Duration::from_millis(2));
    }
    Ok(Reading { resident, descriptors })
}

fn figures(
    asked: &Asked,
    readings: &[Reading],
    (reloaded, refused): (u64, u64),
    changes: usize,
    size: usize,
) -> Vec<Figure> {
    let count = |counter: &AtomicUsize| counter.load(Ordering::SeqCst);
    let few = (changes / 5).max(5);
    let most = |part: &[Reading]| part.iter().map(|reading| reading.resident).max().unwrap_or_default();
    let after_few = most(readings.get(..few).unwrap_or_default());
    let after_all = most(readings.get(changes.saturating_sub(few)..).unwrap_or_default());
    let size = size as u64 / 1_024;
    let room = size.max(WARMTH);
    let open: Vec<usize> = readings.iter().map(|reading| reading.descriptors).collect();
    let (fewest, most_open) = (open.iter().min().copied(), open.iter().max().copied());
    let damaged = changes as u64 / 5;
    vec![
        Figure::new(
            format!("each of {changes} files is taken up, every fifth, damaged, is refused"),
            format!("{reloaded} taken up, {refused} refused"),
            (reloaded, refused) == (changes as u64 - damaged, damaged),
        ),
        Figure::new(
            "no request fails meanwhile",
            format!(
                "{} of {} failed{}",
                count(&asked.failed),
                count(&asked.answered) + count(&asked.failed),
                asked.first_failure.get().map(|why| format!(", the first by: {why}")).unwrap_or_default()
            ),
            count(&asked.failed) == 0 && count(&asked.answered) > 0,
        ),
        Figure::new(
            "each answer is, byte for byte, that of one of the two, and of the new one as soon as it is taken up",
            format!("{} of neither, {} of the old one", count(&asked.wrong), count(&asked.stale)),
            count(&asked.wrong) + count(&asked.stale) == 0,
        ),
        Figure::new(
            format!(
                "the memory of the old one is given back: at the end at most {} MiB, the size of one index but no \
                 less than {}, more than at the beginning",
                room / 1_024,
                WARMTH / 1_024
            ),
            format!(
                "at most {} MiB resident after the first {few}, {} MiB after the last {few}; index {} MiB",
                after_few / 1_024,
                after_all / 1_024,
                size / 1_024
            ),
            after_all <= after_few + room,
        ),
        Figure::new(
            "the number of open files and connections stays the same",
            format!("{} to {}", fewest.unwrap_or_default(), most_open.unwrap_or_default()),
            fewest.is_some() && fewest == most_open,
        ),
    ]
}
