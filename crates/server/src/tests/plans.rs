//! The same server for callers of several plans: what each gets, what is refused, what is masked.

use std::sync::atomic::{AtomicUsize, Ordering};

use incidex_core::tier::Tier;
use incidex_ops::policy::DEFAULT_POLICY;
use serde_json::{Value, json};

use super::client::{Answer, TestServer};

const SECRET: &str = "the-secret-of-the-gateway";

/// A server, and customers of one plan, each of whom asks once: rates are tested elsewhere.
pub(super) struct PlanServer {
    server: TestServer,
    tier: Tier,
    asked: AtomicUsize,
}

impl PlanServer {
    pub(super) fn of(tier: Tier) -> Self {
        Self::with(tier, DEFAULT_POLICY)
    }

    fn with(tier: Tier, policy: &str) -> Self {
        let server = TestServer::with(&[("INCIDEX_PROXY_SECRETS", SECRET)], Vec::new, policy);
        Self { server, tier, asked: AtomicUsize::new(0) }
    }

    fn get(&self, target: &str) -> Answer {
        self.ask("GET", target, "")
    }

    pub(super) fn ask(&self, method: &str, target: &str, further: &str) -> Answer {
        self.server.ask(method, target, &self.headers(further))
    }

    /// A `POST` of this JSON, with these further headers.
    pub(super) fn post(&self, target: &str, further: &str, body: &str) -> Answer {
        let headers = self.headers(&format!("content-type: application/json\r\n{further}"));
        self.server.send("POST", target, &headers, body.as_bytes())
    }

    /// What a customer who asks for the first time sends.
    fn headers(&self, further: &str) -> String {
        let (tier, user) = (self.tier, self.asked.fetch_add(1, Ordering::Relaxed));
        format!(
            "x-request-id: test-1\r\nx-rapidapi-proxy-secret: {SECRET}\r\nx-rapidapi-user: {user}\r\n\
             x-rapidapi-subscription: {tier}\r\n{further}"
        )
    }

    #[track_caller]
    pub(super) fn ok(&self, target: &str) -> Value {
        let answer = self.get(target);
        assert_eq!(answer.status, 200, "{target}: {}", answer.body);
        answer.json()
    }

    /// An answer with `data`, of `total` records, and what else stands beside it.
    fn envelope(&self, data: &Value, total: usize, beside: Value) -> Value {
        let mut answer = json!({
            "success": true,
            "count": data.as_array().unwrap().len(),
            "total": total,
            "data": data,
            "data_source": "A source, made up; Another",
            "disclaimer": crate::dto::DISCLAIMER,
            "dataset": self.server.dataset_json(),
        });
        let Value::Object(beside) = beside else { panic!("an object") };
        answer.as_object_mut().unwrap().extend(beside);
        answer
    }
}

/// No codes; `[]` alone has no type.
const NONE: [u64; 0] = [];

fn codes(answer: &Value) -> Vec<u64> {
    answer["data"].as_array().unwrap().iter().map(|record| record["code"].as_u64().unwrap()).collect()
}

#[test]
fn a_refused_feature_names_itself_the_plan_and_those_that_have_it() {
    let server = PlanServer::of(Tier::Basic);
    for (target, feature) in [
        ("/v1/ingredient/search?q=tin", "contains"),
        ("/v1/ingredient/search?q=tin&field=cas&page=9", "contains"),
        ("/v1/ingredient/5489/regulations", "regulations"),
        ("/v1/ingredient/5489/regulations?country=EU", "regulations"),
        ("/v1/ingredient/77/regulations", "regulations"),
        ("/v1/ingredient/99999999999/regulations", "regulations"),
    ] {
        let answer = server.get(target);
        let expected = json!({
            "type": "urn:incidex:problem:feature_not_in_plan",
            "title": "The plan does not include this",
            "status": 403,
            "detail": format!("the plan BASIC does not include {feature}; PRO, ULTRA, MEGA do"),
            "instance": target.split('?').next(),
            "code": "feature_not_in_plan",
            "request_id": "test-1",
            "success": false,
            "feature": feature,
            "tier": "BASIC",
            "tiers": ["PRO", "ULTRA", "MEGA"],
        });
        assert_eq!((answer.status, answer.json()), (403, expected), "{target}");
        assert_eq!(answer.header("content-type"), Some("application/problem+json"));
    }
}

