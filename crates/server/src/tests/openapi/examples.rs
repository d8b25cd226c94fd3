//! The examples of the document are what the server answers.

use incidex_core::tier::Tier;
use serde_json::{Map, Value};

use super::super::plans::PlanServer;
use super::kept;
use crate::openapi::{problem_key, recorded, route_key};
use crate::problem::ProblemCode;
use crate::routes::ROUTES;

/// A request of a caller of the plan BASIC that is answered with a problem of this code; none where a request
/// alone does not bring it about.
pub(super) fn request_for(code: ProblemCode) -> Option<(&'static str, &'static str)> {
    match code {
        ProblemCode::InvalidParameter => Some(("GET", "/v1/ingredient/inci?q=a&colour=red")),
        ProblemCode::FeatureNotInPlan => Some(("GET", "/v1/ingredient/search?q=tino")),
        ProblemCode::RouteNotFound => Some(("GET", "/v1/ingredients")),
        ProblemCode::IngredientNotFound => Some(("GET", "/v1/ingredient/77")),
        ProblemCode::MethodNotAllowed => Some(("DELETE", "/v1/ingredient/5489")),
        ProblemCode::Internal | ProblemCode::NotReady => None,
    }
}

#[test]
fn examples_are_what_the_server_answers() {
    let mut examples = Map::new();
    let server = PlanServer::of(Tier::Mega);
    for route in ROUTES.iter().filter(|route| !route.example.is_empty()) {
        let answer = server.ask("GET", route.example);
        assert_eq!(answer.status, 200, "{}", route.example);
        let mut body = answer.json();
        let key = route_key(route);
        if body.get("timestamp").is_some() {
            // The one thing that is never the same twice.
            let old = recorded(&key).map(|old| old["timestamp"].clone());
            body["timestamp"] = old.unwrap_or_else(|| "2026-03-23T12:00:00Z".into());
        }
        examples.insert(key, body);
    }
    let server = PlanServer::of(Tier::Basic);
    for code in ProblemCode::ALL {
        let Some((method, target)) = request_for(code) else { continue };
        let answer = server.ask(method, target);
        let row = code.row();
        assert_eq!(
            (answer.status, &answer.json()["code"]),
            (row.status.as_u16(), &row.code.into()),
            "{target}"
        );
        examples.insert(problem_key(code), answer.json());
    }
    let fresh = format!("{}\n", serde_json::to_string_pretty(&Value::Object(examples)).unwrap());
    kept("src/openapi/examples.json", &fresh, "examples_are");
}
