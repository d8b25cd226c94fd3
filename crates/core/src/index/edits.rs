//! Edits between a query and keys, counted symbol by symbol.
//!
//! The distance is optimal string alignment (restricted Damerau-Levenshtein: an insertion, a deletion, a
//! substitution or a swap of two neighbours counts one, and no part is edited twice), over alignments that
//! leave every digit alone: none inserts, deletes, replaces or swaps one. It is infinite where there is no
//! such alignment. So `hexapeptide3` and `hexapeptide38` are not one edit apart, they are not apart by
//! any number of edits; and an alignment that edits a digit never stands in for a longer one that does not.
//!
//! Reading a key, one keeps for every number of edits the set of query positions that can be reached with at
//! most so many, as bits of a word (the nondeterministic automaton of S. Wu and U. Manber, 1992, with swaps as
//! H. Hyyrö, 2003, adds them). Nothing is built per query but the bits of each symbol.

use super::symbols::{Symbol, bytes_of};
use crate::text::is_digit;

/// One bit per position of the query, from before its first symbol to behind its last one.
type Positions = u128;

/// The longest query in symbols.
pub(super) const LONGEST: usize = 127;
/// The most edits.
pub(super) const MOST_EDITS: usize = 2;

/// Where reading has come to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct State {
    /// Positions that at most 0, 1, … edits reach.
    reached: [Positions; MOST_EDITS + 1],
    /// Positions behind two symbols of the query of which the second was just read in place of the first.
    swapping: [Positions; MOST_EDITS],
}

/// A query, ready to be compared.
pub(super) struct Pattern {
    length: usize,
    edits: usize,
    /// Positions behind a symbol that is no digit.
    editable: Positions,
    /// For each number of edits the positions where it may be the least one that led there.
    allowed: [Positions; MOST_EDITS + 1],
    /// For each byte that stands for itself, the positions behind its symbol.
    behind_byte: [Positions; 256],
    /// The same for symbols of several bytes.
    behind_other: Vec<(Symbol, Positions)>,
    symbols: Vec<Symbol>,
    /// For each symbol that is no ASCII character, what stands for it.
    encodings: Vec<(Symbol, Vec<Vec<u8>>)>,
}

/// Whether no edit may touch the symbol.
fn is_frozen(symbol: Symbol) -> bool {
    is_digit(symbol)
}

impl Pattern {
    /// A pattern of these symbols; `None` if there are too many, or none. More than [`MOST_EDITS`] edits are
    /// taken as so many.
    pub(super) fn new(symbols: Vec<Symbol>, edits: usize) -> Option<Self> {
        let length = Some(symbols.len()).filter(|length| (1..=LONGEST).contains(length))?;
        let mut pattern = Self {
            length,
            edits: edits.min(MOST_EDITS),
            editable: 0,
            allowed: [Positions::MAX; MOST_EDITS + 1],
            behind_byte: [0; 256],
            behind_other: Vec::new(),
            symbols: Vec::new(),
            encodings: Vec::new(),
        };
        for (position, symbol) in (1_u32..).zip(&symbols) {
            let bit = 1 << position;
            if !is_frozen(*symbol) {
                pattern.editable |= bit;
            }
            if symbol.is_ascii() {
                pattern.add_byte(*symbol as u32, bit);
                continue;
            }
            let encodings = bytes_of(*symbol);
            for bytes in &encodings {
                match bytes.as_slice() {
                    [byte] => pattern.add_byte(u32::from(*byte), bit),
                    _ => pattern.add_other(*symbol, bit),
                }
            }
            if pattern.bytes_of(*symbol).is_empty() {
                pattern.encodings.push((*symbol, encodings));
            }
        }
        pattern.symbols = symbols;
        Some(pattern)
    }

    fn add_byte(&mut self, byte: u32, bit: Positions) {
        if let Some(behind) = self.behind_byte.get_mut(byte as usize) {
            *behind |= bit;
        }
    }

    fn add_other(&mut self, symbol: Symbol, bit: Positions) {
        match self.behind_other.iter_mut().find(|(known, _)| *known == symbol) {
            Some((_, behind)) => *behind |= bit,
            None => self.behind_other.push((symbol, bit)),
        }
    }

    /// Lets alignments make their last edit in the first `symbols` symbols only with fewer than the most edits:
    /// the half of a search by halves that finds the rest.
    pub(super) fn last_edit_behind(mut self, symbols: usize) -> Self {
        if let Some(allowed) = self.allowed.get_mut(self.edits) {
            *allowed = Positions::MAX.checked_shl(position(symbols + 1)).unwrap_or(0);
        }
        self
    }

    /// Lets alignments edit nothing before the first `symbols` symbols are read as they are.
    pub(super) fn exact_up_to(mut self, symbols: usize) -> Self {
        for allowed in self.allowed.iter_mut().skip(1) {
            *allowed = Positions::MAX.checked_shl(position(symbols)).unwrap_or(0);
        }
        self
    }

