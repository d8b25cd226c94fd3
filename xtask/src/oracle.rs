//! The index over the curated tables against a scan of every name: each lookup, asked a sample of the names
//! and names with mistakes in them. The index's own property tests do so over generated names.

use incidex_core::index::{Fields, Found, NameNumber, Total, WordQuery, words_of};
use incidex_core::ingredient::{Ingredient, IngredientCode, Name, NameKind};
use incidex_core::search::ranking::rank_key;
use incidex_core::store::RecordStore;
use incidex_core::text::hangul::{choseong, is_syllable, jamo};
use incidex_core::text::{key, spelling};
use incidex_storage::Bundle;

use crate::commands::build_index::in_memory;
use crate::commands::exports::Exports;

const SAMPLE: usize = 150;
const LIMIT: usize = 20;

/// A name of a record, in the forms that a scan looks at.
struct Entry {
    code: IngredientCode,
    position: u16,
    key: String,
    spelling: String,
    symbols: Vec<char>,
    words: Vec<String>,
    initials: String,
    is_korean: bool,
}

/// Numbers that look random and are the same on every run (G. Marsaglia's xorshift, 2003).
struct Random(u64);

impl Random {
    fn below(&mut self, limit: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        usize::try_from((self.0 >> 11) % limit as u64).unwrap()
    }
}

/// Every name that is to be found, in the order in which equal matches are shown.
fn entries(records: &[Ingredient]) -> Vec<Entry> {
    let mut names: Vec<(&Ingredient, u16, &Name, String)> = Vec::new();
    for record in records {
        for (position, name) in (0..).zip(&record.names) {
            names.push((record, position, name, key(&name.text)));
        }
    }
    // An INCI name of a variety that its principal bears too means the principal.
    let is_principals = |record: &Ingredient, name: &Name, own: &str| {
        let same = |other: &Name| Fields::INCI.hold(other.kind) && key(&other.text) == own;
        matches!(name.kind, NameKind::Inci | NameKind::UsInci)
            && records.iter().any(|r| Some(r.code) == record.variety_of && r.names.iter().any(same))
    };
    names.retain(|(record, _, name, own)| !own.is_empty() && !is_principals(record, name, own));
    names.sort_by(|a, b| {
        let place = rank_key(a.2, &a.3, a.0.label_frequency, a.0.code, a.1);
        place.cmp(&rank_key(b.2, &b.3, b.0.label_frequency, b.0.code, b.1))
    });
    let entry = |(record, position, name, key): (&Ingredient, u16, &Name, String)| {
        let spelling = spelling(&name.text);
        Entry {
            code: record.code,
            position,
            symbols: jamo(&key).chars().collect(),
            words: words_of(&spelling).collect(),
            initials: choseong(&key),
            is_korean: key.chars().any(is_syllable),
            key,
            spelling,
        }
    };
    names.into_iter().map(entry).collect()
}

/// Edits from `asked` to the whole of `name`, and to the nearest of its beginnings: optimal string alignment,
/// where a digit is never put in, left out, replaced or swapped. Right for up to two edits: what stands further
/// behind than those reach is not looked at.
fn edits(asked: &[char], name: &[char]) -> (usize, usize) {
    const NEVER: usize = 1_000_000;
    let name = &name[..name.len().min(asked.len() + 3)];
    let cost = |c: char| if c.is_numeric() { NEVER } else { 1 };
    let mut rows: Vec<Vec<usize>> = vec![vec![0]];
    for letter in name {
        let last = *rows[0].last().unwrap();
        rows[0].push(last + cost(*letter));
    }
    for (i, a) in asked.iter().enumerate() {
        let mut row = vec![rows[i][0] + cost(*a)];
        for (j, b) in name.iter().enumerate() {
            let replaced = rows[i][j] + if a == b { 0 } else { cost(*a).max(cost(*b)) };
            let mut least = replaced.min(rows[i][j + 1] + cost(*a)).min(row[j] + cost(*b));
            if i > 0 && j > 0 && *a == name[j - 1] && asked[i - 1] == *b && a != b {
                least = least.min(rows[i - 1][j - 1] + cost(*a).max(cost(*b)));
            }
            row.push(least);
        }
        rows.push(row);
        // A row is made of the two before it.
        if rows[i..].iter().all(|row| row.iter().all(|edits| *edits > 2)) {
            return (NEVER, NEVER);
        }
    }
    let last = &rows[asked.len()];
    (last[name.len()], last.iter().copied().min().unwrap())
}

