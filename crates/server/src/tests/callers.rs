//! Who comes in, as whom, and what everybody else is told.

use actix_web::dev::RequestHead;
use actix_web::http::header::HeaderName;
use incidex_core::tier::Tier;
use incidex_ops::policy::DEFAULT_POLICY;
use serde_json::{Value, json};

use super::client::{Answer, TestServer};
use crate::caller::{Claim, Identity, Refusal, WayIn, single};

const OLD: &str = "an-old-secret-of-the-gateway";
const NEW: &str = "a-new-secret-of-the-gateway";

/// A server as customers meet it, with two secrets.
fn prod(further: &[(&str, &str)]) -> TestServer {
    let secrets = format!("{OLD},{NEW}");
    TestServer::with_settings(
        &[further, &[("INCIDEX_ENV", "prod"), ("INCIDEX_PROXY_SECRETS", &secrets)]].concat(),
    )
}

fn ask(server: &TestServer, headers: &[(&str, &str)]) -> Answer {
    let lines: Vec<String> = headers.iter().map(|(name, value)| format!("{name}: {value}\r\n")).collect();
    let lines = lines.concat();
    server.ask("GET", "/v1/ingredient/inci?q=copper", &format!("x-request-id: test-1\r\n{lines}"))
}

fn problem(code: &str, title: &str, status: u16, detail: &str) -> Value {
    json!({
        "type": format!("urn:incidex:problem:{code}"),
        "title": title,
        "status": status,
        "detail": detail,
        "instance": "/v1/ingredient/inci",
        "code": code,
        "request_id": "test-1",
        "success": false,
    })
}

fn refused() -> Value {
    let detail = "the request carries nothing that its caller is known by";
    problem("caller_refused", "The caller is not known", 403, detail)
}

/// How many records a page of this caller holds, which tells the tier.
#[track_caller]
fn page(server: &TestServer, headers: &[(&str, &str)]) -> usize {
    let answer = ask(server, headers);
    assert_eq!(answer.status, 200, "{headers:?}: {}", answer.body);
    answer.json()["data"].as_array().unwrap().len()
}

#[test]
fn the_gateway_comes_in_with_any_of_its_secrets() {
    let server = prod(&[]);
    for secret in [OLD, NEW] {
        assert_eq!(page(&server, &[("X-RapidAPI-Proxy-Secret", secret)]), 10);
    }
}

#[test]
fn a_wrong_secret_and_none_are_told_the_same() {
    let server = prod(&[]);
    let secret = "x-rapidapi-proxy-secret";
    for headers in [
        &[][..],
        &[(secret, "wrong")],
        &[(secret, "")],
        &[(secret, &OLD[1..])],
        &[(secret, &format!("{OLD},{NEW}"))],
        &[("x-rapidapi-subscription", "MEGA"), ("x-rapidapi-user", "kim")],
        // The first header that is there decides, and ways in that are not configured do not exist.
        &[("x-rapidapi-key", OLD)],
        &[("x-api-key", OLD), ("authorization", "Bearer x")],
    ] {
        let answer = ask(&server, headers);
        assert_eq!((answer.status, answer.json()), (403, refused()), "{headers:?}");
        assert_eq!(answer.header("content-type"), Some("application/problem+json"));
    }
}

#[test]
fn customers_key_headers_do_not_stand_in_the_gateways_way() {
    let server = prod(&[]);
    let headers = [
        ("x-rapidapi-proxy-secret", OLD),
        ("x-rapidapi-key", "whatever"),
        ("x-api-key", "a"),
        ("x-api-key", "b"),
    ];
    assert_eq!(page(&server, &headers), 10);
}

#[test]
fn the_subscription_is_the_tier_in_any_case() {
    let server = prod(&[("INCIDEX_CUSTOM_TIER", "PRO")]);
    for (subscription, records) in
        [("BASIC", 10), ("pro", 30), ("Ultra", 50), ("MEGA", 50), ("custom", 30), ("GOLD", 10), ("", 10)]
    {
        let headers = [
            ("x-rapidapi-proxy-secret", NEW),
            ("x-rapidapi-subscription", subscription),
            ("x-rapidapi-user", subscription),
        ];
        assert_eq!(page(&server, &headers), records, "{subscription}");
    }
}

#[test]
fn a_header_given_twice_or_malformed_is_refused_by_name() {
    let server = prod(&[]);
    let secret = ("x-rapidapi-proxy-secret", NEW);
    let long = "k".repeat(129);
    let twice = "given more than once";
    let letters = "holds something else than visible ASCII characters";
    for (headers, name, detail) in [
        (&[secret, secret][..], "x-rapidapi-proxy-secret", twice),
        (&[secret, ("x-rapidapi-proxy-secret", "wrong")], "x-rapidapi-proxy-secret", twice),
        (&[secret, ("x-rapidapi-user", "a"), ("x-rapidapi-user", "a")], "x-rapidapi-user", twice),
        (
            &[secret, ("x-rapidapi-subscription", "PRO"), ("x-rapidapi-subscription", "PRO")],
            "x-rapidapi-subscription",
            twice,
        ),
        (&[secret, ("x-rapidapi-user", &long)], "x-rapidapi-user", "longer than 128 bytes"),
        (&[secret, ("x-rapidapi-user", "a\tb")], "x-rapidapi-user", letters),
        (&[secret, ("x-rapidapi-user", "레티놀")], "x-rapidapi-user", letters),
    ] {
        let answer = ask(&server, headers);
        let expected = problem("invalid_header", "A header is not valid", 400, &format!("{name}: {detail}"));
        assert_eq!((answer.status, answer.json()), (400, expected), "{headers:?}");
    }
}

