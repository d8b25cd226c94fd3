//! A request for each problem that requests alone bring about, and the servers that they are sent to.

use incidex_core::tier::Tier;
use serde_json::{Value, json};

use super::super::client::{Answer, TestServer};
use super::super::plans::PlanServer;
use crate::problem::ProblemCode;
use crate::routes::Route;

const SECRET: &str = "the-secret-of-the-gateway";

/// Whether requests alone bring the problem about; else [`super::conformance`] forces it, or nothing does.
pub(super) fn is_asked_for(code: ProblemCode) -> bool {
    !matches!(
        code,
        ProblemCode::Internal
            | ProblemCode::NotReady
            | ProblemCode::Overloaded
            | ProblemCode::TimedOut
            | ProblemCode::RequestTooSlow
            | ProblemCode::VersionRetired
            | ProblemCode::Unauthorized
    )
}

/// Servers that refuse for different reasons.
pub(super) struct Servers {
    basic: PlanServer,
    mega: PlanServer,
    closed: TestServer,
    elsewhere: TestServer,
    walled: TestServer,
    behind: TestServer,
}

impl Servers {
    pub(super) fn start() -> Self {
        Self {
            basic: PlanServer::of(Tier::Basic),
            mega: PlanServer::of(Tier::Mega),
            closed: TestServer::with_settings(&[("INCIDEX_ENV", "prod"), ("INCIDEX_PROXY_SECRETS", SECRET)]),
            elsewhere: TestServer::with_settings(&[("INCIDEX_HOSTS", "api.example")]),
            walled: TestServer::with_settings(&[("INCIDEX_BLOCK_NETWORKS", "127.0.0.0/8")]),
            behind: TestServer::with_settings(&[("INCIDEX_TRUSTED_PROXIES", "127.0.0.1/32")]),
        }
    }

    /// The answer with this problem to a request of a route.
    pub(super) fn answer(&self, code: ProblemCode, route: &Route) -> Answer {
        let (path, good) = (route.path, good(route));
        let joint = if good.contains('?') { '&' } else { '?' };
        let body = route.post().map_or("", |post| post.example);
        // What the route takes, by whatever method it takes it.
        let ask = |target: &str, headers: &str| match route.post() {
            Some(_) => self.mega.post(target, headers, body),
            None => self.mega.ask("GET", target, headers),
        };
        let sent = |body: &str| self.mega.post(good, "", body);
        match code {
            ProblemCode::InvalidParameter => ask(&format!("{good}{joint}colour=red"), ""),
            ProblemCode::FeatureNotInPlan => match route.post() {
                Some(_) => self.basic.post(good, "", body),
                None => self.basic.ask("GET", good, ""),
            },
            ProblemCode::PlanLimit => sent(&too_much(path)),
            ProblemCode::IngredientNotFound => ask(&path.replace("{code}", "77"), ""),
            ProblemCode::RouteNotFound => ask(&format!("{path}/nowhere"), ""),
            ProblemCode::VersionUnknown => ask("/v2/ingredient/5489", ""),
            ProblemCode::MethodNotAllowed => self.mega.ask("PUT", good, ""),
            ProblemCode::TargetTooLong => ask(&format!("{good}{joint}q={}", "a".repeat(16_384)), ""),
            ProblemCode::MalformedRequest => ask(good, "a : b\r\n"),
            ProblemCode::MalformedBody => sent("{\"text\": "),
            ProblemCode::InvalidBody => sent("{\"colour\": \"red\"}"),
            ProblemCode::UnsupportedMediaType => self.mega.ask("POST", good, "content-type: text/plain\r\n"),
            ProblemCode::NotAcceptable => ask(good, "accept: text/html\r\n"),
            ProblemCode::BodyTooLarge => self.mega.ask(
                if route.post().is_some() { "POST" } else { "GET" },
                good,
                "content-type: application/json\r\ncontent-length: 300000\r\n",
            ),
            ProblemCode::HeadersTooLarge => ask(good, &format!("a: {}\r\n", "a".repeat(33_000))),
            ProblemCode::InvalidHeader => {
                by(&self.behind, route, "x-request-id: test-1\r\nx-forwarded-for: unknown\r\n")
            }
            ProblemCode::UnknownHost => by(&self.elsewhere, route, ""),
            ProblemCode::NetworkRefused => by(&self.walled, route, ""),
            ProblemCode::CallerRefused => by(&self.closed, route, ""),
            ProblemCode::RateLimited => self.limited(route),
            _ => panic!("no request alone brings {code:?} about"),
        }
    }

    /// Whether an unknown caller is answered, and not told of limits.
    pub(super) fn is_not_limited(&self, target: &str) -> bool {
        let answer = self.closed.get(target);
        answer.status == 200 && answer.header("ratelimit").is_none()
    }

    /// The answer to one request too many, by a caller who asks for nothing else.
    fn limited(&self, route: &Route) -> Answer {
        let headers = format!(
            "x-request-id: test-1\r\nx-rapidapi-proxy-secret: {SECRET}\r\nx-rapidapi-user: {}\r\n",
            route.operation
        );
        // However slow the test runs, some request is one too many.
        let mut answers = (0..1_000).map(|_| by(&self.closed, route, &headers));
        answers.find(|answer| answer.status == 429).unwrap_or_else(|| panic!("{} is not limited", route.path))
    }
}

/// A target of the route that is answered with 200.
pub(super) fn good(route: &Route) -> &'static str {
    if route.example.is_empty() { route.path } else { route.example }
}

/// The answer of a server for customers of one plan to what the route takes.
pub(super) fn asked(server: &PlanServer, route: &Route) -> Answer {
    match route.post() {
        Some(post) => server.post(good(route), "", post.example),
        None => server.ask("GET", good(route), ""),
    }
}

/// The same of any server, with these headers.
pub(super) fn by(server: &TestServer, route: &Route, headers: &str) -> Answer {
    match route.post() {
        Some(post) => {
            let headers = format!("content-type: application/json\r\n{headers}");
            server.send("POST", good(route), &headers, post.example.as_bytes())
        }
        None => server.ask("GET", good(route), headers),
    }
}

/// A body with more labels or names than any plan takes.
fn too_much(path: &str) -> String {
    let labels: Vec<Value> = (0..11).map(|id| json!({"id": id.to_string(), "text": "Water"})).collect();
    match path {
        "/v1/labels/resolve" => json!({"labels": labels}).to_string(),
        "/v1/ingredients/lookup" => json!({"queries": vec!["Water"; 501]}).to_string(),
        _ => panic!("{path} takes no body"),
    }
}