/// The key, or one with so many letters changed.
fn mutated(key: &str, edits: usize, random: &mut Random) -> String {
    let mut letters: Vec<char> = key.chars().collect();
    for _ in 0..edits {
        let place = random.below(letters.len());
        let letter = ['a', 'e', 'n', '1', '아', '신'][random.below(6)];
        match random.below(4) {
            0 => letters.insert(place, letter),
            1 if letters.len() > 1 => drop(letters.remove(place)),
            2 if place + 1 < letters.len() => letters.swap(place, place + 1),
            _ => letters[place] = letter,
        }
    }
    letters.into_iter().collect()
}

/// The bundle of the curated tables, and its names as a scan sees them.
struct Oracle {
    bundle: Bundle,
    entries: Vec<Entry>,
    random: Random,
}

impl Oracle {
    fn new() -> Self {
        let bundle = in_memory(&Exports::default()).unwrap();
        let catalog = bundle.catalog();
        let record = |code| catalog.store().ingredient(code).unwrap().unwrap();
        let records: Vec<Ingredient> = catalog.index().directory().iter().map(|e| record(e.code)).collect();
        let entries = entries(&records);
        assert_eq!(catalog.index().len(), entries.len());
        assert!(entries.len() > 5_000, "the curated tables have shrunk to {} names", entries.len());
        Self { bundle, entries, random: Random(0x1941) }
    }

    fn any(&mut self) -> usize {
        self.random.below(self.entries.len())
    }

    fn names_of(&self, number: NameNumber) -> (IngredientCode, u16) {
        let name = self.bundle.catalog().index().name(number).unwrap();
        (name.code(), name.position)
    }

    /// Whether the lookup has found the best of the names that `edits` gives a number, and counted them all.
    fn check(&self, what: &str, query: &str, found: &Found, edits: impl Fn(&Entry) -> Option<usize>) {
        let mut expected: Vec<(usize, usize)> =
            (0..).zip(&self.entries).filter_map(|(n, entry)| Some((edits(entry)?, n))).collect();
        expected.sort_unstable();
        assert_eq!(found.cap, None, "{what} {query}");
        match found.total {
            Total::Exact(total) => assert_eq!(total, expected.len(), "{what} {query}"),
            Total::AtLeast(total) => assert!(total > LIMIT && total <= expected.len(), "{what} {query}"),
        }
        let shown = expected.iter().take(LIMIT).map(|(edits, n)| (*edits, self.name(*n)));
        let found = found.names.iter().map(|name| (usize::from(name.edits), self.names_of(name.number)));
        assert_eq!(found.collect::<Vec<_>>(), shown.collect::<Vec<_>>(), "{what} {query}");
    }

    fn name(&self, place: usize) -> (IngredientCode, u16) {
        (self.entries[place].code, self.entries[place].position)
    }
}

#[test]
fn whole_names_and_beginnings_of_the_curated_set_are_what_a_scan_finds() {
    let mut oracle = Oracle::new();
    for round in 0..SAMPLE {
        let place = oracle.any();
        let whole = mutated(&oracle.entries[place].key.clone(), round % 2, &mut oracle.random);
        let index = oracle.bundle.catalog().index();
        let exact: Vec<_> = index.exact(&whole).map(|number| oracle.names_of(number)).collect();
        let same = oracle.entries.iter().filter(|entry| entry.key == whole);
        assert_eq!(exact, same.map(|e| (e.code, e.position)).collect::<Vec<_>>(), "exact {whole}");
        let start: String = whole.chars().take(1 + round % 9).collect();
        let begins = |entry: &Entry| entry.key.starts_with(&start).then_some(0);
        oracle.check("starts with", &start, &index.starts_with(&start, Fields::ALL, LIMIT), begins);
    }
}

