//! Every header of the contract on every kind of answer; kept answers; reading across origins.

use incidex_tests::request;
use serde_json::{Value, json};

use super::{
    BASIC_ONCE, ID, PROXY_SECRET, VARY, ask_as, check_problem, check_whole, parameter_problem, problem, prod,
    prod_with,
};

const JSON: (&str, &str) = ("content-type", "application/json");
const ID_HEADER: (&str, &str) = ("x-request-id", ID);
const KEPT: (&str, &str) = ("cache-control", "private, no-cache");
const NOTHING: &str = "/v1/ingredient/inci?q=unobtainium";

#[test]
fn a_200_and_its_304_are_whole() {
    let server = prod();
    let port = server.port();
    let ready = ask_as("ready", port, "GET", "/ready", &[]);
    let dataset = ready.json()["dataset"].clone();
    let version = ready.json()["version"].clone();
    let expected = json!({ "status": "ready", "version": version, "dataset": dataset });
    check_whole(&ready, 200, &[&[VARY, JSON, ID_HEADER, super::NOT_KEPT]], &expected);

    let first = ask_as("first", port, "GET", NOTHING, &[]);
    let tag = first.header("etag").expect("an entity tag").to_owned();
    assert!(tag.starts_with("W/\"") && tag.ends_with('"') && tag.len() == 20, "{tag}");
    let given = first.json();
    let texts = [&given["data_source"], &given["disclaimer"]];
    assert!(texts.iter().all(|text| text.as_str().is_some_and(|text| !text.is_empty())), "{given}");
    let expected = json!({
        "success": true, "count": 0, "total": 0, "data": [],
        "data_source": texts[0], "disclaimer": texts[1], "dataset": dataset,
    });
    let always = [VARY, ID_HEADER, KEPT, ("etag", tag.as_str())];
    check_whole(&first, 200, &[&always, &[JSON], &BASIC_ONCE], &expected);
    for (user, known) in [("a", tag.clone()), ("b", format!("\"x\", {tag}")), ("c", "*".to_owned())] {
        let again = ask_as(user, port, "GET", NOTHING, &[("If-None-Match", &known)]);
        check_whole(&again, 304, &[&always, &BASIC_ONCE], &Value::Null);
    }
    let other = ask_as("d", port, "GET", NOTHING, &[("If-None-Match", "\"x\"")]);
    check_whole(&other, 200, &[&always, &[JSON], &BASIC_ONCE], &expected);
    // Another tier may see something else, so its tag is another.
    let mega = ask_as("e", port, "GET", NOTHING, &[("X-RapidAPI-Subscription", "MEGA")]);
    assert_ne!(mega.header("etag"), Some(tag.as_str()));
}

#[test]
fn a_400_a_403_a_404_and_a_405_are_whole() {
    let server = prod();
    let port = server.port();
    let path = "/v1/ingredient/inci";
    let fault = "too short: give at least 2 characters, or one Hangul syllable";
    let bad = ask_as("bad", port, "GET", "/v1/ingredient/inci?q=a", &[]);
    check_problem(&bad, &BASIC_ONCE, &parameter_problem("q", fault, path));

    let refused = ask_as("plan", port, "GET", "/v1/ingredient/search?q=retinol", &[]);
    let given = refused.json();
    let detail = given["detail"].as_str().unwrap_or_default();
    assert!(detail.contains("BASIC") && detail.contains("PRO"), "{detail}");
    let title = "The plan does not include this";
    let mut expected = problem(403, "feature_not_in_plan", title, detail, "/v1/ingredient/search");
    expected["feature"] = json!("contains");
    expected["tier"] = json!("BASIC");
    expected["tiers"] = json!(["PRO", "ULTRA", "MEGA"]);
    check_problem(&refused, &BASIC_ONCE, &expected);

    let title = "There is no such ingredient";
    for (user, target, title, code, detail) in [
        ("none", "/v1/ingredient/77", title, "ingredient_not_found", "no ingredient has the code 77"),
        ("nowhere", "/nowhere", "There is no such route", "route_not_found", "no route has this path"),
        (
            "version",
            "/v9/stats",
            "There is no such version",
            "version_unknown",
            "the versions of this interface are: v1",
        ),
    ] {
        let answer = ask_as(user, port, "GET", target, &[]);
        check_problem(&answer, &BASIC_ONCE, &problem(404, code, title, detail, target));
    }
}

