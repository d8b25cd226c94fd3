//! The one middleware; [`super`] says what it does in which order.

use std::future::poll_fn;
use std::panic::AssertUnwindSafe;
use std::pin::pin;
use std::rc::Rc;
use std::sync::Arc;
use std::task::Poll;
use std::time::Duration;

use actix_web::body::BoxBody;
use actix_web::dev::{ServiceRequest, ServiceResponse};
use actix_web::error::InternalError;
use actix_web::http::header::{
    CACHE_CONTROL, CONTENT_TYPE, ETAG, HeaderName, HeaderValue, IF_NONE_MATCH, VARY,
};
use actix_web::http::{Method, StatusCode, Uri};
use actix_web::middleware::Next;
use actix_web::web::Data;
use actix_web::{Error, HttpResponse};
use bytes::Bytes;
use futures_util::FutureExt;
use incidex_core::tier::Tier;
use incidex_ops::config::HttpSettings;
use incidex_ops::telemetry::audit::AuditLog;
use incidex_ops::telemetry::panics;
use incidex_storage::Bundle;
use tokio::time::{Instant, timeout};

use super::account::{Account, InFlight};
use super::before::{early_answer, settle_body};
use super::cors::Cors;
use super::entity_tag::{Basis, entity_tag, is_known};
use super::request_id::X_REQUEST_ID;
use super::{FixedHeaders, RequestId, compression, negotiation};
use crate::caller;
use crate::front::Link;
use crate::problem::Problem;
use crate::state::State;
use crate::version::{VersionIndex, Versions};

const SERVER_TIMING: HeaderName = HeaderName::from_static("server-timing");

/// A client may keep an answer with data, and asks each time whether it still holds.
const KEPT: HeaderValue = HeaderValue::from_static("private, no-cache");

/// Everything else is of its moment.
const NOT_KEPT: HeaderValue = HeaderValue::from_static("no-store");

/// What the answer to one URL depends on.
const VARIES_WITH: HeaderValue = HeaderValue::from_static(
    "Accept-Encoding, Authorization, Origin, X-API-Key, X-RapidAPI-Key, X-RapidAPI-Subscription",
);

/// Everything that the frame needs, made once.
pub(crate) struct Frame {
    fixed: FixedHeaders,
    cors: Cors,
    request_timeout: Duration,
    versions: Arc<Versions>,
    state: Data<State>,
    audit: AuditLog,
}

impl Frame {
    pub(crate) fn new(
        settings: &HttpSettings,
        versions: Arc<Versions>,
        state: Data<State>,
        audit: AuditLog,
    ) -> Self {
        Self {
            fixed: FixedHeaders::new(&settings.headers),
            cors: Cors::new(&settings.headers.cors_origins.value),
            request_timeout: settings.time.request.seconds(),
            versions,
            state,
            audit,
        }
    }
}

/// What is known of a request once it has gone further in.
struct Facts {
    begun: Instant,
    id: RequestId,
    target: Uri,
    link: Option<Rc<Link>>,
    /// Whether the method only reads.
    is_read: bool,
    takes_json: bool,
    takes_gzip: bool,
    if_none_match: Vec<HeaderValue>,
    origin: Option<HeaderValue>,
    version: Option<VersionIndex>,
    /// The data set when the request began.
    bundle: Arc<Bundle>,
}

/// Answers `request` through `next`; see [`super`] for what is done in which order.
pub(crate) async fn frame(
    frame: Arc<Frame>,
    mut request: ServiceRequest,
    next: Next<BoxBody>,
) -> Result<ServiceResponse<BoxBody>, Error> {
    let _in_flight = InFlight::begin(&frame.state.requests);
    let mut facts = frame.facts(&request);
    let account = Account::open(&request, &facts.id, facts.begun);
    let (passage, refusal) = caller::enter(&request, &facts.id);
    let early = match refusal {
        Some(problem) => Err(problem),
        None => frame.before(&mut request, &mut facts).await,
    };
    let outcome = match early {
        Ok(None) => frame.guarded(&facts, request, next).await,
        Ok(Some(answer)) => Ok(request.into_response(answer)),
        Err(problem) => Ok(request.into_response(problem.answer(&facts.target, &facts.id))),
    };
    let finish = |answer| {
        let version = facts.version.and_then(|version| frame.versions.name(version));
        let mut answer = frame.finish(answer, facts, passage.tier());
        passage.leave(account.route(), &mut answer);
        account.close((&frame.state.requests, &frame.audit), &passage, version, &answer);
        answer
    };
    match outcome {
        Ok(answer) => {
            let (request, answer) = answer.into_parts();
            Ok(ServiceResponse::new(request, finish(answer)))
        }
        // The request is lost; actix-web puts the answer out of its error.
        Err((error, answer)) => Err(InternalError::from_response(error, finish(answer)).into()),
    }
}

impl Frame {
    fn facts(&self, request: &ServiceRequest) -> Facts {
        let headers = request.headers();
        Facts {
            begun: Instant::now(),
            id: RequestId::of(headers),
            target: request.uri().clone(),
            link: Link::of(request),
            is_read: *request.method() == Method::GET || *request.method() == Method::HEAD,
            takes_json: negotiation::takes_json(headers),
            takes_gzip: negotiation::takes_gzip(headers),
            if_none_match: headers.get_all(IF_NONE_MATCH).cloned().collect(),
            origin: self.cors.origin(headers),
            version: None,
            bundle: self.state.dataset.current(),
        }
    }

