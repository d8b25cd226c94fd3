//! Requests that two servers in a row may cut at different places (RFC 9112 sections 6.1, 6.3 and 11.2).
//! The only safe answer is 400, or none; 501 is right for a transfer coding that is not known.

use super::super::catalogue::transport::SMUGGLING;
use super::super::client::Spent;
use super::super::scan::Scan;
use super::super::wire::Outcome;

/// All of them can be told from the head alone: an answer that comes before the body was read is no excuse.
/// Name, headers that make the shape, and the body.
const SHAPES: [(&str, &str, &str); 10] = [
    (
        "Content-Length with Transfer-Encoding",
        "Content-Length: 6\r\nTransfer-Encoding: chunked\r\n",
        "0\r\n\r\nG",
    ),
    (
        "Transfer-Encoding with Content-Length",
        "Transfer-Encoding: chunked\r\nContent-Length: 5\r\n",
        "0\r\n\r\n",
    ),
    ("two different Content-Length", "Content-Length: 1\r\nContent-Length: 2\r\n", "ab"),
    ("a list as Content-Length", "Content-Length: 1, 2\r\n", "ab"),
    ("a signed Content-Length", "Content-Length: +2\r\n", "ab"),
    ("a negative Content-Length", "Content-Length: -1\r\n", ""),
    ("an unknown Transfer-Encoding", "Transfer-Encoding: xchunked\r\n", "0\r\n\r\n"),
    ("two Transfer-Encoding", "Transfer-Encoding: chunked\r\nTransfer-Encoding: identity\r\n", "0\r\n\r\n"),
    ("a blank before the colon", "Transfer-Encoding : chunked\r\n", "0\r\n\r\n"),
    ("a folded header", "X-Audit: a\r\n Transfer-Encoding: chunked\r\n", ""),
];

pub(super) fn run(scan: &mut Scan<'_>) -> Result<(), Spent> {
    let (path, caller) = (scan.first(), scan.caller());
    for (name, headers, body) in SHAPES {
        let head =
            scan.client.head("POST", &path, caller, &format!("{headers}Connection: close\r\n\r\n{body}"));
        if let Outcome::Answer(answer) = scan.raw(&format!("POST with {name}"), head.as_bytes())?
            && !matches!(answer.status, 400 | 501)
        {
            if answer.status == 429 {
                scan.note(&format!("smuggling: {name} was answered with 429"));
            } else {
                scan.found(&SMUGGLING, &format!("POST {path} with {name} → {}", answer.status));
            }
        }
    }
    Ok(())
}
