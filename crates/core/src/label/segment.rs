//! Names that follow one another with nothing sure between them: blanks, slashes, dashes, `and`, or nothing.
//! The cheapest way through the text is taken, where a known name costs one and what is unknown costs more.
//!
//! Linear: from every position one walk down the index, no longer than a name.

use std::ops::Range;

use super::lexer::{Text, Token, TokenKind, Tokens};
use super::lexicon::Lexicon;
use super::tables::CONNECTORS;

/// The longest name that is looked for, in bytes of its key.
const MAX_NAME: usize = 160;
/// Shorter keys are names only where a word ends, in bytes: two Hangul syllables.
const MIN_GLUED: usize = 6;
/// The same of letters.
const MIN_GLUED_LETTERS: usize = 5;
/// Shorter keys are no names, in bytes, unless they are Hangul.
const MIN_LETTERS: usize = 3;

/// Costs, in tenths of a known name.
mod cost {
    pub(super) const NAME: u32 = 10;
    /// A name that begins or ends within a word.
    pub(super) const GLUED: u32 = 6;
    pub(super) const CONNECTOR: u32 = 1;
    pub(super) const UNKNOWN: u32 = 14;
    /// For every byte of the key of an unknown word: many known parts are likelier than a long unknown word.
    pub(super) const UNKNOWN_BYTE: u32 = 2;
}

/// A part of the way: a known name, a connector, or something unknown.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Run {
    /// Bytes of the text.
    pub(super) bytes: Range<usize>,
    /// The tokens, if it begins and ends with one.
    pub(super) tokens: Option<Tokens>,
    /// Positions in the keys of the text.
    pub(super) keys: Range<usize>,
    pub(super) sort: RunSort,
}

/// What a run is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum RunSort {
    Known,
    Connector,
    Unknown,
}

/// The cheapest step that leads to a position.
#[derive(Clone, Copy)]
struct Step {
    cost: u32,
    from: usize,
    sort: RunSort,
}

/// Finds the cheapest way through `tokens`. Unknown words that follow one another are one run.
pub(super) fn segment(text: &Text<'_>, lexicon: &dyn Lexicon, tokens: &Tokens) -> Vec<Run> {
    let (from, to) = (text.key_position(tokens.start), text.key_position(tokens.end));
    let way = Way { text, tokens: tokens.clone(), from, to, words: words(text, tokens) };
    let steps = way.steps(lexicon);
    way.runs(&steps)
}

/// A word of the range: where its key begins, and whether it may be cut.
struct Word {
    key: Range<usize>,
    token: usize,
    /// The bytes between two places where it may be cut: a Hangul syllable or a letter. 0 where its bytes are
    /// not its key.
    step: usize,
}

fn words(text: &Text<'_>, tokens: &Tokens) -> Vec<Word> {
    let word = |at: usize| {
        let token = text.token(at).filter(|token| token.is_word())?;
        let key = text.key_position(at)..text.key_position(at + 1);
        let is_its_key = token.end - token.start == key.len();
        let step = match token.kind {
            TokenKind::Hangul if is_its_key => 3,
            TokenKind::Letters if is_its_key && text.key_slice(&key).is_ascii() => 1,
            _ => 0,
        };
        Some(Word { key, token: at, step })
    };
    tokens.clone().filter_map(word).filter(|word| !word.key.is_empty()).collect()
}

struct Way<'a> {
    text: &'a Text<'a>,
    tokens: Tokens,
    from: usize,
    to: usize,
    words: Vec<Word>,
}