    /// The bytes that stand for a symbol of the query that is no ASCII character.
    pub(super) fn bytes_of(&self, symbol: Symbol) -> &[Vec<u8>] {
        self.encodings.iter().find(|(known, _)| *known == symbol).map_or(&[], |(_, bytes)| bytes)
    }

    /// Before anything is read.
    pub(super) fn start(&self) -> State {
        let mut state = State { reached: [1; MOST_EDITS + 1], swapping: [0; MOST_EDITS] };
        self.skip_symbols(&mut state.reached);
        state
    }

    /// Adds the positions that leaving out symbols of the query reaches.
    fn skip_symbols(&self, reached: &mut [Positions; MOST_EDITS + 1]) {
        let mut below = None;
        for (edits, (reached, allowed)) in reached.iter_mut().zip(self.allowed).enumerate() {
            if edits > self.edits {
                *reached = 0;
            } else if let Some(below) = below {
                *reached |= below | (((below << 1) & self.editable) & allowed);
            }
            below = Some(*reached);
        }
    }

    /// Reads a byte that stands for a symbol by itself.
    pub(super) fn read_byte(&self, state: &State, byte: u8) -> State {
        let behind = self.behind_byte.get(usize::from(byte)).copied().unwrap_or(0);
        self.read(state, behind, !byte.is_ascii_digit())
    }

    /// Reads a symbol.
    pub(super) fn read_symbol(&self, state: &State, symbol: Symbol) -> State {
        let behind = match u8::try_from(symbol).ok().filter(u8::is_ascii) {
            Some(byte) => self.behind_byte.get(usize::from(byte)).copied(),
            None => self.behind_other.iter().find(|(known, _)| *known == symbol).map(|(_, behind)| *behind),
        };
        self.read(state, behind.unwrap_or(0), !is_frozen(symbol))
    }

    fn read(&self, state: &State, behind: Positions, is_editable: bool) -> State {
        let [r0, r1, r2] = state.reached;
        let [s0, s1] = state.swapping;
        let [_, a1, a2] = self.allowed;
        let skipped = |below: Positions| (below << 1) & self.editable;
        // Of the symbol that was read: inserted (the position stays) or put in place of one of the query.
        let edited = |below: Positions| if is_editable { below | skipped(below) } else { 0 };
        let n0 = (r0 << 1) & behind;
        let swapping = |reached: Positions| (reached << 2) & behind & self.editable & (self.editable << 1);
        let mut next = State { reached: [n0, 0, 0], swapping: [0; MOST_EDITS] };
        if self.edits >= 1 {
            let swapped = s0 & (behind << 1);
            let n1 = (((r1 << 1) & behind) | edited(r0) | skipped(n0) | swapped) & a1 | n0;
            next.reached = [n0, n1, 0];
            next.swapping = [swapping(r0), 0];
            if self.edits >= 2 {
                let swapped = s1 & (behind << 1);
                let n2 = (((r2 << 1) & behind) | edited(r1) | skipped(n1) | swapped) & a2 | n1;
                next.reached = [n0, n1, n2];
                next.swapping = [swapping(r0), swapping(r1)];
            }
        }
        next
    }

    /// Whether no key that goes on from here can match with fewer than `bound` edits.
    pub(super) fn is_dead(&self, state: &State, bound: u8) -> bool {
        let nearer = state.reached.iter().take(usize::from(bound));
        let swapping = state.swapping.iter().take(usize::from(bound).saturating_sub(1));
        nearer.chain(swapping).all(|positions| positions & self.within() == 0)
    }

    /// The bits of positions that exist.
    fn within(&self) -> Positions {
        Positions::MAX >> (Positions::BITS - 1 - position(self.length))
    }

    /// The fewest edits that lead to the end of the query, if any do.
    pub(super) fn distance(&self, state: &State) -> Option<u8> {
        let end = 1 << position(self.length);
        (0..).zip(state.reached).find(|(_, reached)| reached & end != 0).map(|(edits, _)| edits)
    }

    /// The symbols that alone can lead on to a match with fewer than `bound` edits, where none is left to be
    /// made; `None` where others could.
    pub(super) fn only(&self, state: &State, bound: u8) -> Option<impl Iterator<Item = Symbol>> {
        let most = usize::from(bound).checked_sub(1)?;
        let edits_left =
            most > 0 && state.reached.get(most - 1).is_some_and(|reached| reached & self.within() != 0);
        if edits_left {
            return None;
        }
        let reached = state.reached.get(most).copied().unwrap_or(0);
        // A swap is finished by the first of its two symbols.
        let swapping = state.swapping.iter().take(most).fold(0, |all, swapping| all | swapping);
        let mut next = (reached | (swapping >> 2)) & (self.within() >> 1);
        Some(std::iter::from_fn(move || {
            let position = (next != 0).then(|| next.trailing_zeros())?;
            next &= next - 1;
            self.symbols.get(position as usize).copied()
        }))
    }

    /// The most edits that are counted.
    #[expect(clippy::cast_possible_truncation, reason = "at most two")]
    pub(super) fn most_edits(&self) -> u8 {
        self.edits as u8
    }
}