#[test]
fn a_429_is_whole_and_others_are_still_answered() {
    let server = prod();
    let port = server.port();
    let refused = (0..200)
        .map(|_| ask_as("hasty", port, "GET", "/v1/stats", &[]))
        .find(|answer| answer.status == 429)
        .expect("20 at once are allowed, 5 in a second, 60 in a minute");
    let header = |name: &str| refused.header(name).unwrap_or_default().to_owned();
    // Whichever window was empty first: that of a second, unless the machine is slow.
    let is_second = header("x-ratelimit-limit") == "5";
    let second = header("ratelimit").split(", ").nth(1).unwrap_or_default().to_owned();
    let (state, policy, limit, reset) = if is_second {
        ("\"second\";r=0;t=1".to_owned(), "\"second\";q=5;w=1", "5", "1")
    } else {
        (format!("\"plan\";r=0;t=20, {second}"), BASIC_ONCE[1].1, "20", "20")
    };
    let limits = [
        ("retry-after", "1"),
        ("ratelimit", state.as_str()),
        ("ratelimit-policy", policy),
        ("x-ratelimit-limit", limit),
        ("x-ratelimit-remaining", "0"),
        ("x-ratelimit-reset", reset),
    ];
    let detail = "too many requests; try again in 1 s";
    check_problem(&refused, &limits, &problem(429, "rate_limited", "Too many requests", detail, "/v1/stats"));
    assert_eq!(ask_as("patient", port, "GET", "/v1/stats", &[]).status, 200);
}

#[test]
fn nothing_tells_what_the_server_is_made_of() {
    let server = prod();
    for (number, target) in ["/health", "/v1/stats", "/v1/ingredient/abc", "/nowhere"].into_iter().enumerate()
    {
        let answer = ask_as(&format!("banner-{number}"), server.port(), "GET", target, &[]);
        for name in ["server", "x-powered-by", "via", "set-cookie", "x-xss-protection"] {
            assert_eq!(answer.header(name), None, "{target}");
        }
        let said = answer.body.to_lowercase();
        for word in ["actix", "rust", "redb", "panicked", ".rs"] {
            assert!(!said.contains(word), "{word} in {said}");
        }
    }
}

#[test]
fn origins_on_the_list_may_read_and_no_others() {
    let listed = "https://app.example.com";
    let server = prod_with(|command| command.env("INCIDEX_CORS_ORIGINS", listed));
    let port = server.port();
    let exposed = "X-Request-Id, RateLimit, RateLimit-Policy, X-RateLimit-Limit, X-RateLimit-Remaining, \
                   X-RateLimit-Reset, ETag, Retry-After";
    let sent = "Accept, Authorization, Content-Type, If-None-Match, X-API-Key, X-RapidAPI-Key, \
                X-RapidAPI-Proxy-Secret, X-RapidAPI-Subscription, X-RapidAPI-User, X-RapidAPI-Version, \
                X-Request-Id, traceparent";
    let methods = "GET, HEAD, POST, OPTIONS";
    let readable = [("access-control-allow-origin", listed), ("access-control-expose-headers", exposed)];
    let allowed = [
        ("access-control-allow-methods", methods),
        ("access-control-allow-headers", sent),
        ("access-control-max-age", "86400"),
    ];
    let preflight = |origin| {
        let headers = [("Origin", origin), ("Access-Control-Request-Method", "GET"), ("X-Request-Id", ID)];
        request(port, "OPTIONS", "/v1/stats", &headers)
    };
    let always = [VARY, ID_HEADER, super::NOT_KEPT, ("allow", methods)];
    check_whole(&preflight(listed), 204, &[&always, &readable, &allowed], &Value::Null);
    let others = [
        "https://app.example.com.evil.example",
        "https://evil-app.example.com",
        "http://app.example.com",
        "https://app.example.com:444",
        "https://APP.example.com",
        "null",
        "*",
    ];
    for origin in others {
        check_whole(&preflight(origin), 204, &[&always], &Value::Null);
    }
    for (number, origin) in others.into_iter().chain([listed]).enumerate() {
        let user = format!("origin-{number}");
        let answer = ask_as(&user, port, "GET", "/v1/ingredient/77", &[("Origin", origin)]);
        let detail = "no ingredient has the code 77";
        let expected =
            problem(404, "ingredient_not_found", "There is no such ingredient", detail, "/v1/ingredient/77");
        let more: &[(&str, &str)] = if origin == listed { &readable } else { &[] };
        check_problem(&answer, &[&BASIC_ONCE[..], more].concat(), &expected);
    }
    let credentials = request(port, "GET", "/v1/stats", &[PROXY_SECRET, ("Origin", listed)]);
    assert_eq!(credentials.header("access-control-allow-credentials"), None);
}
