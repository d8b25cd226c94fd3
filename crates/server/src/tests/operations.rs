//! What a running server is watched by: the line of each request, its place in the metrics, and what the
//! owner is told.

use std::io::{self, BufReader, Write};
use std::net::TcpStream;
use std::panic;
use std::sync::{Arc, Mutex, Once};
use std::thread;
use std::time::{Duration, Instant};

use incidex_ops::alert::{Alerts, AlertsGuard, Channel, Message, Outcome};
use incidex_ops::config::Settings;
use incidex_ops::operations::Operations;
use incidex_ops::telemetry::audit::AuditLog;
use incidex_ops::telemetry::panics;
use serde_json::{Value, json};

use super::client::{TestServer, read_answer, read_one};

const SECRET: &str = "the-secret-of-the-gateway";
const KNOWN: &str = "x-rapidapi-proxy-secret: the-secret-of-the-gateway\r\nx-rapidapi-subscription: PRO\r\n\
                     x-rapidapi-user: kim\r\n";

const PROD: [(&str, &str); 3] = [
    ("INCIDEX_ENV", "prod"),
    ("INCIDEX_PROXY_SECRETS", SECRET),
    ("INCIDEX_LOG_IDENTITY_KEY", "a-key-of-the-log-of-tests"),
];

/// Lines and messages, kept for the test.
#[derive(Clone, Default)]
struct Kept {
    lines: Arc<Mutex<Vec<u8>>>,
    messages: Arc<Mutex<Vec<Message>>>,
}

impl Write for Kept {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.lines.lock().unwrap().write(bytes)
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

impl Channel for Kept {
    fn name(&self) -> &'static str {
        "kept"
    }

    fn deliver(&self, message: &Message, _: &str) -> Outcome {
        self.messages.lock().unwrap().push(message.clone());
        Outcome::Delivered
    }
}

impl Kept {
    /// The line of the request with this id.
    fn line(&self, request_id: &str) -> Value {
        let begin = Instant::now();
        loop {
            let text = String::from_utf8(self.lines.lock().unwrap().clone()).unwrap();
            let lines: Vec<Value> = text.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
            let own: Vec<Value> = lines.into_iter().filter(|line| line["request_id"] == request_id).collect();
            if let [line] = own.as_slice() {
                return line.clone();
            }
            assert!(own.is_empty() && begin.elapsed() < Duration::from_secs(20), "{request_id}: {text}");
            thread::sleep(Duration::from_millis(5));
        }
    }

    /// The messages, once there are so many.
    fn messages(&self, number: usize) -> Vec<Message> {
        let begin = Instant::now();
        loop {
            let messages = self.messages.lock().unwrap().clone();
            if messages.len() >= number {
                return messages;
            }
            assert!(begin.elapsed() < Duration::from_secs(20), "{messages:#?}");
            thread::sleep(Duration::from_millis(5));
        }
    }
}

fn server(further: &[(&str, &str)]) -> (TestServer, Kept, AlertsGuard) {
    note_panics();
    let kept = Kept::default();
    let mut guard = None;
    let server = TestServer::watched(&[further, &PROD].concat(), |settings: &Settings| {
        let (alerts, started) =
            Alerts::with_channels(&settings.alerts, vec![Box::new(kept.clone())]).unwrap();
        guard = Some(started);
        let audit = AuditLog::to(kept.clone(), &settings.log, settings.environment.value).unwrap();
        Operations { alerts, audit, ..Operations::none(settings) }
    });
    (server, kept, guard.unwrap())
}

/// Has panics noted beside what the hook of the test program does.
fn note_panics() {
    static ONCE: Once = Once::new();
    ONCE.call_once(|| {
        let hook = panic::take_hook();
        panic::set_hook(Box::new(move |info| {
            panics::note(info);
            hook(info);
        }));
    });
}

fn fact<'a>(message: &'a Message, name: &str) -> &'a str {
    &message.facts.iter().find(|(known, _)| *known == name).unwrap().1
}

