//! Errors as RFC 9457 problem details (`application/problem+json`).
//!
//! A [`Problem`] says what went wrong; the request that it answers adds its path and its id when the
//! problem is written. What a problem repeats of the input is an excerpt; what caused a failure goes to
//! the log and never to the caller.

mod door;
mod table;

use std::borrow::Cow;

use actix_web::HttpResponse;
use actix_web::http::Uri;
use actix_web::http::header::{ALLOW, CONTENT_TYPE, LINK, RETRY_AFTER, WWW_AUTHENTICATE};
use incidex_core::catalog::{CatalogError, LabelError};
use incidex_core::store::StoreError;
use incidex_core::tier::{FeatureRefused, Tier};
use serde::Serialize;

use crate::middleware::RequestId;

pub use table::{ProblemCode, ProblemType};

/// The media type of problems (RFC 9457 section 4).
pub(crate) const MEDIA_TYPE: &str = "application/problem+json";

/// How much of a path an answer repeats, in bytes, which in a request target are characters.
const INSTANCE_LENGTH: usize = 64;

/// One parameter that is at fault.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct ParameterFault {
    /// Its name, cut to 64 characters.
    pub parameter: String,
    /// What is wrong with it.
    pub detail: Cow<'static, str>,
}

/// Which problem an answer is, for whoever sees the answer alone.
#[derive(Clone, Debug)]
pub(crate) struct Answered {
    pub(crate) code: ProblemCode,
    /// What caused it, for the owner and not for the caller.
    pub(crate) cause: Option<Box<str>>,
}

/// One member of a body that is at fault.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct MemberFault {
    /// Where it is: a JSON pointer (RFC 6901), cut to 64 characters; empty for the whole body.
    pub pointer: String,
    /// What is wrong with it.
    pub detail: Cow<'static, str>,
}

/// What is at fault: parameters, or members of a body.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(untagged)]
enum Fault {
    Parameter(ParameterFault),
    Member(MemberFault),
}

