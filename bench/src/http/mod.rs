//! `incidex-bench http`: exact lookups through everything beside a bare actix route that answers the same
//! bytes, loaded by the same generator in the same run, round by round in turn; and what each layer between
//! the two costs.
//!
//! Every server is a process with as many workers, and the generator shares the machine with them: what is
//! compared is the ratio, and no number by itself says anything of another machine. `docs/performance.md`
//! says how to read the figures.

pub(crate) mod draw;
mod layers;
mod sides;
mod tables;

use std::net::{SocketAddr, TcpStream};
use std::path::PathBuf;
use std::time::Duration;

use incidex_storage::Bundle;

use crate::load::{self, Connection, Reply, Round, Waiting};
use crate::random::Random;
use crate::served::Binary;
use draw::Lookup;
use sides::{Side, Sides};

/// How many customers of the gateway call: enough that none of them asks for more than its plan allows.
const CUSTOMERS: usize = 4_096;

/// How many requests are made beforehand, and then sent in turn.
const REQUESTS: usize = 20_000;

/// What is measured.
#[derive(clap::Args, Debug)]
pub struct Arguments {
    /// The index.
    index: PathBuf,
    /// Seconds of load on each server, in rounds of half a second.
    #[arg(long, value_name = "N", default_value_t = 5, value_parser = clap::value_parser!(u16).range(1..=600))]
    seconds: u16,
    /// Connections, served by one thread of the generator.
    #[arg(long, value_name = "N", default_value_t = 16, value_parser = clap::value_parser!(u16).range(1..=256))]
    connections: u16,
    /// Workers of each server.
    #[arg(long, value_name = "N", default_value_t = 1, value_parser = clap::value_parser!(u16).range(1..=64))]
    workers: u16,
    /// Let the generator sleep while it waits for an answer, as most do: the server then has the work of waking it.
    #[arg(long)]
    asleep: bool,
    /// The gateway's secret; without one, a random one.
    #[arg(long, value_name = "SECRET")]
    secret: Option<String>,
}

/// Measures; Markdown tables.
///
/// # Errors
/// When a server cannot be started, or answers otherwise than expected.
pub fn run(arguments: &Arguments) -> Result<String, String> {
    let workers = usize::from(arguments.workers);
    let binary = Binary::beside(&arguments.index, arguments.secret.clone(), workers)?;
    let bundle = Bundle::open(&arguments.index).map_err(|error| error.to_string())?;
    let lookups = draw::lookups(&bundle, REQUESTS)?;
    let sides = Sides::start(&binary, &lookups)?;
    let waiting = if arguments.asleep { Waiting::Asleep } else { Waiting::Awake };
    let rounds = measure(&sides, usize::from(arguments.connections), arguments.seconds, waiting);
    let costs = layers::costs(&bundle, &lookups, CUSTOMERS, &binary.secret);
    let mut text = tables::servers(&sides, &rounds)?;
    text += &tables::layers(&rounds, &costs)?;
    text += &tables::circumstances(
        &bundle,
        &lookups,
        &sides,
        (arguments.connections, arguments.workers, arguments.asleep),
    );
    Ok(text)
}

/// Loads every server in turn, half a second each; what it came to, in the order of the sides.
fn measure(sides: &Sides, connections: usize, seconds: u16, waiting: Waiting) -> Vec<Vec<Round>> {
    let round = |side: &Side| {
        let before = side.busy();
        let mut round =
            load::run(side.address, &side.requests, connections, Duration::from_millis(500), waiting);
        if let (Some(before), Some(after)) = (before, side.busy()) {
            round.busy = after.saturating_sub(before).as_secs_f64();
        }
        round
    };
    // The first turn warms everything that warms.
    let mut rounds: Vec<Vec<Round>> = sides.all.iter().map(|_| Vec::new()).collect();
    for side in &sides.all {
        round(side);
    }
    for _ in 0..2 * seconds {
        for (side, rounds) in sides.all.iter().zip(&mut rounds) {
            rounds.push(round(side));
        }
    }
    rounds
}

/// The whole answer to one request, on a connection of its own.
fn ask(address: SocketAddr, request: &[u8]) -> Result<Reply, String> {
    let connection = TcpStream::connect(address).and_then(Connection::new);
    connection
        .and_then(|mut connection| connection.ask(request))
        .map_err(|error| format!("{address}: {error}"))
}

/// Requests for `lookups`, each by another customer; `make` writes one for a target and a customer.
fn requests(lookups: &[Lookup], make: impl Fn(&str, &str) -> Vec<u8>) -> Vec<Vec<u8>> {
    let request =
        |(index, lookup): (usize, &Lookup)| make(&lookup.target(), &format!("bench-{}", index % CUSTOMERS));
    lookups.iter().enumerate().map(request).collect()
}

/// The same, of which one in ten, at random, is with a wrong secret.
fn mixed(binary: &Binary, lookups: &[Lookup]) -> Vec<Vec<u8>> {
    let random = std::cell::RefCell::new(Random::new(10));
    requests(lookups, |target, user| {
        let is_refused = random.borrow_mut().below(10) == 0;
        if is_refused { binary.refused(target, user) } else { binary.request(target, user) }
    })
}
