//! Names by their words, in any order, some missing, each with typing errors of its own.
//!
//! A word is a run of letters and digits of the spelling form, in its key form. An FST leads from words to
//! ordinals, in the order of their keys; another holds them turned round (see `fuzzy`); the third section has
//! a list of names for each word:
//!
//! | bytes | content |
//! | --- | --- |
//! | 4 | number of words `n` |
//! | 4 × (n + 1) | where the list of each word begins; last, the length of all lists |
//! | the rest | the lists, see `postings` |

use std::collections::BTreeMap;
use std::ops::ControlFlow;

use fst::Map;

use super::bytes::{NUMBER, number_at, numbers, stored, take, take_number};
use super::effort::{Effort, STEPS};
use super::fuzzy::{TurnedKeys, near, turned_section};
use super::keyed::{first_and_last, fst_section};
use super::names::Names;
use super::number::{Cap, Fields, NameNumber, Total};
use super::postings::{Cursor, PostingList, encode_list};
use super::symbols::{encode, ends_open, symbols};
use super::walk::descend;
use super::{IndexError, Section};
use crate::text::{is_word_character, key};

/// Words of a query that are looked up.
const WORDS: usize = 16;
/// Words of the index that one word of a query may stand for.
const EXPANSIONS: usize = 128;
/// Postings that are read in all: what begins or is spelled like a common word is looked at only for names
/// that a rarer one has led to.
const POSTINGS: usize = 16_384;
/// Lists that names are held against without being read in full.
const PROBED: usize = 16;

/// A word to look for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct WordQuery<'a> {
    /// Its key form.
    pub key: &'a str,
    /// The most edits that it is taken to have, 0 to 2.
    pub max_edits: u8,
    /// Whether it may be the beginning of a word.
    pub may_go_on: bool,
}

/// How many words of a query a name may lack.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Missing {
    /// None.
    None,
    /// Half of them.
    UpToHalf,
}

/// A name found by its words.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct FoundByWords {
    /// The name.
    pub number: NameNumber,
    /// Words of the query that it lacks.
    pub missing: u8,
    /// Edits in all of the words that it has.
    pub edits: u8,
    /// Words that it has and the query lacks, at most 255.
    pub superfluous: u8,
}

/// What a lookup by words has found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct WordsFound {
    /// The best, at most as many as were asked for.
    pub names: Vec<FoundByWords>,
    /// How many there are.
    pub total: Total,
    /// The bound that was met, if one was; the total is then a lower bound.
    pub cap: Option<Cap>,
}

/// The words of a text, in their key form, in order: its runs of letters and digits.
pub fn words_of(text: &str) -> impl Iterator<Item = String> {
    let runs = text.split(|character: char| !is_word_character(character));
    runs.map(key).filter(|word| !word.is_empty())
}

/// All words and their lists.
pub(super) struct WordIndex<D> {
    keys: Map<D>,
    turned: TurnedKeys<D>,
    lists: D,
}

#[derive(Clone, Copy)]
struct Lists<'a> {
    starts: &'a [[u8; NUMBER]],
    lists: &'a [u8],
}

impl<'a> Lists<'a> {
    fn of(mut bytes: &'a [u8]) -> Option<Self> {
        let count = take_number(&mut bytes)?;
        let starts = take(&mut bytes, count.checked_add(1)?.checked_mul(NUMBER)?)?;
        Some(Self { starts: numbers(starts), lists: bytes })
    }

    fn len(self) -> usize {
        self.starts.len().saturating_sub(1)
    }

    fn list(self, ordinal: u64) -> Option<PostingList<'a>> {
        let place = usize::try_from(ordinal).ok()?;
        let range = number_at(self.starts, place)? as usize..number_at(self.starts, place + 1)? as usize;
        self.lists.get(range).map(PostingList::new)
    }
}

