//! Pieces of a list and the blocks they are made of: what is a name, what a heading, what neither.

use super::cuts::{Block, Cut, Look, cut};
use super::lexer::{Text, Token, TokenKind, Tokens};
use super::list::is_separator;
use super::names::Names;
use super::outline::{Mention, Outline, Part};
use super::prose;
use super::reading::Reading;
use super::regions::is_between_digits;
use super::report::{NoiseKind, SectionKind};
use super::run::Runs;
use super::trim::{Trimmed, trim};

/// Brackets are opened this deep.
const MAX_DEPTH: usize = 4;
/// A name that separators cut has no more parts than this.
const MAX_JOINED: usize = 3;
/// A heading has no more words than this.
const MAX_HEADING_WORDS: usize = 14;

/// Reads pieces and claims what they are.
pub(super) struct Blocks<'a> {
    pub(super) names: &'a Names<'a>,
    pub(super) outline: Outline,
    depth: usize,
    /// Whether the block begins a line or follows a full stop.
    begins_line: bool,
}

impl<'a> Blocks<'a> {
    pub(super) fn new(names: &'a Names<'a>) -> Self {
        Self { names, outline: Outline::new(), depth: 0, begins_line: true }
    }

    fn text(&self) -> &'a Text<'a> {
        self.names.text
    }

    fn trim(&self, tokens: &Tokens) -> Trimmed {
        trim(self.text(), self.names.brackets, tokens)
    }

    /// Reads a range of tokens, cut at separators that can be nothing else but in a number or where only the
    /// names on both sides together are one.
    pub(super) fn list(&mut self, tokens: &Tokens) {
        let text = self.text();
        let parts = |at: usize, token: &Token| is_separator(token) && !is_between_digits(text, at);
        let pieces = self.names.brackets.split(text, tokens, parts);
        let mut at = 0;
        while let Some(piece) = pieces.get(at) {
            at += 1;
            let trimmed = self.trim(piece);
            if text.words(&trimmed.core) == 0 {
                self.outline.leave_to_last(&trimmed, text);
                continue;
            }
            if let Some(reading) = self.names.whole(&trimmed.core) {
                self.mention(&trimmed, reading);
                continue;
            }
            match self.joined(pieces.get(at - 1..).unwrap_or_default()) {
                Some((trimmed, reading, count)) => {
                    self.mention(&trimmed, reading);
                    at += count - 1;
                }
                None => self.piece(piece),
            }
        }
    }

    /// A name that separators cut into these first pieces: `1, 2-Hexanediol`.
    fn joined(&self, pieces: &[Tokens]) -> Option<(Trimmed, Reading, usize)> {
        let first = pieces.first()?;
        (2..=MAX_JOINED).find_map(|count| {
            let last = pieces.get(count - 1)?;
            if self.text().words(last) == 0 {
                return None;
            }
            let trimmed = self.trim(&(first.start..last.end));
            Some((trimmed.clone(), self.names.whole(&trimmed.core)?, count))
        })
    }

