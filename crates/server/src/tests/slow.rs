//! A slow client costs a connection no longer than its timeout, and others are answered meanwhile.

use std::io::{ErrorKind, Read, Write};
use std::thread;
use std::time::Duration;

use super::client::{Answer, TestServer, read_answer};

fn timed() -> TestServer {
    TestServer::with_settings(&[
        ("INCIDEX_HEADER_TIMEOUT_SECONDS", "1"),
        ("INCIDEX_BODY_TIMEOUT_SECONDS", "1"),
        ("INCIDEX_REQUEST_TIMEOUT_SECONDS", "2"),
        ("INCIDEX_WRITE_TIMEOUT_SECONDS", "1"),
        ("INCIDEX_KEEP_ALIVE_SECONDS", "1"),
    ])
}

/// Sends a byte every so often for as long as the server takes them.
fn drip(mut stream: std::net::TcpStream, first: &str, byte: &'static [u8]) -> Answer {
    stream.write_all(first.as_bytes()).unwrap();
    let mut writer = stream.try_clone().unwrap();
    let dripping = thread::spawn(move || {
        while writer.write_all(byte).is_ok() {
            thread::sleep(Duration::from_millis(100));
        }
    });
    let mut bytes = Vec::new();
    let mut piece = [0; 4_096];
    loop {
        match stream.read(&mut piece) {
            Ok(0) => break,
            Ok(count) => bytes.extend_from_slice(&piece[..count]),
            Err(error) if error.kind() == ErrorKind::ConnectionReset => break,
            Err(error) => panic!("{error}"),
        }
    }
    drop(stream);
    dripping.join().unwrap();
    Answer::parse(&bytes)
}

#[test]
fn a_head_that_drips_is_told_and_cut_off() {
    let server = timed();
    for first in ["", "GET / HTTP/1.1\r\nhost: x\r\na: "] {
        let answer = drip(server.connect(), first, b"a");
        assert_eq!((answer.status, &answer.json()["code"]), (408, &"request_timeout".into()));
        assert_eq!(answer.json()["detail"], "the request head did not arrive in time");
        assert_eq!(answer.header("x-content-type-options"), Some("nosniff"));
    }
    // Not only the first head of a connection.
    let mut stream = server.connect();
    write!(stream, "GET /health HTTP/1.1\r\nhost: x\r\n\r\n").unwrap();
    let mut piece = [0; 4_096];
    assert!(stream.read(&mut piece).unwrap() > 0);
    assert_eq!(drip(stream, "GET /", b"a").status, 408);
}

#[test]
fn a_body_that_drips_is_told_and_cut_off() {
    let server = timed();
    let post = "POST /test/work HTTP/1.1\r\nhost: x\r\ncontent-type: application/json\r\n";
    let get = "GET /v1/stats HTTP/1.1\r\nhost: x\r\n";
    for (first, byte) in [
        (format!("{post}content-length: 1000\r\n\r\n"), &b" "[..]),
        (format!("{post}transfer-encoding: chunked\r\n\r\n"), b"1\r\n \r\n"),
        (format!("{get}content-length: 1000\r\n\r\n"), b" "),
        (format!("{get}transfer-encoding: chunked\r\n\r\n"), b"1\r\n \r\n"),
    ] {
        let answer = drip(server.connect(), &first, byte);
        assert_eq!((answer.status, &answer.json()["code"]), (408, &"request_timeout".into()), "{first}");
        assert_eq!(answer.json()["detail"], "the request body did not arrive in time");
    }
}

#[test]
fn one_who_says_nothing_is_let_go_without_a_word() {
    let server = timed();
    assert_eq!(server.say(b""), "");
    assert_eq!(server.say(b"\r\n\r\n"), "");
    // After an answer, too.
    let text = server.say(b"GET /health HTTP/1.1\r\nhost: x\r\n\r\n");
    assert!(text.starts_with("HTTP/1.1 200 OK") && text.matches("HTTP/1.1").count() == 1, "{text}");
}

#[test]
fn one_who_does_not_read_is_cut_off() {
    let server = timed();
    let mut stream = server.connect();
    // More answers than the kernel holds, to one who never looks at them.
    let ask = "GET /v1/ingredient/inci?q=copper HTTP/1.1\r\nhost: x\r\n\r\n".repeat(64);
    stream.set_write_timeout(Some(Duration::from_secs(20))).unwrap();
    let mut outcome = Ok(());
    for _ in 0..10_000 {
        outcome = stream.write_all(ask.as_bytes());
        if outcome.is_err() {
            break;
        }
    }
    let kind = outcome.unwrap_err().kind();
    assert!(matches!(kind, ErrorKind::ConnectionReset | ErrorKind::BrokenPipe), "{kind:?}");
    assert_eq!(server.get("/health").status, 200);
}

#[test]
fn an_answer_that_is_never_ready_is_a_problem() {
    let server = timed();
    let answer = server.get("/test/never");
    let problem = answer.json();
    assert_eq!((answer.status, &problem["code"]), (503, &"timed_out".into()));
    assert_eq!(
        (answer.header("retry-after"), problem["instance"].as_str()),
        (Some("1"), Some("/test/never"))
    );
    assert_eq!(answer.header("x-request-id"), Some("test-1"));
}

#[test]
fn slow_clients_do_not_keep_others_waiting() {
    let server = timed();
    let slow: Vec<_> = (0..200)
        .map(|_| {
            let mut stream = server.connect();
            write!(stream, "GET / HTTP/1.1\r\nhost:").unwrap();
            stream
        })
        .collect();
    assert_eq!(server.get("/v1/ingredient/5489").status, 200);
    for stream in slow {
        assert_eq!(read_answer(stream).status, 408);
    }
}
