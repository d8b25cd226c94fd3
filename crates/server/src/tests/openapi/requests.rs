//! A request for each problem that a request alone brings about.

use crate::problem::ProblemCode;

/// What is sent so that a path answers with a problem, `path` being that of the route and `good` a target
/// that is answered with 200; none where more than a request is needed.
pub(super) fn request_for(code: ProblemCode, path: &str, good: &str) -> Option<String> {
    let joint = if good.contains('?') { '&' } else { '?' };
    let plain = |method: &str, target: &str| Some(request(method, target, ""));
    match code {
        ProblemCode::InvalidParameter => plain("GET", &format!("{good}{joint}colour=red")),
        ProblemCode::FeatureNotInPlan => plain("GET", good),
        ProblemCode::IngredientNotFound => plain("GET", &path.replace("{code}", "77")),
        ProblemCode::RouteNotFound => plain("GET", &format!("{path}/nowhere")),
        ProblemCode::VersionUnknown => plain("GET", "/v2/ingredient/5489"),
        ProblemCode::MethodNotAllowed => plain("PUT", good),
        ProblemCode::TargetTooLong => plain("GET", &format!("{good}{joint}q={}", "a".repeat(16_384))),
        ProblemCode::MalformedRequest => Some(request("GET", good, "a : b\r\n")),
        ProblemCode::NotAcceptable => Some(request("GET", good, "accept: text/html\r\n")),
        ProblemCode::BodyTooLarge => Some(request("GET", good, "content-length: 300000\r\n")),
        ProblemCode::HeadersTooLarge => Some(request("GET", good, &format!("a: {}\r\n", "a".repeat(33_000)))),
        ProblemCode::Internal
        | ProblemCode::NotReady
        | ProblemCode::Overloaded
        | ProblemCode::TimedOut
        | ProblemCode::RequestTooSlow
        | ProblemCode::VersionRetired
        | ProblemCode::MalformedBody
        | ProblemCode::InvalidBody
        | ProblemCode::UnsupportedMediaType => None,
    }
}

/// A whole request, the last of its connection.
fn request(method: &str, target: &str, headers: &str) -> String {
    format!(
        "{method} {target} HTTP/1.1\r\nhost: test\r\nconnection: close\r\nx-request-id: test-1\r\n{headers}\r\n"
    )
}
