//! Every way of matching, as a scan of all names by its definition.

use std::collections::BTreeMap;

use incidex_core::ingredient::{Ingredient, Name, NameKind};
use incidex_core::search::Field;
use incidex_core::text::hangul::{Syllable, agrees_with_choseong, choseong, half_typed, is_initial, jamo};
use incidex_core::text::{self, is_hangul, is_jamo, is_syllable, key, spelling};

/// Stands for more edits than there can be.
const FAR: usize = 1_000_000;

/// Optimal string alignment over symbols, digits never edited: the whole table, from its definition. Returns
/// the distance to every beginning of `name`.
pub(crate) fn distances(query: &str, name: &str) -> Vec<usize> {
    let (a, b): (Vec<char>, Vec<char>) = (jamo(query).chars().collect(), jamo(name).chars().collect());
    let edit = |symbol: char| if symbol.is_numeric() { FAR } else { 1 };
    let mut table = vec![vec![FAR; b.len() + 1]; a.len() + 1];
    for i in 0..=a.len() {
        for j in 0..=b.len() {
            let mut least = if i == 0 && j == 0 { 0 } else { FAR };
            if i > 0 {
                least = least.min(table[i - 1][j] + edit(a[i - 1]));
            }
            if j > 0 {
                least = least.min(table[i][j - 1] + edit(b[j - 1]));
            }
            if i > 0 && j > 0 {
                let same = a[i - 1] == b[j - 1];
                let change = if same { 0 } else { edit(a[i - 1]).max(edit(b[j - 1])) };
                least = least.min(table[i - 1][j - 1] + change);
            }
            if i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1] && a[i - 1] != a[i - 2] {
                least = least.min(table[i - 2][j - 2] + edit(a[i - 1]).max(edit(a[i - 2])));
            }
            table[i][j] = least.min(FAR);
        }
    }
    table.pop().unwrap()
}

/// None below 5 letters or jamo, 1 from 5, 2 from 9; digits do not count.
pub(crate) fn budget(key: &str) -> usize {
    let symbols = |c: char| Syllable::of(c).map_or(1, |syllable| 2 + usize::from(syllable.last.is_some()));
    match key.chars().filter(|c| !c.is_numeric()).map(symbols).sum() {
        0..=4 => 0,
        5..=8 => 1,
        _ => 2,
    }
}

/// One name of the model.
#[derive(Clone, Debug)]
pub(crate) struct Entry {
    code: u32,
    kind: NameKind,
    key: String,
    spelling: String,
    jamo: String,
}

/// The names that are looked at: those with a letter or a digit. A variety's INCI names are its principal's, but
/// these records know no varieties.
pub(crate) fn entries(records: &[Ingredient]) -> Vec<Entry> {
    let of = |record: &Ingredient| {
        let code = record.code.get();
        let entry = |name: &Name| Entry {
            code,
            kind: name.kind,
            key: key(&name.text),
            spelling: spelling(&name.text),
            jamo: jamo(&key(&name.text)),
        };
        record.names.iter().map(entry).collect::<Vec<_>>()
    };
    records.iter().flat_map(of).filter(|entry| !entry.key.is_empty()).collect()
}

/// What of a name the query is, with how many edits; the least of them is the best, as
/// [`MatchMode::tier`](incidex_core::search::MatchMode::tier) orders them.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Matched {
    /// What the mode asks for, without an edit.
    Sure,
    /// The whole name.
    Whole(usize),
    /// Its beginning.
    Beginning(usize),
}

/// For every record that a scan finds, its best match.
pub(crate) type Found = BTreeMap<u32, Matched>;

fn scan(entries: &[Entry], field: Field, matches: impl Fn(&Entry) -> Option<Matched>) -> Found {
    let mut found = Found::new();
    for entry in entries.iter().filter(|entry| field.covers(Field::of(entry.kind))) {
        if let Some(matched) = matches(entry) {
            let best = found.entry(entry.code).or_insert(matched);
            *best = matched.min(*best);
        }
    }
    found
}

