//! The routes of the API: one that everybody may ask, one whose objects belong to callers, one that takes
//! notes, and some that refuse.

use actix_web::http::{Method, StatusCode};
use actix_web::web::{Bytes, Data, Payload};
use actix_web::{HttpRequest, HttpResponse, HttpResponseBuilder};
use futures_util::StreamExt;
use serde_json::json;

use super::faults::Fault;
use super::frame::frame;
use super::{ALICE, BOB, State};

const LONGEST_URL: usize = 16 * 1024;
const LARGEST_BODY: usize = 16 * 1024;
const TAG: &str = "\"v1\"";

/// Every request of every method to every path.
pub(super) async fn answer(request: HttpRequest, payload: Payload, state: Data<State>) -> HttpResponse {
    let left = left(&state, &request);
    let mut answer = match left {
        Some(0) => refusal(&state),
        _ => match body(&state, &request, payload).await {
            Some(body) => route(&state, &request, &body),
            None => problem(413, "the body is larger than 16 KiB"),
        },
    };
    let shown = left.filter(|_| !state.has(Fault::NoRetryAfter) && !state.has(Fault::SpoofedRefusal));
    frame(&state, &request, &mut answer, shown);
    answer
}

/// How many requests the identity of this one has left; `None` where nobody counts.
fn left(state: &State, request: &HttpRequest) -> Option<u64> {
    if state.has(Fault::NoRateLimit) {
        return None;
    }
    let header =
        |name: &str| request.headers().get(name).and_then(|value| value.to_str().ok()).map(str::to_owned);
    let spoofed = state.faults.iter().find_map(|fault| match fault {
        Fault::SpoofedLimit(name) => header(name),
        Fault::SpoofedRefusal => header("X-Forwarded-For"),
        _ => None,
    });
    let identity = spoofed.or_else(|| header("X-Key")).unwrap_or_else(|| "address".to_owned());
    let is_short = state.has(Fault::NoRetryAfter) || state.has(Fault::SpoofedRefusal);
    let limit: u64 = if is_short { 30 } else { 100_000 };
    let mut used = state.used.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
    let used = used.entry(identity).or_default();
    *used += 1;
    Some(limit.saturating_sub(*used))
}

fn refusal(state: &State) -> HttpResponse {
    let mut answer = problem(429, "too many requests");
    if !state.has(Fault::NoRetryAfter) {
        let headers = answer.headers_mut();
        headers.insert(actix_web::http::header::RETRY_AFTER, 60.into());
    }
    answer
}

/// The body, or nothing if it is too large.
async fn body(state: &State, request: &HttpRequest, mut payload: Payload) -> Option<Bytes> {
    let is_read = state.has(Fault::LargeBody);
    let length: Option<usize> =
        request.headers().get("content-length").and_then(|value| value.to_str().ok()?.parse().ok());
    if !is_read && length.is_some_and(|length| length > LARGEST_BODY) {
        return None;
    }
    let mut body = Vec::new();
    while let Some(Ok(chunk)) = payload.next().await {
        let has_room = body.len() + chunk.len() <= LARGEST_BODY;
        if has_room {
            body.extend_from_slice(&chunk);
        } else if !is_read && !state.has(Fault::LargeChunkedBody) {
            return None;
        }
    }
    Some(body.into())
}

