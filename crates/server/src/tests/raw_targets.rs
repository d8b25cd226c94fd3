//! Raw UTF-8 in the request target, on every request of a connection, whatever stands between them.

use std::io::{Read, Write};
use std::thread::sleep;
use std::time::Duration;

use super::client::TestServer;

const RAW: &str = "/v1/ingredient/kr?q=레티놀";

/// The answers that one connection gives to `bytes`, as the codes of the records in them.
fn codes(server: &TestServer, bytes: &[u8]) -> Vec<String> {
    let text = server.say(bytes);
    let codes =
        text.match_indices("\"code\":").map(|(at, _)| text[at + 7..].split(',').next().unwrap().to_owned());
    codes.filter(|code| code.bytes().all(|byte| byte.is_ascii_digit())).collect()
}

#[test]
fn raw_utf_8_is_answered_as_if_percent_encoded() {
    let server = TestServer::start();
    let raw = server.get(RAW);
    let encoded = server.get("/v1/ingredient/kr?q=%EB%A0%88%ED%8B%B0%EB%86%80");
    assert_eq!((raw.status, &raw.json()), (200, &encoded.json()));
    assert_eq!(raw.json()["data"][0]["code"], 5489);
    assert_eq!(raw.header("etag"), encoded.header("etag"), "both are the same question");
    let problem = server.get("/v1/ingredient/레티놀").json();
    assert_eq!(problem["errors"][0]["parameter"], "code");
    assert_eq!(problem["instance"], "/v1/ingredient/%EB%A0%88%ED%8B%B0%EB%86%80");
    assert_eq!(server.get("/어디에도").status, 404);
}

#[test]
fn raw_bytes_that_are_no_utf_8_are_named() {
    let server = TestServer::start();
    let text =
        server.say(b"GET /v1/ingredient/kr?q=\xff\xfe HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\r\n");
    assert!(
        text.starts_with("HTTP/1.1 400 ") && text.contains("the value is not percent-encoded UTF-8"),
        "{text}"
    );
}

#[test]
fn every_head_of_a_connection_is_found_whatever_the_bodies_between() {
    let server = TestServer::start();
    let raw = format!("GET {RAW} HTTP/1.1\r\nhost: x\r\n");
    // Bodies with raw UTF-8 and with what looks like a head: neither may be taken for one.
    let body = "{\"text\":\"GET /레 HTTP/1.1\"}";
    let length = body.len();
    let post = "POST /test/work HTTP/1.1\r\nhost: x\r\ncontent-type: application/json\r\n";
    let chunks: String = ["{\"text\":\"", "GET /레 HTTP/1.1\\r\\n\\r\\n", "\"}"]
        .map(|c| format!("{:x};a=b\r\n{c}\r\n", c.len()))
        .concat();
    let stream = format!(
        "{raw}\r\n\r\n{post}content-length: {length}\r\n\r\n{body}{raw}\r\n{post}transfer-encoding: chunked\r\n\r\n\
         {chunks}0\r\nx: 레\r\n\r\n{raw}content-length: 4\r\n\r\n\r\n\r\n{raw}connection: close\r\n\r\n"
    );
    assert_eq!(codes(&server, stream.as_bytes()), ["5489", "5489", "5489", "5489"]);
    let text = server.say(stream.as_bytes());
    assert_eq!(text.matches("HTTP/1.1 200 OK").count(), 6, "{text}");
    assert_eq!(text.matches("\"text\":\"GET /레 HTTP/1.1").count(), 2, "bodies are left as they are");

    // The same in pieces that end within characters, lines and chunk sizes.
    for size in [1, 7, 50] {
        let mut connection = server.connect();
        connection.set_nodelay(true).unwrap();
        for piece in stream.as_bytes().chunks(size) {
            connection.write_all(piece).unwrap();
            if size > 1 {
                sleep(Duration::from_millis(2));
            }
        }
        let mut text = String::new();
        connection.read_to_string(&mut text).unwrap();
        assert_eq!(text.matches("HTTP/1.1 200 OK").count(), 6, "pieces of {size}: {text}");
    }
}

#[test]
fn pipelined_answers_come_in_order_and_in_their_own_form() {
    let server = TestServer::start();
    let ask = |method: &str, target: &str| {
        format!("{method} {target} HTTP/1.1\r\nhost: x\r\nx-request-id: {method}\r\n\r\n")
    };
    let last = "GET /health HTTP/1.1\r\nhost: x\r\nx-request-id: last\r\nconnection: close\r\n\r\n";
    // The first takes its time: were the second parsed meanwhile, the first would lose its body to HEAD.
    let text =
        server.say(format!("{}{}{last}", ask("GET", "/test/slow"), ask("HEAD", "/v1/stats")).as_bytes());
    let heads: Vec<_> = text.match_indices("x-request-id: ").map(|(at, _)| &text[at + 14..at + 17]).collect();
    assert_eq!(heads, ["GET", "HEA", "las"], "{text}");
    let slow = text.split("HTTP/1.1 200 OK").nth(1).unwrap();
    assert!(slow.ends_with("\r\n\r\nslow"), "{slow}");
    assert!(text.split("HTTP/1.1 200 OK").nth(2).unwrap().ends_with("\r\n\r\n"), "{text}");
}
