//! Abuses of HTTP, as data.

use super::Abuse;

/// Name and bytes.
const PLAIN: [(&str, &str); 62] = [
    // Where does the body end?
    (
        "CL.TE",
        "POST /v1/stats HTTP/1.1\r\n{head}Content-Length: 6\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n{next}",
    ),
    (
        "TE.CL",
        "POST /v1/stats HTTP/1.1\r\n{head}Transfer-Encoding: chunked\r\nContent-Length: 4\r\n\r\n5c\r\n{next}0\r\n\r\n",
    ),
    (
        "TE.TE, unknown second",
        "POST /v1/stats HTTP/1.1\r\n{head}Transfer-Encoding: chunked\r\nTransfer-Encoding: x\r\n\r\n0\r\n\r\n{next}",
    ),
    (
        "TE.TE, unknown first",
        "POST /v1/stats HTTP/1.1\r\n{head}Transfer-Encoding: cow\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n{next}",
    ),
    (
        "TE twice",
        "POST /v1/stats HTTP/1.1\r\n{head}Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n{next}",
    ),
    (
        "TE a list",
        "POST /v1/stats HTTP/1.1\r\n{head}Transfer-Encoding: identity, chunked\r\n\r\n0\r\n\r\n{next}",
    ),
    (
        "TE a list, chunked first",
        "POST /v1/stats HTTP/1.1\r\n{head}Transfer-Encoding: chunked, identity\r\n\r\n0\r\n\r\n{next}",
    ),
    (
        "TE compressed",
        "POST /v1/stats HTTP/1.1\r\n{head}Transfer-Encoding: gzip, chunked\r\n\r\n0\r\n\r\n{next}",
    ),
    (
        "TE identity",
        "POST /v1/stats HTTP/1.1\r\n{head}Transfer-Encoding: identity\r\nContent-Length: 3\r\n\r\nabc{next}",
    ),
    ("TE misspelt", "POST /v1/stats HTTP/1.1\r\n{head}Transfer-Encoding: xchunked\r\n\r\n0\r\n\r\n{next}"),
    (
        "TE in quotes",
        "POST /v1/stats HTTP/1.1\r\n{head}Transfer-Encoding: \"chunked\"\r\n\r\n0\r\n\r\n{next}",
    ),
    (
        "TE with a parameter",
        "POST /v1/stats HTTP/1.1\r\n{head}Transfer-Encoding: chunked;q=1\r\n\r\n0\r\n\r\n{next}",
    ),
    ("TE empty", "POST /v1/stats HTTP/1.1\r\n{head}Transfer-Encoding:\r\nContent-Length: 3\r\n\r\nabc{next}"),
    (
        "TE a vertical tab",
        "POST /v1/stats HTTP/1.1\r\n{head}Transfer-Encoding:\u{b}chunked\r\n\r\n0\r\n\r\n{next}",
    ),
    (
        "TE a blank before the colon",
        "POST /v1/stats HTTP/1.1\r\n{head}Transfer-Encoding : chunked\r\n\r\n0\r\n\r\n{next}",
    ),
    ("TE folded", "POST /v1/stats HTTP/1.1\r\n{head}Transfer-Encoding:\r\n chunked\r\n\r\n0\r\n\r\n{next}"),
    (
        "TE behind a line feed",
        "POST /v1/stats HTTP/1.1\r\n{head}X: y\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n{next}",
    ),
    ("TE in HTTP/1.0", "POST /v1/stats HTTP/1.0\r\n{head}Transfer-Encoding: chunked\r\n\r\n0\r\n\r\n{next}"),
    (
        "CL twice, the same",
        "POST /v1/stats HTTP/1.1\r\n{head}Content-Length: 3\r\nContent-Length: 3\r\n\r\nabc{next}",
    ),
    (
        "CL twice, another",
        "POST /v1/stats HTTP/1.1\r\n{head}Content-Length: 0\r\nContent-Length: 300\r\n\r\n{next}",
    ),
    ("CL a list", "POST /v1/stats HTTP/1.1\r\n{head}Content-Length: 3, 3\r\n\r\nabc{next}"),
    ("CL with a plus", "POST /v1/stats HTTP/1.1\r\n{head}Content-Length: +3\r\n\r\nabc{next}"),
    ("CL below nothing", "POST /v1/stats HTTP/1.1\r\n{head}Content-Length: -1\r\n\r\n{next}"),
    ("CL hexadecimal", "POST /v1/stats HTTP/1.1\r\n{head}Content-Length: 0x3\r\n\r\nabc{next}"),
    ("CL a fraction", "POST /v1/stats HTTP/1.1\r\n{head}Content-Length: 3.0\r\n\r\nabc{next}"),
    ("CL with a blank in it", "POST /v1/stats HTTP/1.1\r\n{head}Content-Length: 3 0\r\n\r\nabc{next}"),
    ("CL empty", "POST /v1/stats HTTP/1.1\r\n{head}Content-Length:\r\n\r\n{next}"),
    ("CL other digits", "POST /v1/stats HTTP/1.1\r\n{head}Content-Length: ٣\r\n\r\nabc{next}"),
    (
        "CL too large for any number",
        "POST /v1/stats HTTP/1.1\r\n{head}Content-Length: 18446744073709551616\r\n\r\n{next}",
    ),
    ("CL too large", "POST /v1/stats HTTP/1.1\r\n{head}Content-Length: 18446744073709551615\r\n\r\n{next}"),
    ("CL a NUL", "POST /v1/stats HTTP/1.1\r\n{head}Content-Length: 3\0\r\n\r\nabc{next}"),
    ("CL folded", "POST /v1/stats HTTP/1.1\r\n{head}Content-Length:\r\n 300\r\n\r\n{next}"),
    (
        "CL longer than what comes",
        "POST /v1/labels/resolve HTTP/1.1\r\n{head}Content-Length: 4000\r\n\r\n{next}",
    ),
    // Where does a chunk end?
    (
        "chunk: a size with a sign",
        "POST /v1/stats HTTP/1.1\r\n{head}Transfer-Encoding: chunked\r\n\r\n+0\r\n\r\n{next}",
    ),
    (
        "chunk: a size with 0x",
        "POST /v1/stats HTTP/1.1\r\n{head}Transfer-Encoding: chunked\r\n\r\n0x0\r\n\r\n{next}",
    ),
    (
        "chunk: a size beyond any number",
        "POST /v1/stats HTTP/1.1\r\n{head}Transfer-Encoding: chunked\r\n\r\n10000000000000000\r\n\r\n{next}",
    ),
    ("chunk: no size", "POST /v1/stats HTTP/1.1\r\n{head}Transfer-Encoding: chunked\r\n\r\n\r\n{next}"),
    (
        "chunk: a blank in the size",
        "POST /v1/stats HTTP/1.1\r\n{head}Transfer-Encoding: chunked\r\n\r\n0 0\r\n\r\n{next}",
    ),
    (
        "chunk: a line feed for the end of the size",
        "POST /v1/stats HTTP/1.1\r\n{head}Transfer-Encoding: chunked\r\n\r\n0\n\n{next}",
    ),
    (
        "chunk: a carriage return for the end of the size",
        "POST /v1/stats HTTP/1.1\r\n{head}Transfer-Encoding: chunked\r\n\r\n0\rX\r\n{next}",
    ),
    (
        "chunk: a line feed in an extension",
        "POST /v1/stats HTTP/1.1\r\n{head}Transfer-Encoding: chunked\r\n\r\n0;a\n\r\n\r\n{next}",
    ),
    (
        "chunk: a NUL in an extension",
        "POST /v1/stats HTTP/1.1\r\n{head}Transfer-Encoding: chunked\r\n\r\n0;a=\0\r\n\r\n{next}",
    ),
    (
        "chunk: longer than its size",
        "POST /v1/stats HTTP/1.1\r\n{head}Transfer-Encoding: chunked\r\n\r\n1\r\nab\r\n0\r\n\r\n{next}",
    ),
    (
        "chunk: a line feed behind the data",
        "POST /v1/stats HTTP/1.1\r\n{head}Transfer-Encoding: chunked\r\n\r\n1\r\na\n0\r\n\r\n{next}",
    ),
    (
        "chunk: a line feed behind a trailer",
        "POST /v1/stats HTTP/1.1\r\n{head}Transfer-Encoding: chunked\r\n\r\n0\r\nA: b\n\n{next}",
    ),
    (
        "chunk: a NUL in a trailer",
        "POST /v1/stats HTTP/1.1\r\n{head}Transfer-Encoding: chunked\r\n\r\n0\r\nA: \0\r\n\r\n{next}",
    ),
    // What is a line?
    ("line feeds alone", "GET /v1/stats HTTP/1.1\nHost: localhost\nX-Filler: {ff}\n\n{next}"),
    ("a line feed behind the request line", "GET /v1/stats HTTP/1.1\n{head}\r\n{next}"),
    ("carriage returns alone", "GET /v1/stats HTTP/1.1\rHost: localhost\r\r{next}"),
    ("a NUL in the target", "GET /v1/\0stats HTTP/1.1\r\n{head}\r\n{next}"),
    ("a NUL in a header", "GET /v1/stats HTTP/1.1\r\n{head}X: \0\r\n\r\n{next}"),
    ("a blank in the target", "GET /v1/stats /health HTTP/1.1\r\n{head}\r\n{next}"),
    ("a blank before the first header", "GET /v1/stats HTTP/1.1\r\n X: y\r\n{head}\r\n{next}"),
    ("a bad escape", "GET /v1/ingredient/inci?q=%zz HTTP/1.1\r\n{head}Connection: close\r\n\r\n{next}"),
    ("half an escape", "GET /v1/ingredient/inci?q=ab%4 HTTP/1.1\r\n{head}Connection: close\r\n\r\n{next}"),
    (
        "an escape that is no UTF-8",
        "GET /v1/ingredient/inci?q=%ff%fe HTTP/1.1\r\n{head}Connection: close\r\n\r\n{next}",
    ),
    // What is HTTP/1.1?
    ("HTTP/0.9", "GET /v1/stats\r\n\r\n{next}"),
    ("HTTP/2", "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n{next}"),
    ("HTTP/1.2", "GET /v1/stats HTTP/1.2\r\n{head}\r\n{next}"),
    ("http/1.1", "GET /v1/stats http/1.1\r\n{head}\r\n{next}"),
    ("a TLS greeting", "\u{16}\u{3}\u{1}\u{2}\0\u{1}\0\u{1}{ff}\u{3}\u{3}\r\n\r\n{next}"),
    (
        "garbage between two requests",
        "GET /v1/nothing HTTP/1.1\r\n{head}\r\n\0\u{1}{ff}garbage\r\n\r\n{next}",
    ),
];

