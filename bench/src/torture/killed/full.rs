//! Builders that find no room: on a disk that is full, and where files may not grow.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};

use super::scene::{Scene, TARGET, answers, files, first, is_temporary};
use crate::torture::Figure;

/// What was seen of builders that find no room.
#[derive(Default)]
struct Seen {
    refused: usize,
    ended: usize,
    fitted: usize,
    faults: Vec<String>,
}

/// A file system of its own in memory, unmounted when it is dropped.
struct Mount(PathBuf);

impl Mount {
    /// `None` where this user or machine may not.
    fn of(folder: &Path, size: usize) -> Option<Self> {
        fs::create_dir_all(folder).ok()?;
        let mut command = Command::new("mount");
        command.args(["-t", "tmpfs", "-o", &format!("size={size}"), "tmpfs"]).arg(folder);
        let output = command.stdin(Stdio::null()).output().ok()?;
        output.status.success().then(|| Self(folder.to_owned()))
    }
}

impl Drop for Mount {
    fn drop(&mut self) {
        let _ = Command::new("umount").arg(&self.0).output();
    }
}

/// Builds with less and less room, in `steps` steps.
///
/// # Errors
/// When builders cannot be started or what they leave cannot be read.
pub(super) fn squeeze(scene: &Scene, steps: usize, folder: &Path) -> Result<Vec<Figure>, String> {
    let mut figures = Vec::new();
    let claim = "an error that names the file and the remedy, the old index in place, nothing left beside it";
    figures.push(match on_a_full_disk(scene, steps, &folder.join("disk"))? {
        Some(seen) => seen.figure(&format!("on a full disk (a file system in memory): {claim}")),
        None => Figure::new(
            "on a full disk",
            "not tried: no file system can be mounted here; see what follows",
            true,
        ),
    });
    let limited = folder.join("limited");
    let seen = where_files_may_not_grow(scene, steps, &limited, true)?;
    figures.push(seen.figure(&format!("where files may not grow (`ulimit -f`): {claim}")));
    let seen = where_files_may_not_grow(scene, steps, &limited, false)?;
    figures.push(seen.figure(
        "the same, and the builder is ended for it (`SIGXFSZ`): the old index in place, and nothing left beside \
         it after the next run",
    ));
    figures.push(unheard(scene, &folder.join("unheard"))?);
    Ok(figures)
}

/// The room that is left in each step, from none to enough.
fn rooms(scene: &Scene, steps: usize) -> impl Iterator<Item = usize> {
    let all: usize = scene.new.values().map(Vec::len).sum::<usize>() + 256 * 1024;
    let steps = steps.max(2);
    (0..steps).map(move |step| all * step / (steps - 1))
}

fn on_a_full_disk(scene: &Scene, steps: usize, folder: &Path) -> Result<Option<Seen>, String> {
    let old: usize = scene.old.values().map(|bytes| bytes.len().next_multiple_of(4_096)).sum();
    let mut seen = Seen::default();
    for room in rooms(scene, steps) {
        // A size of 0 is one without limit.
        let Some(_mount) = Mount::of(folder, old + 4_096 + room.next_multiple_of(4_096)) else {
            return Ok(None);
        };
        scene.set(folder, false)?;
        let output =
            scene.command(folder).stderr(Stdio::piped()).output().map_err(|error| error.to_string())?;
        seen.look(scene, folder, &output, true)?;
    }
    Ok(Some(seen))
}

fn where_files_may_not_grow(
    scene: &Scene,
    steps: usize,
    folder: &Path,
    is_ignored: bool,
) -> Result<Seen, String> {
    let largest = scene.new.values().map(Vec::len).max().unwrap_or_default() + 4_096;
    let steps = steps.max(2);
    let mut seen = Seen::default();
    for step in 0..steps {
        scene.set(folder, false)?;
        // POSIX counts in blocks of 512 bytes.
        let limit = format!("ulimit -f {}", largest * step / (steps - 1) / 512 + 1);
        let before = if is_ignored { format!("trap '' XFSZ; {limit}") } else { limit };
        let output = scene.shell(&before, folder).output().map_err(|error| error.to_string())?;
        seen.look(scene, folder, &output, is_ignored)?;
        if !is_ignored {
            scene.set(folder, false)?;
            scene.whole(folder)?;
            if files(folder)? != scene.new {
                seen.faults.push("something is left after the next run".to_owned());
            }
        }
    }
    Ok(seen)
}

