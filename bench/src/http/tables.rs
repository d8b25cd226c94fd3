//! What was measured, as Markdown.

use std::collections::HashSet;
use std::fmt::Write;

use incidex_storage::Bundle;

use super::draw::Lookup;
use super::layers::Cost;
use super::sides::Sides;
use super::{Arrangement, CUSTOMERS, Round};
use crate::load::Waiting;

/// The servers, and the ratios.
///
/// # Errors
/// When a side is missing.
pub(super) fn servers(sides: &Sides, rounds: &[Vec<Round>]) -> Result<String, String> {
    let mut table = String::from(
        "| server | requests per second | processor time, µs | p50, µs | p99, µs | 2xx, 3xx | 4xx | faults |\n\
         | --- | ---: | ---: | ---: | ---: | ---: | ---: | ---: |\n",
    );
    for (side, rounds) in sides.all.iter().zip(rounds) {
        let round = Round::joined(rounds);
        let _ = writeln!(
            table,
            "| {} | {:.0} | {:.1} | {} | {} | {} | {} | {} |",
            side.name,
            round.rate(),
            round.busy_micros(),
            round.quantile(500),
            round.quantile(990),
            round.successes,
            round.refusals,
            round.faults
        );
    }
    for (name, place) in [("", Sides::EVERYTHING), (", nothing kept,", Sides::UNKEPT)] {
        let (bare, real) = (at(rounds, Sides::BARE)?, at(rounds, place)?);
        let rates = ratio(bare.iter().zip(real).map(|(a, b)| b.rate() / a.rate()));
        let times = ratio(bare.iter().zip(real).map(|(a, b)| a.busy_micros() / b.busy_micros()));
        let _ = write!(
            table,
            "\nincidex{name} / bare: {rates} by requests per second, {times} by processor time ({} pairs of rounds).\n",
            bare.len()
        );
        let real = Round::joined(real);
        if real.refusals + real.faults > 0 {
            table += "Not every lookup was answered with a 2xx: the ratio compares different work.\n";
        }
    }
    if sides.refusal < 400 {
        let _ = writeln!(
            table,
            "This binary answers a wrong secret with {}: no refusals are shown.",
            sides.refusal
        );
    }
    Ok(table)
}

/// What each layer costs.
///
/// # Errors
/// When a side is missing.
pub(super) fn layers(rounds: &[Vec<Round>], costs: &[Cost]) -> Result<String, String> {
    let busy = |place| at(rounds, place).map(|rounds| Round::joined(rounds).busy_micros());
    let (bare, everything, known) = (busy(Sides::BARE)?, busy(Sides::EVERYTHING)?, busy(Sides::KNOWN)?);
    let frame = busy(Sides::HEALTH)? - busy(Sides::BARE_HEALTH)?;
    let mut table = String::from(
        "\n| layer | µs per request | of everything, % | how it is known |\n| --- | ---: | ---: | --- |\n",
    );
    let mut row = |layer: &str, micros: f64, how: &str| {
        let _ = writeln!(table, "| {layer} | {micros:.2} | {:.0} | {how} |", 100.0 * micros / everything);
    };
    row("kernel, actix, the body: the bare route", bare, "the server");
    row("front layer, frame, fixed headers", frame, "/health less a bare route with its body");
    let mut rest = everything - bare - frame;
    for cost in costs.iter().filter(|cost| cost.is_usual) {
        row(cost.layer, cost.micros, "by itself");
        rest -= cost.micros;
    }
    row(
        "the rest: actix's part of a longer head, the kept answer, limits' headers, log line, counts",
        rest,
        "what is left",
    );
    row("everything", everything, "the server");
    row("beside it: nothing kept", busy(Sides::UNKEPT)? - everything, "the server with no room for answers");
    for cost in costs.iter().filter(|cost| !cost.is_usual) {
        row(&format!("beside it: {}", cost.layer), cost.micros, "by itself");
    }
    row("beside it: a 304 for the body", known - everything, "the server asked with If-None-Match");
    row("beside it: gzip", busy(Sides::COMPRESSED)? - everything, "the server asked for gzip");
    Ok(table)
}

/// What the figures hold for.
pub(super) fn circumstances(
    bundle: &Bundle,
    lookups: &[Lookup],
    sides: &Sides,
    arrangement: Arrangement,
) -> String {
    let Arrangement { connections, workers, waiting, .. } = arrangement;
    let distinct: HashSet<String> = lookups.iter().map(Lookup::target).collect();
    format!(
        "\n{} requests for {} different targets, of {} records, by {CUSTOMERS} customers; bodies of {} bytes on \
         average, heads of {}. {connections} connections; workers of each server: {workers}; the generator {}.\n",
        lookups.len(),
        distinct.len(),
        bundle.catalog().statistics().ingredients,
        sides.body,
        sides.head,
        match waiting {
            Waiting::Asleep => "sleeps while it waits",
            Waiting::Awake => "waits awake",
        },
    )
}

fn at(rounds: &[Vec<Round>], place: usize) -> Result<&Vec<Round>, String> {
    rounds.get(place).ok_or_else(|| "a server was not measured".to_owned())
}

/// The median of ratios, with the least and the most.
fn ratio(ratios: impl Iterator<Item = f64>) -> String {
    let mut ratios: Vec<f64> = ratios.filter(|ratio| ratio.is_finite()).collect();
    ratios.sort_unstable_by(f64::total_cmp);
    let at = |place: usize| ratios.get(place).copied().unwrap_or_default();
    let last = ratios.len().saturating_sub(1);
    format!("{:.3} ({:.3} to {:.3})", at(ratios.len() / 2), at(0), at(last))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_ratio_is_the_median_of_its_rounds() {
        assert_eq!(ratio([0.9, 0.1, 0.5].into_iter()), "0.500 (0.100 to 0.900)");
        assert_eq!(ratio([f64::NAN, f64::INFINITY].into_iter()), "0.000 (0.000 to 0.000)");
    }
}
