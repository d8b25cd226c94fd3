//! Tables: what they refuse, and whom they mean.

use super::*;
use crate::ingredient::{Ingredient, Language, NameKind};
use crate::regulation::{Market, RegulationEntry, SourceType};

/// A table of four sound tiers, the JSON of which a test may spoil.
fn written() -> serde_json::Value {
    let basic = serde_json::json!({
        "results_per_request": 10, "features": ["starts_with", "exact"], "labels_per_request": 0,
        "names_per_request": 0, "markets": [], "shows_limits": false, "shows_notes": false,
        "rate": {"requests_per_minute": 60, "burst": 20, "requests_per_second": 5},
    });
    let mut pro = basic.clone();
    pro["features"] = serde_json::json!(["regulations", "labels", "batch", "contains"]);
    pro["labels_per_request"] = 1.into();
    pro["names_per_request"] = 100.into();
    pro["markets"] = serde_json::json!(["EU", "KR"]);
    serde_json::json!({
        "custom_tiers": {"Gold": "PRO"},
        "weights": {"contains": 1, "fuzzy": 3, "suggest": 2, "label": 5, "batch_names_per_unit": 20},
        "tiers": {"BASIC": basic, "PRO": pro, "ULTRA": pro, "MEGA": pro},
    })
}

fn resolved(value: serde_json::Value) -> Result<PolicyTable, PolicyFault> {
    serde_json::from_value::<WrittenPolicy>(value).unwrap().resolve()
}

#[test]
fn a_table_knows_who_has_what() {
    let table = resolved(written()).unwrap();
    let basic = table.policy(Tier::Basic);
    assert_eq!((basic.tier, basic.results_per_request), (Tier::Basic, 10));
    assert_eq!(basic.features, [Feature::Exact, Feature::StartsWith], "in their order");
    assert_eq!(table.policy(Tier::Pro).markets, [Market::Kr, Market::Eu], "in their order");
    assert_eq!(basic.require(Feature::StartsWith), Ok(()));
    let refused = basic.require(Feature::Contains).unwrap_err();
    assert_eq!(refused.tiers_that_have_it, [Tier::Pro, Tier::Ultra, Tier::Mega]);
    assert_eq!(refused.to_string(), "the plan BASIC does not include contains; PRO, ULTRA, MEGA do");
    let refused = table.policy(Tier::Mega).require(Feature::Exact).unwrap_err();
    assert_eq!(refused.to_string(), "the plan MEGA does not include exact; BASIC does");
    let refused = table.policy(Tier::Mega).require(Feature::Fuzzy).unwrap_err();
    assert_eq!(refused.to_string(), "the plan MEGA does not include fuzzy; no plan does");
}

#[test]
fn a_subscription_means_a_tier_and_an_unknown_one_means_basic() {
    let table = resolved(written()).unwrap();
    for (name, tier) in [
        (Some("PRO"), Tier::Pro),
        (Some("mega"), Tier::Mega),
        (Some(" Ultra "), Tier::Ultra),
        (Some("gold"), Tier::Pro),
        (Some("GOLD"), Tier::Pro),
        (Some("CUSTOM"), Tier::Basic),
        (Some("PRO+"), Tier::Basic),
        (Some(""), Tier::Basic),
        (None, Tier::Basic),
    ] {
        assert_eq!(table.tier_of(name), tier, "{name:?}");
    }
}

#[test]
fn names_of_custom_tiers_are_held_in_capitals_and_have_bounds() {
    let with = |name: &str| {
        let mut table = written();
        table["custom_tiers"] = serde_json::json!({ name: "MEGA" });
        resolved(table).map(|table| table.custom_tiers().clone().into_iter().collect::<Vec<_>>())
    };
    assert_eq!(resolved(written()).unwrap().custom_tiers().len(), 1);
    assert_eq!(with("Gold +1"), Ok(vec![("GOLD +1".to_owned(), Tier::Mega)]));
    assert_eq!(with(&"g".repeat(64)), Ok(vec![("G".repeat(64), Tier::Mega)]));
    for refused in ["", " ", "gold ", " gold", "g\told", "göld", &"g".repeat(65)] {
        let fault = with(refused).unwrap_err();
        assert_eq!(fault.path, ["custom_tiers", refused]);
        assert!(fault.remedy.starts_with("name a custom tier in 1 to 64 printable"), "{fault}");
    }
}

#[test]
fn entries_that_nobody_asked_for_are_left_out_whoever_hands_them_in() {
    let entry = |key: &str| RegulationEntry {
        key: key.parse().unwrap(),
        source_type: SourceType::Limit,
        substance: String::new(),
        cas: Vec::new(),
        ec: Vec::new(),
        product_type: String::new(),
        maximum_concentration: String::new(),
        conditions: String::new(),
        label_wording: String::new(),
        source: String::new(),
        source_date: String::new(),
        is_withdrawn: false,
    };
    let plan = TierPolicy { markets: vec![Market::Kr, Market::Eu], ..TierPolicy::unrestricted() };
    let shown = |market: Option<Market>| {
        let ingredient = Ingredient::named(1, [(NameKind::Inci, Language::Inci, "A")]);
        let markets = [Market::Kr, Market::Eu, Market::Cn];
        let listings = Listings { market, with_entries: &markets, loaded: &markets };
        let entries = ["CN 3/1", "EU III/98", "KR 1"].map(entry).to_vec();
        let view = plan.regulations(plan.view(ingredient, &markets, &[]), entries, &listings);
        view.entries.into_iter().map(|entry| entry.reference).collect::<Vec<_>>()
    };
    assert_eq!(shown(None), ["KR 1", "EU III/98"]);
    assert_eq!(shown(Some(Market::Eu)), ["EU III/98"]);
    assert_eq!(shown(Some(Market::Cn)), Vec::<String>::new());
}

