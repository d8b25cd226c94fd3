//! `incidex-bench http`: an exact lookup through everything beside a bare actix route that answers the same
//! bytes, loaded by the same generator in the same run, round by round in turn.
//!
//! Both servers have as many workers, and the generator shares the machine with them: what is compared is
//! the ratio, and no number by itself says anything of another machine.

use std::fmt::Write as _;
use std::net::{Ipv4Addr, SocketAddr};
use std::path::PathBuf;
use std::sync::mpsc;
use std::thread;
use std::time::Duration;

use actix_web::http::header::{CONTENT_TYPE, HeaderValue};
use actix_web::rt::System;
use actix_web::web::{self, Bytes};
use actix_web::{App, HttpResponse, HttpServer};

use crate::load::{self, Connection, Round};
use crate::served::{Binary, LOOKUP};

/// How many customers of the gateway take turns, so that none of them is refused for asking too often.
const CUSTOMERS: usize = 20_000;

/// What is measured.
#[derive(clap::Args, Debug)]
pub struct Arguments {
    /// The index.
    index: PathBuf,
    /// Seconds of load on each server, in rounds of one second.
    #[arg(long, value_name = "N", default_value_t = 10, value_parser = clap::value_parser!(u16).range(1..=600))]
    seconds: u16,
    /// Connections, each with a thread of the generator.
    #[arg(long, value_name = "N", default_value_t = 8, value_parser = clap::value_parser!(u16).range(1..=256))]
    connections: u16,
    /// Workers of each server.
    #[arg(long, value_name = "N", default_value_t = 1, value_parser = clap::value_parser!(u16).range(1..=64))]
    workers: u16,
    /// The gateway's secret; without one, a random one.
    #[arg(long, value_name = "SECRET")]
    secret: Option<String>,
}

/// Measures; a Markdown table.
///
/// # Errors
/// When a server cannot be started, or answers otherwise than expected.
pub fn run(arguments: &Arguments) -> Result<String, String> {
    let (connections, workers) = (usize::from(arguments.connections), usize::from(arguments.workers));
    let binary = Binary::beside(&arguments.index, arguments.secret.clone(), workers)?;
    let served = binary.serve()?;
    let ask = |address: SocketAddr, request: &[u8]| {
        let connection = std::net::TcpStream::connect(address).and_then(Connection::new);
        connection
            .and_then(|mut connection| connection.ask(request))
            .map_err(|error| format!("{address}: {error}"))
    };
    let sample = ask(served.address, &binary.request(LOOKUP, "bench"))?;
    let bare = bare(sample.body.clone().into(), workers)?;
    let customers: Vec<Vec<u8>> =
        (0..CUSTOMERS).map(|index| binary.request(LOOKUP, &format!("bench-{index}"))).collect();
    let mixed: Vec<Vec<u8>> = (0..CUSTOMERS)
        .map(|index| {
            let user = format!("bench-{index}");
            if index % 10 == 9 { binary.refused(LOOKUP, &user) } else { binary.request(LOOKUP, &user) }
        })
        .collect();
    let refusal = ask(served.address, &binary.refused(LOOKUP, "bench"))?;

    let second = Duration::from_secs(1);
    let mut rounds: [Vec<Round>; 3] = Default::default();
    let sides = [(bare, &customers), (served.address, &customers), (served.address, &mixed)];
    for (address, requests) in sides {
        load::run(address, requests, connections, second / 2);
    }
    for _ in 0..arguments.seconds {
        for (side, (address, requests)) in rounds.iter_mut().zip(sides) {
            side.push(load::run(address, requests, connections, second));
        }
    }
    let [bare, real, refusing] = rounds;
    let mut ratios: Vec<f64> = bare.iter().zip(&real).map(|(a, b)| b.rate() / a.rate()).collect();
    ratios.sort_unstable_by(f64::total_cmp);
    let median = ratios.get(ratios.len() / 2).copied().unwrap_or_default();
    let (least, most) =
        (ratios.first().copied().unwrap_or_default(), ratios.last().copied().unwrap_or_default());

    let mut table = String::from(
        "| server | requests per second | p50, µs | p99, µs | 2xx | 4xx | faults |\n| --- | ---: | ---: | ---: | ---: | ---: | ---: |\n",
    );
    let names =
        ["bare actix route", "incidex, exact lookup", "incidex, one request in ten with a wrong secret"];
    for (name, side) in names.iter().zip([&bare, &real, &refusing]) {
        table += &row(name, &Round::joined(side));
    }
    let _ = write!(
        table,
        "\nincidex / bare: {median:.3} (median of {} pairs of rounds; {least:.3} to {most:.3}). Body: {} bytes; head: {} \
         bytes. {connections} connections, {workers} workers each.",
        ratios.len(),
        sample.body.len(),
        sample.head.len()
    );
    if refusal.status < 400 {
        let _ = write!(
            table,
            "\nThis binary answers a wrong secret with {}: the last row shows no refusals.",
            refusal.status
        );
    }
    let real = Round::joined(&real);
    if real.refusals + real.faults > 0 {
        table += "\nNot every lookup was answered with a 2xx: the ratio compares different work.";
    }
    Ok(table)
}

fn row(name: &str, round: &Round) -> String {
    format!(
        "| {name} | {:.0} | {} | {} | {} | {} | {} |\n",
        round.rate(),
        round.quantile(500),
        round.quantile(990),
        round.successes,
        round.refusals,
        round.faults
    )
}

/// A server of one route that does nothing but answer `body`; it ends with the process.
fn bare(body: Bytes, workers: usize) -> Result<SocketAddr, String> {
    let (sender, receiver) = mpsc::channel();
    thread::spawn(move || {
        System::new().block_on(async {
            let app = move || {
                let body = body.clone();
                let answer = move || {
                    let mut answer = HttpResponse::Ok();
                    answer.insert_header((CONTENT_TYPE, HeaderValue::from_static("application/json")));
                    std::future::ready(answer.body(body.clone()))
                };
                App::new().route("/v1/ingredient/cas", web::get().to(answer))
            };
            let server =
                HttpServer::new(app).workers(workers).disable_signals().bind((Ipv4Addr::LOCALHOST, 0));
            match server {
                Ok(server) => {
                    let _ =
                        sender.send(server.addrs().first().copied().ok_or_else(|| "no address".to_owned()));
                    let _ = server.run().await;
                }
                Err(error) => {
                    let _ = sender.send(Err(error.to_string()));
                }
            }
        });
    });
    receiver.recv().map_err(|error| error.to_string())?
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_bare_route_answers_the_same_bytes_under_load() {
        let address = bare(Bytes::from_static(b"{\"a\":1}"), 1).unwrap();
        let requests = [b"GET /v1/ingredient/cas?q=1 HTTP/1.1\r\nHost: x\r\n\r\n".to_vec()];
        let stream = std::net::TcpStream::connect(address).unwrap();
        let reply = Connection::new(stream).unwrap().ask(&requests[0]).unwrap();
        assert_eq!((reply.status, reply.body.as_slice()), (200, &b"{\"a\":1}"[..]));
        let round = load::run(address, &requests, 2, Duration::from_millis(50));
        assert!(round.successes > 0 && round.refusals == 0 && round.faults == 0, "{round:?}");
        assert_eq!(round.successes, round.micros.len() as u64);
    }
}
