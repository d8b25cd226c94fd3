//! The headers that every answer bears; kept answers; compression.

use std::io::Read;

use flate2::read::GzDecoder;

use super::client::TestServer;

/// Names that every answer bears, whoever gives it.
pub(super) const ALWAYS: [&str; 9] = [
    "cache-control",
    "content-security-policy",
    "cross-origin-resource-policy",
    "permissions-policy",
    "referrer-policy",
    "server-timing",
    "x-content-type-options",
    "x-frame-options",
    "x-request-id",
];

const RETINOL: &str = "/v1/ingredient/inci?q=retinol";

#[test]
fn every_answer_bears_every_header() {
    let server = TestServer::start();
    let tag = server.get(RETINOL).header("etag").unwrap().replace("w/", "W/");
    let known = format!("if-none-match: {tag}\r\n");
    for (method, target, headers, status) in [
        ("GET", "/health", "", 200),
        ("GET", RETINOL, "", 200),
        ("HEAD", RETINOL, "", 200),
        ("GET", RETINOL, known.as_str(), 304),
        ("OPTIONS", RETINOL, "", 204),
        ("GET", "/v1/ingredient/x", "", 400),
        ("GET", "/v1/ingredient/77", "", 404),
        ("GET", "/nowhere", "", 404),
        ("GET", "/v7/stats", "", 404),
        ("DELETE", RETINOL, "", 405),
        ("GET", RETINOL, "accept: text/html\r\n", 406),
        ("GET", RETINOL, "content-length: 300000\r\n", 413),
        ("GET", "/test/panic", "", 500),
    ] {
        let answer = server.ask(method, target, &format!("x-request-id: test-1\r\n{headers}"));
        assert_eq!(answer.status, status, "{method} {target}");
        for name in ALWAYS {
            assert_eq!(answer.names().iter().filter(|n| **n == name).count(), 1, "{name}: {answer:?}");
        }
        assert_eq!(answer.header("x-request-id"), Some("test-1"));
        assert_eq!(answer.header("x-content-type-options"), Some("nosniff"));
        assert_eq!(answer.header("x-frame-options"), Some("deny"));
        assert_eq!(answer.header("referrer-policy"), Some("no-referrer"));
        assert_eq!(answer.header("cross-origin-resource-policy"), Some("same-origin"));
        let policy = "default-src 'none'; frame-ancestors 'none'";
        assert_eq!(answer.header("content-security-policy"), Some(policy));
        assert!(answer.header("permissions-policy").unwrap().contains("camera=(), "));
        let timing = answer.header("server-timing").unwrap();
        assert!(timing.strip_prefix("app;dur=").unwrap().parse::<f64>().is_ok(), "{timing}");
        let is_kept = answer.status == 304 || (answer.status == 200 && target == RETINOL);
        let caching = if is_kept { "private, no-cache" } else { "no-store" };
        assert_eq!(answer.header("cache-control"), Some(caching), "{method} {target}");
        for name in ["server", "x-powered-by", "strict-transport-security", "access-control-allow-origin"] {
            assert_eq!(answer.header(name), None);
        }
    }
}

#[test]
fn prod_asks_browsers_to_come_back_over_tls() {
    let hsts = |pairs: &[(&str, &str)]| {
        let secret = ("INCIDEX_PROXY_SECRETS", "a-secret-of-some-length");
        let server = TestServer::with_settings(&[pairs, &[secret]].concat());
        let bare = server.say(b"NONSENSE\r\n\r\n");
        let answer = server.get("/nowhere");
        let value = answer.header("strict-transport-security").map(str::to_owned);
        assert_eq!(value.is_some(), bare.contains("strict-transport-security: "), "{bare}");
        value
    };
    let (prod, preload) = (("INCIDEX_ENV", "prod"), ("INCIDEX_HSTS_PRELOAD", "true"));
    assert_eq!(hsts(&[prod]).as_deref(), Some("max-age=31536000; includesubdomains"));
    assert_eq!(hsts(&[prod, preload]).as_deref(), Some("max-age=31536000; includesubdomains; preload"));
    assert_eq!(hsts(&[preload]), None);
}

