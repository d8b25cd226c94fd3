//! Limits as callers meet them.

use serde_json::json;

use super::client::{Answer, TestServer};

const SECRET: &str = "the-secret-of-the-gateway";

fn prod(further: &[(&str, &str)]) -> TestServer {
    let settings = [("INCIDEX_ENV", "prod"), ("INCIDEX_PROXY_SECRETS", SECRET)];
    TestServer::with_settings(&[further, &settings].concat())
}

/// A request of a customer.
fn ask(server: &TestServer, target: &str, user: &str, subscription: &str) -> Answer {
    let headers = format!(
        "x-request-id: test-1\r\nx-rapidapi-proxy-secret: {SECRET}\r\nx-rapidapi-user: {user}\r\n\
         x-rapidapi-subscription: {subscription}\r\n"
    );
    server.ask("GET", target, &headers)
}

#[test]
fn every_answer_of_a_limited_route_says_what_is_left() {
    let server = prod(&[]);
    for (target, status) in [
        ("/v1/stats", 200),
        ("/v1/ingredient/77", 404),
        ("/v1/stats?a=1", 400),
        ("/nowhere", 404),
        ("/test/panic", 500),
    ] {
        let answer = ask(&server, target, target, "BASIC");
        assert_eq!(answer.status, status, "{target}");
        for (name, expected) in [
            ("ratelimit-policy", "\"plan\";q=20;w=20, \"second\";q=5;w=1"),
            ("ratelimit", "\"plan\";r=19;t=1, \"second\";r=4;t=1"),
            ("x-ratelimit-limit", "20"),
            ("x-ratelimit-remaining", "19"),
            ("x-ratelimit-reset", "1"),
        ] {
            assert_eq!(answer.header(name), Some(expected), "{name} of {target}");
        }
        assert_eq!(answer.header("retry-after"), None);
    }
    for (subscription, policy) in [
        ("PRO", "\"plan\";q=60;w=12, \"second\";q=20;w=1"),
        ("ULTRA", "\"plan\";q=200;w=10, \"second\";q=60;w=1"),
        ("MEGA", "\"plan\";q=500;w=10, \"second\";q=150;w=1"),
    ] {
        let answer = ask(&server, "/v1/stats", "kim", subscription);
        assert_eq!(answer.header("ratelimit-policy"), Some(policy), "{subscription}");
    }
}

/// Asks until the answer is 429, at most `most` times.
#[track_caller]
fn until_refused(most: usize, ask: impl Fn() -> Answer) -> (usize, Answer) {
    for answered in 0..most {
        let answer = ask();
        if answer.status == 429 {
            return (answered, answer);
        }
    }
    panic!("never refused");
}

#[test]
fn who_asks_too_often_is_refused_and_nobody_else_is() {
    let server = prod(&[]);
    // Five in a second and 20 at once; however slow the test runs, some request is one too many.
    let (answered, refused) = until_refused(500, || ask(&server, "/v1/stats", "kim", "BASIC"));
    assert!(answered >= 5, "{answered}");
    let expected = json!({
        "type": "urn:incidex:problem:rate_limited",
        "title": "Too many requests",
        "status": 429,
        "detail": "too many requests; try again in 1 s",
        "instance": "/v1/stats",
        "code": "rate_limited",
        "request_id": "test-1",
        "success": false,
    });
    assert_eq!(refused.json(), expected);
    assert_eq!(refused.header("content-type"), Some("application/problem+json"));
    assert_eq!(refused.header("retry-after"), Some("1"));
    assert_eq!(refused.header("x-ratelimit-remaining"), Some("0"));
    assert!(refused.header("ratelimit").unwrap().contains(";r=0;t="));
    assert_eq!(ask(&server, "/v1/stats", "lee", "BASIC").status, 200, "another identity");
    assert_eq!(ask(&server, "/v1/stats", "kim", "PRO").status, 200, "the same one under another plan");
    assert_eq!(ask(&server, "/v1/stats", "", "BASIC").status, 200, "a customer without a name");
    assert!(server.counters.too_many_requests.value() >= 1);
}

#[test]
fn a_heavy_request_costs_as_many_units() {
    let server = prod(&[]);
    let remaining = |answer: &Answer| answer.header("x-ratelimit-remaining").map(str::to_owned);
    let first = ask(&server, "/test/label", "kim", "ULTRA");
    assert_eq!((first.status, remaining(&first)), (200, Some("195".into())));
    // BASIC has five units a second: one label, and nothing beside it.
    assert_eq!(ask(&server, "/test/label", "lee", "BASIC").status, 200);
    let (_, refused) = until_refused(500, || ask(&server, "/test/label", "lee", "BASIC"));
    assert_eq!((refused.status, refused.header("retry-after").is_some()), (429, true));
}

