//! Both directions: what the server answers is documented, and what is documented the server answers.

use std::collections::BTreeSet;
use std::thread;
use std::time::Duration;

use actix_web::rt::System;
use actix_web::test::{TestRequest, call_service, init_service, read_body};
use actix_web::{App, HttpRequest, HttpResponse, web};
use incidex_core::tier::Tier;
use serde_json::Value;

use super::super::client::{Answer, TestServer};
use super::super::plans::PlanServer;
use super::document::Document;
use crate::openapi::problems::explanation;
use crate::problem::ProblemCode;
use crate::routes::{self, ROUTES, Route};

impl Document {
    /// Holds an answer of `route` against the document: its status, its type, its body, its headers.
    #[track_caller]
    fn check(&self, route: &Route, answer: &Answer) {
        let place = format!("{} {}", route.path, answer.status);
        let status = answer.status.to_string();
        let documented = self.resolved(&self.0["paths"][route.path]["get"]["responses"][&status]);
        assert!(documented.is_object(), "{place} is not documented: {}", answer.body);
        let (kind, content) = documented["content"].as_object().unwrap().iter().next().unwrap();
        assert_eq!(answer.header("content-type"), Some(kind.as_str()), "{place}");
        let body = if kind.ends_with("json") { answer.json() } else { Value::String(answer.body.clone()) };
        assert_eq!(self.faults(&content["schema"], &body), [""; 0], "{place}");
        for (name, header) in documented["headers"].as_object().unwrap() {
            let header = self.resolved(header);
            let given = answer.header(&name.to_ascii_lowercase());
            assert!(given.is_some() || header["required"] == false, "{place} without {name}");
            let Some(given) = given else { continue };
            let value = match header["schema"]["type"].as_str() {
                Some("integer") => given.parse::<i64>().unwrap().into(),
                _ => Value::from(given),
            };
            assert_eq!(self.faults(&header["schema"], &value), [""; 0], "{place} {name}: {given}");
        }
    }
}

/// A target of the route that is answered with 200.
fn good(route: &Route) -> &'static str {
    if route.example.is_empty() { route.path } else { route.example }
}

#[test]
fn every_route_answers_what_it_documents() {
    let document = Document::new();
    for tier in Tier::ALL {
        let server = PlanServer::of(tier);
        for route in ROUTES {
            let answer = server.ask("GET", good(route));
            let is_in_plan = tier > Tier::Basic || route.feature.is_none();
            assert_eq!(answer.status, if is_in_plan { 200 } else { 403 }, "{} {tier}", route.path);
            document.check(route, &answer);
        }
    }
}

#[test]
fn answers_of_every_kind_are_documented() {
    let document = Document::new();
    let server = PlanServer::of(Tier::Ultra);
    for (path, queries) in [
        (
            "/v1/ingredient/inci",
            &["?q=unobtainium", "?query=copper&page=9", "?q=%20%20", "?page=1", "?q=%ff"][..],
        ),
        ("/v1/ingredient/kr", &["?q=%EA%BF%80", "?q=%EC%A0%95"]),
        ("/v1/ingredient/status", &["?s=Not%20Listed&page=3", "?s=Prohibited", "?s=x"]),
        ("/v1/ingredient/search", &["?q=ate&field=inci", "?q=03-57&field=cas", "?q=a&field=x"]),
    ] {
        let route = ROUTES.iter().find(|route| route.path == path).unwrap();
        for query in queries {
            document.check(route, &server.ask("GET", &format!("{path}{query}")));
        }
    }
    let regulations = ROUTES.iter().find(|route| route.path.ends_with("/regulations")).unwrap();
    let countries = ["", "KR", "eu", "Brazil", "European%20Union", "%EC%A4%91%EA%B5%AD", "Atlantis"];
    for code in ["5489", "400", "3107", "77", "x"] {
        for country in countries {
            let target = format!("/v1/ingredient/{code}/regulations?country={country}");
            document.check(regulations, &server.ask("GET", &target));
        }
    }
    let record = ROUTES.iter().find(|route| route.path.ends_with("{code}")).unwrap();
    for code in ["5489", "400", "2700", "3107", "10000", "77", "99999999999999999999", "x", "-1"] {
        document.check(record, &server.ask("GET", &format!("/v1/ingredient/{code}")));
    }
}

