//! What a way through a block says: whether it is a list, a heading in front of a name, or a name with words
//! around it that say how it was made.

use std::ops::Range;

use super::block::is_counted;
use super::lexer::{TokenKind, Tokens};
use super::names::Names;
use super::prose;
use super::reading::{Outcome, Reading, confidence};
use super::segment::{Run, RunSort, segment};
use super::tables::QUALIFIERS;
use super::{Confidence, ItemKind};

/// From so many known names on, a block in which something is unknown may be a list.
const MIN_NAMES: usize = 3;

/// The way through a block.
pub(super) struct Runs<'a> {
    names: &'a Names<'a>,
    core: Tokens,
    way: Vec<Run>,
}

/// A name of a list that nothing sure parts.
pub(super) struct ListPart {
    pub(super) bytes: Range<usize>,
    /// Its tokens with what follows up to the next name; `None` if it begins or ends within a word.
    pub(super) tokens: Option<Tokens>,
    /// What it means.
    pub(super) reading: Option<Reading>,
}

impl<'a> Runs<'a> {
    pub(super) fn new(names: &'a Names<'a>, core: &Tokens) -> Self {
        Self { names, core: core.clone(), way: segment(names.text, names.lexicon, core) }
    }

    fn of(&self, sort: RunSort) -> impl Iterator<Item = &Run> {
        self.way.iter().filter(move |run| run.sort == sort)
    }

    fn weight(&self, sort: RunSort) -> usize {
        self.of(sort).map(|run| run.keys.len()).sum()
    }

    /// Whether the block is a list: nothing is unknown, or, if `in_part`, little among much that is known.
    pub(super) fn is_list(&self, in_part: bool) -> bool {
        let known = self.of(RunSort::Known).count();
        let unknown = self.of(RunSort::Unknown).count();
        if unknown == 0 {
            return known > 0;
        }
        let is_glued = self.way.iter().any(|run| run.tokens.is_none());
        let (known_weight, unknown_weight) = (self.weight(RunSort::Known), self.weight(RunSort::Unknown));
        in_part && known >= MIN_NAMES && !is_glued && known_weight > 2 * unknown_weight
    }

    /// One mention of several Korean names: 마이카(및)티타늄디옥사이드.
    pub(super) fn several(&self) -> Option<Reading> {
        let text = self.names.text;
        let slice = text.slice(&self.core);
        let joins = |run: &Run| run.sort == RunSort::Connector;
        let is_joined = (self.way.iter().any(joins) || slice.iter().any(|token| token.is('&')))
            && self.of(RunSort::Unknown).next().is_none()
            && slice.iter().all(|token| token.kind != TokenKind::Letters);
        if !is_joined || !self.names.is_parted || self.of(RunSort::Known).count() < 2 {
            return None;
        }
        let code = |run: &Run| self.reading(run)?.code();
        let codes = self.of(RunSort::Known).map(code).collect::<Option<Vec<_>>>()?;
        let (kind, confidence) = (ItemKind::Several, confidence::SEVERAL);
        Some(Reading { kind, confidence, edits: 0, outcome: Outcome::All(codes) })
    }

    /// One ingredient that is named again and again.
    pub(super) fn repeated(&self) -> Option<Reading> {
        if self.way.iter().any(|run| run.sort != RunSort::Known) {
            return None;
        }
        let readings = self.way.iter().map(|run| self.reading(run)).collect::<Option<Vec<_>>>()?;
        Names::repeated(&readings)
    }

    fn reading(&self, run: &Run) -> Option<Reading> {
        let key = self.names.text.key_slice(&run.keys);
        let glued = Confidence::hundredths(90);
        self.names.by_key(key).map(|reading| {
            if run.tokens.is_none() {
                Reading { confidence: reading.confidence.min(glued), ..reading }
            } else {
                reading
            }
        })
    }

