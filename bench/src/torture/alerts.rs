//! A server that has much to tell, and a Telegram that does not listen.
//!
//! Two servers with the same settings get the same files and the same requests, one of ten with a wrong
//! secret, and only one of them has somebody to tell it to. They are loaded in turn, so that what the machine
//! does besides meets both.

use std::fs::{self, File};
use std::path::PathBuf;
use std::thread;
use std::time::{Duration, Instant};

use super::scrape::{Page, wait_until};
use super::slowdown::Slowdown;
use super::telegram::{FakeTelegram, Mood};
use super::variant::{Content, damaged, replace, version};
use super::{Context, Figure};
use crate::load::{Round, Waiting, run as load};
use crate::served::{Binary, LOOKUP, Served, free_address};

const TOKEN: &str = "987654:AAH-the_token-of-a-bot";
const CONNECTIONS: usize = 4;
/// As many customers as none of them asks too often.
const CUSTOMERS: usize = 4_000;
/// Of so many requests one has a wrong secret.
const WRONG_ONE_OF: usize = 10;
/// One round over one server: short, so that what the machine does besides meets both.
const ROUND: Duration = Duration::from_millis(250);
/// Of so many rounds one begins with another data set.
const CHANGE_ONE_OF: usize = 4;
/// How long a file may take to be taken up or refused.
const PATIENCE: Duration = Duration::from_mins(1);
/// How long messages may take that are left when Telegram is well again. The longest pause between two
/// attempts is a minute, but there are not so many attempts here.
const CATCHING_UP: Duration = Duration::from_mins(2);
/// How much p99 may grow: repeated rounds over one server differ as much.
const MOST_RATIO: f64 = 1.5;
/// How much more memory may be held at most than without alerts, in KiB. Without a bound on what is read, an answer
/// of ten million bytes takes twice as much.
const MOST_GROWTH: u64 = 16 * 1_024;

const RELOADED: &str = "incidex_dataset_reloads_total{outcome=\"reloaded\"}";
const REFUSED: &str = "incidex_dataset_reloads_total{outcome=\"refused\"}";

/// One of the two servers.
struct Side {
    served: Served,
    metrics: std::net::SocketAddr,
    index: PathBuf,
    log: PathBuf,
    rounds: Vec<Round>,
    /// Answers that were not those expected.
    faults: usize,
    /// The most that it has held, in KiB.
    memory: u64,
}

/// What came of one mood.
struct Outcome {
    mood: Mood,
    told: Side,
    untold: Side,
    /// Attempts that failed while the mood lasted.
    retried: u64,
    /// Versions of data sets of which the owner was told not at all or more than once.
    not_once: usize,
    versions: usize,
    /// Messages that Telegram took, and those of which the server says that it did.
    taken: (usize, u64),
    dropped: u64,
    too_soon: usize,
}

/// Runs the proof.
///
/// # Errors
/// When it cannot be done.
pub(super) fn run(context: &Context) -> Result<Vec<Figure>, String> {
    let records = Content::read(context.index())?.small();
    let rounds = context.count(24, 8);
    let mut outcomes = Vec::new();
    for mood in Mood::BAD.into_iter().take(context.count(Mood::BAD.len(), 3)) {
        eprintln!("  {}", mood.name());
        outcomes.push(endure(context, &records, mood, rounds)?);
    }
    figures(&outcomes)
}

/// One server that tells and one that does not, while Telegram is in this mood and afterwards.
fn endure(context: &Context, records: &Content, mood: Mood, rounds: usize) -> Result<Outcome, String> {
    let telegram = FakeTelegram::start(mood)?;
    let name = mood.name();
    let first = records.marked(name)?;
    let mut told = Side::start(context, &format!("{name}-told"), &first, Some(&telegram))?;
    let mut untold = Side::start(context, &format!("{name}-untold"), &first, None)?;
    let requests = requests(&context.binary);
    for side in [&mut told, &mut untold] {
        side.load(&requests);
        side.rounds.clear();
    }
    let mut versions = vec![version(first)?];
    for round in 0..rounds {
        if round % CHANGE_ONE_OF == 0 {
            let index = records.marked(&format!("{name} {round}"))?;
            for side in [&told, &untold] {
                side.change(&index, &damaged(&index, round / CHANGE_ONE_OF))?;
            }
            versions.push(version(index)?);
        }
        // Each is the first one as often as the other.
        let sides = if round % 2 == 0 { [&mut told, &mut untold] } else { [&mut untold, &mut told] };
        for side in sides {
            side.load(&requests);
        }
    }
    // So that there was an attempt, however few rounds there were.
    let tried = |page: &Page| outcome(page, "retried") + outcome(page, "delivered") > 0;
    let page = wait_until(told.metrics, "an attempt to tell", PATIENCE, tried)?;
    for side in [&mut told, &mut untold] {
        side.memory = side.peak()?;
    }
    let retried = outcome(&page, "retried");
    telegram.turn(Mood::Well);
    let taken = settled(&telegram, &versions);
    let page = Page::of(told.metrics)?;
    let times = |version: &String| taken.iter().filter(|text| is_of(text, version)).count();
    Ok(Outcome {
        mood,
        retried,
        not_once: versions.iter().filter(|version| times(version) != 1).count(),
        versions: versions.len(),
        taken: (taken.len(), outcome(&page, "delivered")),
        dropped: outcome(&page, "dropped") + page.value("incidex_alert_dropped_events_total"),
        too_soon: telegram.too_soon(),
        told,
        untold,
    })
}

