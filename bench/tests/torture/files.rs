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
        // How many were killed before they had finished is a question of time.
        check(&rows, &["processor time", "killed with SIGKILL"]);
        let killed = rows.iter().filter(|row| row.contains("killed with SIGKILL"));
        assert!(
            killed.clone().count() > 0 && killed.clone().all(|row| row.contains("; 0 faults |")),
            "{rows:#?}"
        );
    }
}