    /// Reads what stands between two separators and is no name as a whole.
    fn piece(&mut self, piece: &Tokens) {
        let text = self.text();
        let blocks = cut(text, self.names.brackets, piece);
        // Square brackets within a name: `Rosa Damascena [Rose] Flower Oil`.
        let is_one = blocks.iter().all(|block| block.cut == Cut::End && block.look != Look::PlusMinus)
            && !blocks.iter().any(|block| block.look == Look::Bracketed && self.holds_list(&block.tokens));
        let opens = blocks.first().is_some_and(|block| block.look == Look::Bracketed);
        let trimmed = self.trim(piece);
        if blocks.len() > 1
            && is_one
            && !opens
            && let Some(reading) = self.names.read(&trimmed.core).filter(|reading| reading.code().is_some())
        {
            self.mention(&trimmed, reading);
            return;
        }
        let mut at = 0;
        while let Some(block) = blocks.get(at) {
            self.begins_line = match at.checked_sub(1).and_then(|before| blocks.get(before)) {
                Some(before) => before.cut != Cut::Amount && before.cut != Cut::Colon,
                None => !self.outline.has_mentions() || self.begins_line(piece),
            };
            at += 1;
            let next = blocks.get(at);
            if self.is_heading_line(block, next) {
                let kind = prose::section_kind(text.written(&block.tokens)).unwrap_or(SectionKind::Part);
                self.heading(&block.tokens, kind);
                continue;
            }
            // A name that a line break cuts.
            if matches!(block.cut, Cut::Line | Cut::Stop)
                && let Some(next) = next.filter(|next| next.look == Look::Plain)
            {
                let both = self.trim(&(block.tokens.start..next.tokens.end));
                let is_name = |tokens: &Tokens| self.names.read(&self.trim(tokens).core).is_some();
                if !(is_name(&block.tokens) && is_name(&next.tokens))
                    && let Some(reading) = self.names.whole(&both.core)
                {
                    self.mention(&both, reading);
                    at += 1;
                    continue;
                }
            }
            match block.look {
                Look::PlusMinus => self.heading(&block.tokens, SectionKind::MayContain),
                Look::Bracketed => self.bracketed(block, at < blocks.len()),
                Look::Plain if block.cut == Cut::Colon => self.before_colon(block, next),
                Look::Plain
                    if block.cut == Cut::Stop
                        && (next.is_some() || self.goes_on_behind(block))
                        && self.is_praise(block) =>
                {
                    let core = self.trim(&block.tokens).core;
                    self.outline.claim(text.bytes(&core), Part::Noise(NoiseKind::Preamble));
                }
                Look::Plain => {
                    let announces = next.is_some_and(|next| next.look == Look::PlusMinus);
                    self.block(&block.tokens, announces);
                }
            }
        }
    }

    /// Whether brackets hold a list of their own and no part of a name: `[+/- CI 77891 · CI 77491]`.
    fn holds_list(&self, bracketed: &Tokens) -> bool {
        let text = self.text();
        let mut inner = bracketed.start + 1..bracketed.end.saturating_sub(1);
        let heads = prose::section_kind(text.written(&inner)).is_some();
        heads
            || cut(text, self.names.brackets, &inner).iter().any(|block| block.look == Look::PlusMinus)
            || inner.any(|at| {
                text.token(at).is_some_and(|token| is_separator(token) && !is_between_digits(text, at))
            })
    }

    /// Whether the words behind the full stop of a block begin another sentence: then the block is no name at the
    /// end of a list, nor one in front of a separator.
    fn goes_on_behind(&self, block: &Block) -> bool {
        let text = self.text();
        let after = text.tokens.iter().skip(block.tokens.end + 1).find(|token| !token.is_blank());
        after.is_some_and(Token::is_word)
    }

    /// An unknown sentence of some words in front of the list.
    fn is_praise(&self, block: &Block) -> bool {
        let core = self.trim(&block.tokens).core;
        !self.outline.has_mentions()
            && self.text().words(&core) >= 3
            && self.names.read(&core).is_none()
            && !Runs::new(self.names, &core).is_list(true)
    }

    /// Whether a piece begins a line.
    fn begins_line(&self, piece: &Tokens) -> bool {
        let text = self.text();
        let is_break = |at: usize| text.token(at).is_some_and(|token| token.kind == TokenKind::LineBreak);
        let leading = piece.clone().take_while(|at| text.token(*at).is_some_and(Token::is_blank));
        let bullet =
            piece.start.checked_sub(1).filter(|at| text.token(*at).is_some_and(|token| token.is('•')));
        leading.into_iter().any(is_break) || bullet.is_some_and(|at| at == 0 || is_break(at - 1))
    }

