//! Which parts of a name matched, in bytes of the name as its source spells it.

use std::ops::Range;

use super::{MatchMode, Probe};
use crate::text::Mapped;

/// The parts of `name` that the mode claims, rising and apart. They fall between characters; a part whose
/// normal form is longer than what matched is given whole.
pub(crate) fn highlights(name: &str, mode: MatchMode, probe: &Probe) -> Vec<Range<usize>> {
    let ranges = match mode {
        MatchMode::StartsWith => {
            let length = probe.query.key().chars().count();
            Mapped::key(name).origin(0..length).into_iter().collect()
        }
        MatchMode::IdentifierStartsWith => beginning_of_number(name, probe.query.spelling()),
        MatchMode::Contains => occurrences(name, probe.query.spelling()),
        _ => {
            let mapped = Mapped::key(name);
            mapped.origin(0..mapped.form().chars().count()).into_iter().collect()
        }
    };
    apart(ranges)
}

/// Where the digits of `query` end in a number that begins with them, its own hyphens passed over.
fn beginning_of_number(number: &str, query: &str) -> Vec<Range<usize>> {
    let digits = query.bytes().filter(u8::is_ascii_digit).count();
    let last = number.bytes().enumerate().filter(|(_, b)| b.is_ascii_digit()).nth(digits.saturating_sub(1));
    last.map(|(at, _)| 0..at + 1).into_iter().collect()
}

/// Where the spelling of `name` holds `needle`, without overlaps.
fn occurrences(name: &str, needle: &str) -> Vec<Range<usize>> {
    let mapped = Mapped::spelling(name);
    let starts = mapped.form().match_indices(needle);
    starts.filter_map(|(at, text)| mapped.origin_of_bytes(at..at + text.len())).collect()
}

/// Sorted, and joined where they overlap.
fn apart(mut ranges: Vec<Range<usize>>) -> Vec<Range<usize>> {
    ranges.sort_unstable_by_key(|range| (range.start, range.end));
    let mut out: Vec<Range<usize>> = Vec::with_capacity(ranges.len());
    for range in ranges.into_iter().filter(|range| !range.is_empty()) {
        match out.last_mut() {
            Some(before) if range.start < before.end => before.end = before.end.max(range.end),
            _ => out.push(range),
        }
    }
    out
}
