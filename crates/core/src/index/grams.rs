//! Names by what stands inside them: for every run of three characters the names that hold it.
//!
//! A name is taken in its spelling form with two line feeds behind it, so that every character of it begins a
//! run: what is shorter than three characters is looked for among the runs that begin with it.
//!
//! The section, all numbers little-endian:
//!
//! | bytes | content |
//! | --- | --- |
//! | 4 | number of runs `n` |
//! | 8 × n | the runs, ascending: three code points of 21 bits, the first in the highest bits |
//! | 4 × (n + 1) | where the list of each run begins; last, the length of all lists |
//! | the rest | the lists, see `postings` |

use std::collections::HashMap;
use std::ops::{ControlFlow, Range};

use memchr::memmem::Finder;

use super::bytes::{NUMBER, number_at, numbers, stored, take, take_number};
use super::names::Names;
use super::number::{Cap, Fields, Found, FoundName, NameNumber, Total};
use super::postings::{PostingList, encode_list, intersect};
use super::smallest::Smallest;
use super::{IndexError, Section};

const GRAM: usize = 8;
const CHARACTER_BITS: u32 = 21;
const END: char = '\n';
/// How many runs of a needle are looked up, and how many of their lists take part.
const RUNS: usize = 64;
const LISTS: usize = 4;
/// How many names are read at most to see whether they really hold the needle.
const CANDIDATES: usize = 32_768;

/// The lists of all runs.
pub(super) struct GramIndex<D> {
    bytes: D,
}

#[derive(Clone, Copy)]
struct Parts<'a> {
    grams: &'a [[u8; GRAM]],
    starts: &'a [[u8; NUMBER]],
    lists: &'a [u8],
}

impl<'a> Parts<'a> {
    fn of(mut bytes: &'a [u8]) -> Option<Self> {
        let count = take_number(&mut bytes)?;
        let grams = take(&mut bytes, count.checked_mul(GRAM)?)?;
        let starts = take(&mut bytes, count.checked_add(1)?.checked_mul(NUMBER)?)?;
        Some(Self { grams: grams.as_chunks().0, starts: numbers(starts), lists: bytes })
    }

    fn list(self, place: usize) -> Option<PostingList<'a>> {
        let range = number_at(self.starts, place)? as usize..number_at(self.starts, place + 1)? as usize;
        self.lists.get(range).map(PostingList::new)
    }

    /// The places of the runs in `range`.
    fn places(self, range: &Range<u64>) -> Range<usize> {
        let before = |bound: u64| self.grams.partition_point(|gram| u64::from_le_bytes(*gram) < bound);
        before(range.start)..before(range.end)
    }

    fn list_of(self, gram: u64) -> Option<PostingList<'a>> {
        let place = self.grams.binary_search_by_key(&gram, |gram| u64::from_le_bytes(*gram)).ok()?;
        self.list(place)
    }
}

impl<D: AsRef<[u8]>> GramIndex<D> {
    /// Opens and verifies the section.
    ///
    /// # Errors
    /// When sizes do not fit, runs do not ascend, or a list is damaged or names what is not there.
    pub(super) fn open(bytes: D, names: usize) -> Result<Self, IndexError> {
        let fault = |fault: &str| IndexError { section: Section::Grams.name(), fault: fault.to_owned() };
        let parts = Parts::of(bytes.as_ref()).ok_or_else(|| fault("it is cut short"))?;
        if !parts.grams.is_sorted_by(|a, b| u64::from_le_bytes(*a) < u64::from_le_bytes(*b)) {
            return Err(fault("runs do not ascend"));
        }
        let starts_at = |place| number_at(parts.starts, place).map(|start| start as usize);
        if starts_at(0) != Some(0) || starts_at(parts.grams.len()) != Some(parts.lists.len()) {
            return Err(fault("the lists do not fill the section"));
        }
        for place in 0..parts.grams.len() {
            let list = parts.list(place).filter(|list| list.verify(names) && list.len() > 0);
            if list.is_none() {
                return Err(fault("a list is damaged"));
            }
        }
        Ok(Self { bytes })
    }

