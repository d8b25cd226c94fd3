//! `cargo xtask torture`: proofs that take minutes, each against the released binaries and a real file.
//!
//! | proof | what is done to it |
//! | --- | --- |
//! | `reload` | other indexes, and damaged ones, are put in place under load |
//! | `alerts` | Telegram is down, slow, busy, broken, silent, babbling |
//! | `logs` | nobody takes the log: the reader stands still, the disk is full, the pipe is closed |
//! | `corruption` | index files are damaged in every way, a hundred thousand of them |
//! | `killed` | builders are killed at their work, and find no room for it |
//! | `slow` | ten thousand clients drip heads and bodies and do not read answers |
//! | `keys` | a million customers, then a million addresses, ask once each |
//! | `spoofing` | two hundred requests pretend to be somebody else's, and fifty are no HTTP |
//! | `endurance` | ten million requests of every kind; memory and descriptors stay as they were after one million |
//! | `dearest` | it is asked the most expensive questions that can be bred |
//!
//! A proof says what it claims, what it measured and whether the claim holds; a run in which one does not ends
//! with a failure. Times are compared within one run alone. What was measured last is in
//! `docs/reliability.md`. Nothing here is a test of the quick check: `bench/tests/torture.rs` runs each proof
//! small, so that none of them rots.

mod alerts;
mod context;
mod corruption;
mod dearest;
mod endurance;
mod figure;
mod keys;
mod killed;
mod logs;
mod reload;
mod scrape;
mod slow;
mod slowdown;
mod spoofing;
mod subject;
mod telegram;
mod variant;

use std::path::PathBuf;

pub use context::Context;
pub use figure::{Figure, table};

/// What is proven.
#[derive(clap::Args, Debug)]
pub struct Arguments {
    /// The index; the best is one with every source.
    index: PathBuf,
    /// Only these proofs; all of them unless said.
    #[arg(value_enum, value_name = "PROOF")]
    proofs: Vec<Proof>,
    /// The part of each count that is done, such as 0.01 for a quick look.
    #[arg(long, value_name = "FRACTION", default_value_t = 1.0, value_parser = fraction)]
    scale: f64,
    /// What the random choices follow from.
    #[arg(long, value_name = "N", default_value_t = 1)]
    seed: u64,
}

/// A proof, in the order in which all are run.
#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
pub enum Proof {
    /// Other indexes, and damaged ones, under load.
    Reload,
    /// A Telegram that does not work as it should.
    Alerts,
    /// A log that nobody takes.
    Logs,
    /// Damaged index files are refused, or answer as whole ones do.
    Corruption,
    /// A killed or starved builder leaves the old index or the new one.
    Killed,
    /// Slow clients keep nobody waiting, and are let go.
    Slow,
    /// Limits of a million callers take little memory, and are forgotten.
    Keys,
    /// Nobody gets in, or is taken for somebody else, by what he says of himself or how he says it.
    Spoofing,
    /// Memory and descriptors after ten million requests of mixed kinds.
    Endurance,
    /// The most expensive GET that the API allows.
    Dearest,
}

impl Proof {
    fn run(self, context: &Context) -> Result<Vec<Figure>, String> {
        match self {
            Self::Reload => reload::run(context),
            Self::Alerts => alerts::run(context),
            Self::Logs => logs::run(context),
            Self::Corruption => corruption::prove(context),
            Self::Killed => killed::prove(context),
            Self::Slow => slow::prove(context),
            Self::Keys => keys::prove(context),
            Self::Spoofing => spoofing::prove(context),
            Self::Endurance => endurance::run(context),
            Self::Dearest => dearest::run(context),
        }
    }
}

/// Runs the proofs; a Markdown table of every figure.
///
/// # Errors
/// The same table where a claim does not hold; and what could not be done.
pub fn run(arguments: &Arguments) -> Result<String, String> {
    let proofs = match arguments.proofs.as_slice() {
        [] => <Proof as clap::ValueEnum>::value_variants(),
        proofs => proofs,
    };
    let context = Context::new(&arguments.index, arguments.scale, arguments.seed)?;
    let mut figures = Vec::new();
    for proof in proofs {
        let name = clap::ValueEnum::to_possible_value(proof).map(|value| value.get_name().to_owned());
        let name = name.unwrap_or_default();
        eprintln!("{name} …");
        let begun = std::time::Instant::now();
        let found = proof.run(&context).map_err(|why| format!("{name}: {why}"))?;
        eprintln!("{name}: {} s", begun.elapsed().as_secs());
        figures.extend(found.into_iter().map(|figure| (name.clone(), figure)));
    }
    let text = table(&figures);
    if figures.iter().all(|(_, figure)| figure.holds) {
        Ok(text)
    } else {
        Err(format!("not every claim holds\n\n{text}"))
    }
}

fn fraction(text: &str) -> Result<f64, String> {
    let value: f64 = text.parse().map_err(|_| format!("{text} is no number"))?;
    if value > 0.0 && value <= 1.0 { Ok(value) } else { Err("more than 0 and at most 1".to_owned()) }
}
