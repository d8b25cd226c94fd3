//! Input that a hostile or clumsy client sends, and methods: a clear answer each.

use incidex_tests::{exchange, request};
use serde_json::{Value, json};

use super::{
    BASIC_ONCE, ID, PROBLEM, PROXY_SECRET, VARY, ask_as, check_problem, check_whole, parameter_problem,
    problem, prod,
};

const SHORT: &str = "too short: give at least 2 characters, or one Hangul syllable";

#[test]
fn wildcards_quotes_and_nulls_have_a_clear_answer_each() {
    let server = prod();
    let path = "/v1/ingredient/inci";
    let long = "a".repeat(3_000);
    for (number, (query, fault)) in [
        ("%2A", SHORT),
        ("*", SHORT),
        ("%25", SHORT),
        ("%27", SHORT),
        ("%22", SHORT),
        ("_", SHORT),
        ("wa%00ter", "holds a control character"),
        ("wa%0D%0Ater", "holds a control character"),
        (long.as_str(), "too long: give at most 2048 characters"),
    ]
    .into_iter()
    .enumerate()
    {
        let user = format!("bad-{number}");
        let answer = ask_as(&user, server.port(), "GET", &format!("{path}?q={query}"), &[]);
        check_problem(&answer, &BASIC_ONCE, &parameter_problem("q", fault, path));
    }
    // Long enough, these are texts like any other: nothing begins so, and no wildcard matches all.
    for (number, query) in
        ["%25%25", "%27%20OR%201%3D1--", "%22%3B%20DROP", "%24%7Bjndi%3Ax%7D", "..%2F..%2F"]
            .into_iter()
            .enumerate()
    {
        let user = format!("odd-{number}");
        let answer = ask_as(&user, server.port(), "GET", &format!("{path}?q={query}"), &[]);
        assert_eq!((answer.status, &answer.json()["total"]), (200, &json!(0)), "{query}: {answer:?}");
    }
    // Punctuation does not count in what names begin with, so this asks for what begins with "nia".
    let total = |user, query| {
        ask_as(user, server.port(), "GET", &format!("{path}?q={query}"), &[]).json()["total"].clone()
    };
    assert_eq!(total("starred", "nia*"), total("plain", "nia"));
}

#[test]
fn a_code_that_is_no_number_is_named() {
    let server = prod();
    for (number, code) in ["abc", "-1", "1e3", "9%27", "%00", "0x9"].into_iter().enumerate() {
        let path = format!("/v1/ingredient/{code}");
        let answer = ask_as(&format!("codes-{number}"), server.port(), "GET", &path, &[]);
        let fault = "not a code: give a whole number";
        check_problem(&answer, &BASIC_ONCE, &parameter_problem("code", fault, &path));
    }
    // A number that no code can be is a number all the same.
    let path = "/v1/ingredient/99999999999999999999";
    let answer = ask_as("codes-large", server.port(), "GET", path, &[]);
    let detail = "no ingredient has the code 99999999999999999999";
    let expected = problem(404, "ingredient_not_found", "There is no such ingredient", detail, path);
    check_problem(&answer, &BASIC_ONCE, &expected);
}

#[test]
fn raw_utf_8_in_the_target_is_answered() {
    let server = prod();
    let raw = ask_as("raw", server.port(), "GET", "/v1/ingredient/kr?q=레티놀", &[]);
    let encoded =
        ask_as("encoded", server.port(), "GET", "/v1/ingredient/kr?q=%EB%A0%88%ED%8B%B0%EB%86%80", &[]);
    assert_eq!((raw.status, &raw.json()["data"][0]["code"]), (200, &json!(5489)));
    assert_eq!((&raw.body, raw.header("etag")), (&encoded.body, encoded.header("etag")));
    let head = format!(
        " HTTP/1.1\r\nHost: a\r\nX-Request-Id: {ID}\r\n{}: {}\r\nConnection: close\r\nX-RapidAPI-User: bytes\r\n\r\n",
        PROXY_SECRET.0, PROXY_SECRET.1
    );
    let bytes = [b"GET /v1/ingredient/kr?q=\xff\xfe", head.as_bytes()].concat();
    let fault = "the value is not percent-encoded UTF-8";
    let answer = exchange(server.port(), &bytes);
    check_problem(&answer, &BASIC_ONCE, &parameter_problem("q", fault, "/v1/ingredient/kr"));
}

#[test]
fn head_is_as_get_without_the_body() {
    let server = prod();
    for target in ["/health", "/ready", "/v1/stats", "/v1/ingredient/9", "/v1/ingredient/abc", "/nowhere"] {
        let user = |method| format!("{method}-{}", target.replace('/', "-"));
        let get = ask_as(&user("get"), server.port(), "GET", target, &[]);
        let head = ask_as(&user("head"), server.port(), "HEAD", target, &[]);
        assert_eq!((head.status, head.body.as_str()), (get.status, ""), "{target}");
        let stable = |answer: &incidex_tests::Answer| {
            let mut headers = answer.headers.clone();
            headers.retain(|(name, _)| !["date", "server-timing"].contains(&name.as_str()));
            headers.sort();
            headers
        };
        assert_eq!(stable(&head), stable(&get), "{target}");
    }
}

#[test]
fn options_tells_the_methods_and_trace_is_not_taken() {
    let server = prod();
    let options = ask_as("options", server.port(), "OPTIONS", "/v1/stats", &[]);
    let always = [VARY, ("x-request-id", ID), ("cache-control", "no-store"), ("allow", "GET, HEAD, OPTIONS")];
    check_whole(&options, 204, &[&always, &BASIC_ONCE], &Value::Null);
    for method in ["TRACE", "DELETE", "PUT", "PATCH", "POST", "PROPFIND", "BREW"] {
        let user = format!("method-{method}");
        let headers: &[(&str, &str)] = &[("Cookie", "session=1"), ("Content-Length", "0")];
        let answer = ask_as(&user, server.port(), method, "/v1/stats", headers);
        let title = "The route does not take this method";
        let detail = "this route takes GET, HEAD, OPTIONS";
        let expected = problem(405, "method_not_allowed", title, detail, "/v1/stats");
        let allow: &[(&str, &str)] = &[("allow", "GET, HEAD, OPTIONS")];
        check_problem(&answer, &[allow, &BASIC_ONCE].concat(), &expected);
        assert!(!answer.body.contains("session"), "nothing of the request is echoed");
    }
}

#[test]
fn unknown_and_repeated_parameters_are_refused() {
    let server = prod();
    let path = "/v1/ingredient/inci";
    for (user, query, parameter) in
        [("unknown", "q=water&colour=red", "colour"), ("repeated", "q=water&q=aqua", "q")]
    {
        let answer = ask_as(user, server.port(), "GET", &format!("{path}?{query}"), &[]);
        let fault = answer.json()["errors"][0]["detail"].as_str().unwrap_or_default().to_owned();
        assert!(!fault.is_empty(), "{answer:?}");
        check_problem(&answer, &BASIC_ONCE, &parameter_problem(parameter, &fault, path));
    }
    let unlike = request(server.port(), "GET", "/v1/stats", &[PROXY_SECRET, ("Accept", "text/html")]);
    assert_eq!((unlike.status, unlike.header("content-type")), (406, Some(PROBLEM.1)));
}
