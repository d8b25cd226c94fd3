//! Asks, without credentials, for what should not answer without: files that were left lying about,
//! administration, metrics, what the description calls protected, what `robots.txt` names.

use super::super::catalogue::Fault;
use super::super::catalogue::routes::{
    OPEN_ADMIN, OPEN_DOCUMENTATION, OPEN_DOCUMENTED_ROUTE, OPEN_GIVEN_ROUTE, OPEN_METRICS, OPEN_ROBOTS_ROUTE,
    OPEN_SECRET_FILE,
};
use super::super::client::Spent;
use super::super::message::{Answer, Request, Who};
use super::super::scan::Scan;

const WORDS: [(&Fault, &[&str]); 4] = [
    (
        &OPEN_SECRET_FILE,
        &[
            "/.env",
            "/.env.local",
            "/.env.production",
            "/.git/config",
            "/.git/HEAD",
            "/.svn/entries",
            "/.aws/credentials",
            "/.htpasswd",
            "/.npmrc",
            "/backup.sql",
            "/dump.sql",
            "/database.sqlite",
            "/id_rsa",
            "/docker-compose.yml",
            "/actuator/heapdump",
            "/actuator/env",
        ],
    ),
    (
        &OPEN_ADMIN,
        &[
            "/admin",
            "/admin/",
            "/administrator",
            "/console",
            "/debug",
            "/debug/pprof/",
            "/debug/vars",
            "/internal",
            "/manage",
            "/actuator",
            "/actuator/mappings",
            "/h2-console",
            "/phpinfo.php",
            "/server-status",
            "/manager/html",
            "/_profiler",
            "/jolokia",
        ],
    ),
    (
        &OPEN_METRICS,
        &["/metrics", "/prometheus", "/actuator/prometheus", "/actuator/metrics", "/stats", "/status"],
    ),
    (
        &OPEN_DOCUMENTATION,
        &[
            "/docs",
            "/redoc",
            "/swagger-ui/",
            "/swagger-ui/index.html",
            "/openapi.json",
            "/swagger.json",
            "/graphiql",
        ],
    ),
];

/// Paths that orchestrators ask, which are public by custom.
const PUBLIC_BY_CUSTOM: [&str; 8] =
    ["/", "/health", "/healthz", "/ready", "/readyz", "/livez", "/ping", "/robots.txt"];

pub(super) fn run(scan: &mut Scan<'_>) -> Result<(), Spent> {
    for (fault, paths) in WORDS {
        for path in paths {
            // What the caller gave or the description calls public is meant to answer.
            if !is_public(scan, path) && !scan.given.iter().any(|given| given == path) {
                open(scan, fault, path)?;
            }
        }
    }
    for path in scan.robots.clone() {
        open(scan, &OPEN_ROBOTS_ROUTE, &path)?;
    }
    let protected = scan.routes.iter().filter(|r| r.method == "GET" && r.demands_credentials == Some(true));
    for path in protected.map(|route| route.path.clone()).collect::<Vec<_>>() {
        open(scan, &OPEN_DOCUMENTED_ROUTE, &path)?;
    }
    for path in scan.given.clone() {
        given(scan, &path)?;
    }
    Ok(())
}

fn open(scan: &mut Scan<'_>, fault: &'static Fault, path: &str) -> Result<(), Spent> {
    let request = Request::get(path);
    let Some(answer) = scan.ask(&request)? else { return Ok(()) };
    if matches!(answer.status, 401 | 403) && !scan.refused.iter().any(|known| known == path) {
        scan.refused.push(path.to_owned());
    }
    if answer.is_success() && !scan.is_catch_all(&answer) {
        // The content is not repeated: it may be what must not be known.
        scan.shown(fault, &request, &answer, &kind(&answer));
    }
    Ok(())
}

/// A URL that was given with credentials, and answers the same without.
fn given(scan: &mut Scan<'_>, path: &str) -> Result<(), Spent> {
    let bare = path.split('?').next().unwrap_or(path);
    let Some(answer) = scan.ask(&Request::get(path))? else { return Ok(()) };
    if matches!(answer.status, 401 | 403) && !scan.refused.iter().any(|known| known == path) {
        scan.refused.push(path.to_owned());
    }
    if scan.caller() == Who::Nobody || PUBLIC_BY_CUSTOM.contains(&bare) || is_public(scan, bare) {
        return Ok(());
    }
    let request = Request::get(path);
    let called = scan.ask(&request.clone().by(Who::Caller))?;
    if answer.is_success() && called.is_some_and(|called| called.is_success()) && !scan.is_catch_all(&answer)
    {
        scan.shown(&OPEN_GIVEN_ROUTE, &request, &answer, &kind(&answer));
    }
    Ok(())
}

fn is_public(scan: &Scan<'_>, path: &str) -> bool {
    let path = path.split('?').next().unwrap_or(path);
    scan.routes.iter().any(|route| {
        route.path.split('?').next() == Some(path)
            && route.method == "GET"
            && route.demands_credentials == Some(false)
    })
}

fn kind(answer: &Answer) -> String {
    let kind = answer.header("content-type").unwrap_or("of no type");
    format!("{} bytes, {kind}", answer.body.len())
}
