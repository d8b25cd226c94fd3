//! Which bracket closes which. Brackets that are never closed, and closing ones that nothing opened, are
//! signs like any other.

use super::lexer::{Text, Token, TokenKind, Tokens};

/// A pair further apart than this many bytes is two mistakes rather than one pair.
const MAX_DISTANCE: usize = 1_200;
/// How many unclosed brackets of another sort a closing one may pass over.
const MAX_PASSED: usize = 3;

/// For every token, the position of its other bracket.
pub(super) struct Brackets {
    other: Vec<Option<u32>>,
}

/// The sign that closes an opening one.
fn closing(sign: char) -> Option<char> {
    match sign {
        '(' => Some(')'),
        '[' => Some(']'),
        '{' => Some('}'),
        _ => None,
    }
}

impl Brackets {
    /// Pairs the brackets of a text. Linear.
    pub(super) fn new(text: &Text<'_>) -> Self {
        let mut other = vec![None; text.tokens.len()];
        let mut open: Vec<(usize, char, usize)> = Vec::new();
        for (at, token) in text.tokens.iter().enumerate() {
            let TokenKind::Sign(sign) = token.kind else { continue };
            if let Some(closing) = closing(sign) {
                open.push((at, closing, token.start));
            } else if matches!(sign, ')' | ']' | '}') {
                let fits = |(_, closing, start): &(usize, char, usize)| {
                    *closing == sign && token.start - start <= MAX_DISTANCE
                };
                let back = open.iter().rev().take(MAX_PASSED).position(fits);
                if let Some(back) = back {
                    let opener = open.len() - 1 - back;
                    if let Some((opened, ..)) = open.get(opener).copied() {
                        open.truncate(opener);
                        set(&mut other, opened, at);
                        set(&mut other, at, opened);
                    }
                }
            }
        }
        Self { other }
    }

    /// Where the bracket that opens at a position closes.
    pub(super) fn close_of(&self, at: usize) -> Option<usize> {
        self.other_of(at).filter(|other| *other > at)
    }

    /// Where the bracket that closes at a position opens.
    pub(super) fn open_of(&self, at: usize) -> Option<usize> {
        self.other_of(at).filter(|other| *other < at)
    }

    fn other_of(&self, at: usize) -> Option<usize> {
        self.other.get(at).copied().flatten().map(|other| other as usize)
    }

    /// Cuts a range where `parts` says so of a token outside of brackets. The cutting tokens are left out;
    /// parts may be empty.
    pub(super) fn split(
        &self,
        text: &Text<'_>,
        tokens: &Tokens,
        mut parts: impl FnMut(usize, &Token) -> bool,
    ) -> Vec<Tokens> {
        let mut pieces = Vec::new();
        let (mut start, mut at) = (tokens.start, tokens.start);
        while at < tokens.end {
            if let Some(close) = self.close_of(at).filter(|close| *close < tokens.end) {
                at = close + 1;
                continue;
            }
            if text.token(at).is_some_and(|token| parts(at, token)) {
                pieces.push(start..at);
                start = at + 1;
            }
            at += 1;
        }
        pieces.push(start..tokens.end);
        pieces
    }

    /// The outermost pairs of brackets of a range, as ranges that include the brackets.
    pub(super) fn groups(&self, tokens: &Tokens) -> Vec<Tokens> {
        let mut groups = Vec::new();
        let mut at = tokens.start;
        while at < tokens.end {
            match self.close_of(at).filter(|close| *close < tokens.end) {
                Some(close) => {
                    groups.push(at..close + 1);
                    at = close + 1;
                }
                None => at += 1,
            }
        }
        groups
    }
}

fn set(other: &mut [Option<u32>], at: usize, to: usize) {
    if let Some(slot) = other.get_mut(at) {
        *slot = u32::try_from(to).ok();
    }
}
