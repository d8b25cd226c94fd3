//! A server on a free port, and a client that says exactly what it is told to say.

use std::io::{BufRead, Read, Write};
use std::net::{SocketAddr, TcpStream};
use std::sync::{Arc, mpsc};
use std::thread::{self, JoinHandle};
use std::time::Duration;

use actix_web::HttpResponse;
use actix_web::rt::System;
use actix_web::web::{self, ServiceConfig};
use incidex_core::tier::Feature;
use incidex_ops::config::{Flags, Said, Settings, Variables};
use incidex_ops::counters::SecurityCounters;
use incidex_ops::dataset::Dataset;
use incidex_ops::operations::Operations;
use incidex_ops::policy::{DEFAULT_POLICY, parse};
use serde_json::Value;

use super::data;
use super::work;
use crate::caller::WayIn;
use crate::routes::{json, posted, resource};
use crate::startup::{Application, Assembly, Stopper};

/// A running server.
pub(super) struct TestServer {
    pub(super) port: u16,
    pub(super) stopper: Stopper,
    pub(super) dataset: Arc<Dataset>,
    pub(super) counters: Arc<SecurityCounters>,
    pub(super) metrics: Option<SocketAddr>,
    thread: Option<JoinHandle<()>>,
}

/// An answer, taken apart.
#[derive(Debug)]
pub(super) struct Answer {
    pub(super) status: u16,
    head: String,
    pub(super) body: String,
    pub(super) bytes: Vec<u8>,
}

/// Routes that only tests have: one that panics, one that takes its time, one that never ends, one that
/// takes a body and works on it.
fn further(config: &mut ServiceConfig) {
    let label = resource("/test/label", |request, _| {
        request.caller()?.charge(Feature::Labels, 1)?;
        json(&"read", 0)
    });
    config
        .service(resource("/test/panic", |_, _| panic!("a test wants it so")))
        .service(label)
        .service(posted::<work::Order>("/test/work"))
        .route("/test/never", web::get().to(std::future::pending::<HttpResponse>))
        .route(
            "/test/slow",
            web::get().to(async || {
                actix_web::rt::time::sleep(Duration::from_millis(700)).await;
                HttpResponse::Ok().body("slow")
            }),
        );
}

impl TestServer {
    pub(super) fn start() -> Self {
        Self::with_notice("0")
    }

    /// A server that goes on accepting for `notice` seconds after it was told to stop.
    pub(super) fn with_notice(notice: &str) -> Self {
        Self::with_settings(&[("INCIDEX_DRAIN_NOTICE_SECONDS", notice)])
    }

    /// A server with these settings beside those of every test, which give way to them.
    pub(super) fn with_settings(pairs: &[(&str, &str)]) -> Self {
        Self::assembled(pairs, DEFAULT_POLICY, Assembly::default())
    }

    /// A server with these settings, these ways in behind the gateway's, and this policy.
    pub(super) fn with(pairs: &[(&str, &str)], ways: fn() -> Vec<Box<dyn WayIn>>, policy: &str) -> Self {
        Self::assembled(pairs, policy, Assembly { ways, ..Assembly::default() })
    }

    /// A server with these settings, watched by what `operations` makes of them.
    pub(super) fn watched(pairs: &[(&str, &str)], operations: impl FnOnce(&Settings) -> Operations) -> Self {
        Self::made(pairs, DEFAULT_POLICY, Assembly::default(), operations)
    }

    /// A server with these settings, this policy, and other parts.
    pub(super) fn assembled(pairs: &[(&str, &str)], policy: &str, assembly: Assembly) -> Self {
        Self::made(pairs, policy, assembly, Operations::none)
    }

    fn made(
        pairs: &[(&str, &str)],
        policy: &str,
        assembly: Assembly,
        operations: impl FnOnce(&Settings) -> Operations,
    ) -> Self {
        let policy = Arc::new(parse(policy, None).unwrap());
        let defaults = [
            ("INCIDEX_BIND", "127.0.0.1:0"),
            ("INCIDEX_WORKERS", "1"),
            ("INCIDEX_DRAIN_SECONDS", "5"),
            ("INCIDEX_DRAIN_NOTICE_SECONDS", "0"),
        ];
        // Of two values for one name the first is read.
        let variables = Variables::from_pairs(&[pairs, &defaults].concat());
        let settings = Settings::resolve(&Said::new(Flags::default(), variables).unwrap()).unwrap();
        let operations = operations(&settings);
        let dataset = Arc::new(Dataset::new(data::bundle()));
        let served = Arc::clone(&dataset);
        let (sender, receiver) = mpsc::channel();
        let assembly = Assembly { further, ..assembly };
        let thread = thread::spawn(move || {
            System::new().block_on(async {
                let application =
                    Application::build_with(&settings, &policy, served, &operations, assembly).unwrap();
                let counters = application.security_counters();
                let metrics = application.metrics_address();
                sender.send((application.port(), application.stopper(), counters, metrics)).unwrap();
                application.run_until_stopped().await.unwrap();
            });
        });
        let (port, stopper, counters, metrics) = receiver.recv().unwrap();
        Self { port, stopper, dataset, counters, metrics, thread: Some(thread) }
    }