/// What a header tells the caller to do instead. No problem needs two.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Advice {
    /// `Allow`: these methods.
    Allow(&'static str),
    /// `Link`: the path of the version that took the place of this one.
    Successor(&'static str),
    /// `WWW-Authenticate`: what to identify oneself with.
    Challenge(&'static str),
}

/// What went wrong with a request.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Problem {
    code: ProblemCode,
    detail: Cow<'static, str>,
    faults: Vec<Fault>,
    advice: Option<Advice>,
    retry_after_seconds: Option<u32>,
    refused: Option<Box<FeatureRefused>>,
    /// Boxed, as results with a problem in them are to stay small.
    cause: Option<Box<str>>,
}

impl Problem {
    fn new(code: ProblemCode, detail: impl Into<Cow<'static, str>>) -> Self {
        let detail = detail.into();
        Self {
            code,
            detail,
            faults: Vec::new(),
            advice: None,
            retry_after_seconds: None,
            refused: None,
            cause: None,
        }
    }

    /// Parameters are at fault: at least one.
    pub fn invalid_parameters(faults: Vec<ParameterFault>) -> Self {
        let detail = match faults.as_slice() {
            [fault] => Cow::Owned(format!("{}: {}", fault.parameter, fault.detail)),
            faults => Cow::Owned(format!("{} parameters are at fault; `errors` names them", faults.len())),
        };
        let faults = faults.into_iter().map(Fault::Parameter).collect();
        Self { faults, ..Self::new(ProblemCode::InvalidParameter, detail) }
    }

    /// The caller's plan does not include what was asked for.
    pub fn feature_not_in_plan(refused: FeatureRefused) -> Self {
        let detail = refused.to_string();
        Self { refused: Some(Box::new(refused)), ..Self::new(ProblemCode::FeatureNotInPlan, detail) }
    }

    /// The caller's plan takes `most` things of a request for a feature, and `given` were sent. `refused` names the
    /// plans that take as many.
    pub fn plan_limit(refused: FeatureRefused, most: usize, given: usize) -> Self {
        let (tier, feature) = (refused.tier, refused.feature);
        let detail = format!("the plan {tier} takes {most} at once for {feature}, and {given} were sent");
        Self { refused: Some(Box::new(refused)), ..Self::new(ProblemCode::PlanLimit, detail) }
    }

    /// No route has the path.
    pub fn route_not_found() -> Self {
        Self::new(ProblemCode::RouteNotFound, "no route has this path")
    }

    /// No ingredient has the code, `code` being an excerpt of what was asked for.
    pub fn ingredient_not_found(code: &str) -> Self {
        Self::new(ProblemCode::IngredientNotFound, format!("no ingredient has the code {code}"))
    }

    /// The route takes only the methods in `allow` (RFC 9110 section 15.5.6 asks for the header).
    pub fn method_not_allowed(allow: &'static str) -> Self {
        let detail = format!("this route takes {allow}");
        Self { advice: Some(Advice::Allow(allow)), ..Self::new(ProblemCode::MethodNotAllowed, detail) }
    }

    /// The server failed. `cause` is logged, and not shown.
    pub fn internal(cause: impl Into<String>) -> Self {
        let detail =
            "the request could not be answered; the server's log has the cause under this request id";
        Self { cause: Some(cause.into().into_boxed_str()), ..Self::new(ProblemCode::Internal, detail) }
    }

    /// The server is about to stop; somebody else may answer after `retry_after_seconds`, at least 1.
    pub fn not_ready(retry_after_seconds: u32) -> Self {
        let retry_after_seconds = Some(retry_after_seconds.max(1));
        Self { retry_after_seconds, ..Self::new(ProblemCode::NotReady, "the server is about to stop") }
    }

    /// A header cannot be used, `detail` saying why; its value is not repeated.
    pub fn invalid_header(header: &str, detail: &str) -> Self {
        Self::new(ProblemCode::InvalidHeader, format!("{header}: {detail}"))
    }

    /// A proxy's `X-Forwarded-For` and `Forwarded` do not name one client.
    pub fn unclear_forwarding() -> Self {
        Self::invalid_header("x-forwarded-for, forwarded", "do not name one client")
    }

    /// The server is not called by the name in `Host`.
    pub fn unknown_host() -> Self {
        Self::new(ProblemCode::UnknownHost, "the server does not answer to the name in Host")
    }

    /// The network of the client may not call.
    pub fn network_refused() -> Self {
        Self::new(ProblemCode::NetworkRefused, "requests from this network are not answered")
    }

    /// Nobody is known by what the request carries. The same whether a secret is wrong or missing.
    pub fn caller_refused() -> Self {
        Self::new(ProblemCode::CallerRefused, "the request carries nothing that its caller is known by")
    }

    /// The credential is wrong; `challenge` says what to give (RFC 9110 section 11.6.1).
    pub fn unauthorized(challenge: &'static str) -> Self {
        let detail = "the key or token is not valid";
        Self { advice: Some(Advice::Challenge(challenge)), ..Self::new(ProblemCode::Unauthorized, detail) }
    }

    /// The caller has asked too often, and may again after `retry_after_seconds`, at least 1.
    pub fn rate_limited(retry_after_seconds: u32) -> Self {
        let seconds = retry_after_seconds.max(1);
        let detail = format!("too many requests; try again in {seconds} s");
        Self { retry_after_seconds: Some(seconds), ..Self::new(ProblemCode::RateLimited, detail) }
    }

    /// The code.
    pub fn code(&self) -> ProblemCode {
        self.code
    }

    /// When to ask again, in seconds, if that is said.
    pub(crate) fn retry_after_seconds(&self) -> Option<u32> {
        self.retry_after_seconds
    }

    /// The methods that are allowed, if that is said.
    pub(crate) fn allow(&self) -> Option<&'static str> {
        match self.advice {
            Some(Advice::Allow(methods)) => Some(methods),
            _ => None,
        }
    }

    /// The answer to the request with this target and id. Logs the cause where the server is at fault.
    pub(crate) fn answer(&self, target: &Uri, id: &RequestId) -> HttpResponse {
        let row = self.code.row();
        if let Some(cause) = &self.cause {
            tracing::error!(request_id = id.as_str(), code = row.code, cause, "cause of a failure");
        }
        let mut answer = HttpResponse::build(row.status);
        answer.insert_header((CONTENT_TYPE, MEDIA_TYPE));
        match self.advice {
            Some(Advice::Allow(methods)) => answer.insert_header((ALLOW, methods)),
            Some(Advice::Successor(path)) => {
                answer.insert_header((LINK, format!("</{path}>; rel=\"successor-version\"")))
            }
            Some(Advice::Challenge(challenge)) => answer.insert_header((WWW_AUTHENTICATE, challenge)),
            None => &mut answer,
        };
        if let Some(seconds) = self.retry_after_seconds {
            answer.insert_header((RETRY_AFTER, seconds));
        }
        let mut answer = answer.body(self.json(instance(target), id));
        answer.extensions_mut().insert(Answered { code: self.code, cause: self.cause.clone() });
        answer
    }

    /// The body of the answer to the request with this path and id.
    pub(crate) fn json(&self, instance: &str, id: &RequestId) -> Vec<u8> {
        let row = self.code.row();
        let body = Body {
            r#type: row.uri,
            title: row.title,
            status: row.status.as_u16(),
            detail: &self.detail,
            instance,
            code: row.code,
            request_id: id.as_str(),
            success: false,
            errors: &self.faults,
            refusal: self.refused.as_deref().map(Refusal::from),
        };
        // A body of texts and numbers always serialises; without one the status still tells.
        serde_json::to_vec(&body).unwrap_or_default()
    }
}

