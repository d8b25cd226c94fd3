//! Requests that are sent before the answer to the one before has come: each answer is whole, its own, and bears every
//! header once, however slowly it is read.

use std::io::{Read, Write};
use std::thread::{self, sleep};
use std::time::Duration;

use socket2::SockRef;

use super::client::TestServer;

/// Headers that the frame writes.
const FRAMED: [&str; 8] = [
    "x-request-id",
    "x-content-type-options",
    "content-security-policy",
    "cache-control",
    "vary",
    "server-timing",
    "ratelimit",
    "x-ratelimit-remaining",
];

/// One answer out of the beginning of `stream`, and the rest; `has_body` is false for `HEAD`.
#[track_caller]
fn first(stream: &[u8], has_body: bool) -> (u16, String, Vec<u8>, &[u8]) {
    let end = memchr::memmem::find(stream, b"\r\n\r\n").expect("a whole head") + 4;
    let head = String::from_utf8(stream[..end].to_vec()).unwrap();
    let status = head.strip_prefix("HTTP/1.1 ").expect("a status line")[..3].parse().unwrap();
    let header = |name: &str| -> Vec<&str> {
        head.lines().filter_map(|line| line.strip_prefix(name)?.strip_prefix(": ")).collect()
    };
    for name in FRAMED {
        assert_eq!(header(name).len(), 1, "{name} in {head}");
    }
    let length = match header("content-length")[..] {
        [length] if has_body => length.parse().unwrap(),
        _ => 0,
    };
    let rest = &stream[end..];
    let id = header("x-request-id")[0].to_owned();
    (status, id, rest[..length].to_vec(), &rest[length..])
}

fn request(method: &str, target: &str, id: usize, headers: &str) -> String {
    format!("{method} {target} HTTP/1.1\r\nhost: test\r\nx-request-id: r{id}\r\n{headers}\r\n")
}

#[test]
fn answers_of_every_kind_follow_one_another() {
    let server = TestServer::start();
    let retinol = "/v1/ingredient/inci?q=retinol";
    let body = server.get(retinol).bytes;
    let asked = [
        ("GET", retinol, "", 200),
        ("HEAD", retinol, "", 200),
        ("GET", retinol, "if-none-match: *\r\n", 304),
        ("OPTIONS", "/v1/stats", "", 204),
        ("GET", "/nowhere", "", 404),
        ("HEAD", "/nowhere", "", 404),
        ("GET", retinol, "accept: text/html\r\n", 406),
        ("GET", "/v1/ingredient/%35489", "", 200),
        ("POST", "/v1/ingredients/lookup", "content-length: 23\r\ncontent-type: application/json\r\n", 200),
        ("GET", retinol, "connection: close\r\n", 200),
    ];
    let mut sent = String::new();
    for (id, (method, target, headers, _)) in asked.into_iter().enumerate() {
        sent += &request(method, target, id, headers);
        sent += if method == "POST" { "{\"queries\":[\"retinol\"]}" } else { "" };
    }
    for piece in [1, 7, sent.len()] {
        let mut connection = server.connect();
        connection.set_nodelay(true).unwrap();
        let mut received = Vec::new();
        let sent = &sent;
        thread::scope(|scope| {
            let mut writer = connection.try_clone().unwrap();
            scope.spawn(move || {
                sent.as_bytes().chunks(piece).for_each(|piece| writer.write_all(piece).unwrap());
            });
            connection.read_to_end(&mut received).unwrap();
        });
        let mut rest = &received[..];
        for (id, (method, target, headers, expected)) in asked.into_iter().enumerate() {
            let (status, own_id, own_body, behind) = first(rest, method != "HEAD");
            assert_eq!((status, own_id), (expected, format!("r{id}")), "{method} {target} {headers}");
            if (target, status, method) == (retinol, 200, "GET") {
                assert_eq!(own_body, body);
            }
            rest = behind;
        }
        assert_eq!(rest, b"");
    }
}

#[test]
fn a_slow_reader_gets_every_answer_whole() {
    const REQUESTS: usize = 60;
    let server = TestServer::start();
    let page = "/v1/ingredient/inci?q=copper";
    let body = server.get(page).bytes;
    assert!(body.len() > 20_000, "{} bytes are no strain", body.len());
    let mut connection = server.connect();
    SockRef::from(&connection).set_recv_buffer_size(64 * 1_024).unwrap();
    let sent: String = (0..REQUESTS).map(|id| request("GET", page, id, "")).collect();
    connection.write_all(sent.as_bytes()).unwrap();
    connection.write_all(request("GET", page, REQUESTS, "connection: close\r\n").as_bytes()).unwrap();
    let (mut received, mut piece) = (Vec::new(), vec![0; 30_000]);
    loop {
        let count = connection.read(&mut piece).unwrap();
        if count == 0 {
            break;
        }
        received.extend_from_slice(&piece[..count]);
        sleep(Duration::from_millis(1));
    }
    let mut rest = &received[..];
    for id in 0..=REQUESTS {
        let (status, own_id, own_body, behind) = first(rest, true);
        assert_eq!((status, own_id), (200, format!("r{id}")));
        assert!(own_body == body, "the body of answer {id}");
        rest = behind;
    }
    assert_eq!(rest, b"");
}

#[test]
fn an_interim_answer_bears_no_headers_and_the_final_one_all_of_them() {
    let server = TestServer::start();
    let headers = "expect: 100-continue\r\ncontent-length: 2\r\ncontent-type: application/json\r\nconnection: close\r\n";
    for (target, status) in [("/v9/labels/resolve", 404), ("/v1/labels/resolve", 422)] {
        let received = server.say(format!("{}{{}}", request("POST", target, 1, headers)).as_bytes());
        let answer = received.strip_prefix("HTTP/1.1 100 Continue\r\n\r\n").expect("an interim answer");
        let (own_status, id, _, rest) = first(answer.as_bytes(), true);
        assert_eq!((own_status, id.as_str(), rest), (status, "r1", &b""[..]), "{target}");
    }
}