#[test]
fn probes_and_preflight_need_no_caller_and_nothing_else_is_open() {
    let server = prod(&[]);
    for target in ["/health", "/ready"] {
        let answer = server.get(target);
        assert_eq!((answer.status, answer.header("ratelimit")), (200, None), "{target}");
    }
    let preflight = "origin: https://a.example\r\naccess-control-request-method: GET\r\n";
    assert_ne!(server.ask("OPTIONS", "/v1/stats", preflight).status, 403);
    assert_eq!(server.ask("OPTIONS", "/v1/stats", "").status, 403);
    for target in ["/v1/stats", "/v1/ingredient/5489", "/nowhere", "/", "/docs", "/docs/x", "/openapi.json"] {
        assert_eq!(server.get(target).status, 403, "{target}");
    }
}

#[test]
fn documentation_is_for_everybody_where_the_settings_say_so() {
    let public = prod(&[("INCIDEX_PUBLIC_DOCS", "true")]);
    let dev = TestServer::with_settings(&[("INCIDEX_PROXY_SECRETS", OLD)]);
    for server in [public, dev] {
        for target in ["/docs", "/openapi.json"] {
            let answer = server.get(target);
            assert_ne!(answer.status, 403, "{target}");
            assert!(answer.header("ratelimit").unwrap().starts_with("\"address\";"), "{target}");
        }
        assert_eq!(server.get("/v1/stats").status, 403);
    }
}

#[test]
fn the_nobody_of_dev_has_its_tier_and_may_try_others() {
    assert_eq!(page(&TestServer::start(), &[]), 50);
    let server = TestServer::with_settings(&[("INCIDEX_DEV_TIER", "pro")]);
    assert_eq!(page(&server, &[]), 30);
    for (subscription, records) in [("BASIC", 10), ("ultra", 50), ("GOLD", 10)] {
        assert_eq!(page(&server, &[("x-rapidapi-subscription", subscription)]), records);
    }
    // No secret is configured, so its header says nothing.
    assert_eq!(page(&server, &[("x-rapidapi-proxy-secret", "a"), ("x-rapidapi-proxy-secret", "b")]), 30);
    assert_eq!(
        ask(&server, &[("x-rapidapi-subscription", "PRO"), ("x-rapidapi-subscription", "PRO")]).status,
        400
    );
}

#[test]
fn with_a_secret_dev_knows_its_callers_too() {
    let server = TestServer::with_settings(&[("INCIDEX_PROXY_SECRETS", OLD)]);
    assert_eq!(ask(&server, &[]).json(), refused());
    assert_eq!(page(&server, &[("x-rapidapi-proxy-secret", OLD), ("x-rapidapi-subscription", "PRO")]), 30);
}

#[test]
fn unauthenticated_use_in_prod_has_the_least_tier_and_chooses_none() {
    let server =
        TestServer::with_settings(&[("INCIDEX_ENV", "prod"), ("INCIDEX_ALLOW_UNAUTHENTICATED", "true")]);
    assert_eq!(page(&server, &[("x-rapidapi-subscription", "MEGA")]), 10);
    let both = prod(&[("INCIDEX_ALLOW_UNAUTHENTICATED", "true")]);
    assert_eq!(page(&both, &[]), 10);
    assert_eq!(ask(&both, &[("x-rapidapi-proxy-secret", "wrong")]).json(), refused());
}

static API_KEY: HeaderName = HeaderName::from_static("x-api-key");

/// A way in as an API key will be one.
struct Key;

impl WayIn for Key {
    fn recognise(&self, head: &RequestHead) -> Option<Result<Claim, Refusal>> {
        match single(head.headers(), &API_KEY) {
            Ok(None) => None,
            Ok(Some(b"the-key")) => {
                Some(Ok(Claim { identity: Identity::Customer("key-1".into()), tier: Tier::Pro }))
            }
            Ok(Some(_)) => Some(Err(Refusal::Unauthorized { challenge: "ApiKey" })),
            Err(refusal) => Some(Err(refusal)),
        }
    }
}

#[test]
fn a_further_way_in_joins_behind_the_gateway() {
    let server = TestServer::with(&[("INCIDEX_PROXY_SECRETS", OLD)], || vec![Box::new(Key)], DEFAULT_POLICY);
    assert_eq!(page(&server, &[("x-api-key", "the-key")]), 30);
    let wrong = ask(&server, &[("x-api-key", "wrong")]);
    let expected =
        problem("unauthorized", "The credential is not valid", 401, "the key or token is not valid");
    assert_eq!((wrong.status, wrong.json()), (401, expected));
    assert_eq!(wrong.header("www-authenticate"), Some("apikey"));
    // The gateway's header is looked at first, and decides though it is wrong.
    let both = [("x-api-key", "the-key"), ("x-rapidapi-proxy-secret", "wrong")];
    assert_eq!(ask(&server, &both).status, 403);
    assert_eq!(ask(&server, &[("x-api-key", "the-key"), ("x-api-key", "the-key")]).status, 400);
    assert_eq!(server.counters.unauthorized.value(), 1);
}
