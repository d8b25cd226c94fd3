//! Sends what nobody should send, and looks at how it is refused. The words of the answers are looked at
//! in [`super::passive`]; here, whether there is a proper answer at all.

use super::super::catalogue::errors::{DROPPED, MARKUP_REFLECTED, SERVER_ERROR};
use super::super::client::Spent;
use super::super::message::{Answer, Request, Who};
use super::super::scan::Scan;
use super::super::target::bears_an_id;
use super::super::wire::Outcome;

const MARKUP: &str = "<script>incidex-audit</script>";

/// Values for parameters and path segments, percent-encoded.
const VALUES: [&str; 13] = [
    "%27",
    "%22",
    "1%27%20OR%20%271%27=%271",
    "%00",
    "%ff%fe",
    "99999999999999999999999999999999",
    "-1",
    "1e999999",
    "..%2f..%2f..%2fetc%2fpasswd",
    "%3Cscript%3Eincidex-audit%3C/script%3E",
    "%24%7B7*7%7D",
    "%0d%0aX-Incidex-Audit:1",
    "%25%25%25_%5B",
];

/// The most paths that are tried with every value.
const MOST_PATHS: usize = 6;

/// How deep JSON is nested: within what small limits on bodies let through, and beyond what a stack takes.
const DEPTHS: [usize; 2] = [4_000, 100_000];

pub(super) fn run(scan: &mut Scan<'_>) -> Result<(), Spent> {
    let caller = scan.caller();
    for (path, parameters) in targets(scan) {
        for value in VALUES {
            for target in spoiled(&path, &parameters, value) {
                probe(scan, &Request::get(&target).by(caller))?;
            }
        }
        for method in ["INCIDEX", "PROPFIND"] {
            probe(scan, &Request::new(method, &path).by(caller))?;
        }
    }
    let posts = scan.routes.iter().filter(|route| route.method == "POST").map(|route| route.path.clone());
    let mut posts: Vec<String> = posts.take(MOST_PATHS).collect();
    posts.extend(scan.given.iter().take(2).cloned());
    for path in posts {
        for request in bodies(&path, caller) {
            probe(scan, &request)?;
        }
    }
    raw(scan)
}

/// Paths to try, with the names of their parameters.
fn targets(scan: &Scan<'_>) -> Vec<(String, Vec<String>)> {
    let mut targets: Vec<(String, Vec<String>)> = Vec::new();
    let names = |path: &str| -> Vec<String> {
        let query = path.split_once('?').map_or("", |(_, query)| query);
        query
            .split('&')
            .filter_map(|part| part.split('=').next())
            .filter(|n| !n.is_empty())
            .map(str::to_owned)
            .collect()
    };
    for given in &scan.given {
        targets.push((given.clone(), names(given)));
    }
    for route in scan.routes.iter().filter(|route| route.method == "GET") {
        if !targets.iter().any(|(known, _)| known.split('?').next() == route.path.split('?').next()) {
            targets.push((route.path.clone(), route.parameters.clone()));
        }
    }
    targets.truncate(MOST_PATHS);
    targets
}

/// `path` with `value` in each of its parameters (or in one that it has not), and in its last segment if
/// that is an id.
fn spoiled(path: &str, parameters: &[String], value: &str) -> Vec<String> {
    let (bare, query) = path.split_once('?').unwrap_or((path, ""));
    let mut out = Vec::new();
    let unknown = ["q".to_owned()];
    for name in if parameters.is_empty() { &unknown } else { parameters }.iter().take(4) {
        let mut parts: Vec<String> = query
            .split('&')
            .filter(|part| !part.is_empty() && part.split('=').next() != Some(name))
            .map(str::to_owned)
            .collect();
        parts.push(format!("{name}={value}"));
        out.push(format!("{bare}?{}", parts.join("&")));
    }
    if let Some((parent, last)) = bare.rsplit_once('/')
        && bears_an_id(last)
    {
        out.push(format!("{parent}/{value}"));
    }
    out
}

