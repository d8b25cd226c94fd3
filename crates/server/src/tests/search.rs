//! The one box and type-ahead over HTTP: what is passed on, what is explained, how a list goes on, what is refused.

use incidex_core::tier::Tier;
use serde_json::{Value, json};

use super::plans::PlanServer;

fn codes(answer: &Value) -> Vec<u64> {
    let data = answer["data"].as_array().unwrap();
    data.iter().map(|hit| hit["ingredient"]["code"].as_u64().unwrap()).collect()
}

#[test]
fn a_hit_says_what_matched_and_where() {
    let server = PlanServer::of(Tier::Pro);
    let answer = server.ok("/v1/search?q=%EB%B9%84%ED%83%80%EB%AF%BC%20a");
    assert_eq!((codes(&answer), &answer["total"]), (vec![5489], &json!(1)));
    assert_eq!(
        (&answer["total_is_exact"], &answer["next_cursor"], &answer["notice"]),
        (&json!(true), &Value::Null, &Value::Null)
    );
    let hit = &answer["data"][0];
    assert_eq!(hit["ingredient"], server.ok("/v1/ingredient/5489")["data"]);
    let matched = &hit["match"];
    assert_eq!((&matched["name"], &matched["kind"]), (&json!("비타민A"), &json!("former_korean_name")));
    assert_eq!(
        (&matched["language"], &matched["mode"], &matched["edits"]),
        (&json!("ko"), &json!("exact"), &json!(0))
    );
    assert_eq!(matched["ranges"], json!({"bytes": [[0, 10]], "chars": [[0, 4]]}));
    assert_eq!((&matched["rules"]["standing"], &matched["rules"]["code"]), (&json!("variant"), &json!(5489)));
    let number = server.ok("/v1/search?q=68-26-8");
    let matched = &number["data"][0]["match"];
    assert_eq!(
        (&matched["kind"], &matched["mode"], &matched["language"]),
        (&json!("cas"), &json!("identifier"), &Value::Null)
    );
}

#[test]
fn what_is_asked_for_is_passed_on() {
    let server = PlanServer::of(Tier::Mega);
    let find = |query: &str| codes(&server.ok(&format!("/v1/search?{query}")));
    assert_eq!(find("q=reti&mode=exact"), [0; 0]);
    assert_eq!(find("q=reti&mode=prefix"), [5489]);
    assert_eq!(find("query=tino&mode=contains"), [5489]);
    assert_eq!(find("q=tino&mode=contains&field=kr"), [0; 0]);
    assert_eq!(find("q=retinol&status=restricted&market=EU&has_cas=true&function=skin_conditioning"), [5489]);
    assert_eq!(find("q=retinol&has_cas=false"), [0; 0]);
    assert_eq!(find("q=retinol&status=Prohibited"), [0; 0]);
    assert_eq!(find("q=copper&mode=prefix&sort=code&limit=2"), [10_000, 10_001]);
}

#[test]
fn a_cursor_covers_every_hit_once_and_belongs_to_its_request() {
    let server = PlanServer::of(Tier::Pro);
    let mut seen = Vec::new();
    let mut target = "/v1/search?q=copper&limit=25".to_owned();
    loop {
        let answer = server.ok(&target);
        assert_eq!(answer["total"], 60);
        seen.extend(codes(&answer));
        let Some(cursor) = answer["next_cursor"].as_str() else { break };
        target = format!("/v1/search?q=copper&limit=25&cursor={cursor}");
        // Another request is not what it was given for.
        let other = server.ask("GET", &format!("/v1/search?q=retinol&cursor={cursor}"), "");
        assert_eq!((other.status, &other.json()["errors"][0]["parameter"]), (400, &json!("cursor")));
    }
    assert_eq!(seen.len(), 60);
    seen.sort_unstable();
    assert_eq!(seen, (10_000..10_060).collect::<Vec<_>>());
}

#[test]
fn a_mode_outside_the_plan_is_refused_and_one_inside_it_is_not() {
    let server = PlanServer::of(Tier::Basic);
    for (mode, feature) in [("auto", "one_box_search"), ("contains", "contains"), ("fuzzy", "fuzzy")] {
        let answer = server.ask("GET", &format!("/v1/search?q=retinol&mode={mode}"), "");
        assert_eq!((answer.status, &answer.json()["feature"]), (403, &json!(feature)), "{mode}");
    }
    for mode in ["exact", "prefix"] {
        assert_eq!(codes(&server.ok(&format!("/v1/search?q=retinol&mode={mode}"))), [5489]);
    }
}

#[test]
fn values_that_there_are_not_are_named() {
    let server = PlanServer::of(Tier::Mega);
    for (parameter, value) in [
        ("mode", "telepathy"),
        ("field", "name"),
        ("function", "sparkling"),
        ("market", "Atlantis"),
        ("status", "Unknown"),
        ("has_cas", "yes"),
        ("sort", "random"),
        ("limit", "0"),
        ("limit", "1001"),
        ("cursor", "AAAA"),
        ("page", "1"),
    ] {
        let answer = server.ask("GET", &format!("/v1/search?q=retinol&{parameter}={value}"), "");
        let problem = answer.json();
        assert_eq!(
            (answer.status, &problem["errors"][0]["parameter"]),
            (400, &json!(parameter)),
            "{problem}"
        );
    }
    assert_eq!(server.ask("GET", "/v1/search?q=a", "").status, 400);
    assert_eq!(server.ask("GET", "/v1/search", "").status, 400);
    // One jamo is enough here.
    assert_eq!(server.ask("GET", "/v1/search?q=%E3%84%B9", "").status, 200);
    assert_eq!(server.ask("GET", "/v1/suggest?q=retinol&limit=11", "").status, 400);
}

#[test]
fn what_is_typed_is_completed_in_every_plan() {
    let server = PlanServer::of(Tier::Basic);
    let answer = server.ok("/v1/suggest?q=reti");
    let expected = json!([{
        "code": 5489,
        "name": "Retinol",
        "kind": "inci",
        "language": "inci",
        "inci_name": "Retinol",
        "kr_name": "레티놀",
        "ranges": {"bytes": [[0, 4]], "chars": [[0, 4]]},
    }]);
    assert_eq!((&answer["data"], &answer["count"]), (&expected, &json!(1)));
    assert_eq!(server.ok("/v1/suggest?q=copper")["count"], 10);
    assert_eq!(server.ok("/v1/suggest?q=copper&limit=3")["count"], 3);
}