impl Way<'_> {
    /// For every position of the keys, the cheapest step to it.
    fn steps(&self, lexicon: &dyn Lexicon) -> Vec<Option<Step>> {
        let mut steps: Vec<Option<Step>> = vec![None; self.to - self.from + 1];
        if let Some(first) = steps.first_mut() {
            *first = Some(Step { cost: 0, from: self.from, sort: RunSort::Unknown });
        }
        let all = self.text.key(&self.tokens);
        for word in &self.words {
            let starts = if word.step > 0 { word.key.end } else { word.key.start + 1 };
            for start in (word.key.start..starts).step_by(word.step.max(1)) {
                self.steps_from(lexicon, all, word, start, &mut steps);
            }
        }
        steps
    }

    fn steps_from(
        &self,
        lexicon: &dyn Lexicon,
        all: &str,
        word: &Word,
        start: usize,
        steps: &mut [Option<Step>],
    ) {
        let Some(so_far) = steps.get(start - self.from).copied().flatten() else { return };
        let at_word = start == word.key.start;
        let mut arrive = |end: usize, cost: u32, sort: RunSort| {
            let cost = so_far.cost.saturating_add(cost);
            if let Some(slot) = steps.get_mut(end - self.from)
                && slot.is_none_or(|known| cost < known.cost)
            {
                *slot = Some(Step { cost, from: start, sort });
            }
        };
        let rest = all.get(start - self.from..).unwrap_or_default();
        let connects = at_word && CONNECTORS.contains(&rest.get(..word.key.end - start).unwrap_or_default());
        let length = u32::try_from(word.key.end - start).unwrap_or(u32::MAX);
        let unknown = cost::UNKNOWN.saturating_add(cost::UNKNOWN_BYTE.saturating_mul(length));
        let (unknown, sort) =
            if connects { (cost::CONNECTOR, RunSort::Connector) } else { (unknown, RunSort::Unknown) };
        arrive(word.key.end, unknown, sort);
        let bounded = rest.get(..floor(rest, MAX_NAME)).unwrap_or(rest);
        lexicon.prefixes(bounded, &mut |length| {
            let end = start + length;
            let Some(at_end) = self.end_at(end) else { return };
            let is_glued = !at_word || !at_end;
            let shortest = if is_glued && rest.starts_with(|c: char| c.is_ascii()) {
                MIN_GLUED_LETTERS
            } else if is_glued {
                MIN_GLUED
            } else if word.step == 3 {
                1
            } else {
                MIN_LETTERS
            };
            if length >= shortest {
                let glue = cost::GLUED * (u32::from(!at_word) + u32::from(!at_end));
                arrive(end, cost::NAME + glue, RunSort::Known);
            }
        });
    }

    /// Whether a word ends at a position of the keys (`true`) or may be cut there (`false`).
    fn end_at(&self, end: usize) -> Option<bool> {
        let next = self.words.partition_point(|word| word.key.end < end);
        let word = self.words.get(next)?;
        if word.key.end == end {
            return Some(true);
        }
        (word.step > 0 && word.key.start < end && (end - word.key.start).is_multiple_of(word.step))
            .then_some(false)
    }

    /// The way, from its beginning.
    fn runs(&self, steps: &[Option<Step>]) -> Vec<Run> {
        let mut runs: Vec<Run> = Vec::new();
        let mut end = self.to;
        while end > self.from {
            let Some(step) = steps.get(end - self.from).copied().flatten() else { break };
            let joins = runs.last().is_some_and(|later| {
                step.sort == RunSort::Unknown && later.sort == RunSort::Unknown && !self.is_parted(end)
            });
            match runs.last_mut().filter(|_| joins) {
                Some(later) => later.keys.start = step.from,
                None => runs.push(Run { bytes: 0..0, tokens: None, keys: step.from..end, sort: step.sort }),
            }
            end = step.from;
        }
        runs.reverse();
        for run in &mut runs {
            self.locate(run);
        }
        runs
    }

    /// Whether more than a blank stands before the word whose key begins at a position.
    fn is_parted(&self, key: usize) -> bool {
        let next = self.words.partition_point(|word| word.key.start < key);
        let (Some(before), Some(after)) =
            (next.checked_sub(1).and_then(|w| self.words.get(w)), self.words.get(next))
        else {
            return false;
        };
        let between = self.text.slice(&(before.token + 1..after.token));
        between.iter().any(|token| matches!(token.kind, TokenKind::Sign('/' | '\\' | '·')))
            || between.iter().any(|token| token.is('-')) && between.iter().any(Token::is_blank)
    }

    /// Where a run stands in the text.
    fn locate(&self, run: &mut Run) {
        let first = self.words.partition_point(|word| word.key.end <= run.keys.start);
        let last = self.words.partition_point(|word| word.key.start < run.keys.end);
        let (Some(first), Some(last)) =
            (self.words.get(first), last.checked_sub(1).and_then(|w| self.words.get(w)))
        else {
            return;
        };
        let (Some(first_token), Some(last_token)) =
            (self.text.token(first.token), self.text.token(last.token))
        else {
            return;
        };
        let start = first_token.start + (run.keys.start - first.key.start);
        let end = last_token.end - (last.key.end - run.keys.end);
        run.bytes = start..end;
        let is_whole = run.keys.start == first.key.start && run.keys.end == last.key.end;
        run.tokens = is_whole.then_some(first.token..last.token + 1);
    }
}

/// The largest character boundary that is not beyond `at`.
fn floor(text: &str, at: usize) -> usize {
    text.floor_char_boundary(at.min(text.len()))
}
