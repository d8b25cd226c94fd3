//! Provokes an answer of every status that headers are often forgotten on (200, 304, 400, 404, 405), for
//! [`super::passive`] to look at, and asks whether shared caches may keep what is one caller's.

use super::super::catalogue::headers::CACHEABLE;
use super::super::client::Spent;
use super::super::message::{Request, Who};
use super::super::scan::Scan;

pub(super) fn run(scan: &mut Scan<'_>) -> Result<(), Spent> {
    let caller = scan.caller();
    for path in scan.given.clone() {
        let answer = scan.ask(&Request::get(&path).by(caller))?;
        scan.ask(&Request::new("HEAD", &path).by(caller))?;
        if let Some(answer) = &answer {
            if let Some(tag) = answer.header("etag") {
                scan.ask(&Request::get(&path).by(caller).header("If-None-Match", tag))?;
            }
            if let Some(date) = answer.header("last-modified") {
                scan.ask(&Request::get(&path).by(caller).header("If-Modified-Since", date))?;
            }
        }
        // PROPFIND is registered and safe (RFC 4918), and an API has no use for it: 405.
        scan.ask(&Request::new("PROPFIND", &path).by(caller))?;
        let separator = if path.contains('?') { '&' } else { '?' };
        scan.ask(&Request::get(&format!("{path}{separator}incidex-audit=%00%ff")).by(caller))?;
        caching(scan, &path)?;
    }
    Ok(())
}

/// What nobody gets and a caller does must not be kept by shared caches (RFC 9111 section 3.5).
fn caching(scan: &mut Scan<'_>, path: &str) -> Result<(), Spent> {
    let mut callers: Vec<Who> = (0..scan.options.identities.len()).map(Who::Identity).collect();
    if scan.caller() == Who::Caller {
        callers.push(Who::Caller);
    }
    for who in callers {
        let request = Request::get(path).by(who);
        let Some(answer) = scan.ask(&request)?.filter(super::super::message::Answer::is_success) else {
            continue;
        };
        let policy = answer.joined("cache-control").unwrap_or_default().to_lowercase();
        let is_shared =
            policy.split(',').map(str::trim).any(|part| part == "public" || part.starts_with("s-maxage"));
        if is_shared && !scan.ask(&Request::get(path))?.is_some_and(|public| public.is_success()) {
            scan.shown(&CACHEABLE, &request, &answer, &format!("cache-control: {policy}"));
        }
    }
    Ok(())
}
