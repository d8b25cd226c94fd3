//! `cargo xtask diff` as it is typed.

use std::process::{Command, Output};

use incidex_tests::{curated_index, xtask};
use serde_json::Value;

fn diff(arguments: &[&str]) -> Output {
    let mut command: Command = xtask();
    command.arg("diff").args(arguments).output().expect("the builder's binary runs")
}

#[test]
fn a_file_does_not_differ_from_itself() {
    let index = curated_index().display().to_string();
    let table = diff(&[&index, &index]);
    assert_eq!(table.status.code(), Some(0));
    let said = String::from_utf8(table.stdout).unwrap();
    assert!(said.ends_with("\nNo difference: the digests are equal.\n"), "{said}");
    let json: Value = serde_json::from_slice(&diff(&[&index, &index, "--format", "json"]).stdout).unwrap();
    assert_eq!(json["old"], json["new"]);
    assert!(json["old"]["ingredients"].as_u64().unwrap() > 2_000);
    assert_eq!((json["changes"].as_array().unwrap().len(), &json["redated"]), (0, &Value::from(0)));
    let markdown = diff(&[&index, &index, "--format", "markdown"]).stdout;
    assert!(String::from_utf8(markdown).unwrap().starts_with("# Data set "));
}

#[test]
fn a_file_that_cannot_be_read_is_named() {
    let index = curated_index().display().to_string();
    let output = diff(&[&index, "absent.idx"]);
    let said = String::from_utf8_lossy(&output.stderr);
    assert_eq!((output.status.code(), output.stdout.len()), (Some(1), 0));
    assert!(said.contains("absent.idx") && said.contains("build-index"), "{said}");
}
