//! What each route answers when all is well, and when there is nothing.

use std::collections::BTreeSet;

use incidex_core::text::NORMALIZER_VERSION;
use incidex_core::tier::Tier;
use serde_json::{Value, json};

use super::client::TestServer;
use super::plans::PlanServer;

fn retinol() -> Value {
    json!({
        "code": 5489,
        "kr_name": "레티놀",
        "inci_name": "Retinol",
        "old_name": "비타민에이, 비타민A",
        "origin_definition": "",
        "cas_numbers": "68-26-8, 11103-57-4",
        "ec_numbers": "200-683-7",
        "purposes": "피부컨디셔닝제",
        "regulation_status": "Restricted",
        "limit_value": "EU III/98: 0.3 %",
        "mfds_classification": "",
        "kcia_proviso": "",
        "created_at": "2024-10-01 00:00:00",
        "updated_at": "2026-03-23 00:00:00",
        "masked": [],
        "names": [
            {"text": "Retinol", "kind": "inci", "language": "inci"},
            {"text": "레티놀", "kind": "korean", "language": "ko"},
            {"text": "비타민에이", "kind": "former_korean_name", "language": "ko"},
            {"text": "비타민A", "kind": "former_korean_name", "language": "ko"},
        ],
        "cas": ["68-26-8", "11103-57-4"],
        "ec": ["200-683-7"],
        "functions": [
            {"code": "skin_conditioning", "name_en": "Skin conditioning", "name_ko": "피부컨디셔닝제"},
        ],
        "sources": {"cosing": [79599], "kcia": [5489]},
        "status_scope": ["EU"],
        "variety_of": null,
    })
}

fn envelope(server: &TestServer, data: &Value, count: usize, total: usize) -> Value {
    json!({
        "success": true,
        "count": count,
        "total": total,
        "data": data,
        "data_source": "A source, made up; Another",
        "disclaimer": crate::dto::DISCLAIMER,
        "dataset": server.dataset_json(),
    })
}

#[test]
fn every_lookup_answers_with_the_record() {
    let server = TestServer::start();
    for target in [
        "/v1/ingredient/inci?q=retinol",
        "/v1/ingredient/inci?query=RETI&page=1",
        "/v1/ingredient/kr?q=%EB%A0%88%ED%8B%B0",
        "/v1/ingredient/kr?q=%EB%B9%84%ED%83%80%EB%AF%BC+A",
        "/v1/ingredient/cas?q=68-26-8",
        "/v1/ingredient/cas?q=11103",
        "/v1/ingredient/ec?q=200-683-7",
    ] {
        let answer = server.get(target);
        assert_eq!(answer.status, 200, "{target}: {}", answer.body);
        assert_eq!(answer.header("content-type"), Some("application/json"));
        assert_eq!(answer.json(), envelope(&server, &json!([retinol()]), 1, 1), "{target}");
    }
}

#[test]
fn a_code_answers_with_one_object() {
    let server = TestServer::start();
    assert_eq!(server.get("/v1/ingredient/5489").json(), envelope(&server, &retinol(), 1, 1));
    let variety = server.get("/v1/ingredient/3107").json();
    assert_eq!(variety["data"]["variety_of"], 2700);
    assert_eq!(variety["data"]["regulation_status"], "Not Listed");
    assert_eq!(variety["data"]["created_at"], "");
}

#[test]
fn what_is_not_there_is_an_empty_list() {
    let server = TestServer::start();
    for target in [
        "/v1/ingredient/inci?q=unobtainium",
        "/v1/ingredient/inci?q=(*)",
        "/v1/ingredient/inci?q=%20%20",
        "/v1/ingredient/cas?q=--",
        "/v1/ingredient/ec?q=abc",
    ] {
        let answer = server.get(target);
        assert_eq!((answer.status, answer.json()), (200, envelope(&server, &json!([]), 0, 0)), "{target}");
    }
}

#[test]
fn pages_follow_each_other_and_end() {
    let server = TestServer::start();
    let codes = |page: &str| {
        let body = server.get(&format!("/v1/ingredient/inci?q=copper&page={page}")).json();
        assert_eq!(body["total"], 60);
        assert_eq!(body["count"], body["data"].as_array().unwrap().len());
        body["data"].as_array().unwrap().iter().map(|r| r["code"].as_u64().unwrap()).collect::<Vec<_>>()
    };
    assert_eq!(codes("1"), (10_000..10_050).collect::<Vec<_>>());
    assert_eq!(codes("2"), (10_050..10_060).collect::<Vec<_>>());
    assert!(codes("3").is_empty());
    assert!(codes("99999999999999999999999999").is_empty());
}

