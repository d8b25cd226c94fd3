//! Cross-origin reads (WHATWG Fetch): only from origins on the list, which is empty unless somebody fills
//! it. An origin is never reflected: what is answered is the entry of the list. Credentials are never
//! allowed, and neither is the wildcard.

use actix_web::HttpResponse;
use actix_web::http::Method;
use actix_web::http::header::{
    ACCESS_CONTROL_ALLOW_HEADERS, ACCESS_CONTROL_ALLOW_METHODS, ACCESS_CONTROL_ALLOW_ORIGIN,
    ACCESS_CONTROL_EXPOSE_HEADERS, ACCESS_CONTROL_MAX_AGE, ACCESS_CONTROL_REQUEST_METHOD, ALLOW, HeaderMap,
    HeaderValue, ORIGIN,
};
use incidex_ops::config::Origins;

/// The methods that routes take.
pub(crate) const METHODS: &str = "GET, HEAD, POST, OPTIONS";

/// Request headers that a page may send. `Host` and the forwarding headers are not a page's to set.
const REQUEST_HEADERS: &str = "Accept, Authorization, Content-Type, If-None-Match, X-API-Key, X-RapidAPI-Key, \
                               X-RapidAPI-Proxy-Secret, X-RapidAPI-Subscription, X-RapidAPI-User, \
                               X-RapidAPI-Version, X-Request-Id, traceparent";

/// Response headers that a page may read.
const EXPOSED: &str = "X-Request-Id, RateLimit, RateLimit-Policy, X-RateLimit-Limit, X-RateLimit-Remaining, \
                       X-RateLimit-Reset, ETag, Retry-After";

const MAX_AGE: &str = "86400";

/// The origins on the list.
#[derive(Clone, Debug)]
pub(super) struct Cors(Vec<HeaderValue>);

impl Cors {
    pub(super) fn new(origins: &Origins) -> Self {
        Self(origins.iter().filter_map(|origin| HeaderValue::from_str(origin).ok()).collect())
    }

    /// The entry of the list that the request comes from; none if it comes from none of them, or says so
    /// more than once.
    pub(super) fn origin(&self, headers: &HeaderMap) -> Option<HeaderValue> {
        if self.0.is_empty() {
            return None;
        }
        let mut given = headers.get_all(ORIGIN);
        let (origin, None) = (given.next()?, given.next()) else { return None };
        self.0.iter().find(|entry| *entry == origin).cloned()
    }

    /// Lets a page of `origin` read an answer.
    pub(super) fn stamp(origin: HeaderValue, headers: &mut HeaderMap) {
        headers.insert(ACCESS_CONTROL_ALLOW_ORIGIN, origin);
        headers.insert(ACCESS_CONTROL_EXPOSE_HEADERS, HeaderValue::from_static(EXPOSED));
    }
}

/// Whether a request is a preflight (Fetch section 3.3.2).
pub(super) fn is_preflight(method: &Method, headers: &HeaderMap) -> bool {
    *method == Method::OPTIONS
        && headers.contains_key(ORIGIN)
        && headers.contains_key(ACCESS_CONTROL_REQUEST_METHOD)
}

/// The answer to a preflight, which needs no caller; it tells nothing to those who are not on the list.
pub(super) fn preflight(is_listed: bool) -> HttpResponse {
    let mut answer = HttpResponse::NoContent();
    answer.insert_header((ALLOW, METHODS));
    if is_listed {
        answer
            .insert_header((ACCESS_CONTROL_ALLOW_METHODS, METHODS))
            .insert_header((ACCESS_CONTROL_ALLOW_HEADERS, REQUEST_HEADERS))
            .insert_header((ACCESS_CONTROL_MAX_AGE, MAX_AGE));
    }
    answer.finish()
}