    /// What can be said before a route is looked for.
    async fn before(
        &self,
        request: &mut ServiceRequest,
        facts: &mut Facts,
    ) -> Result<Option<HttpResponse>, Problem> {
        if let Some(answer) = early_answer(request, facts.origin.is_some())? {
            return Ok(Some(answer));
        }
        facts.version = self.versions.of_path(request.path())?;
        if let Some(link) = &facts.link {
            settle_body(request, link).await?;
        }
        Ok(None)
    }

    /// The answer of everything further in, in time and without a panic; else an error and what stands in
    /// for the answer.
    async fn guarded(
        &self,
        facts: &Facts,
        request: ServiceRequest,
        next: Next<BoxBody>,
    ) -> Result<ServiceResponse<BoxBody>, (Error, HttpResponse)> {
        let failed = |problem: Problem, error: Error| (error, problem.answer(&facts.target, &facts.id));
        // The request itself goes further in and is lost in a panic. (A second handle to it would not do:
        // actix-web's router panics when there is one.)
        let mut inner = pin!(AssertUnwindSafe(async move { next.call(request).await }).catch_unwind());
        panics::collect_here();
        // Most answers are ready at once and need no timer.
        let ready = match poll_fn(|cx| Poll::Ready(inner.as_mut().poll(cx))).await {
            Poll::Ready(outcome) => Ok(outcome),
            Poll::Pending => timeout(self.request_timeout, inner).await,
        };
        match ready {
            Ok(Ok(Ok(answer))) => Ok(answer),
            Ok(Ok(Err(error))) => {
                let answer = error.error_response();
                Err((error, answer))
            }
            Ok(Err(_)) => {
                // What the panic said was logged where it happened, by the hook of the process.
                let cause = format!("panic in a handler of {}", crate::excerpt::excerpt(facts.target.path()));
                let (error, mut answer) =
                    failed(Problem::internal(cause), actix_web::error::ErrorInternalServerError("panic"));
                if let Some(note) = panics::take() {
                    answer.extensions_mut().insert(note);
                }
                Err((error, answer))
            }
            Err(elapsed) => {
                tracing::error!(request_id = facts.id.as_str(), "request not answered in time");
                Err(failed(Problem::timed_out(), actix_web::error::ErrorServiceUnavailable(elapsed)))
            }
        }
    }

    /// The answer in its final form, with every header.
    fn finish(&self, mut answer: HttpResponse, facts: Facts, tier: Option<Tier>) -> HttpResponse {
        if answer.status().is_success() && !facts.takes_json && is_json(&answer) {
            answer = Problem::not_acceptable().answer(&facts.target, &facts.id);
        }
        if answer.status() == StatusCode::OK && facts.is_read && facts.version.is_some() {
            answer = self.kept(answer, &facts, tier);
        }
        if facts.takes_gzip && answer.status() == StatusCode::OK {
            answer = compression::compressed(answer);
        }
        let headers = answer.headers_mut();
        if !headers.contains_key(CACHE_CONTROL) {
            headers.insert(CACHE_CONTROL, NOT_KEPT);
        }
        self.fixed.stamp(headers);
        headers.insert(VARY, VARIES_WITH);
        headers.insert(X_REQUEST_ID, facts.id.into_header());
        if let Some(origin) = facts.origin {
            Cors::stamp(origin, headers);
        }
        if let Some(version) = facts.version {
            self.versions.stamp(version, headers);
        }
        let now = Instant::now();
        headers.insert(SERVER_TIMING, server_timing(now - facts.begun));
        if let Some(link) = facts.link {
            link.answered(now);
        }
        answer
    }

    /// An answer with data, marked so that a client can keep it; 304 if it has it already.
    fn kept(&self, mut answer: HttpResponse, facts: &Facts, tier: Option<Tier>) -> HttpResponse {
        let Some(tier) = tier else { return answer };
        // A data set that was replaced meanwhile may or may not be the one that the handler saw.
        let is_same = Arc::ptr_eq(&facts.bundle, &self.state.dataset.current());
        if !is_same || answer.headers().contains_key(CACHE_CONTROL) {
            return answer;
        }
        let dataset = facts.bundle.catalog().manifest().digest.as_str();
        let basis = Basis { dataset, policy: self.state.policy_digest, tier };
        let tag = entity_tag(basis, &facts.target);
        if is_known(&tag, &facts.if_none_match) {
            let (mut head, _) = answer.into_parts();
            *head.status_mut() = StatusCode::NOT_MODIFIED;
            head.headers_mut().remove(CONTENT_TYPE);
            answer = head.set_body(BoxBody::new(()));
        }
        answer.headers_mut().insert(ETAG, tag);
        answer.headers_mut().insert(CACHE_CONTROL, KEPT);
        answer
    }
}

fn is_json(answer: &HttpResponse) -> bool {
    answer.headers().get(CONTENT_TYPE).is_some_and(|kind| kind.as_bytes().starts_with(b"application/json"))
}

/// How long the answer took, in milliseconds (W3C Server Timing).
fn server_timing(took: Duration) -> HeaderValue {
    let micros = took.as_micros();
    let mut text = Vec::with_capacity(32);
    text.extend_from_slice(b"app;dur=");
    text.extend_from_slice(itoa::Buffer::new().format(micros / 1_000).as_bytes());
    // With a leading 1, so that zeros in front are written.
    let mut buffer = itoa::Buffer::new();
    let thousandths = buffer.format(1_000 + micros % 1_000);
    text.push(b'.');
    text.extend(thousandths.bytes().skip(1));
    HeaderValue::from_maybe_shared(Bytes::from(text)).unwrap_or_else(|_| HeaderValue::from_static("app"))
}
