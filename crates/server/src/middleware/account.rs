//! What is written down of a request once it is answered: its line in the log, and its place in the metrics.

use actix_web::HttpResponse;
use actix_web::body::{BodySize, MessageBody};
use actix_web::dev::ServiceRequest;
use actix_web::http::header::{HeaderName, HeaderValue, USER_AGENT};
use actix_web::http::{Method, Uri};
use incidex_core::tier::Tier;
use incidex_ops::metrics::{NO_ROUTE, Observation, RequestMetrics};
use incidex_ops::telemetry::audit::{AuditLog, RequestLine};
use tokio::time::{Duration, Instant};

use super::RequestId;
use crate::caller::Passage;
use crate::routes::{self, ROUTES};

const TRACEPARENT: HeaderName = HeaderName::from_static("traceparent");

/// What is known of a request before it goes further in, where it may be lost.
pub(super) struct Account {
    begun: Instant,
    id: RequestId,
    method: Method,
    target: Uri,
    user_agent: Option<HeaderValue>,
    traceparent: Option<HeaderValue>,
    route: Option<usize>,
}

impl Account {
    pub(super) fn open(request: &ServiceRequest, id: &RequestId, begun: Instant) -> Self {
        let header = |name: HeaderName| request.headers().get(name).cloned();
        Self {
            begun,
            id: id.clone(),
            method: request.method().clone(),
            target: request.uri().clone(),
            user_agent: header(USER_AGENT),
            traceparent: header(TRACEPARENT),
            route: routes::place(request.path()),
        }
    }

    /// The template of the route.
    pub(super) fn route(&self) -> &'static str {
        self.route.and_then(|place| ROUTES.get(place)).map_or(NO_ROUTE, |route| route.path)
    }

    /// Writes it down.
    pub(super) fn close<B: MessageBody>(
        self,
        (metrics, audit): (&RequestMetrics, &AuditLog),
        passage: &Passage,
        version: Option<&'static str>,
        answer: &HttpResponse<B>,
    ) {
        let status = answer.status().as_u16();
        let duration: Duration = self.begun.elapsed();
        let tier = passage.tier();
        metrics.observe(Observation { route: self.route.unwrap_or(usize::MAX), status, tier, duration });
        if !audit.is_on() {
            return;
        }
        let (who, address) = passage.who();
        let bytes = match answer.body().size() {
            BodySize::Sized(bytes) if self.method != Method::HEAD => Some(bytes),
            BodySize::None => Some(0),
            _ => None,
        };
        audit.record(&RequestLine {
            request_id: self.id.as_str(),
            method: self.method.as_str(),
            route: self.route(),
            version,
            status,
            duration,
            tier: tier.map(Tier::name),
            who,
            address,
            user_agent: self.user_agent.as_ref().map(HeaderValue::as_bytes),
            bytes,
            traceparent: self.traceparent.as_ref().map(HeaderValue::as_bytes),
            query: self.target.query(),
        });
    }
}

/// A request that is being answered, counted as such until this is dropped, be it answered or given up.
pub(super) struct InFlight<'a>(&'a RequestMetrics);

impl<'a> InFlight<'a> {
    pub(super) fn begin(metrics: &'a RequestMetrics) -> Self {
        metrics.begun();
        Self(metrics)
    }
}

impl Drop for InFlight<'_> {
    fn drop(&mut self) {
        self.0.ended();
    }
}
