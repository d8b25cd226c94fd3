//! Reloads, alerts and logs.

use super::{check, prove};

/// Runs a proof, and checks that it makes so many claims, and that all of them hold but those of times.
#[track_caller]
fn holds(proof: &str, claims: usize) {
    if let Some(rows) = prove(proof, "0.01") {
        assert_eq!(rows.len(), claims, "{rows:#?}");
        check(&rows, &["p99"]);
    }
}

#[test]
fn reload() {
    holds("reload", 5);
}

#[test]
fn alerts() {
    holds("alerts", 6);
}

#[test]
fn logs() {
    holds("logs", 10);
}
