//! Versions of the interface: current, on their way out, gone, never there.

use std::sync::Arc;

use jiff::Timestamp;
use serde_json::json;

use incidex_ops::policy::DEFAULT_POLICY;

use super::client::TestServer;
use crate::startup::Assembly;
use crate::version::{ApiVersion, Stage, Versions};

fn time(text: &str) -> Timestamp {
    text.parse().unwrap()
}

/// v0 is gone, v1 on its way out, v2 current.
fn three_versions() -> (TestServer, Arc<Versions>) {
    let deprecated =
        |sunset, successor| Stage::Deprecated { since: time("2026-01-02T03:04:05Z"), sunset, successor };
    let versions = Arc::new(Versions::new(&[
        ApiVersion { name: "v0", stage: deprecated(time("2026-02-01T00:00:00Z"), "v1") },
        ApiVersion { name: "v1", stage: deprecated(time("2199-12-31T23:59:59Z"), "v2") },
        ApiVersion { name: "v2", stage: Stage::Current },
    ]));
    let assembly = Assembly { versions: Arc::clone(&versions), ..Assembly::default() };
    (TestServer::assembled(&[], DEFAULT_POLICY, assembly), versions)
}

#[test]
fn a_deprecated_version_says_so_and_is_counted() {
    let (server, versions) = three_versions();
    for target in ["/v1/ingredient/5489", "/v1/ingredient/77", "/v1/nowhere"] {
        let answer = server.get(target);
        assert_ne!(answer.status, 410);
        assert_eq!(answer.header("deprecation"), Some("@1767323045"), "{target}");
        assert_eq!(answer.header("sunset"), Some("tue, 31 dec 2199 23:59:59 gmt"));
        assert_eq!(answer.header("link"), Some("</v2>; rel=\"successor-version\""));
    }
    for target in ["/v2/anything", "/health"] {
        assert_eq!(server.get(target).header("deprecation"), None, "{target}");
    }
    let requests = versions.requests();
    let counted: Vec<_> = requests.values().collect();
    assert_eq!(counted, [("v0", 0), ("v1", 3), ("v2", 1)]);
}

#[test]
fn a_retired_version_is_gone() {
    let (server, versions) = three_versions();
    let answer = server.get("/v0/stats");
    let expected = json!({
        "type": "urn:incidex:problem:version_retired",
        "title": "The version is gone",
        "status": 410,
        "detail": "v0 has been retired: use v1",
        "instance": "/v0/stats",
        "code": "version_retired",
        "request_id": "test-1",
        "success": false,
    });
    assert_eq!((answer.status, answer.json()), (410, expected));
    assert_eq!(answer.header("link"), Some("</v1>; rel=\"successor-version\""));
    let requests = versions.requests();
    assert_eq!(requests.values().next(), Some(("v0", 1)));
}

#[test]
fn an_unknown_version_is_told_those_that_there_are() {
    let server = TestServer::start();
    for target in ["/v2/stats", "/v0", "/v11/ingredient/5489"] {
        let answer = server.get(target);
        let problem = answer.json();
        assert_eq!((answer.status, &problem["code"]), (404, &"version_unknown".into()), "{target}");
        assert_eq!(problem["detail"], "the versions of this interface are: v1");
    }
    assert_eq!(server.get("/v1/stats").header("deprecation"), None);
}