    /// A line of its own that is no name, in a list that commas part, or a counted one: `2. Repair mask`.
    fn is_heading_line(&self, block: &Block, next: Option<&Block>) -> bool {
        let text = self.text();
        if block.cut != Cut::Line || block.look != Look::Plain || next.is_none() || !self.begins_line {
            return false;
        }
        let core = self.trim(&block.tokens).core;
        let heads = prose::section_kind(text.written(&core)).is_some();
        let is_counted = is_counted(text, &core);
        (heads || is_counted || self.names.is_parted)
            && text.words(&core) <= MAX_HEADING_WORDS
            && prose::noise(text, &core).is_none()
            && self.names.read(&core).is_none()
            && !Runs::new(self.names, &core).is_list(true)
    }

    /// `[Serum] …`, `[+/- Mica, …]`
    fn bracketed(&mut self, block: &Block, is_followed: bool) {
        let inner = block.tokens.start + 1..block.tokens.end - 1;
        let text = self.text();
        let is_list = text.slice(&inner).iter().any(is_separator)
            || cut(text, self.names.brackets, &inner).len() > 1
            || self.names.read(&self.trim(&inner).core).is_some();
        if is_list && self.depth < MAX_DEPTH {
            self.depth += 1;
            self.list(&inner);
            self.depth -= 1;
        } else if is_followed {
            let kind = prose::section_kind(text.written(&inner)).unwrap_or(SectionKind::Part);
            self.heading(&block.tokens, kind);
        } else {
            self.block(&inner, false);
        }
    }

    /// `… Active ingredients:`. Names in front of the heading are mentions.
    fn before_colon(&mut self, block: &Block, next: Option<&Block>) {
        let text = self.text();
        let core = self.trim(&block.tokens).core;
        let colon = block.tokens.start..(block.tokens.end + 1).min(text.tokens.len());
        if let Some(kind) = prose::section_kind(text.written(&core)) {
            let runs = Runs::new(self.names, &core);
            let names = runs.known_before_heading();
            let start = names.last().map_or(core.start, |name| name.end);
            for name in names {
                self.name(&name);
            }
            self.heading(&(self.trim(&(start..core.end)).core.start..colon.end), kind);
        } else if self.names.read(&core).is_some()
            || next.is_none() && Runs::new(self.names, &core).known_before_heading().is_empty()
        {
            self.block(&block.tokens, false);
        } else {
            let runs = Runs::new(self.names, &core);
            let names = runs.known_before_heading();
            let start = names.last().map_or(core.start, |name| name.end);
            for name in names {
                self.name(&name);
            }
            let rest = self.trim(&(start..core.end)).core;
            if text.words(&rest) <= MAX_HEADING_WORDS {
                self.heading(&(rest.start..colon.end), SectionKind::Part);
            } else {
                self.block(&rest, false);
            }
        }
    }

    fn heading(&mut self, tokens: &Tokens, kind: SectionKind) {
        let text = self.text();
        let start = tokens.clone().find(|at| text.token(*at).is_some_and(|token| !token.is_blank()));
        self.outline.heading(text.bytes(&(start.unwrap_or(tokens.start)..tokens.end)), kind);
    }

