//! `incidex-bench labels`: how long it takes to read labels, each by itself and all of them, on one thread, through
//! the catalog with its records.

use std::fs;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use incidex_core::tier::TierPolicy;
use incidex_storage::Bundle;
use serde_json::Value;

/// What is measured.
#[derive(clap::Args, Debug)]
pub struct Arguments {
    /// The index.
    index: PathBuf,
    /// Labels, one JSON object with a `text` a line.
    labels: PathBuf,
    /// How often each label is read; the quickest time counts.
    #[arg(long, value_name = "N", default_value_t = 3, value_parser = clap::value_parser!(u16).range(1..=1_000))]
    runs: u16,
}

/// Measures; a Markdown table.
///
/// # Errors
/// When the index or the labels cannot be read, or a label is refused.
pub fn run(arguments: &Arguments) -> Result<String, String> {
    let bundle = Bundle::open(&arguments.index).map_err(|error| error.to_string())?;
    let (catalog, policy) = (bundle.catalog(), TierPolicy::unrestricted());
    let labels = texts(&arguments.labels)?;
    let mut quickest = vec![Duration::MAX; labels.len()];
    let (mut mentions, mut whole) = (0, Duration::MAX);
    for _ in 0..arguments.runs {
        mentions = 0;
        let begun = Instant::now();
        for (label, least) in labels.iter().zip(&mut quickest) {
            let start = Instant::now();
            let report = catalog.resolve_label(&policy, label, &[]).map_err(|error| error.to_string())?;
            *least = start.elapsed().min(*least);
            mentions += report.items.len();
        }
        whole = whole.min(begun.elapsed());
    }
    quickest.sort_unstable();
    let at = |share: usize| quickest.get((quickest.len() * share / 100).min(quickest.len() - 1)).copied();
    let micros = |time: Option<Duration>| time.unwrap_or_default().as_secs_f64() * 1e6;
    Ok(format!(
        "| {} labels, {mentions} mentions | median | p99 | most | all |\n| --- | ---: | ---: | ---: | ---: |\n\
         | time to read one, µs; all of them, s | {:.0} | {:.0} | {:.0} | {:.2} |\n",
        labels.len(),
        micros(at(50)),
        micros(at(99)),
        micros(quickest.last().copied()),
        whole.as_secs_f64(),
    ))
}

/// The texts of the labels that can be asked for: every one of the file must be.
fn texts(path: &Path) -> Result<Vec<String>, String> {
    let fault = |what: &dyn std::fmt::Display| format!("cannot read {}: {what}", path.display());
    let file = fs::read_to_string(path).map_err(|error| fault(&error))?;
    let text = |line: &str| {
        let label: Value = serde_json::from_str(line).map_err(|error| fault(&error))?;
        label
            .get("text")
            .and_then(Value::as_str)
            .map(str::to_owned)
            .ok_or_else(|| fault(&"a label has no text"))
    };
    let texts: Vec<_> =
        file.lines().filter(|line| !line.trim().is_empty()).map(text).collect::<Result<_, _>>()?;
    if texts.is_empty() { Err(fault(&"it holds no label")) } else { Ok(texts) }
}
