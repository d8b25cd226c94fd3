//! Builds, checks and serves Incidex from its source tree: `cargo xtask help`.
//!
//! Here stands what a subcommand is called and which module does it; nothing else.

#![allow(unreachable_pub)] // a binary has no outside; `pub` says what a module offers to the others

mod commands;
mod curated;
mod difference;
mod eval;
mod import;
mod merge;
#[cfg(test)]
mod oracle;
mod paths;
mod progress;
mod report;
mod sbom;
mod witness;

use std::io::Write;
use std::process::ExitCode;

use clap::{Parser, Subcommand};

use commands::{
    audit, bench, build_index, check, diff, eval as evaluate, refresh_data, serve, tidy, torture,
};

/// Builds, checks and serves Incidex from its source tree.
#[derive(Parser)]
#[command(name = "cargo xtask", bin_name = "cargo xtask", version)]
struct Arguments {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Builds the index if it is missing or stale, then serves it on 127.0.0.1:8080.
    Serve(serve::Arguments),
    /// Proves that all is well: format, clippy, docs, tidy, data, all tests.
    Check(check::Arguments),
    /// Builds an index file from data/ and official exports.
    BuildIndex(build_index::Arguments),
    /// Lists what two index files differ in.
    Diff(diff::Arguments),
    /// Scans running servers, ours or any other, from outside; see `audit --help`.
    Audit(audit::Arguments),
    /// Measures: `startup`, `http`, `search` or `labels`; see `bench --help`.
    Bench(bench::Arguments),
    /// Proves that the released binaries survive what may happen in a year; see `torture --help`.
    Torture(torture::Arguments),
    /// Measures search and labels against the truth files under data/eval, and holds the baseline.
    Eval(evaluate::Arguments),
    /// Checks the crates' edges and licences, and the sources' shape.
    Tidy,
    /// Checks the tables under data/; with `INCIDEX_REFERENCE_DIR` also against the official exports.
    CheckData,
    /// Makes the software bill of materials of the binary `incidex`, in `CycloneDX` 1.5.
    Sbom(commands::sbom::Arguments),
    /// Takes the facts of the curated ingredients anew from official exports.
    RefreshData(refresh_data::Arguments),
}

fn main() -> ExitCode {
    let outcome = match Arguments::parse().command {
        Command::Serve(arguments) => serve::run(&arguments),
        Command::Check(arguments) => check::run(&arguments),
        Command::BuildIndex(arguments) => build_index::run(&arguments),
        Command::Diff(arguments) => diff::run(&arguments),
        Command::Audit(arguments) => audit::run(&arguments),
        Command::Bench(arguments) => bench::run(&arguments),
        Command::Torture(arguments) => torture::run(&arguments),
        Command::Eval(arguments) => evaluate::run(&arguments),
        Command::Tidy => tidy::run(),
        Command::CheckData => commands::check_data::run(),
        Command::Sbom(arguments) => commands::sbom::run(&arguments),
        Command::RefreshData(arguments) => refresh_data::run(&arguments),
    };
    match outcome {
        Ok(()) => ExitCode::SUCCESS,
        Err(failure) => {
            // Whoever cannot be told has the exit code.
            let _ = writeln!(std::io::stderr(), "error: {failure}");
            ExitCode::FAILURE
        }
    }
}
