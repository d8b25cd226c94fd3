//! What labels ask the index: what a key means, and which keys a text begins with.

use crate::index::{KeyIndex, SearchIndex};
use crate::ingredient::{IngredientCode, NameKind};
use crate::text::is_hangul;

/// What a name means.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Meaning {
    /// The ingredients that bear it, the likeliest first; never empty.
    pub(super) codes: Vec<IngredientCode>,
    /// What sort of name it is for them.
    pub(super) kind: NameKind,
}

impl Meaning {
    /// The ingredient, if it is one.
    pub(super) fn one(&self) -> Option<IngredientCode> {
        match self.codes.as_slice() {
            [code] => Some(*code),
            _ => None,
        }
    }

    /// Whether the name is one that a nomenclature gives.
    pub(super) fn is_official(&self) -> bool {
        matches!(self.kind, NameKind::Inci | NameKind::UsInci | NameKind::Korean)
    }
}

/// The names that are known, by their keys.
pub(super) trait Lexicon {
    /// What the name with this key means. A nomenclature's name goes before any other.
    fn meaning(&self, key: &str) -> Option<Meaning>;

    /// Calls `visit` with the length in bytes of every key that `text` begins with, shortest first. Linear in
    /// the longest of them.
    fn prefixes(&self, text: &str, visit: &mut dyn FnMut(usize));
}

impl<D: AsRef<[u8]>> Lexicon for SearchIndex<D> {
    fn meaning(&self, key: &str) -> Option<Meaning> {
        if key.is_empty() {
            return None;
        }
        let inci = (self.inci(), NameKind::Inci);
        let korean = (self.korean(), NameKind::Korean);
        let alias = (self.alias(), NameKind::CommonName);
        let order = if key.contains(is_hangul) { [korean, alias, inci] } else { [inci, alias, korean] };
        order.into_iter().find_map(|(index, kind)| bearers(index, key).map(|codes| Meaning { codes, kind }))
    }

    fn prefixes(&self, text: &str, visit: &mut dyn FnMut(usize)) {
        for index in [self.inci(), self.korean(), self.alias()] {
            index.prefixes(text, &mut *visit);
        }
    }
}

fn bearers<D: AsRef<[u8]>>(index: &KeyIndex<D>, key: &str) -> Option<Vec<IngredientCode>> {
    let mut codes: Vec<IngredientCode> = index.exact(key).map(|posting| posting.code).collect();
    codes.dedup();
    (!codes.is_empty()).then_some(codes)
}
