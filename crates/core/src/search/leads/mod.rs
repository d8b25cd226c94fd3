//! What the index has for a request, before any record is read: which ways of matching are tried when, and
//! what each of them brings.
//!
//! - here: a lead and its place in the order of hits; the collection of them.
//! - `cascade`: which ways are tried, the surest first, the less sure ones only while there is room.
//! - `names`: whole, beginning, inside, with mistakes. `words`: in whatever order.
//! - `numbers`: CAS and EC numbers, also broken ones.
//! - `layout`: what was meant on the other keyboard layout.

mod cascade;
mod layout;
mod names;
mod numbers;
mod words;

use std::cmp::Reverse;
use std::collections::BTreeSet;

use super::ranking::{MatchStart, Standing};
use super::{Field, MatchMode, Notice, Query};
use crate::index::{Effort, Fields, IndexedName, NameNumber, SearchIndex};
use crate::ingredient::IngredientCode;

pub(crate) use cascade::leads;

/// The most names that one way of matching may bring. What is beyond is counted, not looked at.
const MOST: usize = 4096;

/// Nodes that all ways of matching under typing errors visit at most, together.
const STEPS: usize = 40_000;

/// A name or number that meets a query.
#[derive(Clone, Debug)]
pub(crate) struct Lead {
    pub code: IngredientCode,
    pub target: Target,
    /// How it met what was looked for; under the other keyboard layout if `probe` is not the query.
    pub way: MatchMode,
    /// Which of the [probes](Leads::probes) it met.
    pub probe: usize,
    pub order: Order,
}

/// Which name or number of a record.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Target {
    Name(NameNumber),
    /// By its place in the record's list of CAS numbers.
    Cas(u16),
    /// By its place in the record's list of EC numbers.
    Ec(u16),
}

/// The place of a lead in the order of hits: what [`Rules`](super::ranking::Rules) says, without texts. Name
/// numbers are given in the order of the rules that are left.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Order {
    pub tier: u8,
    pub missing_words: u8,
    pub edits: u8,
    pub left_over: u8,
    pub standing: Standing,
    pub start: MatchStart,
    pub label_frequency: Reverse<u16>,
    pub last: Last,
}

/// Tells any two leads apart that all other rules hold even. Numbers and names never meet in one tier; numbers
/// go on in the order of codes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Last {
    Name(NameNumber),
    Number(IngredientCode, u16),
}

/// How a lead met a probe.
#[derive(Clone, Copy, Debug)]
struct Way {
    mode: MatchMode,
    missing_words: u8,
    edits: u8,
    left_over: u8,
    start: MatchStart,
}

impl Way {
    /// All of the name, as it was typed.
    const WHOLE: Self =
        Self { mode: MatchMode::Exact, missing_words: 0, edits: 0, left_over: 0, start: MatchStart::Name };
}

/// Everything that meets a request.
#[derive(Debug)]
pub(crate) struct Leads {
    pub found: Vec<Lead>,
    /// Whether nothing was left out.
    pub is_complete: bool,
    /// The query, and what it may have been meant as.
    pub probes: Vec<Query>,
    pub notice: Option<Notice>,
}

/// Collects leads of one request.
struct Collector<'a, D> {
    index: &'a SearchIndex<D>,
    field: Field,
    /// The names to look in; `None` where only numbers are asked for.
    fields: Option<Fields>,
    /// The most names that one way may bring.
    most: usize,
    leads: Leads,
    /// Which probe is being looked for.
    probe: usize,
    /// What is left for looking under typing errors.
    effort: Effort,
}

impl<'a, D: AsRef<[u8]>> Collector<'a, D> {
    fn new(index: &'a SearchIndex<D>, field: Field, most: usize, query: Query) -> Self {
        let fields = match field {
            Field::All => Some(Fields::ALL),
            Field::Inci => Some(Fields::INCI),
            Field::Korean => Some(Fields::KOREAN),
            Field::Other => Some(Fields::ALIAS),
            Field::Cas | Field::Ec => None,
        };
        let leads = Leads { found: Vec::new(), is_complete: true, probes: vec![query], notice: None };
        Self { index, field, fields, most: most.min(MOST), leads, probe: 0, effort: Effort::new(STEPS) }
    }

    /// The text that is being looked for.
    fn query(&self) -> Query {
        self.leads.probes.get(self.probe).cloned().unwrap_or_else(|| Query::folded(""))
    }

    /// Takes up the name with this number. Whoever calls has read it already: thousands are met, and to read one
    /// takes longer than anything that is done with it here.
    fn add_name(&mut self, number: NameNumber, name: &IndexedName<'_>, way: Way) {
        let shown = if self.probe == 0 { way.mode } else { MatchMode::KeyboardLayout };
        let order = Order {
            tier: shown.tier(),
            missing_words: way.missing_words,
            edits: way.edits,
            left_over: way.left_over,
            standing: Standing::of(name.kind),
            start: way.start,
            label_frequency: Reverse(name.record.label_frequency),
            last: Last::Name(number),
        };
        let (code, probe) = (name.code(), self.probe);
        self.leads.found.push(Lead { code, target: Target::Name(number), way: way.mode, probe, order });
    }

    /// Whether fewer names were found so far than one way may bring. What is then left out is not counted.
    fn has_room(&mut self) -> bool {
        let has_room = self.leads.found.len() < MOST;
        self.leads.is_complete &= has_room;
        has_room
    }

    /// Whether as many ingredients were found so far.
    fn has_found(&self, ingredients: usize) -> bool {
        let mut met = BTreeSet::new();
        let mut codes = self.leads.found.iter().map(|lead| lead.code);
        codes.any(|code| met.insert(code) && met.len() >= ingredients)
    }

    /// Whether the query, as a whole, is a name or number that we hold.
    fn is_named(&self) -> bool {
        self.leads.found.iter().any(|lead| lead.way.names_one())
    }
}
