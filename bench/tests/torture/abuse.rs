//! Slow clients, crowds of callers, and requests that pretend.

use super::{check, prove};

#[test]
fn slow_clients_are_let_go() {
    if let Some(rows) = prove("slow", "0.004") {
        check(&rows, &["p99", "under 10 ms", "is let go after"]);
        for kind in ["a head", "a body", "who does not read", "who reads"] {
            let row = rows.iter().find(|row| row.contains(kind)).unwrap();
            assert!(row.contains(" 0 not at all") && !row.contains("| 0 let go"), "{row}");
        }
    }
}

#[test]
fn crowds_are_counted_and_forgotten() {
    if let Some(rows) = prove("keys", "0.0005") {
        check(&rows, &["are counted one by one"]);
    }
}

#[test]
fn nobody_is_taken_for_somebody_else() {
    if let Some(rows) = prove("spoofing", "0.01") {
        check(&rows, &[]);
    }
}
