//! `incidex`: the one binary. Each subcommand is a few lines over the library crates.
//!
//! Exit codes: 0 answered (be it that nothing was found), 1 refused or failed, 2 wrong usage. Answers go to
//! stdout, everything else to stderr; a reader that closes stdout early ends the program quietly. Colours are for
//! terminals: what is piped is plain, and so is everything where `NO_COLOR` is set.
//!
//! - [`arguments`]: what the command line may say.
//! - [`commands`]: one file per subcommand.
//! - [`failure`]: errors and their exit codes.
//! - [`output`]: tables and JSON.

mod arguments;
mod commands;
mod failure;
mod output;

use std::io::stdout;
use std::process::ExitCode;

use anstream::AutoStream;
use clap::Parser;
use mimalloc::MiMalloc;

use arguments::Arguments;

/// An answer takes dozens of small allocations; this allocator gives them faster than that of most systems.
#[global_allocator]
static ALLOCATOR: MiMalloc = MiMalloc;

fn main() -> ExitCode {
    let arguments = match Arguments::try_parse() {
        Ok(arguments) => arguments,
        Err(error) => {
            // Help that nobody reads any more is no failure.
            let _ = error.print();
            return u8::try_from(error.exit_code()).map_or(ExitCode::FAILURE, ExitCode::from);
        }
    };
    match commands::run(arguments, &mut AutoStream::auto(stdout().lock())) {
        Ok(()) => ExitCode::SUCCESS,
        Err(failure) => failure.report(),
    }
}
