//! Cross-origin reads: only for the origins on the list, and never more than they need.

use super::client::TestServer;

const OURS: &str = "https://app.example.com";

fn preflight(server: &TestServer, origin: &str) -> super::client::Answer {
    let headers = format!(
        "origin: {origin}\r\naccess-control-request-method: GET\r\naccess-control-request-headers: x-evil\r\n"
    );
    server.ask("OPTIONS", "/v1/ingredient/inci?q=water", &headers)
}

#[test]
fn an_origin_on_the_list_may_read() {
    let server = TestServer::with_settings(&[(
        "INCIDEX_CORS_ORIGINS",
        "http://localhost:3000,https://app.example.com",
    )]);
    for target in ["/v1/stats", "/nowhere", "/test/panic"] {
        let answer = server.ask("GET", target, &format!("origin: {OURS}\r\n"));
        assert_eq!(answer.header("access-control-allow-origin"), Some(OURS), "{target}");
        let exposed = answer.header("access-control-expose-headers").unwrap();
        for name in
            ["x-request-id", "ratelimit", "ratelimit-policy", "x-ratelimit-remaining", "etag", "retry-after"]
        {
            assert!(exposed.split(", ").any(|exposed| exposed == name), "{name}");
        }
        assert!(answer.header("vary").unwrap().contains("origin"));
        assert_eq!(answer.header("access-control-allow-credentials"), None);
    }
    let answer = preflight(&server, OURS);
    assert_eq!((answer.status, answer.body.as_str()), (204, ""));
    assert_eq!(answer.header("access-control-allow-origin"), Some(OURS));
    assert_eq!(answer.header("access-control-allow-methods"), Some("get, head, post, options"));
    assert_eq!(answer.header("access-control-max-age"), Some("86400"));
    let allowed = answer.header("access-control-allow-headers").unwrap();
    assert!(
        allowed.contains("x-rapidapi-key") && allowed.contains("x-request-id") && !allowed.contains("x-evil")
    );
}

#[test]
fn nobody_else_may() {
    let listed = TestServer::with_settings(&[("INCIDEX_CORS_ORIGINS", OURS)]);
    let empty = TestServer::start();
    let strangers = [
        "https://evil.example",
        "null",
        "*",
        "http://app.example.com",
        "https://app.example.com.evil.example",
        "https://app.example.com:444",
        "https://APP.example.com",
        "https://app.example.com\r\norigin: https://a",
    ];
    for (server, origin) in strangers.iter().map(|origin| (&listed, *origin)).chain([(&empty, OURS)]) {
        let answers =
            [server.ask("GET", "/v1/stats", &format!("origin: {origin}\r\n")), preflight(server, origin)];
        for (answer, status) in answers.iter().zip([200, 204]) {
            assert_eq!(answer.status, status);
            assert!(
                !answer.names().iter().any(|name| name.starts_with("access-control-")),
                "{origin}: {answer:?}"
            );
            assert!(answer.header("vary").unwrap().contains("origin"));
        }
    }
}
