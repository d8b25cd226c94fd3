//! Where a piece may be cut: at line breaks, full stops and colons, around headings in brackets, behind amounts.

use super::amount::amount_at;
use super::brackets::Brackets;
use super::lexer::{Text, Token, TokenKind, Tokens};
use super::regions::{is_between_digits, is_stop};

/// What stands behind a block.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Cut {
    /// The end of the piece, or a heading.
    End,
    /// A line break, or a wide blank.
    Line,
    /// A full stop.
    Stop,
    /// A colon.
    Colon,
    /// An amount, which belongs to the block.
    Amount,
}

/// What a block is by its looks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Look {
    /// Words.
    Plain,
    /// Something in square brackets.
    Bracketed,
    /// `+/-` or `±`, in brackets or not.
    PlusMinus,
}

/// A part of a piece.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Block {
    pub(super) tokens: Tokens,
    pub(super) look: Look,
    pub(super) cut: Cut,
}

/// Cuts a piece into blocks. Brackets are not looked into. Linear.
pub(super) fn cut(text: &Text<'_>, brackets: &Brackets, piece: &Tokens) -> Vec<Block> {
    let mut blocks = Vec::new();
    let mut start = piece.start;
    let mut at = piece.start;
    let mut push = |tokens: Tokens, look: Look, cut: Cut| {
        if text.words(&tokens) > 0 || look == Look::PlusMinus {
            blocks.push(Block { tokens, look, cut });
        }
    };
    while at < piece.end {
        let Some(token) = text.token(at) else { break };
        if let Some(end) = plus_minus(text, at, piece.end) {
            push(start..at, Look::Plain, Cut::End);
            push(at..end, Look::PlusMinus, Cut::End);
            at = end;
            start = at;
            continue;
        }
        if let Some(amount) = amount_at(text, at).filter(|amount| amount.end <= piece.end && at > start) {
            at = amount.end;
            let blanks =
                (at..piece.end).take_while(|next| text.token(*next).is_some_and(Token::is_blank)).count();
            let goes_on = !text.token(at + blanks).is_some_and(|next| next.is(':'));
            if goes_on && text.words(&(start..at)) > 0 && text.words(&(amount.end..piece.end)) > 0 {
                push(start..at, Look::Plain, Cut::Amount);
                start = at;
            }
            continue;
        }
        if let Some(close) = brackets.close_of(at).filter(|close| *close < piece.end) {
            if token.is('[') {
                push(start..at, Look::Plain, Cut::End);
                push(at..close + 1, Look::Bracketed, Cut::End);
                start = close + 1;
            }
            at = close + 1;
            continue;
        }
        let cut = match token.kind {
            TokenKind::LineBreak => Cut::Line,
            TokenKind::Blank if token.end - token.start > 1 && is_wide(text, token) => Cut::Line,
            TokenKind::Sign('.' | '!' | '?' | '…') if is_stop(text, at) => Cut::Stop,
            TokenKind::Sign(':') if !is_between_digits(text, at) => Cut::Colon,
            _ => {
                at += 1;
                continue;
            }
        };
        push(start..at, Look::Plain, cut);
        start = at + 1;
        at += 1;
    }
    push(start..piece.end, Look::Plain, Cut::End);
    blocks
}

/// Whether a blank is wider than one space.
fn is_wide(text: &Text<'_>, token: &Token) -> bool {
    let written = text.label.get(token.start..token.end).unwrap_or_default();
    written.chars().filter(|c| c.is_whitespace()).count() > 1
}

/// Where the sign ends that says that what follows may be in the product.
fn plus_minus(text: &Text<'_>, at: usize, end: usize) -> Option<usize> {
    let opens = text.token(at).is_some_and(|token| token.is('('));
    let start = if opens { at + 1 } else { at };
    let sign = text.token(start)?;
    let mut after = if sign.is('±') {
        start + 1
    } else if sign.is('+') && text.token(start + 1)?.is('/') && text.token(start + 2)?.is('-') {
        start + 3
    } else {
        return None;
    };
    if opens {
        text.token(after)?.is(')').then_some(())?;
        after += 1;
    }
    (after <= end).then_some(after)
}