/// A list that a word of the query leads to.
struct Lead<'a> {
    list: PostingList<'a>,
    length: usize,
    /// Which list it is; several words of a query, misspelled, may lead to one.
    ordinal: u64,
    word: u8,
    edits: u8,
}

/// That a name lacks a word.
const LACKING: u8 = u8::MAX;

/// The names that leads lead to.
struct Candidates {
    /// Their numbers, ascending.
    numbers: Vec<u32>,
    /// For each of them one number per word of the query: the fewest edits with which the name has it, or
    /// [`LACKING`].
    edits: Vec<u8>,
}

impl<D: AsRef<[u8]>> WordIndex<D> {
    /// Opens and verifies the three sections.
    ///
    /// # Errors
    /// When an FST fails its checksum, there are more or fewer lists than words, or a list is damaged. A word that
    /// leads to another's list is not seen: that takes a walk over all of them.
    pub(super) fn open(keys: D, turned: D, lists: D, names: usize) -> Result<Self, IndexError> {
        let fault = |section: Section, fault: String| IndexError { section: section.name(), fault };
        let keys = Map::new(keys).map_err(|error| fault(Section::WordKeys, error.to_string()))?;
        keys.as_fst().verify().map_err(|error| fault(Section::WordKeys, error.to_string()))?;
        let damaged = |what: &str| fault(Section::WordLists, what.to_owned());
        let parts = Lists::of(lists.as_ref()).ok_or_else(|| damaged("it is cut short"))?;
        if !(0..keys.len() as u64).all(|word| parts.list(word).is_some_and(|list| list.verify(names))) {
            return Err(damaged("a list is damaged"));
        }
        let start = |place| number_at(parts.starts, place).map(|start| start as usize);
        if parts.len() != keys.len() || start(0) != Some(0) || start(parts.len()) != Some(parts.lists.len()) {
            return Err(damaged("the lists do not fill the section"));
        }
        let turned = TurnedKeys::open(turned, Section::TurnedWords)?;
        Ok(Self { keys, turned, lists })
    }

    /// The words that a word of the query may stand for, each with its edits, fewest first.
    fn expand(
        &self,
        word: &WordQuery<'_>,
        steps: usize,
        effort: &mut Effort,
    ) -> (Vec<(u64, u8)>, Option<Cap>) {
        let symbols = symbols(word.key);
        let mut budget = effort.budget(steps);
        let edits = usize::from(word.max_edits);
        let mut found = near(self.keys.as_fst(), &self.turned, &[&[]], &symbols, edits, &mut budget);
        effort.spend(&budget, steps);
        let mut cap = budget.cap;
        if word.may_go_on && !word.key.is_empty() {
            let below = descend(self.keys.as_fst(), &encode(word.key)).and_then(|(node, output)| {
                first_and_last(self.keys.as_fst(), node, output, ends_open(word.key))
            });
            let mut below = below.into_iter().flat_map(|(first, last)| first..=last);
            found.extend(below.by_ref().take(EXPANSIONS).map(|word| (word, 0)));
            if below.next().is_some() {
                cap = cap.or(Some(Cap::Expansions));
            }
        }
        found.sort_unstable();
        found.dedup_by_key(|(ordinal, _)| *ordinal);
        found.sort_by_key(|(_, edits)| *edits);
        if found.len() > EXPANSIONS {
            found.truncate(EXPANSIONS);
            cap = cap.or(Some(Cap::Expansions));
        }
        (found, cap)
    }

