//! Clients that are slow on purpose, ten thousand at once: each that is let go comes again at once, and beside
//! them a normal client asks as before.

mod crowd;
mod customer;
mod kind;

use std::time::{Duration, Instant};

use rustix::process::{Resource, Rlimit, getrlimit, setrlimit};

use self::crowd::Crowd;
use self::kind::Kind;
use super::subject::Subject;
use super::{Context, Figure};
use crate::load::Round;

const CROWD: usize = 10_000;

/// Descriptors of this process beside those of the crowd.
const OTHERS: u64 = 64;

/// How much later than promised the end of a connection may be seen: it is looked at once a second, by a thread
/// that has ten thousand to look at, and the server waits for a second for what it has said to be read.
const TOLERANCE: Duration = Duration::from_secs(4);

/// How long the crowd may take to be whole.
const PATIENCE: Duration = Duration::from_mins(1);

/// The proof.
pub(super) fn prove(context: &Context) -> Result<Vec<Figure>, String> {
    let size = context.count(CROWD, 40);
    let time = Duration::from_secs(context.count(15, 3) as u64);
    check_descriptors(size)?;
    let mut subject = Subject::start(context, &[], false)?;
    // What is warm afterwards should be so before.
    customer::ask(subject.address, Duration::from_secs(1));
    let idle = subject.descriptors();
    let resident = subject.process.resident();
    let before = customer::ask(subject.address, time);
    let crowd = Crowd::start(subject.address, size)?;
    crowd.await_whole(PATIENCE)?;
    // Until each kind has been let go once and has come again.
    std::thread::sleep(Kind::Body.promise() + TOLERANCE);
    let under = customer::ask(subject.address, time);
    let held = subject.descriptors().zip(idle).map(|(now, idle)| now.saturating_sub(idle));
    let grown = subject.process.resident().zip(resident).map(|(now, before)| now.saturating_sub(before));
    let ends = crowd.end(Kind::Body.promise() + TOLERANCE + TOLERANCE);
    let after = customer::ask(subject.address, time);
    let rest = Round::joined(&[before, after]);

    let (quiet, crowded) = (f64::from(rest.quantile(990)) / 1e3, f64::from(under.quantile(990)) / 1e3);
    let ratio = crowded / quiet.max(0.001);
    let mut figures = vec![
        Figure::new(
            format!("{size} slow connections: p99 of a normal client at most twice that without"),
            format!(
                "{crowded:.2} ms beside {quiet:.2} ms, {ratio:.2} times; {} requests",
                under.micros.len()
            ),
            ratio <= 2.0,
        ),
        Figure::new("and under 10 ms", format!("{crowded:.2} ms"), crowded < 10.0),
        Figure::new(
            "and none of its requests fails",
            format!("{} failed, {} refused", under.faults, under.refusals),
            under.faults + under.refusals == 0 && under.successes > 0,
        ),
    ];
    if let (Some(held), Some(grown)) = (held, grown) {
        figures.push(Figure::new(
            "meanwhile the server holds at least three quarters of them at once",
            format!("{held} connections, {} MB more memory", grown / 1_024),
            held * 4 >= size * 3,
        ));
    }
    for kind in Kind::ALL {
        let lives = ends.of(kind);
        let late = lives.ended.iter().filter(|life| **life > kind.promise() + TOLERANCE).count();
        let latest = lives.ended.iter().max().copied().unwrap_or_default();
        figures.push(Figure::new(
            format!("{} is let go after {} s", kind.name(), kind.promise().as_secs()),
            format!(
                "{} let go, {late} late, {} not at all, {} told 408; the last after {:.1} s",
                lives.ended.len(),
                lives.left,
                lives.told,
                latest.as_secs_f64()
            ),
            late == 0
                && lives.left == 0
                && !lives.ended.is_empty()
                && (!kind.is_told() || lives.told == lives.ended.len()),
        ));
    }
    figures.push(Figure::new(
        "no connection could not be made",
        format!("{} of all could not", ends.refused),
        ends.refused == 0,
    ));
    if let Some(idle) = idle {
        let left = descriptors_left(&mut subject, idle);
        figures.push(Figure::new(
            "no descriptor is left over",
            format!("{left} more than at rest"),
            left == 0,
        ));
    }
    figures.push(Figure::new("the server is well afterwards", "asked", subject.is_well()));
    Ok(figures)
}

/// How many descriptors more than `idle` the server holds, once those of the last connections are gone.
fn descriptors_left(subject: &mut Subject, idle: usize) -> usize {
    let begun = Instant::now();
    loop {
        let left = subject.descriptors().unwrap_or(idle).saturating_sub(idle);
        if left == 0 || begun.elapsed() > Duration::from_secs(20) {
            return left;
        }
        std::thread::sleep(Duration::from_millis(100));
    }
}

/// Raises the limit of this process as far as it goes, and refuses where that is not far enough.
fn check_descriptors(size: usize) -> Result<(), String> {
    let limit = getrlimit(Resource::Nofile);
    let raised = Rlimit { current: limit.maximum, maximum: limit.maximum };
    setrlimit(Resource::Nofile, raised)
        .map_err(|error| format!("the limit of files cannot be raised: {error}"))?;
    let needed = size as u64 + OTHERS;
    match limit.maximum {
        // The server needs as many of its own.
        Some(most) if most < needed => Err(format!(
            "{most} files may be open in a process, and {size} connections need {needed}: raise it (ulimit -Hn)"
        )),
        _ => Ok(()),
    }
}
