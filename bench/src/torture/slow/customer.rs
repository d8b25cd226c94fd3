//! A normal client: one request after the other, with a pause, every tenth on a new connection.

use std::net::SocketAddr;
use std::net::TcpStream;
use std::time::{Duration, Instant};

use crate::load::{Connection, Round};
use crate::served::LOOKUP;
use crate::torture::subject::SECRET;

const PAUSE: Duration = Duration::from_millis(2);

/// So many customers take turns, so that none meets a limit.
const CUSTOMERS: usize = 2_000;

/// On every such request the connection is a new one, whose making counts as well.
const NEW_CONNECTION: usize = 10;

/// Asks for so long.
pub(super) fn ask(address: SocketAddr, time: Duration) -> Round {
    let mut round = Round::default();
    let mut connection = None;
    let begun = Instant::now();
    let mut number = 0;
    while begun.elapsed() < time {
        let request = request(number);
        let asked = Instant::now();
        if number % NEW_CONNECTION == 0 {
            connection = None;
        }
        if connection.is_none() {
            connection = TcpStream::connect(address).and_then(Connection::new).ok();
        }
        let status = connection.as_mut().and_then(|connection| connection.status(&request).ok());
        let took = u32::try_from(asked.elapsed().as_micros()).unwrap_or(u32::MAX);
        round.micros.push(took);
        match status {
            Some(200) => round.successes += 1,
            Some(400..500) => round.refusals += 1,
            _ => {
                round.faults += 1;
                connection = None;
            }
        }
        number += 1;
        std::thread::sleep(PAUSE);
    }
    round.seconds = begun.elapsed().as_secs_f64();
    round.micros.sort_unstable();
    round
}

fn request(number: usize) -> Vec<u8> {
    format!(
        "GET {LOOKUP} HTTP/1.1\r\nHost: localhost\r\nX-RapidAPI-Proxy-Secret: {SECRET}\r\n\
         X-RapidAPI-Subscription: MEGA\r\nX-RapidAPI-User: normal-{}\r\n\r\n",
        number % CUSTOMERS
    )
    .into_bytes()
}
