//! Which parts of a name matched, in bytes of the name as its source spells it.

use std::cell::OnceCell;
use std::ops::Range;

use super::align::{Symbols, edit_budget, nearest_beginning};
use super::{MatchMode, Query};
use crate::text::hangul::{agrees_with_choseong, half_typed, jamo};
use crate::text::{Mapped, key, words};

/// Marks what met a query. What of the query every name is held against is made once, however many there are: a
/// query may be longer than all of them.
pub(crate) struct Marker<'a> {
    query: &'a Query,
    /// The symbols of the query and the edits that it may have.
    whole: OnceCell<(Symbols, u8)>,
    /// The same of each of its words.
    words: OnceCell<Vec<(Symbols, u8)>>,
    /// What it may be the half-typed beginning of.
    half_typed: OnceCell<Vec<String>>,
}

impl<'a> Marker<'a> {
    /// One for `query`.
    pub(crate) fn new(query: &'a Query) -> Self {
        Self { query, whole: OnceCell::new(), words: OnceCell::new(), half_typed: OnceCell::new() }
    }

    /// The parts of `name` that met the query in the way `mode`, rising and apart. They fall between characters; a
    /// character of which only a part matched is given whole.
    pub(crate) fn highlights(&self, name: &str, mode: MatchMode) -> Vec<Range<usize>> {
        let query = self.query;
        let mapped = || Mapped::key(name);
        let beginning = |mapped: &Mapped, characters: usize| {
            let characters = characters.min(mapped.form().chars().count());
            mapped.origin(0..characters).into_iter().collect()
        };
        let ranges = match mode {
            MatchMode::Exact | MatchMode::Fuzzy | MatchMode::KeyboardLayout => {
                beginning(&mapped(), usize::MAX)
            }
            MatchMode::Identifier | MatchMode::IdentifierRepaired => std::iter::once(0..name.len()).collect(),
            MatchMode::StartsWith => beginning(&mapped(), query.key().chars().count()),
            MatchMode::HalfTyped => {
                let mapped = mapped();
                let forms = self.half_typed.get_or_init(|| half_typed(query.key()));
                beginning(&mapped, begun(forms, mapped.form()))
            }
            MatchMode::Choseong => {
                let mapped = mapped();
                let covered = agrees_with_choseong(query.key(), mapped.form());
                beginning(&mapped, covered.unwrap_or_default())
            }
            MatchMode::FuzzyPrefix => {
                let mapped = mapped();
                let (asked, budget) = self.whole.get_or_init(|| with_budget(query.key()));
                let nearest = nearest_beginning(asked, &Symbols::of(mapped.form()), *budget);
                beginning(&mapped, nearest.map_or(0, |(characters, _)| characters))
            }
            MatchMode::IdentifierStartsWith => beginning_of_number(name, query.spelling()),
            MatchMode::Contains | MatchMode::IdentifierContains => occurrences(name, query.spelling()),
            MatchMode::WithoutParentheses | MatchMode::Words | MatchMode::WordsFuzzy => {
                let asked = self.words.get_or_init(|| {
                    let words = words(query.spelling()).filter_map(|word| query.spelling().get(word));
                    words.map(|word| with_budget(&key(word))).collect()
                });
                matching_words(name, asked)
            }
        };
        apart(ranges)
    }
}

fn with_budget(key: &str) -> (Symbols, u8) {
    (Symbols::of(key), edit_budget(key))
}

/// How many characters of `name` have been begun by a half-typed text, `forms` being what it may be the beginning of.
fn begun(forms: &[String], name: &str) -> usize {
    let whole = jamo(name);
    let Some(form) = forms.iter().find(|form| whole.starts_with(form.as_str())) else { return 0 };
    let typed = form.chars().count();
    let mut symbols = 0;
    let is_begun = |character: &char| {
        let begins = symbols < typed;
        symbols += jamo(character.encode_utf8(&mut [0; 4])).chars().count();
        begins
    };
    name.chars().take_while(is_begun).count()
}

/// The digits of a number that a query begins with, up to the last of them.
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

/// The words of `name` that are one of the words asked for or begin with one; where a word that was asked for has
/// none, the one that it is nearest to.
fn matching_words(name: &str, asked: &[(Symbols, u8)]) -> Vec<Range<usize>> {
    let mapped = Mapped::spelling(name);
    let own: Vec<(Range<usize>, usize, Symbols)> = words(mapped.form())
        .map(|word| {
            let key = key(mapped.form().get(word.clone()).unwrap_or_default());
            (word, key.chars().count(), Symbols::of(&key))
        })
        .collect();
    let mut ranges = Vec::new();
    let mut marked = vec![false; own.len()];
    for (asked, budget) in asked {
        // Of several words that are as near, the first that no other word has taken.
        let distance = |length: usize, word: &Symbols| {
            let (characters, edits) = nearest_beginning(asked, word, *budget)?;
            Some((edits, characters < length, characters))
        };
        let nearest = own
            .iter()
            .enumerate()
            .filter_map(|(place, (range, length, word))| Some((distance(*length, word)?, place, range)))
            .min_by_key(|((edits, is_partial, _), place, _)| {
                (*edits, *is_partial, marked.get(*place).copied().unwrap_or(false), *place)
            });
        let Some(((_, _, characters), place, range)) = nearest else { continue };
        if let Some(mark) = marked.get_mut(place) {
            *mark = true;
        }
        let word = mapped.form().get(range.clone()).unwrap_or_default();
        let end = word.char_indices().nth(characters).map_or(word.len(), |(at, _)| at);
        ranges.extend(mapped.origin_of_bytes(range.start..range.start + end));
    }
    ranges
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

#[cfg(test)]
mod tests {
    use super::*;

    fn check(name: &str, mode: MatchMode, query: &str, parts: &[&str]) {
        let found = Marker::new(&Query::folded(query)).highlights(name, mode);
        assert_eq!(
            found.iter().map(|range| &name[range.clone()]).collect::<Vec<_>>(),
            parts,
            "{name} {query}"
        );
    }

    #[test]
    fn each_way_marks_what_it_claims() {
        check("1,2-Hexanediol", MatchMode::StartsWith, "12hex", &["1,2-Hex"]);
        check("나이아신아마이드", MatchMode::HalfTyped, "나이아ㅅ", &["나이아신"]);
        check("나이아신아마이드", MatchMode::HalfTyped, "나이아신아마읻", &["나이아신아마이드"]);
        check("황금추출물", MatchMode::HalfTyped, "호", &["황"]);
        check("나이아신아마이드", MatchMode::Choseong, "나이ㅇㅅ", &["나이아신"]);
        check("Niacinamide", MatchMode::FuzzyPrefix, "niacn", &["Niacin"]);
        check("98-92-0", MatchMode::IdentifierStartsWith, "989", &["98-9"]);
        check("Cocos (Coco) Oil", MatchMode::Contains, "co", &["Co", "co", "Co", "co"]);
        check(
            "Camellia Sinensis (Green Tea) Leaf Extract",
            MatchMode::Words,
            "extract grean tea leaf",
            &["Green", "Tea", "Leaf", "Extract"],
        );
        check("Té vert — Ｅxtract", MatchMode::Words, "extract te", &["Té", "Ｅxtract"]);
    }

    #[test]
    fn what_does_not_match_marks_nothing() {
        for mode in [MatchMode::Choseong, MatchMode::HalfTyped, MatchMode::Contains, MatchMode::FuzzyPrefix] {
            check("Niacin", mode, "글리세린", &[]);
        }
    }
}
