//! What the log says of refusals, spoofs and failures, and what it never says.

use serde_json::{Value, json};

use super::client::TestServer;
use super::log;

const SECRET: &str = "the-secret-that-no-log-shows";

fn server(further: &[(&str, &str)]) -> TestServer {
    log::listen();
    TestServer::with_settings(
        &[
            further,
            &[
                ("INCIDEX_ENV", "prod"),
                ("INCIDEX_PROXY_SECRETS", SECRET),
                ("INCIDEX_LOG_IDENTITY_KEY", "a-key-of-the-log-of-tests"),
            ],
        ]
        .concat(),
    )
}

fn event(level: &str, message: &str, request_id: &str, address: &str) -> Value {
    json!({
        "level": level,
        "message": message,
        "request_id": request_id,
        "address": address,
        "target": "incidex_server::caller::events",
    })
}

fn with(mut event: Value, further: &[(&str, Value)]) -> Value {
    for (name, value) in further {
        event[name] = value.clone();
    }
    event
}

#[test]
fn every_refusal_is_logged_with_address_and_id_and_no_name() {
    let server = server(&[("INCIDEX_TRUSTED_PROXIES", "127.0.0.1")]);
    let address = "x-forwarded-for: 192.0.2.77\r\n";
    server.ask(
        "GET",
        "/v1/stats",
        &format!("x-request-id: event-403\r\n{address}x-rapidapi-proxy-secret: a-guess\r\n"),
    );
    let refused = event("WARN", "request refused", "event-403", "192.0.2.77");
    let expected = with(refused, &[("status", json!(403)), ("code", json!("caller_refused"))]);
    assert_eq!(log::events("event-403"), [expected]);

    let known = format!(
        "{address}x-request-id: event-429\r\nx-rapidapi-proxy-secret: {SECRET}\r\nx-rapidapi-user: kim-lee\r\n"
    );
    while server.ask("GET", "/v1/stats", &known).status != 429 {}
    let refused = event("WARN", "request refused", "event-429", "192.0.2.77");
    // printf %s kim-lee | openssl dgst -sha256 -hmac a-key-of-the-log-of-tests
    let identity = json!("b3a04657d2839a81");
    let expected = with(
        refused,
        &[
            ("status", json!(429)),
            ("code", json!("rate_limited")),
            ("identity", identity),
            ("tier", json!("BASIC")),
        ],
    );
    assert_eq!(log::events("event-429"), [expected]);
    assert!(!log::text().contains("kim-lee"));
}

#[test]
fn failures_are_logged_at_error() {
    let server = server(&[]);
    server.ask(
        "GET",
        "/test/panic",
        &format!("x-request-id: event-500\r\nx-rapidapi-proxy-secret: {SECRET}\r\n"),
    );
    let events = log::events("event-500");
    assert_eq!(events.len(), 2, "{events:?}");
    assert!(events.iter().all(|event| event["level"] == "ERROR"), "{events:?}");
    assert_eq!(events[0]["cause"], "panic in a handler of /test/panic");
    let failed = event("ERROR", "request failed", "event-500", "127.0.0.1");
    assert_eq!(events[1], with(failed, &[("status", json!(500)), ("code", json!("internal"))]));
    assert_eq!(server.counters.failed.value(), 1);
}

#[test]
fn refused_spoofs_are_all_counted_and_some_logged() {
    let server = server(&[]);
    for _ in 0..50 {
        server.ask("GET", "/health", "x-request-id: event-spoof\r\nx-forwarded-for: 203.0.113.99\r\n");
    }
    let events = log::events("event-spoof");
    assert!((10..50).contains(&events.len()), "{}", events.len());
    let message = "forwarding headers of no configured proxy passed over";
    assert_eq!(events[0], event("WARN", message, "event-spoof", "127.0.0.1"));
    assert_eq!(server.counters.spoofs.value(), 50);
    assert!(!log::text().contains("203.0.113.99"), "what a spoof says is not repeated");
}

#[test]
fn a_walk_is_logged_once_per_threshold() {
    let server = server(&[("INCIDEX_WALK_RECORDS", "7")]);
    let headers = format!("x-rapidapi-proxy-secret: {SECRET}\r\nx-rapidapi-user: walker-1\r\n");
    for page in 1..=3 {
        server.ask("GET", &format!("/v1/ingredient/inci?q=copper&page={page}"), &headers);
    }
    let logged = log::text();
    // printf %s walker-1 | openssl dgst -sha256 -hmac a-key-of-the-log-of-tests
    let lines: Vec<&str> = logged.lines().filter(|line| line.contains("bc44315db71ac34f")).collect();
    assert_eq!(lines.len(), 1, "{lines:?}");
    let event: Value = serde_json::from_str(lines[0]).unwrap();
    assert_eq!(
        (&event["level"], &event["records"], &event["tier"]),
        (&json!("WARN"), &json!(7), &json!("BASIC"))
    );
}

#[test]
fn no_log_line_holds_a_query_or_a_secret() {
    let server = server(&[]);
    let known = format!(
        "x-rapidapi-proxy-secret: {SECRET}\r\nx-rapidapi-user: quiet\r\nx-rapidapi-subscription: MEGA\r\n"
    );
    let wrong = "x-rapidapi-proxy-secret: almost-the-secret-that-no-log-shows\r\n".to_owned();
    let twice = format!("{known}x-rapidapi-user: noisy-customer\r\n");
    let long =
        format!("x-rapidapi-proxy-secret: {SECRET}\r\nx-rapidapi-user: {}\r\n", "noisy-customer".repeat(20));
    for headers in [&known, &wrong, &twice, &long, &String::new()] {
        for target in [
            "/v1/ingredient/inci?q=secretquery",
            "/v1/ingredient/inci?q=secretquery&page=0",
            "/v1/ingredient/kr?q=secretquery&colour=secretquery",
            "/v1/stats?secretquery=1",
            "/nowhere?q=secretquery",
            "/test/panic?q=secretquery",
        ] {
            server.ask("GET", target, headers);
        }
    }
    let logged = log::text();
    assert!(logged.contains("request refused") && logged.contains("request failed"), "{logged}");
    for never in ["secretquery", "that-no-log-shows", "noisy-customer"] {
        assert!(!logged.contains(never), "{never}");
    }
}
