//! `/metrics`, read as a scraper reads it.

use std::collections::BTreeMap;

use incidex_tests::{Server, curated_index, get};

use super::log_until;

/// The samples of a page in the text format of OpenMetrics, by name and labels; checks what the format asks
/// for on the way.
fn parse(page: &str) -> BTreeMap<String, f64> {
    let body = page.strip_suffix("# EOF\n").expect("the page says that it is whole");
    let mut samples = BTreeMap::new();
    let mut families: BTreeMap<String, String> = BTreeMap::new();
    let mut current = String::new();
    for line in body.lines() {
        if let Some(rest) = line.strip_prefix("# ") {
            let mut words = rest.splitn(3, ' ');
            let (keyword, name, text) =
                (words.next(), words.next().expect("a name"), words.next().expect("a text"));
            match keyword {
                Some("HELP") => assert!(!text.is_empty(), "{line}"),
                Some("TYPE") => {
                    assert!(
                        families.insert(name.to_owned(), text.to_owned()).is_none(),
                        "{name} comes twice"
                    );
                    current = name.to_owned();
                }
                _ => panic!("{line}"),
            }
            continue;
        }
        let (sample, value) = line.rsplit_once(' ').expect("a value");
        let value: f64 = value.parse().unwrap_or_else(|error| panic!("{error}: {line}"));
        let (name, labels) = sample.split_once('{').unwrap_or((sample, ""));
        let suffix = name.strip_prefix(&current).unwrap_or_else(|| panic!("{name} among those of {current}"));
        let allowed: &[&str] = match families[&current].as_str() {
            "counter" => &["_total"],
            "gauge" => &[""],
            "info" => &["_info"],
            "histogram" => &["_bucket", "_sum", "_count"],
            kind => panic!("{kind}"),
        };
        assert!(allowed.contains(&suffix), "{line} in a {}", families[&current]);
        assert!(labels.is_empty() || labels.ends_with("\"}"), "{line}");
        assert!(value >= 0.0 && samples.insert(sample.to_owned(), value).is_none(), "{line}");
    }
    samples
}

#[test]
fn the_page_is_well_formed_and_counts_what_was_asked_and_has_no_label_of_a_client() {
    let server =
        Server::start_with(curated_index(), |command| command.env("INCIDEX_METRICS_BIND", "127.0.0.1:0"));
    let log = log_until(&server, "metrics are served");
    let (_, rest) = log.last().expect("a line").split_once("127.0.0.1:").expect("an address");
    let port: u16 =
        rest.split(|c: char| !c.is_ascii_digit()).next().expect("a port").parse().expect("a number");
    let first = parse(&get(port, "/metrics").body);
    for number in 0..20 {
        assert_eq!(get(server.port(), "/v1/ingredient/5489").status, 200);
        get(server.port(), &format!("/nowhere/{number}?q=secretquery"));
        get(server.port(), &format!("/v1/ingredient/{number}x"));
    }
    let answer = get(port, "/metrics");
    assert_eq!(
        answer.header("content-type"),
        Some("application/openmetrics-text; version=1.0.0; charset=utf-8")
    );
    assert!(!answer.body.contains("nowhere") && !answer.body.contains("secretquery"), "{}", answer.body);
    let second = parse(&answer.body);
    let route = "route=\"/v1/ingredient/{code}\"";
    assert_eq!(second[&format!("incidex_requests_total{{{route},status=\"200\",tier=\"MEGA\"}}")], 20.0);
    assert_eq!(second[&format!("incidex_requests_total{{{route},status=\"400\",tier=\"MEGA\"}}")], 20.0);
    assert_eq!(second["incidex_requests_total{route=\"none\",status=\"404\",tier=\"MEGA\"}"], 20.0);
    assert_eq!(second[&format!("incidex_request_duration_seconds_count{{{route}}}")], 40.0);
    assert_eq!(second[&format!("incidex_request_duration_seconds_bucket{{le=\"+Inf\",{route}}}")], 40.0);
    for name in [
        "incidex_requests_in_flight",
        "incidex_limit_keys",
        "incidex_log_lines_total",
        "incidex_log_dropped_lines_total{reason=\"overflow\"}",
        "incidex_alert_dropped_events_total",
        "incidex_dataset_records",
        "incidex_dataset_age_seconds",
        "process_resident_memory_bytes",
        "process_open_fds",
        "process_cpu_seconds_total",
        "process_start_time_seconds",
        "incidex_security_events_total{event=\"walk\"}",
    ] {
        assert!(second.contains_key(name), "{name}: {second:#?}");
    }
    for (name, before) in first.iter().filter(|(name, _)| name.contains("_total")) {
        assert!(second[name] >= *before, "{name} fell");
    }
    assert_eq!(get(server.port(), "/metrics").status, 404);
}
