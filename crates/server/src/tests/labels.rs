//! Labels and batches: what is answered, what a plan allows, what it costs, what is refused.

use incidex_core::tier::{Tier, TierPolicy};
use serde_json::{Value, json};

use super::plans::PlanServer;
use crate::dto::Report;

const RESOLVE: &str = "/v1/labels/resolve";
const LOOKUP: &str = "/v1/ingredients/lookup";

fn resolve(server: &PlanServer, body: &Value) -> Value {
    let answer = server.post(RESOLVE, "", &body.to_string());
    assert_eq!(answer.status, 200, "{}", answer.body);
    assert_eq!((answer.header("cache-control"), answer.header("etag")), (Some("no-store"), None));
    answer.json()
}

#[test]
fn a_label_is_read_with_places_and_markets() {
    let server = PlanServer::of(Tier::Pro);
    let body =
        json!({"text": "정제수, Retinol (0.3%), Unobtainium", "markets": ["eu", "한국", "Canada", "EU"]});
    let answer = resolve(&server, &body);
    assert_eq!((&answer["count"], &answer["total"]), (&json!(1), &json!(1)));
    let report = &answer["data"];
    let items = report["items"].as_array().unwrap();
    let texts: Vec<&str> = items.iter().map(|item| item["text"].as_str().unwrap()).collect();
    assert_eq!(texts, ["정제수", "Retinol", "Unobtainium"]);
    let codes: Vec<&Value> = items.iter().map(|item| &item["ingredient"]["code"]).collect();
    assert_eq!(codes, [&json!(2700), &json!(5489), &Value::Null]);
    assert_eq!(items[1]["span"], json!({"bytes": [11, 18], "chars": [5, 12]}));
    assert_eq!(items[1]["amount"]["value"], 0.3);
    // A view like any other: the plan masks what it masks.
    assert_eq!(items[1]["ingredient"], server.ok("/v1/ingredient/5489")["data"]);
    assert_eq!(items[1]["markets"]["EU"], json!({"status": "restricted", "references": ["EU III/98"]}));
    assert_eq!(items[1]["markets"]["KR"]["status"], "unknown");
    assert_eq!(items[1]["markets"]["CA"]["status"], "outside_plan");
    assert_eq!(items[0]["markets"]["EU"]["status"], "not_listed");
    assert_eq!(report["summary"]["markets"]["EU"]["restricted"], json!([1]));
    assert_eq!((&items[2]["kind"], items[2]["reason"].is_string()), (&json!("unresolved"), true));
}

#[test]
fn over_http_and_from_the_library_a_report_is_the_same() {
    let server = PlanServer::of(Tier::Mega);
    let text = "[A] Water*, Retinl (0.3%). *a note\n[B] May contain: Honey";
    let answer = resolve(&server, &json!({"text": text}));
    let bundle = super::data::bundle();
    let report = bundle.catalog().resolve_label(&TierPolicy::unrestricted(), text, &[]).unwrap();
    assert_eq!(answer["data"], serde_json::to_value(Report::from(&report)).unwrap());
    // What the library writes by itself has the same members.
    let bare = serde_json::to_value(report.map_ingredients(|view| view.code.get())).unwrap();
    let members = |value: &Value| -> Vec<String> { value.as_object().unwrap().keys().cloned().collect() };
    assert_eq!(members(&answer["data"]), members(&bare));
    assert_eq!(members(&answer["data"]["items"][0]), members(&bare["items"][0]));
    assert_eq!(members(&answer["data"]["summary"]), members(&bare["summary"]));
    for part in ["sections", "noise", "separators", "footnotes"] {
        assert_eq!(answer["data"][part], bare[part], "{part}");
    }
}

#[test]
fn several_labels_keep_their_names_and_their_order() {
    let server = PlanServer::of(Tier::Ultra);
    let labels =
        json!({"labels": [{"id": "b", "text": "Honey"}, {"id": "a", "text": ""}, {"id": "b", "text": "물"}]});
    let answer = resolve(&server, &labels);
    let ids: Vec<&str> =
        answer["data"].as_array().unwrap().iter().map(|one| one["id"].as_str().unwrap()).collect();
    assert_eq!((ids, &answer["count"]), (vec!["b", "a", "b"], &json!(3)));
    assert_eq!(answer["data"][0]["report"]["items"][0]["ingredient"]["code"], 400);
    assert_eq!(answer["data"][1]["report"]["items"], json!([]));
}

#[test]
fn names_are_looked_up_in_their_order() {
    let server = PlanServer::of(Tier::Pro);
    let queries = ["Retinol", "정제수", "11103-57-4", "68-26-9", "Unobtainium", "(*)", ""];
    let answer = server.post(LOOKUP, "", &json!({"queries": queries}).to_string()).json();
    let data = answer["data"].as_array().unwrap();
    let seen: Vec<(&str, &str, Option<u64>)> = data
        .iter()
        .map(|one| {
            let code = one["hits"][0]["code"].as_u64();
            (one["query"].as_str().unwrap(), one["status"].as_str().unwrap(), code)
        })
        .collect();
    let expected = [
        ("Retinol", "found", Some(5489)),
        ("정제수", "found", Some(2700)),
        ("11103-57-4", "found", Some(5489)),
        ("68-26-9", "invalid", None),
        ("Unobtainium", "not_found", None),
        ("(*)", "invalid", None),
        ("", "invalid", None),
    ];
    assert_eq!(seen, expected);
    assert_eq!(answer["count"], 7);
}

