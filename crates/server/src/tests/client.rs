//! A server on a free port, and a client that says exactly what it is told to say.

use std::io::{Read, Write};
use std::net::TcpStream;
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
use incidex_ops::policy::{DEFAULT_POLICY, parse};
use serde_json::Value;

use super::data;
use crate::caller::{self, WayIn};
use crate::routes::{json, resource};
use crate::startup::{Application, Stopper};

/// A running server.
pub(super) struct TestServer {
    pub(super) port: u16,
    pub(super) stopper: Stopper,
    pub(super) dataset: Arc<Dataset>,
    pub(super) counters: Arc<SecurityCounters>,
    thread: Option<JoinHandle<()>>,
}

/// An answer, taken apart.
#[derive(Debug)]
pub(super) struct Answer {
    pub(super) status: u16,
    head: String,
    pub(super) body: String,
}

/// Routes that only tests have: one that panics, one that takes its time.
fn further(config: &mut ServiceConfig) {
    let panic = resource("/test/panic", |_, _| panic!("a test wants it so"));
    let label = resource("/test/label", |request, _| {
        caller::of(request)?.charge(Feature::Labels, 1)?;
        json(&"read", 0)
    });
    config.service(panic).service(label).route(
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
        Self::with(&[("INCIDEX_DRAIN_NOTICE_SECONDS", notice)], Vec::new, DEFAULT_POLICY)
    }

    /// A server with these variables set.
    pub(super) fn with_settings(further: &[(&str, &str)]) -> Self {
        Self::with(further, Vec::new, DEFAULT_POLICY)
    }

    /// A server with these variables set, these ways in behind the gateway's, and this policy.
    pub(super) fn with(further: &[(&str, &str)], ways: fn() -> Vec<Box<dyn WayIn>>, policy: &str) -> Self {
        let policy = Arc::new(parse(policy, None).unwrap());
        let defaults = [
            ("INCIDEX_BIND", "127.0.0.1:0"),
            ("INCIDEX_WORKERS", "1"),
            ("INCIDEX_DRAIN_SECONDS", "5"),
            ("INCIDEX_DRAIN_NOTICE_SECONDS", "0"),
        ];
        // Of two values for one name the first is read.
        let variables = Variables::from_pairs(&[further, &defaults].concat());
        let settings = Settings::resolve(&Said::new(Flags::default(), variables).unwrap()).unwrap();
        let dataset = Arc::new(Dataset::new(data::bundle()));
        let served = Arc::clone(&dataset);
        let (sender, receiver) = mpsc::channel();
        let thread = thread::spawn(move || {
            System::new().block_on(async {
                let application =
                    Application::build_with(&settings, &policy, served, ways(), super::client::further)
                        .unwrap();
                let counters = application.security_counters();
                sender.send((application.port(), application.stopper(), counters)).unwrap();
                application.run_until_stopped().await.unwrap();
            });
        });
        let (port, stopper, counters) = receiver.recv().unwrap();
        Self { port, stopper, dataset, counters, thread: Some(thread) }
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

pub(super) fn read_answer(mut stream: TcpStream) -> Answer {
    let mut text = String::new();
    stream.read_to_string(&mut text).unwrap();
    let (head, body) = text.split_once("\r\n\r\n").unwrap_or_else(|| panic!("no answer: {text:?}"));
    let status = head.split(' ').nth(1).unwrap().parse().unwrap();
    Answer { status, head: head.to_lowercase(), body: body.to_owned() }
}

impl Answer {
    pub(super) fn header(&self, name: &str) -> Option<&str> {
        self.head.lines().find_map(|line| line.strip_prefix(name)?.strip_prefix(": "))
    }

    pub(super) fn json(&self) -> Value {
        serde_json::from_str(&self.body).unwrap()
    }
}
