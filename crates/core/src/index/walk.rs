//! Walks through an FST beside a [`Pattern`], to every key that is near enough, in a bounded number of steps.

use fst::raw::{CompiledAddr, Fst, Node, Output};

use super::edits::{Pattern, State};
use super::number::Cap;
use super::symbols::{OTHER, Symbol, other};

/// The steps that a lookup may still take.
#[derive(Clone, Copy, Debug)]
pub(super) struct Budget {
    steps: usize,
    /// The bound that was met.
    pub(super) cap: Option<Cap>,
}

impl Budget {
    /// So many nodes may be visited.
    pub(super) fn new(steps: usize) -> Self {
        Self { steps, cap: None }
    }

    /// The steps that are left.
    pub(super) fn left(&self) -> usize {
        self.steps
    }

    /// Takes a step; `false` if there is none left.
    fn step(&mut self) -> bool {
        match self.steps.checked_sub(1) {
            Some(less) => self.steps = less,
            None => self.cap = Some(Cap::Steps),
        }
        self.cap.is_none()
    }
}

/// The node that `path` leads to from the root, and the output on the way.
pub(super) fn descend<'a, D: AsRef<[u8]>>(fst: &'a Fst<D>, path: &[u8]) -> Option<(Node<'a>, Output)> {
    let (mut node, mut output) = (fst.root(), Output::zero());
    for byte in path {
        let way = node.transition(node.find_input(*byte)?);
        output = output.cat(way.out);
        node = fst.node(way.addr);
    }
    Some((node, output))
}

/// A node on the way, by what led there.
#[derive(Clone, Copy)]
struct Place {
    node: CompiledAddr,
    output: Output,
    state: State,
    /// Only what is nearer than so many edits is of interest from here on.
    bound: u8,
    /// Bytes of the key so far.
    depth: usize,
    /// The last of them, which stand for one symbol.
    last: [u8; LONGEST_SYMBOL],
    last_length: u8,
}

/// What a visit wants next.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Next {
    /// Everything below.
    Deeper,
    /// Below, only what is nearer.
    Nearer,
    /// Nothing more at all: so many were found as may be.
    Enough,
}

/// The most bytes that stand for one symbol.
const LONGEST_SYMBOL: usize = 4;

/// A walk in progress.
pub(super) struct Walk<'a, D> {
    fst: &'a Fst<D>,
    pattern: &'a Pattern,
    stack: Vec<Place>,
    /// The symbols that alone can lead on from a place.
    only: Vec<Symbol>,
}

impl<'a, D: AsRef<[u8]>> Walk<'a, D> {
    /// A walk from the root.
    pub(super) fn new(fst: &'a Fst<D>, pattern: &'a Pattern) -> Self {
        Self { fst, pattern, stack: Vec::with_capacity(64), only: Vec::with_capacity(8) }
    }

    /// Visits every node below the one that `start` leads to where the pattern can end: `visit(node, output,
    /// distance, path)`, `path` being the bytes behind `start`, tells how to go on. Ends early when there are no
    /// steps left.
    pub(super) fn run(
        &mut self,
        start: &[u8],
        budget: &mut Budget,
        mut visit: impl FnMut(Node<'_>, Output, u8, &[u8]) -> Next,
    ) {
        let Some((node, output)) = descend(self.fst, start) else { return };
        self.stack.clear();
        let (last, state, bound) = ([0; LONGEST_SYMBOL], self.pattern.start(), self.pattern.most_edits() + 1);
        self.stack.push(Place { node: node.addr(), output, state, bound, depth: 0, last, last_length: 0 });
        let mut path = Vec::with_capacity(64);
        while let Some(mut place) = self.stack.pop() {
            if budget.cap.is_some() || !budget.step() {
                return;
            }
            let last = place.last.get(..usize::from(place.last_length)).unwrap_or_default();
            path.truncate(place.depth.saturating_sub(last.len()));
            path.extend(last);
            let node = self.fst.node(place.node);
            if let Some(distance) =
                self.pattern.distance(&place.state).filter(|distance| *distance < place.bound)
            {
                match visit(node, place.output, distance, &path) {
                    Next::Deeper => {}
                    Next::Nearer => place.bound = distance,
                    Next::Enough => {
                        budget.cap = Some(Cap::Expansions);
                        return;
                    }
                }
            }
            if place.bound > 0 {
                self.go_on(&place, node);
            }
        }
    }

    /// Puts the places behind `place` on the stack.
    fn go_on(&mut self, place: &Place, node: Node<'_>) {
        let Some(symbols) = self.pattern.only(&place.state, place.bound) else {
            for way in node.transitions() {
                if way.inp == OTHER {
                    self.others(
                        place,
                        self.fst.node(way.addr),
                        place.output.cat(way.out),
                        [OTHER, 0, 0, 0],
                        1,
                    );
                } else {
                    let state = self.pattern.read_byte(&place.state, way.inp);
                    self.push(place, state, way.addr, place.output.cat(way.out), [way.inp, 0, 0, 0], 1);
                }
            }
            return;
        };
        let mut only = std::mem::take(&mut self.only);
        only.clear();
        for symbol in symbols {
            if only.contains(&symbol) {
                continue;
            }
            only.push(symbol);
            if symbol.is_ascii() {
                self.follow(place, node, symbol, &[symbol as u8]);
            } else {
                for bytes in self.pattern.bytes_of(symbol) {
                    self.follow(place, node, symbol, bytes);
                }
            }
        }
        self.only = only;
    }

    /// Puts the place behind `bytes`, which stand for `symbol`, on the stack.
    fn follow(&mut self, place: &Place, node: Node<'_>, symbol: Symbol, bytes: &[u8]) {
        let (mut node, mut output) = (node, place.output);
        let mut last = [0; LONGEST_SYMBOL];
        for (slot, byte) in last.iter_mut().zip(bytes) {
            let Some(way) = node.find_input(*byte) else { return };
            let way = node.transition(way);
            output = output.cat(way.out);
            node = self.fst.node(way.addr);
            *slot = *byte;
        }
        let state = self.pattern.read_symbol(&place.state, symbol);
        self.push(place, state, node.addr(), output, last, bytes.len());
    }

    /// Puts every place on the stack that is reached by the rest of a symbol of several bytes.
    fn others(
        &mut self,
        place: &Place,
        node: Node<'_>,
        output: Output,
        last: [u8; LONGEST_SYMBOL],
        length: usize,
    ) {
        if let Some(bytes) = last.last_chunk().filter(|_| length == LONGEST_SYMBOL) {
            if let Some(symbol) = other(*bytes) {
                let state = self.pattern.read_symbol(&place.state, symbol);
                self.push(place, state, node.addr(), output, last, length);
            }
            return;
        }
        for way in node.transitions() {
            let mut last = last;
            if let Some(slot) = last.get_mut(length) {
                *slot = way.inp;
            }
            self.others(place, self.fst.node(way.addr), output.cat(way.out), last, length + 1);
        }
    }

    #[expect(clippy::cast_possible_truncation, reason = "at most four")]
    fn push(
        &mut self,
        place: &Place,
        state: State,
        node: CompiledAddr,
        output: Output,
        last: [u8; LONGEST_SYMBOL],
        length: usize,
    ) {
        if !self.pattern.is_dead(&state, place.bound) {
            let (depth, last_length) = (place.depth + length, length as u8);
            self.stack.push(Place { node, output, state, bound: place.bound, depth, last, last_length });
        }
    }
}
