//! What every answer bears, and what stands in for an answer when there is none.

use serde_json::json;

use super::client::TestServer;

fn problem(code: &str, title: &str, status: u16, detail: &str, instance: &str) -> serde_json::Value {
    json!({
        "type": format!("urn:incidex:problem:{code}"),
        "title": title,
        "status": status,
        "detail": detail,
        "instance": instance,
        "code": code,
        "request_id": "test-1",
        "success": false,
    })
}

#[test]
fn what_is_not_there_is_a_problem() {
    let server = TestServer::start();
    for target in ["/", "/v1/ingredient/", "/v1/ingredient", "/v1/ingredient/5489/", "/%F0%9F"] {
        let answer = server.get(target);
        let expected =
            problem("route_not_found", "There is no such route", 404, "no route has this path", target);
        assert_eq!((answer.status, answer.json()), (404, expected), "{target}");
    }
    let answer = server.get("/v1/ingredient/77");
    let detail = "no ingredient has the code 77";
    let expected =
        problem("ingredient_not_found", "There is no such ingredient", 404, detail, "/v1/ingredient/77");
    assert_eq!((answer.status, answer.json()), (404, expected));
}

#[test]
fn other_methods_are_refused_with_those_that_are_not() {
    let server = TestServer::start();
    for target in ["/health", "/ready", "/v1/stats", "/v1/ingredient/inci?q=water", "/v1/ingredient/5489"] {
        for method in ["POST", "PUT", "DELETE", "PATCH", "BREW"] {
            let answer = server.ask(method, target, "x-request-id: test-1\r\ncontent-length: 0\r\n");
            let path = target.split('?').next().unwrap_or_default();
            let title = "The route does not take this method";
            let expected =
                problem("method_not_allowed", title, 405, "this route takes GET, HEAD, OPTIONS", path);
            assert_eq!((answer.status, answer.json()), (405, expected), "{method} {target}");
            assert_eq!(answer.header("allow"), Some("get, head, options"));
        }
    }
}

#[test]
fn head_answers_as_get_without_the_body() {
    let server = TestServer::start();
    for target in
        ["/v1/ingredient/inci?q=retinol", "/v1/ingredient/5489", "/v1/ingredient/77", "/v1/stats", "/ready"]
    {
        let (get, head) = (server.get(target), server.ask("HEAD", target, "x-request-id: test-1\r\n"));
        assert_eq!(head.status, get.status);
        assert_eq!(head.body, "");
        for name in ["content-type", "content-length", "x-request-id", "x-content-type-options"] {
            assert_eq!(head.header(name), get.header(name), "{name} of {target}");
        }
        assert_eq!(get.header("content-length"), Some(get.body.len().to_string().as_str()));
    }
}

#[test]
fn every_answer_bears_the_fixed_headers() {
    let server = TestServer::start();
    for target in ["/health", "/v1/stats", "/nowhere", "/v1/ingredient/x", "/test/panic"] {
        let answer = server.get(target);
        assert_eq!(answer.header("x-request-id"), Some("test-1"), "{target}");
        assert_eq!(answer.header("x-content-type-options"), Some("nosniff"), "{target}");
        assert_eq!(answer.header("server"), None);
    }
}

#[test]
fn a_malformed_request_id_is_replaced() {
    let server = TestServer::start();
    let long = "a".repeat(129);
    for header in
        ["", "x-request-id: a b\r\n", "x-request-id: a\r\nx-request-id: b\r\n", "x-request-id: <script>\r\n"]
    {
        let answer = server.ask("GET", "/health", header);
        assert_eq!(answer.header("x-request-id").map(str::len), Some(36), "{header}");
    }
    let answer = server.ask("GET", "/nowhere", &format!("x-request-id: {long}\r\n"));
    assert_eq!(answer.header("x-request-id"), answer.json()["request_id"].as_str());
}

#[test]
fn a_panic_is_a_problem_and_the_worker_goes_on() {
    let server = TestServer::start();
    for _ in 0..3 {
        let answer = server.get("/test/panic");
        let detail =
            "the request could not be answered; the server's log has the cause under this request id";
        let expected = problem("internal", "The server failed", 500, detail, "/test/panic");
        assert_eq!((answer.status, answer.json()), (500, expected));
        assert_eq!(answer.header("content-type"), Some("application/problem+json"));
    }
    assert_eq!(server.get("/health").status, 200);
}
