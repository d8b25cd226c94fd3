//! Lookups of names: whole, by their beginning, by what stands inside them, and under typing errors.

use std::ops::Range;

use fst::raw::Node;

use super::edits::LONGEST;
use super::effort::{Effort, STEPS};
use super::fuzzy::{near, near_beginnings};
use super::number::{Fields, Found, FoundName, NameNumber, Total};
use super::ranked::RankedNames;
use super::symbols::{encode_initials_into, encode_into, ends_open, symbols};
use super::walk::descend;
use super::{DirectoryEntry, Missing, SearchIndex, WordQuery, WordsFound};
use crate::ingredient::{IngredientCode, Language, NameKind};

/// What a name number means.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct IndexedName<'a> {
    /// The row of the record in the [directory](SearchIndex::directory).
    pub row: u32,
    /// What the directory knows of the record.
    pub record: DirectoryEntry,
    /// Position of the name in [`Ingredient::names`](crate::ingredient::Ingredient::names).
    pub position: u16,
    /// Length of the name as its source spells it, in characters.
    pub length: u16,
    /// Length of its key form, in characters.
    pub key_length: u16,
    /// What sort of name it is.
    pub kind: NameKind,
    /// Its language.
    pub language: Language,
    /// Whether the field uses it for other ingredients as well.
    pub is_ambiguous: bool,
    /// Its [spelling form](crate::text::spelling).
    pub spelling: &'a str,
}

impl IndexedName<'_> {
    /// The record that bears the name.
    pub fn code(&self) -> IngredientCode {
        self.record.code
    }
}

/// The bytes that keys of each field begin with.
const HEADS: [&[u8]; Fields::COUNT as usize] = [&[0], &[1], &[2]];

impl Fields {
    fn heads(self) -> Vec<&'static [u8]> {
        self.bytes().filter_map(|byte| HEADS.get(usize::from(byte)).copied()).collect()
    }
}

/// What `encode` makes of a key, behind the byte of each field.
fn headed(fields: Fields, encode: impl Fn(&mut Vec<u8>)) -> impl Iterator<Item = Vec<u8>> {
    fields.bytes().map(move |field| {
        let mut bytes = Vec::with_capacity(64);
        bytes.push(field);
        encode(&mut bytes);
        bytes
    })
}

/// The best `limit` names of some stretches.
fn best_of<D: AsRef<[u8]>>(names: &RankedNames<D>, stretches: &[Range<usize>], limit: usize) -> Found {
    let total = stretches.iter().map(Range::len).sum();
    let numbers = names.smallest(stretches.iter().cloned(), limit).into_iter().map(NameNumber::new);
    let names = numbers.map(|number| FoundName { edits: 0, number });
    Found { names: names.collect(), total: Total::Exact(total), cap: None }
}

impl<D: AsRef<[u8]>> SearchIndex<D> {
    /// Number of names.
    pub fn len(&self) -> usize {
        self.names.len()
    }

