//! Requests that pretend, as data.
//!
//! In the lines of a case stands `{c}` for an address that is the client's, `{6}` and `{6b}` for two of one
//! IPv6 network that is the client's, `{e}` for one that is somebody else's, `{s}` for the secret, `{u}` for
//! the name of a customer and `{ff}` for a byte that is no UTF-8. Each case has its own.

mod addresses;
mod callers;
mod names;
mod paths;

/// Where a request comes from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Peer {
    /// A proxy that is believed.
    Proxy,
    /// Anybody.
    Stranger,
}

/// How the server is set up.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Deployment {
    /// Behind proxies and the gateway, with open documentation.
    Gateway,
    /// The same, by one name alone.
    Named,
    /// Callers whom nobody knows are let in as well.
    Open,
}

/// Whose the request is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Expected {
    /// Nobody's: 403, counted to the address of the connection.
    Peer,
    /// Nobody's: 403, counted to the client's address.
    Client,
    /// Nobody's: 403, counted to the client's network.
    Network,
    /// One who guesses a secret: 403, counted to the address of the connection.
    GuessingPeer,
    /// One who guesses a secret: 403, counted to the client's address.
    GuessingClient,
    /// Nobody's: this status and code.
    Refused(u16, &'static str),
    /// The customer's: 200, counted to the name.
    Customer,
    /// Another customer's than the one of that name: 200, not counted to it.
    AnotherCustomer,
}

/// A request that pretends.
#[derive(Clone, Debug)]
pub(super) struct Case {
    pub(super) name: String,
    pub(super) deployment: Deployment,
    pub(super) peer: Peer,
    /// The request line.
    pub(super) line: &'static str,
    /// Further lines, with CR LF between; a host is put before them unless they begin with one.
    pub(super) lines: String,
    pub(super) expected: Expected,
}

/// What is asked for unless a case says otherwise.
const STATISTICS: &str = "GET /v1/stats HTTP/1.1";

/// Name, where from, further lines, what is expected.
type Row = (&'static str, Peer, &'static str, Expected);

/// Name, request line, further lines, what is expected.
type Lined = (&'static str, &'static str, &'static str, Expected);

/// All of them, each with another name.
pub(super) fn all() -> Vec<Case> {
    [addresses::cases(), callers::cases(), names::cases(), paths::cases()].concat()
}

fn from_rows(rows: &[Row], deployment: Deployment) -> Vec<Case> {
    let case = |(name, peer, lines, expected): &Row| Case {
        name: (*name).to_owned(),
        deployment,
        peer: *peer,
        line: STATISTICS,
        lines: (*lines).to_owned(),
        expected: *expected,
    };
    rows.iter().map(case).collect()
}

fn from_lined(rows: &[Lined], deployment: Deployment) -> Vec<Case> {
    let case = |(name, line, lines, expected): &Lined| Case {
        name: (*name).to_owned(),
        deployment,
        peer: Peer::Stranger,
        line,
        lines: (*lines).to_owned(),
        expected: *expected,
    };
    rows.iter().map(case).collect()
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn there_are_two_hundred_and_no_two_are_the_same() {
        let cases = all();
        assert!(cases.len() >= 200, "{}", cases.len());
        let names: BTreeSet<&str> = cases.iter().map(|case| case.name.as_str()).collect();
        assert_eq!(names.len(), cases.len());
        let shape =
            |case: &Case| format!("{:?} {:?} {} {}", case.deployment, case.peer, case.line, case.lines);
        let shapes: BTreeSet<String> = cases.iter().map(shape).collect();
        assert_eq!(shapes.len(), cases.len());
    }
}