#[test]
fn whoever_has_an_answer_is_told_so() {
    let server = TestServer::start();
    let first = server.get(RETINOL);
    let tag = first.header("etag").unwrap().to_owned();
    assert!(tag.starts_with("w/\"") && tag.len() == 20, "{tag}");
    let upper = tag.replace("w/", "W/");
    for list in [upper.clone(), format!("\"a\", {upper}"), upper.replace("W/", ""), "*".to_owned()] {
        for method in ["GET", "HEAD"] {
            let answer =
                server.ask(method, RETINOL, &format!("if-none-match: {list}\r\nx-request-id: test-1\r\n"));
            assert_eq!((answer.status, answer.body.as_str()), (304, ""), "{method} {list}");
            for name in ["etag", "cache-control", "vary", "x-request-id"] {
                assert_eq!(answer.header(name), first.header(name), "{name}");
            }
            assert_eq!(answer.header("content-type"), None);
        }
    }
    assert_eq!(server.ask("GET", RETINOL, "if-none-match: \"other\"\r\n").status, 200);
    let twice = format!("if-none-match: \"other\"\r\nif-none-match: {upper}\r\n");
    assert_eq!(server.ask("GET", RETINOL, &twice).status, 304);
    // Another question has another tag; the same one in another spelling has not.
    assert_eq!(server.get("/v1/ingredient/inci?&q=%72etinol").header("etag"), Some(tag.as_str()));
    for other in
        ["/v1/ingredient/inci?q=retino", "/v1/ingredient/5489", "/v1/ingredient/inci?q=retinol&page=1"]
    {
        assert_ne!(server.get(other).header("etag"), Some(tag.as_str()), "{other}");
    }
    // What is of its moment, or no answer with data, has none.
    for target in ["/health", "/ready", "/v1/ingredient/77", "/nowhere", "/test/panic"] {
        let answer = server.ask("GET", target, "if-none-match: *\r\n");
        assert_ne!(answer.status, 304, "{target}");
        assert_eq!(answer.header("etag"), None, "{target}");
    }
}

#[test]
fn large_answers_are_compressed_for_whoever_takes_it() {
    let server = TestServer::start();
    let target = "/v1/ingredient/inci?q=copper";
    let plain = server.get(target);
    assert_eq!(plain.header("content-encoding"), None);
    let packed = server.ask("GET", target, "accept-encoding: br, gzip\r\nx-request-id: test-1\r\n");
    assert_eq!(packed.header("content-encoding"), Some("gzip"));
    assert_eq!(packed.header("content-length"), Some(packed.bytes.len().to_string().as_str()));
    assert!(packed.header("vary").unwrap().contains("accept-encoding"));
    assert_eq!(packed.header("etag"), plain.header("etag"));
    let mut text = String::new();
    GzDecoder::new(packed.bytes.as_slice()).read_to_string(&mut text).unwrap();
    assert_eq!(text, plain.body);
    assert!(packed.bytes.len() * 4 < plain.bytes.len(), "{} of {}", packed.bytes.len(), plain.bytes.len());
    let head = server.ask("HEAD", target, "accept-encoding: gzip\r\n");
    assert_eq!(head.header("content-length"), packed.header("content-length"));
    for (target, accepted) in
        [(target, "gzip;q=0"), (target, "br"), ("/health", "gzip"), ("/nowhere", "gzip")]
    {
        let answer = server.ask("GET", target, &format!("accept-encoding: {accepted}\r\n"));
        assert_eq!(answer.header("content-encoding"), None, "{target} {accepted}");
    }
}

#[test]
fn an_answer_in_another_form_is_refused() {
    let server = TestServer::start();
    for accepted in ["text/html", "application/json;q=0", "image/*, text/plain"] {
        let answer = server.ask("GET", RETINOL, &format!("accept: {accepted}\r\n"));
        assert_eq!((answer.status, &answer.json()["code"]), (406, &"not_acceptable".into()), "{accepted}");
        assert_eq!(answer.header("etag"), None);
    }
    for accepted in ["*/*", "text/html, application/json;q=0.1", "application/*"] {
        assert_eq!(server.ask("GET", RETINOL, &format!("accept: {accepted}\r\n")).status, 200, "{accepted}");
    }
    assert_eq!(server.ask("GET", "/nowhere", "accept: text/html\r\n").status, 404);
}