    fn parts(&self) -> Parts<'_> {
        Parts::of(self.bytes.as_ref()).unwrap_or(Parts { grams: &[], starts: &[], lists: &[] })
    }

    /// The `limit` smallest numbers of names of these fields that hold `needle`, a text in its spelling form.
    pub(super) fn contains(&self, needle: &str, fields: Fields, limit: usize, names: Names<'_>) -> Found {
        let parts = self.parts();
        let grams = grams_of(needle);
        if needle.is_empty() || needle.contains([END, '\0']) {
            return Found::nothing();
        }
        if grams.is_empty() {
            return shorter_than_a_run(parts, needle, fields, limit, names);
        }
        let mut lists = Vec::with_capacity(grams.len());
        for gram in &grams {
            match parts.list_of(*gram) {
                Some(list) => lists.push((list.len(), list)),
                None => return Found::nothing(),
            }
        }
        lists.sort_by_key(|(length, _)| *length);
        let is_all = grams.len() == 1 && needle.chars().count() == 3;
        let known = lists.first().filter(|_| is_all && fields == Fields::ALL).map(|(length, _)| *length);
        let lists: Vec<PostingList<'_>> = lists.into_iter().take(LISTS).map(|(_, list)| list).collect();
        let finder = Finder::new(needle);
        let (mut found, mut candidates, mut cap) = (Vec::new(), 0, None);
        let flow = intersect(&lists, |number| {
            let number = NameNumber::new(number);
            if fields != Fields::ALL && !names.kind(number).is_some_and(|kind| fields.hold(kind)) {
                return ControlFlow::Continue(());
            }
            if candidates == CANDIDATES {
                cap = Some(Cap::Steps);
                return ControlFlow::Break(());
            }
            candidates += 1;
            if is_all || names.spelling_bytes(number).is_some_and(|name| finder.find(name).is_some()) {
                if found.len() == limit {
                    return ControlFlow::Break(());
                }
                found.push(FoundName { edits: 0, number });
            }
            ControlFlow::Continue(())
        });
        let total = match (known, flow) {
            (Some(total), _) => Total::Exact(total),
            (None, ControlFlow::Continue(())) => Total::Exact(found.len()),
            (None, ControlFlow::Break(())) => Total::AtLeast(found.len() + usize::from(cap.is_none())),
        };
        Found { names: found, total, cap }
    }
}

/// What [`GramIndex::contains`] finds for one or two characters: the union of the lists of all runs that begin
/// with them, each read up to where it can add nothing.
fn shorter_than_a_run(
    parts: Parts<'_>,
    needle: &str,
    fields: Fields,
    limit: usize,
    names: Names<'_>,
) -> Found {
    let places = parts.places(&runs_from(needle));
    // One more than asked for tells whether these are all.
    let mut smallest = Smallest::new(limit.saturating_add(1));
    for place in places {
        let Some(list) = parts.list(place) else { continue };
        let _ = list.each(|number| {
            if number >= smallest.bound() {
                return ControlFlow::Break(());
            }
            let of_list = NameNumber::new(number);
            if fields == Fields::ALL || names.kind(of_list).is_some_and(|kind| fields.hold(kind)) {
                smallest.offer(number, ());
            }
            ControlFlow::Continue(())
        });
    }
    let mut numbers = smallest.into_numbers();
    let total =
        if numbers.len() > limit { Total::AtLeast(numbers.len()) } else { Total::Exact(numbers.len()) };
    numbers.truncate(limit);
    let names = numbers.into_iter().map(|number| FoundName { edits: 0, number: NameNumber::new(number) });
    Found { names: names.collect(), total, cap: None }
}

fn packed(run: [char; 3]) -> u64 {
    run.into_iter().fold(0, |packed, character| (packed << CHARACTER_BITS) | u64::from(u32::from(character)))
}

/// The different runs of a needle, of a very long one those at its beginning; none of a short one.
fn grams_of(needle: &str) -> Vec<u64> {
    let mut grams = Vec::with_capacity(needle.len().min(RUNS));
    let mut run = ['\0'; 3];
    for (place, character) in needle.chars().enumerate().take(RUNS + 2) {
        run = [run[1], run[2], character];
        if place >= 2 && !grams.contains(&packed(run)) {
            grams.push(packed(run));
        }
    }
    grams
}

/// The runs that begin with one or two characters.
fn runs_from(needle: &str) -> Range<u64> {
    let mut characters = needle.chars();
    let code = |character: Option<char>| character.map_or(0, u32::from);
    let (first, second) = (code(characters.next()), code(characters.next()));
    let start = packed_codes(first, second);
    start..if second == 0 { packed_codes(first + 1, 0) } else { packed_codes(first, second + 1) }
}

fn packed_codes(first: u32, second: u32) -> u64 {
    (u64::from(first) << (2 * CHARACTER_BITS)) | (u64::from(second) << CHARACTER_BITS)
}

/// The bytes of the section for the spellings of all names, in order of number.
///
/// # Errors
/// When a number outgrows 32 bits.
pub(super) fn gram_section<'a>(spellings: impl Iterator<Item = &'a str>) -> Result<Vec<u8>, IndexError> {
    let mut lists: HashMap<u64, Vec<u32>> = HashMap::new();
    for (number, spelling) in (0..).zip(spellings) {
        let mut characters = spelling.chars().chain([END, END]);
        let (Some(mut first), Some(mut second)) = (characters.next(), characters.next()) else { continue };
        for third in characters {
            let list = lists.entry(packed([first, second, third])).or_default();
            if list.last() != Some(&number) {
                list.push(number);
            }
            (first, second) = (second, third);
        }
    }
    let mut lists: Vec<(u64, Vec<u32>)> = lists.into_iter().collect();
    lists.sort_unstable_by_key(|(gram, _)| *gram);
    let mut bytes = stored(Section::Grams, lists.len())?.to_vec();
    bytes.extend(lists.iter().flat_map(|(gram, _)| gram.to_le_bytes()));
    let mut encoded = Vec::new();
    for (_, list) in &lists {
        bytes.extend(stored(Section::Grams, encoded.len())?);
        encode_list(list, &mut encoded);
    }
    bytes.extend(stored(Section::Grams, encoded.len())?);
    bytes.extend(encoded);
    Ok(bytes)
}
