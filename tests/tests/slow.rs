//! Clients that are slow on purpose: they keep nobody waiting, and are let go.

use std::io::{Read, Write};
use std::net::TcpStream;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread;
use std::time::{Duration, Instant};

use incidex_tests::{Server, curated_index, get};

/// How many clients are slow at once.
const SLOW: usize = 100;

/// When the test gives up, far beyond anything that is promised.
const PATIENCE: Duration = Duration::from_secs(60);

#[test]
fn a_hundred_dripping_clients_keep_nobody_waiting_and_are_closed() {
    let server = Server::start_with(curated_index(), |command| {
        command.args(["--set", "header_timeout_seconds=3", "--set", "workers=1"])
    });
    let port = server.port();
    let mut dripping: Vec<TcpStream> = (0..SLOW)
        .map(|_| {
            let mut stream = TcpStream::connect(("127.0.0.1", port)).expect("the server listens");
            stream.set_nodelay(true).expect("an option can be set");
            stream.set_nonblocking(true).expect("an option can be set");
            stream.write_all(b"GET /v1/stats HTTP/1.1\r\nHost: a\r\n").expect("a beginning can be sent");
            stream
        })
        .collect();
    let all_closed = Arc::new(AtomicBool::new(false));
    let normal = {
        let all_closed = Arc::clone(&all_closed);
        thread::spawn(move || {
            let mut answered = 0;
            while !all_closed.load(Ordering::Relaxed) {
                let answer = get(port, "/health");
                assert_eq!(answer.status, 200, "{}", answer.body);
                answered += 1;
                thread::sleep(Duration::from_millis(10));
            }
            answered
        })
    };
    let begun = Instant::now();
    let mut told = 0;
    while !dripping.is_empty() {
        assert!(begun.elapsed() < PATIENCE, "{} are still open", dripping.len());
        // One more byte of a header that never ends, from each that is still there.
        dripping.retain_mut(|stream| {
            // A connection that is closed already does not take it.
            let _ = stream.write_all(b"x");
            let mut bytes = [0; 4_096];
            match stream.read(&mut bytes) {
                Ok(0) => false,
                Ok(count) => {
                    told += usize::from(bytes[..count].starts_with(b"HTTP/1.1 408 "));
                    true
                }
                Err(error) => error.kind() == std::io::ErrorKind::WouldBlock,
            }
        });
        thread::sleep(Duration::from_millis(20));
    }
    all_closed.store(true, Ordering::Relaxed);
    let answered = normal.join().expect("every normal request is answered");
    assert!(answered > 10, "{answered} normal requests were answered meanwhile");
    assert_eq!(told, SLOW, "each is told that it took too long");
    assert_eq!(get(port, "/health").status, 200);
}