#[test]
fn what_stands_inside_curated_names_is_what_a_scan_finds() {
    let mut oracle = Oracle::new();
    for round in 0..SAMPLE {
        let place = oracle.any();
        let letters: Vec<char> = oracle.entries[place].spelling.chars().collect();
        let start = oracle.random.below(letters.len());
        let mut needle: String = letters[start..].iter().take(1 + round % 9).collect();
        if round % 5 == 4 {
            needle = mutated(&needle, 1, &mut oracle.random);
        }
        let held = oracle.bundle.catalog().index().contains(&needle, Fields::ALL, LIMIT);
        oracle.check("contains", &needle, &held, |entry| entry.spelling.contains(&needle).then_some(0));
    }
}

#[test]
fn names_near_curated_ones_are_what_measuring_every_name_finds() {
    let mut oracle = Oracle::new();
    // Fewer, for measuring takes long.
    for round in 0..SAMPLE / 5 {
        let most = u8::try_from(round % 3).unwrap();
        let place = oracle.any();
        let whole: String = oracle.entries[place].key.chars().take(40).collect();
        let whole = mutated(&whole, usize::from(most), &mut oracle.random);
        let start: String = whole.chars().take(5 + round % 6).collect();
        let near = |edits: usize| (edits <= usize::from(most)).then_some(edits);
        let index = oracle.bundle.catalog().index();
        let asked: Vec<char> = jamo(&whole).chars().collect();
        let found = index.fuzzy(&whole, Fields::ALL, most, LIMIT);
        oracle.check("near", &whole, &found, |entry| near(edits(&asked, &entry.symbols).0));
        let asked: Vec<char> = jamo(&start).chars().collect();
        let found = index.fuzzy_prefix(&start, Fields::ALL, most, LIMIT);
        oracle.check("begins near", &start, &found, |entry| near(edits(&asked, &entry.symbols).1));
    }
}

#[test]
fn initials_and_words_of_curated_names_are_what_a_scan_finds() {
    let mut oracle = Oracle::new();
    for round in 0..SAMPLE {
        let place = oracle.any();
        let mut words = oracle.entries[place].words.clone();
        let initials: String = oracle.entries[place].initials.chars().take(1 + round % 8).collect();
        let index = oracle.bundle.catalog().index();
        let begins = |e: &Entry| (e.is_korean && e.initials.starts_with(&initials)).then_some(0);
        oracle.check(
            "initials",
            &initials,
            &index.choseong_starts_with(&initials, Fields::ALL, LIMIT),
            begins,
        );

        words.reverse();
        words.truncate(4);
        let query =
            words.iter().map(|key| WordQuery { key, max_edits: 0, may_go_on: false }).collect::<Vec<_>>();
        let found = index.words(&query, Fields::ALL, LIMIT);
        let missing = |e: &Entry| words.iter().filter(|word| !e.words.contains(word)).count();
        let holds = |e: &&Entry| missing(e) < words.len() && missing(e) * 2 <= words.len();
        let total = oracle.entries.iter().filter(holds).count();
        assert_eq!((found.total, found.cap), (Total::Exact(total), None), "words {words:?}");
        assert_eq!(found.names.len(), total.min(LIMIT), "words {words:?}");
        for name in &found.names {
            let (code, position) = oracle.names_of(name.number);
            let is_it = |e: &&Entry| e.code == code && e.position == position;
            let entry = oracle.entries.iter().find(is_it).unwrap();
            assert_eq!(missing(entry), usize::from(name.missing), "words {words:?}: {}", entry.spelling);
        }
    }
}
