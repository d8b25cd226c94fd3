//! The page as a scraper reads it.

use std::time::Duration;

use incidex_core::tier::Tier;

use super::*;

fn observe(requests: &RequestMetrics, route: usize, status: u16, tier: Option<Tier>, micros: u64) {
    requests.observe(Observation { route, status, tier, duration: Duration::from_micros(micros) });
}

#[test]
fn requests_are_counted_by_route_status_and_tier() {
    let requests = RequestMetrics::new(["/a", "/b"]);
    observe(&requests, 0, 200, Some(Tier::Pro), 40);
    observe(&requests, 0, 200, Some(Tier::Pro), 60);
    observe(&requests, 1, 403, None, 5);
    observe(&requests, 2, 404, None, 5);
    observe(&requests, 77, 299, Some(Tier::Mega), 20_000_000);
    let counts: Vec<_> = requests.counts().collect();
    let expected = [
        (["/a", "200", "PRO"], 2),
        (["/b", "403", "none"], 1),
        (["none", "404", "none"], 1),
        (["none", "other", "MEGA"], 1),
    ];
    assert_eq!(counts, expected);
    let (route, latency) = requests.latencies().next().unwrap();
    let buckets: Vec<u64> = latency.buckets().iter().map(|(_, count)| *count).collect();
    assert_eq!((route, buckets.get(..3)), ("/a", Some(&[1, 1, 0][..])));
    assert!((latency.sum_seconds() - 0.0001).abs() < 1e-9);
    let (_, last) = requests.latencies().last().unwrap();
    assert_eq!(last.buckets().last(), Some(&(f64::INFINITY, 1)));
}

#[test]
fn what_is_under_way_is_what_has_begun_and_not_ended() {
    let requests = RequestMetrics::new([]);
    requests.begun();
    requests.begun();
    requests.ended();
    assert_eq!(requests.in_flight(), 1);
}

#[test]
fn a_bound_belongs_to_its_bucket() {
    let requests = RequestMetrics::new(["/a"]);
    for micros in [50, 51, 100] {
        observe(&requests, 0, 200, None, micros);
    }
    let (_, latency) = requests.latencies().next().unwrap();
    assert_eq!(latency.buckets().get(..2).unwrap(), [(0.000_05, 1), (0.000_1, 2)]);
}
