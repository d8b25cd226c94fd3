//! Who is let in, and as what.

use incidex_tests::{Server, curated_index, get, request};
use serde_json::{Value, json};

use super::{ID, PROXY_SECRET, SECRET, ask_as, check_problem, problem, prod};

/// What is said to whom nobody knows.
const TITLE: &str = "The caller is not known";
const DETAIL: &str = "the request carries nothing that its caller is known by";

#[test]
fn a_wrong_secret_and_none_are_told_the_same() {
    let server = prod();
    let refused = problem(403, "caller_refused", TITLE, DETAIL, "/v1/stats");
    let none = request(server.port(), "GET", "/v1/stats", &[("X-Request-Id", ID)]);
    let unknown = [
        ("ratelimit", "\"address\";r=59;t=1"),
        ("ratelimit-policy", "\"address\";q=60;w=60"),
        ("x-ratelimit-limit", "60"),
        ("x-ratelimit-remaining", "59"),
        ("x-ratelimit-reset", "1"),
    ];
    check_problem(&none, &unknown, &refused);
    // Shorter, as long, longer, and the beginning of the right one.
    let guesses = ["x", "a-guess-of-thirty-five-bytes-length", &format!("{SECRET}x"), &SECRET[..20]];
    for (used, guess) in (1..).zip(guesses) {
        let headers = [("X-RapidAPI-Proxy-Secret", guess), ("X-Request-Id", ID)];
        let wrong = request(server.port(), "GET", "/v1/stats", &headers);
        assert_eq!(wrong.body, none.body);
        let (left, reset) = (20 - used, wrong.header("x-ratelimit-reset").unwrap_or_default().to_owned());
        assert!((1..=45 * used).contains(&reset.parse().unwrap_or(0)), "{reset}");
        let state = format!("\"failures\";r={left};t={reset}");
        let failed = [
            ("ratelimit", state.as_str()),
            ("ratelimit-policy", "\"failures\";q=20;w=900"),
            ("x-ratelimit-limit", "20"),
            ("x-ratelimit-remaining", &left.to_string()),
            ("x-ratelimit-reset", &reset),
        ];
        check_problem(&wrong, &failed, &refused);
    }
}

#[test]
fn a_header_given_twice_is_refused_by_name() {
    let server = prod();
    let subscription = ("X-RapidAPI-Subscription", "MEGA");
    let user = ("X-RapidAPI-User", "kim");
    let id = ("X-Request-Id", ID);
    for (name, headers) in [
        ("x-rapidapi-proxy-secret", vec![PROXY_SECRET, PROXY_SECRET, id]),
        ("x-rapidapi-proxy-secret", vec![PROXY_SECRET, ("x-rapidapi-proxy-secret", "other"), id]),
        ("x-rapidapi-subscription", vec![PROXY_SECRET, subscription, ("X-RapidAPI-Subscription", "PRO"), id]),
        ("x-rapidapi-user", vec![PROXY_SECRET, user, user, id]),
    ] {
        let answer = request(server.port(), "GET", "/v1/stats", &headers);
        let limits: Vec<(&str, &str)> = answer
            .headers
            .iter()
            .filter(|(name, _)| name.contains("ratelimit"))
            .map(|(name, value)| (name.as_str(), value.as_str()))
            .collect();
        assert_eq!(limits.len(), 5, "{answer:?}");
        let detail = format!("{name}: given more than once");
        let expected = problem(400, "invalid_header", "A header is not valid", &detail, "/v1/stats");
        check_problem(&answer, &limits, &expected);
    }
}

#[test]
fn the_subscription_is_the_tier_in_any_case() {
    let server = prod();
    for (subscription, count, markets) in [
        (Some("BASIC"), 10, None),
        (Some("basic"), 10, None),
        (Some("Pro"), 30, Some(2)),
        (Some("ULTRA"), 50, Some(6)),
        (Some("mEGA"), 50, Some(10)),
        (Some("CUSTOM"), 10, None),
        (Some("no such plan"), 10, None),
        (Some(""), 10, None),
        (None, 10, None),
    ] {
        let headers: Vec<_> =
            subscription.map(|name| ("X-RapidAPI-Subscription", name)).into_iter().collect();
        let user = format!("tiers-{}", subscription.unwrap_or("none").replace(' ', "-"));
        let list = ask_as(&user, server.port(), "GET", "/v1/ingredient/inci?q=sodium", &headers);
        assert_eq!((list.status, &list.json()["count"]), (200, &json!(count)), "{subscription:?}");
        let regulations =
            ask_as(&user, server.port(), "GET", "/v1/ingredient/9/regulations", &headers).json();
        match markets {
            None => assert_eq!(
                (&regulations["code"], &regulations["tier"], &regulations["tiers"]),
                (&json!("feature_not_in_plan"), &json!("BASIC"), &json!(["PRO", "ULTRA", "MEGA"])),
                "{subscription:?}"
            ),
            Some(markets) => {
                let codes = regulations["available_country_codes"].as_array().map(Vec::len);
                assert_eq!(codes, Some(markets), "{subscription:?}: {regulations}");
            }
        }
    }
}

#[test]
fn without_the_gateway_nobody_chooses_a_tier() {
    let server = Server::start_with(curated_index(), |command| {
        command.args(["--env", "prod", "--allow-unauthenticated"])
    });
    let mega = [("X-RapidAPI-Subscription", "MEGA")];
    let list = request(server.port(), "GET", "/v1/ingredient/inci?q=sodium", &mega).json();
    assert_eq!(list["count"], 10);
}

#[test]
fn probes_need_no_caller_and_everything_else_does() {
    let server = prod();
    for (target, status) in [
        ("/health", 200),
        ("/ready", 200),
        ("/health/", 403),
        ("//health", 403),
        ("/%68ealth", 403),
        ("/v1/../health", 403),
        ("/", 403),
        ("/metrics", 403),
        ("/docs", 403),
        ("/openapi.json", 403),
        ("/v1/ingredient/9", 403),
        ("/v9/ingredient/9", 403),
        ("/nowhere", 403),
    ] {
        let answer = get(server.port(), target);
        assert_eq!(answer.status, status, "{target}");
        let code = if status == 403 { json!("caller_refused") } else { Value::Null };
        assert_eq!(answer.json()["code"], code, "{target}");
    }
}
