//! Keys near a query: within some edits, as a whole or by their beginning.
//!
//! A key within `n` edits of a query has its last edit in the second half of the query, or has the second half
//! as it is (S. Mihov, K. U. Schulz, 2004, "Fast approximate search in large dictionaries"). The first kind is
//! found from the front of the keys, where the first half leaves few ways to go; the second kind from the back,
//! in an FST of the keys turned round, where the second half, taken as it is, does the same.
//!
//! What a lookup may cost is bounded by counted steps: see [`Budget`] and [`EXPANSIONS`].

use std::ops::Range;

use fst::raw::Fst;
use fst::{Set, SetBuilder};

use super::edits::{LONGEST, Pattern};
use super::keyed::KeyedNames;
use super::number::Cap;
use super::symbols::{Symbol, reversed};
use super::walk::{Budget, Next, Walk};
use super::{IndexError, Section};

/// Keys, or beginnings of keys, that a lookup takes at most.
const EXPANSIONS: usize = 1_000;

/// The keys turned round.
pub(super) struct TurnedKeys<D> {
    keys: Set<D>,
}

impl<D: AsRef<[u8]>> TurnedKeys<D> {
    /// Opens and verifies the section. A key that it holds and that is no key, turned round, is met and passed
    /// over by a lookup.
    ///
    /// # Errors
    /// When the FST fails its checksum.
    pub(super) fn open(keys: D, section: Section) -> Result<Self, IndexError> {
        let fault = |fault: String| IndexError { section: section.name(), fault };
        let keys = Set::new(keys).map_err(|error| fault(error.to_string()))?;
        keys.as_fst().verify().map_err(|error| fault(error.to_string()))?;
        Ok(Self { keys })
    }
}

/// The keys within `edits` edits of the query: the value of each, with the fewest edits, ascending. The bound
/// that was met is that of `budget`. Every key begins with one of `heads`, of which no
/// edit is counted and which keys turned round lack.
pub(super) fn near<D: AsRef<[u8]>>(
    keys: &Fst<D>,
    turned: &TurnedKeys<D>,
    heads: &[&[u8]],
    query: &[Symbol],
    edits: usize,
    budget: &mut Budget,
) -> Vec<(u64, u8)> {
    if query.len() > LONGEST {
        budget.cap = Some(Cap::Length);
        return Vec::new();
    }
    let mut found: Vec<(u64, u8)> = Vec::new();
    let half = query.len() / 2;
    let turned = Some(turned).filter(|_| edits > 0 && half > 0);
    let forward = Pattern::new(query.to_vec(), edits);
    let forward = if turned.is_some() { forward.map(|whole| whole.last_edit_behind(half)) } else { forward };
    if let Some(pattern) = &forward {
        let mut walk = Walk::new(keys, pattern);
        for head in heads {
            walk.run(head, budget, |node, output, distance, _| {
                if node.is_final() {
                    found.push((output.cat(node.final_output()).value(), distance));
                }
                if found.len() < EXPANSIONS { Next::Deeper } else { Next::Enough }
            });
        }
    }
    let backward = Pattern::new(query.iter().rev().copied().collect(), edits);
    if let (Some(turned), Some(pattern)) =
        (turned, backward.map(|whole| whole.exact_up_to(query.len() - half)))
    {
        let mut key = Vec::with_capacity(64);
        Walk::new(turned.keys.as_fst(), &pattern).run(&[], budget, |node, _, distance, path| {
            for head in heads.iter().filter(|_| node.is_final()) {
                key.clear();
                key.extend(*head);
                key.extend(reversed(path));
                found.extend(keys.get(&key).map(|output| (output.value(), distance)));
            }
            if found.len() < EXPANSIONS { Next::Deeper } else { Next::Enough }
        });
    }
    found.sort_unstable();
    found.dedup_by_key(|(value, _)| *value);
    found
}

