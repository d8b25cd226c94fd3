//! The curated index over HTTP: the ingredients that people look up first, and whole answers.

use incidex_tests::{Answer, Server, curated_index, get, request};
use serde_json::{Value, json};

fn encoded(text: &str) -> String {
    text.bytes().map(|byte| format!("%{byte:02X}")).collect()
}

fn lookup(server: &Server, field: &str, query: &str) -> Value {
    let answer = get(server.port(), &format!("/v1/ingredient/{field}?q={}", encoded(query)));
    assert_eq!(answer.status, 200, "{}", answer.body);
    assert_eq!(answer.header("content-type"), Some("application/json"));
    answer.json()
}

fn codes(answer: &Value) -> Vec<u64> {
    answer["data"].as_array().unwrap().iter().map(|record| record["code"].as_u64().unwrap()).collect()
}

#[test]
fn three_ways_lead_to_one_record() {
    let server = Server::start(curated_index());
    let by_name = lookup(&server, "inci", "niacinamide");
    let by_korean = lookup(&server, "kr", "나이아신아마이드");
    let by_number = lookup(&server, "cas", "98-92-0");
    let by_digits = lookup(&server, "cas", "98920");
    let by_ec = lookup(&server, "ec", "202-713-4");
    assert_eq!(codes(&by_name)[0], 1941);
    for other in [&by_korean, &by_number, &by_digits, &by_ec] {
        assert_eq!(other["data"][0], by_name["data"][0]);
    }
}

#[test]
fn a_record_is_whole() {
    let server = Server::start(curated_index());
    let answer = get(server.port(), "/v1/ingredient/9").json();
    let record = &answer["data"];
    let expected = [
        ("code", json!(9)),
        ("kr_name", json!("리날룰")),
        ("inci_name", json!("Linalool")),
        ("old_name", json!("")),
        ("origin_definition", json!("")),
        ("cas_numbers", json!("78-70-6")),
        ("ec_numbers", json!("201-134-4")),
        ("regulation_status", json!("Restricted")),
        ("mfds_classification", json!("")),
        ("kcia_proviso", json!("")),
        ("masked", json!([])),
        ("cas", json!(["78-70-6"])),
        ("ec", json!(["201-134-4"])),
        ("status_scope", json!(["EU"])),
        ("variety_of", Value::Null),
    ];
    for (field, value) in expected {
        assert_eq!(record[field], value, "{field}");
    }
    let fields: Vec<&str> = record.as_object().unwrap().keys().map(String::as_str).collect();
    for field in ["purposes", "limit_value", "created_at", "updated_at"] {
        assert!(record[field].is_string(), "{field} in {fields:?}");
    }
    assert_eq!(record["sources"]["kcia"], json!([9]));
    assert_eq!(
        (&answer["success"], &answer["count"], &answer["total"]),
        (&json!(true), &json!(1), &json!(1))
    );
    for field in ["data_source", "disclaimer"] {
        assert!(!answer[field].as_str().unwrap().is_empty());
    }
    assert_eq!(answer["dataset"]["digest"].as_str().unwrap().len(), 64);
}

#[test]
fn the_ingredients_that_everybody_asks_for_come_first() {
    let server = Server::start(curated_index());
    for (field, query, code) in [
        ("inci", "retinol", 5489),
        ("inci", "RETINOL", 5489),
        ("inci", "water", 2700),
        ("inci", "aqua", 2700),
        ("inci", "glycerin", 1013),
        ("inci", "linalool", 9),
        ("inci", "1,2-hexanediol", 4877),
        ("inci", "1 2 hexanediol", 4877),
        ("kr", "병풀추출물", 540),
        ("kr", "정제수", 2700),
        ("kr", "글리세린", 1013),
        ("cas", "7732-18-5", 2700),
    ] {
        assert_eq!(codes(&lookup(&server, field, query)).first(), Some(&code), "{field} {query}");
    }
    for code in [9, 1013, 1941, 5489] {
        let answer = get(server.port(), &format!("/v1/ingredient/{code}"));
        assert_eq!((answer.status, answer.json()["data"]["code"].as_u64()), (200, Some(code)));
    }
}

#[test]
fn a_beginning_finds_and_pages_go_on() {
    let server = Server::start(curated_index());
    let first = lookup(&server, "inci", "sodium");
    let total = first["total"].as_u64().unwrap();
    assert!(total > 50 && first["count"] == 50, "{total}");
    let mut seen = codes(&first);
    for page in 2.. {
        let answer = get(server.port(), &format!("/v1/ingredient/inci?q=sodium&page={page}")).json();
        if answer["count"] == 0 {
            break;
        }
        seen.extend(codes(&answer));
    }
    assert_eq!(seen.len() as u64, total);
    seen.sort_unstable();
    seen.dedup();
    assert_eq!(seen.len() as u64, total);
}

fn assert_problem(answer: &Answer, status: u16, code: &str) {
    assert_eq!(answer.status, status, "{}", answer.body);
    assert_eq!(answer.header("content-type"), Some("application/problem+json"));
    let body = answer.json();
    assert_eq!(
        (&body["status"], &body["code"], &body["success"]),
        (&json!(status), &json!(code), &json!(false))
    );
    assert_eq!(body["request_id"].as_str(), answer.header("x-request-id"));
}

#[test]
fn every_refusal_is_a_problem() {
    let server = Server::start(curated_index());
    let port = server.port();
    for (target, status, code) in [
        ("/", 404, "route_not_found"),
        ("/v1/nothing", 404, "route_not_found"),
        ("/v1/ingredient/4000000000", 404, "ingredient_not_found"),
        ("/v1/ingredient/abc", 400, "invalid_parameter"),
        ("/v1/ingredient/inci", 400, "invalid_parameter"),
        ("/v1/ingredient/inci?q=a", 400, "invalid_parameter"),
        ("/v1/ingredient/inci?q=water&q=aqua", 400, "invalid_parameter"),
        ("/v1/ingredient/inci?q=water&query=aqua", 400, "invalid_parameter"),
        ("/v1/ingredient/inci?q=water&colour=red", 400, "invalid_parameter"),
        ("/v1/ingredient/inci?q=water&page=0", 400, "invalid_parameter"),
        ("/v1/ingredient/inci?q=wa%00ter", 400, "invalid_parameter"),
        ("/v1/ingredient/inci?q=%ff%fe", 400, "invalid_parameter"),
    ] {
        assert_problem(&get(port, target), status, code);
    }
    let answer = request(port, "DELETE", "/v1/ingredient/9", &[]);
    assert_problem(&answer, 405, "method_not_allowed");
    assert!(answer.header("allow").is_some_and(|allow| allow.contains("GET")));
}

#[test]
fn the_server_tells_how_it_is() {
    let server = Server::start(curated_index());
    let health = get(server.port(), "/health").json();
    assert_eq!(health["status"], "healthy");
    let ready = get(server.port(), "/ready");
    assert_eq!((ready.status, &ready.json()["status"]), (200, &json!("ready")));
    let statistics = get(server.port(), "/v1/stats").json();
    let data = &statistics["data"];
    let total = data["total_ingredients"].as_u64().unwrap();
    assert!(total > 2_900);
    let by_status = data["by_status"].as_object().unwrap();
    assert_eq!(by_status.values().map(|count| count.as_u64().unwrap()).sum::<u64>(), total);
    assert_eq!(data["by_status"], data["by_regulation_status"]);
    assert!(by_status["Prohibited"].as_u64().unwrap() > 0 && by_status["Restricted"].as_u64().unwrap() > 20);
}
