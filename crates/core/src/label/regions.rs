//! Prose and footnotes: whole sentences that are no part of a list. What is left is read as a list.

use super::brackets::Brackets;
use super::lexer::{Text, Token, TokenKind, Tokens};
use super::names::Names;
use super::prose::is_prose;
use super::trim::{is_mark, trim};

/// A part of the text, in order.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Region {
    /// To be read as a list.
    List(Tokens),
    /// Sentences.
    Prose(Tokens),
    /// A mark and what it means.
    Footnote {
        /// The mark.
        mark: Tokens,
        /// The footnote with its mark.
        tokens: Tokens,
    },
}

/// Parts a text into lists, prose and footnotes. Linear.
pub(super) fn regions(text: &Text<'_>, brackets: &Brackets, names: &Names<'_>) -> Vec<Region> {
    let mut regions: Vec<Region> = Vec::new();
    let sentences = sentences(text);
    let mut at = 0;
    while let Some(sentence) = sentences.get(at) {
        at += 1;
        if let Some(mark) = opening_mark(text, &sentence.tokens) {
            if is_footnote(text, brackets, names, &sentence.tokens, &mark) {
                // What stands behind a colon still explains the mark.
                let mut end = sentence.tokens.end;
                let mut closing = sentence.end;
                while closing == End::Colon
                    && let Some(next) =
                        sentences.get(at).filter(|next| opening_mark(text, &next.tokens).is_none())
                {
                    end = next.tokens.end;
                    closing = next.end;
                    at += 1;
                }
                regions.push(Region::Footnote { mark, tokens: sentence.tokens.start..end });
                continue;
            }
        } else if is_prose(text, &sentence.tokens) {
            push(&mut regions, sentence.tokens.clone(), true);
            continue;
        } else if sentence.end == End::Colon
            && text.words(&sentence.tokens) <= 8
            && sentences.get(at).is_some_and(|next| is_prose(text, &next.tokens))
            && super::prose::section_kind(text.written(&sentence.tokens)).is_none()
        {
            // `Niacinamide: keeps the skin …`
            push(&mut regions, sentence.tokens.clone(), true);
            continue;
        }
        push(&mut regions, sentence.tokens.clone(), false);
    }
    regions
}

/// Adds a sentence to the region before it, if that is of its sort.
fn push(regions: &mut Vec<Region>, tokens: Tokens, is_prose: bool) {
    match regions.last_mut() {
        Some(Region::Prose(before)) if is_prose => before.end = tokens.end,
        Some(Region::List(before)) if !is_prose => before.end = tokens.end,
        _ if is_prose => regions.push(Region::Prose(tokens)),
        _ => regions.push(Region::List(tokens)),
    }
}

/// What ends a sentence.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum End {
    Stop,
    Colon,
    /// A mark begins something else.
    Mark,
}

struct Sentence {
    tokens: Tokens,
    end: End,
}

/// Cuts a text at line breaks, full stops, colons, and before marks that begin something. The cutting tokens
/// belong to the sentence before.
fn sentences(text: &Text<'_>) -> Vec<Sentence> {
    let mut sentences = Vec::new();
    let mut start = 0;
    for (at, token) in text.tokens.iter().enumerate() {
        let after_blank = at > start && text.token(at - 1).is_some_and(Token::is_blank);
        if after_blank && begins_something(text, at, token) {
            sentences.push(Sentence { tokens: start..at, end: End::Mark });
            start = at;
        }
        let end = match token.kind {
            TokenKind::LineBreak => End::Stop,
            TokenKind::Sign('.' | '!' | '?' | '…') if is_stop(text, at) => End::Stop,
            TokenKind::Sign(':') if !is_between_digits(text, at) => End::Colon,
            _ => continue,
        };
        sentences.push(Sentence { tokens: start..at + 1, end });
        start = at + 1;
    }
    sentences.push(Sentence { tokens: start..text.tokens.len(), end: End::Stop });
    sentences
}