/// Forms of a target that ask for nothing that there is.
const TARGETS: [(&str, &str); 5] = [
    ("a tunnel", "CONNECT evil.test:80 HTTP/1.1\r\n{head}\r\n{next}"),
    ("an authority", "GET evil.test:80 HTTP/1.1\r\n{head}Connection: close\r\n\r\n{next}"),
    ("an asterisk", "GET * HTTP/1.1\r\n{head}Connection: close\r\n\r\n{next}"),
    ("another scheme", "GET file:///etc/passwd HTTP/1.1\r\n{head}Connection: close\r\n\r\n{next}"),
    ("up beyond the root", "GET /../../etc/passwd HTTP/1.1\r\n{head}Connection: close\r\n\r\n{next}"),
];

/// Name, bytes, what is repeated where `{fill}` stands, and how often.
const LONG: [(&str, &str, &str, usize); 8] = [
    ("a target of 20 KB", "GET /{fill} HTTP/1.1\r\n{head}\r\n{next}", "a", 20_000),
    ("a target that never ends", "GET /{fill}", "a", 200_000),
    ("a method of 20 KB", "{fill} / HTTP/1.1\r\n{head}\r\n{next}", "A", 20_000),
    ("a header of 40 KB", "GET /v1/stats HTTP/1.1\r\n{head}X: {fill}\r\n\r\n{next}", "a", 40_000),
    ("a header name of 40 KB", "GET /v1/stats HTTP/1.1\r\n{head}{fill}: x\r\n\r\n{next}", "a", 40_000),
    ("two hundred headers", "GET /v1/stats HTTP/1.1\r\n{head}{fill}\r\n{next}", "X: y\r\n", 200),
    (
        "extensions without end",
        "POST /v1/stats HTTP/1.1\r\n{head}Transfer-Encoding: chunked\r\n\r\n{fill}0\r\n\r\n{next}",
        "1;aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa\r\na\r\n",
        40_000,
    ),
    (
        "trailers without end",
        "POST /v1/stats HTTP/1.1\r\n{head}Transfer-Encoding: chunked\r\n\r\n0\r\n{fill}\r\n{next}",
        "X-Filler: aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa\r\n",
        40_000,
    ),
];

/// Every abuse.
pub(super) fn all() -> Vec<Abuse> {
    let plain = PLAIN.iter().chain(&TARGETS).map(|(name, bytes)| Abuse { name, bytes, fill: ("", 0) });
    let long = LONG.iter().map(|(name, bytes, piece, times)| Abuse { name, bytes, fill: (piece, *times) });
    plain.chain(long).collect()
}
