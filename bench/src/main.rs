//! Command line of the bench: `incidex-bench help`. Here stands what a subcommand is called and which module
//! does it; nothing else.

use std::process::ExitCode;

use clap::{Parser, Subcommand};
use incidex_bench::{audit, bare, http, labels, search, startup, torture};
use mimalloc::MiMalloc;

/// The one of the binary that is measured, so that the bare server has no worse one.
#[global_allocator]
static ALLOCATOR: MiMalloc = MiMalloc;

/// Audits and measures Incidex from outside; the audit takes any HTTP API.
#[derive(Parser)]
#[command(name = "incidex-bench", version)]
struct Arguments {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Looks at running servers from outside, and says what a reviewer would say.
    Audit(audit::command::Arguments),
    /// Time to the first correct answer, resident memory, and the time of a build.
    Startup(startup::Arguments),
    /// Requests per second beside a bare actix route with the same body, in one run.
    Http(http::Arguments),
    /// The bare actix server that `http` starts beside Incidex.
    #[command(hide = true)]
    Bare(bare::Arguments),
    /// Lookups beside SQLite, tantivy and a plain map, up to a million names.
    Search(search::Arguments),
    /// Proofs that take minutes, of what may happen to a server in a year.
    Torture(torture::Arguments),
    /// Time to read labels, each and all.
    Labels(labels::Arguments),
}

fn main() -> ExitCode {
    let outcome = match Arguments::parse().command {
        Command::Audit(arguments) => return audit::command::run(arguments),
        Command::Startup(arguments) => startup::run(&arguments),
        Command::Http(arguments) => http::run(&arguments),
        Command::Bare(arguments) => bare::run(&arguments).map(|()| String::new()),
        Command::Search(arguments) => search::run(&arguments),
        Command::Torture(arguments) => torture::run(&arguments),
        Command::Labels(arguments) => labels::run(&arguments),
    };
    match outcome {
        Ok(table) => {
            println!("{table}");
            ExitCode::SUCCESS
        }
        Err(why) => {
            eprintln!("error: {why}");
            ExitCode::FAILURE
        }
    }
}
