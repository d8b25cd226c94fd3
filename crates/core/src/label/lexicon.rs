//! What labels ask the index: what a key means, which keys a text begins with, and which are near.

use std::collections::BTreeMap;

use crate::index::{Fields, IndexedName, NameNumber, SearchIndex};
use crate::ingredient::{IngredientCode, NameKind};
use crate::text::{self, is_hangul};

/// What a name means.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Meaning {
    /// The ingredients that bear it, the likeliest first; never empty.
    pub(super) codes: Vec<IngredientCode>,
    /// What sort of name it is for them.
    pub(super) kind: NameKind,
    /// Whether the field uses the name for ingredients beside them: then not even a single bearer is meant for
    /// sure.
    pub(super) is_open: bool,
}

impl Meaning {
    /// The ingredient, if it is one and no other can be meant.
    pub(super) fn one(&self) -> Option<IngredientCode> {
        match self.codes.as_slice() {
            [code] if !self.is_open => Some(*code),
            _ => None,
        }
    }
}

/// The names that are nearest to a key.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Near {
    /// What they mean, all of them.
    pub(super) meaning: Meaning,
    /// How many edits they are away.
    pub(super) edits: u8,
    /// The key of the first.
    pub(super) key: String,
}

/// The names that are known, by their keys.
pub(super) trait Lexicon {
    /// What the name with this key means. A nomenclature's name goes before any other.
    fn meaning(&self, key: &str) -> Option<Meaning>;

    /// Calls `visit` with the length in bytes of every key that `text` begins with. Linear in the longest.
    fn prefixes(&self, text: &str, visit: &mut dyn FnMut(usize));

    /// The names that are nearest to a key, at most `max_edits` away.
    fn near(&self, key: &str, max_edits: u8) -> Option<Near>;

    /// Whether a word, in its spelling form, stands in a name of several words.
    fn is_word(&self, word: &str) -> bool;
}

/// How many names at the same distance are looked at.
const MAX_NEAR: usize = 48;

impl<D: AsRef<[u8]>> Lexicon for SearchIndex<D> {
    fn meaning(&self, key: &str) -> Option<Meaning> {
        if key.is_empty() {
            return None;
        }
        bearers(self, key, self.exact(key))
    }

    fn prefixes(&self, text: &str, visit: &mut dyn FnMut(usize)) {
        self.prefixes(text, visit);
    }

    fn near(&self, key: &str, max_edits: u8) -> Option<Near> {
        let found = self.fuzzy(key, Fields::ALL, max_edits, MAX_NEAR);
        let edits = found.names.first()?.edits;
        let mut nearest: BTreeMap<String, Vec<NameNumber>> = BTreeMap::new();
        for found in found.names.iter().take_while(|name| name.edits == edits) {
            let spelling = self.name(found.number)?.spelling;
            nearest.entry(text::key(spelling)).or_default().push(found.number);
        }
        let key = nearest.keys().next()?.clone();
        let mut meanings =
            nearest.into_iter().filter_map(|(key, numbers)| bearers(self, &key, numbers.into_iter()));
        let mut first = meanings.next()?;
        for meaning in meanings {
            first.kind = first.kind.min(meaning.kind);
            first.is_open |= meaning.is_open;
            let new: Vec<_> = meaning.codes.into_iter().filter(|code| !first.codes.contains(code)).collect();
            first.codes.extend(new);
        }
        Some(Near { meaning: first, edits, key })
    }

    fn is_word(&self, word: &str) -> bool {
        let within = |needle: &str| !self.contains(needle, Fields::ALL, 1).names.is_empty();
        within(&format!(" {word} ")) || within(&format!("{word} ")) && starts_word(self, word)
    }
}

/// Whether a name begins with a word and goes on behind it.
fn starts_word<D: AsRef<[u8]>>(index: &SearchIndex<D>, word: &str) -> bool {
    let found = index.starts_with(word, Fields::ALL, 8);
    let begins = |number: NameNumber| {
        let rest = index.name(number).and_then(|name| name.spelling.strip_prefix(word));
        rest.is_some_and(|rest| rest.starts_with(' '))
    };
    found.names.iter().any(|name| begins(name.number))
}

/// How much a kind of name counts where several ingredients bear one: a nomenclature's names before all others,
/// present before former.
fn rank(kind: NameKind, is_korean: bool) -> u8 {
    match kind {
        NameKind::Korean => u8::from(!is_korean),
        NameKind::Inci | NameKind::UsInci => u8::from(is_korean),
        NameKind::UsName | NameKind::ColourName | NameKind::FormerKorean => 2,
        NameKind::CommonName | NameKind::TrivialName | NameKind::SpellingVariant => 3,
    }
}

/// What a key means to those that bear it in the way that counts most; where the field uses that name for others as
/// well, all bearers may be meant.
fn bearers<D: AsRef<[u8]>>(
    index: &SearchIndex<D>,
    key: &str,
    numbers: impl Iterator<Item = NameNumber>,
) -> Option<Meaning> {
    let is_korean = key.contains(is_hangul);
    let mut names: Vec<_> = numbers.filter_map(|number| index.name(number)).collect();
    names.sort_by_key(|name| rank(name.kind, is_korean));
    let (best, kind) = names.first().map(|name| (rank(name.kind, is_korean), name.kind))?;
    let counts_most = |name: &IndexedName<'_>| rank(name.kind, is_korean) == best;
    let is_open = names.iter().any(|name| counts_most(name) && name.is_ambiguous);
    let mut codes = Vec::new();
    for name in names.iter().filter(|name| is_open || counts_most(name)) {
        if !codes.contains(&name.code()) {
            codes.push(name.code());
        }
    }
    Some(Meaning { codes, kind, is_open })
}
