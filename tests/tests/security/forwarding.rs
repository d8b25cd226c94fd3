//! Who is believed when they name somebody else as the client.

use incidex_tests::{Server, request};
use serde_json::Value;

use super::start::wait_for;
use super::{ID, PROXY_SECRET, check_problem, problem, prod_with};

/// Requests of nobody for `target` count against an address; what is left says whose.
fn left(server: &Server, headers: &[(&str, &str)]) -> String {
    let answer = request(server.port(), "GET", "/v1/stats", headers);
    assert_eq!(answer.status, 403);
    answer.header("x-ratelimit-remaining").unwrap_or_default().to_owned()
}

#[test]
fn x_forwarded_for_is_believed_from_trusted_proxies_alone() {
    let trusting = prod_with(|command| {
        command
            .args(["--set", "trusted_proxies=127.0.0.1,10.0.0.0/8"])
            .args(["--set", "unauthenticated_per_minute=3"])
    });
    // Each client has its own allowance; the rightmost hop that is no proxy is the client.
    for headers in [
        [("X-Forwarded-For", "192.0.2.1")],
        [("X-Forwarded-For", "203.0.113.5, 192.0.2.2, 10.1.2.3")],
        [("Forwarded", "for=203.0.113.5, for=192.0.2.3;proto=https")],
        [("X-Forwarded-For", "2001:db8::1")],
    ] {
        assert_eq!(left(&trusting, &headers), "2", "{headers:?}");
    }
    assert_eq!(left(&trusting, &[("X-Forwarded-For", "198.51.100.77, 192.0.2.1")]), "1");
    assert_eq!(left(&trusting, &[("X-Forwarded-For", "2001:db8::ffff")]), "1", "one /64 is one client");

    let unclear = [
        ("X-Forwarded-For", "192.0.2.1"),
        ("Forwarded", "for=192.0.2.9"),
        ("X-Request-Id", ID),
        PROXY_SECRET,
    ];
    let detail = "x-forwarded-for, forwarded: do not name one client";
    let expected = problem(400, "invalid_header", "A header is not valid", detail, "/v1/stats");
    check_problem(&request(trusting.port(), "GET", "/v1/stats", &unclear), &[], &expected);
}

#[test]
fn a_spoof_is_logged_and_changes_nothing() {
    let server = prod_with(|command| {
        command
            .args(["--set", "trusted_proxies=10.0.0.0/8", "--set", "block_networks=203.0.113.0/24"])
            .args(["--set", "unauthenticated_per_minute=3"])
    });
    let spoofs = ["192.0.2.1", "10.0.0.1", "127.0.0.1", "203.0.113.9, 127.0.0.1"];
    for (spoof, expected) in spoofs.iter().zip(["2", "1", "0", "0"]) {
        let answer = request(
            server.port(),
            "GET",
            "/v1/stats",
            &[("X-Forwarded-For", spoof), ("Forwarded", "for=203.0.113.9"), ("X-Request-Id", "spoof-1")],
        );
        assert_eq!(answer.header("x-ratelimit-remaining"), Some(expected), "{spoof}");
        assert_eq!(answer.status, if expected == "0" && *spoof == spoofs[3] { 429 } else { 403 });
    }
    let log = wait_for(&server, "\"status\":429");
    let line = log.lines().find(|line| line.contains("passed over")).expect("a spoof in the log");
    let event: Value = serde_json::from_str(line).expect("JSON");
    assert_eq!(
        (&event["level"], &event["message"], &event["request_id"], &event["address"]),
        (
            &"WARN".into(),
            &"forwarding headers of no configured proxy passed over".into(),
            &"spoof-1".into(),
            &"127.0.0.1".into()
        )
    );
    for spoof in ["192.0.2.1", "203.0.113.9", "10.0.0.1"] {
        assert!(!log.contains(spoof), "{log}");
    }
}

#[test]
fn blocked_networks_and_other_names_are_refused() {
    let server = prod_with(|command| {
        command
            .args(["--set", "trusted_proxies=127.0.0.1", "--set", "block_networks=203.0.113.0/24"])
            .args(["--set", "hosts=127.0.0.1,api.example.com"])
    });
    let known = |headers: &[(&str, &str)]| {
        let always = [PROXY_SECRET, ("X-Request-Id", ID)];
        request(server.port(), "GET", "/v1/stats", &[&always, headers].concat())
    };
    let detail = "requests from this network are not answered";
    let expected = problem(403, "network_refused", "The network may not call", detail, "/v1/stats");
    check_problem(&known(&[("X-Forwarded-For", "203.0.113.9")]), &[], &expected);
    assert_eq!(known(&[("X-Forwarded-For", "203.0.114.9")]).status, 200);
    let bytes = format!(
        "GET /v1/stats HTTP/1.1\r\nHost: evil.example\r\nConnection: close\r\nX-Request-Id: {ID}\r\n{}: {}\r\n\r\n",
        PROXY_SECRET.0, PROXY_SECRET.1
    );
    let detail = "the server does not answer to the name in Host";
    let expected = problem(400, "unknown_host", "The server has another name", detail, "/v1/stats");
    check_problem(&incidex_tests::exchange(server.port(), bytes.as_bytes()), &[], &expected);
}
