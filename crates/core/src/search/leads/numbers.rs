//! CAS and EC numbers that meet a query, and those that were meant where it cannot be right.

use std::cmp::Reverse;
use std::collections::BTreeSet;

use super::{Collector, Last, Lead, Order, Target};
use crate::identifier::{CasNumber, EcNumber};
use crate::index::{IdentifierIndex, Posting};
use crate::search::number::{Fault, NumberQuery};
use crate::search::ranking::{MatchStart, Standing};
use crate::search::{Field, MatchMode, Notice, NoticeCode};

/// The most numbers that a notice proposes.
const PROPOSED: usize = 3;

/// One of the two kinds of numbers.
struct Kind<'a, D> {
    index: &'a IdentifierIndex<D>,
    target: fn(u16) -> Target,
    display: fn(&str) -> Option<String>,
}

impl<D: AsRef<[u8]>> Collector<'_, D> {
    fn cas(&self) -> Option<Kind<'_, D>> {
        let display = CasNumber::display_of_digits;
        self.field.covers(Field::Cas).then(|| Kind { index: self.index.cas(), target: Target::Cas, display })
    }

    fn ec(&self) -> Option<Kind<'_, D>> {
        let display = EcNumber::display_of_digits;
        self.field.covers(Field::Ec).then(|| Kind { index: self.index.ec(), target: Target::Ec, display })
    }

    /// Numbers that are the query, and with `beginnings` those that begin with it.
    pub(super) fn numbers(&mut self, query: &NumberQuery, beginnings: bool) {
        let kinds = [self.cas().filter(|_| query.may_be_cas), self.ec().filter(|_| query.may_be_ec)];
        let mut found = Vec::new();
        for kind in kinds.into_iter().flatten() {
            for (is_whole, posting) in kind.index.starts_with(&query.written) {
                let mode = if is_whole { MatchMode::Identifier } else { MatchMode::IdentifierStartsWith };
                if is_whole || beginnings {
                    found.push((posting, (kind.target)(posting.position), mode));
                }
            }
        }
        self.leads.is_complete &= found.len() <= self.most;
        for (posting, target, mode) in found.into_iter().take(self.most) {
            self.add_number(posting, target, mode, 0);
        }
    }

    /// The numbers that we hold and that a number which cannot be right may have been meant as.
    pub(super) fn repaired(&mut self, query: &NumberQuery, fault: Option<Fault>) {
        let (mut found, mut proposed) = (Vec::new(), Vec::new());
        let digits = query.digits();
        let asks_for = |own: Fault| fault.is_none_or(|fault| fault == own);
        let cas = self
            .cas()
            .filter(|_| query.may_be_cas && asks_for(Fault::Cas))
            .map(|kind| (kind, query.cas_nearby()));
        let ec = self
            .ec()
            .filter(|_| query.may_be_ec && asks_for(Fault::Ec))
            .map(|kind| (kind, query.ec_nearby()));
        for (kind, nearby) in [cas, ec].into_iter().flatten() {
            for number in nearby {
                let postings = kind.index.starts_with(&number);
                let mut whole = postings.into_iter().filter(|(is_whole, _)| *is_whole).peekable();
                if whole.peek().is_some() {
                    proposed.extend((kind.display)(&number));
                }
                let edits = u8::from(number != digits);
                found.extend(whole.map(|(_, posting)| (posting, (kind.target)(posting.position), edits)));
            }
        }
        for (posting, target, edits) in found {
            self.add_number(posting, target, MatchMode::IdentifierRepaired, edits);
        }
        self.leads.notice = notice(query, fault, &self.likeliest(proposed));
    }

    /// CAS numbers whose written form holds the query.
    pub(super) fn insides_of_numbers(&mut self) {
        if !self.field.covers(Field::Cas) {
            return;
        }
        let found = self.index.cas_names().containing(self.query().spelling());
        self.leads.is_complete &= found.len() <= self.most;
        for (_, posting) in found.into_iter().take(self.most) {
            self.add_number(posting, Target::Cas(posting.position), MatchMode::IdentifierContains, 0);
        }
    }

    /// The proposed numbers, those of the commonest ingredients first.
    fn likeliest(&self, proposed: Vec<String>) -> Vec<String> {
        let frequency = |written: &String| {
            let of = |found: Vec<(bool, Posting)>| {
                let codes =
                    found.into_iter().filter(|(is_whole, _)| *is_whole).map(|(_, posting)| posting.code);
                codes
                    .filter_map(|code| self.index.directory().find(code))
                    .map(|row| row.label_frequency)
                    .max()
            };
            Reverse(of(self.index.cas().starts_with(written)).max(of(self.index.ec().starts_with(written))))
        };
        let mut proposed: Vec<String> = proposed.into_iter().collect::<BTreeSet<_>>().into_iter().collect();
        proposed.sort_by_cached_key(frequency);
        proposed.truncate(PROPOSED);
        proposed
    }

    fn add_number(&mut self, posting: Posting, target: Target, mode: MatchMode, edits: u8) {
        let code = posting.code;
        let record = self.index.directory().find(code);
        let order = Order {
            tier: mode.tier(),
            missing_words: 0,
            edits,
            left_over: u8::from(mode == MatchMode::IdentifierStartsWith),
            standing: Standing::Standard,
            start: MatchStart::Name,
            label_frequency: Reverse(record.map_or(0, |record| record.label_frequency)),
            last: Last::Number(code, posting.position),
        };
        self.leads.found.push(Lead { code, target, way: mode, probe: 0, order });
    }
}

fn notice(query: &NumberQuery, fault: Option<Fault>, proposed: &[String]) -> Option<Notice> {
    let (code, kind) = match fault {
        Some(Fault::Cas) => (NoticeCode::NotACasNumber, "CAS"),
        Some(Fault::Ec) => (NoticeCode::NotAnEcNumber, "EC"),
        // Bare digits may be much else; only a number that was meant says otherwise.
        None if proposed.is_empty() => return None,
        None => (NoticeCode::NotACasNumber, "CAS or EC"),
    };
    let article = if kind == "EC" { "an" } else { "a" };
    let question = match proposed {
        [] => String::new(),
        proposed => format!("; did you mean {}?", proposed.join(" or ")),
    };
    Some(Notice { code, text: format!("{} is not {article} {kind} number{question}", query.written) })
}
