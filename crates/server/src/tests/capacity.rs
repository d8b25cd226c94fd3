//! What is too much is refused early.

use std::thread;

use serde_json::json;

use super::client::{Answer, TestServer};
use super::work;

const JSON: &str = "content-type: application/json\r\n";

#[test]
fn long_work_that_does_not_fit_is_refused_at_once() {
    let server = TestServer::with_settings(&[("INCIDEX_POOL_THREADS", "1"), ("INCIDEX_POOL_QUEUE", "0")]);
    let order = json!({"text": "a", "gate": 1}).to_string();
    thread::scope(|scope| {
        let first = scope.spawn(|| server.post("/test/work", JSON, order.as_bytes()));
        work::wait_for(1);
        // While the only thread is busy, and would be for ever.
        let refused = server.post("/test/work", JSON, br#"{"text":"b"}"#);
        let problem = refused.json();
        assert_eq!((refused.status, &problem["code"]), (503, &"overloaded".into()));
        assert_eq!(problem["detail"], "too much long work is under way");
        assert_eq!(refused.header("retry-after"), Some("1"));
        // What needs no thread is answered all the same.
        assert_eq!(server.get("/v1/ingredient/5489").status, 200);
        work::open(1);
        assert_eq!(first.join().unwrap().status, 200);
    });
}

#[test]
fn a_panic_in_long_work_is_a_problem() {
    let server = TestServer::with_settings(&[("INCIDEX_POOL_THREADS", "1"), ("INCIDEX_POOL_QUEUE", "8")]);
    for _ in 0..3 {
        let answer = server.post("/test/work", JSON, br#"{"text":"a","gate":13}"#);
        assert_eq!((answer.status, &answer.json()["code"]), (500, &"internal".into()));
    }
    assert_eq!(server.post("/test/work", JSON, br#"{"text":"a"}"#).status, 200);
}

#[test]
fn one_connection_too_many_is_told_so() {
    let server = TestServer::with_settings(&[("INCIDEX_MAX_CONNECTIONS", "2")]);
    // Both are served once, so that they are known to be in.
    let open: Vec<_> = (0..2)
        .map(|_| {
            use std::io::{Read, Write};
            let mut stream = server.connect();
            write!(stream, "GET /health HTTP/1.1\r\nhost: x\r\n\r\n").unwrap();
            assert!(stream.read(&mut [0; 4_096]).unwrap() > 0);
            stream
        })
        .collect();
    let refused = Answer::parse(server.say(b"GET /health HTTP/1.1\r\nhost: x\r\n\r\n").as_bytes());
    assert_eq!((refused.status, &refused.json()["code"]), (503, &"overloaded".into()));
    assert_eq!(refused.json()["detail"], "too many connections are open");
    assert_eq!(refused.header("retry-after"), Some("1"));
    assert!(super::headers::ALWAYS.iter().all(|name| refused.header(name).is_some()));
    drop(open);
    // Places become free when the server notices, which takes it a moment.
    while server.get("/health").status != 200 {
        thread::yield_now();
    }
}
