//! Labels and batches with records, plans and markets.

use serde_json::json;

use super::*;
use crate::ingredient::{Language, Name, NameKind};
use crate::label::{ItemKind, MarketVerdict};
use crate::regulation::{EntryKey, Market, SourceType};
use crate::tier::{Feature, Tier};

fn record(code: u32, name: &str, entries: &[RegulationEntry]) -> Ingredient {
    let regulations = entries.iter().map(|entry| entry.key.clone()).collect();
    Ingredient { regulations, ..Ingredient::named(code, [(NameKind::UsInci, Language::Inci, name)]) }
}

fn entry(key: &str, source_type: SourceType) -> RegulationEntry {
    RegulationEntry {
        key: key.parse::<EntryKey>().unwrap(),
        source_type,
        substance: String::new(),
        cas: Vec::new(),
        ec: Vec::new(),
        product_type: String::new(),
        maximum_concentration: String::new(),
        conditions: String::new(),
        label_wording: String::new(),
        source: "annex".into(),
        source_date: "2025-12-08".into(),
        is_withdrawn: false,
    }
}

/// Water, Linalool with a limit and Chloroform with a ban in the EU, which is loaded, as Korea is.
fn catalog() -> MemoryCatalog {
    let entries = [entry("EU III/84", SourceType::Limit), entry("EU II/366", SourceType::Ban)];
    let [limit, ban] = &entries;
    let mut chloroform = record(3, "Chloroform", std::slice::from_ref(ban));
    chloroform.cas = vec!["67-66-3".parse().unwrap()];
    let records =
        vec![record(1, "Water", &[]), record(2, "Linalool", std::slice::from_ref(limit)), chloroform];
    let manifest = Manifest { markets: vec![Market::Kr, Market::Eu], ..Manifest::default() };
    MemoryCatalog::in_memory(records, entries.to_vec(), manifest).unwrap()
}

const LABEL: &str = "Water, Linalool, Chloroform, Moonstone";

#[test]
fn unknown_is_told_from_not_listed_and_both_from_outside_the_plan() {
    use MarketVerdict::{NotListed, OutsidePlan, Prohibited, Restricted, Unknown};
    let plan = TierPolicy { markets: vec![Market::Kr, Market::Eu, Market::Cn], ..TierPolicy::unrestricted() };
    let markets = [Market::Kr, Market::Eu, Market::Cn, Market::Us];
    let report = catalog().resolve_label(&plan, LABEL, &markets).unwrap();
    let verdicts = |code: &str| -> Vec<MarketVerdict> {
        report.items.iter().map(|item| item.markets[code].status).collect()
    };
    assert_eq!(verdicts("EU"), [NotListed, Restricted, Prohibited, Unknown]);
    assert_eq!(verdicts("KR"), [NotListed, NotListed, NotListed, Unknown]);
    assert_eq!(verdicts("CN"), [Unknown; 4], "no source is loaded");
    assert_eq!(verdicts("US"), [OutsidePlan; 4]);
    assert_eq!(report.items[1].markets["EU"].references, ["EU III/84"]);
    let eu = &report.summary.markets["EU"];
    assert_eq!((eu.prohibited.as_slice(), eu.restricted.as_slice(), eu.unknown), (&[2][..], &[1][..], 1));
}

#[test]
fn a_report_serialises_to_the_documented_shape() {
    let report =
        catalog().resolve_label(&TierPolicy::unrestricted(), "물, *Water (2%)", &[Market::Eu]).unwrap();
    let shown = serde_json::to_value(report.map_ingredients(|view| view.code.get())).unwrap();
    assert_eq!(
        shown["items"][1],
        json!({
            "text": "Water",
            "span": {"bytes": [6, 11], "chars": [4, 9]},
            "position": 2,
            "kind": "exact",
            "confidence": 0.99,
            "edits": 0,
            "ingredient": 1,
            "candidates": [],
            "reason": null,
            "section": 0,
            "marks": [{"text": "*", "span": {"bytes": [5, 6], "chars": [3, 4]}, "footnote": null}],
            "amount": {"text": "(2%)", "span": {"bytes": [12, 16], "chars": [10, 14]}, "value": 2.0, "unit": "%"},
            "markets": {"EU": {"status": "not_listed", "references": []}},
        })
    );
    let members: Vec<&String> = shown.as_object().unwrap().keys().collect();
    for member in ["items", "sections", "footnotes", "separators", "noise", "summary"] {
        assert!(members.contains(&&member.to_owned()), "{member}");
    }
}

#[test]
fn a_batch_answers_every_query_in_order_and_says_what_came_of_it() {
    let catalog = catalog();
    let queries = ["LINALOOL", "67-66-3", "67-66-4", "Moonstone", "", "Water/Aqua", "Linalol"];
    let answers = catalog.lookup_names(&TierPolicy::unrestricted(), &queries).unwrap();
    let told: Vec<(&str, &str, Vec<u32>)> = answers
        .iter()
        .map(|a| (a.query.as_str(), a.status.code(), a.hits.iter().map(|hit| hit.code.get()).collect()))
        .collect();
    let expected: [(&str, &str, Vec<u32>); 7] = [
        ("LINALOOL", "found", vec![2]),
        ("67-66-3", "found", vec![3]),
        ("67-66-4", "invalid", vec![]),
        ("Moonstone", "not_found", vec![]),
        ("", "invalid", vec![]),
        ("Water/Aqua", "not_found", vec![]),
        ("Linalol", "found", vec![2]),
    ];
    assert_eq!(told, expected);
}

