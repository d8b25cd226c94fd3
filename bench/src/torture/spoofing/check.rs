//! Whose a request was taken for, seen from outside: every limit is one request, so that whoever was charged
//! for it is refused the next time, and whoever was not is not.

use std::net::Ipv4Addr;
use std::time::Duration;

use super::cases::{Case, Deployment, Expected, Peer};
use crate::torture::subject::{Answer, SECRET, Subject, exchange};

const PATIENCE: Duration = Duration::from_secs(30);

/// The proxy by which it is asked whom a request was counted to.
const ASKING: Ipv4Addr = Ipv4Addr::new(127, 1, 255, 254);

const GUESS: &str = "X-RapidAPI-Proxy-Secret: a guess";

/// What stands for the placeholders of a case.
struct Cast {
    client: String,
    network: [String; 2],
    somebody_else: String,
    customer: String,
    peer: Ipv4Addr,
}

impl Cast {
    /// That of the case of this number; no two have an address or a name in common.
    fn new(number: u16, peer: Peer) -> Self {
        let [high, low] = (number + 1).to_be_bytes();
        let second = if peer == Peer::Proxy { 1 } else { 2 };
        Self {
            client: format!("198.18.{high}.{low}"),
            network: ["1", "ffff:0:0:2"].map(|host| {
                let gap = if host == "1" { "::" } else { ":" };
                format!("2001:db8:0:{number:x}{gap}{host}")
            }),
            somebody_else: format!("198.19.{high}.{low}"),
            customer: format!("customer-{number}"),
            peer: Ipv4Addr::new(127, second, high, low),
        }
    }

    /// The text with everything in place.
    fn fill(&self, text: &str) -> Vec<u8> {
        let [first, second] = &self.network;
        let text = text.replace("{c}", &self.client).replace("{6}", first).replace("{6b}", second);
        let text =
            text.replace("{e}", &self.somebody_else).replace("{u}", &self.customer).replace("{s}", SECRET);
        let pieces: Vec<&[u8]> = text.split("{ff}").map(str::as_bytes).collect();
        pieces.join(&0xff)
    }
}

/// Sends a case; what is not as expected.
pub(super) fn check(subject: &Subject, number: u16, case: &Case) -> Result<(), String> {
    let players = Cast::new(number, case.peer);
    let ask = |source, line: &str, lines: &str| -> Result<Answer, String> {
        let bytes = players.fill(&request(line, lines));
        exchange(subject.address, source, &bytes, PATIENCE).map_err(|error| error.to_string())
    };
    let is = |what: &str, answer: &Answer, status: u16, code: &str| {
        if answer.status() == Some(status) && answer.code() == code {
            return Ok(());
        }
        let (found, called) = (answer.status().unwrap_or_default(), answer.code());
        Err(format!("{what} is {found} {called}, not {status} {code}"))
    };
    let first = ask(players.peer, case.line, &case.lines)?;
    // Who is asked for, and how, is asked again, plainly.
    let again = |lines: &str| ask(ASKING, "GET /v1/stats HTTP/1.1", lines);
    let counted_to = |source, lines: &str| -> Result<(), String> {
        is("the request", &first, 403, "caller_refused")?;
        let next = ask(source, "GET /v1/stats HTTP/1.1", lines)?;
        is("the next one of whom it is counted to", &next, 429, "rate_limited")
    };
    let not_to_somebody_else = |lines: &str| {
        is("one of somebody else", &again(&format!("X-Forwarded-For: {{e}}{lines}"))?, 403, "caller_refused")
    };
    let guess = format!("\r\n{GUESS}");
    match case.expected {
        Expected::Peer => counted_to(players.peer, "").and_then(|()| not_to_somebody_else("")),
        Expected::Client => {
            counted_to(ASKING, "X-Forwarded-For: {c}").and_then(|()| not_to_somebody_else(""))
        }
        Expected::Network => {
            counted_to(ASKING, "X-Forwarded-For: {6}").and_then(|()| not_to_somebody_else(""))
        }
        Expected::GuessingPeer => counted_to(players.peer, GUESS).and_then(|()| not_to_somebody_else(&guess)),
        Expected::GuessingClient => counted_to(ASKING, &format!("X-Forwarded-For: {{c}}{guess}"))
            .and_then(|()| not_to_somebody_else(&guess)),
        Expected::Refused(status, code) => is("the request", &first, status, code),
        Expected::Customer | Expected::AnotherCustomer => {
            is("the request", &first, 200, "")?;
            let host = if case.deployment == Deployment::Named { "Host: api.example.com\r\n" } else { "" };
            let known = format!("{host}X-RapidAPI-Proxy-Secret: {{s}}\r\nX-RapidAPI-User: {{u}}");
            let next = again(&known)?;
            match case.expected {
                Expected::Customer => is("the next one of the customer", &next, 429, "rate_limited"),
                _ => is("the first one of the customer", &next, 200, ""),
            }
        }
    }
}

/// The bytes of a request with these lines, and with a host unless they begin with one.
fn request(line: &str, lines: &str) -> String {
    let has_host = lines.get(..4).is_some_and(|name| name.eq_ignore_ascii_case("host"));
    let host = if has_host { "" } else { "Host: localhost\r\n" };
    let end = if lines.is_empty() { "" } else { "\r\n" };
    format!("{line}\r\nConnection: close\r\n{host}{lines}{end}\r\n")
}
