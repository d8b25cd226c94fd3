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
    /// Connections, served by one thread of the generator: with --workers and --asleep, one arrangement in place of the
    /// two that are measured otherwise.
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u16).range(1..=1024))]
    connections: Option<u16>,
    /// Workers of each server.
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u16).range(1..=64))]
    workers: Option<u16>,
    /// Let the generator sleep while it waits for an answer, as most do: the server then has the work of waking it.
    #[arg(long)]
    asleep: bool,
    /// The gateway's secret; without one, a random one.
    #[arg(long, value_name = "SECRET")]
    secret: Option<String>,
}

/// How servers and generator are set up.
#[derive(Clone, Copy, Debug)]
struct Arrangement {
    title: &'static str,
    workers: u16,
    connections: u16,
    waiting: Waiting,
}

impl Arrangement {
    /// Nothing of the generator is in the figures of a server.
    const STRICT: Self = Self {
        title: "One worker, the generator awake",
        workers: 1,
        connections: 16,
        waiting: Waiting::Awake,
    };

    /// A server as it runs by itself, a worker for each processor, under the kind of generator that most are.
    fn usual() -> Self {
        let workers = std::thread::available_parallelism().map_or(1, usize::from).min(64);
        let workers = u16::try_from(workers).unwrap_or(64);
        let title = "A worker for each processor, the generator asleep while it waits";
        Self { title, workers, connections: workers.saturating_mul(32), waiting: Waiting::Asleep }
    }

    /// Those that are asked for.
    fn of(arguments: &Arguments) -> Vec<Self> {
        let &Arguments { connections, workers, asleep, .. } = arguments;
        if connections.is_none() && workers.is_none() && !asleep {
            return vec![Self::usual(), Self::STRICT];
        }
        vec![Self {
            title: "As asked for",
            workers: workers.unwrap_or(Self::STRICT.workers),
            connections: connections.unwrap_or(Self::STRICT.connections),
            waiting: if asleep { Waiting::Asleep } else { Waiting::Awake },
        }]
    }
}

/// Measures; Markdown tables.
///
/// # Errors
/// When a server cannot be started, or answers otherwise than expected.
pub fn run(arguments: &Arguments) -> Result<String, String> {
    let bundle = Bundle::open(&arguments.index).map_err(|error| error.to_string())?;
    let lookups = draw::lookups(&bundle, REQUESTS)?;
    let mut text = String::new();
    for arrangement in Arrangement::of(arguments) {
        let workers = usize::from(arrangement.workers);
        let binary = Binary::beside(&arguments.index, arguments.secret.clone(), workers)?;
        let sides = Sides::start(&binary, &lookups)?;
        let rounds = measure(&sides, arrangement, arguments.seconds);
        let costs = layers::costs(&bundle, &lookups, CUSTOMERS, &binary.secret);
        text += &["\n## ", arrangement.title, "\n\n"].concat();
        text += &tables::servers(&sides, &rounds)?;
        text += &tables::layers(&rounds, &costs)?;
        text += &tables::circumstances(&bundle, &lookups, &sides, arrangement);
    }
    Ok(text)
}

/// Loads every server in turn, half a second each; what it came to, in the order of the sides.
fn measure(sides: &Sides, arrangement: Arrangement, seconds: u16) -> Vec<Vec<Round>> {
    let Arrangement { connections, waiting, .. } = arrangement;
    let round = |side: &Side| {
        let before = side.busy();
        let mut round =
            load::run(side.address, &side.requests, connections.into(), Duration::from_millis(500), waiting);
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

#[cfg(test)]
mod tests {
    use clap::Parser;

    use super::*;

    #[derive(Parser)]
    struct Line {
        #[command(flatten)]
        arguments: Arguments,
    }

    fn arrangements(line: &str) -> Vec<Arrangement> {
        let words = ["bench", "x.idx"].into_iter().chain(line.split_whitespace());
        Arrangement::of(&Line::try_parse_from(words).unwrap().arguments)
    }

    #[test]
    fn both_arrangements_are_measured_unless_one_is_asked_for() {
        let [usual, strict] = arrangements("--seconds 9")[..] else { panic!("two arrangements") };
        assert_eq!((usual.waiting, strict.waiting), (Waiting::Asleep, Waiting::Awake));
        assert_eq!((usual.connections, strict.connections), (32 * usual.workers, 16));
        for (line, expected) in [
            ("--asleep", (1, 16, Waiting::Asleep)),
            ("--workers 3", (3, 16, Waiting::Awake)),
            ("--connections 5", (1, 5, Waiting::Awake)),
        ] {
            let [only] = arrangements(line)[..] else { panic!("one arrangement for {line}") };
            assert_eq!((only.workers, only.connections, only.waiting), expected, "{line}");
        }
    }
}