/// Whether a mark stands in front of something, not behind a name.
fn begins_something(text: &Text<'_>, at: usize, token: &Token) -> bool {
    let next = text.token(at + 1);
    match token.kind {
        TokenKind::Sign('*' | '※' | '†' | '‡') => next.is_some_and(|next| {
            next.is_word() || next.is('*') || next.is(':') || next.is('=') || next.is_blank()
        }),
        TokenKind::Sign('+' | '¹' | '²' | '³' | '^') => next.is_some_and(|next| {
            matches!(next.kind, TokenKind::Hangul | TokenKind::Letters | TokenKind::Sign('+' | ':' | '='))
        }),
        _ => false,
    }
}

/// Whether a dot ends a sentence: a blank follows, or the text ends, and no abbreviation stands before it.
pub(super) fn is_stop(text: &Text<'_>, at: usize) -> bool {
    let Some(before) = at.checked_sub(1).and_then(|before| text.token(before)) else { return false };
    // `1.` counts what follows.
    if before.kind == TokenKind::Digits
        && (at < 2 || text.token(at - 2).is_none_or(Token::is_blank))
        && before.end - before.start < 3
    {
        let opens = at < 2
            || text.token(at - 2).is_some_and(|t| t.kind == TokenKind::LineBreak)
            || at >= 3 && text.token(at - 3).is_some_and(|t| !t.is_word());
        if opens {
            return false;
        }
    }
    let is_abbreviation = before.kind == TokenKind::Letters && {
        let key = text.key(&(at - 1..at));
        // `25°C.` is no initial.
        let is_degree = at >= 2 && text.token(at - 2).is_some_and(|token| token.is('°'));
        key.len() < 2 && !is_degree
            || matches!(key, "no" | "nr" | "ext" | "var" | "ssp" | "spp" | "subsp" | "st" | "sp" | "incl")
    };
    !is_abbreviation && text.token(at + 1).is_none_or(|next| next.is_blank() || next.is('.') || next.is('['))
}

/// Whether the sign at a position stands between two digits.
pub(super) fn is_between_digits(text: &Text<'_>, at: usize) -> bool {
    let is_digits = |at: usize| text.token(at).is_some_and(|token| token.kind == TokenKind::Digits);
    at > 0 && is_digits(at - 1) && is_digits(at + 1)
}

/// The mark that a sentence begins with.
fn opening_mark(text: &Text<'_>, tokens: &Tokens) -> Option<Tokens> {
    let mut start = tokens.clone().find(|at| text.token(*at).is_some_and(|token| !token.is_blank()))?;
    if text.token(start)?.is('(') {
        start += 1;
    }
    let first = text.token(start)?;
    let mut end = start;
    while end < tokens.end && text.token(end).is_some_and(|token| token.kind == first.kind) {
        end += 1;
    }
    let is_sign = is_mark(first) && !matches!(first.kind, TokenKind::Sign('#' | '~' | '°'));
    // `+/-` is no mark.
    let goes_on = text.token(end).is_some_and(|next| next.is('/'));
    (is_sign && !goes_on).then_some(start..end)
}

/// Whether what a mark begins is no mention.
fn is_footnote(
    text: &Text<'_>,
    brackets: &Brackets,
    names: &Names<'_>,
    tokens: &Tokens,
    mark: &Tokens,
) -> bool {
    let rest = mark.end..tokens.end;
    if text.words(&rest) == 0 {
        // `*:` goes on behind its colon.
        return text.slice(&rest).iter().any(|token| token.is(':') || token.is('='));
    }
    let parts = |at: usize, token: &Token| {
        matches!(token.kind, TokenKind::Sign(',' | ';' | '|' | '•')) && !is_between_digits(text, at)
    };
    let is_known = |piece: &Tokens| {
        let core = trim(text, brackets, piece).core;
        names.read(&core).is_some()
    };
    !brackets.split(text, &rest, parts).iter().take(3).any(is_known)
}