fn route(state: &State, request: &HttpRequest, body: &[u8]) -> HttpResponse {
    if request.uri().to_string().len() > LONGEST_URL && !state.has(Fault::LongUrl) {
        return problem(414, "the URL is longer than 16 KiB");
    }
    let header = |name: &str| request.headers().get(name).and_then(|value| value.to_str().ok());
    let overridden = header("X-Original-URL").filter(|_| state.has(Fault::UrlOverride));
    let target = overridden.map_or_else(|| request.uri().to_string(), str::to_owned);
    let (path, query) = target.split_once('?').unwrap_or((&target, ""));
    let given = header("X-HTTP-Method-Override").filter(|_| {
        let is_post = state.has(Fault::MethodOverrideOnPost) && request.method() == Method::POST;
        state.has(Fault::MethodOverride) || is_post
    });
    let method = given.unwrap_or(request.method().as_str());
    if state.has(Fault::Trace) && method == "TRACE" {
        let lines = request
            .headers()
            .iter()
            .map(|(name, value)| format!("{name}: {}\n", value.to_str().unwrap_or("")));
        return HttpResponse::Ok().content_type("message/http").body(lines.collect::<String>());
    }
    if method == "OPTIONS" {
        return HttpResponse::NoContent().finish();
    }
    let allowed: &[&str] = if path == "/v1/notes" { &["POST"] } else { &["GET", "HEAD"] };
    let answer = known(state, request, path, query, body);
    if answer.status() == StatusCode::NOT_FOUND || allowed.contains(&method) {
        return answer;
    }
    let words = format!("Cannot {method} {path}");
    let detail =
        if state.has(Fault::FrameworkOnWrongMethod) { words.as_str() } else { "not with this method" };
    let mut answer = problem(405, detail);
    if let Ok(value) = allowed.join(", ").parse() {
        answer.headers_mut().insert(actix_web::http::header::ALLOW, value);
    }
    answer
}

fn known(state: &State, request: &HttpRequest, path: &str, query: &str, body: &[u8]) -> HttpResponse {
    let key = request.headers().get("X-Key").and_then(|value| value.to_str().ok());
    let is_known = key.is_some_and(|key| [ALICE, BOB].contains(&key));
    let open = |fault: Fault| {
        if state.has(fault) { json_answer(&json!({"ok": true})) } else { not_found(state, request) }
    };
    match path {
        "/v1/open" => lookup(state, query),
        "/v1/notes" => note(state, body),
        "/v1/reports" if !state.has(Fault::OpenDocumentedRoute) && !is_known => unknown_caller(),
        "/v1/reports" => json_answer(&json!({"reports": []})),
        "/openapi.json" if is_known => json_answer(&description()),
        "/robots.txt" => {
            HttpResponse::Ok().content_type("text/plain").body("User-agent: *\nDisallow: /private\n")
        }
        "/private" if !state.has(Fault::OpenRobotsRoute) => unknown_caller(),
        "/private" => json_answer(&json!({"private": true})),
        "/admin" => admin(state, request),
        "/.env" => open(Fault::OpenEnvironmentFile),
        "/.git/config" => open(Fault::OpenGitConfig),
        "/actuator" => open(Fault::OpenActuator),
        "/metrics" => open(Fault::OpenMetrics),
        "/docs" => open(Fault::OpenDocs),
        _ => match path.strip_prefix("/v1/items/") {
            Some(id) => item(state, request, id, key, is_known),
            None => not_found(state, request),
        },
    }
}

fn lookup(state: &State, query: &str) -> HttpResponse {
    let value = query.strip_prefix("q=").unwrap_or_default();
    let has = |fault: Fault, mark: &str| state.has(fault) && value.contains(mark);
    if has(Fault::StackTrace, "%27") {
        return problem(400, "thread 'main' panicked at src/lookup.rs:17:5");
    } else if has(Fault::SqlError, "%22") {
        return problem(400, "near \"abc\": syntax error");
    } else if has(Fault::FilePath, "passwd") {
        return problem(400, "cannot open /srv/api/data/passwd.json");
    } else if has(Fault::MarkupReflected, "%3Cscript%3E") {
        let page = "<p>no hits for <script>incidex-audit</script></p>";
        return HttpResponse::BadRequest().content_type("text/html").body(page);
    } else if has(Fault::ErrorOnHugeNumber, "9999999") || has(Fault::ErrorOnBadUtf8, "%ff") {
        return problem(500, "sorry");
    } else if has(Fault::DropOnNul, "%00") {
        // Ends the connection without an answer, as a panic does, and without a word on stderr.
        std::panic::resume_unwind(Box::new("dropped"));
    }
    let is_long = value.len() > 64 && !state.has(Fault::LongUrl);
    let is_plain = value.bytes().all(|byte| byte.is_ascii_alphanumeric() || (byte == b'&' || byte == b'='));
    if value.is_empty() || is_long || !is_plain || (query.contains('&') && !state.has(Fault::LongUrl)) {
        return problem(400, "q must be 1 to 64 letters and digits, and nothing else");
    }
    json_answer(&json!({"q": value.len(), "hits": [1, 2, 3]}))
}

