//! A request for each problem that requests alone bring about, and the servers that they are sent to.

use incidex_core::tier::Tier;

use super::super::client::{Answer, TestServer};
use super::super::plans::PlanServer;
use crate::problem::ProblemCode;

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
            | ProblemCode::MalformedBody
            | ProblemCode::InvalidBody
            | ProblemCode::UnsupportedMediaType
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

    /// The answer with this problem to a request of a path, `path` being that of the route and `good` a target
    /// that is answered with 200.
    pub(super) fn answer(&self, code: ProblemCode, path: &str, good: &str) -> Answer {
        let joint = if good.contains('?') { '&' } else { '?' };
        let ask = |method: &str, target: &str, headers: &str| self.mega.ask(method, target, headers);
        match code {
            ProblemCode::InvalidParameter => ask("GET", &format!("{good}{joint}colour=red"), ""),
            ProblemCode::FeatureNotInPlan => self.basic.ask("GET", good, ""),
            ProblemCode::IngredientNotFound => ask("GET", &path.replace("{code}", "77"), ""),
            ProblemCode::RouteNotFound => ask("GET", &format!("{path}/nowhere"), ""),
            ProblemCode::VersionUnknown => ask("GET", "/v2/ingredient/5489", ""),
            ProblemCode::MethodNotAllowed => ask("PUT", good, ""),
            ProblemCode::TargetTooLong => ask("GET", &format!("{good}{joint}q={}", "a".repeat(16_384)), ""),
            ProblemCode::MalformedRequest => ask("GET", good, "a : b\r\n"),
            ProblemCode::NotAcceptable => ask("GET", good, "accept: text/html\r\n"),
            ProblemCode::BodyTooLarge => ask("GET", good, "content-length: 300000\r\n"),
            ProblemCode::HeadersTooLarge => ask("GET", good, &format!("a: {}\r\n", "a".repeat(33_000))),
            ProblemCode::InvalidHeader => {
                self.behind.ask("GET", good, "x-request-id: test-1\r\nx-forwarded-for: unknown\r\n")
            }
            ProblemCode::UnknownHost => self.elsewhere.get(good),
            ProblemCode::NetworkRefused => self.walled.get(good),
            ProblemCode::CallerRefused => self.closed.get(good),
            ProblemCode::RateLimited => self.limited(good),
            _ => panic!("no request alone brings {code:?} about"),
        }
    }

    /// Whether an unknown caller is answered, and not told of limits.
    pub(super) fn is_not_limited(&self, target: &str) -> bool {
        let answer = self.closed.get(target);
        answer.status == 200 && answer.header("ratelimit").is_none()
    }

    /// The answer to one request too many, by a caller who asks for nothing else.
    fn limited(&self, good: &str) -> Answer {
        let headers = format!(
            "x-request-id: test-1\r\nx-rapidapi-proxy-secret: {SECRET}\r\nx-rapidapi-user: {}\r\n",
            good.len()
        );
        // However slow the test runs, some request is one too many.
        let mut answers = (0..1_000).map(|_| self.closed.ask("GET", good, &headers));
        answers.find(|answer| answer.status == 429).unwrap_or_else(|| panic!("{good} is not limited"))
    }
}
