//! The headers of every answer: those that make a hardened server, and the faults among them.

use actix_web::http::Method;
use actix_web::http::header::{HeaderMap, HeaderName, HeaderValue};
use actix_web::{HttpRequest, HttpResponse};

use super::State;
use super::faults::Fault;

/// The origin of the page that may read answers.
pub(super) const TRUSTED: &str = "https://app.example.com";

const HEADERS: [(&str, &str); 8] = [
    ("x-content-type-options", "nosniff"),
    ("x-frame-options", "DENY"),
    ("content-security-policy", "default-src 'none'; frame-ancestors 'none'"),
    ("referrer-policy", "no-referrer"),
    ("permissions-policy", "geolocation=(), camera=(), microphone=()"),
    ("cross-origin-resource-policy", "same-origin"),
    ("cache-control", "private, no-cache"),
    ("vary", "Origin, X-Key"),
];

/// Writes the headers of `answer`, `left` being how many requests the caller has left.
pub(super) fn frame(state: &State, request: &HttpRequest, answer: &mut HttpResponse, left: Option<u64>) {
    let status = answer.status().as_u16();
    let headers = answer.headers_mut();
    for (name, value) in HEADERS {
        if !headers.contains_key(name) {
            set(headers, name, value);
        }
    }
    if state.is_tls {
        set(headers, "strict-transport-security", "max-age=31536000; includeSubDomains");
    }
    if let Some(left) = left {
        set(headers, "ratelimit", &format!("\"default\";r={left};t=60"));
    }
    cors(state, request, headers, status);
    for fault in &state.faults {
        match fault {
            Fault::NoHeader(name) => remove(headers, name),
            Fault::NoHeaderOn(name, on) if *on == status => remove(headers, name),
            Fault::Header(name, value) => set(headers, name, value),
            Fault::HostReflected => {
                let host = request.connection_info().host().to_owned();
                set(headers, "link", &format!("<http://{host}/v1>; rel=\"self\""));
            }
            _ => {}
        }
    }
    if status == 200 {
        let cookie = [
            ("; Secure", Fault::CookieNoSecure),
            ("; HttpOnly", Fault::CookieNoHttpOnly),
            ("; SameSite=Lax", Fault::CookieNoSameSite),
        ];
        let flags = cookie.iter().filter(|(_, fault)| !state.has(*fault)).map(|(flag, _)| *flag);
        set(headers, "set-cookie", &format!("visit=s3cr3t-visit; Path=/{}", flags.collect::<String>()));
    }
}

fn cors(state: &State, request: &HttpRequest, headers: &mut HeaderMap, status: u16) {
    let Some(origin) = request.headers().get("origin").and_then(|value| value.to_str().ok()) else { return };
    let own = format!("{}://{}", if state.is_tls { "https" } else { "http" }, host(request));
    let known = [TRUSTED, own.as_str()];
    let is_in = |fault: Fault, is_there: bool| state.has(fault) && is_there;
    let is_allowed = origin == TRUSTED
        || state.has(Fault::CorsReflected)
        || state.has(Fault::CorsReflectedWithCredentials)
        || is_in(Fault::CorsReflectedOnPreflight, request.method() == Method::OPTIONS)
        || is_in(Fault::CorsReflectedOnPost, request.method() == Method::POST)
        || is_in(Fault::CorsReflectedOnMissing, status == 404)
        || is_in(Fault::CorsNull, origin == "null")
        || is_in(Fault::CorsBeginsLike, known.iter().any(|known| origin.starts_with(known)))
        || is_in(
            Fault::CorsEndsLike,
            known.iter().any(|k| origin.ends_with(k.split("://").last().unwrap_or(k))),
        );
    if state.has(Fault::CorsWildcard) {
        set(headers, "access-control-allow-origin", "*");
    } else if is_allowed {
        set(headers, "access-control-allow-origin", origin);
        if state.has(Fault::CorsReflectedWithCredentials) {
            set(headers, "access-control-allow-credentials", "true");
        }
    }
    if state.has(Fault::CorsNoVary) {
        set(headers, "vary", "X-Key");
    }
}

fn host(request: &HttpRequest) -> String {
    request.headers().get("host").and_then(|value| value.to_str().ok()).unwrap_or_default().to_owned()
}

fn set(headers: &mut HeaderMap, name: &str, value: &str) {
    if let (Ok(name), Ok(value)) = (HeaderName::from_bytes(name.as_bytes()), HeaderValue::from_str(value)) {
        headers.insert(name, value);
    }
}

fn remove(headers: &mut HeaderMap, name: &str) {
    headers.remove(name);
}
