//! What is known of a request when it comes in, and what every answer bears; [`super`] says what is done in which
//! order, and `service` does it.

use std::rc::Rc;
use std::sync::Arc;
use std::time::Duration;

use actix_http::Request;
use actix_web::HttpResponse;
use actix_web::body::{BodySize, BoxBody, MessageBody};
use actix_web::dev::RequestHead;
use actix_web::http::header::{CACHE_CONTROL, CONTENT_TYPE, ETAG, HeaderValue, IF_NONE_MATCH};
use actix_web::http::{ConnectionType, Method, StatusCode};
use actix_web::web::Data;
use incidex_core::tier::Tier;
use incidex_ops::config::HttpSettings;
use incidex_ops::telemetry::audit::AuditLog;
use tokio::time::Instant;

use super::account::{Account, template};
use super::before::early_answer;
use super::cors::Cors;
use super::entity_tag::{Basis, entity_tag, is_known};
use super::{FixedHeaders, RequestId, compression, negotiation};
use crate::caller::{self, Passage, WorkerGate};
use crate::front::{Lines, Link};
use crate::problem::Problem;
use crate::state::State;
use crate::version::{VersionIndex, Versions};

/// A client may keep an answer with data, and asks each time whether it still holds.
const KEPT: &str = "private, no-cache";

/// Everything else is of its moment.
const NOT_KEPT: &str = "no-store";

/// What the answer to one URL depends on.
const VARIES_WITH: &str =
    "Accept-Encoding, Authorization, Origin, X-API-Key, X-RapidAPI-Key, X-RapidAPI-Subscription";

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
    /// The generation of the data set when the request began.
    generation: u64,
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
    pub(super) fn enter(&self, gate: &WorkerGate, request: &Request, route: Option<usize>) -> Entered {
        let head = request.head();
        let mut facts = self.facts(request, route);
        let (passage, refusal) = caller::enter(gate, head, &facts.id);
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
            generation: self.state.dataset.look().catalog().generation(),
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

    /// The answer in its final form, written down. Headers that every answer bears go to the connection as lines.
    pub(super) fn finish(
        &self,
        answer: HttpResponse,
        facts: &Facts,
        head: &RequestHead,
        passage: &Passage,
    ) -> HttpResponse {
        let mut lines = Lines::new();
        let mut answer = self.dressed(answer, facts, head, passage.tier(), &mut lines.text);
        passage.leave(template(facts.route), &mut lines.text, &answer);
        let now = Instant::now();
        let duration = now - facts.begun;
        push_server_timing(&mut lines.text, duration);
        if let Some(link) = &facts.link {
            lines.body = sent_body(&mut answer, head);
            link.answered(now, lines);
        }
        let version = facts.version.and_then(|version| self.versions.name(version));
        let account = Account { head, id: &facts.id, route: facts.route, version, passage, duration };
        account.close((&self.state.requests, &self.audit), &answer);
        answer
    }

    /// The answer in the form that the client takes; `lines` has the headers.
    fn dressed(
        &self,
        mut answer: HttpResponse,
        facts: &Facts,
        head: &RequestHead,
        tier: Option<Tier>,
        lines: &mut Vec<u8>,
    ) -> HttpResponse {
        if answer.status().is_success() && !facts.takes_json && is_json(&answer) {
            answer = Problem::not_acceptable().answer(&head.uri, &facts.id);
        }
        let has_own_caching = answer.headers().contains_key(CACHE_CONTROL);
        let is_data = answer.status() == StatusCode::OK && facts.is_read && facts.version.is_some();
        match tier
            .filter(|_| is_data && !has_own_caching)
            .and_then(|tier| self.tag(&answer, facts, head, tier))
        {
            Some(tag) => {
                if is_known(&tag, head.headers().get_all(IF_NONE_MATCH)) {
                    answer = not_modified(answer);
                }
                push_line(lines, "etag", tag.as_bytes());
                push_line(lines, "cache-control", KEPT.as_bytes());
            }
            None if has_own_caching => {}
            None => push_line(lines, "cache-control", NOT_KEPT.as_bytes()),
        }
        // The handler's word of it is among the lines.
        answer.headers_mut().remove(ETAG);
        if facts.takes_gzip && answer.status() == StatusCode::OK {
            answer = compression::compressed(answer);
        }
        let headers = answer.headers_mut();
        lines.extend_from_slice(self.fixed.lines_for(headers));
        push_line(lines, "vary", VARIES_WITH.as_bytes());
        push_line(lines, "x-request-id", facts.id.as_str().as_bytes());
        if let Some(origin) = &facts.origin {
            Cors::stamp(origin.clone(), headers);
        }
        if let Some(version) = facts.version {
            self.versions.stamp(version, headers);
        }
        answer
    }

    /// The entity tag of an answer with data, where it is known what it was answered from.
    fn tag(
        &self,
        answer: &HttpResponse,
        facts: &Facts,
        head: &RequestHead,
        tier: Tier,
    ) -> Option<HeaderValue> {
        // A handler knows which data set it has answered from.
        if let Some(tag) = answer.headers().get(ETAG) {
            return Some(tag.clone());
        }
        // One that was replaced meanwhile may or may not be the one that the handler saw.
        let bundle = self.state.dataset.look();
        let is_same = bundle.catalog().generation() == facts.generation;
        let dataset = bundle.catalog().manifest().digest.as_str();
        is_same.then(|| entity_tag(Basis { dataset, policy: self.state.policy_digest, tier }, &head.uri))
    }
}

/// The answer to a client that has it already.
fn not_modified(answer: HttpResponse) -> HttpResponse {
    let (mut head, _) = answer.into_parts();
    *head.status_mut() = StatusCode::NOT_MODIFIED;
    head.headers_mut().remove(CONTENT_TYPE);
    head.set_body(BoxBody::new(()))
}

/// How many bytes of body are sent. One whose length nobody knows is the last on its connection.
fn sent_body(answer: &mut HttpResponse, head: &RequestHead) -> u64 {
    match answer.body().size() {
        _ if head.method == Method::HEAD => 0,
        BodySize::None => 0,
        BodySize::Sized(bytes) => bytes,
        BodySize::Stream => {
            answer.head_mut().set_connection_type(ConnectionType::Close);
            u64::MAX
        }
    }
}

fn is_json(answer: &HttpResponse) -> bool {
    answer.headers().get(CONTENT_TYPE).is_some_and(|kind| kind.as_bytes().starts_with(b"application/json"))
}

/// Adds the line of a header, which is ours or was looked at before.
fn push_line(lines: &mut Vec<u8>, name: &str, value: &[u8]) {
    lines.extend_from_slice(name.as_bytes());
    lines.extend_from_slice(b": ");
    lines.extend_from_slice(value);
    lines.extend_from_slice(b"\r\n");
}

/// Adds how long the answer took, in milliseconds (W3C Server Timing).
fn push_server_timing(lines: &mut Vec<u8>, took: Duration) {
    let micros = took.as_micros();
    lines.extend_from_slice(b"server-timing: app;dur=");
    lines.extend_from_slice(itoa::Buffer::new().format(micros / 1_000).as_bytes());
    // With a leading 1, so that zeros in front are written.
    let mut buffer = itoa::Buffer::new();
    lines.push(b'.');
    lines.extend(buffer.format(1_000 + micros % 1_000).bytes().skip(1));
    lines.extend_from_slice(b"\r\n");
}
