//! Putting files in place: what is left beside them, and what keeps them from it.
#![cfg(feature = "writer")]
#![allow(clippy::unwrap_used)] // helpers of tests, which clippy does not see as tests

use std::fs::{self, File};
use std::io::ErrorKind;
use std::path::Path;
use std::process;

use incidex_storage::{Bundle, BundleContent, BundleWriter, WriteError, replace_file};

fn names_in(folder: &Path) -> Vec<String> {
    let entries = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().file_name());
    let mut names: Vec<String> = entries.map(|name| name.to_string_lossy().into_owned()).collect();
    names.sort();
    names
}

#[test]
fn a_file_is_replaced_whole_and_leaves_nothing_beside_it() {
    let folder = tempfile::tempdir().unwrap();
    let target = folder.path().join("new/report.json");
    replace_file(&target, b"first").unwrap();
    replace_file(&target, b"2").unwrap();
    assert_eq!(fs::read(&target).unwrap(), b"2");
    assert_eq!(names_in(target.parent().unwrap()), ["report.json"]);
}

#[test]
fn what_a_killed_builder_left_is_removed_and_what_a_living_one_writes_is_not() {
    let folder = tempfile::tempdir().unwrap();
    let target = folder.path().join("x.idx");
    let living = File::create(folder.path().join(".x.idx.1-0.tmp")).unwrap();
    living.lock().unwrap();
    for name in [".x.idx.2-0.tmp", ".y.idx.2-0.tmp", ".x.idx.2-0", "x.idx.2-0.tmp"] {
        fs::write(folder.path().join(name), "left").unwrap();
    }
    BundleWriter::new(BundleContent::default()).unwrap().publish(&target).unwrap();
    Bundle::open(&target).unwrap().verify().unwrap();
    let expected = [".x.idx.1-0.tmp", ".x.idx.2-0", ".y.idx.2-0.tmp", "x.idx", "x.idx.2-0.tmp"];
    assert_eq!(names_in(folder.path()), expected);
    drop(living);
    replace_file(&target, b"again").unwrap();
    assert_eq!(names_in(folder.path()), expected[1..]);
}

#[test]
fn a_file_that_cannot_be_put_in_place_leaves_the_old_one_and_no_litter() {
    let folder = tempfile::tempdir().unwrap();
    // A folder stands where the file should.
    let target = folder.path().join("taken");
    fs::create_dir(&target).unwrap();
    fs::write(target.join("inside"), "kept").unwrap();
    let error = replace_file(&target, b"new").unwrap_err().to_string();
    assert!(error.starts_with("cannot put the new file in place of"), "{error}");
    assert_eq!(fs::read(target.join("inside")).unwrap(), b"kept");
    assert_eq!(names_in(folder.path()), ["taken"]);
    // The temporary name is longer than names may be.
    let error = replace_file(&folder.path().join("x".repeat(250)), b"new").unwrap_err();
    assert!(
        matches!(&error, WriteError::Io { doing: "cannot write beside", source, .. }
            if source.kind() == ErrorKind::InvalidFilename),
        "{error}"
    );
}

#[test]
fn when_every_temporary_name_is_taken_the_target_is_named() {
    let folder = tempfile::tempdir().unwrap();
    for attempt in 0..64 {
        // Folders, which nobody removes as files that were left.
        fs::create_dir(folder.path().join(format!(".x.idx.{}-{attempt}.tmp", process::id()))).unwrap();
    }
    let target = folder.path().join("x.idx");
    let error = replace_file(&target, b"new").unwrap_err();
    assert!(
        matches!(&error, WriteError::Io { doing: "cannot write beside", path, source }
            if *path == target && source.kind() == ErrorKind::AlreadyExists),
        "{error}"
    );
}