#[test]
fn each_request_has_one_line_with_the_documented_fields() {
    let (server, kept, _guard) = server(&[]);
    let trace = "traceparent: 00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01\r\n";
    let agent = "user-agent: test\u{202e}/1\r\n";
    let answer =
        server.ask("GET", "/v1/ingredient/5489?", &format!("x-request-id: line-1\r\n{KNOWN}{trace}{agent}"));
    let mut line = kept.line("line-1");
    let taken = line.as_object_mut().unwrap().remove("duration_us").unwrap();
    assert!(taken.as_u64().unwrap() < 5_000_000);
    assert!(line.as_object_mut().unwrap().remove("timestamp").is_some());
    // printf %s kim | openssl dgst -sha256 -hmac a-key-of-the-log-of-tests | sed 's,.* ,,' | cut -c -16
    let expected = json!({
        "level": "INFO", "message": "request", "target": "incidex::request", "request_id": "line-1",
        "method": "GET", "route": "/v1/ingredient/{code}", "version": "v1", "status": 200, "tier": "PRO",
        "identity": "19739cc56a3af32b", "address": "127.0.0.1", "user_agent": "test\u{fffd}/1",
        "bytes": answer.bytes.len(), "trace_id": "0af7651916cd43dd8448eb211c80319c",
    });
    assert_eq!(line, expected);
}

#[test]
fn refusals_panics_and_what_is_not_there_have_their_lines_too() {
    let (server, kept, _guard) = server(&[]);
    for (id, method, target, headers, status, route) in [
        ("line-403", "GET", "/v1/stats?q=secretquery", "", 403, "/v1/stats"),
        ("line-404", "GET", "/nowhere?q=secretquery", KNOWN, 404, "none"),
        ("line-405", "DELETE", "/v1/stats", KNOWN, 405, "/v1/stats"),
        ("line-400", "GET", "/v1/ingredient/inci?q=secretquery&q=x", KNOWN, 400, "/v1/ingredient/inci"),
        ("line-500", "GET", "/test/panic?q=secretquery", KNOWN, 500, "none"),
        ("line-head", "HEAD", "/health", "", 200, "/health"),
    ] {
        server.ask(method, target, &format!("x-request-id: {id}\r\n{headers}"));
        let line = kept.line(id);
        assert_eq!(
            (&line["status"], &line["route"], &line["method"]),
            (&json!(status), &json!(route), &json!(method))
        );
    }
    let text = String::from_utf8(kept.lines.lock().unwrap().clone()).unwrap();
    for never in ["secretquery", SECRET, "\"kim\""] {
        assert!(!text.contains(never), "{never} in {text}");
    }
    let (server, kept, _guard) = self::server(&[("INCIDEX_LOG_QUERIES", "true")]);
    server.ask("GET", "/v1/ingredient/inci?q=retinol", &format!("x-request-id: line-q\r\n{KNOWN}"));
    assert_eq!(kept.line("line-q")["query"], "q=retinol");
}

#[test]
fn a_panic_in_a_handler_costs_its_answer_alone() {
    let (server, kept, _guard) = server(&[]);
    let mut connection = BufReader::new(server.connect());
    let mut ask = |target: &str, id: &str| {
        let request = format!("GET {target} HTTP/1.1\r\nhost: test\r\nx-request-id: {id}\r\n{KNOWN}\r\n");
        connection.get_mut().write_all(request.as_bytes()).unwrap();
        read_one(&mut connection)
    };
    assert_eq!(ask("/v1/stats", "before").status, 200);
    for number in 0..3 {
        let answer = ask("/test/panic", &format!("panic-{number}"));
        assert_eq!((answer.status, answer.header("content-type")), (500, Some("application/problem+json")));
        assert_eq!(answer.json()["code"], "internal");
        assert_eq!(answer.json()["request_id"], format!("panic-{number}"));
        assert!(!answer.body.contains("a test wants it so"), "what it said is the owner's business");
        assert_eq!(ask("/v1/stats", "after").status, 200, "the same connection goes on");
    }
    assert_eq!(server.ask("GET", "/v1/stats", KNOWN).status, 200, "the server lives on");
    let message = &kept.messages(1)[0];
    assert_eq!((message.title.as_str(), fact(message, "kind")), ("Request failed", "panic"));
    assert_eq!(fact(message, "request id"), "panic-0");
    assert!(fact(message, "detail").starts_with("a test wants it so at "), "{message:?}");
}

