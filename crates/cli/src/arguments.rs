//! What the command line may say. Values of settings are read here and resolved in `incidex-ops`.

use std::net::SocketAddr;
use std::path::PathBuf;

use clap::{Args, Parser, Subcommand};
use incidex_core::regulation::Market;
use incidex_core::search::{Field, Limit, Query, SearchMode};
use incidex_core::tier::TierPolicy;
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
    /// Find ingredients by whatever is known of their names or numbers.
    Search(SearchArguments),
    /// Read the text of a label and name its ingredients.
    Resolve(ResolveArguments),
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

/// What `search` is asked.
#[derive(Debug, Args)]
pub(crate) struct SearchArguments {
    /// A name in any script, a part of one, several words, a CAS or an EC number, with typing mistakes or not.
    #[arg(value_parser = Query::parse)]
    pub(crate) query: Query,
    /// How names are matched: auto, exact, prefix, contains, fuzzy or words
    #[arg(long, default_value = "auto", value_parser = mode)]
    pub(crate) mode: SearchMode,
    /// Where to look: all, inci, kr, other, cas or ec
    #[arg(long, default_value = "all", value_parser = field)]
    pub(crate) field: Field,
    /// The most hits, 1 to 50
    #[arg(long, value_name = "NUMBER", default_value = "50", value_parser = limit)]
    pub(crate) limit: Limit,
    /// Say of each hit why it was found and what the ranking rules saw.
    #[arg(long)]
    pub(crate) explain: bool,
    /// The index file.
    #[arg(long, value_name = "FILE", help = INDEX_HELP)]
    pub(crate) index: Option<PathBuf>,
    /// Print JSON, as the HTTP interface answers.
    #[arg(long)]
    pub(crate) json: bool,
}

/// What `resolve` is asked.
#[derive(Debug, Args)]
pub(crate) struct ResolveArguments {
    /// The file with the text, or - for what comes in
    #[arg(default_value = "-")]
    pub(crate) file: PathBuf,
    /// Markets whose law is looked at, by code or name, such as EU,KR
    #[arg(long, value_name = "MARKETS", value_delimiter = ',', value_parser = market)]
    pub(crate) markets: Vec<Market>,
    /// The index file.
    #[arg(long, value_name = "FILE", help = INDEX_HELP)]
    pub(crate) index: Option<PathBuf>,
    /// Print JSON: the report as the HTTP interface has it, bare.
    #[arg(long)]
    pub(crate) json: bool,
}

/// The value that a code means, or which codes there are.
fn one_of<T: Copy>(text: &str, all: &[T], code: impl Fn(T) -> &'static str) -> Result<T, String> {
    all.iter().copied().find(|value| code(*value) == text).ok_or_else(|| {
        let codes: Vec<&str> = all.iter().map(|value| code(*value)).collect();
        format!("give one of {}", codes.join(", "))
    })
}

fn mode(text: &str) -> Result<SearchMode, String> {
    one_of(text, &SearchMode::ALL, SearchMode::code)
}

fn field(text: &str) -> Result<Field, String> {
    one_of(text, &Field::ALL, Field::code)
}

fn limit(text: &str) -> Result<Limit, String> {
    let most = TierPolicy::unrestricted().results_per_request;
    let limit = text.parse().ok().filter(|limit| *limit <= most).and_then(Limit::new);
    limit.ok_or_else(|| format!("give a whole number from 1 to {most}"))
}

fn market(text: &str) -> Result<Market, String> {
    Market::parse(text).ok_or_else(|| format!("give codes of {}", Market::ALL.map(Market::code).join(", ")))
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
