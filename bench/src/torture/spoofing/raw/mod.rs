//! Bytes that are no request, or might be understood as two. Each is sent as a customer's; a second request may
//! hide in it, which has an id of its own: nowhere may that be heard of again.

use std::net::Ipv4Addr;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Mutex, PoisonError};
use std::thread;
use std::time::{Duration, Instant};

use super::summary;
use crate::torture::subject::{Answer, SECRET, Subject, exchange};
use crate::torture::{Context, Figure};

mod table;

/// How many are under way at once: most wait for a timeout.
const LANES: usize = 8;

const PATIENCE: Duration = Duration::from_secs(12);

/// Bytes to send: `{head}` stands for lines that tell who calls, `{next}` for a whole request that hides.
struct Abuse {
    name: &'static str,
    bytes: &'static str,
    /// A piece that is repeated where `{fill}` stands, and how often.
    fill: (&'static str, usize),
}

/// The proof.
pub(super) fn prove(context: &Context) -> Result<Vec<Figure>, String> {
    let settings = [
        ("INCIDEX_HEADER_TIMEOUT_SECONDS", "2".to_owned()),
        ("INCIDEX_BODY_TIMEOUT_SECONDS", "2".to_owned()),
        ("INCIDEX_KEEP_ALIVE_SECONDS", "2".to_owned()),
    ];
    let subject = Subject::start(context, &settings, true)?;
    let abuses = table::all();
    let next = AtomicUsize::new(0);
    let faults = Mutex::<Vec<String>>::default();
    thread::scope(|scope| {
        for _ in 0..LANES {
            scope.spawn(|| {
                while let Some(abuse) = abuses.get(next.fetch_add(1, Ordering::Relaxed)) {
                    if let Err(why) = check(&subject, abuse) {
                        eprintln!("{}: {why}", abuse.name);
                        let fault = format!("{} ({why})", abuse.name);
                        faults.lock().unwrap_or_else(PoisonError::into_inner).push(fault);
                    }
                }
            });
        }
    });
    let mut faults = faults.into_inner().unwrap_or_else(PoisonError::into_inner);
    faults.sort();
    // That a second request would be heard of is seen from one that nobody hides.
    let honest = format!("GET /v1/stats HTTP/1.1\r\n{}\r\n{}", caller("honest"), hidden("honest"));
    let answer = exchange(subject.address, Ipv4Addr::LOCALHOST, honest.as_bytes(), PATIENCE);
    let answer = answer.map_err(|error| format!("two requests are not answered: {error}"))?;
    let is_heard = has_answer_to(&answer, "honest");
    let is_well = subject.is_well();
    // The log is written beside the requests: the honest one is the last.
    let mut log = subject.log();
    let begun = Instant::now();
    while begun.elapsed() < PATIENCE && !log.iter().any(|line| line.contains(&id("honest"))) {
        thread::sleep(Duration::from_millis(50));
        log = subject.log();
    }
    let heard: Vec<&str> = abuses
        .iter()
        .map(|abuse| abuse.name)
        .filter(|name| log.iter().any(|line| line.contains(&format!("\"{}\"", id(name)))))
        .collect();
    let panics = log.iter().filter(|line| line.contains("panic")).count();
    let count = abuses.len();
    Ok(vec![
        Figure::new(
            format!("{count} abuses of HTTP are a 4xx or a close, and nothing that hides in one is answered"),
            summary(&faults),
            faults.is_empty() && count >= 50,
        ),
        Figure::new(
            "and nothing that hides in one is in the log; one that does not hide is",
            format!(
                "{} are{}",
                heard.len(),
                heard.first().map_or(String::new(), |name| format!(", such as {name}"))
            ),
            heard.is_empty() && is_heard && log.iter().any(|line| line.contains(&id("honest"))),
        ),
        Figure::new(
            "no panic, and the server is well afterwards",
            format!("{panics} panics"),
            panics == 0 && is_well,
        ),
    ])
}

/// Sends an abuse; what is not as it should be.
fn check(subject: &Subject, abuse: &Abuse) -> Result<(), String> {
    let (piece, times) = abuse.fill;
    let text = abuse.bytes.replace("{fill}", &piece.repeat(times));
    let text = text.replace("{head}", &caller(abuse.name)).replace("{next}", &hidden(abuse.name));
    let bytes = text.split("{ff}").map(str::as_bytes).collect::<Vec<_>>().join(&0xff);
    let answer = exchange(subject.address, Ipv4Addr::LOCALHOST, &bytes, PATIENCE);
    let answer = answer.map_err(|error| error.to_string())?;
    match answer.status() {
        None if answer.bytes.is_empty() => {}
        Some(400..500) => {}
        status => return Err(format!("is answered {}", status.unwrap_or_default())),
    }
    if !answer.is_closed {
        return Err("the connection is not ended".to_owned());
    }
    if has_answer_to(&answer, abuse.name) {
        return Err("what hides in it is answered".to_owned());
    }
    Ok(())
}

/// The id of what hides in the abuse of this name.
fn id(name: &str) -> String {
    let letters = name.chars().map(|letter| if letter.is_ascii_alphanumeric() { letter } else { '-' });
    format!("hidden-{}", letters.collect::<String>())
}

/// Lines that tell who calls: another customer each time.
fn caller(name: &str) -> String {
    let user = id(name);
    format!("Host: localhost\r\nX-RapidAPI-Proxy-Secret: {SECRET}\r\nX-RapidAPI-User: {user}\r\n")
}

/// A whole request that would be answered.
fn hidden(name: &str) -> String {
    format!(
        "GET /v1/stats HTTP/1.1\r\n{}X-Request-Id: {}\r\nConnection: close\r\n\r\n",
        caller(name),
        id(name)
    )
}

fn has_answer_to(answer: &Answer, name: &str) -> bool {
    let text = String::from_utf8_lossy(&answer.bytes).to_lowercase();
    text.contains(&format!("x-request-id: {}\r\n", id(name).to_lowercase()))
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn there_are_fifty_and_no_two_are_the_same() {
        let abuses = table::all();
        assert!(abuses.len() >= 50, "{}", abuses.len());
        let names: BTreeSet<&str> = abuses.iter().map(|abuse| abuse.name).collect();
        let bytes: BTreeSet<_> = abuses.iter().map(|abuse| (abuse.bytes, abuse.fill)).collect();
        assert_eq!((names.len(), bytes.len()), (abuses.len(), abuses.len()));
    }
}