#[test]
fn a_plan_takes_so_much_at_once() {
    let label = json!({"id": "x", "text": "Water"});
    let (pro, mega) = (PlanServer::of(Tier::Pro), PlanServer::of(Tier::Mega));
    let two = json!({"labels": [label, label]}).to_string();
    let answer = pro.post(RESOLVE, "", &two);
    let problem = answer.json();
    assert_eq!((answer.status, &problem["code"]), (403, &json!("plan_limit")));
    assert_eq!(problem["detail"], "the plan PRO takes 1 at once for labels, and 2 were sent");
    assert_eq!((&problem["feature"], &problem["tiers"]), (&json!("labels"), &json!(["ULTRA", "MEGA"])));
    assert_eq!(mega.post(RESOLVE, "", &two).status, 200);
    let names = |count: usize| json!({"queries": vec!["Water"; count]}).to_string();
    assert_eq!(pro.post(LOOKUP, "", &names(20)).status, 200);
    let problem = pro.post(LOOKUP, "", &names(21)).json();
    assert_eq!((&problem["code"], &problem["tiers"]), (&json!("plan_limit"), &json!(["ULTRA", "MEGA"])));
    let problem = mega.post(LOOKUP, "", &names(501)).json();
    assert_eq!((&problem["code"], &problem["tiers"]), (&json!("plan_limit"), &json!([])));
    // A plan without the feature is told so whatever was sent.
    let basic = PlanServer::of(Tier::Basic);
    for (target, body) in [(RESOLVE, "no JSON"), (LOOKUP, "{}"), (RESOLVE, &two)] {
        let answer = basic.post(target, "", body);
        assert_eq!((answer.status, &answer.json()["code"]), (403, &json!("feature_not_in_plan")), "{target}");
    }
}

#[test]
fn a_label_costs_as_much_as_five_requests_and_twenty_names_as_much_as_one() {
    let left = |target: &str, body: &str| -> u32 {
        let answer = PlanServer::of(Tier::Mega).post(target, "", body);
        assert_eq!(answer.status, 200, "{}", answer.body);
        answer.header("x-ratelimit-remaining").unwrap().parse().unwrap()
    };
    let label = json!({"id": "x", "text": "Water"});
    let names = |count: usize| json!({"queries": vec!["Water"; count]}).to_string();
    let all = left(LOOKUP, &names(20)) + 1;
    assert_eq!(left(LOOKUP, &names(1)), all - 1);
    assert_eq!(left(LOOKUP, &names(41)), all - 3);
    assert_eq!(left(RESOLVE, &json!({"text": "Water"}).to_string()), all - 5);
    assert_eq!(left(RESOLVE, &json!({"labels": [label, label, label]}).to_string()), all - 15);
}

#[test]
fn bodies_keep_their_rules() {
    let server = PlanServer::of(Tier::Mega);
    let (fits, long) = ("a".repeat(65_536), "a".repeat(65_537));
    let half = "a".repeat(32_769);
    assert_eq!(server.post(RESOLVE, "", &json!({"text": fits}).to_string()).status, 200);
    for (target, body, pointer, detail) in [
        (RESOLVE, json!({}), "", "give either text or labels"),
        (RESOLVE, json!({"text": "a", "labels": [{"id": "", "text": ""}]}), "", "give either text or labels"),
        (RESOLVE, json!({"text": null}), "/text", "expected a string"),
        (RESOLVE, json!({"labels": []}), "", "give 1 to 100 labels"),
        (RESOLVE, json!({"text": long}), "/text", "longer than 65536 bytes"),
        (
            RESOLVE,
            json!({"labels": [{"id": "", "text": half}, {"id": "", "text": half}]}),
            "",
            "the labels have 65538 bytes in sum and may have 65536",
        ),
        (
            RESOLVE,
            json!({"labels": [{"id": "x".repeat(129), "text": ""}]}),
            "/labels/0/id",
            "longer than 128 characters",
        ),
        (RESOLVE, json!({"labels": [{"text": ""}]}), "/labels/0/id", "missing"),
        (
            RESOLVE,
            json!({"text": "", "markets": ["EU", "Atlantis"]}),
            "/markets",
            "no such market at 1: give a code (KR, EU, CN, US, JP, ASEAN, TW, BR, AR, CA) or a name",
        ),
        (LOOKUP, json!({"queries": []}), "/queries", "give 1 to 10000 queries"),
        (LOOKUP, json!({"queries": [1]}), "/queries/0", "expected a string"),
        (LOOKUP, json!({"queries": ["a"], "x": 1}), "/x", "unknown member; expected `queries`"),
    ] {
        let answer = server.post(target, "", &body.to_string());
        let problem = answer.json();
        assert_eq!((answer.status, &problem["code"]), (422, &json!("invalid_body")), "{problem}");
        assert_eq!(problem["errors"], json!([{"pointer": pointer, "detail": detail}]));
    }
    assert_eq!(server.post(&format!("{LOOKUP}?q=x"), "", r#"{"queries": ["a"]}"#).status, 400);
    assert_eq!(server.ask("GET", RESOLVE, "").header("allow"), Some("post, options"));
}
