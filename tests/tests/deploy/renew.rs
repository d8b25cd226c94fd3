//! The script that puts a new index in the place of the served one.

use std::fs;
use std::path::Path;
use std::process::{Command, Output};

use incidex_tests::{curated_index, incidex};
use tempfile::TempDir;

use super::path;

fn renew(arguments: [&Path; 2]) -> Output {
    let mut command = Command::new(path("renew.sh"));
    command.args(arguments).env("INCIDEX_BINARY", incidex().get_program()).output().expect("the script runs")
}

/// The names in a folder, in order.
fn names(folder: &Path) -> Vec<String> {
    let entries = fs::read_dir(folder).unwrap();
    let mut names: Vec<String> =
        entries.map(|entry| entry.unwrap().file_name().to_string_lossy().into_owned()).collect();
    names.sort();
    names
}

#[test]
fn a_new_index_takes_the_place_of_the_old_one_and_back() {
    let folder = TempDir::new().unwrap();
    let served = folder.path().join("incidex.idx");
    let output = renew([curated_index(), &served]);
    assert!(output.status.success(), "{output:?}");
    let said = String::from_utf8(output.stdout).unwrap();
    assert!(said.contains("is sound") && said.lines().last().unwrap().starts_with("20"), "{said}");
    assert_eq!(names(folder.path()), ["incidex.idx"]);

    // Bytes that the script takes for the older ones are enough here: what is kept is what was served.
    fs::remove_file(&served).unwrap();
    fs::write(&served, "the old one").unwrap();
    assert!(renew([curated_index(), &served]).status.success());
    assert_eq!(names(folder.path()), ["incidex.idx", "incidex.idx.previous"]);
    assert_eq!(fs::read_to_string(folder.path().join("incidex.idx.previous")).unwrap(), "the old one");
    assert!(fs::read(&served).unwrap() == fs::read(curated_index()).unwrap());

    // What is put back is verified, too, and this one is no index.
    let back = renew([Path::new("--back"), &served]);
    assert!(!back.status.success());
    assert!(fs::read(&served).unwrap() == fs::read(curated_index()).unwrap());
    fs::copy(curated_index(), folder.path().join("incidex.idx.previous")).unwrap();
    assert!(renew([Path::new("--back"), &served]).status.success());
    assert_eq!(names(folder.path()), ["incidex.idx", "incidex.idx.previous"]);
}

#[test]
fn a_damaged_index_never_takes_the_place() {
    let folder = TempDir::new().unwrap();
    let (served, damaged) = (folder.path().join("incidex.idx"), folder.path().join("new"));
    fs::copy(curated_index(), &served).unwrap();
    let mut bytes = fs::read(curated_index()).unwrap();
    let middle = bytes.len() / 2;
    bytes[middle] ^= 1;
    fs::write(&damaged, bytes).unwrap();
    let output = renew([&damaged, &served]);
    assert_eq!(output.status.code(), Some(1));
    assert!(String::from_utf8_lossy(&output.stderr).contains("SHA-256 does not fit"), "{output:?}");
    assert!(fs::read(&served).unwrap() == fs::read(curated_index()).unwrap());
    assert_eq!(names(folder.path()), ["incidex.idx", "new"], "nothing is left behind");
    let output = Command::new(path("renew.sh")).output().unwrap();
    assert_eq!(output.status.code(), Some(2));
}
