//! A new index under load, and bad ones in between.

use std::fs;
use std::path::Path;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::thread;

use incidex_tests::{Server, curated_index, get, request};
use tempfile::TempDir;

use super::{log_until, signal};

fn replace(path: &Path, bytes: &[u8]) {
    let beside = path.with_extension("new");
    fs::write(&beside, bytes).expect("a file");
    fs::rename(beside, path).expect("a rename");
}

#[test]
fn no_request_fails_while_good_and_bad_files_come() {
    let folder = TempDir::new().expect("a folder");
    let path = folder.path().join("served.idx");
    let good = fs::read(curated_index()).expect("the index");
    let mut bad = good.clone();
    let middle = bad.len() / 2;
    bad[middle] ^= 1;
    replace(&path, &good);
    let server = Server::start_with(&path, |command| {
        command.env("INCIDEX_RELOAD_SECONDS", "0").env("INCIDEX_PROXY_SECRETS", "correct-horse-battery")
    });
    let (is_over, answered) = (AtomicBool::new(false), AtomicU64::new(0));
    let port = server.port();
    let ask = || {
        // Each request is another customer's, so that none has asked too often.
        let customer = format!("customer-{}", answered.fetch_add(1, Ordering::Relaxed));
        let headers =
            [("X-RapidAPI-Proxy-Secret", "correct-horse-battery"), ("X-RapidAPI-User", customer.as_str())];
        let answer = request(port, "GET", "/v1/ingredient/5489", &headers);
        assert_eq!(answer.status, 200, "{answer:?}");
        answer.json()["data"].clone()
    };
    let expected = ask();
    thread::scope(|scope| {
        for _ in 0..2 {
            scope.spawn(|| {
                while !is_over.load(Ordering::Relaxed) {
                    assert_eq!(ask(), expected);
                }
            });
        }
        for number in 1..=15 {
            let is_bad = number % 5 == 0;
            replace(&path, if is_bad { &bad } else { &good });
            signal(&server, "HUP");
            let log = log_until(&server, if is_bad { "data set refused" } else { "data set reloaded" });
            if is_bad {
                assert!(log.concat().contains("the old one serves on"));
            }
        }
        is_over.store(true, Ordering::Relaxed);
    });
    assert!(answered.load(Ordering::Relaxed) > 50, "{answered:?}");
}

#[test]
fn a_file_that_is_renamed_into_place_is_served_without_being_asked() {
    let folder = TempDir::new().expect("a folder");
    let path = folder.path().join("served.idx");
    let good = fs::read(curated_index()).expect("the index");
    replace(&path, &good);
    let server = Server::start_with(&path, |command| command.env("INCIDEX_RELOAD_SECONDS", "1"));
    replace(&path, b"nothing");
    log_until(&server, "data set refused");
    replace(&path, &good);
    log_until(&server, "data set reloaded");
    assert_eq!(get(server.port(), "/ready").status, 200);
}
