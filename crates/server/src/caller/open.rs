//! Requests that need no caller.

use actix_web::dev::RequestHead;
use actix_web::http::Method;
use actix_web::http::header::{ACCESS_CONTROL_REQUEST_METHOD, ORIGIN};

/// How open a request is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Openness {
    /// Needs no caller and is not limited: probes and CORS preflight.
    Open,
    /// Needs no caller if the settings say so; limited by address.
    Documentation,
    /// Needs a caller.
    Closed,
}

/// How open the request with this head is. The path is compared as it was sent: whatever the router would
/// decode first is closed.
pub(super) fn openness(head: &RequestHead) -> Openness {
    match head.uri.path() {
        "/health" | "/ready" => Openness::Open,
        _ if is_preflight(head) => Openness::Open,
        "/docs" | "/openapi.json" => Openness::Documentation,
        path if path.starts_with("/docs/") => Openness::Documentation,
        _ => Openness::Closed,
    }
}

/// Whether it is a CORS preflight (WHATWG Fetch, "CORS-preflight request").
fn is_preflight(head: &RequestHead) -> bool {
    let is_given = |name| head.headers().contains_key(name);
    head.method == Method::OPTIONS && is_given(ORIGIN) && is_given(ACCESS_CONTROL_REQUEST_METHOD)
}

#[cfg(test)]
mod tests {
    use actix_web::test::TestRequest;

    use super::*;

    #[test]
    fn few_requests_are_open() {
        let of = |method: Method, path: &str, headers: &[&str]| {
            let request = TestRequest::with_uri(path).method(method);
            let request = headers.iter().fold(request, |request, name| request.append_header((*name, "x")));
            openness(request.to_http_request().head())
        };
        for path in ["/health", "/ready?x=1"] {
            assert_eq!(of(Method::GET, path, &[]), Openness::Open);
        }
        for path in ["/docs", "/docs/a.js", "/openapi.json"] {
            assert_eq!(of(Method::GET, path, &[]), Openness::Documentation);
        }
        for path in ["/", "/healthy", "/health/", "//health", "/%68ealth", "/docsx", "/v1/stats"] {
            assert_eq!(of(Method::GET, path, &[]), Openness::Closed, "{path}");
        }
        let both = ["origin", "access-control-request-method"];
        assert_eq!(of(Method::OPTIONS, "/v1/stats", &both), Openness::Open);
        assert_eq!(of(Method::OPTIONS, "/v1/stats", &both[..1]), Openness::Closed);
        assert_eq!(of(Method::GET, "/v1/stats", &both), Openness::Closed);
    }
}
