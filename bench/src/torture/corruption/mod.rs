//! Damaged index files, by the hundred thousand.
//!
//! Most are damaged copies of a bundle of 150 records, one in a hundred of the index itself. Of four in
//! five, the digest is the one of the whole file: such a file is refused, or it answers as the whole one does.
//! In the fifth, the digest is made right for what the file holds after the damage, as a faulty builder or an
//! attacker would: nobody can then tell a changed record from a true one, and the claim is that the file is
//! refused or answers, without a panic and in bounded time. Nothing here knows how the reader works.

mod damage;
mod outcome;
mod plain;
mod subject;

use std::panic;
use std::path::PathBuf;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, mpsc};
use std::thread;
use std::time::Duration;

use incidex_storage::Bundle;

use super::{Context, Figure};
use crate::process::Stopwatch;
use crate::random::Random;
use damage::{Damage, seal_again};
use outcome::{Outcome, Tally};
use subject::Subject;

/// The longest that all files under way may take.
const PATIENCE: Duration = Duration::from_mins(1);
/// The name of threads that may panic without a word.
const QUIET: &str = "corruption";
/// The most processor time that a damaged file may take, in that of the whole one.
const DEAREST: f64 = 20.0;

/// Damages files.
///
/// # Errors
/// When the index is none, a file cannot be written, or one takes longer than a minute.
pub(super) fn prove(context: &Context) -> Result<Vec<Figure>, String> {
    let whole = Bundle::open(context.index()).map_err(|error| error.to_string())?;
    let bytes = std::fs::read(context.index()).map_err(|error| error.to_string())?;
    let step = whole.catalog().index().directory().len() / 200;
    let parts = [Subject::part(&whole, 0, step)?, Subject::part(&whole, step / 2, step)?];
    drop(whole);
    let [part, other] = parts;
    let cases = Arc::new(Cases {
        count: context.count(100_000, 100),
        random: context.random(1),
        subjects: [part, Subject::new(bytes)?],
        other,
        folder: context.folder("corruption")?,
        next: AtomicUsize::new(0),
    });
    quietly(|| {
        let found = all(&cases)?;
        let count = context.count(5_000, 100);
        let plain = beside(&cases, count, context.random(2))?;
        Ok(figures(&cases, &found, &plain))
    })
}

/// The files, made by whoever has time.
struct Cases {
    count: usize,
    random: Random,
    /// The small one and the index itself.
    subjects: [Subject; 2],
    /// Another small one, whose header and manifest come into the wrong file.
    other: Subject,
    folder: PathBuf,
    next: AtomicUsize,
}

/// One file.
struct Case {
    is_sealed: bool,
    outcome: Outcome,
    /// Processor time, in that of the whole file.
    cost: f64,
}

impl Cases {
    /// Makes the file with this number and looks at it. What it is follows from the seed and the number alone.
    fn look(&self, number: usize) -> Result<Case, String> {
        let mut random = self.random.clone();
        let mut random = Random::new(random.number().wrapping_add(number as u64));
        let subject = &self.subjects[usize::from(random.below(100) == 0)];
        let is_sealed = random.below(5) == 0;
        let mut bytes = Damage::any(&mut random).done(subject, &self.other, &mut random);
        if is_sealed {
            seal_again(&mut bytes, &mut random);
        }
        // Some go the whole way through a file.
        let file = (random.below(10) == 0).then(|| self.folder.join(format!("{number}.idx")));
        let watch = Stopwatch::start();
        let outcome = Outcome::of(subject, bytes, file.as_deref())?;
        let cost = watch.elapsed().as_secs_f64() / subject.cost.as_secs_f64();
        if let Some(file) = file {
            let _ = std::fs::remove_file(file);
        }
        Ok(Case { is_sealed, outcome, cost })
    }
}

/// What became of all files.
#[derive(Default)]
struct Found {
    plain: Tally,
    sealed: Tally,
    dearest: f64,
}

