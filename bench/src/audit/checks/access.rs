//! Whether a client's own headers decide what it may do: forwarding, host, URL and method headers; `TRACE`.

use super::super::catalogue::access::{
    HOST_REFLECTED, METHOD_OVERRIDE, SPOOFED_ACCESS, TRACE_ENABLED, URL_OVERRIDE,
};
use super::super::client::Spent;
use super::super::message::{Answer, Request, Who};
use super::super::scan::{MISSING_PATH, Scan};
use super::super::wire::Outcome;

const STRANGER: &str = "incidex-audit.example";
const MARKER: &str = "incidex-audit-7f3a91";

/// Headers by which proxies say whom they forward for, with the server's own machine as the client.
const FROM_INSIDE: [(&str, &str); 9] = [
    ("X-Forwarded-For", "127.0.0.1"),
    ("Forwarded", "for=127.0.0.1"),
    ("X-Real-IP", "127.0.0.1"),
    ("X-Client-IP", "127.0.0.1"),
    ("True-Client-IP", "127.0.0.1"),
    ("CF-Connecting-IP", "127.0.0.1"),
    ("X-Originating-IP", "127.0.0.1"),
    ("X-Forwarded-Host", "localhost"),
    ("X-Forwarded-For", "10.0.0.1"),
];

/// The most refused paths that are tried again.
const MOST_REFUSED: usize = 6;

pub(super) fn run(scan: &mut Scan<'_>) -> Result<(), Spent> {
    forwarding(scan)?;
    url_override(scan)?;
    host(scan)?;
    method_override(scan)?;
    trace(scan)
}

fn forwarding(scan: &mut Scan<'_>) -> Result<(), Spent> {
    let mut refused: Vec<(String, Who)> =
        scan.refused.iter().take(MOST_REFUSED).map(|path| (path.clone(), Who::Nobody)).collect();
    if scan.caller() == Who::Caller {
        for path in scan.given.clone() {
            let answer = scan.ask(&Request::get(&path).by(Who::Caller))?;
            if answer.is_some_and(|answer| matches!(answer.status, 401 | 403)) {
                refused.push((path, Who::Caller));
            }
        }
    }
    for (path, who) in refused {
        for (name, value) in FROM_INSIDE {
            let request = Request::get(&path).by(who).header(name, value);
            if let Some(answer) = scan.ask(&request)?.filter(Answer::is_success) {
                scan.shown(&SPOOFED_ACCESS, &request, &answer, "");
            }
        }
    }
    Ok(())
}

/// A path that does not exist answers like the one that a header names.
fn url_override(scan: &mut Scan<'_>) -> Result<(), Spent> {
    let (path, caller) = (scan.first(), scan.caller());
    if scan.missing.as_ref().is_none_or(Answer::is_success) {
        return Ok(());
    }
    for name in ["X-Original-URL", "X-Rewrite-URL"] {
        let request = Request::get(MISSING_PATH).by(caller).header(name, &path);
        if let Some(answer) = scan.ask(&request)?.filter(Answer::is_success) {
            scan.shown(&URL_OVERRIDE, &request, &answer, "");
        }
    }
    Ok(())
}

fn host(scan: &mut Scan<'_>) -> Result<(), Spent> {
    let caller = scan.caller();
    for path in [scan.first(), MISSING_PATH.to_owned(), "/".to_owned()] {
        for name in ["X-Forwarded-Host", "X-Host", "X-Forwarded-Server"] {
            let request = Request::get(&path).by(caller).header(name, STRANGER);
            if let Some(answer) = scan.ask(&request)?
                && let Some(part) = place_of(&answer, STRANGER)
            {
                scan.shown(&HOST_REFLECTED, &request, &answer, &part);
            }
        }
        let head = scan.client.head("GET", &path, caller, "Connection: close\r\n\r\n");
        let head = head.replacen(
            &format!("Host: {}", scan.client.origin.authority()),
            &format!("Host: {STRANGER}"),
            1,
        );
        let what = format!("GET {path} [Host: {STRANGER}]");
        if let Outcome::Answer(answer) = scan.raw(&what, head.as_bytes())?
            && let Some(part) = place_of(&answer, STRANGER)
        {
            scan.found(&HOST_REFLECTED, &format!("{what} → {}, {part}", answer.status));
        }
    }
    Ok(())
}

/// Where in an answer `word` stands.
fn place_of(answer: &Answer, word: &str) -> Option<String> {
    let in_header = answer.headers.iter().find(|(_, value)| value.contains(word));
    let in_header = in_header.map(|(name, value)| format!("{name}: {value}"));
    in_header.or_else(|| answer.text().contains(word).then(|| format!("{word} in the body")))
}

/// Nothing is changed to see whether a method is: a `GET` that is told to be a method which nobody has
/// gets worse, a `POST` that was refused is told to be a `GET` and gets better.
fn method_override(scan: &mut Scan<'_>) -> Result<(), Spent> {
    let (path, caller) = (scan.first(), scan.caller());
    let plain = Request::get(&path).by(caller);
    let is_fine = |answer: Option<Answer>| answer.is_some_and(|answer| answer.is_success());
    if !is_fine(scan.ask(&plain)?) {
        scan.note(&format!("method override: GET {path} does not answer with a 2xx"));
        return Ok(());
    }
    let names = ["X-HTTP-Method-Override", "X-HTTP-Method", "X-Method-Override"];
    for name in names {
        let request = plain.clone().header(name, "INCIDEX");
        let Some(answer) = scan.ask(&request)? else { continue };
        if matches!(answer.status, 400 | 404 | 405 | 501) && is_fine(scan.ask(&plain)?) {
            scan.shown(&METHOD_OVERRIDE, &request, &answer, "");
        }
    }
    let refused = Request::new("POST", &path).by(caller).json(b"{");
    if scan.ask(&refused)?.is_none_or(|answer| answer.status != 405) {
        return Ok(());
    }
    let mut tries: Vec<Request> = names.iter().map(|name| refused.clone().header(name, "GET")).collect();
    let separator = if path.contains('?') { '&' } else { '?' };
    tries.push(Request { path: format!("{path}{separator}_method=GET"), ..refused });
    for request in tries {
        if let Some(answer) = scan.ask(&request)?.filter(Answer::is_success) {
            scan.shown(&METHOD_OVERRIDE, &request, &answer, "");
        }
    }
    Ok(())
}

fn trace(scan: &mut Scan<'_>) -> Result<(), Spent> {
    for path in [scan.first(), "/".to_owned()] {
        // Without credentials: they would come back.
        let head = scan.client.head(
            "TRACE",
            &path,
            Who::Nobody,
            &format!("X-Audit: {MARKER}\r\nConnection: close\r\n\r\n"),
        );
        if let Outcome::Answer(answer) = scan.raw("TRACE", head.as_bytes())?
            && answer.is_success()
        {
            let part = if answer.text().contains(MARKER) { "the request came back" } else { "" };
            scan.found(&TRACE_ENABLED, &format!("TRACE {path} → {} {part}", answer.status));
        }
    }
    Ok(())
}
