//! Damaged files, and builders that do not come to their end.

use super::{check, prove};

#[test]
fn damaged_files_are_refused_or_answer_as_whole_ones() {
    if let Some(rows) = prove("corruption", "0.0001") {
        check(&rows, &["processor time"]);
        assert!(rows.iter().any(|row| row.contains("digest ") && row.contains("length ")), "{rows:#?}");
        assert!(rows.iter().any(|row| row.contains("content ")), "{rows:#?}");
    }
}

#[test]
fn killed_builders_leave_the_old_index_or_the_new_one() {
    if let Some(rows) = prove("killed", "0.0001") {
        check(&rows, &["processor time"]);
        assert!(rows.iter().any(|row| row.contains("| 6 killed at work")), "{rows:#?}");
    }
}
