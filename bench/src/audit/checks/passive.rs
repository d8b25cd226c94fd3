//! What every answer shows by the way: its headers, its cookies, and the words of its errors.

use super::super::catalogue::Fault;
use super::super::catalogue::headers::{
    COOKIE_NO_HTTP_ONLY, COOKIE_NO_SAME_SITE, COOKIE_NO_SECURE, MISSING_CACHE_CONTROL, MISSING_CORP,
    MISSING_CSP, MISSING_FRAME, MISSING_HSTS, MISSING_NOSNIFF, MISSING_PERMISSIONS, MISSING_REFERRER,
    SERVER_BANNER, TECHNOLOGY_BANNER, WEAK_CSP, WEAK_HSTS,
};
use super::super::message::{Answer, Request};
use super::super::options::Group;
use super::super::report::decisive;
use super::super::scan::Scan;
use super::verbose;

/// Headers that name what a server is made of.
const BANNERS: [&str; 8] = [
    "x-powered-by",
    "x-aspnet-version",
    "x-aspnetmvc-version",
    "x-generator",
    "x-runtime",
    "x-drupal-cache",
    "x-php-version",
    "x-framework",
];

/// 180 days in seconds.
const SHORTEST_HSTS: u64 = 15_552_000;

/// Looks at the answer to a well-formed request.
pub fn look(scan: &mut Scan<'_>, request: &Request, answer: &Answer) {
    if scan.options.groups.contains(&Group::Headers) {
        let is_tls = scan.client.origin.is_tls;
        for (fault, part) in missing(answer, is_tls).into_iter().chain(banners(answer)).chain(cookies(answer))
        {
            scan.shown(fault, request, answer, &part);
        }
    }
    look_for_words(scan, &request.shown(), answer);
}

/// Looks at the answer to a request that the layers below a server's own may have refused: the headers
/// that the server adds are not asked for.
pub fn look_raw(scan: &mut Scan<'_>, what: &str, answer: &Answer) {
    if scan.options.groups.contains(&Group::Headers) {
        for (fault, part) in banners(answer) {
            scan.found(fault, &format!("{what} {}", decisive(answer.status, &part)));
        }
    }
    look_for_words(scan, what, answer);
}

fn look_for_words(scan: &mut Scan<'_>, what: &str, answer: &Answer) {
    if !scan.options.groups.contains(&Group::Errors) {
        return;
    }
    for (fault, words) in verbose::in_answer(answer) {
        scan.found(fault, &format!("{what} {}", decisive(answer.status, &words)));
    }
}