fn bodies(path: &str, caller: Who) -> Vec<Request> {
    let post = |body: &[u8]| Request::new("POST", path).by(caller).json(body);
    let [deep, deeper] = DEPTHS.map(|depth| [vec![b'['; depth], vec![b']'; depth]].concat());
    let mut other = post(b"<a/>");
    other.headers = vec![("Content-Type".to_owned(), "text/xml".to_owned())];
    vec![
        post(b"{"),
        post(b""),
        post(b"null"),
        post(b"{\"a\":1e999999,\"a\":2}"),
        post(b"{\"text\":\"\xff\xfe\"}"),
        post(b"{\"text\":\"\\u0000'\"}"),
        post(&deep),
        post(&deeper),
        other,
    ]
}

fn probe(scan: &mut Scan<'_>, request: &Request) -> Result<(), Spent> {
    let Some(answer) = scan.ask(request)? else {
        // Twice, and alive in between: a connection that happened to close proves nothing.
        let is_alive = scan.ask(&Request::get(&scan.first()).by(scan.caller()))?.is_some();
        if is_alive && scan.ask(request)?.is_none() {
            scan.found(&DROPPED, &format!("{} → no answer", request.shown()));
        }
        return Ok(());
    };
    if is_fault(answer.status) {
        scan.shown(&SERVER_ERROR, request, &answer, "");
    }
    let is_html = answer.header("content-type").is_some_and(|kind| kind.contains("html"));
    if is_html && answer.text().contains(MARKUP) {
        scan.shown(&MARKUP_REFLECTED, request, &answer, MARKUP);
    }
    Ok(())
}

/// A 5xx that is no statement: 501 and 505 refuse, 503 is overload.
fn is_fault(status: u16) -> bool {
    status >= 500 && !matches!(status, 501 | 503 | 505)
}

/// What no client library sends. That the connection is closed is an answer here.
fn raw(scan: &mut Scan<'_>) -> Result<(), Spent> {
    let path = scan.first();
    let (bare, _) = path.split_once('?').unwrap_or((&path, ""));
    let head =
        |target: &str, further: &str| scan.client.head("GET", target, scan.caller(), further).into_bytes();
    let mut bad_target = head("/INCIDEX", "Connection: close\r\n\r\n");
    let place = bad_target.windows(7).position(|window| window == b"INCIDEX").unwrap_or(0);
    bad_target.splice(place..place + 7, [0xff, 0xfe, 0x80]);
    let shapes: Vec<(&str, Vec<u8>)> = vec![
        ("GET with raw bytes 0xff 0xfe 0x80 in the target", bad_target),
        ("GET with a NUL in a header", head(bare, "X-Audit: a\0b\r\nConnection: close\r\n\r\n")),
        (
            "GET with a header of 200 KiB",
            head(bare, &format!("X-Audit: {}\r\nConnection: close\r\n\r\n", "a".repeat(200 * 1024))),
        ),
        ("a request line of nonsense", b"\x01\x02 nonsense\r\n\r\n".to_vec()),
        ("HTTP/9.9", format!("GET {bare} HTTP/9.9\r\n\r\n").into_bytes()),
    ];
    for (what, bytes) in shapes {
        if let Outcome::Answer(Answer { status, .. }) = scan.raw(what, &bytes)?
            && is_fault(status)
        {
            scan.found(&SERVER_ERROR, &format!("{what} → {status}"));
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_value_goes_into_every_parameter_and_the_id() {
        let names = ["q".to_owned(), "page".to_owned()];
        assert_eq!(spoiled("/a?q=x&page=2", &names, "%27"), ["/a?page=2&q=%27", "/a?q=x&page=%27"]);
        assert_eq!(spoiled("/items/7", &[], "%27"), ["/items/7?q=%27", "/items/%27"]);
    }
}
