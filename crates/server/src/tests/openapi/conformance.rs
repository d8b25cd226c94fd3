//! Both directions: what the server answers is documented, and what is documented the server answers.

use std::collections::BTreeSet;
use std::io::{Read, Write};
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
use super::requests::{Servers, asked, by, good, is_asked_for};
use crate::openapi::problems::explanation;
use crate::problem::ProblemCode;
use crate::routes::{self, Access, ROUTES, Route};

impl Document {
    /// Holds an answer of `route` against the document: its status, its type, its body, its headers.
    #[track_caller]
    fn check(&self, route: &Route, answer: &Answer) {
        let place = format!("{} {}", route.path, answer.status);
        let status = answer.status.to_string();
        let documented = self.resolved(&self.0["paths"][route.path][route.method()]["responses"][&status]);
        assert!(documented.is_object(), "{place} is not documented: {}", answer.body);
        if let Some((kind, content)) = documented["content"].as_object().and_then(|all| all.iter().next()) {
            assert_eq!(answer.header("content-type"), Some(kind.as_str()), "{place}");
            let body = if kind.ends_with("json") { answer.json() } else { answer.body.as_str().into() };
            assert_eq!(self.faults(&content["schema"], &body), [""; 0], "{place}");
        } else {
            assert_eq!((answer.header("content-type"), answer.body.as_str()), (None, ""), "{place}");
        }
        for (name, header) in documented["headers"].as_object().unwrap() {
            let header = self.resolved(header);
            let given = answer.header(&name.to_ascii_lowercase());
            assert!(given.is_some() || header["required"] == false, "{place} without {name}");
            // The client reads heads in lower case.
            let Some(given) = given.map(|given| given.replace("w/\"", "W/\"")) else { continue };
            let value = match header["schema"]["type"].as_str() {
                Some("integer") => given.parse::<i64>().unwrap().into(),
                _ => Value::from(given.as_str()),
            };
            assert_eq!(self.faults(&header["schema"], &value), [""; 0], "{place} {name}: {given}");
        }
    }
}

#[test]
fn every_route_answers_what_it_documents() {
    let document = Document::new();
    for tier in Tier::ALL {
        let server = PlanServer::of(tier);
        for route in ROUTES {
            let answer = asked(&server, route);
            let is_in_plan = tier > Tier::Basic || route.feature.is_none();
            assert_eq!(answer.status, if is_in_plan { 200 } else { 403 }, "{} {tier}", route.path);
            document.check(route, &answer);
            let is_counted = answer.header("ratelimit").is_some();
            assert_eq!(is_counted, route.access != Access::Anybody, "{}", route.path);
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
            document.check(route, &server.ask("GET", &format!("{path}{query}"), ""));
        }
    }
    let regulations = ROUTES.iter().find(|route| route.path.ends_with("/regulations")).unwrap();
    let countries = ["", "KR", "eu", "Brazil", "European%20Union", "%EC%A4%91%EA%B5%AD", "Atlantis"];
    for code in ["5489", "400", "3107", "77", "x"] {
        for country in countries {
            let target = format!("/v1/ingredient/{code}/regulations?country={country}");
            document.check(regulations, &server.ask("GET", &target, ""));
        }
    }
    let record = ROUTES.iter().find(|route| route.path.ends_with("{code}")).unwrap();
    for code in ["5489", "400", "2700", "3107", "10000", "77", "99999999999999999999", "x", "-1"] {
        document.check(record, &server.ask("GET", &format!("/v1/ingredient/{code}"), ""));
    }
}

#[test]
fn every_documented_problem_is_reachable() {
    let document = Document::new();
    let servers = Servers::start();
    let mut forced = BTreeSet::new();
    for route in ROUTES {
        for code in ProblemCode::ALL.into_iter().filter(|code| (explanation(*code).occurs)(route)) {
            if !is_asked_for(code) {
                forced.insert(code.row().code);
                continue;
            }
            let answer = servers.answer(code, route);
            assert_eq!(answer.json()["code"], code.row().code, "{}", route.path);
            document.check(route, &answer);
        }
    }
    // These are forced below.
    let expected = ["internal", "not_ready", "overloaded", "request_timeout", "timed_out"];
    assert_eq!(forced, BTreeSet::from(expected));
}

