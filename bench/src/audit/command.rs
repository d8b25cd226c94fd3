//! The command line of `audit`, and what its exit code says: 0 for nothing at or above `--fail-on`, 1 for
//! something, 2 for a wrong use and for a server that does not answer.

use std::fs;
use std::path::PathBuf;
use std::process::ExitCode;
use std::time::Duration;

use super::audit;
use super::catalogue::Severity;
use super::options::{Group, Identity, Options, header, identity};

/// Longest that a client may be slow for its headers.
const SLOW: Duration = Duration::from_secs(11);

/// Looks at running servers from outside, and says what a reviewer would say.
#[derive(clap::Args, Debug)]
pub struct Arguments {
    /// URLs that answer with a 2xx, the first being the one that bursts go to; only their hosts are asked.
    #[arg(required = true, value_name = "URL")]
    urls: Vec<String>,
    /// A header that makes the caller, such as 'X-API-Key: …'; repeatable. Its value is never shown.
    #[arg(long, value_name = "NAME: VALUE", value_parser = header)]
    header: Vec<(String, String)>,
    /// One of two callers that share no object, such as 'alice=Authorization: Bearer …'.
    #[arg(long = "as", value_name = "LABEL=NAME: VALUE", value_parser = identity)]
    identity: Vec<Identity>,
    /// The origin of a page that is meant to be allowed, such as <https://app.example.com>; repeatable.
    #[arg(long, value_name = "ORIGIN")]
    origin: Vec<String>,
    /// Issuers of certificates to believe beside the system's (PEM).
    #[arg(long, value_name = "FILE")]
    ca_file: Option<PathBuf>,
    /// Sends credentials even where the certificate does not verify.
    #[arg(long)]
    insecure: bool,
    /// Looks only at these groups; repeatable.
    #[arg(long, value_enum, value_name = "GROUP")]
    only: Vec<Group>,
    /// Also waits whether a client may take longer than 10 seconds for its headers.
    #[arg(long)]
    slow: bool,
    /// How many requests make a burst.
    #[arg(long, value_name = "N", default_value_t = 100, value_parser = clap::value_parser!(u16).range(1..=2_000))]
    burst: u16,
    /// The most requests of the whole scan.
    #[arg(long, value_name = "N", default_value_t = 3_000)]
    requests: u64,
    /// The most seconds of the whole scan.
    #[arg(long, value_name = "SECONDS", default_value_t = 300)]
    time: u64,
    /// Writes the report as JSON there as well.
    #[arg(long, value_name = "FILE")]
    json: Option<PathBuf>,
    /// The mildest severity that makes the exit code 1.
    #[arg(long, value_enum, value_name = "SEVERITY", default_value_t = Severity::Medium)]
    fail_on: Severity,
}

/// Scans and reports.
pub fn run(arguments: Arguments) -> ExitCode {
    let Arguments { urls, json, fail_on, .. } = &arguments;
    let (urls, json, fail_on) = (urls.clone(), json.clone(), *fail_on);
    let report = match options(arguments).and_then(|options| audit(&urls, &options)) {
        Ok(report) => report,
        Err(why) => {
            eprintln!("error: {why}");
            return ExitCode::from(2);
        }
    };
    print!("{}", report.text());
    if let Some(path) = json {
        let written = report.json().map_err(|error| error.to_string());
        let written = written.and_then(|text| fs::write(&path, text).map_err(|error| error.to_string()));
        if let Err(why) = written {
            eprintln!("error: cannot write {}: {why}", path.display());
            return ExitCode::from(2);
        }
    }
    if !report.unreachable.is_empty() {
        eprintln!("error: no answer from {}: is it running there?", report.unreachable.join(", "));
        return ExitCode::from(2);
    }
    if report.fails_on(fail_on) { ExitCode::from(1) } else { ExitCode::SUCCESS }
}

fn options(arguments: Arguments) -> Result<Options, String> {
    if arguments.identity.len() == 1 || arguments.identity.len() > 2 {
        return Err("give --as twice: whether an object answers across callers takes two of them".to_owned());
    }
    let groups = if arguments.only.is_empty() { Group::ALL.to_vec() } else { arguments.only };
    Ok(Options {
        headers: arguments.header,
        identities: arguments.identity,
        trusted_origins: arguments.origin,
        ca_file: arguments.ca_file,
        is_insecure: arguments.insecure,
        groups: groups.into_iter().collect(),
        slow: arguments.slow.then_some(SLOW),
        burst: usize::from(arguments.burst),
        requests: arguments.requests,
        time: Duration::from_secs(arguments.time),
        ..Options::default()
    })
}
