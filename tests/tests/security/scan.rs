//! Our own scanner, which knows what a reviewer looks for, against the server in prod.

use std::fs;

use incidex_tests::bench;
use serde_json::{Value, json};
use tempfile::TempDir;

use super::{PROXY_SECRET, prod};

#[test]
fn the_scanner_finds_nothing() {
    let Some(mut scanner) = bench("the_scanner_finds_nothing") else { return };
    let server = prod();
    let folder = TempDir::new().expect("a temporary folder");
    let path = folder.path().join("report.json");
    let origin = format!("http://127.0.0.1:{}", server.port());
    let ended = scanner
        .arg("audit")
        .args(
            ["/v1/ingredient/inci?q=retinol", "/v1/ingredient/9", "/health"]
                .map(|path| format!("{origin}{path}")),
        )
        .args(["--header", &format!("{}: {}", PROXY_SECRET.0, PROXY_SECRET.1)])
        .args(["--header", "X-RapidAPI-Subscription: ULTRA"])
        .args(["--fail-on", "low", "--slow", "--json"])
        .arg(&path)
        .output()
        .expect("the scanner runs");
    let said =
        format!("{}{}", String::from_utf8_lossy(&ended.stdout), String::from_utf8_lossy(&ended.stderr));
    assert_eq!(ended.status.code(), Some(0), "{said}");
    let report: Value = serde_json::from_slice(&fs::read(&path).expect("a report")).expect("JSON");
    assert_eq!((&report["findings"], &report["unreachable"]), (&json!([]), &json!([])), "{said}");
    assert!(report["requests"].as_u64().is_some_and(|requests| requests > 100), "{said}");
    assert!(!said.contains(PROXY_SECRET.1), "{said}");
}
