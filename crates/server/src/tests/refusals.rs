//! What is refused before there is a request is counted and logged all the same.

use std::io::{Read, Write};
use std::net::TcpStream;
use std::thread;
use std::time::Duration;

use super::client::{Answer, TestServer};
use super::log;

/// A server that is watched, with this setting besides.
fn watched(setting: (&str, &str)) -> TestServer {
    log::listen();
    TestServer::with_settings(&[("INCIDEX_METRICS_BIND", "127.0.0.1:0"), setting])
}

/// How many were refused for this reason so far.
fn refused(server: &TestServer, reason: &str) -> u64 {
    let mut stream = TcpStream::connect(server.metrics.unwrap()).unwrap();
    write!(stream, "GET /metrics HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\r\n").unwrap();
    let mut page = String::new();
    stream.read_to_string(&mut page).unwrap();
    let sample = format!("incidex_refused_connections_total{{reason=\"{reason}\"}} ");
    let count = page.lines().find_map(|line| line.strip_prefix(&sample));
    count.unwrap_or_else(|| panic!("no {reason}: {page}")).parse().unwrap()
}

#[track_caller]
fn check(server: &TestServer, said: &[u8], reason: &str, status: u16) {
    assert_eq!(refused(server, reason), 0);
    let answer = Answer::parse(server.say(said).as_bytes());
    assert_eq!((answer.status, refused(server, reason)), (status, 1), "{reason}");
    let events = log::events(answer.header("x-request-id").unwrap());
    let [event] = events.as_slice() else { panic!("{events:?}") };
    assert_eq!(
        (&event["message"], &event["target"]),
        (&"connection refused".into(), &"incidex::connection".into())
    );
    assert_eq!((&event["reason"], &event["status"]), (&reason.into(), &status.into()));
    assert_eq!((&event["address"], &event["level"]), (&"127.0.0.1".into(), &"INFO".into()));
    assert!(!event.to_string().contains("secret-of-mine"), "{event}");
}

#[test]
fn each_refusal_is_counted_by_its_reason_and_has_a_line() {
    let server = watched(("INCIDEX_HEADER_TIMEOUT_SECONDS", "1"));
    check(&server, b"GET /secret-of-mine HTTP/1.1\r\n\r\n", "malformed", 400);
    check(&server, b"#$%&'secret-of-mine / HTTP/1.1\r\nhost: x\r\n\r\n", "unknown_method", 405);
    check(&server, format!("GET /secret-of-mine{}", "a".repeat(40_000)).as_bytes(), "target_too_long", 414);
    let many = format!("GET / HTTP/1.1\r\nhost: x\r\nsecret-of-mine: {}", "a".repeat(40_000));
    check(&server, many.as_bytes(), "headers_too_large", 431);
    check(&server, b"GET /secret-of-mine", "slow_head", 408);
    assert_eq!((server.say(b"").as_str(), refused(&server, "silent")), ("", 1));
    assert_eq!((refused(&server, "handshake"), refused(&server, "unread")), (0, 0));
}

#[test]
fn one_too_many_is_counted() {
    let server = watched(("INCIDEX_MAX_CONNECTIONS", "3"));
    // They are accepted in the order in which they are made.
    let open: Vec<_> = (0..3).map(|_| server.connect()).collect();
    check(&server, b"GET /health HTTP/1.1\r\nhost: x\r\n\r\n", "too_many", 503);
    drop(open);
}

#[test]
fn an_answer_that_is_not_taken_is_counted() {
    let server = watched(("INCIDEX_WRITE_TIMEOUT_SECONDS", "1"));
    let mut stream = server.connect();
    let request = b"GET /openapi.json HTTP/1.1\r\nhost: x\r\n\r\n".repeat(16);
    // The server stops reading when it cannot write, and so does the kernel at some point.
    stream.set_write_timeout(Some(Duration::from_millis(200))).unwrap();
    for _ in 0..1_000 {
        if stream.write_all(&request).is_err() {
            break;
        }
    }
    for _ in 0..100 {
        if refused(&server, "unread") > 0 {
            return;
        }
        thread::sleep(Duration::from_millis(100));
    }
    panic!("it was not counted");
}
