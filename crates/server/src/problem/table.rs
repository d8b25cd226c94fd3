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
    pub const ALL: [Self; 13] = [
        Self::InvalidParameter,
        Self::InvalidHeader,
        Self::UnknownHost,
        Self::Unauthorized,
        Self::CallerRefused,
        Self::NetworkRefused,
        Self::RateLimited,
        Self::FeatureNotInPlan,
        Self::RouteNotFound,
        Self::IngredientNotFound,
        Self::MethodNotAllowed,
        Self::Internal,
        Self::NotReady,
    ];

    /// The row of the table.
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
