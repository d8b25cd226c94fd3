//! The page: what is on it, and what it may load.

use super::super::client::TestServer;
use crate::problem::ProblemCode;
use crate::routes::ROUTES;

#[test]
fn the_page_shows_everything_and_loads_nothing_from_elsewhere() {
    let server = TestServer::start();
    let answer = server.get("/docs");
    assert_eq!(answer.status, 200);
    assert_eq!(answer.header("content-type"), Some("text/html; charset=utf-8"));
    let policy =
        "default-src 'none'; style-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";
    assert_eq!(answer.header("content-security-policy"), Some(policy));
    for route in ROUTES {
        assert!(
            answer.body.contains(&format!("<section>\n<h3 id=\"{}\"", route.operation)),
            "{}",
            route.path
        );
        assert!(answer.body.contains(&format!("<a href=\"#{}\">", route.operation)), "{}", route.path);
    }
    for code in ProblemCode::ALL {
        let row = format!("<tr id=\"problem-{}\">", code.row().code.replace('_', "-"));
        assert!(answer.body.contains(&row), "{row}");
    }
    for refused in
        ["<script", "<style", " style=", " onclick", "<img", "<iframe", "<form", "//", "javascript:"]
    {
        // The one place where two slashes stand is text.
        let found = answer.body.matches(refused).count();
        assert_eq!(found, 0, "{refused}");
    }
    assert_eq!(answer.body.matches("rel=\"stylesheet\"").count(), 1);
    assert!(answer.body.contains("<link rel=\"stylesheet\" href=\"/docs/style.css\">"));
    let style = server.get("/docs/style.css");
    assert_eq!((style.status, style.header("content-type")), (200, Some("text/css; charset=utf-8")));
    assert!(!style.body.contains("url(") && !style.body.contains("@import"));
    assert_eq!(server.get("/docs?x=1").status, 400);
}

#[test]
fn every_anchor_is_there_and_every_element_ends() {
    let server = TestServer::start();
    let page = server.get("/docs").body;
    for link in page.split("href=\"#").skip(1) {
        let anchor = link.split('"').next().unwrap();
        assert_eq!(page.matches(&format!("id=\"{anchor}\"")).count(), 1, "{anchor}");
    }
    for element in [
        "section", "table", "tr", "td", "th", "ul", "li", "details", "summary", "pre", "code", "p", "main",
        "nav", "header", "div", "a", "strong",
    ] {
        let begun =
            page.matches(&format!("<{element}>")).count() + page.matches(&format!("<{element} ")).count();
        assert_eq!(begun, page.matches(&format!("</{element}>")).count(), "{element}");
        assert!(begun > 0, "{element}");
    }
    for required in
        ["<html lang=\"en\">", "<meta name=\"viewport\"", "<title>Incidex API</title>", "class=\"skip\""]
    {
        assert!(page.contains(required), "{required}");
    }
}
