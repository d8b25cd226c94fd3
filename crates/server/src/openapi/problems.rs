//! What there is to say of each problem code: where it can occur, when, and what whoever meets it can do. A
//! code that is not explained does not compile.

use crate::problem::ProblemCode;
use crate::routes::{Access, Answer, QueryRule, Route};

/// What there is to say of a problem code.
pub(crate) struct Explanation {
    /// Whether a route can answer with it.
    pub(crate) occurs: fn(&Route) -> bool,
    /// When it occurs, as the end of a sentence that begins with "when".
    pub(crate) when: &'static str,
    /// What to do.
    pub(crate) remedy: &'static str,
}

/// Whatever is asked.
fn everywhere(_: &Route) -> bool {
    true
}

/// Where callers are known and counted.
fn needs_caller(route: &Route) -> bool {
    route.access != Access::Anybody
}

/// Where a body is taken, and worked on for long.
fn takes_body(route: &Route) -> bool {
    route.post().is_some()
}

/// On paths that are not documented, or on none as yet.
fn nowhere(_: &Route) -> bool {
    false
}

fn said(occurs: fn(&Route) -> bool, when: &'static str, remedy: &'static str) -> Explanation {
    Explanation { occurs, when, remedy }
}

/// What there is to say of `code`.
#[expect(clippy::too_many_lines, reason = "a table, a row for each code")]
pub(crate) fn explanation(code: ProblemCode) -> Explanation {
    match code {
        ProblemCode::InvalidParameter => said(
            |route| matches!(route.query, QueryRule::Strict(_)),
            "a parameter is unknown, repeated, missing or malformed",
            "`errors` names each parameter at fault and what it may be.",
        ),
        ProblemCode::InvalidHeader => said(
            everywhere,
            "a header that says who calls is repeated, is not text, or contradicts another",
            "`detail` names the header. Behind a proxy, look at what the proxy sends.",
        ),
        ProblemCode::UnknownHost => said(
            everywhere,
            "`Host` names a server that this one is not",
            "Call the server by its published name.",
        ),
        ProblemCode::Unauthorized => {
            said(nowhere, "a key or token is not valid", "`WWW-Authenticate` says what to give.")
        }
        ProblemCode::CallerRefused => said(
            needs_caller,
            "the request carries nothing that its caller is known by, or a secret that is wrong",
            "Call through the gateway; the gateway sends its secret.",
        ),
        ProblemCode::NetworkRefused => said(
            everywhere,
            "requests from the client's network are not answered",
            "Ask whoever runs the server.",
        ),
        ProblemCode::RateLimited => said(
            needs_caller,
            "the caller has asked more often than the plan allows",
            "Ask again after `Retry-After` seconds. `RateLimit` on every answer says what is left.",
        ),
        ProblemCode::FeatureNotInPlan => said(
            |route| route.feature.is_some(),
            "the caller's plan does not include what the route does",
            "`feature` names what is missing, `tier` the caller's plan, `tiers` the plans that have it.",
        ),
        ProblemCode::PlanLimit => said(
            takes_body,
            "the request holds more labels or names than the caller's plan takes at once",
            "Send fewer; `tiers` names the plans that take as many.",
        ),
        ProblemCode::RouteNotFound => said(
            nowhere,
            "no route has the path",
            "Look the path up in `/openapi.json`. A slash at the end makes another path.",
        ),
        ProblemCode::IngredientNotFound => said(
            |route| route.path.contains("{code}"),
            "no ingredient has the code",
            "Find the code by a name or a number first.",
        ),
        ProblemCode::MethodNotAllowed => {
            said(everywhere, "the route does not take the method", "`Allow` names the methods that it takes.")
        }
        ProblemCode::Internal => said(
            everywhere,
            "the server failed",
            "Tell whoever runs the server the `request_id`: the cause stands in its log under it.",
        ),
        ProblemCode::NotReady => said(
            |route| route.path == "/ready",
            "the server is about to stop",
            "Ask again after `Retry-After` seconds; another instance may answer then.",
        ),
        ProblemCode::MalformedRequest => said(
            everywhere,
            "the request breaks the rules of HTTP/1.1",
            "`detail` says which rule; the connection is closed. A client library does not send such requests.",
        ),
        ProblemCode::MalformedBody => said(
            takes_body,
            "the body is not the JSON that was announced, names a member twice, or nests too deeply",
            "`errors` points at the place.",
        ),
        ProblemCode::NotAcceptable => said(
            |route| matches!(route.answer, Answer::Json(_)),
            "`Accept` leaves out JSON",
            "Leave `Accept` out, or add `application/json`.",
        ),
        ProblemCode::RequestTooSlow => said(
            everywhere,
            "the request did not arrive in time",
            "Send it again, in one piece; the connection is closed.",
        ),
        ProblemCode::VersionUnknown => said(
            nowhere,
            "the path begins with a version of the interface that there is not",
            "`detail` names the versions that there are.",
        ),
        ProblemCode::VersionRetired => said(
            nowhere,
            "the version of the interface has been retired",
            "`Link` and `detail` name the version that took its place. Before that day every answer of the \
             version bears `Deprecation` and `Sunset`.",
        ),
        ProblemCode::BodyTooLarge => said(
            everywhere,
            "the body is larger than 256 KiB, whether the route reads it or not",
            "Send less.",
        ),
        ProblemCode::TargetTooLong => said(
            everywhere,
            "path and query are longer than 16 KiB, percent-encoded",
            "Ask for less at once; the connection is closed.",
        ),
        ProblemCode::UnsupportedMediaType => said(
            takes_body,
            "the body is not announced as JSON in UTF-8, or is compressed",
            "Send it plain, with `Content-Type: application/json`.",
        ),
        ProblemCode::InvalidBody => said(
            takes_body,
            "the body is JSON and breaks a rule",
            "`errors` points at each member at fault and says what it may be.",
        ),
        ProblemCode::HeadersTooLarge => said(
            everywhere,
            "the headers are larger than 32 KiB, or more than 96",
            "Send fewer; the connection is closed.",
        ),
        ProblemCode::Overloaded => {
            said(everywhere, "more is under way than can be served", "Ask again after `Retry-After` seconds.")
        }
        ProblemCode::TimedOut => said(
            takes_body,
            "the answer was not ready in time",
            "Ask again after `Retry-After` seconds, or for less.",
        ),
    }
}
