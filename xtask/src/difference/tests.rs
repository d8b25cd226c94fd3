//! Each kind of difference, and how it is shown.

use incidex_core::identifier::CasNumber;
use incidex_core::ingredient::{Function, Ingredient, IngredientCode, Language, Name, NameKind};
use incidex_core::manifest::SourceInfo;
use incidex_core::regulation::{EntryKey, Market, RegulationEntry, RegulationStatus, SourceType};

use super::*;

fn name(text: &str) -> Name {
    Name::new(NameKind::TrivialName, Language::En, text)
}

fn ingredient(code: u32, inci: &str, korean: &str) -> Ingredient {
    Ingredient {
        code: IngredientCode::new(code),
        inci_name: inci.to_owned(),
        korean_name: korean.to_owned(),
        names: vec![name("Glycerol")],
        cas: vec!["56-81-5".parse().unwrap()],
        ec: Vec::new(),
        functions: Vec::new(),
        regulations: Vec::new(),
        status: RegulationStatus::NotListed,
        limit_value: String::new(),
        label_frequency: 7_915,
        variety_of: None,
        cosing_references: Vec::new(),
        kcia_codes: vec![code],
        oldest_source: "2024-10-01".to_owned(),
        newest_source: "2026-03-23".to_owned(),
    }
}

fn entry(number: u16, limit: &str) -> RegulationEntry {
    RegulationEntry {
        key: EntryKey { market: Market::Eu, reference: format!("III/{number}"), occurrence: 1 },
        source_type: SourceType::Limit,
        substance: "Salicylic acid".to_owned(),
        cas: Vec::new(),
        ec: Vec::new(),
        product_type: String::new(),
        maximum_concentration: limit.to_owned(),
        conditions: String::new(),
        label_wording: String::new(),
        source: "annex-iii".to_owned(),
        source_date: "2025-12-25".to_owned(),
        is_withdrawn: false,
    }
}

fn set(ingredients: Vec<Ingredient>, regulations: Vec<RegulationEntry>) -> DataSet {
    DataSet {
        manifest: Manifest {
            dataset_version: "2026-03-23-aaaaaaaaaaaa".to_owned(),
            digest: "aaaaaaaaaaaaaaaa".to_owned(),
            ..Manifest::default()
        },
        ingredients: ingredients.into_iter().map(|i| (i.code, i)).collect(),
        regulations: regulations.into_iter().map(|r| (r.key.clone(), r)).collect(),
    }
}

/// The differences of the one record that `change` was made to, as kind, field, old and new.
fn changed(change: impl FnOnce(&mut Ingredient)) -> Vec<(Kind, &'static str, String, String)> {
    let old = ingredient(1013, "Glycerin", "글리세린");
    let mut new = old.clone();
    change(&mut new);
    let difference = Difference::between(&set(vec![old], vec![]), &set(vec![new], vec![]));
    let changes = difference.changes.into_iter();
    changes.map(|c| (c.kind, c.field, c.old.join("; "), c.new.join("; "))).collect()
}

fn one(kind: Kind, field: &'static str, old: &str, new: &str) -> Vec<(Kind, &'static str, String, String)> {
    vec![(kind, field, old.to_owned(), new.to_owned())]
}

#[test]
fn every_field_of_a_record_is_compared() {
    let cas = |text: &str| text.parse::<CasNumber>().unwrap();
    assert_eq!(changed(|_| {}), []);
    assert_eq!(
        changed(|i| i.inci_name = "Glycerol".into()),
        one(Kind::Renamed, "inci_name", "Glycerin", "Glycerol")
    );
    assert_eq!(changed(|i| i.korean_name.clear()), one(Kind::Renamed, "korean_name", "글리세린", ""));
    assert_eq!(
        changed(|i| i.names.push(name("Vitamin A"))),
        one(Kind::Names, "names", "", "Vitamin A (trivial_name, en)")
    );
    assert_eq!(changed(|i| i.cas = vec![cas("78-70-6")]), one(Kind::Numbers, "cas", "56-81-5", "78-70-6"));
    assert_eq!(
        changed(|i| i.ec = vec!["200-289-5".parse().unwrap()]),
        one(Kind::Numbers, "ec", "", "200-289-5")
    );
    let humectant =
        Function { code: "humectant".into(), english: "Humectant".into(), korean: "보습제".into() };
    assert_eq!(
        changed(|i| i.functions = vec![humectant]),
        one(Kind::Functions, "functions", "", "humectant (Humectant, 보습제)")
    );
    assert_eq!(
        changed(|i| i.status = RegulationStatus::RestrictedAndProhibited),
        one(Kind::Status, "status", "Not Listed", "Restricted / Prohibited")
    );
    assert_eq!(
        changed(|i| i.limit_value = "EU III/98: 3 %".into()),
        one(Kind::Limits, "limit_value", "", "EU III/98: 3 %")
    );
    assert_eq!(
        changed(|i| i.regulations = vec![entry(98, "").key]),
        one(Kind::Entries, "regulations", "", "EU III/98")
    );
    assert_eq!(changed(|i| i.label_frequency = 1), one(Kind::Other, "label_frequency", "7915", "1"));
    assert_eq!(
        changed(|i| i.variety_of = Some(IngredientCode::new(2700))),
        one(Kind::Other, "variety_of", "", "2700")
    );
    assert_eq!(changed(|i| i.cosing_references = vec![5]), one(Kind::Other, "cosing_references", "", "5"));
    assert_eq!(changed(|i| i.kcia_codes = vec![]), one(Kind::Other, "kcia_codes", "1013", ""));
    // Several at once, in the order of their kinds.
    let several = changed(|i| {
        i.cas.clear();
        i.korean_name = "글리세롤".into();
    });
    assert_eq!(several.iter().map(|change| change.0).collect::<Vec<_>>(), [Kind::Renamed, Kind::Numbers]);
}

