//! The scanner as a process: what its exit code says, and where its reports go.

#![allow(clippy::unwrap_used)] // helpers of tests are no tests to clippy

use std::process::{Command, Output};

use incidex_bench::weak::faults::Fault;
use incidex_bench::weak::{ALICE, WeakServer};

fn audit(arguments: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_incidex-bench")).arg("audit").args(arguments).output().unwrap()
}

#[test]
fn findings_at_or_above_the_limit_are_a_1_and_the_report_is_written() {
    let server = WeakServer::start(&[Fault::OpenMetrics], false).unwrap();
    let url = format!("{}/v1/open?q=abc", server.origin());
    let header = format!("X-Key: {ALICE}");
    let file = tempfile::NamedTempFile::new().unwrap();
    let json = file.path().to_str().unwrap();
    let common = [url.as_str(), "--header", &header, "--only", "routes", "--json", json];
    let found = audit(&common);
    assert_eq!(found.status.code(), Some(1));
    let text = String::from_utf8(found.stdout).unwrap();
    assert!(text.starts_with("MEDIUM   open-metrics"), "{text}");
    assert!(text.contains("1 medium") && !text.contains(ALICE), "{text}");
    let report: serde_json::Value = serde_json::from_str(&std::fs::read_to_string(json).unwrap()).unwrap();
    assert_eq!(report["findings"][0]["id"], "open-metrics");
    assert_eq!(audit(&[&common[..], &["--fail-on", "high"]].concat()).status.code(), Some(0));
}

#[test]
fn nothing_found_is_a_0() {
    let server = WeakServer::start(&[], false).unwrap();
    let url = format!("{}/v1/open?q=abc", server.origin());
    let output = audit(&[&url, "--header", &format!("X-Key: {ALICE}"), "--fail-on", "low"]);
    assert_eq!(output.status.code(), Some(0), "{}", String::from_utf8_lossy(&output.stdout));
}

#[test]
fn a_wrong_use_and_a_server_that_is_not_there_are_a_2() {
    let cases: [&[&str]; 8] = [
        &["http://127.0.0.1:9/"],
        &[],
        &["ftp://127.0.0.1/"],
        &["not a url"],
        &["http://127.0.0.1:9/", "--as", "alice=X-Key: a"],
        &["http://127.0.0.1:9/", "--header", "nonsense"],
        &["http://127.0.0.1:9/", "--fail-on", "never"],
        &["https://127.0.0.1:9/", "--ca-file", "/nowhere.pem"],
    ];
    for arguments in cases {
        let output = audit(arguments);
        assert_eq!(output.status.code(), Some(2), "{arguments:?}");
        assert!(!output.stderr.is_empty());
    }
}
