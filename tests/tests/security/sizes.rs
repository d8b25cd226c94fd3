//! What is too large is refused before it is all there, and says so.

use incidex_tests::{Answer, exchange};

use super::{BASIC_ONCE, ID, NOT_KEPT, PROBLEM, PROXY_SECRET, check_problem, check_whole, problem, prod};

/// A request with these lines, for a customer of this name.
fn head(user: &str, line: &str, more: &str) -> Vec<u8> {
    let (name, secret) = PROXY_SECRET;
    format!(
        "{line}\r\nHost: 127.0.0.1\r\nConnection: close\r\nX-Request-Id: {ID}\r\nX-RapidAPI-User: {user}\r\n\
         {name}: {secret}\r\n{more}\r\n"
    )
    .into_bytes()
}

#[test]
fn ten_mebibytes_of_body_are_413() {
    let server = prod();
    let detail = "a body has at most 262144 bytes";
    let expected = problem(413, "body_too_large", "The body is too large", detail, "/v1/stats");
    let body = vec![b'x'; 10 * 1_024 * 1_024];
    for (user, method) in [("get", "GET"), ("post", "POST"), ("put", "PUT")] {
        let more = format!("Content-Length: {}\r\n", body.len());
        let head = head(user, &format!("{method} /v1/stats HTTP/1.1"), &more);
        let answer = exchange(server.port(), &[head, body.clone()].concat());
        check_problem(&answer, &BASIC_ONCE, &expected);
    }
    // The same without saying how long it is.
    let mut chunked = head("chunked", "GET /v1/stats HTTP/1.1", "Transfer-Encoding: chunked\r\n");
    for piece in body.chunks(64 * 1_024) {
        chunked.extend(format!("{:x}\r\n", piece.len()).bytes());
        chunked.extend(piece);
        chunked.extend(b"\r\n");
    }
    chunked.extend(b"0\r\n\r\n");
    let answer = exchange(server.port(), &chunked);
    check_problem(&answer, &BASIC_ONCE, &expected);
}

/// A refusal of the layer in front of the parser: the id is its own, and there is no request.
#[track_caller]
fn check_door(answer: &Answer, status: u16, code: &str, title: &str, detail: &str) {
    let id = answer.header("x-request-id").unwrap_or_default().to_owned();
    assert!(id.len() == 36 && id != ID, "{id}");
    let mut expected = problem(status, code, title, detail, "");
    expected["request_id"] = id.as_str().into();
    let own = [PROBLEM, NOT_KEPT, ("x-request-id", id.as_str())];
    check_whole(answer, status, &[&own], &expected);
}

#[test]
fn a_target_beyond_16_kib_is_414() {
    let server = prod();
    for filler in ["a".repeat(20_000), "레".repeat(2_000)] {
        let line = format!("GET /v1/ingredient/inci?q={filler} HTTP/1.1");
        let answer = exchange(server.port(), &head("long", &line, ""));
        let detail = "a request target has at most 16384 bytes, percent-encoded";
        check_door(&answer, 414, "target_too_long", "The request target is too long", detail);
    }
}

#[test]
fn headers_beyond_32_kib_or_96_fields_are_431() {
    let server = prod();
    let large = format!("X-Filler: {}\r\n", "a".repeat(40_000));
    let many: String = (0..120).map(|number| format!("X-Filler-{number}: a\r\n")).collect();
    for more in [large, many] {
        let answer = exchange(server.port(), &head("large", "GET /v1/stats HTTP/1.1", &more));
        let detail = "a header section has at most 32768 bytes and 96 fields";
        check_door(&answer, 431, "headers_too_large", "The headers are too large", detail);
    }
}

#[test]
fn what_could_be_read_in_two_ways_is_400() {
    let server = prod();
    for (more, detail) in [
        (
            "Content-Length: 4\r\nTransfer-Encoding: chunked\r\n",
            "both Content-Length and Transfer-Encoding are given",
        ),
        ("Content-Length: 4\r\nContent-Length: 5\r\n", "Content-Length is given more than once"),
        ("Content-Length: +4\r\n", "Content-Length is not a number of bytes"),
        ("Transfer-Encoding: xchunked\r\n", "Transfer-Encoding is not exactly chunked"),
    ] {
        let answer = exchange(server.port(), &head("two-ways", "POST /v1/stats HTTP/1.1", more));
        check_door(&answer, 400, "malformed_request", "The request is malformed", detail);
    }
}
