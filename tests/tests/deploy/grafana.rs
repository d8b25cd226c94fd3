//! The dashboard: panels that Grafana can lay out, and the metrics that they ask for.

use std::collections::BTreeSet;
use std::thread;
use std::time::{Duration, Instant};

use incidex_tests::{Server, curated_index, get};
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

/// The names by which the samples of a page can be asked for.
fn samples(page: &str) -> BTreeSet<String> {
    let samples = page.lines().filter(|line| !line.starts_with('#'));
    samples.filter_map(|line| Some(line.split(['{', ' ']).next()?.to_owned())).collect()
}

#[test]
fn every_metric_of_the_dashboard_is_on_the_page() {
    let server = Server::start_with(curated_index(), |command| {
        // Counters of a channel are there once there is one; nothing is sent to it in this test's time.
        command
            .env("INCIDEX_METRICS_BIND", "127.0.0.1:0")
            .env("INCIDEX_ALERT_WEBHOOK_URL", "http://127.0.0.1:9/")
            .env("INCIDEX_ALERT_WEBHOOK_SECRET", "a-secret-of-this-test-alone")
    });
    let port = metrics_port(&server);
    // Requests are counted from the first one on.
    assert_eq!(get(server.port(), "/v1/stats").status, 200);
    let page = get(port, "/metrics").body;
    let known = samples(&page);
    for expression in expressions() {
        for metric in metrics(&expression) {
            assert!(known.contains(&metric), "{metric} is not on the page: {expression}\n{page}");
        }
    }
}

/// The port on which a server says that it serves metrics.
fn metrics_port(server: &Server) -> u16 {
    let begun = Instant::now();
    let mut log: Vec<String> = Vec::new();
    loop {
        log.extend(server.log());
        let told = log.iter().find(|line| line.contains("metrics are served"));
        let port = told.and_then(|line| {
            let (_, rest) = line.split_once("127.0.0.1:")?;
            rest.split(|c: char| !c.is_ascii_digit()).next()?.parse().ok()
        });
        if let Some(port) = port {
            return port;
        }
        assert!(begun.elapsed() < Duration::from_secs(30), "{log:#?}");
        thread::sleep(Duration::from_millis(10));
    }
}
