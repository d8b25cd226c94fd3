//! The one table of problem codes. Codes and type URIs never change their meaning.

use actix_web::http::StatusCode;

/// What went wrong, as a code that programs can rely on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ProblemCode {
    /// A parameter is unknown, repeated, missing or malformed.
    InvalidParameter,
    /// A header is repeated or malformed.
    InvalidHeader,
    /// The server does not answer to this name.
    UnknownHost,
    /// A key or token is wrong.
    Unauthorized,
    /// Nobody is known by what the request carries.
    CallerRefused,
    /// The network of the client may not call.
    NetworkRefused,
    /// The caller has asked too often.
    RateLimited,
    /// The plan of the caller does not include what the route does.
    FeatureNotInPlan,
    /// The plan of the caller does not include so much at once.
    PlanLimit,
    /// No route has this path.
    RouteNotFound,
    /// No ingredient has this code.
    IngredientNotFound,
    /// The route does not take this method.
    MethodNotAllowed,
    /// The server failed; the cause stands in its log under the request id.
    Internal,
    /// The server is about to stop.
    NotReady,
    /// The request breaks the rules of HTTP/1.1.
    MalformedRequest,
    /// The body is not the JSON that was announced, or nests too deeply.
    MalformedBody,
    /// `Accept` leaves out JSON.
    NotAcceptable,
    /// The request did not arrive in time.
    RequestTooSlow,
    /// There is no such version of the interface.
    VersionUnknown,
    /// The version of the interface has been retired.
    VersionRetired,
    /// The body is larger than 256 KiB.
    BodyTooLarge,
    /// The request target is longer than 16 KiB.
    TargetTooLong,
    /// The body is not announced as JSON.
    UnsupportedMediaType,
    /// The body is well-formed and breaks a rule.
    InvalidBody,
    /// The header section is larger than 32 KiB, or has more than 96 fields.
    HeadersTooLarge,
    /// More is under way than can be served.
    Overloaded,
    /// The answer was not ready in time.
    TimedOut,
}

/// One row of the table.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ProblemType {
    /// The code on the wire, in `snake_case`.
    pub code: &'static str,
    /// The type URI (RFC 9457 section 3.1.1): it identifies and need not be fetched.
    pub uri: &'static str,
    /// The title (RFC 9457 section 3.1.3): the same for every occurrence.
    pub title: &'static str,
    /// The HTTP status.
    pub status: StatusCode,
}

impl ProblemCode {
    /// All codes.
    pub const ALL: [Self; 27] = [
        Self::InvalidParameter,
        Self::InvalidHeader,
        Self::UnknownHost,
        Self::Unauthorized,
        Self::CallerRefused,
        Self::NetworkRefused,
        Self::RateLimited,
        Self::FeatureNotInPlan,
        Self::PlanLimit,
        Self::RouteNotFound,
        Self::IngredientNotFound,
        Self::MethodNotAllowed,
        Self::Internal,
        Self::NotReady,
        Self::MalformedRequest,
        Self::MalformedBody,
        Self::NotAcceptable,
        Self::RequestTooSlow,
        Self::VersionUnknown,
        Self::VersionRetired,
        Self::BodyTooLarge,
        Self::TargetTooLong,
        Self::UnsupportedMediaType,
        Self::InvalidBody,
        Self::HeadersTooLarge,
        Self::Overloaded,
        Self::TimedOut,
    ];