#[test]
fn results_are_cut_and_fields_masked_as_the_plan_says() {
    let notes = ["kcia_proviso", "limit_condition", "origin_definition", "proviso"];
    let all = ["kcia_proviso", "limit_condition", "limit_value", "limits", "origin_definition", "proviso"];
    for (tier, results, limit, masked) in [
        (Tier::Basic, 10, "", &all[..]),
        (Tier::Pro, 30, "EU III/98: 0.3 %", &notes),
        (Tier::Ultra, 50, "EU III/98: 0.3 %", &[]),
        (Tier::Mega, 50, "EU III/98: 0.3 %", &[]),
    ] {
        let server = PlanServer::of(tier);
        let page = server.ok("/v1/ingredient/inci?q=copper");
        assert_eq!((page["count"].as_u64(), page["total"].as_u64()), (Some(results), Some(60)), "{tier}");
        for target in
            ["/v1/ingredient/5489", "/v1/ingredient/inci?q=retinol", "/v1/ingredient/status?s=restricted"]
        {
            let data = server.ok(target)["data"].take();
            let record = if data.is_array() { &data[0] } else { &data };
            assert_eq!(record["limit_value"], limit, "{tier} {target}");
            assert_eq!(record["masked"], json!(masked), "{tier} {target}");
        }
    }
}

#[test]
fn search_finds_what_holds_the_text_literally() {
    let server = PlanServer::of(Tier::Pro);
    let find = |query: &str| codes(&server.ok(&format!("/v1/ingredient/search?{query}")));
    assert_eq!(find("q=TINO"), [5489]);
    assert_eq!(find("query=tino&page=1"), [5489]);
    assert_eq!(find("q=tino&field=inci"), [5489]);
    assert_eq!(find("q=tino&field=kr"), NONE);
    assert_eq!(find("q=tino&page=2"), NONE);
    assert_eq!(find("q=%ED%8B%B0"), [5489], "티");
    assert_eq!(find("q=%ED%8B%B0&field=inci"), NONE);
    assert_eq!(find("q=03-57&field=cas"), [5489]);
    assert_eq!(find("q=ate"), [2700], "Water is meant, and no variety of it");
    for nothing in
        ["q=%25%25", "q=__", "q=**", "q=re%25", "q=ret_nol", "q=%20%20", "q='%20OR%20'1'='1", "q=.*"]
    {
        assert_eq!(find(nothing), NONE, "{nothing}");
    }
    let page = server.ok("/v1/ingredient/search?q=compound&page=2&field=all");
    assert_eq!((codes(&page), &page["total"]), ((10_030..10_060).collect(), &json!(60)));
    assert_eq!(find("q=pound%2007"), [10_007]);
    let whole = server.ok("/v1/ingredient/search?q=retinol");
    assert_eq!(whole["data"][0], server.ok("/v1/ingredient/5489")["data"]);
    let expected = server.envelope(&json!([whole["data"][0]]), 1, json!({}));
    assert_eq!(whole, expected);
}

#[test]
fn a_status_is_listed_page_by_page() {
    let server = PlanServer::of(Tier::Basic);
    let page = |s: &str, number: usize| server.ok(&format!("/v1/ingredient/status?s={s}&page={number}"));
    let all: Vec<u64> = [400, 2700, 3107].into_iter().chain(10_000..10_060).collect();
    for number in 1..=8_usize {
        let answer = page("not%20listed", number);
        let expected: Vec<u64> = all.chunks(10).nth(number - 1).unwrap_or_default().to_vec();
        assert_eq!(codes(&answer), expected);
        let beside = json!({"page": number, "total_pages": 7, "total_items": 63});
        assert_eq!(answer, server.envelope(&answer["data"], 63, beside));
    }
    for s in ["Restricted", "%20restricted%20", "RESTRICTED"] {
        assert_eq!(codes(&page(s, 1)), [5489], "{s}");
    }
    for s in ["Restricted+/+Prohibited", "restricted/prohibited", "Prohibited"] {
        let beside = json!({"page": 1, "total_pages": 0, "total_items": 0});
        assert_eq!(page(s, 1), server.envelope(&json!([]), 0, beside), "{s}");
    }
    let far = server.ok(&format!("/v1/ingredient/status?s=Restricted&page={}", "9".repeat(40)));
    assert_eq!((&far["page"], &far["count"]), (&json!(9_007_199_254_740_991_u64), &json!(0)));
}