#[test]
fn an_order_that_differs_shows_whole_lists() {
    let cas: Vec<CasNumber> = ["56-81-5", "78-70-6"].map(|text| text.parse().unwrap()).to_vec();
    let mut old = ingredient(1013, "Glycerin", "");
    old.cas.clone_from(&cas);
    let mut new = old.clone();
    new.cas.reverse();
    let difference = Difference::between(&set(vec![old], vec![]), &set(vec![new], vec![]));
    assert_eq!(difference.changes[0].old, ["56-81-5", "78-70-6"]);
    assert_eq!(difference.changes[0].new, ["78-70-6", "56-81-5"]);
}

#[test]
fn records_that_came_and_went_are_told_with_who_bears_their_names() {
    let old = set(vec![ingredient(9, "Linalool", "리날룰"), ingredient(7, "Tin", "")], vec![]);
    let new = set(vec![ingredient(1013, "LINALOOL", "리날룰"), ingredient(1, "", "황")], vec![]);
    let difference = Difference::between(&old, &new);
    let shown: Vec<_> = difference
        .changes
        .iter()
        .map(|c| (c.kind, c.subject.as_str(), c.name.as_str(), c.old.join("; "), c.new.join("; ")))
        .collect();
    assert_eq!(
        shown,
        [
            (Kind::Removed, "7", "Tin", "Tin".to_owned(), String::new()),
            (Kind::Removed, "9", "Linalool", "Linalool; 리날룰".to_owned(), "1013".to_owned()),
            (Kind::Added, "1", "황", String::new(), "황".to_owned()),
            (Kind::Added, "1013", "LINALOOL", String::new(), "LINALOOL; 리날룰".to_owned()),
        ]
    );
    assert_eq!(difference.summary, BTreeMap::from([(Kind::Removed, 2), (Kind::Added, 2)]));
}

#[test]
fn dates_alone_are_counted_and_not_listed() {
    let old = ingredient(1013, "Glycerin", "글리세린");
    let (mut redated, mut renamed) = (old.clone(), old.clone());
    redated.newest_source = "2026-07-01".into();
    renamed.newest_source = "2026-07-01".into();
    renamed.code = IngredientCode::new(1014);
    let mut before = renamed.clone();
    before.newest_source.clear();
    before.inci_name = "Glycerine".into();
    let difference =
        Difference::between(&set(vec![old, before], vec![]), &set(vec![redated, renamed], vec![]));
    assert_eq!((difference.redated, difference.changes.len()), (1, 1));
    assert!(
        render::table(&difference)
            .ends_with("\n1 difference; 1 record differs in the dates of its sources alone.\n")
    );
}

#[test]
fn every_field_of_an_entry_is_compared() {
    type Changing = fn(&mut RegulationEntry);
    let changed = |change: Changing| {
        let mut new = entry(98, "3 %");
        change(&mut new);
        let difference = Difference::between(&set(vec![], vec![entry(98, "3 %")]), &set(vec![], vec![new]));
        let changes = difference.changes.into_iter();
        changes.map(|c| (c.kind, c.subject, c.field, c.old.join("; "), c.new.join("; "))).collect::<Vec<_>>()
    };
    let fields: [(Changing, &str, &str, &str); 10] = [
        (|e| e.source_type = SourceType::Ban, "source_type", "limit", "ban"),
        (|e| e.substance = "X".into(), "substance", "Salicylic acid", "X"),
        (|e| e.cas = vec!["69-72-7".parse().unwrap()], "cas", "", "69-72-7"),
        (|e| e.ec = vec!["200-712-3".parse().unwrap()], "ec", "", "200-712-3"),
        (|e| e.product_type = "hair".into(), "product_type", "", "hair"),
        (|e| e.maximum_concentration = "2 %".into(), "maximum_concentration", "3 %", "2 %"),
        (|e| e.conditions = "adults".into(), "conditions", "", "adults"),
        (|e| e.label_wording = "keep away".into(), "label_wording", "", "keep away"),
        (|e| e.source = "annex".into(), "source", "annex-iii", "annex"),
        (|e| e.is_withdrawn = true, "is_withdrawn", "false", "true"),
    ];
    for (change, field, old, new) in fields {
        let expected = (Kind::EntryChanged, "EU III/98".to_owned(), field, old.to_owned(), new.to_owned());
        assert_eq!(changed(change), [expected]);
    }
    assert_eq!(changed(|e| e.source_date.clear()), []);
    let (old, new) = (set(vec![], vec![entry(1, "3 %")]), set(vec![], vec![entry(2, "")]));
    let kinds = |old, new| {
        Difference::between(old, new).changes.into_iter().map(|c| (c.kind, c.subject)).collect::<Vec<_>>()
    };
    assert_eq!(
        kinds(&old, &new),
        [(Kind::EntryRemoved, "EU III/1".to_owned()), (Kind::EntryAdded, "EU III/2".to_owned())]
    );
}