    /// Reads a block. `announces`: it stands in front of `+/-`.
    fn block(&mut self, tokens: &Tokens, announces: bool) {
        let text = self.text();
        let trimmed = self.trim(tokens);
        if text.words(&trimmed.core) == 0 {
            self.outline.leave_to_last(&trimmed, text);
            return;
        }
        if let Some(reading) = self.names.read(&trimmed.core) {
            self.mention(&trimmed, reading);
            return;
        }
        if self.opened(&trimmed) || self.across_brackets(tokens) {
            return;
        }
        let runs = Runs::new(self.names, &trimmed.core);
        if announces && prose::section_kind(text.written(&trimmed.core)).is_some() {
            let names = runs.known_before_heading();
            let start = names.last().map_or(trimmed.core.start, |name| name.end);
            for name in names {
                self.name(&name);
            }
            self.heading(&(start..trimmed.core.end), SectionKind::MayContain);
            return;
        }
        if let Some(one) = runs.several().or_else(|| runs.repeated()) {
            self.mention(&trimmed, one);
            return;
        }
        if runs.is_list(false) {
            self.runs(&runs, tokens.end);
            return;
        }
        if prose::noise(text, &trimmed.core).is_none()
            && let Some(reading) = self.names.mistyped(&trimmed.core)
        {
            self.mention(&trimmed, reading);
            return;
        }
        if runs.is_list(true) {
            self.runs(&runs, tokens.end);
            return;
        }
        if let Some((heading, rest)) = runs.heading_in_front(self.begins_line) {
            let kind = prose::section_kind(text.written(&heading)).unwrap_or(SectionKind::Part);
            self.heading(&heading, kind);
            self.block(&(rest.start..tokens.end), false);
            return;
        }
        if let Some(name) = runs.qualified() {
            self.name(&(name.start..tokens.end.max(name.end)));
            return;
        }
        let names = runs.known_before_heading();
        if let Some(last) = names.last() {
            let rest = last.end..tokens.end;
            if prose::noise(text, &self.trim(&rest).core).is_some() {
                for name in names {
                    self.name(&name);
                }
                self.unread(&rest, &self.trim(&rest));
                return;
            }
        }
        self.unread(tokens, &trimmed);
    }

    /// The names of a list that nothing sure parts.
    fn runs(&mut self, runs: &Runs<'_>, end: usize) {
        let parts = runs.parts(end);
        for part in parts {
            match part.tokens {
                Some(tokens) => self.name(&tokens),
                None => {
                    if let Some(reading) = part.reading {
                        self.claim(part.bytes, reading, &Trimmed::default());
                    }
                }
            }
        }
    }

    /// Reads a range that holds one name.
    fn name(&mut self, tokens: &Tokens) {
        let trimmed = self.trim(tokens);
        if self.text().words(&trimmed.core) == 0 {
            return;
        }
        match self.names.read(&trimmed.core) {
            Some(reading) => self.mention(&trimmed, reading),
            None => match Runs::new(self.names, &trimmed.core).qualified() {
                Some(name) if name != *tokens => self.name(&name),
                _ => match self.names.mistyped(&trimmed.core) {
                    Some(reading) => self.mention(&trimmed, reading),
                    None => self.unread(tokens, &trimmed),
                },
            },
        }
    }

    /// A name, and in brackets what it is made of, or a list in brackets alone.
    fn opened(&mut self, trimmed: &Trimmed) -> bool {
        let (text, brackets) = (self.text(), self.names.brackets);
        let groups = brackets.groups(&trimmed.core);
        let [group] = groups.as_slice() else { return false };
        let mut inner = group.start + 1..group.end - 1;
        let has_separators = text.slice(&inner).iter().any(is_separator);
        let outside =
            text.words(&(trimmed.core.start..group.start)) + text.words(&(group.end..trimmed.core.end));
        if self.depth >= MAX_DEPTH || !(has_separators || outside == 0) {
            return false;
        }
        if outside > 0 {
            let outer = Trimmed { core: trimmed.core.start..group.start, ..trimmed.clone() };
            let core = self.trim(&outer.core).core;
            let Some(reading) = self.names.read(&core).filter(|_| group.end == trimmed.core.end) else {
                return false;
            };
            // What stands first in the brackets may be the same again: `Parfum (Fragrance, Linalool)`.
            let first =
                inner.clone().find(|at| text.token(*at).is_some_and(is_separator)).unwrap_or(inner.end);
            let again = self.trim(&(inner.start..first)).core;
            let is_again = self.names.read(&again).is_some_and(|inner| inner.code() == reading.code());
            if is_again && reading.code().is_some() {
                inner.start = first;
                let core = core.start..again.end;
                let reading =
                    reading.found_as(super::ItemKind::Multilingual, super::reading::confidence::AGREED);
                self.mention(&Trimmed { core, ..outer }, reading);
            } else {
                self.mention(&Trimmed { core, ..outer }, reading);
            }
        }
        self.depth += 1;
        self.list(&inner);
        self.depth -= 1;
        true
    }