/// Looks at every file, on every processor.
fn all(cases: &Arc<Cases>) -> Result<Found, String> {
    let (sender, receiver) = mpsc::channel();
    for _ in 0..thread::available_parallelism().map_or(1, usize::from) {
        let (cases, sender) = (Arc::clone(cases), sender.clone());
        // A file that is read for ever must not keep the run from saying so: nobody waits for these threads.
        let work = move || loop {
            let number = cases.next.fetch_add(1, Ordering::Relaxed);
            if number >= cases.count || sender.send(cases.look(number)).is_err() {
                break;
            }
        };
        thread::Builder::new().name(QUIET.to_owned()).spawn(work).map_err(|error| error.to_string())?;
    }
    drop(sender);
    let mut found = Found::default();
    for done in 0..cases.count {
        let case = match receiver.recv_timeout(PATIENCE) {
            Ok(case) => case?,
            Err(_) => return Err(format!("after {done} files, one took more than {} s", PATIENCE.as_secs())),
        };
        let tally = if case.is_sealed { &mut found.sealed } else { &mut found.plain };
        tally.add(case.outcome);
        found.dearest = found.dearest.max(case.cost);
    }
    Ok(found)
}

/// The same for redb by itself.
fn beside(cases: &Arc<Cases>, count: usize, mut random: Random) -> Result<Tally, String> {
    let cases = Arc::clone(cases);
    let work = move || plain::damaged(&cases.subjects[0], count, &mut random, &cases.folder);
    let thread =
        thread::Builder::new().name(QUIET.to_owned()).spawn(work).map_err(|error| error.to_string())?;
    thread.join().map_err(|_| "the look at redb by itself ended early".to_owned())?
}

/// Does it while panics of the threads that look at files are not printed.
fn quietly<T>(work: impl FnOnce() -> T) -> T {
    let before = Arc::new(panic::take_hook());
    let kept = Arc::clone(&before);
    panic::set_hook(Box::new(move |info| {
        if thread::current().name() != Some(QUIET) {
            kept(info);
        }
    }));
    let outcome = work();
    drop(panic::take_hook());
    if let Ok(before) = Arc::try_unwrap(before) {
        panic::set_hook(before);
    }
    outcome
}

#[allow(clippy::cast_precision_loss)] // counts of some thousands
fn figures(cases: &Cases, found: &Found, plain: &Tally) -> Vec<Figure> {
    let Found { plain: strict, sealed, dearest } = found;
    let (wrong, panics) = (strict.of(Outcome::Different), strict.of(Outcome::Panicked));
    let partly = strict.of(Outcome::PartlyRefused);
    let share = |outcome| plain.of(outcome) as f64 * 100.0 / plain.all().max(1) as f64;
    vec![
        Figure::new(
            format!(
                "{} files damaged anyhow, most of {} KiB, one in a hundred of {} KiB: each refused with its typed \
                 error or answering as the whole one; no panic, no wrong answer",
                strict.all(),
                cases.subjects[0].bytes.len() / 1024,
                cases.subjects[1].bytes.len() / 1024
            ),
            format!(
                "{} refused ({}), {} answer as the whole one, {partly} in part, {wrong} wrong, {panics} panics",
                strict.refused(),
                strict.kinds(),
                strict.of(Outcome::Same)
            ),
            wrong + panics + partly == 0,
        ),
        Figure::new(
            format!(
                "{} more, the SHA-256 made right again over the damage (what was altered in a record cannot then \
                 be told): a typed error or an answer; no panic",
                sealed.all()
            ),
            format!(
                "{} refused at opening ({}), {} answer as the whole one, {} differently, {} refuse some \
                 questions, {} panics",
                sealed.refused(),
                sealed.kinds(),
                sealed.of(Outcome::Same),
                sealed.of(Outcome::Different),
                sealed.of(Outcome::PartlyRefused),
                sealed.of(Outcome::Panicked)
            ),
            sealed.of(Outcome::Panicked) == 0,
        ),
        Figure::new(
            format!("processor time of the dearest of them at most {DEAREST} times that of the whole file"),
            format!("{dearest:.1} times"),
            *dearest <= DEAREST,
        ),
        Figure::new(
            format!("for comparison, redb by itself on {} files damaged so", plain.all()),
            format!(
                "{:.0} % refused, {:.0} % right, {:.0} % wrong, {:.0} % panics",
                plain.refused() as f64 * 100.0 / plain.all().max(1) as f64,
                share(Outcome::Same),
                share(Outcome::Different),
                share(Outcome::Panicked)
            ),
            true,
        ),
    ]
}
