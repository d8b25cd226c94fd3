//! The name in a piece of a list: marks, amounts, quotes and what else stands around it are taken off.

use super::amount::{MAX_TOKENS, amount_at};
use super::brackets::Brackets;
use super::lexer::{Text, Token, TokenKind, Tokens};
use super::tables::CONNECTORS;

/// A piece without what stands around the name.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Trimmed {
    /// The name: begins and ends with a word or a bracket, or is empty.
    pub(super) core: Tokens,
    /// Marks around it, in order.
    pub(super) marks: Vec<Tokens>,
    /// Amounts around it, in order: tokens, number, unit.
    pub(super) amounts: Vec<(Tokens, f64, String)>,
}

/// Signs that refer to a footnote.
pub(super) fn is_mark(token: &Token) -> bool {
    matches!(
        token.kind,
        TokenKind::Sign(
            '*' | '+'
                | '†'
                | '‡'
                | '※'
                | '★'
                | '☆'
                | '#'
                | '^'
                | '°'
                | 'º'
                | 'ª'
                | '¹'
                | '²'
                | '³'
                | '⁰'
                | '⁴'..='⁹' | '§' | '¤' | '△' | '▲' | '~'
        )
    )
}

/// The run of equal marks that begins at `start`, at most to `end`.
fn mark_from(text: &Text<'_>, start: usize, end: usize) -> usize {
    let Some(first) = text.token(start) else { return start };
    let mut at = start + 1;
    while at < end && text.token(at).is_some_and(|token| token.kind == first.kind) {
        at += 1;
    }
    at
}

/// Takes off what stands around the name. Each step looks at a bounded number of tokens and takes one off.
pub(super) fn trim(text: &Text<'_>, brackets: &Brackets, tokens: &Tokens) -> Trimmed {
    let mut trimmed = Trimmed { core: tokens.clone(), marks: Vec::new(), amounts: Vec::new() };
    from_the_left(text, brackets, &mut trimmed);
    from_the_right(text, brackets, &mut trimmed);
    trimmed.marks.sort_by_key(|mark| mark.start);
    trimmed.amounts.sort_by_key(|(amount, ..)| amount.start);
    trimmed
}

fn from_the_left(text: &Text<'_>, brackets: &Brackets, trimmed: &mut Trimmed) {
    while trimmed.core.start < trimmed.core.end {
        let at = trimmed.core.start;
        let Some(token) = text.token(at) else { return };
        if let Some(amount) = amount_at(text, at).filter(|amount| amount.end < trimmed.core.end) {
            // A number in front of a name is an amount only with a unit that can be nothing else.
            if amount.unit == "%" || !token.is_word() || amount.unit.starts_with("pp") {
                trimmed.amounts.push((at..amount.end, amount.value, amount.unit));
                trimmed.core.start = amount.end;
                continue;
            }
        }
        if is_mark(token) {
            let end = mark_from(text, at, trimmed.core.end);
            trimmed.marks.push(at..end);
            trimmed.core.start = end;
        } else if token.is_word() || brackets.close_of(at).is_some_and(|close| close < trimmed.core.end) {
            return;
        } else {
            trimmed.core.start += 1;
        }
    }
}

fn from_the_right(text: &Text<'_>, brackets: &Brackets, trimmed: &mut Trimmed) {
    while trimmed.core.start < trimmed.core.end {
        let last = trimmed.core.end - 1;
        let Some(token) = text.token(last) else { return };
        if let Some(start) = amount_before(text, &trimmed.core) {
            if let Some(amount) = amount_at(text, start) {
                trimmed.amounts.push((start..trimmed.core.end, amount.value, amount.unit));
            }
            trimmed.core.end = start;
        } else if is_mark(token) {
            let mut start = last;
            while start > trimmed.core.start && text.token(start - 1).is_some_and(|t| t.kind == token.kind) {
                start -= 1;
            }
            trimmed.marks.push(start..trimmed.core.end);
            trimmed.core.end = start;
        } else if let Some(open) = brackets.open_of(last).filter(|open| *open >= trimmed.core.start) {
            if open == trimmed.core.start {
                // Brackets around all of it.
                trimmed.core = open + 1..last;
                from_the_left(text, brackets, trimmed);
                continue;
            }
            if CONNECTORS.contains(&text.key(&(open + 1..last))) {
                trimmed.core.end = open;
                continue;
            }
            // Brackets around nothing but marks hold a mark: `(*)`.
            let inside = text.slice(&(open + 1..last));
            if inside.is_empty() || inside.iter().any(Token::is_word) || !inside.iter().any(is_mark) {
                return;
            }
            trimmed.marks.push(open..trimmed.core.end);
            trimmed.core.end = open;
        } else if token.is_word() {
            return;
        } else {
            trimmed.core.end = last;
        }
    }
}

/// Where the amount begins that ends with the range, if something stands in front of it.
fn amount_before(text: &Text<'_>, core: &Tokens) -> Option<usize> {
    let last = text.token(core.end.checked_sub(1)?)?;
    let may_end = matches!(last.kind, TokenKind::Sign('%' | ')' | ']' | '‰') | TokenKind::Letters);
    let from = core.end.saturating_sub(MAX_TOKENS).max(core.start + 1);
    if !may_end {
        return None;
    }
    (from..core.end).find(|start| amount_at(text, *start).is_some_and(|amount| amount.end == core.end))
}
