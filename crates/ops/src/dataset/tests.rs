//! Files that are exchanged, damaged, and written over while they are served.

use std::fs;
use std::sync::Mutex;
use std::thread;
use std::time::{Duration, Instant};

use incidex_core::ingredient::{Ingredient, Language, NameKind};
use incidex_storage::{BundleContent, BundleWriter};
use tempfile::TempDir;

use super::watch::{Looker, stamp};
use super::*;

/// An index with this many ingredients.
fn publish(path: &Path, count: u32) {
    let ingredient = |number: u32| {
        let text = format!("Ingredient {number}");
        let names = [(NameKind::Inci, Language::Inci, text.as_str())];
        Ingredient { kcia_codes: vec![number], ..Ingredient::named(number, names) }
    };
    let content = BundleContent {
        ingredients: (1..=count).map(ingredient).collect(),
        functions: Vec::new(),
        regulations: Vec::new(),
        markets: Vec::new(),
        sources: Vec::new(),
    };
    BundleWriter::new(content).unwrap().publish(path).unwrap();
}

/// Puts bytes in the place of a file by one rename.
fn replace(path: &Path, bytes: &[u8]) {
    let beside = path.with_extension("new");
    fs::write(&beside, bytes).unwrap();
    fs::rename(beside, path).unwrap();
}

fn served(dataset: &Dataset) -> u64 {
    records(&dataset.current())
}

#[test]
fn a_good_file_is_served_and_a_bad_one_is_not() {
    let folder = TempDir::new().unwrap();
    let path = folder.path().join("a.idx");
    publish(&path, 3);
    let dataset = Dataset::open(&path).unwrap();
    let began = dataset.loaded();
    let held = dataset.current();
    publish(&path, 5);
    assert!(matches!(dataset.reload(&path), ReloadOutcome::Reloaded { records: 5, is_new: true, .. }));
    assert!(matches!(dataset.reload(&path), ReloadOutcome::Reloaded { records: 5, is_new: false, .. }));
    assert_eq!((records(&held), served(&dataset)), (3, 5), "who has begun with the old one ends with it");
    assert!(dataset.loaded() > began);
    let mut bytes = fs::read(&path).unwrap();
    let middle = bytes.len() / 2;
    bytes[middle] ^= 1;
    replace(&path, &bytes);
    assert!(matches!(dataset.reload(&path), ReloadOutcome::Refused(OpenError::Refused { .. })));
    fs::remove_file(&path).unwrap();
    assert!(matches!(dataset.reload(&path), ReloadOutcome::Refused(OpenError::Missing { .. })));
    assert_eq!(served(&dataset), 5);
    assert_eq!((dataset.counters().reloaded.value(), dataset.counters().refused.value()), (2, 2));
}

#[test]
fn the_old_one_is_gone_with_its_last_reader() {
    let folder = TempDir::new().unwrap();
    let path = folder.path().join("a.idx");
    publish(&path, 3);
    let dataset = Dataset::open(&path).unwrap();
    let held = dataset.current();
    let old = Arc::downgrade(&held);
    assert!(matches!(dataset.reload(&path), ReloadOutcome::Reloaded { .. }));
    assert!(old.upgrade().is_some());
    drop(held);
    assert!(old.upgrade().is_none());
}

#[track_caller]
fn wait_for(what: &str, is_so: impl Fn() -> bool) {
    let begin = Instant::now();
    while !is_so() {
        assert!(begin.elapsed() < Duration::from_secs(30), "{what}");
        thread::sleep(Duration::from_millis(10));
    }
}

#[test]
fn the_watch_serves_what_is_renamed_into_place_and_tries_a_bad_file_once() {
    let folder = TempDir::new().unwrap();
    let path = folder.path().join("a.idx");
    publish(&path, 3);
    let dataset = Arc::new(Dataset::open(&path).unwrap());
    let told = Arc::new(Mutex::new(Vec::new()));
    let telling = Arc::clone(&told);
    let file = WatchedFile { path: path.clone(), seconds: 1 };
    let watch = Watch::start(Arc::clone(&dataset), file, move |outcome| {
        telling.lock().unwrap().push(matches!(outcome, ReloadOutcome::Reloaded { .. }));
    })
    .unwrap();
    publish(&path, 4);
    wait_for("by itself", || served(&dataset) == 4);
    replace(&path, b"nothing");
    wait_for("refused", || dataset.counters().refused.value() == 1);
    thread::sleep(Duration::from_millis(2_500));
    assert_eq!(dataset.counters().refused.value(), 1, "it is not tried again");
    publish(&path, 6);
    watch.look_now();
    wait_for("at once", || served(&dataset) == 6);
    wait_for("told", || told.lock().unwrap().len() >= 3);
    assert_eq!(told.lock().unwrap().get(..3), Some(&[true, false, true][..]));
    drop(watch);
    wait_for("the thread ends with the watch", || Arc::strong_count(&dataset) == 1);
}

#[test]
fn without_a_period_only_those_who_ask_have_it_looked_at() {
    let folder = TempDir::new().unwrap();
    let path = folder.path().join("a.idx");
    publish(&path, 3);
    let dataset = Arc::new(Dataset::open(&path).unwrap());
    let file = WatchedFile { path: path.clone(), seconds: 0 };
    let watch = Watch::start(Arc::clone(&dataset), file, |_| {}).unwrap();
    publish(&path, 4);
    thread::sleep(Duration::from_millis(300));
    assert_eq!(served(&dataset), 3);
    watch.look_now();
    wait_for("asked", || served(&dataset) == 4);
}

#[test]
fn a_file_is_loaded_when_it_is_another_one_or_has_settled() {
    let folder = TempDir::new().unwrap();
    let path = folder.path().join("a");
    fs::write(&path, "1").unwrap();
    let mut looker = Looker::new(stamp(&path));
    assert!(!looker.is_to_be_loaded(stamp(&path), false));
    assert!(looker.is_to_be_loaded(stamp(&path), true), "who asks is heard");
    replace(&path, b"2");
    assert!(looker.is_to_be_loaded(stamp(&path), false), "another file");
    assert!(!looker.is_to_be_loaded(stamp(&path), false));
    fs::write(&path, "22").unwrap();
    assert!(!looker.is_to_be_loaded(stamp(&path), false), "it may still be written to");
    fs::write(&path, "222").unwrap();
    assert!(!looker.is_to_be_loaded(stamp(&path), false));
    assert!(looker.is_to_be_loaded(stamp(&path), false), "it is not any more");
    fs::remove_file(&path).unwrap();
    assert!(!looker.is_to_be_loaded(stamp(&path), false));
}
