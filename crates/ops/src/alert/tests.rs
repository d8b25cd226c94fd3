//! Alerts all the way to servers that answer well, badly and not at all.

use std::thread;
use std::time::{Duration, Instant};

use super::*;
use crate::config::{Flags, Said, Settings, Variables};
use crate::testing::{Behaviour, FakeServer, answer};

const TOKEN: &str = "123456:AAH-secret-of-the-bot";

fn start(server: &FakeServer, further: &[(&str, &str)]) -> (Alerts, AlertsGuard) {
    let url = server.url();
    let own = [
        ("INCIDEX_TELEGRAM_BOT_TOKEN", TOKEN),
        ("INCIDEX_TELEGRAM_CHAT_ID", "-42"),
        ("INCIDEX_TELEGRAM_API", &url),
        ("INCIDEX_OUTGOING_TIMEOUT_SECONDS", "1"),
        ("INCIDEX_ALERT_WINDOW_SECONDS", "1"),
    ];
    let variables = Variables::from_pairs(&[further, &own].concat());
    let settings = Settings::resolve(&Said::new(Flags::default(), variables).unwrap()).unwrap();
    Alerts::start(&settings.alerts, &settings.deployment, Environment::Prod, &settings.outgoing.rules())
        .unwrap()
}

fn failure(endpoint: &'static str) -> Event {
    let (request_id, detail) = ("id-1".to_owned(), "cause <&>".to_owned());
    Event::Failure { endpoint: endpoint.into(), kind: "internal", request_id, detail }
}

