//! Builders that do not come to their end, or find no room.
//!
//! Builders are killed with `SIGKILL`, each over an index or over none: three of four at moments spread evenly
//! over the time of a whole build, the fourth within 8 ms of its first temporary file, for that is where harm
//! could be done and it is a small part of a build. What then stands in the folder is read byte by byte and
//! opened. Nothing here knows how the builder writes, but for the names of its temporary files.

mod full;
mod moments;
mod scene;

use std::thread;

use super::{Context, Figure};
use moments::Seen;
use scene::{Scene, first};

/// Kills builders, and starves some.
///
/// # Errors
/// When a builder cannot be started, or fails although nobody disturbs it.
pub(super) fn prove(context: &Context) -> Result<Vec<Figure>, String> {
    let scenes = Scene::all(context)?;
    let count = context.count(400, 6);
    let lanes = thread::available_parallelism().map_or(1, usize::from);
    let mut seen = Seen::default();
    for (place, scene) in scenes.iter().enumerate() {
        // A build of all sources takes so long that a tenth is theirs.
        let share = match (scenes.len(), place) {
            (3, 2) => count / 10,
            (3, 0) => count - count / 10 - count * 9 / 20,
            (3, _) => count * 9 / 20,
            (_, 0) => count - count / 2,
            _ => count / 2,
        };
        let folder = context.folder("killed")?.join(format!("lanes-{place}"));
        let found = thread::scope(|scope| {
            let lane = |lane: usize| {
                let part = share / lanes + usize::from(lane < share % lanes);
                let (folder, mut random) =
                    (folder.join(lane.to_string()), context.random(100 + (place * 64 + lane) as u64));
                scope.spawn(move || moments::kill(scene, part, &folder, &mut random))
            };
            let started: Vec<_> = (0..lanes).map(lane).collect();
            let ended =
                started.into_iter().map(|lane| lane.join().map_err(|_| "a lane ended early".to_owned())?);
            ended.collect::<Result<Vec<Seen>, String>>()
        })?;
        for found in found {
            seen.add(found);
        }
    }
    let names: Vec<&str> = scenes.iter().map(|scene| scene.name).collect();
    let mut figures = vec![killed(&seen, count, &names.join(", "))];
    for scene in scenes.iter().take(1) {
        figures.extend(full::squeeze(scene, context.count(40, 2), &context.folder("killed")?.join("full"))?);
    }
    Ok(figures)
}

fn killed(seen: &Seen, count: usize, scenes: &str) -> Figure {
    let [none, old, new] = seen.stands;
    let [left, refused] = seen.left;
    let measured = format!(
        "{} killed at work ({} over none; {} more had finished): the old index stood {old} times, the new one {new} \
         times, none where none was {none} times; {left} left a temporary file, {refused} of them one that no \
         reader takes; {} whole builds afterwards; {} faults{}",
        seen.killed,
        seen.over_nothing,
        seen.too_late,
        seen.whole,
        seen.faults.len(),
        first(&seen.faults)
    );
    Figure::new(
        format!(
            "{count} builders killed with SIGKILL ({scenes}): under the target's name stands the old index or the \
             new one, whole, and it answers; no half-written file is taken for an index; nothing is left after the \
             next run"
        ),
        measured,
        seen.faults.is_empty() && seen.killed >= count,
    )
}
