//! Every kind of malformed request is a 400 that names the parameter.

use serde_json::{Value, json};

use super::client::TestServer;

/// Each fault is the parameter and what is wrong with it.
#[track_caller]
fn check(server: &TestServer, target: &str, detail: &str, faults: &[(&str, &str)]) {
    let answer = server.get(target);
    let errors: Vec<Value> =
        faults.iter().map(|(parameter, detail)| json!({"parameter": parameter, "detail": detail})).collect();
    let expected = json!({
        "type": "urn:incidex:problem:invalid_parameter",
        "title": "A parameter is not valid",
        "status": 400,
        "detail": detail,
        "instance": target.split('?').next(),
        "code": "invalid_parameter",
        "request_id": "test-1",
        "success": false,
        "errors": errors,
    });
    assert_eq!((answer.status, answer.json()), (400, expected), "{target}");
    assert_eq!(answer.header("content-type"), Some("application/problem+json"));
}

#[track_caller]
fn check_one(server: &TestServer, target: &str, parameter: &str, detail: &str) {
    check(server, target, &format!("{parameter}: {detail}"), &[(parameter, detail)]);
}

#[test]
fn a_query_is_read_strictly() {
    let server = TestServer::start();
    let inci = |query: &str| format!("/v1/ingredient/inci{query}");
    let known = "unknown parameter; this route takes q, query, page";
    let short = "too short: give at least 2 characters, or one Hangul syllable";
    let encoding = "the value is not percent-encoded UTF-8";
    let page = "not a page: give a whole number from 1";
    check_one(&server, &inci(""), "q", "missing");
    check_one(&server, &inci("?page=1"), "q", "missing");
    check_one(&server, &inci("?q=water&colour=red"), "colour", known);
    check_one(&server, &inci("?q=water&Q=x"), "Q", known);
    check_one(&server, &inci("?q=water&q=water"), "q", "given more than once");
    check_one(&server, &inci("?q=w"), "q", short);
    check_one(&server, &inci("?q="), "q", short);
    check_one(&server, &inci("?query=%E3%84%B1"), "query", short);
    check_one(
        &server,
        &inci(&format!("?q={}", "a".repeat(2049))),
        "q",
        "too long: give at most 2048 characters",
    );
    check_one(&server, &inci("?q=wa%00ter"), "q", "holds a control character");
    check_one(&server, &inci("?q=wa%0Ater"), "q", "holds a control character");
    check_one(&server, &inci("?q=%ff%fe"), "q", encoding);
    check_one(&server, &inci("?q=water%2"), "q", encoding);
    check_one(&server, &inci("?q=water&page=0"), "page", page);
    check_one(&server, &inci("?q=water&page=two"), "page", page);
    check_one(&server, &inci("?q=water&page="), "page", page);
    check_one(&server, "/v1/ingredient/cas?q=6", "q", short);
    check_one(&server, "/v1/ingredient/ec?q=2", "q", short);
    let search = "/v1/ingredient/search";
    check_one(&server, search, "q", "missing");
    check_one(&server, &format!("{search}?q=w"), "q", short);
    check_one(
        &server,
        &format!("{search}?q=water&field=ec"),
        "field",
        "no such field: give inci, kr, cas or all",
    );
    check_one(
        &server,
        &format!("{search}?q=water&s=1"),
        "s",
        "unknown parameter; this route takes q, query, field, page",
    );
    let status = "/v1/ingredient/status";
    let statuses = "no such status: give Prohibited, Restricted, Restricted / Prohibited or Not Listed";
    check_one(&server, status, "s", "missing");
    check_one(&server, &format!("{status}?s=Banned"), "s", statuses);
    check_one(&server, &format!("{status}?s=Unknown"), "s", statuses);
    check_one(&server, &format!("{status}?s=Restricted&page=0"), "page", page);
    check_one(
        &server,
        &format!("{status}?q=x&s=Restricted"),
        "q",
        "unknown parameter; this route takes s, page",
    );
    let markets = "no such market: give a code or a name of KR (South Korea, 한국), EU (European Union, EU), \
                   CN (China, 중국), US (United States, 미국), JP (Japan, 일본), ASEAN (ASEAN, 아세안), \
                   TW (Taiwan, 대만), BR (Brazil, 브라질), AR (Argentina, 아르헨티나), CA (Canada, 캐나다)";
    check_one(&server, "/v1/ingredient/5489/regulations?country=Atlantis", "country", markets);
    check_one(
        &server,
        "/v1/ingredient/5489/regulations?market=EU",
        "market",
        "unknown parameter; this route takes country",
    );
    check_one(&server, "/v1/ingredient/abc/regulations", "code", "not a code: give a whole number");
    let none = "unknown parameter; this route takes none";
    check_one(&server, "/v1/stats?a=1", "a", none);
    check_one(&server, "/v1/ingredient/5489?a=1", "a", none);
    for code in ["abc", "-1", "+1", "1.0", "0x1"] {
        check_one(&server, &format!("/v1/ingredient/{code}"), "code", "not a code: give a whole number");
    }
}

#[test]
fn several_faults_are_all_named() {
    let server = TestServer::start();
    let only = "give only one of q, query";
    check(
        &server,
        "/v1/ingredient/inci?q=water&query=water",
        "2 parameters are at fault; `errors` names them",
        &[("q", only), ("query", only)],
    );
    check(
        &server,
        "/v1/ingredient/inci?q=w&page=0",
        "2 parameters are at fault; `errors` names them",
        &[
            ("page", "not a page: give a whole number from 1"),
            ("q", "too short: give at least 2 characters, or one Hangul syllable"),
        ],
    );
}

#[test]
fn no_answer_repeats_much_of_the_input() {
    let server = TestServer::start();
    let long = "z".repeat(500);
    let answer = server.get(&format!("/v1/stats?{long}=1"));
    assert_eq!(answer.json()["errors"][0]["parameter"], "z".repeat(64));
    let many: Vec<String> = (0..500).map(|number| format!("parameter{number}=1")).collect();
    assert_eq!(
        server.get(&format!("/v1/stats?{}", many.join("&"))).json()["errors"].as_array().unwrap().len(),
        8
    );
    let digits = "9".repeat(500);
    for target in
        [format!("/v1/ingredient/{digits}"), format!("/{long}"), format!("/{}", "%EA%BF%80".repeat(99))]
    {
        let answer = server.get(&target);
        assert_eq!(answer.status, 404);
        assert!(answer.body.len() < 400, "{}", answer.body);
    }
}