impl From<StoreError> for Problem {
    fn from(error: StoreError) -> Self {
        Self::internal(error.to_string())
    }
}

impl From<LabelError> for Problem {
    fn from(error: LabelError) -> Self {
        match error {
            LabelError::Refused(refused) => Self::feature_not_in_plan(refused),
            LabelError::Store(error) => error.into(),
            // Bodies are checked before.
            LabelError::TooLong(error) => Self::internal(error.to_string()),
        }
    }
}

impl From<CatalogError> for Problem {
    fn from(error: CatalogError) -> Self {
        match error {
            CatalogError::Refused(refused) => Self::feature_not_in_plan(refused),
            CatalogError::Store(error) => error.into(),
        }
    }
}

/// The path of a request, without its query, cut to 64 characters.
fn instance(target: &Uri) -> &str {
    let path = target.path();
    let mut end = path.len().min(INSTANCE_LENGTH);
    while !path.is_char_boundary(end) {
        end -= 1;
    }
    let cut = path.get(..end).unwrap_or_default();
    // A percent-encoded byte stays whole or goes.
    match cut.rfind('%') {
        Some(start) if end < path.len() && start + 3 > end => cut.get(..start).unwrap_or_default(),
        _ => cut,
    }
}

/// A problem on the wire: the members of RFC 9457 section 3.1, then our extensions.
#[derive(Serialize)]
struct Body<'a> {
    r#type: &'a str,
    title: &'a str,
    status: u16,
    detail: &'a str,
    instance: &'a str,
    code: &'a str,
    request_id: &'a str,
    success: bool,
    #[serde(skip_serializing_if = "<[_]>::is_empty")]
    errors: &'a [Fault],
    #[serde(flatten)]
    refusal: Option<Refusal<'a>>,
}

/// What a plan does not include, and which plans do.
#[derive(Serialize)]
struct Refusal<'a> {
    feature: &'static str,
    tier: Tier,
    tiers: &'a [Tier],
}

impl<'a> From<&'a FeatureRefused> for Refusal<'a> {
    fn from(refused: &'a FeatureRefused) -> Self {
        Self { feature: refused.feature.code(), tier: refused.tier, tiers: &refused.tiers_that_have_it }
    }
}