#[expect(clippy::cast_possible_truncation, reason = "a query has at most 127 symbols")]
fn position(symbols: usize) -> u32 {
    symbols.min(255) as u32
}

/// The distance of the module's header between two sequences, by the textbook: slow, and for tests.
#[cfg(test)]
pub(super) fn distance(query: &[Symbol], key: &[Symbol]) -> Option<usize> {
    let far = usize::MAX / 2;
    let mut table = vec![vec![far; key.len() + 1]; query.len() + 1];
    for i in 0..=query.len() {
        for j in 0..=key.len() {
            let mut best = if i == 0 && j == 0 { 0 } else { far };
            if i > 0 && !is_frozen(query[i - 1]) {
                best = best.min(table[i - 1][j] + 1);
            }
            if j > 0 && !is_frozen(key[j - 1]) {
                best = best.min(table[i][j - 1] + 1);
            }
            if i > 0 && j > 0 {
                let (a, b) = (query[i - 1], key[j - 1]);
                if a == b {
                    best = best.min(table[i - 1][j - 1]);
                } else if !is_frozen(a) && !is_frozen(b) {
                    best = best.min(table[i - 1][j - 1] + 1);
                }
            }
            let is_swap = i > 1 && j > 1 && query[i - 1] == key[j - 2] && query[i - 2] == key[j - 1];
            if is_swap && !is_frozen(query[i - 1]) && !is_frozen(query[i - 2]) {
                best = best.min(table[i - 2][j - 2] + 1);
            }
            table[i][j] = best;
        }
    }
    Some(table[query.len()][key.len()]).filter(|distance| *distance < far)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn texts() -> impl Strategy<Value = String> {
        prop_oneof!["[ab1]{1,7}", "[a-d]{1,9}", "[ㄱㅏab2α]{1,6}"]
    }

    fn read(pattern: &Pattern, key: &[Symbol]) -> (Option<u8>, bool) {
        let mut state = pattern.start();
        let mut was_dead = false;
        let bound = pattern.most_edits() + 1;
        for symbol in key {
            if let Some(mut only) = pattern.only(&state, bound) {
                // What the hint leaves out must lead nowhere.
                let is_named = only.any(|named| named == *symbol);
                assert!(is_named || pattern.is_dead(&pattern.read_symbol(&state, *symbol), bound));
            }
            state = pattern.read_symbol(&state, *symbol);
            was_dead |= pattern.is_dead(&state, bound);
        }
        (pattern.distance(&state), was_dead)
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(4_000))]

        #[test]
        fn the_automaton_counts_what_the_textbook_counts(query in texts(), key in texts(), most in 0_usize..=2) {
            let (query, key): (Vec<char>, Vec<char>) = (query.chars().collect(), key.chars().collect());
            let pattern = Pattern::new(query.clone(), most).unwrap();
            let expected = distance(&query, &key).filter(|distance| *distance <= most);
            let (counted, was_dead) = read(&pattern, &key);
            prop_assert_eq!(counted.map(usize::from), expected);
            prop_assert!(!was_dead || counted.is_none());
        }

        #[test]
        fn two_halves_find_what_the_whole_finds(
            query in texts(), key in texts(), most in 1_usize..=2, cut in any::<prop::sample::Index>(),
        ) {
            let (mut query, mut key): (Vec<char>, Vec<char>) = (query.chars().collect(), key.chars().collect());
            let cut = cut.index(query.len() + 1);
            let expected = distance(&query, &key).filter(|distance| *distance <= most);
            let forward = read(&Pattern::new(query.clone(), most).unwrap().last_edit_behind(cut), &key).0;
            query.reverse();
            key.reverse();
            let exact = query.len() - cut;
            let backward = read(&Pattern::new(query, most).unwrap().exact_up_to(exact), &key).0;
            let found = [forward, backward].into_iter().flatten().min();
            prop_assert_eq!(found.map(usize::from), expected);
        }
    }

    #[test]
    fn digits_are_never_edited() {
        let within = |query: &str, key: &str| {
            let (query, key): (Vec<char>, Vec<char>) = (query.chars().collect(), key.chars().collect());
            read(&Pattern::new(query, 2).unwrap(), &key).0
        };
        assert_eq!(within("hexapeptide3", "hexapeptide38"), None);
        assert_eq!(within("hexapeptide3", "hexapeptide4"), None);
        assert_eq!(within("peg12", "peg21"), None);
        assert_eq!(within("hexapetpide3", "hexapeptide3"), Some(1));
        assert_eq!(within("pge40castroil", "peg40castoroil"), Some(2));
    }

    #[test]
    fn too_long_and_empty_queries_are_no_patterns() {
        assert!(Pattern::new(vec!['a'; LONGEST], 2).is_some());
        assert!(Pattern::new(vec!['a'; LONGEST + 1], 2).is_none());
        assert!(Pattern::new(Vec::new(), 2).is_none());
    }
}
