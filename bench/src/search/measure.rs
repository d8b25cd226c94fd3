//! How long lookups take, and the tables that say so.
//!
//! Each query is asked three times and its quickest time counts, so that what else the machine does weighs
//! little; at each kind of lookup the engines follow one another. Only ratios taken in one run are claims.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::time::{Duration, Instant};

use incidex_core::index::Section;

use super::engines::{self, Engine};
use super::names::NameSet;
use super::queries::Task;

const ROUNDS: usize = 3;
/// So long an engine may take for one kind of lookup before it is asked no more than a hundred queries.
const PATIENCE: Duration = Duration::from_secs(20);

/// What the index of a set weighs.
pub struct Size {
    label: String,
    names: usize,
    sections: BTreeMap<Section, usize>,
    peers: Vec<(&'static str, usize)>,
}

/// The times of one engine at one task, sorted, and how many queries found something.
struct Times {
    sorted: Vec<Duration>,
    answered: usize,
}

impl Times {
    fn at(&self, share: f64) -> Duration {
        #[expect(
            clippy::cast_precision_loss,
            clippy::cast_possible_truncation,
            clippy::cast_sign_loss,
            reason = "a place in a short list"
        )]
        let place = (self.sorted.len().saturating_sub(1) as f64 * share).round() as usize;
        self.sorted.get(place).copied().unwrap_or_default()
    }
}

fn times(engine: &dyn Engine, task: Task, queries: &[String]) -> Result<Times, String> {
    let start = Instant::now();
    let mut times = Times { sorted: Vec::with_capacity(queries.len()), answered: 0 };
    for query in queries {
        let mut least = Duration::MAX;
        let mut found = 0;
        for _ in 0..ROUNDS {
            let asked = Instant::now();
            found = engine.find(task, query)?;
            least = least.min(asked.elapsed());
        }
        times.sorted.push(least);
        times.answered += usize::from(found > 0);
        if start.elapsed() > PATIENCE && times.sorted.len() >= 100 {
            break;
        }
    }
    times.sorted.sort_unstable();
    Ok(times)
}

fn micros(time: Duration) -> f64 {
    time.as_secs_f64() * 1e6
}

/// The table of a set, and what its index weighs.
///
/// # Errors
/// When an engine cannot be set up or refuses a query.
pub fn table(set: &NameSet, queries: usize) -> Result<(String, Size), String> {
    let (incidex, peers) = engines::all(set)?;
    let mut table = format!("\n### {}: {} names\n\n", set.label, set.names().len());
    table += "| lookup | engine | median, µs | p99, µs | most, µs | times Incidex | answered |\n";
    table += "| --- | --- | ---: | ---: | ---: | ---: | ---: |\n";
    for task in Task::ALL {
        let queries = task.queries(set.names(), queries);
        if queries.is_empty() {
            continue;
        }
        let own = times(&incidex, task, &queries)?;
        table += &row(task, &incidex, &own, &own);
        for peer in peers.iter().filter(|peer| peer.does(task)) {
            table += &row(task, peer.as_ref(), &times(peer.as_ref(), task, &queries)?, &own);
        }
    }
    let peers = peers.iter().filter_map(|peer| Some((peer.label(), peer.size()?))).collect();
    let size = Size { label: set.label.clone(), names: set.names().len(), sections: incidex.sections, peers };
    Ok((table, size))
}

fn row(task: Task, engine: &dyn Engine, times: &Times, own: &Times) -> String {
    let (median, p99, most) = (micros(times.at(0.5)), micros(times.at(0.99)), micros(times.at(1.0)));
    let ratio = median / micros(own.at(0.5)).max(0.001);
    let answered = format!("{} of {}", times.answered, times.sorted.len());
    let label = task.label();
    format!(
        "| {label} | {} | {median:.2} | {p99:.1} | {most:.0} | {ratio:.2} | {answered} |\n",
        engine.label()
    )
}

/// The sizes of all sets, side by side.
pub fn size_table(sizes: &[Size]) -> String {
    let mut table = String::from("\n### Bytes per name\n\n| structure |");
    for size in sizes {
        let _ = write!(table, " {} ({}) |", size.label, size.names);
    }
    let _ = write!(table, "\n| --- |{}\n", " ---: |".repeat(sizes.len()));
    #[expect(clippy::cast_precision_loss, reason = "sizes far below 2^52")]
    let per_name = |bytes: usize, size: &Size| format!(" {:.1} |", bytes as f64 / size.names.max(1) as f64);
    for section in Section::ALL {
        let _ = write!(table, "| {} |", section.name());
        for size in sizes {
            table += &per_name(size.sections.get(&section).copied().unwrap_or_default(), size);
        }
        table += "\n";
    }
    table += "| **Incidex, all** |";
    for size in sizes {
        table += &per_name(size.sections.values().sum(), size);
    }
    table += "\n";
    for (place, (label, _)) in
        sizes.first().map(|size| size.peers.as_slice()).unwrap_or_default().iter().enumerate()
    {
        let _ = write!(table, "| {label} |");
        for size in sizes {
            table += &per_name(size.peers.get(place).map_or(0, |(_, bytes)| *bytes), size);
        }
        table += "\n";
    }
    table
}
