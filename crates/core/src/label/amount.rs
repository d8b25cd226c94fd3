//! Amounts: `2 %`, `(10,000ppm)`, `[0.05% w/w]`, `500IU/g`.

use super::lexer::{Text, TokenKind};

/// Units of which an amount can be, in key form (both micro signs have the key of the Greek letter).
const UNITS: [&str; 13] = ["ppm", "ppb", "ppt", "mg", "g", "kg", "ml", "l", "mcg", "ug", "μg", "iu", "ng"];
/// What an amount can be per, in key form.
const PER: [&str; 8] = ["g", "kg", "mg", "l", "ml", "w", "v", "100g"];
/// An amount has no more tokens than this.
pub(super) const MAX_TOKENS: usize = 16;

/// An amount: tokens and what they say.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Quantity {
    /// The token after its last.
    pub(super) end: usize,
    pub(super) value: f64,
    pub(super) unit: String,
}

/// The amount that begins at a token, brackets around it included.
pub(super) fn amount_at(text: &Text<'_>, at: usize) -> Option<Quantity> {
    let opening = match text.token(at)?.kind {
        TokenKind::Sign('(') => Some(')'),
        TokenKind::Sign('[') => Some(']'),
        TokenKind::Digits => None,
        _ => return None,
    };
    let Some(closing) = opening else { return bare(text, at) };
    let mut start = skip_blanks(text, at + 1);
    while text.token(start).is_some_and(|token| token.is('<') || token.is('>') || token.is('~')) {
        start = skip_blanks(text, start + 1);
    }
    let inner = bare(text, start)?;
    let end = skip_blanks(text, inner.end);
    text.token(end)?.is(closing).then_some(Quantity { end: end + 1, ..inner })
}

/// A number with its unit.
fn bare(text: &Text<'_>, at: usize) -> Option<Quantity> {
    let (value, after) = number(text, at)?;
    let unit_at = skip_blanks(text, after);
    let token = text.token(unit_at)?;
    let (mut unit, mut end) = match token.kind {
        TokenKind::Sign('%') => ("%".to_owned(), unit_at + 1),
        TokenKind::Sign('‰') => ("‰".to_owned(), unit_at + 1),
        TokenKind::Letters => {
            let key = text.key(&(unit_at..unit_at + 1));
            (UNITS.iter().find(|known| **known == key).map(|known| (*known).to_owned())?, unit_at + 1)
        }
        _ => return None,
    };
    let slash = skip_blanks(text, end);
    if text.token(slash).is_some_and(|token| token.is('/')) {
        if let Some((per, after)) = per(text, slash + 1).filter(|_| unit != "%") {
            unit = format!("{unit}/{per}");
            end = after;
        }
    } else if unit == "%"
        && let Some(after) = by_weight(text, slash)
    {
        end = after;
    }
    // A unit that goes on is a word: `2 Girls`, `10 Lactate`.
    let goes_on = text.token(end).is_some_and(|next| {
        next.is_word() && unit != "%" && text.token(end - 1).is_some_and(super::lexer::Token::is_word)
    });
    (!goes_on).then_some(Quantity { end, value, unit })
}

/// `1`, `10,000`, `0.05`.
fn number(text: &Text<'_>, at: usize) -> Option<(f64, usize)> {
    let mut digits = String::new();
    let mut end = at;
    let mut tokens = text.tokens.get(at..at + 9.min(text.tokens.len().saturating_sub(at)))?.iter();
    let mut next = tokens.next();
    while next.is_some_and(|token| token.kind == TokenKind::Digits) {
        digits.push_str(text.key(&(end..end + 1)));
        end += 1;
        next = tokens.next();
        let Some(TokenKind::Sign(sign @ (',' | '.'))) = next.map(|token| token.kind) else { break };
        let after = tokens.next();
        let Some(group) = after.filter(|token| token.kind == TokenKind::Digits) else { break };
        // A comma before three digits groups them, any other is a decimal one.
        if !(sign == ',' && group.end - group.start == 3) {
            digits.push('.');
        }
        end += 1;
        next = Some(group);
    }
    Some((digits.parse().ok()?, end))
}

/// `/g` and the like, behind the slash.
fn per(text: &Text<'_>, at: usize) -> Option<(String, usize)> {
    let at = skip_blanks(text, at);
    let long = text.key(&(at..at + 2));
    if let Some(known) = PER.iter().find(|known| known.len() > 2 && **known == long) {
        return Some(((*known).to_owned(), at + 2));
    }
    let key = text.key(&(at..at + 1));
    PER.iter().find(|known| **known == key).map(|known| ((*known).to_owned(), at + 1))
}

/// `w/w`, `(w/w)`, `v/v` behind a percentage.
fn by_weight(text: &Text<'_>, at: usize) -> Option<usize> {
    let opens = text.token(at)?.is('(');
    let start = if opens { at + 1 } else { at };
    if !matches!(text.key(&(start..start + 3)), "ww" | "wv" | "vv") || !text.token(start + 1)?.is('/') {
        return None;
    }
    let end = start + 3;
    if opens { text.token(end)?.is(')').then_some(end + 1) } else { Some(end) }
}

fn skip_blanks(text: &Text<'_>, mut at: usize) -> usize {
    while text.token(at).is_some_and(super::lexer::Token::is_blank) {
        at += 1;
    }
    at
}