#[test]
fn what_is_not_documented_is_not_answered() {
    let servers = Servers::start();
    // These are about the path itself, or about many requests.
    let others = [
        ProblemCode::RouteNotFound,
        ProblemCode::VersionUnknown,
        ProblemCode::IngredientNotFound,
        ProblemCode::RateLimited,
        // A body, which the route does not read.
        ProblemCode::PlanLimit,
        ProblemCode::MalformedBody,
        ProblemCode::InvalidBody,
        ProblemCode::UnsupportedMediaType,
    ];
    for route in ROUTES {
        for code in ProblemCode::ALL {
            if !is_asked_for(code) || others.contains(&code) || (explanation(code).occurs)(route) {
                continue;
            }
            let answer = servers.answer(code, route);
            assert_eq!(answer.status, 200, "{} {}", route.path, code.row().code);
        }
    }
    for route in ROUTES.iter().filter(|route| route.access == Access::Anybody) {
        assert!((0..100).all(|_| servers.is_not_limited(route.path)), "{}", route.path);
    }
}

#[test]
fn what_no_path_of_the_document_answers_is_known() {
    let nowhere: BTreeSet<&str> = ProblemCode::ALL
        .into_iter()
        .filter(|code| !ROUTES.iter().any(|route| (explanation(*code).occurs)(route)))
        .map(|code| code.row().code)
        .collect();
    let expected = [
        // Paths that are not in the document.
        "route_not_found",
        "version_unknown",
        // Keys and tokens are no way in yet.
        "unauthorized",
        // No version has an end yet.
        "version_retired",
    ];
    assert_eq!(nowhere, BTreeSet::from(expected));
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
fn a_request_that_is_too_slow_is_answered_as_documented() {
    let document = Document::new();
    let server = TestServer::with_settings(&[("INCIDEX_HEADER_TIMEOUT_SECONDS", "1")]);
    let answer = Answer::parse(server.say(b"GET /v1/stats HTTP/1.1\r\nhost: test\r\n").as_bytes());
    assert_eq!((answer.status, &answer.json()["code"]), (408, &"request_timeout".into()));
    for route in ROUTES {
        document.check(route, &answer);
    }
}

#[test]
fn an_answer_that_is_not_ready_in_time_is_answered_as_documented() {
    let document = Document::new();
    let server = TestServer::with_settings(&[("INCIDEX_REQUEST_TIMEOUT_SECONDS", "1")]);
    let answer = server.get("/test/never");
    assert_eq!((answer.status, &answer.json()["code"]), (503, &"timed_out".into()));
    for route in ROUTES.iter().filter(|route| (explanation(ProblemCode::TimedOut).occurs)(route)) {
        document.check(route, &answer);
    }
}

#[test]
fn a_connection_too_many_is_answered_as_documented() {
    let document = Document::new();
    let server = TestServer::with_settings(&[("INCIDEX_MAX_CONNECTIONS", "1")]);
    let mut open = server.connect();
    write!(open, "GET /health HTTP/1.1\r\nhost: test\r\n\r\n").unwrap();
    assert!(open.read(&mut [0; 4_096]).unwrap() > 0);
    let answer = server.get("/health");
    assert_eq!((answer.status, answer.header("retry-after")), (503, Some("1")));
    for route in ROUTES {
        document.check(route, &answer);
    }
}

#[test]
fn what_a_client_has_already_is_not_sent_again_as_documented() {
    let document = Document::new();
    let server = TestServer::start();
    for route in ROUTES {
        let answers = &document.0["paths"][route.path][route.method()]["responses"];
        let tag = by(&server, route, "").header("etag").map(|tag| tag.replace("w/", "W/"));
        assert_eq!(answers.get("304").is_some(), tag.is_some(), "{}", route.path);
        let Some(tag) = tag else { continue };
        let answer = server.ask("GET", good(route), &format!("if-none-match: {tag}\r\n"));
        assert_eq!((answer.status, answer.body.as_str()), (304, ""));
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
