//! Builders that are killed in the middle of their work.

use std::path::Path;
use std::thread;
use std::time::{Duration, Instant};

use super::scene::{Files, Scene, TARGET, answers, files, is_temporary};
use crate::process::Process;
use crate::random::Random;

/// How many builders die in a folder before one is let through.
const ROUNDS: usize = 10;
/// The longest that a killed builder may take, should nobody manage to kill it.
const PATIENCE: Duration = Duration::from_mins(2);

/// What was seen.
#[derive(Clone, Debug, Default)]
pub(super) struct Seen {
    /// Builders that were killed at their work.
    pub(super) killed: usize,
    /// Builders that had finished before.
    pub(super) too_late: usize,
    /// Builders that found no index under the target's name.
    pub(super) over_nothing: usize,
    /// What stood under the target's name afterwards: nothing, the old index, the new one.
    pub(super) stands: [usize; 3],
    /// Builders that left a temporary file, and those of them that no reader takes.
    pub(super) left: [usize; 2],
    /// Whole builds after the killed ones.
    pub(super) whole: usize,
    /// Everything that should not be.
    pub(super) faults: Vec<String>,
}

impl Seen {
    /// Adds what another saw.
    pub(super) fn add(&mut self, other: Self) {
        self.killed += other.killed;
        self.too_late += other.too_late;
        self.over_nothing += other.over_nothing;
        for (sum, more) in
            self.stands.iter_mut().chain(&mut self.left).zip(other.stands.iter().chain(&other.left))
        {
            *sum += more;
        }
        self.whole += other.whole;
        self.faults.extend(other.faults);
    }
}

/// Kills `count` builders of `scene` in `folder`: three of four at moments spread evenly over a whole build, the
/// fourth while it is writing a file.
///
/// # Errors
/// When builders cannot be started or what they leave cannot be read.
pub(super) fn kill(scene: &Scene, count: usize, folder: &Path, random: &mut Random) -> Result<Seen, String> {
    let mut seen = Seen::default();
    scene.set(folder, false)?;
    if count == 0 {
        return Ok(seen);
    }
    // The median; a few need no better one than a single build tells.
    let tries = if count < ROUNDS { 1 } else { 3 };
    let mut times = (0..tries).map(|_| scene.whole(folder)).collect::<Result<Vec<_>, _>>()?;
    times.sort_unstable();
    let whole = times.get(tries / 2).copied().unwrap_or_default();
    let mut is_empty = false;
    // The machine may be quicker now than it was; more than so many are not tried.
    for attempt in 0..count * 2 {
        if seen.killed >= count {
            break;
        }
        is_empty = random.below(5) == 0;
        scene.set(folder, is_empty)?;
        let moment = if random.below(4) == 0 { None } else { Some(spread(attempt, count, whole, random)) };
        if strike(scene, folder, moment, random)? {
            seen.killed += 1;
            seen.over_nothing += usize::from(is_empty);
        } else {
            seen.too_late += 1;
        }
        look(scene, folder, is_empty, &mut seen)?;
        if (attempt + 1) % ROUNDS == 0 {
            let_through(scene, folder, is_empty, &mut seen)?;
        }
    }
    let_through(scene, folder, is_empty, &mut seen)?;
    Ok(seen)
}

/// A moment in the part of a whole build that belongs to this attempt.
#[allow(clippy::cast_precision_loss)] // counts
fn spread(attempt: usize, count: usize, whole: Duration, random: &mut Random) -> Duration {
    let part = (attempt % count) as f64 + random.below(1_000) as f64 / 1_000.0;
    whole.mul_f64(part / count as f64)
}

/// Kills a builder at a moment or, where there is none, up to 8 ms after a temporary file has appeared; whether
/// it was still at work.
fn strike(
    scene: &Scene,
    folder: &Path,
    moment: Option<Duration>,
    random: &mut Random,
) -> Result<bool, String> {
    let before: Vec<String> = files(folder)?.into_keys().collect();
    let mut builder = Process::start(&mut scene.command(folder))?;
    if let Some(moment) = moment {
        thread::sleep(moment);
    } else {
        let begun = Instant::now();
        let is_new = |name: &String| is_temporary(name) && !before.contains(name);
        while !names(folder).iter().any(is_new) && builder.ended()?.is_none() {
            if begun.elapsed() > PATIENCE {
                return Err(format!("{}: no file was begun in {} s", scene.name, PATIENCE.as_secs()));
            }
            thread::yield_now();
        }
        thread::sleep(Duration::from_micros(random.below(8_000)));
    }
    // SIGKILL.
    let _ = builder.child().kill();
    let status = builder.child().wait().map_err(|error| error.to_string())?;
    match status.code() {
        Some(0) => Ok(false),
        Some(code) => Err(format!("{}: a builder failed by itself with {code}", scene.name)),
        None => Ok(true),
    }
}

fn names(folder: &Path) -> Vec<String> {
    let entries = std::fs::read_dir(folder).into_iter().flatten().flatten();
    entries.map(|entry| entry.file_name().to_string_lossy().into_owned()).collect()
}

/// Holds what a killed builder left: whole files, old or new, and temporary ones that no reader takes for more
/// than they are.
fn look(scene: &Scene, folder: &Path, was_empty: bool, seen: &mut Seen) -> Result<(), String> {
    let found = files(folder)?;
    let nothing = Files::new();
    let (old, new) = if was_empty { (&nothing, &scene.fresh) } else { (&scene.old, &scene.new) };
    let mut names: Vec<&String> = found.keys().chain(old.keys()).collect();
    names.sort();
    names.dedup();
    for name in names.into_iter().filter(|name| !is_temporary(name)) {
        let bytes = found.get(name);
        // Nothing may be there only where nothing was.
        let is_whole = bytes == old.get(name) || (bytes.is_some() && bytes == new.get(name));
        if !is_whole {
            seen.faults.push(format!("{}: {name} is neither the old file nor the new one", scene.name));
        }
    }
    let target = found.get(TARGET);
    let [none, stays, comes] = &mut seen.stands;
    match target {
        None => *none += 1,
        Some(_) if target == new.get(TARGET) => *comes += 1,
        // Anything else is a fault that was told above.
        Some(_) => *stays += usize::from(target == old.get(TARGET)),
    }
    if target.is_some()
        && let Err(why) = answers(&folder.join(TARGET))
    {
        seen.faults.push(format!("{}: {why}", scene.name));
    }
    let mut left = [false; 2];
    for (name, bytes) in found.iter().filter(|(name, _)| is_temporary(name)) {
        let is_taken = answers(&folder.join(name)).is_ok();
        left = [true, left[1] || !is_taken];
        if is_taken && new.get(TARGET) != Some(bytes) {
            seen.faults.push(format!("{}: {name} is taken for an index and is not the new one", scene.name));
        }
    }
    for (count, left) in seen.left.iter_mut().zip(left) {
        *count += usize::from(left);
    }
    Ok(())
}

/// A whole build, after which nothing else is there.
fn let_through(scene: &Scene, folder: &Path, was_empty: bool, seen: &mut Seen) -> Result<(), String> {
    scene.whole(folder)?;
    seen.whole += 1;
    let found = files(folder)?;
    let expected = if was_empty { &scene.fresh } else { &scene.new };
    if found != *expected {
        let others: Vec<&String> = found.keys().filter(|name| !expected.contains_key(*name)).collect();
        seen.faults.push(format!("{}: after a whole build something else is there: {others:?}", scene.name));
    }
    Ok(())
}
