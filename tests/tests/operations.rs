//! The server as its owner has it: told of what happens, watched, given new data, stopped.

#[path = "operations/alerts.rs"]
mod alerts;
#[path = "operations/health.rs"]
mod health;
#[path = "operations/logs.rs"]
mod logs;
#[path = "operations/metrics.rs"]
mod metrics;
#[path = "operations/reload.rs"]
mod reload;
#[path = "operations/shutdown.rs"]
mod shutdown;

use std::net::TcpListener;
use std::process::Command;
use std::time::{Duration, Instant};

use incidex_tests::Server;

const PATIENCE: Duration = Duration::from_secs(30);

/// Sends a signal, by its name without SIG.
fn signal(server: &Server, name: &str) {
    let id = server.id().to_string();
    assert!(Command::new("kill").args(["-s", name, &id]).status().expect("kill runs").success());
}

/// Waits until something is so.
#[track_caller]
fn wait_until(what: &str, mut is_so: impl FnMut() -> bool) {
    let begin = Instant::now();
    while !is_so() {
        assert!(begin.elapsed() < PATIENCE, "{what}");
        std::thread::sleep(Duration::from_millis(20));
    }
}

/// The log lines from now on, until one holds `part`; that one is the last.
#[track_caller]
fn log_until(server: &Server, part: &str) -> Vec<String> {
    let mut log: Vec<String> = Vec::new();
    wait_until(part, || {
        log.extend(server.log());
        log.iter().any(|line| line.contains(part))
    });
    log
}

/// A port of 127.0.0.1 on which nobody listens.
fn free_port() -> u16 {
    let listener = TcpListener::bind(("127.0.0.1", 0)).expect("a free port");
    listener.local_addr().expect("its address").port()
}
