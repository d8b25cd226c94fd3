//! What is known of a request when it comes in, and what every answer bears; [`super`] says what is done in which
//! order, and `service` does it.

use std::rc::Rc;
use std::sync::Arc;
use std::time::Duration;

use actix_http::Request;
use actix_web::HttpResponse;
use actix_web::body::BoxBody;
use actix_web::dev::RequestHead;
use actix_web::http::header::{
    CACHE_CONTROL, CONTENT_TYPE, ETAG, HeaderName, HeaderValue, IF_NONE_MATCH, VARY,
};
use actix_web::http::{Method, StatusCode};
use actix_web::web::Data;
use bytes::Bytes;
use incidex_core::tier::Tier;
use incidex_ops::config::HttpSettings;
use incidex_ops::telemetry::audit::AuditLog;
use incidex_storage::Bundle;
use tokio::time::Instant;

use super::account::{Account, template};
use super::before::early_answer;
use super::cors::Cors;
use super::entity_tag::{Basis, entity_tag, is_known};
use super::request_id::X_REQUEST_ID;
use super::{FixedHeaders, RequestId, compression, negotiation};
use crate::caller::{self, Passage};
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
    pub(super) request_timeout: Duration,
    versions: Arc<Versions>,
    pub(super) state: Data<State>,
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

/// What is known of a request beside its head.
pub(super) struct Facts {
    begun: Instant,
    pub(super) id: RequestId,
    pub(super) link: Option<Rc<Link>>,
    /// Whether the method only reads.
    pub(super) is_read: bool,
    takes_json: bool,
    takes_gzip: bool,
    origin: Option<HeaderValue>,
    version: Option<VersionIndex>,
    /// The place of its route in the table.
    route: Option<usize>,
    /// The data set when the request began.
    bundle: Arc<Bundle>,
}

/// A request that has come in.
pub(super) struct Entered {
    pub(super) facts: Facts,
    pub(super) passage: Passage,
    /// The answer, where it needs no route.
    pub(super) early: Option<HttpResponse>,
}

impl Frame {
    /// Decides on everything that is decided before a route is looked for, `route` being the place of the one that
    /// the path belongs to.
    pub(super) fn enter(&self, request: &Request, route: Option<usize>) -> Entered {
        let head = request.head();
        let mut facts = self.facts(request, route);
        let (passage, refusal) = caller::enter(&self.state, head, &facts.id);
        let early = refusal.map_or_else(|| self.before(head, &mut facts), Err);
        let early = early.unwrap_or_else(|problem| Some(problem.answer(&head.uri, &facts.id)));
        Entered { facts, passage, early }
    }

    fn facts(&self, request: &Request, route: Option<usize>) -> Facts {
        let (head, headers) = (request.head(), request.head().headers());
        Facts {
            begun: Instant::now(),
            id: RequestId::of(headers),
            link: Link::of(request),
            is_read: head.method == Method::GET || head.method == Method::HEAD,
            takes_json: negotiation::takes_json(headers),
            takes_gzip: negotiation::takes_gzip(headers),
            origin: self.cors.origin(headers),
            version: None,
            route,
            bundle: self.state.dataset.current(),
        }
    }

    /// What can be said before a route is looked for.
    fn before(&self, head: &RequestHead, facts: &mut Facts) -> Result<Option<HttpResponse>, Problem> {
        if let Some(answer) = early_answer(head, facts.origin.is_some())? {
            return Ok(Some(answer));
        }
        facts.version = self.versions.of_path(head.uri.path())?;
        Ok(None)
    }

    /// The answer in its final form, written down.
    pub(super) fn finish(
        &self,
        answer: HttpResponse,
        facts: Facts,
        head: &RequestHead,
        passage: &Passage,
    ) -> HttpResponse {
        let (route, id) = (facts.route, facts.id.clone());
        let version = facts.version.and_then(|version| self.versions.name(version));
        let (mut answer, duration) = self.dressed(answer, facts, head, passage.tier());
        passage.leave(template(route), &mut answer);
        let account = Account { head, id: &id, route, version, passage, duration };
        account.close((&self.state.requests, &self.audit), &answer);
        answer
    }

    /// The answer with every header, and how long it took.
    fn dressed(
        &self,
        mut answer: HttpResponse,
        facts: Facts,
        head: &RequestHead,
        tier: Option<Tier>,
    ) -> (HttpResponse, Duration) {
        if answer.status().is_success() && !facts.takes_json && is_json(&answer) {
            answer = Problem::not_acceptable().answer(&head.uri, &facts.id);
        }
        if answer.status() == StatusCode::OK && facts.is_read && facts.version.is_some() {
            answer = self.kept(answer, &facts, head, tier);
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
        let took = now - facts.begun;
        headers.insert(SERVER_TIMING, server_timing(took));
        if let Some(link) = facts.link {
            link.answered(now);
        }
        (answer, took)
    }

    /// An answer with data, marked so that a client can keep it; 304 if it has it already.
    fn kept(
        &self,
        mut answer: HttpResponse,
        facts: &Facts,
        head: &RequestHead,
        tier: Option<Tier>,
    ) -> HttpResponse {
        let Some(tier) = tier.filter(|_| !answer.headers().contains_key(CACHE_CONTROL)) else {
            return answer;
        };
        let tag = match answer.headers_mut().remove(ETAG).next() {
            // The handler knows which data set it has answered from.
            Some(tag) => tag,
            // One that was replaced meanwhile may or may not be the one that the handler saw.
            None if !Arc::ptr_eq(&facts.bundle, &self.state.dataset.current()) => return answer,
            None => {
                let dataset = facts.bundle.catalog().manifest().digest.as_str();
                entity_tag(Basis { dataset, policy: self.state.policy_digest, tier }, &head.uri)
            }
        };
        if is_known(&tag, head.headers().get_all(IF_NONE_MATCH)) {
            let (mut unmodified, _) = answer.into_parts();
            *unmodified.status_mut() = StatusCode::NOT_MODIFIED;
            unmodified.headers_mut().remove(CONTENT_TYPE);
            answer = unmodified.set_body(BoxBody::new(()));
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