/// The names whose keys have a beginning within `edits` edits of the query: for each number of edits the
/// stretches of those that it takes no fewer for. The bound that was met is that of `budget`.
pub(super) fn near_beginnings<D: AsRef<[u8]>>(
    keys: &KeyedNames<D>,
    heads: &[&[u8]],
    query: &[Symbol],
    edits: usize,
    budget: &mut Budget,
) -> Vec<Vec<Range<usize>>> {
    if query.len() > LONGEST {
        budget.cap = Some(Cap::Length);
        return Vec::new();
    }
    let Some(pattern) = Pattern::new(query.to_vec(), edits) else { return Vec::new() };
    let mut found: Vec<(u8, Range<usize>)> = Vec::new();
    let mut walk = Walk::new(keys.fst(), &pattern);
    for head in heads {
        walk.run(head, budget, |node, output, distance, _| {
            found.extend(keys.below(node, output, false).map(|range| (distance, range)));
            if found.len() < EXPANSIONS { Next::Nearer } else { Next::Enough }
        });
    }
    let mut by_edits = Vec::new();
    let mut nearer: Vec<Range<usize>> = Vec::new();
    for distance in 0..=pattern.most_edits() {
        let within = found.iter().filter(|(edits, _)| *edits <= distance).map(|(_, range)| range.clone());
        let within = merged(within.collect());
        by_edits.push(without(&within, &nearer));
        nearer = within;
    }
    by_edits
}

/// The union of some stretches, as stretches apart from one another, ascending.
fn merged(mut stretches: Vec<Range<usize>>) -> Vec<Range<usize>> {
    stretches.sort_unstable_by_key(|stretch| (stretch.start, stretch.end));
    let mut merged: Vec<Range<usize>> = Vec::with_capacity(stretches.len());
    for stretch in stretches {
        match merged.last_mut().filter(|last| last.end >= stretch.start) {
            Some(last) => last.end = last.end.max(stretch.end),
            None => merged.push(stretch),
        }
    }
    merged
}

/// What of `all` is not in `taken`; both ascend and lie apart.
fn without(all: &[Range<usize>], taken: &[Range<usize>]) -> Vec<Range<usize>> {
    let mut left = Vec::with_capacity(all.len());
    let mut taken = taken.iter().peekable();
    for stretch in all {
        let mut start = stretch.start;
        while let Some(next) = taken.peek().filter(|next| next.start < stretch.end) {
            if start < next.start {
                left.push(start..next.start);
            }
            start = start.max(next.end);
            if next.end > stretch.end {
                break;
            }
            taken.next();
        }
        if start < stretch.end {
            left.push(start..stretch.end);
        }
    }
    left
}

/// The bytes of an FST of keys turned round, the keys in any order, some of them perhaps more than once.
///
/// # Errors
/// When it cannot be built.
pub(super) fn turned_section<'a>(
    section: Section,
    keys: impl Iterator<Item = &'a [u8]>,
) -> Result<Vec<u8>, IndexError> {
    let fault = |error: fst::Error| IndexError { section: section.name(), fault: error.to_string() };
    let mut turned: Vec<Vec<u8>> = keys.map(reversed).collect();
    turned.sort_unstable();
    turned.dedup();
    let mut builder = SetBuilder::memory();
    for key in turned {
        builder.insert(key).map_err(fault)?;
    }
    builder.into_inner().map_err(fault)
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use proptest::prelude::*;

    use super::*;

    fn stretches() -> impl Strategy<Value = Vec<Range<usize>>> {
        let stretch = (0_usize..40, 0_usize..12).prop_map(|(start, length)| start..start + length);
        prop::collection::vec(stretch.prop_filter("empty", |s| !s.is_empty()), 0..8)
    }

    fn points(stretches: &[Range<usize>]) -> BTreeSet<usize> {
        stretches.iter().cloned().flatten().collect()
    }

    proptest! {
        #[test]
        fn stretches_are_merged_and_taken_away_like_sets(a in stretches(), b in stretches()) {
            let (all, taken) = (merged(a.clone()), merged(b.clone()));
            prop_assert_eq!(points(&all), points(&a));
            prop_assert!(all.is_sorted_by(|x, y| x.end < y.start));
            let left = without(&all, &taken);
            prop_assert_eq!(points(&left), points(&a).difference(&points(&b)).copied().collect::<BTreeSet<_>>());
            prop_assert!(left.is_sorted_by(|x, y| x.end <= y.start));
        }
    }
}