    /// See [`SearchIndex::words_within`](super::SearchIndex::words_within).
    pub(super) fn find(
        &self,
        words: &[WordQuery<'_>],
        missing: Missing,
        fields: Fields,
        limit: usize,
        names: Names<'_>,
        effort: &mut Effort,
    ) -> WordsFound {
        let Some(lists) = Lists::of(self.lists.as_ref()).filter(|_| words.len() <= WORDS) else {
            return WordsFound { names: Vec::new(), total: Total::AtLeast(0), cap: Some(Cap::Length) };
        };
        let mut cap = None;
        let mut leads = Vec::new();
        let mut known: Vec<(WordQuery<'_>, Vec<(u64, u8)>)> = Vec::new();
        for (place, word) in (0..).zip(words) {
            let same = |(asked, _): &&(WordQuery<'_>, _)| asked == word;
            let expanded = match known.iter().find(same) {
                Some((_, expanded)) => expanded.clone(),
                None => {
                    let (expanded, met) = self.expand(word, STEPS / words.len(), effort);
                    cap = cap.or(met);
                    known.push((*word, expanded.clone()));
                    expanded
                }
            };
            let before = leads.len();
            leads.extend(expanded.into_iter().filter_map(|(ordinal, edits)| {
                let list = lists.list(ordinal)?;
                Some(Lead { list, length: list.len(), ordinal, word: place, edits })
            }));
            if missing == Missing::None && leads.len() == before {
                let total = if cap.is_some() { Total::AtLeast(0) } else { Total::Exact(0) };
                return WordsFound { names: Vec::new(), total, cap };
            }
        }
        let weights = weights(words.len(), &leads, names.len());
        let (candidates, met) = candidates(leads, words.len());
        let numbered = candidates.numbers.iter().zip(candidates.edits.chunks(words.len().max(1)));
        let mut found: Vec<_> = numbered
            .filter(|(_, edits)| missing == Missing::UpToHalf || !edits.contains(&LACKING))
            .filter_map(|(number, edits)| judged(*number, edits, &weights, fields, names))
            .collect();
        let cap = cap.or(met);
        let total = if cap.is_some() { Total::AtLeast(found.len()) } else { Total::Exact(found.len()) };
        if found.len() > limit {
            found.select_nth_unstable_by_key(limit, |(place, _)| *place);
            found.truncate(limit);
        }
        found.sort_unstable_by_key(|(place, _)| *place);
        WordsFound { names: found.into_iter().map(|(_, found)| found).collect(), total, cap }
    }
}

/// How telling each word of the query is: the more, the fewer names have it (the logarithm to base two of the
/// share of names, in whole numbers, plus one).
fn weights(words: usize, leads: &[Lead<'_>], names: usize) -> Vec<u32> {
    let bearing = |word: usize| -> usize {
        leads.iter().filter(|lead| usize::from(lead.word) == word).map(|lead| lead.length).sum()
    };
    (0..words).map(|word| (names / bearing(word).max(1)).max(1).ilog2() + 1).collect()
}

/// The names that the leads lead to: short lists are read as long as postings are left, names found so are held
/// against the long ones.
fn candidates(mut leads: Vec<Lead<'_>>, words: usize) -> (Candidates, Option<Cap>) {
    leads.sort_by_key(|lead| (lead.length, lead.ordinal, lead.word));
    let mut cap = None;
    let mut left = POSTINGS;
    // Number of the name, word and edits in one: what is sorted is long, and one number is compared faster.
    let mut read: Vec<u64> = Vec::new();
    let mut unread = Vec::new();
    for same in leads.chunk_by(|a, b| a.ordinal == b.ordinal) {
        let Some(Lead { list, length, .. }) = same.first() else { continue };
        // The rarest list of all is read as far as may be: its first names are the best.
        if length * same.len() > left && !read.is_empty() {
            unread.push((Cursor::new(*list), same));
            continue;
        }
        let flow = list.each(|number| {
            if left < same.len() {
                return ControlFlow::Break(());
            }
            left -= same.len();
            let hit =
                |lead: &Lead<'_>| u64::from(number) << 16 | u64::from(lead.word) << 8 | u64::from(lead.edits);
            read.extend(same.iter().map(hit));
            ControlFlow::Continue(())
        });
        if flow.is_break() {
            cap = Some(Cap::Steps);
        }
    }
    read.sort_unstable();
    let mut found = Candidates { numbers: Vec::new(), edits: Vec::with_capacity(read.len() * words) };
    for of_name in read.chunk_by(|a, b| a >> 16 == b >> 16) {
        let Some(number) = of_name.first().and_then(|hit| u32::try_from(hit >> 16).ok()) else { continue };
        let begin = found.edits.len();
        found.numbers.push(number);
        found.edits.resize(begin + words, LACKING);
        for hit in of_name {
            let [.., word, edits] = hit.to_be_bytes();
            note(&mut found.edits, begin, word, edits);
        }
    }
    if !unread.is_empty() {
        cap = Some(Cap::Steps);
    }
    for (cursor, same) in unread.iter_mut().take(PROBED) {
        for (place, number) in found.numbers.iter().enumerate() {
            if cursor.holds(*number) {
                same.iter().for_each(|lead| note(&mut found.edits, place * words, lead.word, lead.edits));
            }
        }
    }
    (found, cap)
}

/// Notes that the name whose numbers begin at `begin` has a word.
fn note(all: &mut [u8], begin: usize, word: u8, edits: u8) {
    if let Some(fewest) = all.get_mut(begin + usize::from(word)) {
        *fewest = edits.min(*fewest);
    }
}

/// The place of a name among those found (smaller is better) and what is said of it, `edits` being how it has each
/// word of the query; `None` for a name of another field, or one that lacks more than half of the words.
fn judged(
    number: u32,
    edits: &[u8],
    weights: &[u32],
    fields: Fields,
    names: Names<'_>,
) -> Option<((u32, u8, u8, u32), FoundByWords)> {
    let (mut present, mut of_all, mut lacking) = (0_u8, 0_u8, 0);
    for (edits, weight) in edits.iter().zip(weights) {
        if *edits == LACKING {
            lacking += weight;
        } else {
            present += 1;
            of_all = of_all.saturating_add(*edits);
        }
    }
    let missing = edits.len() - usize::from(present);
    if missing * 2 > edits.len() {
        return None;
    }
    let number = NameNumber::new(number);
    let row = names.row(number).filter(|row| fields.hold(row.kind))?;
    let missing = u8::try_from(missing).unwrap_or(u8::MAX);
    let superfluous = row.words.saturating_sub(present);
    let found = FoundByWords { number, missing, edits: of_all, superfluous };
    Some(((lacking, of_all, superfluous, number.get()), found))
}

/// The bytes of the three sections for the spellings of all names, in order of number.
///
/// # Errors
/// When a number outgrows 32 bits.
pub(super) fn word_sections<'a>(
    spellings: impl Iterator<Item = &'a str>,
) -> Result<[(Section, Vec<u8>); 3], IndexError> {
    let mut by_word: BTreeMap<String, Vec<u32>> = BTreeMap::new();
    for (number, spelling) in (0..).zip(spellings) {
        for word in words_of(spelling) {
            let list = by_word.entry(word).or_default();
            if list.last() != Some(&number) {
                list.push(number);
            }
        }
    }
    // Keys are in the order of what stands for them, which is not that of their characters.
    let words: BTreeMap<Vec<u8>, Vec<u32>> =
        by_word.into_iter().map(|(word, list)| (encode(&word), list)).collect();
    let keys = fst_section(Section::WordKeys, words.keys().zip(0..))?;
    let turned = turned_section(Section::TurnedWords, words.keys().map(Vec::as_slice))?;
    let mut bytes = stored(Section::WordLists, words.len())?.to_vec();
    let mut encoded = Vec::new();
    for list in words.values() {
        bytes.extend(stored(Section::WordLists, encoded.len())?);
        encode_list(list, &mut encoded);
    }
    bytes.extend(stored(Section::WordLists, encoded.len())?);
    bytes.extend(encoded);
    Ok([(Section::WordKeys, keys), (Section::TurnedWords, turned), (Section::WordLists, bytes)])
}
