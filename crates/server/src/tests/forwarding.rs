//! Addresses, networks and names: whom the server believes, and whom it answers.

use serde_json::json;

use super::client::TestServer;

#[test]
fn a_blocked_network_is_refused_through_a_proxy_as_well() {
    let server = TestServer::with_settings(&[
        ("INCIDEX_TRUSTED_PROXIES", "127.0.0.1"),
        ("INCIDEX_BLOCK_NETWORKS", "192.0.2.0/24,2001:db8::/32"),
    ]);
    let detail = "requests from this network are not answered";
    let expected = json!({
        "type": "urn:incidex:problem:network_refused",
        "title": "The network may not call",
        "status": 403,
        "detail": detail,
        "instance": "/health",
        "code": "network_refused",
        "request_id": "test-1",
        "success": false,
    });
    let ask = |headers: &str| server.ask("GET", "/health", &format!("x-request-id: test-1\r\n{headers}"));
    for headers in [
        "x-forwarded-for: 192.0.2.7\r\n",
        "x-forwarded-for: 8.8.8.8, ::ffff:192.0.2.7\r\n",
        "forwarded: for=\"[2001:db8::1]:80\"\r\n",
        "x-forwarded-for: 192.0.2.7\r\nforwarded: for=192.0.2.7\r\n",
    ] {
        let answer = ask(headers);
        assert_eq!((answer.status, answer.json()), (403, expected.clone()), "{headers}");
    }
    for headers in ["", "x-forwarded-for: 192.0.2.7, 8.8.8.8\r\n", "forwarded: for=192.0.3.1\r\n"] {
        assert_eq!(ask(headers).status, 200, "{headers}");
    }
    assert_eq!(server.counters.forbidden.value(), 4);
    assert_eq!(server.counters.spoofs.value(), 0);
}

#[test]
fn a_client_cannot_hide_behind_a_second_header() {
    let server = TestServer::with_settings(&[
        ("INCIDEX_TRUSTED_PROXIES", "127.0.0.1"),
        ("INCIDEX_BLOCK_NETWORKS", "192.0.2.0/24"),
    ]);
    for headers in [
        "x-forwarded-for: 192.0.2.7\r\nforwarded: for=8.8.8.8\r\n",
        "forwarded: for=192.0.2.7\r\nx-forwarded-for: 8.8.8.8\r\n",
        "x-forwarded-for: nobody\r\n",
        "forwarded: for=\"8.8.8.8\r\n",
    ] {
        let answer = server.ask("GET", "/v1/stats", headers);
        let body = answer.json();
        assert_eq!((answer.status, &body["code"]), (400, &json!("invalid_header")), "{headers}");
        assert_eq!(body["detail"], "x-forwarded-for, forwarded: do not name one client");
    }
}

#[test]
fn whoever_is_no_configured_proxy_is_not_believed() {
    let server = TestServer::with_settings(&[
        ("INCIDEX_TRUSTED_PROXIES", "10.0.0.0/8"),
        ("INCIDEX_BLOCK_NETWORKS", "192.0.2.0/24"),
    ]);
    for headers in
        ["x-forwarded-for: 192.0.2.7\r\n", "forwarded: for=192.0.2.7\r\nx-forwarded-for: 10.0.0.1\r\n"]
    {
        assert_eq!(server.ask("GET", "/v1/stats", headers).status, 200, "{headers}");
    }
    assert_eq!(server.counters.spoofs.value(), 2);
}

#[test]
fn only_allowed_networks_are_answered() {
    let allowed = ("INCIDEX_ALLOW_NETWORKS", "192.0.2.0/24");
    let server = TestServer::with_settings(&[allowed]);
    assert_eq!(server.get("/v1/stats").status, 403);
    let behind = TestServer::with_settings(&[allowed, ("INCIDEX_TRUSTED_PROXIES", "127.0.0.0/8")]);
    assert_eq!(behind.ask("GET", "/v1/stats", "x-forwarded-for: 192.0.2.1\r\n").status, 200);
    assert_eq!(behind.ask("GET", "/v1/stats", "x-forwarded-for: 192.0.3.1\r\n").status, 403);
}

#[test]
fn the_server_answers_to_its_names_alone() {
    // Every request of these tests says `host: test`.
    let server = TestServer::with_settings(&[("INCIDEX_HOSTS", "Test,[::1]:8080")]);
    assert_eq!(server.get("/v1/stats").status, 200);
    assert_eq!(server.get("http://TEST:81/v1/stats").status, 200);
    assert_eq!(server.get("http://evil.example/v1/stats").status, 400);
    assert_eq!(server.ask("GET", "/v1/stats", "host: test\r\n").status, 400);
    let other = TestServer::with_settings(&[("INCIDEX_HOSTS", "api.example")]);
    let answer = other.get("/v1/stats");
    let expected = json!({
        "type": "urn:incidex:problem:unknown_host",
        "title": "The server has another name",
        "status": 400,
        "detail": "the server does not answer to the name in Host",
        "instance": "/v1/stats",
        "code": "unknown_host",
        "request_id": "test-1",
        "success": false,
    });
    assert_eq!((answer.status, answer.json()), (400, expected));
}