#[test]
fn a_plan_of_four_has_its_policy_and_its_pages() {
    let table = resolved(written()).unwrap();
    for tier in Tier::ALL {
        assert_eq!(table.policy(tier).tier, tier);
    }
    let pages = |results_per_request, total| {
        TierPolicy { results_per_request, ..TierPolicy::unrestricted() }.pages(total)
    };
    assert_eq!((pages(50, 0), pages(50, 1), pages(50, 50), pages(50, 51), pages(0, 3)), (0, 1, 1, 2, 3));
    let all = TierPolicy::unrestricted();
    assert!(Market::ALL.into_iter().all(|market| all.shows(market)));
    assert!(Feature::ALL.into_iter().all(|feature| all.require(feature).is_ok()));
    assert!(!table.policy(Tier::Pro).shows(Market::Cn) && table.policy(Tier::Pro).shows(Market::Eu));
}

#[test]
fn requests_cost_what_the_table_says() {
    let weights = *resolved(written()).unwrap().weights();
    for (feature, amount, cost) in [
        (Feature::Contains, 1, 1),
        (Feature::Fuzzy, 1, 3),
        (Feature::Suggest, 1, 2),
        (Feature::StartsWith, 1, 1),
        (Feature::Labels, 0, 1),
        (Feature::Labels, 3, 15),
        (Feature::Labels, usize::MAX, u32::MAX),
        (Feature::Batch, 0, 1),
        (Feature::Batch, 20, 1),
        (Feature::Batch, 21, 2),
        (Feature::Batch, 500, 25),
    ] {
        assert_eq!(weights.cost(feature, amount), cost, "{feature} {amount}");
    }
}

#[test]
fn what_breaks_a_rule_is_named_with_its_value_and_the_remedy() {
    let number = "give a whole number from 1 to ";
    for (pointer, value, expected) in [
        ("/tiers/PRO/results_per_request", "0", format!("tiers.PRO.results_per_request is 0: {number}1000")),
        ("/tiers/BASIC/results_per_request", "1001", format!("tiers.BASIC.results_per_request is 1001: {number}1000")),
        ("/tiers/MEGA/rate/burst", "0", format!("tiers.MEGA.rate.burst is 0: {number}1000000")),
        ("/tiers/MEGA/rate/requests_per_minute", "0", format!("tiers.MEGA.rate.requests_per_minute is 0: {number}1000000")),
        ("/tiers/MEGA/rate/requests_per_second", "0", format!("tiers.MEGA.rate.requests_per_second is 0: {number}100000")),
        ("/weights/label", "0", format!("weights.label is 0: {number}1000")),
        ("/tiers/PRO/markets", r#"["EU","KR","EU"]"#, r#"tiers.PRO.markets is ["EU", "KR", "EU"]: name EU once"#.into()),
        ("/tiers/BASIC/features", r#"["exact","exact"]"#, r#"tiers.BASIC.features is ["exact", "exact"]: name exact once"#.into()),
        ("/tiers/PRO/markets", "[]", "tiers.PRO.markets is []: the feature regulations needs at least one market, and markets need the feature".into()),
        ("/tiers/BASIC/markets", r#"["EU"]"#, r#"tiers.BASIC.markets is ["EU"]: the feature regulations needs at least one market, and markets need the feature"#.into()),
        ("/tiers/BASIC/labels_per_request", "1", "tiers.BASIC.labels_per_request is 1: give 0, or add labels to the features".into()),
        ("/tiers/PRO/names_per_request", "0", format!("tiers.PRO.names_per_request is 0: {number}10000")),
        ("/tiers/ULTRA/labels_per_request", "2", "tiers.ULTRA.rate.requests_per_second is 5: the largest labels request of this tier costs 10; give at least that".into()),
        ("/tiers/MEGA/names_per_request", "101", "tiers.MEGA.rate.requests_per_second is 5: the largest batch request of this tier costs 6; give at least that".into()),
        ("/tiers/ULTRA/rate/burst", "4", "tiers.ULTRA.rate.burst is 4: the largest labels request of this tier costs 5; give at least that".into()),
        ("/custom_tiers", r#"{"basic":"PRO"}"#, "custom_tiers.basic is PRO: this tier has a table of its own; map only names that are none of the four".into()),
        ("/custom_tiers", r#"{"gold":"PRO","GOLD":"MEGA"}"#, "custom_tiers.gold is PRO: letter case makes no difference here; name each custom tier once".into()),
        ("/custom_tiers", r#"{" x":"PRO"}"#, "custom_tiers. x is PRO: name a custom tier in 1 to 64 printable ASCII characters, no blank around them".into()),
    ] {
        let mut table = written();
        *table.pointer_mut(pointer).unwrap() = serde_json::from_str(value).unwrap();
        assert_eq!(resolved(table).unwrap_err().to_string(), expected, "{pointer}");
    }
}