#[test]
fn a_name_that_the_field_uses_for_others_is_ambiguous_though_one_record_bears_it() {
    let mut ceramide = record(7, "Ceramide NP", &[]);
    ceramide.names.push(Name::new(NameKind::CommonName, Language::En, "Ceramide").ambiguous());
    // What a nomenclature calls it counts before what the field does.
    let mut water = record(1, "Water", &[]);
    water.names.push(Name::new(NameKind::CommonName, Language::En, "Linalool").ambiguous());
    let records = vec![ceramide, water, record(2, "Linalool", &[])];
    let catalog = MemoryCatalog::in_memory(records, Vec::new(), Manifest::default()).unwrap();
    let queries = ["ceramide", "Ceramide NP", "Linalool"];
    let answers = catalog.lookup_names(&TierPolicy::unrestricted(), &queries).unwrap();
    let told: Vec<(LookupStatus, Vec<u32>)> =
        answers.iter().map(|a| (a.status, a.hits.iter().map(|hit| hit.code.get()).collect())).collect();
    let (found, ambiguous) = (LookupStatus::Found, LookupStatus::Ambiguous);
    assert_eq!(told, [(ambiguous, vec![7]), (found, vec![7]), (found, vec![2])]);
}

#[test]
fn labels_and_batches_ask_for_their_features_and_for_a_length() {
    let mut plan = TierPolicy { tier: Tier::Basic, ..TierPolicy::unrestricted() };
    plan.features.retain(|feature| !matches!(feature, Feature::Labels | Feature::Batch));
    let catalog = catalog();
    assert!(matches!(catalog.resolve_label(&plan, LABEL, &[]), Err(LabelError::Refused(_))));
    assert!(matches!(catalog.lookup_names(&plan, &["Water"]), Err(LabelError::Refused(_))));
    let long = "Water, ".repeat(10_000);
    let outcome = catalog.resolve_label(&TierPolicy::unrestricted(), &long, &[]);
    assert!(matches!(outcome, Err(LabelError::TooLong(_))));
    let report = catalog.resolve_label(&TierPolicy::unrestricted(), LABEL, &[]).unwrap();
    assert_eq!(report.items[3].kind, ItemKind::Unresolved);
}

#[test]
fn a_market_may_limit_and_ban_one_ingredient() {
    let entries = [
        entry("EU III/84", SourceType::Limit),
        entry("EU III/84", SourceType::Limit),
        entry("EU II/366", SourceType::Ban),
    ];
    let manifest = Manifest { markets: vec![Market::Eu], ..Manifest::default() };
    let records = vec![record(1, "Water", &entries)];
    let catalog = MemoryCatalog::in_memory(records, entries.to_vec(), manifest).unwrap();
    let label = catalog.resolve_label(&TierPolicy::unrestricted(), "Water, Water", &[Market::Eu]).unwrap();
    for item in &label.items {
        assert_eq!(item.markets["EU"].status, MarketVerdict::RestrictedAndProhibited);
        assert_eq!(item.markets["EU"].references, ["EU III/84", "EU II/366"], "each cited once");
    }
    let eu = &label.summary.markets["EU"];
    assert_eq!((&eu.prohibited, &eu.restricted, eu.unknown), (&vec![0, 1], &vec![0, 1], 0));
}

#[test]
fn numbers_are_looked_up_whole() {
    let mut first = record(1, "Water", &[]);
    first.cas = vec!["56-81-5".parse().unwrap()];
    first.ec = vec!["200-289-5".parse().unwrap()];
    let mut second = record(2, "Linalool", &[]);
    second.cas = vec!["56-81-5".parse().unwrap()];
    let catalog = MemoryCatalog::in_memory(vec![first, second], Vec::new(), Manifest::default()).unwrap();
    let queries = ["56-81-5", "200-289-5", "202-713-4", "98-92-0", "56-81", "200-289-4", "-"];
    let answers = catalog.lookup_names(&TierPolicy::unrestricted(), &queries).unwrap();
    let told: Vec<(&str, usize)> =
        answers.iter().map(|answer| (answer.status.code(), answer.hits.len())).collect();
    let expected = [
        ("ambiguous", 2),
        ("found", 1),
        ("not_found", 0),
        ("not_found", 0),
        ("invalid", 0),
        ("invalid", 0),
        ("invalid", 0),
    ];
    assert_eq!(told, expected);
    let long = "a".repeat(2_049);
    let answers = catalog.lookup_names(&TierPolicy::unrestricted(), &[&long, &long[1..]]).unwrap();
    assert_eq!((answers[0].status, answers[1].status), (LookupStatus::Invalid, LookupStatus::NotFound));
}