    /// Sends `method target`, and waits for the whole answer.
    pub(super) fn ask(&self, method: &str, target: &str, headers: &str) -> Answer {
        let mut stream = self.connect();
        write!(stream, "{method} {target} HTTP/1.1\r\nhost: test\r\nconnection: close\r\n{headers}\r\n")
            .unwrap();
        read_answer(stream)
    }

    /// A `GET` with the request id `test-1`.
    pub(super) fn get(&self, target: &str) -> Answer {
        self.ask("GET", target, "x-request-id: test-1\r\n")
    }

    /// Sends exactly these bytes, and reads until the server closes.
    pub(super) fn say(&self, bytes: &[u8]) -> String {
        let mut stream = self.connect();
        stream.write_all(bytes).unwrap();
        let mut text = String::new();
        stream.read_to_string(&mut text).unwrap();
        text
    }

    /// A `POST` of this body, with a request id and these further headers.
    pub(super) fn post(&self, target: &str, headers: &str, body: &[u8]) -> Answer {
        self.send("POST", target, &format!("x-request-id: test-1\r\n{headers}"), body)
    }

    /// A request with this body and these headers.
    pub(super) fn send(&self, method: &str, target: &str, headers: &str, body: &[u8]) -> Answer {
        let mut stream = self.connect();
        let length = body.len();
        write!(
            stream,
            "{method} {target} HTTP/1.1\r\nhost: test\r\nconnection: close\r\n{headers}content-length: {length}\r\n\r\n"
        )
        .unwrap();
        stream.write_all(body).unwrap();
        read_answer(stream)
    }

    pub(super) fn connect(&self) -> TcpStream {
        let stream = TcpStream::connect(("127.0.0.1", self.port)).unwrap();
        stream.set_read_timeout(Some(Duration::from_secs(10))).unwrap();
        stream
    }

    /// Version and digest of the data set, as answers show them.
    pub(super) fn dataset_json(&self) -> Value {
        let bundle = self.dataset.current();
        let manifest = bundle.catalog().manifest();
        serde_json::json!({"version": manifest.dataset_version, "digest": manifest.digest})
    }

    /// Waits until the server has ended by itself.
    pub(super) fn join(mut self) {
        self.thread.take().unwrap().join().unwrap();
    }
}

impl Drop for TestServer {
    fn drop(&mut self) {
        if let Some(thread) = self.thread.take() {
            System::new().block_on(self.stopper.stop());
            let _ = thread.join();
        }
    }
}

pub(super) fn read_answer(mut stream: impl Read) -> Answer {
    let mut bytes = Vec::new();
    stream.read_to_end(&mut bytes).unwrap();
    Answer::parse(&bytes)
}

/// An answer with a length, of a connection that stays open.
pub(super) fn read_one(stream: &mut impl BufRead) -> Answer {
    let mut bytes = Vec::new();
    while !bytes.ends_with(b"\r\n\r\n") {
        assert!(stream.read_until(b'\n', &mut bytes).unwrap() > 0, "the connection was closed");
    }
    let length = Answer::parse(&bytes).header("content-length").unwrap().parse().unwrap();
    let mut body = vec![0; length];
    stream.read_exact(&mut body).unwrap();
    Answer::parse(&[bytes, body].concat())
}

impl Answer {
    /// The one answer that these bytes are.
    pub(super) fn parse(bytes: &[u8]) -> Self {
        let end = bytes.windows(4).position(|window| window == b"\r\n\r\n");
        let end = end.unwrap_or_else(|| panic!("no answer: {:?}", String::from_utf8_lossy(bytes)));
        let head = String::from_utf8(bytes[..end].to_vec()).unwrap();
        let status = head.split(' ').nth(1).unwrap().parse().unwrap();
        let bytes = bytes[end + 4..].to_vec();
        let body = String::from_utf8_lossy(&bytes).into_owned();
        Self { status, head: head.to_lowercase(), body, bytes }
    }

    /// Names of all headers, in order.
    pub(super) fn names(&self) -> Vec<&str> {
        let mut names: Vec<_> = self.head.lines().skip(1).filter_map(|line| line.split(':').next()).collect();
        names.sort_unstable();
        names
    }

    pub(super) fn header(&self, name: &str) -> Option<&str> {
        self.head.lines().find_map(|line| line.strip_prefix(name)?.strip_prefix(": "))
    }

    pub(super) fn json(&self) -> Value {
        serde_json::from_str(&self.body).unwrap()
    }
}
