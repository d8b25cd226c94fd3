//! The dashboard: panels that Grafana can lay out, and the metrics that they ask for.

use std::collections::BTreeSet;

use serde_json::Value;

use super::text;

fn dashboard() -> Value {
    serde_json::from_str(&text("grafana.json")).unwrap()
}

/// What the panels ask for.
fn expressions() -> Vec<String> {
    let dashboard = dashboard();
    let panels = dashboard["panels"].as_array().unwrap().iter();
    let targets = panels.flat_map(|panel| panel["targets"].as_array().unwrap());
    targets.map(|target| target["expr"].as_str().unwrap().to_owned()).collect()
}

/// The metrics in an expression: whatever is selected by labels.
fn metrics(expression: &str) -> BTreeSet<String> {
    let before_labels = expression.split('{').rev().skip(1);
    let is_of_name = |c: char| c.is_ascii_alphanumeric() || c == '_' || c == ':';
    let names = before_labels.map(|text| text.rsplit(|c| !is_of_name(c)).next().unwrap_or_default());
    names.map(str::to_owned).collect()
}

#[test]
fn every_panel_asks_for_metrics_of_the_chosen_servers() {
    let expressions = expressions();
    assert!(expressions.len() > 20);
    for expression in &expressions {
        let metrics = metrics(expression);
        assert!(!metrics.is_empty(), "{expression}");
        for metric in metrics {
            assert!(
                metric.starts_with("incidex_") || metric.starts_with("process_"),
                "{metric}: {expression}"
            );
        }
        let selections = expression.matches('{').count();
        assert_eq!(
            expression.matches("job=\"$job\",instance=~\"$instance\"").count(),
            selections,
            "{expression}"
        );
        for (open, close) in [('(', ')'), ('{', '}'), ('[', ']')] {
            assert_eq!(expression.matches(open).count(), expression.matches(close).count(), "{expression}");
        }
    }
    assert_eq!(
        metrics("sum by (le) (rate(incidex_a_bucket{x=\"1\"}[5m])) / incidex_b{}"),
        ["incidex_a_bucket", "incidex_b"].map(str::to_owned).into()
    );
}

#[test]
fn no_panel_covers_another() {
    let dashboard = dashboard();
    let mut covered = BTreeSet::new();
    let mut ids = BTreeSet::new();
    for panel in dashboard["panels"].as_array().unwrap() {
        assert!(ids.insert(panel["id"].as_u64().unwrap()), "{}", panel["title"]);
        let at = |name: &str| panel["gridPos"][name].as_u64().unwrap();
        assert!(at("x") + at("w") <= 24, "{}", panel["title"]);
        for x in at("x")..at("x") + at("w") {
            for y in at("y")..at("y") + at("h") {
                assert!(covered.insert((x, y)), "{} covers another", panel["title"]);
            }
        }
    }
}