/// A request of a caller of the plan BASIC to `route` that is answered with the problem; none where a request
/// alone does not bring it about.
fn request_for(route: &Route, code: ProblemCode) -> Option<(&'static str, String)> {
    let joint = |target: &str| if target.contains('?') { '&' } else { '?' };
    match code {
        ProblemCode::InvalidParameter => {
            // On a route outside the plan, too: what is malformed is told first.
            Some(("GET", format!("{}{}colour=red", good(route), joint(good(route)))))
        }
        ProblemCode::FeatureNotInPlan => Some(("GET", good(route).to_owned())),
        ProblemCode::IngredientNotFound => Some(("GET", route.path.replace("{code}", "77"))),
        ProblemCode::MethodNotAllowed => Some(("PUT", good(route).to_owned())),
        ProblemCode::RouteNotFound => Some(("GET", format!("{}/nowhere", route.path))),
        ProblemCode::Internal | ProblemCode::NotReady => None,
    }
}

#[test]
fn every_documented_problem_is_reachable() {
    let document = Document::new();
    let (basic, mega) = (PlanServer::of(Tier::Basic), PlanServer::of(Tier::Mega));
    let mut forced = BTreeSet::new();
    for route in ROUTES {
        for code in ProblemCode::ALL.into_iter().filter(|code| (explanation(*code).occurs)(route)) {
            let Some((method, target)) = request_for(route, code) else {
                forced.insert(code.row().code);
                continue;
            };
            let is_of_the_plan = code == ProblemCode::FeatureNotInPlan;
            let answer = if is_of_the_plan { basic.ask(method, &target) } else { mega.ask(method, &target) };
            assert_eq!(answer.json()["code"], code.row().code, "{target}");
            document.check(route, &answer);
        }
    }
    // These are forced below.
    assert_eq!(forced, BTreeSet::from(["internal", "not_ready"]));
}

#[test]
fn a_failure_answers_as_every_route_documents() {
    let document = Document::new();
    let answer = TestServer::start().get("/test/panic");
    assert_eq!(answer.status, 500);
    for route in ROUTES {
        document.check(route, &answer);
    }
}

#[test]
fn a_server_about_to_stop_answers_as_documented() {
    let document = Document::new();
    let server = TestServer::with_notice("1");
    let stopper = server.stopper.clone();
    let stopping = thread::spawn(move || System::new().block_on(stopper.stop()));
    thread::sleep(Duration::from_millis(200));
    let ready = ROUTES.iter().find(|route| route.path == "/ready").unwrap();
    let answer = server.get("/ready");
    assert_eq!((answer.status, answer.header("retry-after")), (503, Some("5")));
    document.check(ready, &answer);
    stopping.join().unwrap();
    server.join();
}

#[test]
fn every_route_that_is_registered_is_documented() {
    let shown = System::new().block_on(async {
        let show = async |request: HttpRequest| {
            HttpResponse::NotFound().body(format!("{:#?}", request.resource_map()))
        };
        let app = App::new().configure(routes::configure).default_service(web::to(show));
        let app = init_service(app).await;
        let request = TestRequest::with_uri("/nowhere").to_request();
        let body = read_body(call_service(&app, request).await).await;
        String::from_utf8(body.to_vec()).unwrap()
    });
    // The map shows each pattern on the line after this word; the first is that of the whole application.
    let patterns = shown.split("patterns: Single(").skip(2);
    let registered: BTreeSet<&str> = patterns.filter_map(|rest| rest.split('"').nth(1)).collect();
    let document = Document::new();
    let documented = document.0["paths"].as_object().unwrap().keys().map(String::as_str).collect();
    assert_eq!(registered, documented);
}
