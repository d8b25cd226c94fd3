//! What the command line may say. Values of settings are read here and resolved in `incidex-ops`.

use std::net::SocketAddr;
use std::path::PathBuf;

use clap::{Args, Parser, Subcommand};
use incidex_ops::config::{Environment, Flags};

/// Help for every way of naming the index file.
const INDEX_HELP: &str = "Index file [default: INCIDEX_INDEX, else data/dist/incidex.idx]";

/// Cosmetic ingredients by INCI, Korean name, CAS or EC number, from one read-only file.
#[derive(Debug, Parser)]
#[command(version, arg_required_else_help = true)]
pub(crate) struct Arguments {
    #[command(subcommand)]
    pub(crate) command: Command,
}

/// The subcommands.
#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    /// Serve the index over HTTP until SIGTERM or SIGINT.
    Serve(ServeArguments),
    /// Ask the server of this machine whether it lives; exit code 0 if it does, 1 if not.
    Health {
        #[command(flatten)]
        settings: ServeArguments,
        /// Ask whether it wants requests.
        #[arg(long)]
        ready: bool,
    },
    /// Read everything in an index and find every record again.
    Verify(FileArguments),
    /// Show what an index says of itself.
    Info {
        #[command(flatten)]
        file: FileArguments,
        /// Print JSON.
        #[arg(long)]
        json: bool,
    },
    /// Find ingredients whose names or numbers begin with QUERY.
    Search {
        /// An INCI name, a Korean name, a CAS or an EC number, or the beginning of one.
        query: String,
        /// The index file.
        #[arg(long, value_name = "FILE", help = INDEX_HELP)]
        index: Option<PathBuf>,
        /// Print JSON, as the HTTP interface answers.
        #[arg(long)]
        json: bool,
    },
    /// Show every setting in force, and where it came from.
    Config {
        #[command(flatten)]
        settings: ServeArguments,
        /// Print an environment file that names every setting and sets none, and check nothing.
        #[arg(long, conflicts_with = "policy")]
        template: bool,
        /// Print the policy table in force instead, as a file that `INCIDEX_POLICY` may name.
        #[arg(long)]
        policy: bool,
    },
}

/// Flags of `serve`, and of those commands that have to know what `serve` would do or does.
#[derive(Debug, Args)]
pub(crate) struct ServeArguments {
    /// The index file.
    #[arg(long, value_name = "FILE", help = INDEX_HELP)]
    index: Option<PathBuf>,
    /// The configuration file.
    #[arg(
        long,
        value_name = "FILE",
        help = "Configuration file in TOML [default: INCIDEX_CONFIG, else none]"
    )]
    config: Option<PathBuf>,
    /// The address to listen on.
    #[arg(
        long,
        value_name = "ADDRESS",
        help = "Address to listen on, in dev a loopback one [default: INCIDEX_BIND, else 127.0.0.1:8080]"
    )]
    bind: Option<SocketAddr>,
    /// How strict to be.
    #[arg(long, value_name = "ENVIRONMENT", help = "dev or prod [default: INCIDEX_ENV, else dev]")]
    env: Option<Environment>,
    /// Let callers in whom nobody knows; in prod as many requests as `INCIDEX_UNAUTHENTICATED_PER_MINUTE` says
    #[arg(long)]
    allow_unauthenticated: bool,
    /// Any other setting by its name in `incidex config`, such as workers=4; may be repeated.
    #[arg(long, value_name = "NAME=VALUE")]
    set: Vec<String>,
}

impl From<ServeArguments> for Flags {
    fn from(arguments: ServeArguments) -> Self {
        let ServeArguments { index, config, bind, env, allow_unauthenticated, set } = arguments;
        Self { config, index, bind, environment: env, allow_unauthenticated, set }
    }
}

/// The index file, as an argument or as a flag.
#[derive(Debug, Args)]
pub(crate) struct FileArguments {
    /// The index file.
    #[arg(conflicts_with = "index", help = INDEX_HELP)]
    file: Option<PathBuf>,
    /// The same as FILE.
    #[arg(long, value_name = "FILE")]
    index: Option<PathBuf>,
}

impl FileArguments {
    /// The file that was named, if any.
    pub(crate) fn into_path(self) -> Option<PathBuf> {
        self.file.or(self.index)
    }
}

#[cfg(test)]
mod tests {
    use clap::CommandFactory;

    use super::*;

    #[test]
    fn the_definition_is_consistent() {
        Arguments::command().debug_assert();
    }
}