    fn mention(&mut self, trimmed: &Trimmed, mut reading: Reading) {
        let text = self.text();
        let mut core = trimmed.core.clone();
        if let Some((name, remark)) = self.names.remark(&core) {
            if let Some(bare) = self.names.read(&name) {
                reading = bare;
            }
            core = name;
            let is_code = prose::noise(text, &remark) == Some(NoiseKind::Code);
            let why = if is_code { NoiseKind::Code } else { NoiseKind::Remark };
            self.outline.claim(text.bytes(&remark), Part::Noise(why));
        }
        // The dot of an abbreviation belongs to the name, if something follows that parts.
        let last = core.end.saturating_sub(1);
        if text.key(&(last..core.end)) == "denat"
            && text.token(core.end).is_some_and(|token| token.is('.'))
            && text
                .token(core.end + 1)
                .is_some_and(|next| is_separator(next) || next.kind == TokenKind::LineBreak)
        {
            core.end += 1;
        }
        self.claim(text.bytes(&core), reading, trimmed);
    }

    /// Reads a range at every separator, whatever brackets say, if that makes most of its parts names.
    fn across_brackets(&mut self, tokens: &Tokens) -> bool {
        let text = self.text();
        let cuts = tokens
            .clone()
            .filter(|at| text.token(*at).is_some_and(is_separator) && !is_between_digits(text, *at));
        let mut pieces = Vec::new();
        let mut start = tokens.start;
        for at in cuts {
            pieces.push(start..at);
            start = at + 1;
        }
        pieces.push(start..tokens.end);
        pieces.retain(|piece| text.words(piece) > 0);
        let known = pieces.iter().filter(|piece| self.names.read(&self.trim(piece).core).is_some()).count();
        if pieces.len() < 2 || known * 2 < pieces.len() || self.depth >= MAX_DEPTH {
            return false;
        }
        self.depth += 1;
        for piece in pieces {
            self.block(&piece, false);
        }
        self.depth -= 1;
        true
    }

    fn claim(&mut self, bytes: std::ops::Range<usize>, reading: Reading, trimmed: &Trimmed) {
        let text = self.text();
        let amount =
            |(amount, value, unit): &(Tokens, f64, String)| (text.bytes(amount), *value, unit.clone());
        let mention = Mention {
            bytes: bytes.clone(),
            reading,
            marks: trimmed.marks.iter().map(|mark| text.bytes(mark)).collect(),
            amounts: trimmed.amounts.iter().map(amount).collect(),
            section: self.outline.section(),
        };
        self.outline.claim(bytes, Part::Mention(mention));
    }

    /// A block in which nothing is known: a mention of something unknown, or no mention.
    fn unread(&mut self, tokens: &Tokens, trimmed: &Trimmed) {
        let text = self.text();
        if let Some(kind) =
            prose::section_kind(text.written(&trimmed.core)).filter(|_| text.words(&trimmed.core) <= 4)
        {
            self.heading(&trimmed.core, kind);
            return;
        }
        match prose::noise(text, &trimmed.core) {
            Some(why) => {
                let start = tokens.clone().find(|at| text.token(*at).is_some_and(|token| !token.is_blank()));
                let bytes = text.bytes(&(start.unwrap_or(tokens.start)..trimmed.core.end));
                self.outline.claim(bytes, Part::Noise(why));
            }
            None => self.mention(trimmed, Reading::unknown()),
        }
    }
}

/// Whether a range begins with a number that counts: `1)`, `2.`.
pub(super) fn is_counted(text: &Text<'_>, core: &Tokens) -> bool {
    text.token(core.start).is_some_and(|token| token.kind == TokenKind::Digits)
        && text.token(core.start + 1).is_some_and(|token| token.is(')') || token.is('.'))
}