fn ok() -> Behaviour {
    answer(200, "", r#"{"ok":true,"result":{}}"#)
}

#[track_caller]
fn wait_for(what: &str, mut is_so: impl FnMut() -> bool) {
    let begin = Instant::now();
    while !is_so() {
        assert!(begin.elapsed() < Duration::from_secs(30), "{what}");
        thread::sleep(Duration::from_millis(10));
    }
}

#[test]
fn an_alert_arrives_as_the_bot_api_wants_it() {
    let server = FakeServer::start(vec![ok()]);
    let (alerts, guard) = start(&server, &[]);
    alerts.tell(failure("/v1/stats"));
    drop(guard);
    let request = server.requests().remove(0);
    let (head, body) = request.split_once("\r\n\r\n").unwrap();
    assert!(head.starts_with(&format!("POST /bot{TOKEN}/sendMessage HTTP/1.1\r\n")), "{head}");
    let body: serde_json::Value = serde_json::from_str(body).unwrap();
    assert_eq!((&body["chat_id"], &body["parse_mode"]), (&"-42".into(), &"HTML".into()));
    let text = body["text"].as_str().unwrap();
    let expected = "🔴 <b>Request failed</b>\nincidex (prod)\nendpoint: <code>/v1/stats</code>\nkind: \
                    <code>internal</code>\nrequest id: <code>id-1</code>\ndetail: <code>cause &lt;&amp;&gt;</code>";
    assert_eq!(text, expected);
}

#[test]
fn whatever_telegram_does_the_alert_is_delivered_afterwards_and_once() {
    let busy =
        r#"{"ok":false,"error_code":429,"description":"Too Many Requests","parameters":{"retry_after":1}}"#;
    for bad in [
        Behaviour::Closes,
        Behaviour::Hangs,
        answer(429, "", busy),
        answer(429, "retry-after: 1\r\n", "{}"),
        answer(500, "", ""),
        answer(200, "", "garbage"),
        Behaviour::Says(b"\x00\xffgarbage".to_vec()),
        answer(200, "", vec![b'x'; 10 << 20]),
    ] {
        let server = FakeServer::start(vec![bad.clone(), ok()]);
        let (alerts, guard) = start(&server, &[]);
        let begin = Instant::now();
        alerts.tell(failure("/v1/stats"));
        assert!(begin.elapsed() < Duration::from_millis(100), "whoever tells does not wait");
        let telegram = &alerts.counters().channels[0].1;
        wait_for(&format!("{:.80}", format!("{bad:?}")), || telegram.delivered.value() >= 1);
        // Its end is told as well, and nothing else.
        wait_for("recovery", || telegram.delivered.value() >= 2);
        drop(guard);
        let bodies: Vec<String> = server.requests();
        assert_eq!(
            bodies.iter().filter(|body| body.contains("Request failed")).count(),
            2,
            "once and once again"
        );
        assert_eq!((telegram.retried.value(), telegram.refused.value()), (1, 0));
    }
}

#[test]
fn a_slow_telegram_is_waited_for_and_not_asked_twice() {
    let Behaviour::Says(bytes) = ok() else { panic!("an answer is said") };
    let server = FakeServer::start(vec![Behaviour::SaysLate(Duration::from_millis(600), bytes)]);
    let (alerts, guard) = start(&server, &[]);
    alerts.tell(failure("/v1/stats"));
    drop(guard);
    assert_eq!(server.requests().len(), 1);
}

#[test]
fn a_storm_on_a_dead_channel_takes_bounded_room_and_its_loss_is_told() {
    let server = FakeServer::start(vec![Behaviour::Closes, Behaviour::Closes, ok()]);
    let (alerts, guard) = start(&server, &[("INCIDEX_ALERT_QUEUE", "2"), ("INCIDEX_ALERT_MESSAGES", "1000")]);
    for dataset in 0..50 {
        let dataset = dataset.to_string();
        alerts.tell(Event::DatasetReloaded { dataset: dataset.clone(), previous: dataset, records: 1 });
    }
    let telegram = &alerts.counters().channels[0].1;
    let last = |requests: Vec<String>| requests.iter().any(|request| request.contains("<code>49</code>"));
    wait_for("the last one", || last(server.requests()) && telegram.delivered.value() >= 3);
    drop(guard);
    let requests = server.requests();
    // The first two attempts failed and were made again.
    let notices =
        requests.iter().skip(2).filter(|request| request.contains("Messages were dropped")).count() as u64;
    assert!(notices >= 1 && telegram.dropped.value() > 40, "{requests:#?}");
    assert_eq!(
        telegram.delivered.value() - notices + telegram.dropped.value(),
        50,
        "nothing is lost uncounted"
    );
}

#[test]
fn failed_authentications_are_an_alert_above_their_number() {
    let server = FakeServer::start(vec![ok()]);
    let (alerts, guard) = start(
        &server,
        &[("INCIDEX_ALERT_FAILED_AUTHENTICATIONS", "20"), ("INCIDEX_ALERT_WINDOW_SECONDS", "3600")],
    );
    for _ in 0..19 {
        alerts.authentication_failed();
    }
    thread::sleep(Duration::from_millis(100));
    assert!(server.requests().is_empty());
    for _ in 0..100 {
        alerts.authentication_failed();
    }
    drop(guard);
    let requests = server.requests();
    assert_eq!(requests.len(), 1);
    assert!(requests[0].contains("Many failed authentications"), "{requests:?}");
}

#[test]
fn nobody_configured_is_nobody_told() {
    let settings = Settings::resolve(&Said::default()).unwrap();
    let rules = settings.outgoing.rules();
    let (alerts, _guard) =
        Alerts::start(&settings.alerts, &settings.deployment, Environment::Dev, &rules).unwrap();
    assert!(!alerts.is_on());
    alerts.tell(failure("/v1/stats"));
    alerts.authentication_failed();
    assert!(alerts.counters().channels.is_empty());
}

#[test]
fn the_end_does_not_wait_for_a_channel_that_is_dead() {
    let server = FakeServer::start(vec![Behaviour::Hangs]);
    let (alerts, guard) = start(&server, &[]);
    for _ in 0..10 {
        alerts.tell(Event::DatasetRefused { cause: "digest".to_owned() });
    }
    let begin = Instant::now();
    drop(guard);
    assert!(begin.elapsed() < FLUSH_TIME + Duration::from_secs(2));
}

#[test]
fn the_token_is_in_nothing_that_is_said() {
    let server = FakeServer::start(vec![answer(401, "", r#"{"ok":false,"description":"Unauthorized"}"#)]);
    let (alerts, guard) = start(&server, &[]);
    let shown = format!("{alerts:?} {guard:?}");
    let message = Message::new(Level::Info, "x", []);
    let said = Said::new(
        Flags::default(),
        Variables::from_pairs(&[
            ("INCIDEX_TELEGRAM_BOT_TOKEN", TOKEN),
            ("INCIDEX_TELEGRAM_CHAT_ID", "1"),
            ("INCIDEX_TELEGRAM_API", "http://127.0.0.1:9"),
        ]),
    );
    let settings = Settings::resolve(&said.unwrap()).unwrap();
    let client = Client::new(&settings.outgoing.rules());
    let telegram = telegram::Telegram::new(settings.alerts.telegram.as_ref().unwrap(), client, "s");
    let Outcome::Failed { why, .. } = telegram.deliver(&message, "1") else { panic!("nobody listens there") };
    for said in [shown, why, format!("{settings:?}"), format!("{:?}", settings.rows())] {
        assert!(!said.contains("AAH-secret"), "{said}");
    }
}