pub(crate) fn exact(entries: &[Entry], field: Field, query: &str) -> Found {
    let query = key(query);
    scan(entries, field, |name| (!query.is_empty() && name.key == query).then_some(Matched::Sure))
}

/// Begins so, letter by letter, jamo by jamo, or by initials.
pub(crate) fn starts_with(entries: &[Entry], field: Field, query: &str) -> Found {
    let query = key(query);
    let ends_in_hangul = query.chars().next_back().is_some_and(is_hangul);
    let forms = if ends_in_hangul { half_typed(&query) } else { Vec::new() };
    let has_initial =
        query.chars().any(|c| is_hangul(c) && !is_syllable(c)) && choseong(&query).chars().any(is_initial);
    scan(entries, field, |name| {
        let begins = !query.is_empty()
            && (name.key.starts_with(&query)
                || forms.iter().any(|form| name.jamo.starts_with(form.as_str()))
                || (has_initial && agrees_with_choseong(&query, &name.key).is_some()));
        begins.then_some(Matched::Sure)
    })
}

pub(crate) fn contains(entries: &[Entry], field: Field, query: &str) -> Found {
    let needle = spelling(query);
    let is_anything = !key(query).is_empty();
    scan(entries, field, |name| (is_anything && name.spelling.contains(&needle)).then_some(Matched::Sure))
}

/// Is it, or begins so, within the budget of the query.
pub(crate) fn fuzzy(entries: &[Entry], field: Field, query: &str) -> Found {
    let query = key(query);
    let most = budget(&query);
    // What is further from the beginning than the query can reach is no part of a beginning within reach.
    let reach = jamo(&query).chars().count() + most;
    scan(entries, field, |name| {
        let distances = distances(&query, &name.jamo.chars().take(reach + 1).collect::<String>());
        let whole = distances.last().filter(|edits| **edits <= most);
        let beginning = distances.iter().min().filter(|edits| **edits <= most && !query.is_empty());
        match (whole, beginning) {
            (_, None) => None,
            (_, Some(0)) => Some(Matched::Sure),
            (Some(edits), _) => Some(Matched::Whole(*edits)),
            (None, Some(edits)) => Some(Matched::Beginning(*edits)),
        }
    })
}

/// The words of a text in their key form.
fn words_of(text: &str) -> Vec<String> {
    let spelled = spelling(text);
    text::words(&spelled)
        .filter_map(|word| spelled.get(word).map(key))
        .filter(|word| !word.is_empty())
        .collect()
}

/// Whether a name holds all words of a query as they were typed, the last one perhaps as the beginning of one.
pub(crate) fn has_words(query: &str, name: &str) -> bool {
    let (asked, own) = (words_of(query), words_of(name));
    let may_go_on = asked.last().filter(|word| word.chars().count() >= 2);
    let begins =
        |word: &String| may_go_on == Some(word) && own.iter().any(|own| own.starts_with(word.as_str()));
    !asked.is_empty()
        && asked
            .iter()
            .enumerate()
            .all(|(place, word)| own.contains(word) || (place + 1 == asked.len() && begins(word)))
}

/// How a name holds the words of a query: how many it lacks, and the edits of the others. The last word may be the
/// beginning of one, each word is within its own budget. `None` for a query without words.
pub(crate) fn words(query: &str, name: &str) -> Option<(usize, usize)> {
    let (asked, own) = (words_of(query), words_of(name));
    let last = asked.len().checked_sub(1)?;
    let (mut missing, mut edits) = (0, 0);
    for (place, word) in asked.iter().enumerate() {
        let may_go_on = place == last && word.chars().count() >= 2;
        let to = |own: &String| {
            let distances = distances(word, own);
            // A syllable that is whole is not taken for the beginning of another one.
            let is_half_typed = word.chars().next_back().is_some_and(is_jamo);
            let begins = own.starts_with(word.as_str()) || (is_half_typed && distances.contains(&0));
            if may_go_on && begins { Some(0) } else { distances.last().copied() }
        };
        match own.iter().filter_map(to).min().filter(|least| *least <= budget(word)) {
            Some(fewest) => edits += fewest,
            None => missing += 1,
        }
    }
    Some((missing, edits))
}