fn missing(answer: &Answer, is_tls: bool) -> Vec<(&'static Fault, String)> {
    let header = |name: &str| answer.joined(name).map(|value| value.to_lowercase());
    let mut found: Vec<(&'static Fault, String)> = Vec::new();
    let mut add = |fault, part: &str| found.push((fault, part.to_owned()));
    match header("x-content-type-options") {
        Some(value) if value == "nosniff" => {}
        other => add(&MISSING_NOSNIFF, &other.unwrap_or_default()),
    }
    let csp = header("content-security-policy");
    let frame = header("x-frame-options");
    let is_framed = !frame.as_deref().is_some_and(|value| matches!(value, "deny" | "sameorigin"))
        && !csp.as_deref().is_some_and(|value| value.contains("frame-ancestors"));
    if is_framed {
        add(&MISSING_FRAME, &frame.unwrap_or_default());
    }
    match csp {
        None => add(&MISSING_CSP, ""),
        Some(policy) if is_weak(&policy) => add(&WEAK_CSP, &policy),
        Some(_) => {}
    }
    match header("referrer-policy") {
        Some(value) if !value.contains("unsafe-url") => {}
        other => add(&MISSING_REFERRER, &other.unwrap_or_default()),
    }
    for (name, fault) in [
        ("permissions-policy", &MISSING_PERMISSIONS),
        ("cross-origin-resource-policy", &MISSING_CORP),
        ("cache-control", &MISSING_CACHE_CONTROL),
    ] {
        if header(name).is_none() {
            add(fault, "");
        }
    }
    if is_tls {
        match header("strict-transport-security") {
            None => add(&MISSING_HSTS, ""),
            Some(value) if hsts_seconds(&value) < SHORTEST_HSTS => add(&WEAK_HSTS, &value),
            Some(_) => {}
        }
    }
    found
}

/// Whether scripts may come from anywhere, or stand in the page, by this policy in lower case.
fn is_weak(policy: &str) -> bool {
    let directive = |name: &str| {
        policy.split(';').map(str::trim).find_map(|part| {
            let (known, sources) = part.split_once(' ').unwrap_or((part, ""));
            (known == name).then_some(sources)
        })
    };
    match directive("script-src").or_else(|| directive("default-src")) {
        None => true,
        Some(sources) => {
            let has_nonce = sources.contains("'nonce-") || sources.contains("'sha");
            sources.split_whitespace().any(|source| match source {
                "'unsafe-inline'" => !has_nonce,
                "'unsafe-eval'" | "*" | "http:" | "https:" | "data:" => true,
                _ => false,
            })
        }
    }
}

fn hsts_seconds(value: &str) -> u64 {
    let parts = value.split(';').map(str::trim);
    let mut ages = parts.filter_map(|part| part.strip_prefix("max-age=")?.trim_matches('"').parse().ok());
    ages.next().unwrap_or(0)
}

fn banners(answer: &Answer) -> Vec<(&'static Fault, String)> {
    let server = answer.header("server").filter(|value| !value.trim().is_empty());
    let server = server.map(|value| (&SERVER_BANNER, format!("server: {value}")));
    let others = BANNERS
        .iter()
        .filter_map(|name| Some((&TECHNOLOGY_BANNER, format!("{name}: {}", answer.header(name)?))));
    server.into_iter().chain(others).map(|(fault, part)| (fault as &'static Fault, part)).collect()
}

/// Cookies by their names; their values are nobody's business.
fn cookies(answer: &Answer) -> Vec<(&'static Fault, String)> {
    let mut found: Vec<(&'static Fault, String)> = Vec::new();
    for (_, cookie) in answer.headers.iter().filter(|(name, _)| name == "set-cookie") {
        let mut parts = cookie.split(';').map(str::trim);
        let name = parts.next().and_then(|pair| pair.split('=').next()).unwrap_or_default();
        let flags: Vec<String> = parts.map(str::to_lowercase).collect();
        let has = |flag: &str| flags.iter().any(|known| known == flag);
        let part = format!("set-cookie: {name}=(hidden); {}", flags.join("; "));
        if !has("secure") {
            found.push((&COOKIE_NO_SECURE, part.clone()));
        }
        if !has("httponly") {
            found.push((&COOKIE_NO_HTTP_ONLY, part.clone()));
        }
        if !has("samesite=lax") && !has("samesite=strict") {
            found.push((&COOKIE_NO_SAME_SITE, part));
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_policy_is_weak_where_scripts_come_from_anywhere() {
        assert!(!is_weak("default-src 'none'; frame-ancestors 'none'"));
        assert!(!is_weak("default-src *; script-src 'self'"));
        assert!(!is_weak("script-src 'nonce-abc' 'unsafe-inline'"));
        for weak in
            ["default-src *", "script-src 'unsafe-inline'", "frame-ancestors 'none'", "default-src https:"]
        {
            assert!(is_weak(weak), "{weak}");
        }
    }

    #[test]
    fn the_age_of_hsts_is_read() {
        assert_eq!(hsts_seconds("max-age=31536000; includesubdomains"), 31_536_000);
        assert_eq!(hsts_seconds("includesubdomains; max-age=\"60\""), 60);
        assert_eq!(hsts_seconds("nonsense"), 0);
    }

    #[test]
    fn a_cookie_is_shown_without_its_value() {
        let headers = vec![("set-cookie".to_owned(), "sid=hunter2; HttpOnly; SameSite=None".to_owned())];
        let found = cookies(&Answer { status: 200, headers, body: Vec::new() });
        let ids: Vec<&str> = found.iter().map(|(fault, _)| fault.id).collect();
        assert_eq!(ids, ["cookie-without-secure", "cookie-without-same-site"]);
        assert!(found.iter().all(|(_, part)| !part.contains("hunter2")));
    }
}