fn entry(proviso: &Value, condition: &Value) -> Value {
    json!({
        "country": "EU",
        "country_code": "EU",
        "regulate_type": "제한",
        "notice_ingr_name": "Retinol",
        "proviso": proviso,
        "limit_condition": condition,
        "source_type": "limit",
        "status": "Restricted",
        "reference": "EU III/98",
        "limits": [],
        "effective_from": null,
        "source": "test",
        "source_date": "2025-12-08",
    })
}

#[test]
fn regulations_are_those_of_the_plan() {
    let ingredient =
        json!({"code": 5489, "kr_name": "레티놀", "inci_name": "Retinol", "regulation_status": "Restricted"});
    let pro = PlanServer::of(Tier::Pro);
    let beside = json!({
        "ingredient": ingredient,
        "country": null,
        "result_status": "listed",
        "result_note": null,
        "available_countries": ["한국", "EU"],
        "available_country_codes": ["KR", "EU"],
        "markets_listed": ["EU"],
        "markets_outside_plan": 0,
        "masked": ["limit_condition", "proviso"],
    });
    let expected = pro.envelope(&json!([entry(&Value::Null, &Value::Null)]), 1, beside);
    for target in ["/v1/ingredient/5489/regulations", "/v1/ingredient/5489/regulations?country="] {
        assert_eq!(pro.ok(target), expected, "{target}");
    }
    let mega = PlanServer::of(Tier::Mega);
    let countries =
        ["한국", "EU", "중국", "미국", "일본", "아세안", "대만", "브라질", "아르헨티나", "캐나다"];
    for (asked, requested) in
        [("eu", "eu"), ("European%20Union", "European Union"), ("EUROPEAN+UNION", "EUROPEAN UNION")]
    {
        let beside = json!({
            "ingredient": ingredient,
            "country": {"requested": requested, "resolved": "EU", "code": "EU"},
            "result_status": "listed",
            "result_note": null,
            "available_countries": countries,
            "available_country_codes": ["KR", "EU", "CN", "US", "JP", "ASEAN", "TW", "BR", "AR", "CA"],
            "markets_listed": ["EU"],
            "markets_outside_plan": 0,
            "masked": [],
        });
        let entry = entry(&json!("Contains Vitamin A"), &json!("Body lotion; 0.3 %; As Retinol equivalent"));
        let expected = mega.envelope(&json!([entry]), 1, beside);
        assert_eq!(mega.ok(&format!("/v1/ingredient/5489/regulations?country={asked}")), expected);
    }
}

#[test]
fn every_kind_of_empty_says_which_it_is() {
    let pro = PlanServer::of(Tier::Pro);
    let scope = "markets with a loaded source: EU";
    for (target, country, status, note) in [
        (
            "5489/regulations?country=kr",
            json!({"requested": "kr", "resolved": "한국", "code": "KR"}),
            "unknown",
            format!("no source is loaded for South Korea, so nothing is known there ({scope})"),
        ),
        (
            "5489/regulations?country=%EC%A4%91%EA%B5%AD",
            json!({"requested": "중국", "resolved": "중국", "code": "CN"}),
            "outside_plan",
            "China is not among the markets of the plan PRO (KR, EU)".to_owned(),
        ),
        (
            "400/regulations",
            Value::Null,
            "not_listed",
            format!("no loaded source has an entry ({scope}); of other markets nothing is known"),
        ),
    ] {
        let answer = pro.ok(&format!("/v1/ingredient/{target}"));
        assert_eq!((&answer["count"], &answer["data"]), (&json!(0), &json!([])), "{target}");
        assert_eq!(answer["country"], country, "{target}");
        assert_eq!((&answer["result_status"], &answer["result_note"]), (&json!(status), &json!(note)));
    }
    // A plan without the EU learns that a market outside it has an entry, and not which one says what.
    let korean = DEFAULT_POLICY.replace(r#"markets = ["KR", "EU"]"#, r#"markets = ["KR"]"#);
    assert_ne!(korean, DEFAULT_POLICY);
    let answer = PlanServer::with(Tier::Pro, &korean).ok("/v1/ingredient/5489/regulations?country=EU");
    assert_eq!((&answer["result_status"], &answer["data"]), (&json!("outside_plan"), &json!([])));
    assert_eq!((&answer["markets_listed"], &answer["markets_outside_plan"]), (&json!([]), &json!(1)));
    for code in ["77", "99999999999"] {
        let answer = pro.get(&format!("/v1/ingredient/{code}/regulations"));
        assert_eq!((answer.status, &answer.json()["code"]), (404, &json!("ingredient_not_found")));
    }
}
