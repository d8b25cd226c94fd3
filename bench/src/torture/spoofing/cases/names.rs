//! By which name the server is called, where it has one: `api.example.com`.

use super::Expected::{Customer, Refused};
use super::{Case, Deployment, Expected, Lined, STATISTICS};

const UNKNOWN: Expected = Refused(400, "unknown_host");
const MALFORMED: Expected = Refused(400, "malformed_request");

/// Names in `Host`, and what becomes of them.
const HOSTS: [(&str, Expected); 28] = [
    ("api.example.com", Customer),
    ("API.EXAMPLE.COM", Customer),
    ("api.example.com:443", Customer),
    ("\tapi.example.com ", Customer),
    ("", UNKNOWN),
    ("evil.test", UNKNOWN),
    ("localhost", UNKNOWN),
    ("127.0.0.1", UNKNOWN),
    ("[::1]", UNKNOWN),
    ("*", UNKNOWN),
    ("null", UNKNOWN),
    ("api.example.com.", UNKNOWN),
    (".api.example.com", UNKNOWN),
    ("example.com", UNKNOWN),
    ("evil-api.example.com", UNKNOWN),
    ("api.example.com.evil.test", UNKNOWN),
    ("api.example.com@evil.test", UNKNOWN),
    ("evil.test@api.example.com", UNKNOWN),
    ("api.example.com:80@evil.test", UNKNOWN),
    ("evil.test:api.example.com", UNKNOWN),
    ("api.example.com:80:80", UNKNOWN),
    ("api.example.com, evil.test", UNKNOWN),
    ("evil.test, api.example.com", UNKNOWN),
    ("evil.test api.example.com", UNKNOWN),
    ("http://api.example.com", UNKNOWN),
    ("api%2eexample.com", UNKNOWN),
    ("api。example.com", UNKNOWN),
    ("{ff}api.example.com", UNKNOWN),
];

/// Headers that other programs take for the name.
const OTHERS: [&str; 6] = [
    "X-Forwarded-Host",
    "X-Host",
    "X-Original-Host",
    "X-Forwarded-Server",
    "X-HTTP-Host-Override",
    "Front-End-Host",
];

const ROWS: [Lined; 13] = [
    ("host: twice", STATISTICS, "Host: api.example.com\r\nHost: api.example.com", MALFORMED),
    ("host: right, then wrong", STATISTICS, "Host: api.example.com\r\nHost: evil.test", MALFORMED),
    ("host: wrong, then right", STATISTICS, "Host: evil.test\r\nhost: api.example.com", MALFORMED),
    ("host: folded", STATISTICS, "Host: evil.test\r\n api.example.com", MALFORMED),
    ("host: a blank before the colon", STATISTICS, "Host : api.example.com", MALFORMED),
    ("host: a NUL", STATISTICS, "Host: api.example.com\0.evil.test", MALFORMED),
    ("host: a bare line feed", STATISTICS, "Host: evil.test\nHost: api.example.com", MALFORMED),
    ("target: another name", "GET http://evil.test/v1/stats HTTP/1.1", "Host: api.example.com", UNKNOWN),
    ("target: right, host wrong", "GET http://api.example.com/v1/stats HTTP/1.1", "Host: evil.test", UNKNOWN),
    (
        "target: right, host right",
        "GET http://api.example.com/v1/stats HTTP/1.1",
        "Host: api.example.com",
        Customer,
    ),
    (
        "target: the name as a user",
        "GET http://api.example.com@evil.test/v1/stats HTTP/1.1",
        "Host: api.example.com",
        UNKNOWN,
    ),
    (
        "target: a user of the name",
        "GET http://evil.test@api.example.com/v1/stats HTTP/1.1",
        "Host: api.example.com",
        UNKNOWN,
    ),
    (
        "target: https, another name",
        "GET https://evil.test/v1/stats HTTP/1.1",
        "Host: api.example.com",
        UNKNOWN,
    ),
];

/// Every case of this file.
pub(super) fn cases() -> Vec<Case> {
    let known = "X-RapidAPI-Proxy-Secret: {s}\r\nX-RapidAPI-User: {u}";
    let mut cases = super::from_lined(&ROWS, Deployment::Named);
    let mut add = |name: String, lines: String, expected| {
        let peer = super::Peer::Stranger;
        cases.push(Case { name, deployment: Deployment::Named, peer, line: STATISTICS, lines, expected });
    };
    for (host, expected) in HOSTS {
        add(format!("host: {host:?}"), format!("Host: {host}"), expected);
    }
    for header in OTHERS {
        add(
            format!("{header}: wrong, host right"),
            format!("Host: api.example.com\r\n{header}: evil.test"),
            Customer,
        );
        add(
            format!("{header}: right, host wrong"),
            format!("Host: evil.test\r\n{header}: api.example.com"),
            UNKNOWN,
        );
    }
    let forwarded = "Host: evil.test\r\nForwarded: host=api.example.com".to_owned();
    add("Forwarded: host right, host wrong".to_owned(), forwarded, UNKNOWN);
    for case in &mut cases {
        case.lines = format!("{}\r\n{known}", case.lines);
    }
    cases
}