#[test]
fn sources_and_markets_are_compared() {
    let source = |date: &str| SourceInfo {
        id: "kcia".to_owned(),
        title: "Korean dictionary".to_owned(),
        date: date.to_owned(),
        terms: String::new(),
        sha256: "0123456789abcdef".to_owned(),
        rows: 3,
    };
    let (mut old, mut new) = (set(vec![], vec![]), set(vec![], vec![]));
    old.manifest.sources = vec![source("2026-01-01")];
    new.manifest.sources = vec![source("2026-07-01")];
    new.manifest.markets = vec![Market::Eu];
    let changes = Difference::between(&old, &new).changes;
    assert_eq!((changes[0].field, changes[0].new.as_slice()), ("markets", ["EU".to_owned()].as_slice()));
    assert_eq!(changes[1].subject, "kcia");
    assert_eq!(changes[1].old, ["2026-01-01, 3 rows, SHA-256 0123456789ab"]);
}

/// One of each kind that a reader looks for first.
fn sample() -> Difference {
    let mut restricted = ingredient(1941, "Niacin|amide", "나이아신아마이드");
    restricted.status = RegulationStatus::Restricted;
    restricted.limit_value = "EU III/98: 3 %".to_owned();
    let old = set(
        vec![ingredient(9, "Linalool", "리날룰"), ingredient(1941, "Niacinamide", "나이아신아마이드")],
        vec![],
    );
    let mut new = set(vec![restricted, ingredient(5489, "Retinol", "레티놀")], vec![entry(98, "3 %")]);
    new.manifest.dataset_version = "2026-07-01-bbbbbbbbbbbb".to_owned();
    new.manifest.digest = "bbbbbbbbbbbbbbbb".to_owned();
    Difference::between(&old, &new)
}

#[test]
fn the_table_is_aligned_under_its_headings() {
    let expected = "\
old  2026-03-23-aaaaaaaaaaaa  records: 2, entries: 0
new  2026-07-01-bbbbbbbbbbbb  records: 2, entries: 1

Removed records: 1
  9  Linalool

Added records: 1
  5489  Retinol  Retinol; 레티놀

Renamed: 1
  1941  Niacin|amide  inci_name  Niacinamide → Niacin|amide

Status changed: 1
  1941  Niacin|amide  status  Not Listed → Restricted

Limits changed: 1
  1941  Niacin|amide  limit_value  (nothing) → EU III/98: 3 %

Added entries: 1
  EU III/98  Salicylic acid  limit; 3 %

6 differences.
";
    assert_eq!(render::table(&sample()), expected);
    let same = set(vec![], vec![]);
    let none = render::table(&Difference::between(&same, &same));
    assert!(none.ends_with("\nNo difference: the digests are equal.\n"), "{none}");
}

#[test]
fn markdown_shows_every_text_as_it_is() {
    let markdown = render::markdown(&sample());
    assert!(
        markdown.starts_with("# Data set 2026-03-23-aaaaaaaaaaaa to 2026-07-01-bbbbbbbbbbbb\n"),
        "{markdown}"
    );
    assert!(markdown.contains("\n## Renamed (1)\n\n| | name | what | old | new |\n"), "{markdown}");
    assert!(
        markdown.contains("\n| 1941 | Niacin\\|amide | inci name | Niacinamide | Niacin\\|amide |\n"),
        "{markdown}"
    );
    // Every row of a table has as many cells as its heading.
    for row in markdown.lines().filter(|line| line.starts_with('|')) {
        let cells = row.replace("\\|", "").matches('|').count();
        assert!(cells == 4 || cells == 6, "{row}");
    }
}

#[test]
fn json_tells_kinds_and_sides() {
    let value: serde_json::Value = serde_json::from_str(&render::json(&sample()).unwrap()).unwrap();
    assert_eq!(value["summary"]["removed"], 1);
    assert_eq!(value["old"]["ingredients"], 2);
    let status =
        value["changes"].as_array().unwrap().iter().find(|change| change["kind"] == "status").unwrap();
    let expected = serde_json::json!({
        "kind": "status", "subject": "1941", "name": "Niacin|amide", "field": "status",
        "old": ["Not Listed"], "new": ["Restricted"]
    });
    assert_eq!(*status, expected);
}