#[test]
fn wrong_secrets_cost_the_address_and_the_gateway_behind_it_nothing() {
    let server = prod(&[("INCIDEX_TRUSTED_PROXIES", "127.0.0.0/8")]);
    let guess = |address: &str| {
        let headers = format!("x-forwarded-for: {address}\r\nx-rapidapi-proxy-secret: guess\r\n");
        server.ask("GET", "/v1/stats", &headers)
    };
    let first = guess("192.0.2.1");
    assert_eq!(first.header("ratelimit-policy"), Some("\"failures\";q=20;w=900"));
    for _ in 1..20 {
        assert_eq!(guess("192.0.2.1").status, 403);
    }
    let refused = guess("192.0.2.1");
    assert_eq!((refused.status, refused.header("retry-after")), (429, Some("45")));
    assert_eq!(guess("192.0.2.2").status, 403, "another address");
    let headers = format!("x-forwarded-for: 192.0.2.1\r\nx-rapidapi-proxy-secret: {SECRET}\r\n");
    let known = server.ask("GET", "/v1/stats", &headers);
    assert_eq!(known.status, 200, "whoever is known is not counted by address");
    assert!(known.header("ratelimit-policy").unwrap().starts_with("\"plan\";"));
}

#[test]
fn an_ipv6_network_of_64_bits_is_one_client() {
    let server = prod(&[("INCIDEX_TRUSTED_PROXIES", "127.0.0.0/8"), ("INCIDEX_FAILED_AUTHENTICATIONS", "2")]);
    let guess = |address: &str| {
        let headers = format!("forwarded: for=\"[{address}]\"\r\nx-rapidapi-proxy-secret: guess\r\n");
        server.ask("GET", "/v1/stats", &headers).status
    };
    assert_eq!(
        ["2001:db8::1", "2001:db8::2", "2001:db8::ffff:0:3", "2001:db8:0:1::1"].map(guess),
        [403, 403, 429, 403]
    );
}

#[test]
fn unauthenticated_use_is_limited_by_address() {
    let nobody = [
        ("INCIDEX_ENV", "prod"),
        ("INCIDEX_ALLOW_UNAUTHENTICATED", "true"),
        ("INCIDEX_TRUSTED_PROXIES", "127.0.0.1"),
    ];
    let server = TestServer::with_settings(&nobody);
    let ask = |address: &str| server.ask("GET", "/v1/stats", &format!("x-forwarded-for: {address}\r\n"));
    assert_eq!(ask("192.0.2.1").header("ratelimit-policy"), Some("\"address\";q=60;w=60"));
    let (answered, refused) = until_refused(1_000, || ask("192.0.2.1"));
    assert!(answered >= 59, "{answered}");
    assert_eq!((refused.status, refused.header("retry-after")), (429, Some("1")));
    assert_eq!(ask("192.0.2.2").status, 200);
}

#[test]
fn whoever_carries_nothing_is_counted_too() {
    let server = prod(&[("INCIDEX_UNAUTHENTICATED_PER_MINUTE", "3")]);
    assert_eq!([(); 4].map(|()| server.get("/v1/stats").status), [403, 403, 403, 429]);
    assert_eq!(server.get("/health").status, 200, "probes are not counted");
    assert_eq!(ask(&server, "/v1/stats", "kim", "BASIC").status, 200);
}

#[test]
fn the_nobody_of_dev_has_the_limits_of_its_tier() {
    let server = TestServer::with_settings(&[("INCIDEX_DEV_TIER", "BASIC")]);
    assert_eq!(server.get("/v1/stats").header("x-ratelimit-limit"), Some("20"));
    let (answered, _) = until_refused(500, || server.get("/v1/stats"));
    assert!(answered >= 4);
}

#[test]
fn a_walk_through_the_catalogue_is_counted_once_per_threshold() {
    let server = prod(&[("INCIDEX_WALK_RECORDS", "5,40")]);
    let page = |number: usize, user: &str| {
        let target = format!("/v1/ingredient/inci?q=copper&page={number}");
        assert_eq!(ask(&server, &target, user, "PRO").status, 200);
        server.counters.walks.value()
    };
    assert_eq!(page(1, "kim"), 1);
    assert_eq!(page(1, "kim"), 1, "the same records again");
    assert_eq!(page(2, "kim"), 2);
    assert_eq!(page(1, "lee"), 3, "each identity is counted alone");
    for code in [5_489, 2_700, 3_107, 400, 10_000] {
        assert_eq!(server.counters.walks.value(), 3);
        assert_eq!(ask(&server, &format!("/v1/ingredient/{code}"), "park", "MEGA").status, 200);
    }
    assert_eq!(server.counters.walks.value(), 4, "single records count as well");
}

#[test]
fn idle_callers_are_forgotten_while_the_server_runs() {
    let server = prod(&[("INCIDEX_LIMIT_EVICTION_SECONDS", "1")]);
    for user in ["kim", "lee", "park"] {
        ask(&server, "/v1/stats", user, "BASIC");
    }
    // Their windows are full again after a second; the next eviction finds them idle.
    for _ in 0..200 {
        if server.counters.evicted.value() == 6 {
            return;
        }
        std::thread::sleep(std::time::Duration::from_millis(100));
    }
    panic!("{} of 6 counts forgotten", server.counters.evicted.value());
}
