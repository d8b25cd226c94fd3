//! `incidex-bench audit`: a scanner for HTTP APIs, any HTTP API.
//!
//! | module | what lives there |
//! | --- | --- |
//! | [`target`] | which servers and paths were given; no other is ever asked |
//! | [`options`] | what to look at and within what bounds |
//! | [`catalogue`] | every fault: id, severity, OWASP categories, remedy |
//! | [`client`], [`wire`], [`tls`] | how requests are sent, well-formed or not |
//! | [`message`] | a request and an answer as values, and what is hidden of them |
//! | [`discover`] | what a server says of itself |
//! | [`scan`] | one server under the scanner |
//! | [`checks`] | how each fault is found |
//! | [`report`] | the outcome as text and JSON |
//!
//! **What it does not do**: it follows no redirect and no link, sends no method that changes something to a
//! path that exists (a `POST` it sends has a body that cannot be read), guesses no password, and sends
//! credentials only to a server whose certificate verifies, unless told otherwise.

pub mod catalogue;
pub mod checks;
pub mod client;
pub mod command;
pub mod discover;
pub mod message;
pub mod options;
pub mod report;
pub mod scan;
pub mod target;
pub mod tls;
pub mod wire;

use std::collections::BTreeMap;

use client::{Budget, Client, Spent};
use options::{Group, Options};
use report::Report;
use scan::Scan;
use target::Origin;

/// Scans the servers of `urls`.
///
/// # Errors
/// What makes a scan impossible: a URL that is none, a certificate file that cannot be read. A server that
/// does not answer is no error: it stands under what could not be judged.
pub fn audit(urls: &[String], options: &Options) -> Result<Report, String> {
    let mut given: BTreeMap<Origin, Vec<String>> = BTreeMap::new();
    for url in urls {
        let (origin, path) = Origin::parse(url).map_err(|error| error.to_string())?;
        let paths = given.entry(origin).or_default();
        if !paths.contains(&path) {
            paths.push(path);
        }
    }
    let secrets = options.headers.iter().map(|(_, value)| value);
    let secrets = secrets.chain(options.identities.iter().map(|identity| &identity.header.1));
    // `Bearer x` is a secret in its second word.
    let words = secrets.flat_map(|value| std::iter::once(value.as_str()).chain(value.split_whitespace()));
    let in_queries = given.values().flatten().flat_map(|path| message::query_secrets(path));
    let mut report = Report::new(words.map(str::to_owned).chain(in_queries).collect());
    let budget = Budget::new(options.requests, options.time);
    for (origin, paths) in given {
        report.origins.push(origin.to_string());
        let client = Client::new(&origin, options, &budget)?;
        let mut scan = Scan::new(client, options, &mut report, paths);
        if origin.is_tls && !checks::certificate(&mut scan)? && !options.is_insecure {
            scan.client.withhold_credentials();
            scan.note(
                "credentials were withheld, because the certificate does not verify (--insecure sends them)",
            );
        }
        if let Err(spent) = run(&mut scan) {
            scan.note(&spent.to_string());
        }
    }
    report.requests = budget.sent();
    report.sort();
    Ok(report)
}

fn run(scan: &mut Scan<'_>) -> Result<(), Spent> {
    discover::run(scan)?;
    if scan.missing.is_none() {
        scan.note("the server does not answer");
        let origin = scan.client.origin.to_string();
        scan.report.unreachable.push(origin);
        return Ok(());
    }
    for group in Group::ALL {
        if scan.options.groups.contains(&group) {
            checks::run(group, scan)?;
        }
    }
    Ok(())
}
