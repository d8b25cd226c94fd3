//! The examples of the document are what the server answers.

use incidex_core::tier::Tier;
use serde_json::{Map, Value};

use super::super::plans::PlanServer;
use super::kept;
use super::requests::{Servers, asked, is_asked_for};
use crate::openapi::{problem_key, recorded, route_key};
use crate::problem::ProblemCode;
use crate::routes::ROUTES;

#[test]
fn examples_are_what_the_server_answers() {
    let mut examples = Map::new();
    let server = PlanServer::of(Tier::Mega);
    for route in ROUTES.iter().filter(|route| !route.example.is_empty()) {
        // What is drawn at random is one of these.
        let answer = match route.path {
            "/v1/ingredient/random" => server.ask("GET", "/v1/ingredient/5489", ""),
            _ => asked(&server, route),
        };
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
    let servers = Servers::start();
    for code in ProblemCode::ALL.into_iter().filter(|code| is_asked_for(*code)) {
        let path = match code {
            ProblemCode::FeatureNotInPlan => "/v1/ingredient/search",
            ProblemCode::InvalidParameter => "/v1/ingredient/inci",
            ProblemCode::PlanLimit
            | ProblemCode::MalformedBody
            | ProblemCode::InvalidBody
            | ProblemCode::UnsupportedMediaType => "/v1/labels/resolve",
            _ => "/v1/ingredient/{code}",
        };
        let route = ROUTES.iter().find(|route| route.path == path).unwrap();
        let answer = servers.answer(code, route);
        let (row, mut body) = (code.row(), answer.json());
        assert_eq!((answer.status, &body["code"]), (row.status.as_u16(), &row.code.into()), "{path}");
        // Where the parser refuses, nothing of the request is known, its id included.
        body["request_id"] = "test-1".into();
        examples.insert(problem_key(code), body);
    }
    let fresh = format!("{}\n", serde_json::to_string_pretty(&Value::Object(examples)).unwrap());
    kept("src/openapi/examples.json", &fresh, "examples_are");
}
