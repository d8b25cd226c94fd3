//! Lines as they are read: by a program in prod, by a person in dev.

use std::net::Ipv4Addr;
use std::sync::{Arc, Mutex};

use proptest::prelude::*;
use serde_json::{Value, json};

use super::*;
use crate::config::{Flags, Said, Settings, Variables};

fn settings(pairs: &[(&str, &str)]) -> LogSettings {
    let key = ("INCIDEX_LOG_IDENTITY_KEY", "a-key-of-16-bytes");
    let variables = Variables::from_pairs(&[pairs, &[key]].concat());
    Settings::resolve(&Said::new(Flags::default(), variables).unwrap()).unwrap().log
}

fn line<'a>() -> RequestLine<'a> {
    RequestLine {
        request_id: "id-1",
        method: "GET",
        route: "/v1/ingredient/{code}",
        version: Some("v1"),
        status: 200,
        duration: Duration::from_micros(1_234),
        tier: Some("PRO"),
        who: Who::Unnamed,
        address: Ipv4Addr::new(192, 0, 2, 1).into(),
        user_agent: Some(b"curl/8.5"),
        bytes: Some(567),
        traceparent: Some(b"00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"),
        query: Some("q=retinol"),
    }
}

fn formatted(line: &RequestLine<'_>, pairs: &[(&str, &str)], environment: Environment) -> String {
    let log = AuditLog::to(io::sink(), &settings(pairs), environment).unwrap();
    let mut out = String::new();
    log.format(line, UNIX_EPOCH + Duration::from_micros(1_700_000_000_000_042), &mut out);
    out
}

fn parsed(line: &RequestLine<'_>, pairs: &[(&str, &str)]) -> Value {
    serde_json::from_str(&formatted(line, pairs, Environment::Prod)).unwrap()
}

#[test]
fn a_line_has_its_documented_fields() {
    let digest = AuditLog::off(&settings(&[])).key().digest("kim");
    let line = RequestLine { who: Who::Customer(digest), ..line() };
    let expected = json!({
        "timestamp": "2023-11-14T22:13:20.000042Z", "level": "INFO", "message": "request", "target": "incidex::request",
        "request_id": "id-1", "method": "GET", "route": "/v1/ingredient/{code}", "version": "v1", "status": 200,
        "duration_us": 1234, "tier": "PRO", "identity": digest.to_string(), "address": "192.0.2.1",
        "user_agent": "curl/8.5", "bytes": 567, "trace_id": "0af7651916cd43dd8448eb211c80319c",
    });
    assert_eq!(parsed(&line, &[]), expected);
    assert_eq!(parsed(&line, &[("INCIDEX_LOG_QUERIES", "true")])["query"], "q=retinol");
}

#[test]
fn what_is_not_known_is_left_out() {
    let line = RequestLine {
        version: None,
        tier: None,
        who: Who::Nobody,
        user_agent: None,
        bytes: None,
        traceparent: None,
        query: None,
        ..line()
    };
    let parsed = parsed(&line, &[("INCIDEX_LOG_QUERIES", "true")]);
    for name in ["version", "tier", "identity", "user_agent", "bytes", "trace_id", "query"] {
        assert!(parsed.get(name).is_none(), "{name}");
    }
}

#[test]
fn for_a_person_it_is_one_line_too() {
    let text = formatted(&line(), &[], Environment::Dev);
    let expected = "2023-11-14T22:13:20.000042Z  INFO incidex::request: request request_id=id-1 method=GET \
                    route=/v1/ingredient/{code} version=v1 status=200 duration_us=1234 tier=PRO identity=unnamed \
                    address=192.0.2.1 bytes=567 trace_id=0af7651916cd43dd8448eb211c80319c user_agent=\"curl/8.5\"\n";
    assert_eq!(text, expected);
}

