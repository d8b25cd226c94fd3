//! Whether a forwarding header that the client wrote gives it a new allowance, after a burst has used some
//! of the old one up.

use super::super::catalogue::limits::SPOOFED_LIMIT;
use super::super::client::{Client, Spent};
use super::super::message::{Answer, Request};
use super::super::scan::Scan;

/// Forwarding headers, `{}` being the address. Addresses are of TEST-NET-3 (RFC 5737).
const HEADERS: [(&str, &str); 6] = [
    ("X-Forwarded-For", "{}"),
    ("Forwarded", "for={}"),
    ("X-Real-IP", "{}"),
    ("X-Client-IP", "{}"),
    ("True-Client-IP", "{}"),
    ("CF-Connecting-IP", "{}"),
];

/// By how many requests an allowance may grow between two requests by itself.
const REFILL: u64 = 5;

/// An allowance as an answer shows it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Left {
    Refused,
    Some(u64),
    Unsaid,
}

/// How often a header is tried, each time with another address.
const TRIES: u8 = 8;

pub(super) fn run(scan: &mut Scan<'_>, request: &Request) -> Result<(), Spent> {
    for (name, pattern) in HEADERS {
        let mut tries = Vec::new();
        for number in 0..TRIES {
            let address = format!("203.0.113.{}", 7 + number);
            let spoofed = request.clone().header(name, &pattern.replace("{}", &address));
            let mut before = left(&scan.client, request)?;
            // Not always as many, so that an allowance that refills steadily does not keep step.
            for _ in 0..number % 3 {
                before = left(&scan.client, request)?;
            }
            let during = left(&scan.client, &spoofed)?;
            let after = left(&scan.client, request)?;
            tries.push((before, during, after));
            if !may_be_spoofed(&tries) {
                break;
            }
            if number + 1 == TRIES {
                let evidence = format!(
                    "{}: {before:?} left before, {during:?} with the header, {after:?} after",
                    spoofed.shown()
                );
                scan.found(&SPOOFED_LIMIT, &evidence);
            }
        }
    }
    Ok(())
}

/// Whether these tries (before, with the header, after) still look as if the header gave a new allowance: the
/// header is never refused, and of each three tries one shows a jump. An allowance that refills by itself lets
/// a request with the header through now and then, and one without it as often.
fn may_be_spoofed(tries: &[(Left, Left, Left)]) -> bool {
    let jumps =
        tries.iter().filter(|(before, during, after)| is_new_allowance(*before, *during, *after)).count();
    tries.iter().all(|(_, during, _)| *during != Left::Refused) && jumps >= tries.len() / 3
}

fn left(client: &Client<'_>, request: &Request) -> Result<Left, Spent> {
    let answer: Option<Answer> = client.ask(request)?;
    Ok(answer.map_or(Left::Unsaid, |answer| match answer.remaining() {
        _ if answer.status == 429 => Left::Refused,
        Some(count) => Left::Some(count),
        None => Left::Unsaid,
    }))
}

fn is_new_allowance(before: Left, during: Left, after: Left) -> bool {
    match (before, during, after) {
        (Left::Refused, Left::Some(_) | Left::Unsaid, Left::Refused) => true,
        (Left::Some(before), Left::Some(during), Left::Some(after)) => {
            during > before + REFILL && after + REFILL < during
        }
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_a_jump_up_and_down_again_is_a_new_allowance() {
        use Left::{Refused, Some, Unsaid};
        assert!(is_new_allowance(Refused, Unsaid, Refused) && is_new_allowance(Refused, Some(9), Refused));
        assert!(is_new_allowance(Some(10), Some(99), Some(9)));
        assert!(!is_new_allowance(Refused, Refused, Refused));
        assert!(!is_new_allowance(Refused, Some(1), Some(0)), "the wait was over");
        assert!(!is_new_allowance(Some(10), Some(9), Some(8)));
        assert!(!is_new_allowance(Some(10), Some(99), Some(98)), "a new window");
        assert!(!is_new_allowance(Unsaid, Unsaid, Unsaid));
    }

    #[test]
    fn what_refills_by_itself_is_no_new_allowance() {
        use Left::{Refused, Some};
        let jump = (Refused, Some(9), Refused);
        assert!(may_be_spoofed(&[jump; 8]));
        assert!(may_be_spoofed(&[(Some(1), Some(9), Refused), jump, jump]), "the plain one got through once");
        assert!(!may_be_spoofed(&[jump, jump, (Refused, Refused, Some(9))]), "the header was refused");
        assert!(!may_be_spoofed(&[(Some(10), Some(9), Some(8)); 3]), "nothing jumps");
    }
}
