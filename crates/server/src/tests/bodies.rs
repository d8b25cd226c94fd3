//! Bodies: how large, of what type, how deep, and who reads them.

use std::io::Write;

use serde_json::{Value, json};

use super::client::{Answer, TestServer, read_answer};

const LIMIT: usize = 256 * 1_024;
const JSON: &str = "content-type: application/json\r\n";

fn chunked(server: &TestServer, head: &str, chunks: usize, chunk: &[u8]) -> Answer {
    let mut stream = server.connect();
    write!(
        stream,
        "{head}host: x\r\nx-request-id: test-1\r\ntransfer-encoding: chunked\r\nconnection: close\r\n\r\n"
    )
    .unwrap();
    for _ in 0..chunks {
        // The server may have had enough.
        let sent = write!(stream, "{:x}\r\n", chunk.len());
        if sent.and_then(|()| stream.write_all(chunk)).and_then(|()| stream.write_all(b"\r\n")).is_err() {
            break;
        }
    }
    let _ = stream.write_all(b"0\r\n\r\n");
    read_answer(stream)
}

#[track_caller]
fn check_problem(answer: &Answer, status: u16, code: &str) {
    let problem = answer.json();
    assert_eq!((answer.status, &problem["code"]), (status, &code.into()), "{problem}");
    assert_eq!(answer.header("x-request-id"), Some("test-1"));
}

#[test]
fn a_body_is_at_most_so_large() {
    let server = TestServer::start();
    let text = "a".repeat(LIMIT - r#"{"text":""}"#.len());
    let fits = server.post("/test/work", JSON, json!({"text": text}).to_string().as_bytes());
    assert_eq!((fits.status, fits.json()["text"].as_str().map(str::len)), (200, Some(text.len())));
    let over = server.post("/test/work", JSON, json!({"text": text + "a"}).to_string().as_bytes());
    check_problem(&over, 413, "body_too_large");
    assert_eq!(over.json()["detail"], "a body has at most 262144 bytes");
    // Ten mebibytes, announced and not, to a path that takes a body, to one that does not, and to none.
    for head in ["POST /test/work HTTP/1.1\r\n", "GET /v1/stats HTTP/1.1\r\n", "PUT /nowhere HTTP/1.1\r\n"] {
        let head = format!("{head}{JSON}");
        check_problem(&chunked(&server, &head, 10 * 1_024, &[b' '; 1_024]), 413, "body_too_large");
        let mut stream = server.connect();
        write!(stream, "{head}host: x\r\nx-request-id: test-1\r\ncontent-length: 10485760\r\n\r\n").unwrap();
        let _ = stream.write_all(&vec![b' '; 10 * 1_024 * 1_024]);
        check_problem(&read_answer(stream), 413, "body_too_large");
    }
    assert_eq!(server.get("/health").status, 200);
}

#[test]
fn a_small_body_that_nobody_reads_does_no_harm() {
    let server = TestServer::start();
    assert_eq!(chunked(&server, "GET /v1/stats HTTP/1.1\r\n", 3, b"abc").status, 200);
    let text = server.say(
        b"GET /health HTTP/1.1\r\nhost: x\r\ncontent-length: 3\r\n\r\nabcGET /health HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\r\n",
    );
    assert_eq!(text.matches("HTTP/1.1 200 OK").count(), 2, "{text}");
}

#[test]
fn broken_bodies_are_malformed() {
    let server = TestServer::start();
    let post = format!("POST /test/work HTTP/1.1\r\nhost: x\r\n{JSON}");
    for (rest, detail) in [
        ("transfer-encoding: chunked\r\n\r\nzz\r\n", "the chunks of the body are malformed"),
        ("transfer-encoding: chunked\r\n\r\n2\r\nabc\r\n0\r\n\r\n", "the chunks of the body are malformed"),
    ] {
        let text = server.say(format!("{post}{rest}").as_bytes());
        let answer = Answer::parse(text.as_bytes());
        assert_eq!((answer.status, &answer.json()["detail"]), (400, &detail.into()));
        assert_eq!(text.matches("HTTP/1.1 ").count(), 1, "no second, bare answer: {text}");
    }
    let mut stream = server.connect();
    write!(stream, "{post}content-length: 50\r\n\r\n{{").unwrap();
    stream.shutdown(std::net::Shutdown::Write).unwrap();
    let answer = read_answer(stream);
    assert_eq!((answer.status, &answer.json()["detail"]), (400, &"the body is cut short".into()));
}

#[test]
fn only_json_is_taken() {
    let server = TestServer::start();
    let body = br#"{"text":"a"}"#;
    for headers in [
        "",
        "content-type: text/plain\r\n",
        "content-type: application/x-www-form-urlencoded\r\n",
        "content-type: application/json; charset=euc-kr\r\n",
        "content-type: application/json\r\ncontent-encoding: gzip\r\n",
    ] {
        check_problem(&server.post("/test/work", headers, body), 415, "unsupported_media_type");
    }
    for headers in
        [JSON, "content-type: Application/JSON; charset=\"UTF-8\"\r\ncontent-encoding: identity\r\n"]
    {
        let answer = server.post("/test/work", headers, body);
        assert_eq!((answer.status, answer.json()), (200, json!({"text": "a", "gate": 0})));
        assert_eq!(answer.header("cache-control"), Some("no-store"));
    }
}

#[test]
fn json_is_read_strictly() {
    let server = TestServer::start();
    let check = |body: &[u8], status: u16, code: &str, pointer: &str, detail: &str| {
        let answer = server.post("/test/work", JSON, body);
        check_problem(&answer, status, code);
        let errors: Value = json!([{"pointer": pointer, "detail": detail}]);
        assert_eq!(answer.json()["errors"], errors);
        assert_eq!(answer.header("content-type"), Some("application/problem+json"));
    };
    check(b"", 400, "malformed_body", "", "no JSON from line 1 column 0 on");
    check(b"{\"text\":\xff}", 400, "malformed_body", "", "the body is not UTF-8 from byte 8 on");
    let deep = format!(r#"{{"text":{}{}}}"#, "[".repeat(16), "]".repeat(16));
    let pointer = format!("/text{}", "/0".repeat(15));
    check(deep.as_bytes(), 400, "malformed_body", &pointer, "nested deeper than 16 levels");
    check(br#"{"text":"a","text":"b"}"#, 422, "invalid_body", "/text", "given more than once");
    check(br#"{"text":"a","x":1}"#, 422, "invalid_body", "/x", "unknown member; expected `text` or `gate`");
    check(br#"{"text":["a"]}"#, 422, "invalid_body", "/text", "expected a string");
    check(b"{}", 422, "invalid_body", "/text", "missing");
}
