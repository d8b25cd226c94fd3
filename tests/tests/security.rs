//! The server that faces the internet, as somebody outside of it sees it: the real binary in prod, behind a
//! gateway that the tests play. Whole answers: status, every header, body.
//!
//! Here stands what the parts share.

#[path = "security/callers.rs"]
mod callers;
#[path = "security/forwarding.rs"]
mod forwarding;
#[path = "security/headers.rs"]
mod headers;
#[path = "security/inputs.rs"]
mod inputs;
#[path = "security/pages.rs"]
mod pages;
#[path = "security/scan.rs"]
mod scan;
#[path = "security/sizes.rs"]
mod sizes;
#[path = "security/start.rs"]
mod start;

use std::process::Command;

use incidex_tests::{Answer, Server, curated_index, request};
use serde_json::{Value, json};

/// A secret of the gateway that the tests play.
const SECRET: &str = "a-secret-that-only-these-tests-know";

/// The header with the gateway's secret.
const PROXY_SECRET: (&str, &str) = ("X-RapidAPI-Proxy-Secret", SECRET);

/// The id that the tests give to requests, and expect back.
const ID: &str = "test-1";

const PERMISSIONS: &str = "accelerometer=(), ambient-light-sensor=(), autoplay=(), battery=(), bluetooth=(), \
                           camera=(), clipboard-read=(), clipboard-write=(), display-capture=(), \
                           encrypted-media=(), fullscreen=(), gamepad=(), geolocation=(), gyroscope=(), hid=(), \
                           idle-detection=(), local-fonts=(), magnetometer=(), microphone=(), midi=(), \
                           payment=(), picture-in-picture=(), publickey-credentials-get=(), \
                           screen-wake-lock=(), serial=(), storage-access=(), usb=(), web-share=(), \
                           window-management=(), xr-spatial-tracking=()";

/// What every answer bears, whoever gives it; the client asks for the end of the connection.
const ALWAYS: [(&str, &str); 8] = [
    ("connection", "close"),
    ("content-security-policy", "default-src 'none'; frame-ancestors 'none'"),
    ("cross-origin-resource-policy", "same-origin"),
    ("permissions-policy", PERMISSIONS),
    ("referrer-policy", "no-referrer"),
    ("strict-transport-security", "max-age=31536000; includeSubDomains"),
    ("x-content-type-options", "nosniff"),
    ("x-frame-options", "DENY"),
];

/// What every answer bears that is given to a request, and not to what is none.
const VARY: (&str, &str) =
    ("vary", "Accept-Encoding, Authorization, Origin, X-API-Key, X-RapidAPI-Key, X-RapidAPI-Subscription");

const PROBLEM: (&str, &str) = ("content-type", "application/problem+json");
const NOT_KEPT: (&str, &str) = ("cache-control", "no-store");

/// The limits of a customer with BASIC, of which one request was used.
const BASIC_ONCE: [(&str, &str); 5] = [
    ("ratelimit", "\"plan\";r=19;t=1, \"second\";r=4;t=1"),
    ("ratelimit-policy", "\"plan\";q=20;w=20, \"second\";q=5;w=1"),
    ("x-ratelimit-limit", "20"),
    ("x-ratelimit-remaining", "19"),
    ("x-ratelimit-reset", "1"),
];

/// A server in prod behind the gateway.
fn prod() -> Server {
    prod_with(|command| command)
}

/// The same with further arguments or environment.
fn prod_with(more: impl FnOnce(&mut Command) -> &mut Command) -> Server {
    Server::start_with(curated_index(), |command| {
        more(command.args(["--env", "prod"]).env("INCIDEX_PROXY_SECRETS", SECRET))
    })
}

/// A request of the gateway for this customer, with [`ID`].
fn ask_as(user: &str, port: u16, method: &str, target: &str, headers: &[(&str, &str)]) -> Answer {
    let known = [PROXY_SECRET, ("X-RapidAPI-User", user), ("X-Request-Id", ID)];
    request(port, method, target, &[&known, headers].concat())
}

/// The body of a problem that is given to a request with [`ID`].
fn problem(status: u16, code: &str, title: &str, detail: &str, instance: &str) -> Value {
    json!({
        "type": format!("urn:incidex:problem:{code}"),
        "title": title,
        "status": status,
        "detail": detail,
        "instance": instance,
        "code": code,
        "request_id": ID,
        "success": false,
    })
}

/// The same with one parameter at fault.
fn parameter_problem(parameter: &str, fault: &str, instance: &str) -> Value {
    let detail = format!("{parameter}: {fault}");
    let mut body = problem(400, "invalid_parameter", "A parameter is not valid", &detail, instance);
    body["errors"] = json!([{ "parameter": parameter, "detail": fault }]);
    body
}

/// Holds a whole answer against what is expected: the status, exactly these headers beside [`ALWAYS`] and
/// those that tell of time and length, and the body, which is JSON unless it is null.
#[track_caller]
fn check_whole(answer: &Answer, status: u16, headers: &[&[(&str, &str)]], body: &Value) {
    assert_eq!(answer.status, status, "{answer:?}");
    let mut given = answer.headers.clone();
    let mut take = |name: &str| {
        let place = given.iter().position(|(known, _)| known == name)?;
        Some(given.remove(place).1)
    };
    let timing = take("server-timing").expect("server-timing");
    assert!(timing.strip_prefix("app;dur=").is_some_and(|ms| ms.parse::<f64>().is_ok()), "{timing}");
    let date = take("date").expect("date");
    assert!(date.ends_with(" GMT") && date.len() == 29, "{date}");
    let length = take("content-length");
    if *body == Value::Null {
        assert_eq!(answer.body, "");
    } else {
        assert_eq!(answer.json(), *body);
        assert_eq!(length, Some(answer.body.len().to_string()));
    }
    given.sort();
    let mut expected: Vec<(String, String)> = ALWAYS
        .iter()
        .chain(headers.iter().copied().flatten())
        .map(|(name, value)| ((*name).to_owned(), (*value).to_owned()))
        .collect();
    expected.sort();
    assert_eq!(given, expected);
}

/// A whole problem with these headers beside those of every problem that is given to a request with [`ID`].
#[track_caller]
fn check_problem(answer: &Answer, headers: &[(&str, &str)], body: &Value) {
    let status = body["status"].as_u64().and_then(|status| u16::try_from(status).ok()).expect("a status");
    check_whole(answer, status, &[&[VARY, PROBLEM, NOT_KEPT, ("x-request-id", ID)], headers], body);
}