    /// The row of the table.
    #[expect(clippy::too_many_lines, reason = "one table in one place")]
    pub fn row(self) -> ProblemType {
        match self {
            Self::InvalidParameter => ProblemType {
                code: "invalid_parameter",
                uri: "urn:incidex:problem:invalid_parameter",
                title: "A parameter is not valid",
                status: StatusCode::BAD_REQUEST,
            },
            Self::InvalidHeader => ProblemType {
                code: "invalid_header",
                uri: "urn:incidex:problem:invalid_header",
                title: "A header is not valid",
                status: StatusCode::BAD_REQUEST,
            },
            Self::UnknownHost => ProblemType {
                code: "unknown_host",
                uri: "urn:incidex:problem:unknown_host",
                title: "The server has another name",
                status: StatusCode::BAD_REQUEST,
            },
            Self::Unauthorized => ProblemType {
                code: "unauthorized",
                uri: "urn:incidex:problem:unauthorized",
                title: "The credential is not valid",
                status: StatusCode::UNAUTHORIZED,
            },
            Self::CallerRefused => ProblemType {
                code: "caller_refused",
                uri: "urn:incidex:problem:caller_refused",
                title: "The caller is not known",
                status: StatusCode::FORBIDDEN,
            },
            Self::NetworkRefused => ProblemType {
                code: "network_refused",
                uri: "urn:incidex:problem:network_refused",
                title: "The network may not call",
                status: StatusCode::FORBIDDEN,
            },
            Self::RateLimited => ProblemType {
                code: "rate_limited",
                uri: "urn:incidex:problem:rate_limited",
                title: "Too many requests",
                status: StatusCode::TOO_MANY_REQUESTS,
            },
            Self::FeatureNotInPlan => ProblemType {
                code: "feature_not_in_plan",
                uri: "urn:incidex:problem:feature_not_in_plan",
                title: "The plan does not include this",
                status: StatusCode::FORBIDDEN,
            },
            Self::PlanLimit => ProblemType {
                code: "plan_limit",
                uri: "urn:incidex:problem:plan_limit",
                title: "The plan does not include so much at once",
                status: StatusCode::FORBIDDEN,
            },
            Self::RouteNotFound => ProblemType {
                code: "route_not_found",
                uri: "urn:incidex:problem:route_not_found",
                title: "There is no such route",
                status: StatusCode::NOT_FOUND,
            },
            Self::IngredientNotFound => ProblemType {
                code: "ingredient_not_found",
                uri: "urn:incidex:problem:ingredient_not_found",
                title: "There is no such ingredient",
                status: StatusCode::NOT_FOUND,
            },
            Self::MethodNotAllowed => ProblemType {
                code: "method_not_allowed",
                uri: "urn:incidex:problem:method_not_allowed",
                title: "The route does not take this method",
                status: StatusCode::METHOD_NOT_ALLOWED,
            },
            Self::Internal => ProblemType {
                code: "internal",
                uri: "urn:incidex:problem:internal",
                title: "The server failed",
                status: StatusCode::INTERNAL_SERVER_ERROR,
            },
            Self::NotReady => ProblemType {
                code: "not_ready",
                uri: "urn:incidex:problem:not_ready",
                title: "The server does not take requests now",
                status: StatusCode::SERVICE_UNAVAILABLE,
            },
            Self::MalformedRequest => ProblemType {
                code: "malformed_request",
                uri: "urn:incidex:problem:malformed_request",
                title: "The request is malformed",
                status: StatusCode::BAD_REQUEST,
            },
            Self::MalformedBody => ProblemType {
                code: "malformed_body",
                uri: "urn:incidex:problem:malformed_body",
                title: "The body is not valid JSON",
                status: StatusCode::BAD_REQUEST,
            },
            Self::NotAcceptable => ProblemType {
                code: "not_acceptable",
                uri: "urn:incidex:problem:not_acceptable",
                title: "There is no answer in the form asked for",
                status: StatusCode::NOT_ACCEPTABLE,
            },
            Self::RequestTooSlow => ProblemType {
                code: "request_timeout",
                uri: "urn:incidex:problem:request_timeout",
                title: "The request took too long to arrive",
                status: StatusCode::REQUEST_TIMEOUT,
            },
            Self::VersionUnknown => ProblemType {
                code: "version_unknown",
                uri: "urn:incidex:problem:version_unknown",
                title: "There is no such version",
                status: StatusCode::NOT_FOUND,
            },
            Self::VersionRetired => ProblemType {
                code: "version_retired",
                uri: "urn:incidex:problem:version_retired",
                title: "The version is gone",
                status: StatusCode::GONE,
            },
            Self::BodyTooLarge => ProblemType {
                code: "body_too_large",
                uri: "urn:incidex:problem:body_too_large",
                title: "The body is too large",
                status: StatusCode::PAYLOAD_TOO_LARGE,
            },
            Self::TargetTooLong => ProblemType {
                code: "target_too_long",
                uri: "urn:incidex:problem:target_too_long",
                title: "The request target is too long",
                status: StatusCode::URI_TOO_LONG,
            },
            Self::UnsupportedMediaType => ProblemType {
                code: "unsupported_media_type",
                uri: "urn:incidex:problem:unsupported_media_type",
                title: "The body is of a kind that is not taken",
                status: StatusCode::UNSUPPORTED_MEDIA_TYPE,
            },
            Self::InvalidBody => ProblemType {
                code: "invalid_body",
                uri: "urn:incidex:problem:invalid_body",
                title: "A member of the body is not valid",
                status: StatusCode::UNPROCESSABLE_ENTITY,
            },
            Self::HeadersTooLarge => ProblemType {
                code: "headers_too_large",
                uri: "urn:incidex:problem:headers_too_large",
                title: "The headers are too large",
                status: StatusCode::REQUEST_HEADER_FIELDS_TOO_LARGE,
            },
            Self::Overloaded => ProblemType {
                code: "overloaded",
                uri: "urn:incidex:problem:overloaded",
                title: "The server is overloaded",
                status: StatusCode::SERVICE_UNAVAILABLE,
            },
            Self::TimedOut => ProblemType {
                code: "timed_out",
                uri: "urn:incidex:problem:timed_out",
                title: "The answer took too long",
                status: StatusCode::SERVICE_UNAVAILABLE,
            },
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_code_and_type_is_its_own_and_an_error() {
        for (position, code) in ProblemCode::ALL.into_iter().enumerate() {
            let row = code.row();
            assert_eq!(row.uri.strip_prefix("urn:incidex:problem:"), Some(row.code));
            assert!(row.status.is_client_error() || row.status.is_server_error());
            assert!(!ProblemCode::ALL[..position].iter().any(|other| other.row().code == row.code));
        }
    }
}