    /// The names of a list, each up to where the next one begins; what is unknown in between stands alone.
    /// Names in brackets belong to what stands in front of them.
    pub(super) fn parts(&self, end: usize) -> Vec<ListPart> {
        let starts: Vec<&Run> = self.way.iter().filter(|run| self.is_outside(run)).collect();
        let mut parts = Vec::new();
        for (at, run) in starts.iter().enumerate() {
            if run.sort == RunSort::Connector {
                continue;
            }
            let next = starts.get(at + 1).and_then(|next| next.tokens.as_ref());
            let tokens = run.tokens.as_ref().map(|tokens| {
                let until =
                    next.map_or(if at + 1 == starts.len() { end } else { tokens.end }, |next| next.start);
                tokens.start..until
            });
            parts.push(ListPart { bytes: run.bytes.clone(), tokens, reading: self.reading(run) });
        }
        parts
    }

    /// Whether a run stands in no brackets that open after the block begins.
    fn is_outside(&self, run: &Run) -> bool {
        let Some(tokens) = &run.tokens else { return true };
        !self.names.brackets.groups(&self.core).iter().any(|group| {
            group.start < tokens.start && tokens.start < group.end && group.start > self.core.start
        })
    }

    /// The known names with which the block begins.
    pub(super) fn known_before_heading(&self) -> Vec<Tokens> {
        let known = self.way.iter().take_while(|run| run.sort == RunSort::Known && run.tokens.is_some());
        let names: Vec<Tokens> = known.filter_map(|run| run.tokens.clone()).collect();
        let is_all = names.len() == self.way.len();
        if is_all { Vec::new() } else { names }
    }

    /// A heading with nothing but a blank between it and the first name. Words that head lists may stand in
    /// front of any name, a number before them too; other words only in front of a Korean one.
    pub(super) fn heading_in_front(&self, begins_line: bool) -> Option<(Tokens, Tokens)> {
        let text = self.names.text;
        let first_known = self.way.iter().position(|run| run.sort == RunSort::Known)?;
        let known = self.way.get(first_known)?;
        let mut last_unknown = first_known;
        // The name is what stands at the end.
        if let Some(later) = self.way.iter().rposition(|run| run.sort == RunSort::Unknown) {
            last_unknown = later + 1;
        }
        let name = self.way.get(last_unknown).unwrap_or(known);
        let start = name.tokens.as_ref()?.start;
        let heading = self.core.start..text.before_blanks(start, self.core.start);
        if name.sort != RunSort::Known || text.words(&heading) == 0 || start == self.core.start {
            return None;
        }
        let is_parted = start > 0 && text.token(start - 1).is_some_and(|token| !token.is_word());
        let heads = prose::section_kind(text.written(&heading)).is_some();
        let is_counted = is_counted(text, &heading);
        let is_dashed = start >= 2
            && self.names.is_parted
            && text.token(start - 1).is_some_and(super::lexer::Token::is_blank)
            && text.token(start - 2).is_some_and(|token| token.is('-') || token.is('='));
        let is_korean = text.token(start).is_some_and(|token| token.kind == TokenKind::Hangul);
        let opens = text.token(heading.start).is_some_and(|token| token.is('(') || token.is('<'));
        let may_head = heads || is_counted || is_dashed || is_korean && (begins_line || opens);
        (may_head && is_parted).then_some((heading, start..self.core.end))
    }

    /// A known name with words around it that say how it was made: `Organic Jojoba Oil`.
    pub(super) fn qualified(&self) -> Option<Tokens> {
        let is_qualifier = |run: &Run| {
            let tokens = run.tokens.clone().unwrap_or(0..0);
            let mut words =
                tokens.filter(|at| self.names.text.token(*at).is_some_and(super::lexer::Token::is_word));
            run.sort != RunSort::Known
                && words.all(|at| QUALIFIERS.contains(&self.names.text.key(&(at..at + 1))))
        };
        let mut rest = self.way.as_slice();
        while let Some((first, tail)) = rest.split_first().filter(|(first, _)| is_qualifier(first)) {
            let _ = first;
            rest = tail;
        }
        while let Some((last, head)) = rest.split_last().filter(|(last, _)| is_qualifier(last)) {
            let _ = last;
            rest = head;
        }
        let (first, last) = (rest.first()?, rest.last()?);
        let all_known = rest.iter().all(|run| run.sort == RunSort::Known) && rest.len() < self.way.len();
        let tokens = first.tokens.as_ref()?.start..last.tokens.as_ref()?.end;
        all_known.then_some(tokens)
    }
}
