//! The line of each request, and logs that nobody takes.

use std::fs::File;
use std::io::pipe;
use std::process::{Child, Stdio};

use incidex_tests::{Server, curated_index, get, incidex, request};
use serde_json::Value;

use super::{free_port, log_until, wait_until};

#[test]
fn each_request_has_its_line_in_prod() {
    let server = Server::start_with(curated_index(), |command| {
        command.args(["--env", "prod"]).env("INCIDEX_PROXY_SECRETS", "correct-horse-battery")
    });
    let headers = [
        ("X-RapidAPI-Proxy-Secret", "correct-horse-battery"),
        ("X-RapidAPI-Subscription", "ultra"),
        ("X-RapidAPI-User", "kim"),
        ("X-Request-Id", "audit-1"),
        ("User-Agent", "tester \"1\" \u{202e}"),
        ("traceparent", "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"),
    ];
    let answer = request(server.port(), "GET", "/v1/ingredient/inci?q=niacinamide", &headers);
    let log = log_until(&server, "audit-1");
    let line: Value = serde_json::from_str(log.last().expect("the line")).expect("JSON");
    let names: Vec<&str> = line.as_object().expect("an object").keys().map(String::as_str).collect();
    let mut expected = vec![
        "timestamp",
        "level",
        "message",
        "request_id",
        "method",
        "route",
        "version",
        "status",
        "duration_us",
        "tier",
        "identity",
        "address",
        "bytes",
        "trace_id",
        "user_agent",
        "target",
    ];
    let mut sorted = names.clone();
    sorted.sort_unstable();
    expected.sort_unstable();
    assert_eq!(sorted, expected);
    assert_eq!(
        (&line["status"], &line["tier"], &line["route"], &line["bytes"]),
        (&200.into(), &"ULTRA".into(), &"/v1/ingredient/inci".into(), &answer.body.len().into())
    );
    assert_eq!(
        (&line["user_agent"], &line["address"]),
        (&"tester \"1\" \u{fffd}".into(), &"127.0.0.1".into())
    );
    assert_eq!(line["trace_id"], "0af7651916cd43dd8448eb211c80319c");
    assert_eq!(line["identity"].as_str().map(str::len), Some(16));
    assert!(!log.concat().contains("niacinamide"), "the query is nobody's business");
}

/// A server whose log goes to `stderr`, once it answers.
struct Silent(Child, u16, u16);

impl Silent {
    fn start(stderr: Stdio) -> Self {
        let (port, metrics) = (free_port(), free_port());
        let child = incidex()
            .args(["serve", "--bind", &format!("127.0.0.1:{port}"), "--index"])
            .arg(curated_index())
            .env("INCIDEX_METRICS_BIND", format!("127.0.0.1:{metrics}"))
            .stderr(stderr)
            .spawn()
            .expect("the server's binary runs");
        wait_until("it answers", || std::net::TcpStream::connect(("127.0.0.1", port)).is_ok());
        Self(child, port, metrics)
    }

    /// Asks often, and expects an answer each time; then that so many lines were lost at least.
    fn serves_and_counts(&self, reason: &str, least: u64) {
        for _ in 0..300 {
            assert_eq!(get(self.1, "/health").status, 200);
        }
        let begin = format!("incidex_log_dropped_lines_total{{reason=\"{reason}\"}} ");
        wait_until("the lost lines are counted", || {
            let page = get(self.2, "/metrics").body;
            page.lines()
                .find_map(|line| line.strip_prefix(&begin)?.parse().ok())
                .is_some_and(|lost: u64| lost >= least)
        });
    }
}

impl Drop for Silent {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

#[test]
fn a_full_disk_costs_no_request() {
    let full = File::options().write(true).open("/dev/full").expect("Linux has one");
    Silent::start(full.into()).serves_and_counts("failed", 300);
}

#[test]
fn a_closed_pipe_costs_no_request() {
    let (reader, writer) = pipe().expect("a pipe");
    drop(reader);
    Silent::start(writer.into()).serves_and_counts("failed", 300);
}

#[test]
fn a_reader_that_is_stuck_costs_no_request() {
    let (reader, writer) = pipe().expect("a pipe");
    let server = Silent::start(writer.into());
    // A pipe of Linux takes 64 KiB, some 250 lines; what comes then waits in memory.
    for _ in 0..2_000 {
        assert_eq!(get(server.1, "/health").status, 200);
    }
    drop(reader);
    server.serves_and_counts("failed", 300);
}
