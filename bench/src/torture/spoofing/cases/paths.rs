//! What needs a caller, asked for as if it did not.

use super::Expected::{Peer, Refused};
use super::{Case, Deployment, Lined, STATISTICS};

const ROWS: [Lined; 31] = [
    ("path: plain", STATISTICS, "", Peer),
    ("path: up from an open one", "GET /health/../v1/stats HTTP/1.1", "", Peer),
    ("path: up from an open one, encoded", "GET /health/%2e%2e/v1/stats HTTP/1.1", "", Peer),
    ("path: up from an open one, slash encoded", "GET /health%2f..%2fv1%2fstats HTTP/1.1", "", Peer),
    ("path: up from an open one, backslash", "GET /health\\..\\v1\\stats HTTP/1.1", "", Peer),
    ("path: an open one with a slash", "GET /health/ HTTP/1.1", "", Peer),
    ("path: an open one with two slashes", "GET //health HTTP/1.1", "", Peer),
    ("path: an open one in upper case", "GET /HEALTH HTTP/1.1", "", Peer),
    ("path: an open one, encoded", "GET /%68ealth HTTP/1.1", "", Peer),
    ("path: an open one, encoded twice", "GET /%2568ealth HTTP/1.1", "", Peer),
    ("path: an open one with a parameter", "GET /health;/v1/stats HTTP/1.1", "", Peer),
    ("path: an open one with a NUL", "GET /health%00/v1/stats HTTP/1.1", "", Peer),
    ("path: an open one with an end", "GET /health.json HTTP/1.1", "", Peer),
    ("path: an open one in the query", "GET /v1/stats?/health HTTP/1.1", "", Peer),
    ("path: an open one in the fragment", "GET /v1/stats#/health HTTP/1.1", "", Peer),
    ("path: an open one as a parameter", "GET /v1/stats;/health HTTP/1.1", "", Peer),
    ("path: an open one as a user", "GET http://health@localhost/v1/stats HTTP/1.1", "", Peer),
    ("path: an open one as a name", "GET http://health/v1/stats HTTP/1.1", "", Peer),
    ("path: absolute", "GET http://localhost/v1/stats HTTP/1.1", "", Peer),
    ("path: absolute, up from an open one", "GET http://localhost/health/../v1/stats HTTP/1.1", "", Peer),
    ("path: a dot before", "GET /./v1/stats HTTP/1.1", "", Peer),
    (
        "path: up from the documentation",
        "GET /docs/../v1/stats HTTP/1.1",
        "",
        Refused(404, "route_not_found"),
    ),
    (
        "path: up from the documentation, encoded",
        "GET /docs/%2e%2e/v1/stats HTTP/1.1",
        "",
        Refused(404, "route_not_found"),
    ),
    ("path: raw UTF-8 for a slash", "GET /health／v1/stats HTTP/1.1", "", Peer),
    ("header: X-Original-URL", STATISTICS, "X-Original-URL: /health", Peer),
    ("header: X-Rewrite-URL", STATISTICS, "X-Rewrite-URL: /health", Peer),
    ("header: X-Forwarded-Uri", STATISTICS, "X-Forwarded-Uri: /health", Peer),
    ("header: X-Forwarded-Prefix", STATISTICS, "X-Forwarded-Prefix: /docs", Peer),
    (
        "preflight: by GET",
        STATISTICS,
        "Origin: https://evil.test\r\nAccess-Control-Request-Method: GET",
        Peer,
    ),
    (
        "preflight: a method put over GET",
        STATISTICS,
        "Origin: https://evil.test\r\nAccess-Control-Request-Method: GET\r\nX-HTTP-Method-Override: OPTIONS",
        Peer,
    ),
    ("preflight: half of one", "OPTIONS /v1/stats HTTP/1.1", "Access-Control-Request-Method: GET", Peer),
];

/// Every case of this file.
pub(super) fn cases() -> Vec<Case> {
    super::from_lined(&ROWS, Deployment::Gateway)
}