/// Whether a message tells of the start with this data set, or of its being taken up.
fn is_of(text: &str, version: &str) -> bool {
    text.contains(&format!("data set: <code>{version}</code>"))
}

fn outcome(page: &Page, outcome: &str) -> u64 {
    page.value(&format!("incidex_alert_messages_total{{channel=\"telegram\",outcome=\"{outcome}\"}}"))
}

/// Waits until there are messages of all data sets and then none for a while; what there is then.
fn settled(telegram: &FakeTelegram, versions: &[String]) -> Vec<String> {
    let begun = Instant::now();
    let mut quiet_since = Instant::now();
    let mut taken = telegram.taken();
    loop {
        thread::sleep(Duration::from_millis(50));
        let now = telegram.taken();
        if now.len() != taken.len() {
            quiet_since = Instant::now();
        }
        taken = now;
        let is_whole = versions.iter().all(|version| taken.iter().any(|text| is_of(text, version)));
        // Longer than the window after which the end of a failure is told.
        let is_quiet = quiet_since.elapsed() > Duration::from_secs(4);
        if (is_whole && is_quiet) || begun.elapsed() > CATCHING_UP {
            return taken;
        }
    }
}

fn requests(binary: &Binary) -> Vec<Vec<u8>> {
    let request = |number: usize| {
        let customer = format!("customer-{number}");
        if number.is_multiple_of(WRONG_ONE_OF) {
            binary.refused(LOOKUP, &customer)
        } else {
            binary.request(LOOKUP, &customer)
        }
    };
    (1..=CUSTOMERS).map(request).collect()
}

impl Side {
    fn start(
        context: &Context,
        name: &str,
        index: &[u8],
        telegram: Option<&FakeTelegram>,
    ) -> Result<Self, String> {
        let folder = context.folder(&format!("alerts/{name}"))?;
        let mut binary = context.binary.clone();
        binary.index = folder.join("served.idx");
        replace(&binary.index, index)?;
        let metrics = free_address()?;
        binary.settings = vec![
            ("INCIDEX_METRICS_BIND", metrics.to_string()),
            ("INCIDEX_RELOAD_SECONDS", "0".to_owned()),
            // Every wrong secret is to be looked at.
            ("INCIDEX_FAILED_AUTHENTICATIONS", "1000000".to_owned()),
            ("INCIDEX_UNAUTHENTICATED_PER_MINUTE", "1000000".to_owned()),
            // What the client of outgoing calls does must not show the token either.
            ("INCIDEX_LOG", "info,incidex::request=off,ureq=trace,ureq_proto=trace,rustls=trace".to_owned()),
        ];
        if let Some(telegram) = telegram {
            binary.settings.extend([
                ("INCIDEX_TELEGRAM_API", telegram.url()),
                ("INCIDEX_TELEGRAM_BOT_TOKEN", TOKEN.to_owned()),
                ("INCIDEX_TELEGRAM_CHAT_ID", "-1001".to_owned()),
                ("INCIDEX_LOCK_FOLDER", folder.join("marks").display().to_string()),
                ("INCIDEX_ALERT_WINDOW_SECONDS", "1".to_owned()),
                ("INCIDEX_ALERT_MESSAGES", "1000".to_owned()),
                ("INCIDEX_ALERT_FAILED_AUTHENTICATIONS", "10".to_owned()),
                ("INCIDEX_OUTGOING_TIMEOUT_SECONDS", "2".to_owned()),
            ]);
        }
        let log = folder.join("log");
        let file = File::create(&log).map_err(|error| format!("{}: {error}", log.display()))?;
        let served = binary.serve_logging(file.into())?;
        let (rounds, faults, memory) = (Vec::new(), 0, 0);
        Ok(Self { served, metrics, index: binary.index, log, rounds, faults, memory })
    }

