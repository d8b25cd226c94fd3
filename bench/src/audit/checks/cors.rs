//! Asks as pages of other origins would: with every method, as a preflight and in earnest.

use super::super::catalogue::cors::{
    CORS_LOOKALIKE, CORS_NO_VARY, CORS_NULL, CORS_REFLECTED, CORS_REFLECTED_CREDENTIALS, CORS_WILDCARD,
};
use super::super::client::Spent;
use super::super::message::{Answer, Request};
use super::super::scan::{MISSING_PATH, Scan};

/// An origin that nobody trusts.
const STRANGER: &str = "https://incidex-audit.example";
const METHODS: [&str; 5] = ["GET", "POST", "PUT", "PATCH", "DELETE"];

/// The most given paths that are asked in every way.
const MOST_PATHS: usize = 4;

pub(super) fn run(scan: &mut Scan<'_>) -> Result<(), Spent> {
    let paths: Vec<String> = scan.given.iter().take(MOST_PATHS).cloned().collect();
    for path in &paths {
        for request in requests(scan, path) {
            stranger(scan, &request)?;
        }
        null_and_lookalikes(scan, path)?;
        for trusted in scan.options.trusted_origins.clone() {
            let request = Request::get(path).by(scan.caller()).header("Origin", &trusted);
            let Some(answer) = scan.ask(&request)? else { continue };
            let vary = answer.joined("vary").unwrap_or_default().to_lowercase();
            let varies = vary.split(',').any(|name| matches!(name.trim(), "origin" | "*"));
            if allowed(&answer) == Some(trusted.as_str()) && !varies {
                scan.shown(&CORS_NO_VARY, &request, &answer, &format!("vary: {vary}"));
            }
        }
    }
    // Methods that change something go where there is nothing to change.
    for method in METHODS {
        stranger(scan, &Request::new(method, MISSING_PATH).by(scan.caller()))?;
    }
    Ok(())
}

fn requests(scan: &Scan<'_>, path: &str) -> Vec<Request> {
    let caller = scan.caller();
    let mut requests = vec![Request::get(path).by(caller), Request::new("HEAD", path).by(caller)];
    requests.push(Request::new("POST", path).by(caller).json(b"{"));
    for method in METHODS {
        requests.push(preflight(path, method));
    }
    // Nobody's request shows what is done before a caller is known.
    requests.push(Request::get(path));
    requests
}

/// Browsers send preflights without credentials.
fn preflight(path: &str, method: &str) -> Request {
    Request::new("OPTIONS", path).header("Access-Control-Request-Method", method)
}

fn stranger(scan: &mut Scan<'_>, request: &Request) -> Result<(), Spent> {
    let request = request.clone().header("Origin", STRANGER);
    let Some(answer) = scan.ask(&request)? else { return Ok(()) };
    let credentials =
        answer.header("access-control-allow-credentials").is_some_and(|value| value.trim() == "true");
    let part = shown(&answer);
    match allowed(&answer) {
        Some("*") => scan.shown(&CORS_WILDCARD, &request, &answer, &part),
        Some(STRANGER) if credentials => scan.shown(&CORS_REFLECTED_CREDENTIALS, &request, &answer, &part),
        Some(STRANGER) => scan.shown(&CORS_REFLECTED, &request, &answer, &part),
        _ => {}
    }
    Ok(())
}

fn null_and_lookalikes(scan: &mut Scan<'_>, path: &str) -> Result<(), Spent> {
    let mut origins = vec![("null".to_owned(), &CORS_NULL)];
    let own = scan.client.origin.to_string();
    for trusted in std::iter::once(&own).chain(&scan.options.trusted_origins) {
        origins.extend(lookalikes(trusted).into_iter().map(|origin| (origin, &CORS_LOOKALIKE)));
    }
    for plain in [Request::get(path).by(scan.caller()), preflight(path, "GET")] {
        let anyone = scan.ask(&plain.clone().header("Origin", STRANGER))?;
        if anyone.is_some_and(|answer| allowed(&answer) == Some(STRANGER)) {
            // Whoever lets everybody in has been found already.
            continue;
        }
        for (origin, fault) in &origins {
            let request = plain.clone().header("Origin", origin);
            let Some(answer) = scan.ask(&request)? else { continue };
            if allowed(&answer) == Some(origin.as_str()) {
                scan.shown(fault, &request, &answer, &shown(&answer));
            }
        }
    }
    Ok(())
}

/// Origins that a comparison of beginnings or ends takes for `trusted`.
fn lookalikes(trusted: &str) -> Vec<String> {
    let Some((scheme, rest)) = trusted.split_once("://") else { return Vec::new() };
    // A host that is an address keeps its brackets; a port stands behind it.
    let (host, port) = match rest.rsplit_once(':') {
        Some((host, port)) if port.bytes().all(|byte| byte.is_ascii_digit()) => (host, format!(":{port}")),
        _ => (rest, String::new()),
    };
    vec![
        format!("{trusted}.incidex-audit.example"),
        format!("{scheme}://{host}.incidex-audit.example{port}"),
        format!("{scheme}://incidex-audit{host}{port}"),
    ]
}

fn allowed(answer: &Answer) -> Option<&str> {
    answer.header("access-control-allow-origin").map(str::trim)
}

fn shown(answer: &Answer) -> String {
    let credentials = answer.header("access-control-allow-credentials").unwrap_or("absent");
    format!(
        "access-control-allow-origin: {}, allow-credentials: {credentials}",
        allowed(answer).unwrap_or_default()
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lookalikes_begin_or_end_like_the_trusted_one() {
        assert_eq!(
            lookalikes("https://app.example.com:8443"),
            [
                "https://app.example.com:8443.incidex-audit.example",
                "https://app.example.com.incidex-audit.example:8443",
                "https://incidex-auditapp.example.com:8443"
            ]
        );
    }
}