    /// Whether there is no name.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// What a name number means; `None` for one that no name has.
    pub fn name(&self, number: NameNumber) -> Option<IndexedName<'_>> {
        let names = self.names.parts();
        let row = names.row(number)?;
        Some(IndexedName {
            row: row.record,
            record: self.directory.get(row.record)?,
            position: row.position,
            length: row.length,
            key_length: row.key_length,
            kind: row.kind,
            language: row.language,
            is_ambiguous: row.is_ambiguous,
            spelling: names.spelling(number)?,
        })
    }

    /// The [spelling form](crate::text::spelling) of a name alone; `None` for a number that no name has.
    pub fn spelling(&self, number: NameNumber) -> Option<&str> {
        self.names.parts().spelling(number)
    }

    /// The names whose key form is `key`, of all fields, ascending. Linear in the length of the key.
    pub fn exact<'a>(&'a self, key: &'a str) -> impl Iterator<Item = NameNumber> + use<'a, D> {
        self.exact.exact(key, self.names.parts())
    }

    /// The stretches of names, in the order of keys, whose key begins with `key`; none for an empty one.
    fn stretches(&self, key: &str, fields: Fields) -> Vec<Range<usize>> {
        let mut stretches = Vec::with_capacity(usize::from(Fields::COUNT));
        if key.is_empty() {
            return stretches;
        }
        let is_open = ends_open(key);
        for bytes in headed(fields, |bytes| encode_into(key, bytes)) {
            stretches.extend(self.keys.starts_with(&bytes, is_open));
        }
        stretches
    }

    /// The best `limit` names of these fields whose key form begins with `key`, character by character; none
    /// for an empty one. The total is exact.
    ///
    /// Linear in the length of the key and in `limit`, whatever the number of matches.
    pub fn starts_with(&self, key: &str, fields: Fields, limit: usize) -> Found {
        best_of(self.keys.names(), &self.stretches(key, fields), limit)
    }

    /// The best `limit` names of these fields whose syllables begin with the consonants of `initials`, one by
    /// one ([`choseong`](crate::text::hangul::choseong) of a text in its key form); letters and digits stand for
    /// themselves. Only names that hold a syllable are looked at; none begins like an empty text. The total is
    /// exact.
    pub fn choseong_starts_with(&self, initials: &str, fields: Fields, limit: usize) -> Found {
        let mut stretches = Vec::with_capacity(usize::from(Fields::COUNT));
        if !initials.is_empty() {
            for bytes in headed(fields, |bytes| encode_initials_into(initials, bytes)) {
                stretches.extend(self.choseong.starts_with(&bytes, false));
            }
        }
        best_of(self.choseong.names(), &stretches, limit)
    }

    /// Calls `visit` with the length in bytes of every beginning of `key` that is the key form of a name,
    /// ascending, each once. One walk down the keys, which ends where no key goes on.
    pub fn prefixes(&self, key: &str, mut visit: impl FnMut(usize)) {
        let fst = self.keys.fst();
        let mut nodes: Vec<Node<'_>> =
            HEADS.iter().filter_map(|head| descend(fst, head)).map(|(node, _)| node).collect();
        let mut bytes = Vec::with_capacity(4);
        for (start, character) in key.char_indices() {
            bytes.clear();
            encode_into(character.encode_utf8(&mut [0; 4]), &mut bytes);
            for byte in &bytes {
                let next = |node: &mut Node<'_>| node.find_input(*byte).map(|way| node.transition(way).addr);
                nodes.retain_mut(|node| next(node).map(|address| *node = fst.node(address)).is_some());
            }
            if nodes.is_empty() {
                return;
            }
            if nodes.iter().any(Node::is_final) {
                visit(start + character.len_utf8());
            }
        }
    }

    /// Every name that [`starts_with`](Self::starts_with) counts, in the order of keys, with whether `key` is
    /// the whole of its key form.
    pub fn all_starting_with(&self, key: &str, fields: Fields) -> impl Iterator<Item = (bool, NameNumber)> {
        let names = self.names.parts();
        let length = key.chars().count();
        let stretches = self.stretches(key, fields);
        let numbers = stretches.into_iter().flat_map(|stretch| self.keys.names().numbers(stretch));
        numbers.map(NameNumber::new).map(move |number| {
            let is_whole = names.row(number).is_some_and(|row| usize::from(row.key_length) == length);
            (is_whole, number)
        })
    }

    /// The best `limit` names of these fields that hold `needle`, a text in its
    /// [spelling form](crate::text::spelling), taken literally; nothing holds an empty one. The total is a
    /// lower bound where there are more.
    ///
    /// Reads lists of names by runs of three characters, the shortest lists first, and stops when it has
    /// enough; at most 32,768 names are read to see whether they really hold the needle.
    pub fn contains(&self, needle: &str, fields: Fields, limit: usize) -> Found {
        self.grams.contains(needle, fields, limit, self.names.parts())
    }

    /// Every name that [`contains`](Self::contains) looks for, ascending: one pass over all spellings (some
    /// 2 MB for eighty thousand names), whatever the needle.
    pub fn all_containing(&self, needle: &str, fields: Fields) -> Vec<NameNumber> {
        let names = self.names.parts();
        let mut found = Vec::new();
        names.scan(needle.as_bytes(), |number| {
            if fields == Fields::ALL || names.kind(number).is_some_and(|kind| fields.hold(kind)) {
                found.push(number);
            }
        });
        found
    }

    /// The best `limit` names of these fields whose key form is within `max_edits` (at most 2) edits of `key`:
    /// fewest edits first. Edits are counted in letters and, in Hangul, in jamo, a compound vowel or final
    /// being one; a swap of two neighbours is one; digits are never edited. `key` may hold jamo that belong to
    /// no syllable.
    ///
    /// Bounded by counted steps; keys of more than 127 symbols are not looked up, which the cap tells.
    pub fn fuzzy(&self, key: &str, fields: Fields, max_edits: u8, limit: usize) -> Found {
        self.fuzzy_within(key, fields, max_edits, limit, &mut Effort::of_lookup())
    }

    /// [`fuzzy`](Self::fuzzy) with what is left of an effort.
    pub fn fuzzy_within(
        &self,
        key: &str,
        fields: Fields,
        max_edits: u8,
        limit: usize,
        effort: &mut Effort,
    ) -> Found {
        let mut budget = effort.budget(STEPS);
        let (heads, symbols, edits) = (fields.heads(), symbols(key), usize::from(max_edits));
        let keys = near(self.keys.fst(), &self.turned_keys, &heads, &symbols, edits, &mut budget);
        effort.spend(&budget, STEPS);
        let cap = budget.cap;
        let mut names: Vec<FoundName> = Vec::new();
        for (position, edits) in keys {
            let Ok(position) = usize::try_from(position) else { continue };
            let numbers = self.keys.names().numbers(self.keys.names().key_at(position));
            names.extend(numbers.map(|number| FoundName { edits, number: NameNumber::new(number) }));
        }
        names.sort_unstable();
        let total = if cap.is_some() { Total::AtLeast(names.len()) } else { Total::Exact(names.len()) };
        names.truncate(limit);
        Found { names, total, cap }
    }

    /// The best `limit` names of these fields that have a beginning within `max_edits` (at most 2) edits of
    /// `key`: fewest edits first, counted as [`fuzzy`](Self::fuzzy) counts them. Nothing begins like an empty
    /// key.
    ///
    /// Bounded by counted steps, as there.
    pub fn fuzzy_prefix(&self, key: &str, fields: Fields, max_edits: u8, limit: usize) -> Found {
        self.fuzzy_prefix_within(key, fields, max_edits, limit, &mut Effort::of_lookup())
    }

    /// [`fuzzy_prefix`](Self::fuzzy_prefix) with what is left of an effort.
    pub fn fuzzy_prefix_within(
        &self,
        key: &str,
        fields: Fields,
        max_edits: u8,
        limit: usize,
        effort: &mut Effort,
    ) -> Found {
        let mut budget = effort.budget(STEPS);
        let (heads, edits) = (fields.heads(), usize::from(max_edits));
        let by_edits = near_beginnings(&self.keys, &heads, &symbols(key), edits, &mut budget);
        effort.spend(&budget, STEPS);
        let cap = budget.cap;
        let mut names = Vec::new();
        let mut total = 0;
        for (edits, stretches) in (0..).zip(by_edits) {
            total += stretches.iter().map(Range::len).sum::<usize>();
            let numbers = self.keys.names().smallest(stretches, limit - names.len());
            names.extend(
                numbers.into_iter().map(|number| FoundName { edits, number: NameNumber::new(number) }),
            );
        }
        let total = if cap.is_some() { Total::AtLeast(total) } else { Total::Exact(total) };
        Found { names, total, cap }
    }

    /// The best `limit` names of these fields that have at least half of `words`, in any order: those that lack
    /// the least telling words first (a word is the more telling, the fewer names have it), then by edits, by
    /// the number of words that were not asked for, and by number. An edit counts as in [`fuzzy`](Self::fuzzy);
    /// an exact word is not looked for among longer ones unless it may go on.
    ///
    /// Bounded by counted steps: at most 16 words, each standing for at most 128 words of the index; lists of
    /// names are read up to 16,384 names in all, the shortest first, and names found so are held against the
    /// longer ones.
    pub fn words(&self, words: &[WordQuery<'_>], fields: Fields, limit: usize) -> WordsFound {
        self.words_within(words, Missing::UpToHalf, fields, limit, &mut Effort::of_lookup())
    }

    /// [`words`](Self::words) with what is left of an effort; names that lack more words than `missing` allows are
    /// neither brought nor counted.
    pub fn words_within(
        &self,
        words: &[WordQuery<'_>],
        missing: Missing,
        fields: Fields,
        limit: usize,
        effort: &mut Effort,
    ) -> WordsFound {
        self.words.find(words, missing, fields, limit, self.names.parts(), effort)
    }

    /// The longest key, in symbols, that [`fuzzy`](Self::fuzzy) looks up.
    pub const LONGEST_FUZZY: usize = LONGEST;
}
