//! An FST from keys to the names that bear them.
//!
//! The value of a key is where its names begin among the [`RankedNames`], which stand in the order of keys: all
//! keys with one beginning are one stretch of names.

use std::ops::Range;

use fst::raw::{Fst, Node, Output};
use fst::{Map, MapBuilder};

use super::ranked::RankedNames;
use super::symbols::FIRST_FINAL;
use super::walk::descend;
use super::{IndexError, Section};

/// Keys, and the names of each.
pub(super) struct KeyedNames<D> {
    keys: Map<D>,
    names: RankedNames<D>,
}

impl<D: AsRef<[u8]>> KeyedNames<D> {
    /// Opens and verifies both sections but for where each key leads: that takes a walk over all keys, half of
    /// the time that opening takes. A value that leads astray leads to other names or to none.
    ///
    /// # Errors
    /// When the FST fails its checksum, the names do not verify, or there are more or fewer of them than keys.
    pub(super) fn open(
        keys: D,
        names: D,
        sections: (Section, Section),
        count: usize,
    ) -> Result<Self, IndexError> {
        let fault = |fault: String| IndexError { section: sections.0.name(), fault };
        let keys = Map::new(keys).map_err(|error| fault(error.to_string()))?;
        keys.as_fst().verify().map_err(|error| fault(error.to_string()))?;
        let names = RankedNames::open(names, sections.1, count)?;
        if keys.len() != names.keys() {
            return Err(fault(format!("{} keys, and names for {}", keys.len(), names.keys())));
        }
        Ok(Self { keys, names })
    }

    /// The names in the order of their keys.
    pub(super) fn names(&self) -> &RankedNames<D> {
        &self.names
    }

    /// The automaton, for walks of one's own.
    pub(super) fn fst(&self) -> &Fst<D> {
        self.keys.as_fst()
    }

    /// The names of all keys that begin with `prefix`; without those that go on with a final if `is_open`.
    /// Linear in the length of the prefix and of the longest key behind it, whatever the number of matches.
    pub(super) fn starts_with(&self, prefix: &[u8], is_open: bool) -> Option<Range<usize>> {
        let (node, output) = descend(self.fst(), prefix)?;
        self.below(node, output, is_open)
    }

    /// The names of all keys that pass through `node`, `output` being what led there.
    pub(super) fn below(&self, node: Node<'_>, output: Output, is_open: bool) -> Option<Range<usize>> {
        let (first, last) = first_and_last(self.fst(), node, output, is_open)?;
        let place = |value: u64| usize::try_from(value).ok();
        // Values are not trusted.
        Some(place(first)?..self.names.key_at(place(last)?).end.min(self.names.len()))
    }
}

/// The values of the first and the last key that pass through `node`, `output` being what led there; without
/// those that go on with a final if `is_open`.
pub(super) fn first_and_last<D: AsRef<[u8]>>(
    fst: &Fst<D>,
    node: Node<'_>,
    output: Output,
    is_open: bool,
) -> Option<(u64, u64)> {
    let first = first_value(fst, node, output)?;
    let ways = (0..node.len()).rev();
    let last = ways.map(|way| node.transition(way)).find(|way| !is_open || way.inp < FIRST_FINAL);
    let (mut node, mut output) = match last {
        Some(last) => (fst.node(last.addr), output.cat(last.out)),
        None if node.is_final() => return Some((first, first)),
        None => return None,
    };
    while let Some(way) = node.len().checked_sub(1) {
        let last = node.transition(way);
        output = output.cat(last.out);
        node = fst.node(last.addr);
    }
    Some((first, output.cat(node.final_output()).value()))
}

/// The value of the first key through `node`.
fn first_value<D: AsRef<[u8]>>(fst: &Fst<D>, node: Node<'_>, output: Output) -> Option<u64> {
    let (mut node, mut output) = (node, output);
    while !node.is_final() {
        // A node that no key ends at is on the way to one.
        let way = (!node.is_empty()).then(|| node.transition(0))?;
        output = output.cat(way.out);
        node = fst.node(way.addr);
    }
    Some(output.cat(node.final_output()).value())
}

/// The bytes of an FST from keys, in order, to numbers.
///
/// # Errors
/// When keys are not in order.
pub(super) fn fst_section<K: AsRef<[u8]>>(
    section: Section,
    keys: impl Iterator<Item = (K, u64)>,
) -> Result<Vec<u8>, IndexError> {
    let fault = |error: fst::Error| IndexError { section: section.name(), fault: error.to_string() };
    let mut builder = MapBuilder::memory();
    for (key, value) in keys {
        builder.insert(key, value).map_err(fault)?;
    }
    builder.into_inner().map_err(fault)
}
