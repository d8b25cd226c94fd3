//! Schemathesis against the real binary: thousands of requests that the document allows, and that it does not,
//! with every check on.
//!
//! The command is found through `INCIDEX_SCHEMATHESIS` or the search path; without it the tests say that they
//! are skipped. `.ci/run` installs it.

use std::env;
use std::fs;
use std::path::PathBuf;
use std::process::{Command, Stdio};
use std::sync::{Mutex, PoisonError};

use incidex_tests::{Server, curated_index, incidex};
use tempfile::TempDir;

const SECRET: &str = "the-secret-of-the-gateway";

/// Nothing is left out. What is said here is that refusing with 414 is refusing: a text that is too long is too
/// long before anybody reads it, and 2,048 characters of some scripts are more than 16 KiB once encoded; and that the
/// one box refuses cursors that no answer gave and functions that the data set lacks, of which no schema can tell.
const CONFIGURATION: &str = r#"
[checks.negative_data_rejection]
expected-statuses = ["400", "401", "403", "404", "405", "406", "413", "414", "415", "422"]

[checks.positive_data_acceptance]
expected-statuses = ["200", "304", "403", "404", "414"]

[[operations]]
include-operation-id = "searchEverything"
checks.positive_data_acceptance.expected-statuses = ["200", "304", "400", "403", "414"]
"#;

/// The command, or nothing and a line that says so.
fn command() -> Option<PathBuf> {
    let named = env::var_os("INCIDEX_SCHEMATHESIS").filter(|value| !value.is_empty()).map(PathBuf::from);
    let found = named.or_else(|| {
        let folders = env::var_os("PATH")?;
        let name = format!("schemathesis{}", env::consts::EXE_SUFFIX);
        env::split_paths(&folders).map(|folder| folder.join(&name)).find(|file| file.is_file())
    });
    if found.is_none() {
        eprintln!("skipped: needs schemathesis; put it on the PATH or set INCIDEX_SCHEMATHESIS");
    }
    found
}

/// The policy of the server with rates that nobody exhausts: limits are tested elsewhere, and 429 would stand in
/// for everything.
fn unhurried_policy() -> String {
    let shown = incidex().args(["config", "--policy"]).output().expect("the server's binary runs");
    assert!(shown.status.success(), "{}", String::from_utf8_lossy(&shown.stderr));
    let text = String::from_utf8(shown.stdout).expect("the policy is UTF-8");
    let names = ["requests_per_minute", "burst", "requests_per_second"];
    let is_rate = |line: &str| line.split_once(" = ").is_some_and(|(name, _)| names.contains(&name));
    let lines: Vec<String> = text
        .lines()
        .map(|line| match line.split_once(" = ") {
            Some((name, _)) if is_rate(line) => format!("{name} = 100000"),
            _ => line.to_owned(),
        })
        .collect();
    assert_eq!(lines.iter().filter(|line| is_rate(line)).count(), 12, "{text}");
    lines.join("\n")
}

/// One run at a time: each has a time of its own, in which it wants the machine.
static TURN: Mutex<()> = Mutex::new(());

/// Runs every check for `seconds` as a caller of `tier`; at least `least` requests must be made.
fn run(tier: &str, seconds: u32, least: u32) {
    let Some(command) = command() else { return };
    let _turn = TURN.lock().unwrap_or_else(PoisonError::into_inner);
    let folder = TempDir::new().expect("a temporary folder");
    let (policy, configuration) =
        (folder.path().join("policy.toml"), folder.path().join("schemathesis.toml"));
    fs::write(&policy, unhurried_policy()).expect("a file can be written");
    fs::write(&configuration, CONFIGURATION).expect("a file can be written");
    let server = Server::start_with(curated_index(), |command| {
        command
            .env("INCIDEX_ENV", "prod")
            .env("INCIDEX_PROXY_SECRETS", SECRET)
            .env("INCIDEX_FAILED_AUTHENTICATIONS", "1000000")
            .env("INCIDEX_UNAUTHENTICATED_PER_MINUTE", "1000000")
            .env("INCIDEX_POLICY", &policy)
    });
    let run = Command::new(command)
        .arg("--config-file")
        .arg(&configuration)
        .args(["run", &format!("http://127.0.0.1:{}/openapi.json", server.port())])
        .args(["--checks", "all", "--max-time", &seconds.to_string()])
        .args(["-H", &format!("X-RapidAPI-Proxy-Secret: {SECRET}")])
        .args(["-H", &format!("X-RapidAPI-Subscription: {tier}")])
        // Twice the same is a failure to be looked into; what it found before is not remembered.
        .args(["--generation-database", "none", "--no-color"])
        .current_dir(folder.path())
        .stdin(Stdio::null())
        .output()
        .expect("schemathesis runs");
    let report = String::from_utf8_lossy(&run.stdout);
    assert!(run.status.success(), "{report}\n{}", String::from_utf8_lossy(&run.stderr));
    let made = report
        .lines()
        .find_map(|line| line.trim().split_once(" generated")?.0.parse::<u32>().ok())
        .unwrap_or_else(|| panic!("no number of requests in {report}"));
    println!("{made} requests as {tier}, no failure");
    assert!(made >= least, "only {made} requests: {report}");
    for check in ["Coverage", "Fuzzing"] {
        assert!(report.contains(&format!("✅ {check}")), "{check} has not run: {report}");
    }
}

#[test]
fn a_caller_of_the_highest_plan_finds_no_fault() {
    run("MEGA", 60, 1_000);
}

#[test]
fn a_caller_of_the_lowest_plan_finds_no_fault() {
    run("BASIC", 20, 500);
}