#[test]
fn one_syllable_is_enough() {
    let server = TestServer::start();
    assert_eq!(server.get("/v1/ingredient/kr?q=%EA%BF%80").json()["data"][0]["code"], 400);
}

#[test]
fn statistics_count_every_status() {
    let server = TestServer::start();
    let by_status = json!({
        "Prohibited": 0, "Restricted": 1, "Restricted / Prohibited": 0, "Not Listed": 63, "Unknown": 0,
    });
    let source = |id: &str, title: &str| json!({"id": id, "title": title, "date": "2026-03-23", "terms": "none", "sha256": "00", "rows": 64});
    let data = json!({
        "total_ingredients": 64,
        "by_status": by_status,
        "by_regulation_status": by_status,
        "api_version": env!("CARGO_PKG_VERSION"),
        "dataset_version": server.dataset_json()["version"],
        "sources": [source("test", "A source, made up"), source("other", "Another")],
        "status_scope": ["EU"],
    });
    assert_eq!(server.get("/v1/stats").json(), envelope(&server, &data, 1, 1));
}

#[test]
fn the_data_set_tells_what_it_is_made_of() {
    let server = TestServer::start();
    let function =
        json!({"code": "skin_conditioning", "name_en": "Skin conditioning", "name_ko": "피부컨디셔닝제"});
    assert_eq!(server.get("/v1/functions").json(), envelope(&server, &json!([function]), 1, 1));
    let markets = server.get("/v1/markets").json();
    assert_eq!(markets, envelope(&server, &markets["data"], 10, 10));
    let market = |code: &str, name_en: &str, name_ko: &str, is_loaded: bool| json!({"code": code, "name_en": name_en, "name_ko": name_ko, "is_loaded": is_loaded, "is_in_plan": true});
    assert_eq!(markets["data"][0], market("KR", "South Korea", "한국", false));
    assert_eq!(markets["data"][1], market("EU", "European Union", "EU", true));
    let basic = PlanServer::of(Tier::Basic).ok("/v1/markets");
    assert!(basic["data"].as_array().unwrap().iter().all(|market| market["is_in_plan"] == false));
    let dataset = server.get("/v1/dataset").json();
    let statistics = server.get("/v1/stats").json();
    let data = json!({
        "version": server.dataset_json()["version"],
        "digest": server.dataset_json()["digest"],
        "format_version": server.dataset.current().catalog().manifest().format_version,
        "normalizer_version": NORMALIZER_VERSION,
        "counts": server.dataset.current().catalog().manifest().counts,
        "markets": ["EU"],
        "sources": statistics["data"]["sources"],
    });
    assert_eq!(dataset, envelope(&server, &data, 1, 1));
    assert_eq!(dataset["data"]["counts"]["ingredients"], 64);
}

#[test]
fn what_is_drawn_at_random_is_a_record_and_not_always_the_same() {
    let server = TestServer::start();
    let mut drawn = BTreeSet::new();
    // The same one of 64 forty times over is not to be seen in the life of the universe.
    for _ in 0..40 {
        let answer = server.get("/v1/ingredient/random");
        assert_eq!((answer.status, answer.header("etag")), (200, None));
        assert_eq!(answer.header("cache-control"), Some("no-store"));
        let code = answer.json()["data"]["code"].as_u64().unwrap();
        assert_eq!(answer.json(), server.get(&format!("/v1/ingredient/{code}")).json());
        drawn.insert(code);
    }
    assert!(drawn.len() > 1, "{drawn:?}");
    assert_eq!(server.get("/v1/ingredient/random?seed=1").status, 400);
}

#[test]
fn health_and_readiness_tell() {
    let server = TestServer::start();
    let health = server.get("/health?probe=1").json();
    let timestamp = health["timestamp"].as_str().unwrap();
    assert!(timestamp.parse::<jiff::Timestamp>().is_ok() && timestamp.ends_with('Z'), "{timestamp}");
    let version = env!("CARGO_PKG_VERSION");
    assert_eq!(health, json!({"status": "healthy", "version": version, "timestamp": timestamp}));
    let ready = server.get("/ready").json();
    assert_eq!(ready, json!({"status": "ready", "version": version, "dataset": server.dataset_json()}));
}
