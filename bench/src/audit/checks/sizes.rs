//! Requests that are too big or too slow.

use std::thread;
use std::time::{Duration, Instant};

use super::super::catalogue::limits::{LARGE_BODY, LONG_URL, SLOW_HEADER};
use super::super::client::Spent;
use super::super::message::{Request, Who};
use super::super::scan::Scan;
use super::super::wire::{Outcome, is_timeout};

const LARGE: usize = 10 * 1024 * 1024;
const PIECE: usize = 64 * 1024;
const LONG: usize = 60_000;

pub(super) fn run(scan: &mut Scan<'_>) -> Result<(), Spent> {
    let posts = scan.routes.iter().filter(|route| route.method == "POST").map(|route| route.path.clone());
    let path = posts.take(1).next().unwrap_or_else(|| scan.first());
    for is_chunked in [false, true] {
        large_body(scan, &path, is_chunked)?;
    }
    long_url(scan)?;
    match scan.options.slow {
        Some(time) => slow_header(scan, time),
        None => {
            scan.note("slow clients: not looked at without --slow");
            Ok(())
        }
    }
}

/// Sends 10 MiB and looks out for an answer all the while: one that comes early, or a connection that ends,
/// is a refusal.
fn large_body(scan: &mut Scan<'_>, path: &str, is_chunked: bool) -> Result<(), Spent> {
    let how =
        if is_chunked { "Transfer-Encoding: chunked".to_owned() } else { format!("Content-Length: {LARGE}") };
    let further = format!("Content-Type: application/json\r\n{how}\r\nConnection: close\r\n\r\n");
    let head = scan.client.head("POST", path, scan.caller(), &further);
    let Some(mut wire) = scan.client.connect()? else { return Ok(()) };
    let piece = vec![b'a'; PIECE];
    let frame = |piece: &[u8]| {
        if is_chunked {
            [format!("{:x}\r\n", piece.len()).as_bytes(), piece, b"\r\n"].concat()
        } else {
            piece.to_vec()
        }
    };
    let mut buffer = [0; 1];
    if wire.send(head.as_bytes()).is_err() {
        return Ok(());
    }
    let pieces = LARGE / PIECE;
    for index in 0..pieces {
        if wire.send(&frame(&piece)).is_err() {
            return Ok(());
        }
        // Before the last piece there is time for a refusal to arrive.
        let is_last_but_one = index + 2 == pieces;
        let wait = Duration::from_millis(if is_last_but_one { 300 } else { 1 });
        if (index % 16 == 0 || is_last_but_one) && wire.set_patience(wait).is_ok() {
            match wire.receive(&mut buffer) {
                Err(error) if is_timeout(&error) => {}
                _ => return Ok(()),
            }
            let _ = wire.set_patience(scan.client.at_most(scan.options.patience));
        }
    }
    if is_chunked && wire.send(b"0\r\n\r\n").is_err() {
        return Ok(());
    }
    let outcome = wire.answer(scan.client.at_most(scan.options.patience));
    let status = match &outcome {
        Outcome::Answer(answer) => answer.status,
        Outcome::Closed | Outcome::Silence => return Ok(()),
    };
    // Who says 413 has counted; that it read on in between is its own affair.
    if status != 413 {
        scan.found(&LARGE_BODY, &format!("POST {path} with 10 MiB ({how}) → {status} after the last byte"));
    }
    Ok(())
}

fn long_url(scan: &mut Scan<'_>) -> Result<(), Spent> {
    let path = scan.first();
    let separator = if path.contains('?') { '&' } else { '?' };
    let request = Request::get(&format!("{path}{separator}q={}", "a".repeat(LONG))).by(scan.caller());
    let Some(answer) = scan.ask(&request)? else { return Ok(()) };
    match answer.status {
        200..=399 | 404 | 405 => scan.shown(&LONG_URL, &request, &answer, ""),
        401 | 403 | 429 => {
            scan.note(&format!("a URL of 60 kB was answered with {}: give a caller", answer.status));
        }
        _ => {}
    }
    Ok(())
}

/// Ten bytes a second of a head that never ends.
fn slow_header(scan: &mut Scan<'_>, time: Duration) -> Result<(), Spent> {
    let Some(mut wire) = scan.client.connect()? else { return Ok(()) };
    let head = scan.client.head("GET", &scan.first(), Who::Nobody, "X-Audit: ");
    let start = Instant::now();
    let mut buffer = [0; 1];
    if wire.send(head.as_bytes()).is_err() {
        return Ok(());
    }
    while start.elapsed() < scan.client.at_most(time) {
        if wire.set_patience(Duration::from_millis(50)).is_err() {
            return Ok(());
        }
        match wire.receive(&mut buffer) {
            Err(error) if is_timeout(&error) => {}
            // A 408, or the end: the server has lost its patience.
            _ => return Ok(()),
        }
        thread::sleep(Duration::from_millis(50));
        if wire.send(b"a").is_err() {
            return Ok(());
        }
    }
    if start.elapsed() >= time {
        let seconds = time.as_secs();
        scan.found(
            &SLOW_HEADER,
            &format!("GET with a header of 10 bytes a second → still open after {seconds} s"),
        );
    }
    Ok(())
}
