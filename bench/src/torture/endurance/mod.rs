//! Memory and file descriptors after ten million requests of mixed kinds, beside those after one million.
//!
//! - `mix`: the requests, and how many of each kind.
//! - `lane`: a connection on which several requests are under way at once.

mod lane;
mod mix;

use std::net::SocketAddr;
use std::time::{Duration, Instant};

use incidex_storage::Bundle;

use self::lane::Lane;
use self::mix::Mix;
use super::{Context, Figure};
use crate::random::Random;
use crate::served::{Binary, Served};

/// Connections at once.
const LANES: usize = 16;
/// Requests under way on each.
const UNDER_WAY: usize = 16;
/// Turns after which a lane is closed and opened again.
const TURNS: u64 = 500;
/// How long the server is left alone before it is looked at, so that freed memory can go back.
const QUIET: Duration = Duration::from_secs(5);
/// By how much memory may differ: allocators keep what threads have freed.
const NOISE_KIB: u64 = 2 * 1024;
const NOISE_PERCENT: u64 = 5;

/// What a server holds while nobody asks anything of it.
#[derive(Clone, Copy, Debug)]
struct Held {
    resident: u64,
    descriptors: usize,
}

/// Loads a server and looks at it twice.
///
/// # Errors
/// When the server cannot be started or ends, or the system does not say what a process holds.
pub(super) fn run(context: &Context) -> Result<Vec<Figure>, String> {
    let bundle = Bundle::open(context.index()).map_err(|error| error.to_string())?;
    let all = context.count(10_000_000, 20_000);
    let warm = all / 10;
    // Nobody but this process calls, with wrong secrets too: their limits are the matter of other proofs.
    let generous = || "1000000".to_owned();
    let settings = vec![
        ("INCIDEX_FAILED_AUTHENTICATIONS", generous()),
        ("INCIDEX_UNAUTHENTICATED_PER_MINUTE", generous()),
    ];
    let binary = Binary { settings, ..context.binary.clone() };
    let mut served = binary.serve()?;
    let mut load = Load {
        mix: Mix::of(&bundle, &binary, served.address)?,
        random: context.random(0xe2d0),
        lanes: Vec::new(),
        faults: Vec::new(),
        address: served.address,
    };
    drop(bundle);
    let begun = Instant::now();
    load.send(warm)?;
    let early = held(&mut served)?;
    load.send(all - warm)?;
    let late = held(&mut served)?;
    let seconds = begun.elapsed().as_secs();
    eprintln!("  {all} requests in {seconds} s: {}", load.mix.summary());
    Ok(figures(all, early, late, &load))
}

fn figures(all: usize, early: Held, late: Held, load: &Load) -> Vec<Figure> {
    let most = early.resident + NOISE_KIB.max(early.resident * NOISE_PERCENT / 100);
    let [first, last] = [early, late].map(|held| {
        #[allow(clippy::cast_precision_loss)] // far below 2^52 KiB
        let mebibytes = held.resident as f64 / 1024.0;
        format!("{mebibytes:.1} MiB")
    });
    let unmet = load.mix.kinds_without_answers();
    vec![
        Figure::new(
            format!(
                "memory after {all} requests of mixed kinds is that after {} and at most 5 % or 2 MiB more",
                all / 10
            ),
            format!("{first}, then {last}"),
            late.resident <= most,
        ),
        Figure::new(
            "file descriptors are as many",
            format!("{}, then {}", early.descriptors, late.descriptors),
            late.descriptors == early.descriptors,
        ),
        Figure::new(
            "every request has the answer of its kind",
            match load.faults.first() {
                None if unmet.is_empty() => load.mix.summary(),
                None => format!("never asked: {}", unmet.join(", ")),
                Some(first) => format!("{} have not, first {first}", load.faults.len()),
            },
            load.faults.is_empty() && unmet.is_empty(),
        ),
    ]
}

/// What the server holds once it has been left alone for a while.
fn held(served: &mut Served) -> Result<Held, String> {
    std::thread::sleep(QUIET);
    if let Some(status) = served.process.ended()? {
        return Err(format!("the server ended by itself with {status}"));
    }
    let unknown = || "this system does not say what a process holds".to_owned();
    Ok(Held {
        resident: served.process.resident().ok_or_else(unknown)?,
        descriptors: served.process.descriptors().ok_or_else(unknown)?,
    })
}

struct Load {
    mix: Mix,
    random: Random,
    lanes: Vec<Lane>,
    faults: Vec<String>,
    address: SocketAddr,
}

impl Load {
    /// Sends so many requests over all lanes, reads every answer, and closes the lanes.
    fn send(&mut self, count: usize) -> Result<(), String> {
        let connect = || Lane::connect(self.address).map_err(|error| format!("no connection: {error}"));
        self.lanes = (0..LANES).map(|_| connect()).collect::<Result<_, _>>()?;
        let (mut left, mut turn) = (count, 0_u64);
        while left > 0 {
            let mut asked = Vec::with_capacity(LANES);
            for lane in &mut self.lanes {
                let kinds: Vec<usize> =
                    (0..UNDER_WAY.min(left)).map(|_| self.mix.write(lane.out(), &mut self.random)).collect();
                left -= kinds.len();
                lane.flush().map_err(|error| format!("a lane broke while sending: {error}"))?;
                asked.push(kinds);
            }
            for (lane, kinds) in self.lanes.iter_mut().zip(&asked) {
                for kind in kinds {
                    let status =
                        lane.status().map_err(|error| format!("a lane broke while reading: {error}"))?;
                    self.faults.extend(self.mix.fault(*kind, status));
                }
            }
            turn += 1;
            if turn.is_multiple_of(TURNS) {
                let place = self.random.place(self.lanes.len());
                if let Some(lane) = self.lanes.get_mut(place) {
                    *lane = connect()?;
                }
            }
        }
        self.lanes.clear();
        Ok(())
    }
}
