//! A label as a list: sections, mentions, footnotes and noise. Separators that can be nothing else part the
//! text into pieces; for all others the names that are known decide.

use super::brackets::Brackets;
use super::lexer::{Text, Token, TokenKind, Tokens};
use super::lexicon::Lexicon;
use super::names::Names;
use super::outline::{Mention, Outline, Part};
use super::prose;
use super::reading::Reading;
use super::report::SectionKind;
use super::trim::{Trimmed, trim};

/// Pieces are taken apart this deep: a heading in front of a bracket in front of a line, and so on.
const MAX_DEPTH: usize = 4;

/// Reads a label.
pub(super) fn read(text: &Text<'_>, lexicon: &dyn Lexicon) -> Outline {
    let brackets = Brackets::new(text);
    let names = Names { text, brackets: &brackets, lexicon };
    let mut list = List { text, brackets: &brackets, names, outline: Outline::new() };
    list.pieces(&(0..text.tokens.len()), 0);
    list.outline
}

struct List<'a> {
    text: &'a Text<'a>,
    brackets: &'a Brackets,
    names: Names<'a>,
    outline: Outline,
}

impl<'a> List<'a> {
    /// Reads a range of tokens, cut at separators that can be nothing else.
    fn pieces(&mut self, tokens: &Tokens, depth: usize) {
        let names = &self.names;
        let parts = |at: usize, token: &Token| match token.kind {
            TokenKind::Sign(',') => !names.is_in_number(at),
            TokenKind::Sign(';' | '|' | '•') => true,
            _ => false,
        };
        for piece in self.brackets.split(self.text, tokens, parts) {
            self.piece(&piece, depth);
        }
    }

    /// Reads what stands between two separators.
    fn piece(&mut self, tokens: &Tokens, depth: usize) {
        let trimmed = trim(self.text, self.brackets, tokens);
        if self.text.words(&trimmed.core) == 0 {
            return;
        }
        match self.names.read(&trimmed.core) {
            Some(reading) => self.mention(&trimmed, reading),
            None if depth < MAX_DEPTH && self.apart(tokens, depth) => {}
            None => self.unread(tokens, &trimmed),
        }
    }

    fn mention(&mut self, trimmed: &Trimmed, reading: Reading) {
        let bytes = self.text.bytes(&trimmed.core);
        let mention = Mention {
            bytes: bytes.clone(),
            reading,
            marks: trimmed.marks.iter().map(|mark| self.text.bytes(mark)).collect(),
            amounts: trimmed
                .amounts
                .iter()
                .map(|(amount, value, unit)| (self.text.bytes(amount), *value, unit.clone()))
                .collect(),
            section: self.outline.section(),
        };
        self.outline.claim(bytes, Part::Mention(mention));
    }

    /// Takes a piece that is no name apart, where something shows how.
    fn apart(&mut self, tokens: &Tokens, depth: usize) -> bool {
        let text = self.text;
        self.heading_in_brackets(tokens, depth)
            || self.heading_with_colon(tokens, depth)
            || self.list_in_brackets(tokens, depth)
            || self.at(tokens, depth, |_, token| token.kind == TokenKind::LineBreak)
            || self.at(tokens, depth, |at, token| {
                // A full stop: a blank or the end follows.
                token.is('.') && text.token(at + 1).is_none_or(Token::is_blank)
            })
    }

    /// `[Serum] Water`
    fn heading_in_brackets(&mut self, tokens: &Tokens, depth: usize) -> bool {
        let Some(start) = tokens.clone().find(|at| self.text.token(*at).is_some_and(|t| !t.is_blank()))
        else {
            return false;
        };
        let Some(close) = self.brackets.close_of(start).filter(|close| *close < tokens.end) else {
            return false;
        };
        let rest = close + 1..tokens.end;
        if !self.text.token(start).is_some_and(|token| token.is('[')) || self.text.words(&rest) == 0 {
            return false;
        }
        let heading = start..close + 1;
        let kind = prose::section_kind(self.text.written(&heading)).unwrap_or(SectionKind::Part);
        self.outline.heading(self.text.bytes(&heading), kind);
        self.pieces(&rest, depth + 1);
        true
    }

    /// `Active ingredients: Water`
    fn heading_with_colon(&mut self, tokens: &Tokens, depth: usize) -> bool {
        let Some(colon) = tokens.clone().find(|at| self.text.token(*at).is_some_and(|token| token.is(':')))
        else {
            return false;
        };
        let (left, rest) = (tokens.start..colon, colon + 1..tokens.end);
        let heading = trim(self.text, self.brackets, &left).core;
        let Some(kind) = prose::section_kind(self.text.written(&heading)) else { return false };
        self.outline.heading(self.text.bytes(&(heading.start..colon + 1)), kind);
        self.pieces(&rest, depth + 1);
        true
    }

    /// `[May contain: Mica, CI 77891]`
    fn list_in_brackets(&mut self, tokens: &Tokens, depth: usize) -> bool {
        let Some(start) = tokens.clone().find(|at| self.brackets.close_of(*at).is_some()) else {
            return false;
        };
        let Some(close) = self.brackets.close_of(start).filter(|close| *close < tokens.end) else {
            return false;
        };
        let around = self.text.words(&(tokens.start..start)) + self.text.words(&(close + 1..tokens.end));
        if around > 0 {
            return false;
        }
        self.pieces(&(start + 1..close), depth + 1);
        true
    }

    /// Cuts a piece at some tokens, if one of the parts is a name.
    fn at(&mut self, tokens: &Tokens, depth: usize, cuts: impl Fn(usize, &Token) -> bool) -> bool {
        let text = self.text;
        let parts = self.brackets.split(text, tokens, &cuts);
        let is_name = |part: &Tokens| {
            let trimmed = trim(text, self.brackets, part);
            self.names.read(&trimmed.core).is_some()
        };
        if parts.len() < 2 || !parts.iter().any(is_name) {
            return false;
        }
        for part in parts {
            self.piece(&part, depth + 1);
        }
        true
    }

    /// A piece in which nothing is known: a mention of something unknown, or no mention.
    fn unread(&mut self, tokens: &Tokens, trimmed: &Trimmed) {
        match prose::noise(self.text, &trimmed.core) {
            Some(why) => {
                let trimmed = trim(self.text, self.brackets, tokens);
                self.outline.claim(self.text.bytes(&trimmed.core), Part::Noise(why));
            }
            None => self.mention(trimmed, Reading::unknown()),
        }
    }
}

/// Reads a text that is one name.
pub(super) fn read_name(text: &Text<'_>, lexicon: &dyn Lexicon) -> Option<Reading> {
    let brackets = Brackets::new(text);
    let core = trim(text, &brackets, &(0..text.tokens.len())).core;
    Names { text, brackets: &brackets, lexicon }.read(&core)
}
