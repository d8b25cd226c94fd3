//! Many requests, and dear ones.

use super::{check, prove};

#[test]
fn requests_of_every_kind_are_answered_and_leave_nothing_open() {
    if let Some(rows) = prove("endurance", "0.001") {
        check(&rows, &["memory after"]);
        assert!(rows.iter().any(|row| row.contains("memory after 20000 requests")), "{rows:#?}");
    }
}

#[test]
fn dear_questions_are_bred_and_asked() {
    if let Some(rows) = prove("dearest", "0.001") {
        check(&rows, &["less than 5 ms of CPU"]);
        assert!(rows.iter().any(|row| row.contains("over HTTP, gzip")), "{rows:#?}");
    }
}