impl Seen {
    /// Holds what a builder without room left and said.
    fn look(&mut self, scene: &Scene, folder: &Path, output: &Output, is_told: bool) -> Result<(), String> {
        let said = String::from_utf8_lossy(&output.stderr);
        let found = files(folder)?;
        let target = folder.join(TARGET);
        let expected = match output.status.code() {
            Some(0) => {
                self.fitted += 1;
                scene.new.get(TARGET)
            }
            Some(1) => {
                self.refused += 1;
                let path = folder.display().to_string();
                if !said.contains(&path) || !said.contains("or give another path") {
                    self.faults.push(format!("it names neither file nor remedy: {said}"));
                }
                scene.old.get(TARGET)
            }
            Some(code) => {
                self.faults.push(format!("it ends with {code}: {said}"));
                scene.old.get(TARGET)
            }
            None => {
                self.ended += 1;
                scene.old.get(TARGET)
            }
        };
        if found.get(TARGET) != expected {
            self.faults.push(format!("another index stands there after: {said}"));
        }
        if let Err(why) = answers(&target) {
            self.faults.push(why);
        }
        if is_told && found.keys().any(|name| is_temporary(name)) {
            self.faults.push("a temporary file is left".to_owned());
        }
        // The files beside the index are whole, too.
        for (name, bytes) in found.iter().filter(|(name, _)| !is_temporary(name)) {
            if ![scene.old.get(name), scene.new.get(name)].contains(&Some(bytes)) {
                self.faults.push(format!("{name} is neither the old file nor the new one"));
            }
        }
        Ok(())
    }

    fn figure(&self, claim: &str) -> Figure {
        let ended = if self.ended == 0 { String::new() } else { format!("{} ended, ", self.ended) };
        let measured = format!(
            "{} builds with too little room: {} refused, {ended}{} had enough, {} faults{}",
            self.refused + self.ended,
            self.refused,
            self.fitted,
            self.faults.len(),
            first(&self.faults)
        );
        Figure::new(
            claim,
            measured,
            self.faults.is_empty() && self.refused + self.ended > 0 && self.fitted > 0,
        )
    }
}

/// A builder that nobody can hear: both of its outputs take nothing.
fn unheard(scene: &Scene, folder: &Path) -> Result<Figure, String> {
    scene.set(folder, false)?;
    let full = || {
        fs::OpenOptions::new().write(true).open("/dev/full").map_err(|error| format!("/dev/full: {error}"))
    };
    let mut said = Vec::new();
    for stderr in [Stdio::piped(), Stdio::from(full()?)] {
        scene.set(folder, false)?;
        let mut command = scene.command(folder);
        let output = command.stdout(full()?).stderr(stderr).output().map_err(|error| error.to_string())?;
        let is_new = files(folder)? == scene.new;
        let warned = String::from_utf8_lossy(&output.stderr).trim().to_owned();
        said.push((output.status.code(), is_new, warned));
    }
    let [first, second] = said.as_slice() else { return Err("two builders were started".to_owned()) };
    let holds = (first.0, first.1) == (Some(0), true)
        && first.2.starts_with("warning: ")
        && (second.0, second.1) == (Some(0), true);
    let measured = match (first.0, second.0) {
        (Some(one), Some(two)) => format!("ended with {one} and {two}; said: {}", first.2.replace('\n', " ")),
        _ => "ended by a signal".to_owned(),
    };
    Ok(Figure::new(
        "a builder whose outputs take nothing (`/dev/full`) builds all the same, and warns where it can",
        measured,
        holds,
    ))
}