    /// A round; what is expected of it is as many refusals as there were wrong secrets.
    fn load(&mut self, requests: &[Vec<u8>]) {
        let round = load(self.served.address, requests, CONNECTIONS, ROUND, Waiting::Asleep);
        let expected = (round.micros.len() / WRONG_ONE_OF) as u64;
        self.faults +=
            usize::try_from(round.faults + round.refusals.abs_diff(expected)).unwrap_or(usize::MAX);
        self.rounds.push(round);
    }

    /// Has a good file taken up and then a damaged one refused.
    fn change(&self, good: &[u8], bad: &[u8]) -> Result<(), String> {
        for (bytes, counter) in [(good, RELOADED), (bad, REFUSED)] {
            let before = Page::of(self.metrics)?;
            replace(&self.index, bytes)?;
            self.served.process.signal("HUP")?;
            wait_until(self.metrics, "a file taken up or refused", PATIENCE, |page| {
                page.value(counter) > before.value(counter)
            })?;
        }
        Ok(())
    }

    fn peak(&self) -> Result<u64, String> {
        self.served.process.peak().ok_or_else(|| "this system does not say what a process holds".to_owned())
    }

    /// How often the token stands in the log.
    fn shown(&self) -> Result<usize, String> {
        let log = fs::read(&self.log).map_err(|error| format!("{}: {error}", self.log.display()))?;
        let log = String::from_utf8_lossy(&log);
        // The part behind the number of the bot is what is secret; no line is left out by being cut.
        Ok(log.matches(&TOKEN[7..20]).count())
    }
}

fn figures(outcomes: &[Outcome]) -> Result<Vec<Figure>, String> {
    let list = |show: &dyn Fn(&Outcome) -> String| {
        outcomes
            .iter()
            .map(|outcome| format!("{} {}", outcome.mood.name(), show(outcome)))
            .collect::<Vec<_>>()
            .join(", ")
    };
    let slowdown = |outcome: &Outcome| Slowdown::of(&outcome.told.rounds, &outcome.untold.rounds);
    let answered: usize = outcomes
        .iter()
        .flat_map(|outcome| outcome.told.rounds.iter().chain(&outcome.untold.rounds))
        .map(|round| round.micros.len())
        .sum();
    let faults: usize = outcomes.iter().map(|outcome| outcome.told.faults + outcome.untold.faults).sum();
    let shown = outcomes.iter().map(|outcome| outcome.told.shown()).sum::<Result<usize, String>>()?;
    let beyond = |outcome: &Outcome| outcome.told.memory.saturating_sub(outcome.untold.memory);
    let is_well = |outcome: &Outcome| {
        outcome.not_once == 0 && outcome.dropped == 0 && outcome.taken.0 as u64 == outcome.taken.1
    };
    Ok(vec![
        Figure::new(
            "no request fails, and each wrong secret is refused",
            format!("{faults} of {answered} otherwise"),
            faults == 0 && answered > 0,
        ),
        Figure::new(
            format!("p99 is at most {MOST_RATIO} times that of a server without alerts"),
            list(&|outcome| {
                let Slowdown { ratio, micros } = slowdown(outcome);
                format!("{ratio:.2} ({} µs, {} µs)", micros.0, micros.1)
            }),
            outcomes.iter().all(|outcome| slowdown(outcome).ratio <= MOST_RATIO),
        ),
        Figure::new(
            format!("the most memory held is at most {} MiB more than without alerts", MOST_GROWTH / 1_024),
            list(&|outcome| format!("{} KiB", beyond(outcome))),
            outcomes.iter().all(|outcome| beyond(outcome) <= MOST_GROWTH),
        ),
        Figure::new(
            "while it lasts attempts fail (slow: succeed), none sooner than Telegram asked for",
            list(&|outcome| format!("{} failed, {} too soon", outcome.retried, outcome.too_soon)),
            outcomes.iter().all(|outcome| {
                outcome.too_soon == 0 && (outcome.retried > 0) == (outcome.mood != Mood::Slow)
            }),
        ),
        Figure::new(
            "afterwards everything is delivered, each once: every data set is told of in one message, none was \
             dropped, and Telegram took as many messages as the server counts as delivered",
            list(&|outcome| {
                let told = outcome.versions - outcome.not_once;
                let (taken, delivered) = outcome.taken;
                format!("{told} of {} data sets, {taken}/{delivered} messages", outcome.versions)
            }),
            outcomes.iter().all(is_well),
        ),
        Figure::new("the token is not in the log", format!("{shown} times"), shown == 0),
    ])
}
