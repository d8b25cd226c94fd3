//! What actix's parser would answer bare is answered by us: with a problem and with every header.

use serde_json::{Value, json};

use super::client::{Answer, TestServer};

#[track_caller]
fn check(server: &TestServer, request: &[u8], status: u16, code: &str, detail: &str) {
    let answer = Answer::parse(server.say(request).as_bytes());
    let problem: Value = answer.json();
    assert_eq!((answer.status, &problem["code"], &problem["detail"]), (status, &code.into(), &detail.into()));
    assert_eq!(problem["type"], format!("urn:incidex:problem:{code}"));
    assert_eq!((&problem["status"], &problem["success"]), (&status.into(), &json!(false)));
    assert_eq!(answer.header("x-request-id"), problem["request_id"].as_str());
    assert_eq!(answer.header("content-type"), Some("application/problem+json"));
    assert_eq!(answer.header("connection"), Some("close"));
    for name in super::headers::ALWAYS {
        assert!(answer.header(name).is_some(), "{name} is missing: {answer:?}");
    }
}

#[test]
fn malformed_heads_are_problems() {
    let server = TestServer::start();
    let host = "host: x\r\n";
    for (request, detail) in [
        ("GET\r\n\r\n".to_owned(), "the request line is not: method, target, HTTP/1.1"),
        ("\x16\x03\x01\0\r\n\r\n".to_owned(), "the request line is not: method, target, HTTP/1.1"),
        ("GET / HTTP/2.0\r\n\r\n".to_owned(), "the request line does not end in HTTP/1.1"),
        (format!("GET /a b HTTP/1.1\r\n{host}\r\n"), "the request line does not end in HTTP/1.1"),
        (
            format!("GET / HTTP/1.1\r\n{host}a b: c\r\n\r\n"),
            "a header name holds a character that it must not",
        ),
        (
            format!("GET / HTTP/1.1\r\n{host}a : c\r\n\r\n"),
            "a header name holds a character that it must not",
        ),
        (
            format!("GET / HTTP/1.1\r\n{host}a: b\r\n c\r\n\r\n"),
            "a header name holds a character that it must not",
        ),
        (
            format!("GET / HTTP/1.1\r\n{host}a: \0\r\n\r\n"),
            "a header value holds a character that it must not",
        ),
        ("GET / HTTP/1.1\r\n\r\n".to_owned(), "Host is missing"),
        (format!("GET / HTTP/1.1\r\n{host}{host}\r\n"), "Host is given more than once"),
        (
            format!("GET /<x> HTTP/1.1\r\n{host}\r\n"),
            "the request target holds a character that must be percent-encoded",
        ),
        (
            format!("GET / HTTP/1.1\r\n{host}content-length: +5\r\n\r\n"),
            "Content-Length is not a number of bytes",
        ),
        (
            format!("GET / HTTP/1.1\r\n{host}content-length: 5, 5\r\n\r\n"),
            "Content-Length is not a number of bytes",
        ),
        (
            format!("GET / HTTP/1.1\r\n{host}content-length: 99999999999999999999\r\n\r\n"),
            "Content-Length is not a number of bytes",
        ),
        (
            format!("GET / HTTP/1.1\r\n{host}content-length: 0\r\ncontent-length: 0\r\n\r\n"),
            "Content-Length is given more than once",
        ),
        (
            format!("GET / HTTP/1.1\r\n{host}content-length: 5\r\ntransfer-encoding: chunked\r\n\r\n"),
            "both Content-Length and Transfer-Encoding are given",
        ),
        (
            format!("GET / HTTP/1.1\r\n{host}transfer-encoding: gzip, chunked\r\n\r\n"),
            "Transfer-Encoding is not exactly chunked",
        ),
        (
            format!(
                "GET / HTTP/1.1\r\n{host}transfer-encoding: chunked\r\ntransfer-encoding: chunked\r\n\r\n"
            ),
            "Transfer-Encoding is not exactly chunked",
        ),
        (
            "GET / HTTP/1.0\r\ntransfer-encoding: chunked\r\n\r\n".to_owned(),
            "HTTP/1.0 has no Transfer-Encoding",
        ),
        ("POST / HTTP/1.0\r\n\r\n".to_owned(), "Content-Length is missing"),
    ] {
        check(&server, request.as_bytes(), 400, "malformed_request", detail);
    }
}

#[test]
fn what_is_too_large_is_refused_before_it_is_all_there() {
    let server = TestServer::start();
    let target = |length: usize| {
        format!("GET /{} HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\r\n", "a".repeat(length - 1))
    };
    assert!(server.say(target(16_384).as_bytes()).starts_with("HTTP/1.1 404 "));
    let too_long = "a request target has at most 16384 bytes, percent-encoded";
    check(&server, target(16_385).as_bytes(), 414, "target_too_long", too_long);
    // Three bytes that take nine.
    let raw = format!("GET /{} HTTP/1.1\r\nhost: x\r\n\r\n", "가".repeat(1_821));
    check(&server, raw.as_bytes(), 414, "target_too_long", too_long);
    // Without an end in sight.
    check(&server, &vec![b'a'; 60_000], 414, "target_too_long", too_long);

    let field = |length: usize| {
        let other = "host: x\r\nconnection: close\r\na: \r\n\r\n".len();
        format!(
            "GET /health HTTP/1.1\r\nhost: x\r\nconnection: close\r\na: {}\r\n\r\n",
            "a".repeat(length - other)
        )
    };
    assert!(server.say(field(32_768).as_bytes()).starts_with("HTTP/1.1 200 "));
    let too_large = "a header section has at most 32768 bytes and 96 fields";
    check(&server, field(32_769).as_bytes(), 431, "headers_too_large", too_large);
    let endless = format!("GET / HTTP/1.1\r\na: {}", "a".repeat(200_000));
    check(&server, endless.as_bytes(), 431, "headers_too_large", too_large);
    let many = format!("GET / HTTP/1.1\r\nhost: x\r\n{}\r\n", "a: b\r\n".repeat(96));
    check(&server, many.as_bytes(), 431, "headers_too_large", too_large);
}

#[test]
fn a_refusal_waits_for_the_answers_before_it() {
    let server = TestServer::start();
    let text = server.say(b"GET /test/slow HTTP/1.1\r\nhost: x\r\n\r\nNONSENSE\r\n\r\n");
    let (first, second) = text.split_once("slow").unwrap();
    assert!(first.starts_with("HTTP/1.1 200 OK") && second.starts_with("HTTP/1.1 400 "), "{text}");
}
