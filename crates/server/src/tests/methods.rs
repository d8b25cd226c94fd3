//! `HEAD` wherever `GET` is, `OPTIONS` everywhere, 405 with `Allow` for the rest, never a 501.

use super::client::TestServer;

const READ: &str = "get, head, options";

#[test]
fn a_path_tells_what_it_takes() {
    let server = TestServer::start();
    for (target, allow) in [
        ("/health", READ),
        ("/v1/ingredient/5489", READ),
        ("/test/work", "post, options"),
        ("*", "get, head, post, options"),
    ] {
        let answer = server.ask("OPTIONS", target, "");
        assert_eq!(
            (answer.status, answer.body.as_str(), answer.header("allow")),
            (204, "", Some(allow)),
            "{target}"
        );
    }
    assert_eq!(server.ask("OPTIONS", "/nowhere", "").status, 404);
}

#[test]
fn what_no_path_takes_is_405() {
    let server = TestServer::start();
    for method in ["TRACE", "TRACK", "PROPFIND", "BREW", "get", "PRI", "X-!*+.^_`|~"] {
        let answer = server.ask(method, "/v1/stats", "");
        assert_eq!((answer.status, answer.header("allow")), (405, Some(READ)), "{method}");
        assert_eq!(answer.json()["code"], "method_not_allowed");
    }
    for (method, target) in [("CONNECT", "example.com:443"), ("CONNECT", "/v1/stats"), ("#$%&'", "/v1/stats")]
    {
        let answer = server.ask(method, target, "");
        assert_eq!(
            (answer.status, answer.header("allow")),
            (405, Some("get, head, post, options")),
            "{target}"
        );
    }
    assert_eq!(server.ask("GET", "/test/work", "").header("allow"), Some("post, options"));
}

#[test]
fn an_upgrade_is_not_taken_up() {
    let server = TestServer::start();
    let text = server.say(
        b"GET /health HTTP/1.1\r\nhost: x\r\nconnection: upgrade\r\nupgrade: websocket\r\n\r\n\x81\x05hello",
    );
    assert!(text.starts_with("HTTP/1.1 200 OK") && text.matches("HTTP/1.1").count() == 1, "{text}");
}

#[test]
fn an_absolute_target_is_understood() {
    let server = TestServer::start();
    assert_eq!(server.get("http://test/v1/ingredient/5489").json()["data"]["code"], 5489);
}