#[test]
fn a_panic_is_told_with_where_it_was_and_its_repeats_are_summed_up() {
    let (server, kept, _guard) = server(&[("INCIDEX_ALERT_WINDOW_SECONDS", "1")]);
    // Fewer than the plan allows in a second.
    for number in 0..12 {
        server.ask("GET", "/test/panic", &format!("x-request-id: panic-{number}\r\n{KNOWN}"));
    }
    assert_eq!(server.ask("GET", "/v1/stats", KNOWN).status, 200, "the server lives on");
    let over = "Recovered: panic at none";
    let begin = Instant::now();
    while kept.messages(1).last().is_none_or(|message| message.title != over) {
        assert!(begin.elapsed() < Duration::from_secs(20), "{:#?}", kept.messages(1));
        thread::sleep(Duration::from_millis(20));
    }
    let messages = kept.messages(3);
    assert_eq!((messages[0].title.as_str(), fact(&messages[0], "kind")), ("Request failed", "panic"));
    assert_eq!(fact(&messages[0], "request id"), "panic-0");
    let detail = fact(&messages[0], "detail");
    assert!(detail.starts_with("a test wants it so at ") && detail.contains("client.rs:"), "{detail}");
    assert!(messages[1].title.ends_with("more: panic at none"), "{}", messages[1].title);
    assert_eq!(fact(messages.last().unwrap(), "number"), "12");
}

#[test]
fn many_wrong_secrets_are_told_and_a_stop_is_not() {
    let (server, kept, guard) =
        server(&[("INCIDEX_ALERT_FAILED_AUTHENTICATIONS", "5"), ("INCIDEX_DRAIN_NOTICE_SECONDS", "1")]);
    for _ in 0..30 {
        server.ask("GET", "/v1/stats", "x-rapidapi-proxy-secret: a-wrong-one\r\n");
    }
    assert_eq!(kept.messages(1)[0].title, "Many failed authentications");
    let stopper = server.stopper.clone();
    let stopping = thread::spawn(move || actix_web::rt::System::new().block_on(stopper.stop()));
    thread::sleep(Duration::from_millis(200));
    assert_eq!(server.get("/ready").status, 503);
    stopping.join().unwrap();
    server.join();
    drop(guard);
    let titles: Vec<String> = kept.messages(1).into_iter().map(|message| message.title).collect();
    assert!(!titles.iter().any(|title| title == "Request failed"), "{titles:?}");
}

#[test]
fn metrics_are_on_their_own_listener_and_nowhere_else() {
    let (server, _kept, _guard) = server(&[("INCIDEX_METRICS_BIND", "127.0.0.1:0")]);
    server.ask("GET", "/v1/ingredient/5489", KNOWN);
    server.ask("GET", "/v1/stats", "x-rapidapi-proxy-secret: a-wrong-one\r\n");
    let scrape = |target: &str| {
        let mut stream = TcpStream::connect(server.metrics.unwrap()).unwrap();
        write!(stream, "GET {target} HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\r\n").unwrap();
        read_answer(stream)
    };
    let page = scrape("/metrics");
    assert_eq!(
        page.header("content-type"),
        Some("application/openmetrics-text; version=1.0.0; charset=utf-8")
    );
    for line in [
        "incidex_requests_total{route=\"/v1/ingredient/{code}\",status=\"200\",tier=\"PRO\"} 1",
        "incidex_requests_total{route=\"/v1/stats\",status=\"403\",tier=\"none\"} 1",
        "incidex_limit_decisions_total{bucket=\"PRO\",decision=\"admitted\"} 1",
        "incidex_limit_decisions_total{bucket=\"failed_authentication\",decision=\"admitted\"} 1",
        "incidex_security_events_total{event=\"forbidden\"} 1",
        "incidex_requests_in_flight 0",
        "incidex_dataset_records 64",
    ] {
        assert!(page.body.lines().any(|known| known == line), "{line} in {}", page.body);
    }
    assert_eq!(scrape("/v1/stats").status, 404);
    assert_eq!(server.ask("GET", "/metrics", KNOWN).status, 404);
}
