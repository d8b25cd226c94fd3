//! What is written down of a request once it is answered: its line in the log, and its place in the metrics.

use std::ops::Deref;
use std::sync::Arc;

use actix_web::HttpResponse;
use actix_web::body::{BodySize, MessageBody};
use actix_web::dev::RequestHead;
use actix_web::http::Method;
use actix_web::http::header::{HeaderName, HeaderValue, USER_AGENT};
use incidex_core::tier::Tier;
use incidex_ops::metrics::{NO_ROUTE, Observation, RequestMetrics};
use incidex_ops::telemetry::audit::{AuditLog, RequestLine};
use tokio::time::Duration;

use super::RequestId;
use crate::caller::Passage;
use crate::routes::ROUTES;

const TRACEPARENT: HeaderName = HeaderName::from_static("traceparent");

/// The template of the route at `place` in the table.
pub(super) fn template(place: Option<usize>) -> &'static str {
    place.and_then(|place| ROUTES.get(place)).map_or(NO_ROUTE, |route| route.path)
}

/// A request that was answered.
pub(super) struct Account<'a> {
    pub(super) head: &'a RequestHead,
    pub(super) id: &'a RequestId,
    /// The place of its route in the table.
    pub(super) route: Option<usize>,
    pub(super) version: Option<&'static str>,
    pub(super) passage: &'a Passage,
    /// From the end of its head to the answer.
    pub(super) duration: Duration,
}

impl Account<'_> {
    /// Writes it down.
    pub(super) fn close<B: MessageBody>(
        self,
        (metrics, audit): (&RequestMetrics, &AuditLog),
        answer: &HttpResponse<B>,
    ) {
        let Self { head, id, route, version, passage, duration } = self;
        let status = answer.status().as_u16();
        let tier = passage.tier();
        metrics.observe(Observation { route: route.unwrap_or(usize::MAX), status, tier, duration });
        if !audit.is_on() {
            return;
        }
        let (who, address) = passage.who();
        let bytes = match answer.body().size() {
            BodySize::Sized(bytes) if head.method != Method::HEAD => Some(bytes),
            BodySize::None => Some(0),
            _ => None,
        };
        let header = |name: HeaderName| head.headers().get(name).map(HeaderValue::as_bytes);
        audit.record(&RequestLine {
            request_id: id.as_str(),
            method: head.method.as_str(),
            route: template(route),
            version,
            status,
            duration,
            tier: tier.map(Tier::name),
            who,
            address,
            user_agent: header(USER_AGENT),
            bytes,
            traceparent: header(TRACEPARENT),
            query: head.uri.query(),
        });
    }
}

/// A request that is being answered, counted as such until this is dropped, be it answered or given up.
pub(super) struct InFlight<M: Deref<Target = RequestMetrics>>(M);

impl<M: Deref<Target = RequestMetrics>> InFlight<M> {
    pub(super) fn begin(metrics: M) -> Self {
        metrics.begun();
        Self(metrics)
    }

    /// The same, to be kept for as long as it takes.
    pub(super) fn lasting(self, metrics: Arc<RequestMetrics>) -> InFlight<Arc<RequestMetrics>> {
        std::mem::forget(self);
        InFlight(metrics)
    }
}

impl<M: Deref<Target = RequestMetrics>> Drop for InFlight<M> {
    fn drop(&mut self) {
        self.0.ended();
    }
}
