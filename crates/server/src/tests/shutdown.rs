//! Stopping: readiness first, then no more connections, then the end of what is under way.

use std::io::Write;
use std::net::TcpStream;
use std::thread;
use std::time::{Duration, Instant};

use actix_web::rt::System;
use serde_json::json;

use super::client::{TestServer, read_answer};

#[test]
fn requests_under_way_end_and_the_server_with_them() {
    let server = TestServer::start();
    let mut slow = server.connect();
    write!(slow, "GET /test/slow HTTP/1.1\r\nhost: test\r\n\r\n").unwrap();
    let idle = server.connect();
    thread::sleep(Duration::from_millis(200));
    let begin = Instant::now();
    System::new().block_on(server.stopper.stop());
    assert!(begin.elapsed() < Duration::from_secs(4), "an idle connection holds nobody up");
    let answer = read_answer(slow);
    assert_eq!((answer.status, answer.body.as_str()), (200, "slow"));
    assert!(TcpStream::connect(("127.0.0.1", server.port)).is_err(), "nobody listens any more");
    drop(idle);
    server.join();
}

#[test]
fn while_draining_readiness_is_denied_and_requests_are_still_answered() {
    let server = TestServer::with_notice("1");
    let stopper = server.stopper.clone();
    let stopping = thread::spawn(move || System::new().block_on(stopper.stop()));
    thread::sleep(Duration::from_millis(200));
    let answer = server.get("/ready");
    let expected = json!({
        "type": "urn:incidex:problem:not_ready",
        "title": "The server does not take requests now",
        "status": 503,
        "detail": "the server is about to stop",
        "instance": "/ready",
        "code": "not_ready",
        "request_id": "test-1",
        "success": false,
    });
    assert_eq!((answer.status, answer.json()), (503, expected));
    assert_eq!(answer.header("retry-after"), Some("5"));
    assert_eq!(server.get("/health").status, 200);
    assert_eq!(server.get("/v1/ingredient/5489").status, 200);
    stopping.join().unwrap();
    server.join();
}
