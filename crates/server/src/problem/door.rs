//! Problems of requests as such: their form, their size, their time, their version.

use super::{Advice, Fault, MemberFault, Problem, ProblemCode};

/// When to try again after an overload, in seconds: work is done in less.
const RETRY_AFTER_SECONDS: u32 = 1;

impl Problem {
    /// The request breaks the rules of HTTP/1.1; `why` says which.
    pub(crate) fn malformed_request(why: &'static str) -> Self {
        Self::new(ProblemCode::MalformedRequest, why)
    }

    /// The target is longer than 16 KiB.
    pub(crate) fn target_too_long() -> Self {
        Self::new(ProblemCode::TargetTooLong, "a request target has at most 16384 bytes, percent-encoded")
    }

    /// The header section is too large.
    pub(crate) fn headers_too_large() -> Self {
        let detail = "a header section has at most 32768 bytes and 96 fields";
        Self::new(ProblemCode::HeadersTooLarge, detail)
    }

    /// The request did not arrive in time; `what` says which part of it.
    pub(crate) fn request_too_slow(what: &'static str) -> Self {
        Self::new(ProblemCode::RequestTooSlow, what)
    }

    /// The body is too large.
    pub(crate) fn body_too_large() -> Self {
        Self::new(ProblemCode::BodyTooLarge, "a body has at most 262144 bytes")
    }

    /// More is under way than can be served; `why` says more of what.
    pub(crate) fn overloaded(why: &'static str) -> Self {
        let retry_after_seconds = Some(RETRY_AFTER_SECONDS);
        Self { retry_after_seconds, ..Self::new(ProblemCode::Overloaded, why) }
    }

    /// The answer was not ready in time.
    pub(crate) fn timed_out() -> Self {
        let retry_after_seconds = Some(RETRY_AFTER_SECONDS);
        Self { retry_after_seconds, ..Self::new(ProblemCode::TimedOut, "the answer was not ready in time") }
    }

    /// `Accept` leaves out JSON.
    pub(crate) fn not_acceptable() -> Self {
        let detail = "answers are application/json, and problems application/problem+json";
        Self::new(ProblemCode::NotAcceptable, detail)
    }

    /// The body is of another type, or encoded.
    pub(crate) fn unsupported_media_type(why: &'static str) -> Self {
        Self::new(ProblemCode::UnsupportedMediaType, why)
    }

    /// The body is not the JSON that it says it is.
    pub(crate) fn malformed_body(pointer: String, detail: impl Into<String>) -> Self {
        let fault = MemberFault { pointer, detail: detail.into().into() };
        Self::with_members(ProblemCode::MalformedBody, vec![fault])
    }

    /// Members of the body break rules: at least one.
    pub(crate) fn invalid_body(members: Vec<MemberFault>) -> Self {
        Self::with_members(ProblemCode::InvalidBody, members)
    }

    fn with_members(code: ProblemCode, members: Vec<MemberFault>) -> Self {
        let detail = match members.as_slice() {
            [fault] if fault.pointer.is_empty() => fault.detail.to_string(),
            [fault] => format!("{}: {}", fault.pointer, fault.detail),
            members => format!("{} members are at fault; `errors` names them", members.len()),
        };
        let faults = members.into_iter().map(Fault::Member).collect();
        Self { faults, ..Self::new(code, detail) }
    }

    /// There is no such version; `known` names those that there are.
    pub(crate) fn version_unknown(known: &str) -> Self {
        Self::new(ProblemCode::VersionUnknown, format!("the versions of this interface are: {known}"))
    }

    /// The version is gone; `successor` took its place.
    pub(crate) fn version_retired(name: &str, successor: &'static str) -> Self {
        let detail = format!("{name} has been retired: use {successor}");
        Self { advice: Some(Advice::Successor(successor)), ..Self::new(ProblemCode::VersionRetired, detail) }
    }
}