fn note(state: &State, body: &[u8]) -> HttpResponse {
    if state.has(Fault::DropOnDeepJson) && body.starts_with(b"[[[[") {
        std::panic::resume_unwind(Box::new("dropped"));
    }
    match serde_json::from_slice::<serde_json::Value>(body) {
        Ok(value) if value.get("text").is_some() => json_answer(&json!({"taken": true})),
        Ok(_) => problem(422, "text is missing"),
        Err(error) if state.has(Fault::FrameworkOnMalformedJson) => problem(400, &error.to_string()),
        Err(_) => problem(400, "the body is no JSON"),
    }
}

fn item(state: &State, request: &HttpRequest, id: &str, key: Option<&str>, is_known: bool) -> HttpResponse {
    let owner = match id {
        "1" => Some(ALICE),
        "2" => Some(BOB),
        _ => None,
    };
    if !is_known && !state.has(Fault::OpenGivenRoute) {
        return unknown_caller();
    }
    if owner.is_none() || (is_known && owner != key && !state.has(Fault::ObjectsAcrossCallers)) {
        return not_found(state, request);
    }
    if request.headers().get("if-none-match").is_some_and(|tag| tag == TAG) {
        return HttpResponse::NotModified().insert_header(("etag", TAG)).finish();
    }
    let mut answer = HttpResponse::Ok();
    answer.insert_header(("etag", TAG));
    if state.has(Fault::PublicCache) {
        answer.insert_header(("cache-control", "public, max-age=60"));
    }
    answer.json(json!({"id": id, "note": "mine"}))
}

fn admin(state: &State, request: &HttpRequest) -> HttpResponse {
    let is_believed = state.faults.iter().any(|fault| match fault {
        Fault::SpoofedAccess(name) => request
            .headers()
            .get(*name)
            .and_then(|v| v.to_str().ok())
            .is_some_and(|v| v.contains("127.0.0.1")),
        Fault::OpenAdmin => true,
        _ => false,
    });
    if is_believed { json_answer(&json!({"admin": true})) } else { problem(403, "not for you") }
}

fn unknown_caller() -> HttpResponse {
    let mut answer = problem(401, "who are you?");
    if let Ok(value) = "Key".parse() {
        answer.headers_mut().insert(actix_web::http::header::WWW_AUTHENTICATE, value);
    }
    answer
}

fn not_found(state: &State, request: &HttpRequest) -> HttpResponse {
    let host = request.headers().get("X-Forwarded-Host").filter(|_| state.has(Fault::ForwardedHostReflected));
    match host.and_then(|value| value.to_str().ok()) {
        Some(host) => problem(404, &format!("nothing here; see https://{host}/docs")),
        None => problem(404, "nothing here"),
    }
}

fn problem(status: u16, detail: &str) -> HttpResponse {
    let status = StatusCode::from_u16(status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
    HttpResponseBuilder::new(status)
        .content_type("application/problem+json")
        .body(json!({"status": status.as_u16(), "detail": detail}).to_string())
}

fn json_answer(value: &serde_json::Value) -> HttpResponse {
    HttpResponse::Ok().json(value)
}

fn description() -> serde_json::Value {
    let query = json!([{"name": "q", "in": "query", "required": true, "example": "abc"}]);
    json!({
        "openapi": "3.1.0",
        "security": [{"key": []}],
        "paths": {
            "/v1/open": {"get": {"security": [], "parameters": query}},
            "/v1/notes": {"post": {"security": []}},
            "/v1/reports": {"get": {}}
        }
    })
}
