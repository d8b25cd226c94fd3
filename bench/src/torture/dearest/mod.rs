//! The most expensive GET that the API allows, looked for as a breeder would: of many questions the dearest are
//! kept and changed a little, over and over; first in this process, then over HTTP, where parsing, writing and
//! compressing the answer count too.
//!
//! - `vocabulary`: what queries are put together from. `shape`: a question, and another like it.
//! - `cost`: what one costs. `breed`: the dearest so far.

mod breed;
mod cost;
mod shape;
mod vocabulary;

use std::time::Duration;

use incidex_core::regulation::EntryKey;
use incidex_core::store::RecordStore;
use incidex_core::tier::TierPolicy;
use incidex_storage::Bundle;

use self::breed::{Bred, Herd};
use self::cost::Server;
use self::shape::Shape;
use self::vocabulary::Vocabulary;
use super::{Context, Figure};

/// What no question may cost.
const MOST: Duration = Duration::from_millis(5);
/// How many of the dearest are shown.
const SHOWN: usize = 5;

/// Looks for the dearest question; two figures, in this process and over HTTP.
///
/// # Errors
/// When the index cannot be read, or the server does not answer.
pub(super) fn run(context: &Context) -> Result<Vec<Figure>, String> {
    let bundle = Bundle::open(context.index()).map_err(|error| error.to_string())?;
    let policy = TierPolicy::unrestricted();
    let vocabulary = Vocabulary::of(&bundle)?;
    let mut random = context.random(0xdea2);
    let asked = context.count(20_000, 200);
    let mut herd = Herd::default();
    let within = |shape: &Shape| Ok(cost::in_process(&bundle, &policy, shape));
    breed::breed(&mut herd, &vocabulary, &mut random, asked, within)?;
    let mut dearest = herd.best();
    let again = context.count(100, 3);
    confirm(&mut dearest, |shape| {
        let took: Option<Duration> = (0..again).map(|_| cost::in_process(&bundle, &policy, shape)).sum();
        Ok(took.map(|took| took / u32::try_from(again).unwrap_or(u32::MAX)))
    })?;
    let mut figures = vec![figure("in process, thread time", asked, &dearest)];

    let mut server = Server::start(&context.binary)?;
    let target = |shape: &Shape| {
        let cursor = cost::cursor(&bundle, &policy, shape).map(|cursor| cursor.to_string());
        shape.target(cursor.as_deref())
    };
    let tries = context.count(2_000, 20);
    let mut over_http = Herd::default();
    let mut faults = Vec::new();
    let mut ask = |shape: &Shape, times: usize| {
        let answered = server.ask(&target(shape), times)?;
        faults.extend(answered.filter(|answered| answered.status >= 500).map(|_| shape.summary()));
        Ok(answered.filter(|answered| answered.status == 200).map(|answered| answered.busy))
    };
    // The first answers warm what warms.
    for bred in dearest.iter().take(10) {
        ask(&bred.shape, 3)?;
    }
    for bred in dearest {
        if let Some(busy) = ask(&bred.shape, 5)? {
            over_http.take(Bred { cost: busy, shape: bred.shape });
        }
    }
    breed::breed(&mut over_http, &vocabulary, &mut random, tries, |shape| ask(shape, 3))?;
    let mut confirmed = over_http.best();
    confirm(&mut confirmed, |shape| ask(shape, context.count(200, 5)))?;
    figures.push(figure("over HTTP, gzip, time of the server", tries, &confirmed));
    figures.push(fixed(&bundle, &mut server, context.count(200, 5))?);
    let seen = faults.first().map_or_else(|| "none".to_owned(), |first| format!("{}: {first}", faults.len()));
    figures.push(Figure::new("no question is answered with a 5xx", seen, faults.is_empty()));
    Ok(figures)
}

/// Puts the mean of many times in the place of what the dearest cost once, which may have been something else's work,
/// and sorts by it; the others are left out.
fn confirm(
    dearest: &mut Vec<Bred>,
    mut mean: impl FnMut(&Shape) -> Result<Option<Duration>, String>,
) -> Result<(), String> {
    dearest.truncate(SHOWN * 4);
    for bred in dearest.iter_mut() {
        bred.cost = mean(&bred.shape)?.unwrap_or(bred.cost);
    }
    dearest.sort_by_key(|bred| std::cmp::Reverse(bred.cost));
    Ok(())
}

/// What the herd came to.
fn figure(place: &str, asked: usize, dearest: &[Bred]) -> Figure {
    for bred in dearest.iter().take(SHOWN) {
        eprintln!("  {place}: {} µs, {}", bred.cost.as_micros(), bred.shape.summary());
        eprintln!("    in full: {}", bred.shape.text);
    }
    let claim = format!("the dearest GET of a hunt through {asked} costs less than 5 ms of CPU ({place})");
    match dearest.first() {
        Some(Bred { cost, shape }) => {
            Figure::new(claim, format!("{} µs: {}", cost.as_micros(), shape.summary()), *cost < MOST)
        }
        None => Figure::new(claim, "nothing could be measured", false),
    }
}

/// The routes that take no text, and the record with the most entries.
fn fixed(bundle: &Bundle, server: &mut Server<'_>, times: usize) -> Result<Figure, String> {
    let mut most: (usize, u32) = (0, 0);
    for entry in bundle.catalog().index().directory().iter() {
        let record = bundle.catalog().store().ingredient(entry.code).map_err(|error| error.to_string())?;
        let keys: Vec<EntryKey> = record.map(|record| record.regulations).unwrap_or_default();
        most = most.max((keys.len(), entry.code.get()));
    }
    let (_, code) = most;
    let (record, regulations) =
        (format!("/v1/ingredient/{code}"), format!("/v1/ingredient/{code}/regulations"));
    let targets = [
        "/v1/stats",
        "/v1/functions",
        "/v1/markets",
        "/v1/dataset",
        "/v1/ingredient/random",
        "/openapi.json",
        "/docs",
        "/health",
        "/ready",
        record.as_str(),
        regulations.as_str(),
    ];
    let mut dearest = (Duration::ZERO, "");
    for target in targets {
        server.ask(target, 2)?;
        let answered = server.ask(target, times)?.filter(|answered| answered.status == 200);
        dearest = dearest.max(answered.map_or((Duration::ZERO, ""), |answered| (answered.busy, target)));
    }
    let (cost, target) = dearest;
    let measured = format!("{} µs: {target}", cost.as_micros());
    let claim = "the dearest GET without a text costs less than 5 ms of CPU (over HTTP)";
    Ok(Figure::new(claim, measured, cost < MOST && !target.is_empty()))
}