#[test]
fn what_a_client_says_of_itself_is_cut_and_harmless() {
    let agent = |bytes: &[u8]| {
        let text = parsed(&RequestLine { user_agent: Some(bytes), ..line() }, &[])["user_agent"].clone();
        text.as_str().unwrap().to_owned()
    };
    assert_eq!(agent(b"a\"b\\c"), "a\"b\\c");
    assert_eq!(agent(b"a\r\nforged: line\x1b[31m"), "a\u{fffd}\u{fffd}forged: line\u{fffd}[31m");
    assert_eq!(agent("a\u{202e}b".as_bytes()), "a\u{fffd}b");
    assert_eq!(agent(b"\xff\xfe"), "\u{fffd}\u{fffd}");
    assert_eq!(agent(&[b'x'; 101]).chars().count(), 100);
    assert_eq!(agent(&[b'x'; 100]), "x".repeat(100));
    let method = RequestLine { method: &"M".repeat(9_000), ..line() };
    assert_eq!(parsed(&method, &[])["method"], "M".repeat(16));
}

#[test]
fn only_a_well_formed_traceparent_is_passed_on() {
    let trace = "0af7651916cd43dd8448eb211c80319c";
    for good in [
        format!("00-{trace}-b7ad6b7169203331-01"),
        format!("00-{trace}-b7ad6b7169203331-00"),
        format!("01-{trace}-b7ad6b7169203331-01-later"),
    ] {
        assert_eq!(trace_id(good.as_bytes()), Some(trace), "{good}");
    }
    for bad in [
        String::new(),
        "00".to_owned(),
        format!("ff-{trace}-b7ad6b7169203331-01"),
        format!("00-{trace}-b7ad6b7169203331-01-more"),
        format!("00-{trace}-0000000000000000-01"),
        format!("00-{}-b7ad6b7169203331-01", "0".repeat(32)),
        format!("00-{}-b7ad6b7169203331-01", trace.to_uppercase()),
        format!("00-{trace}-b7ad6b7169203331"),
        "00-\"}{\"-b7ad6b7169203331-01".to_owned(),
    ] {
        assert_eq!(trace_id(bad.as_bytes()), None, "{bad}");
    }
    assert_eq!(trace_id(b"00-\xff"), None);
}

#[test]
fn lines_go_where_they_are_told_to_and_nowhere_else() {
    #[derive(Clone, Default)]
    struct Lines(Arc<Mutex<Vec<u8>>>);
    impl io::Write for Lines {
        fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
            self.0.lock().unwrap().write(bytes)
        }
        fn flush(&mut self) -> io::Result<()> {
            Ok(())
        }
    }
    let lines = Lines::default();
    let log = AuditLog::to(lines.clone(), &settings(&[]), Environment::Prod).unwrap();
    assert!(log.is_on() && !AuditLog::off(&settings(&[])).is_on());
    AuditLog::off(&settings(&[])).record(&line());
    for _ in 0..3 {
        log.record(&line());
    }
    log.queue.unwrap().flush(Duration::from_secs(10));
    let text = String::from_utf8(lines.0.lock().unwrap().clone()).unwrap();
    assert_eq!(text.lines().filter(|line| serde_json::from_str::<Value>(line).is_ok()).count(), 3);
}

proptest! {
    #[test]
    fn no_client_can_break_a_line(agent: Vec<u8>, query in "[ -~]{0,600}", parent: Vec<u8>) {
        let line = RequestLine {
            user_agent: Some(&agent), query: Some(&query), traceparent: Some(&parent), ..line()
        };
        for environment in [Environment::Dev, Environment::Prod] {
            let text = formatted(&line, &[("INCIDEX_LOG_QUERIES", "true")], environment);
            prop_assert!(text.ends_with('\n') && text.trim_end_matches('\n').chars().all(|c| !c.is_control()));
            if environment == Environment::Prod {
                let parsed: Value = serde_json::from_str(&text).unwrap();
                prop_assert!(parsed["user_agent"].as_str().unwrap().chars().count() <= LONGEST_USER_AGENT);
                prop_assert_eq!(&parsed["route"], "/v1/ingredient/{code}");
            }
        }
    }
}
