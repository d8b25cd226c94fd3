//! Cells of CAS and EC numbers: one number, many, none, and all the ways in which real files write that.
//!
//! A number is taken only if its check digit is right. Nothing is completed or corrected by guess; what is
//! repaired is punctuation alone, and only where the check digit bears it out. What the numbers belong to is
//! not known here.

use incidex_core::identifier::{CasNumber, EcNumber, IdentifierError};

use super::Action;
use super::cell::Place;

/// The numbers of one row, each once, in the order of their first appearance.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Numbers {
    /// CAS numbers.
    pub cas: Vec<CasNumber>,
    /// EC numbers.
    pub ec: Vec<EcNumber>,
}

/// Reads the CAS cell and the EC cell of a row. A valid number that stands in the other column is moved.
///
/// Numbers are separated by `/`, `;`, `,`, `|` or blanks. Qualifiers in brackets (`(generic)`, `[1]`), the
/// asterisk of a list number and placeholders (`-`) are passed over.
pub fn numbers(cas_cell: &str, ec_cell: &str, place: &mut Place<'_>) -> Numbers {
    let mut numbers = Numbers::default();
    read_cell(cas_cell, Column::Cas, &mut numbers, place);
    read_cell(ec_cell, Column::Ec, &mut numbers, place);
    numbers
}

/// Whether a text holds what has the shape of a CAS number, its check digit aside; for telling columns apart.
pub(super) fn looks_like_cas(text: &str) -> bool {
    unqualified(&with_plain_hyphens(text)).split([' ', '/', ';', ',', '\n']).any(|word| {
        word.parse::<CasNumber>().map_or_else(|e| matches!(e, IdentifierError::CheckDigit { .. }), |_| true)
    })
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Column {
    Cas,
    Ec,
}

impl Column {
    fn field(self) -> &'static str {
        match self {
            Self::Cas => "cas",
            Self::Ec => "ec",
        }
    }
}

#[derive(Clone, Copy)]
enum Number {
    Cas(CasNumber),
    Ec(EcNumber),
}

fn read_cell(raw: &str, column: Column, numbers: &mut Numbers, place: &mut Place<'_>) {
    let tidied = place.tidy(column.field(), raw);
    let plain = with_plain_hyphens(&tidied);
    if plain != tidied {
        place.note(column.field(), Action::Repaired, &tidied, "typographic hyphens were read as plain ones");
    }
    let plain = unqualified(&plain);
    let mut words = Vec::new();
    for part in plain.split(['/', ';', ',', '|']) {
        let mut tokens = part.split_whitespace().peekable();
        while let Some(token) = tokens.next() {
            // A blank inside a number, as in `64742- 48-9`: the hyphen at the end of the first piece calls
            // for more, and the check digit says whether the next piece is it.
            if token.ends_with('-')
                && let Some(joined) = tokens.peek().map(|next| format!("{token}{next}"))
                && let Ok(number) = parsed(&joined)
            {
                tokens.next();
                let written = format!("{token} {}", joined.get(token.len()..).unwrap_or_default());
                place.note(column.field(), Action::Repaired, &written, "a blank stood inside the number");
                take(number, &joined, column, numbers, place);
            } else {
                read_token(token, column, numbers, place, &mut words);
            }
        }
    }
    if !words.is_empty() {
        place.note(column.field(), Action::Ignored, &words.join(" "), "words, no number");
    }
}

fn read_token<'a>(
    token: &'a str,
    column: Column,
    numbers: &mut Numbers,
    place: &mut Place<'_>,
    words: &mut Vec<&'a str>,
) {
    let bare = token.trim_matches(['*', '.', ':', '"', '\'']);
    if !bare.contains(|c: char| c.is_ascii_digit()) {
        if bare.contains(char::is_alphanumeric) {
            words.push(bare);
        }
        return;
    }
    if bare == "0" {
        place.note(column.field(), Action::Ignored, token, "a placeholder");
        return;
    }
    let reason = match parsed(bare) {
        Ok(number) => return take(number, token, column, numbers, place),
        Err(reason) => reason,
    };
    let Some(chained) = chained(bare) else {
        place.note(column.field(), Action::ValueRefused, token, reason.of(column));
        return;
    };
    place.note(
        column.field(),
        Action::Repaired,
        token,
        "hyphens stood before, after or between whole numbers",
    );
    for number in chained {
        take(number, token, column, numbers, place);
    }
}

fn take(number: Number, written: &str, column: Column, numbers: &mut Numbers, place: &mut Place<'_>) {
    match number {
        Number::Cas(cas) => {
            if column == Column::Ec {
                place.note("ec", Action::Repaired, written, "a CAS number in the EC column: moved to cas");
            }
            if !numbers.cas.contains(&cas) {
                numbers.cas.push(cas);
            }
        }
        Number::Ec(ec) => {
            if column == Column::Cas {
                place.note("cas", Action::Repaired, written, "an EC number in the CAS column: moved to ec");
            }
            if !numbers.ec.contains(&ec) {
                numbers.ec.push(ec);
            }
        }
    }
}

/// Why a token is neither kind of number.
struct Refusal {
    token: String,
    cas: IdentifierError,
    ec: IdentifierError,
}

impl Refusal {
    fn of(&self, column: Column) -> String {
        let groups: Vec<usize> = self.token.split('-').map(str::len).collect();
        if groups == [3, 3, 2, 1] {
            return "an index number of the CLP regulation, neither a CAS nor an EC number".to_owned();
        }
        if groups == [3, 3, 1] && matches!(self.ec, IdentifierError::Shape { .. }) {
            return "of the shape of an EC number, but none is assigned with these digits".to_owned();
        }
        let wrong_digit = |e: &&IdentifierError| matches!(e, IdentifierError::CheckDigit { .. });
        let own = if column == Column::Cas { &self.cas } else { &self.ec };
        // The shapes of the two are disjoint, so that at most one of them fails at its check digit.
        match [&self.cas, &self.ec].into_iter().find(wrong_digit) {
            Some(error) if error == own => error.to_string(),
            Some(error) => format!("{error} (the number of the other column's kind)"),
            None => own.to_string(),
        }
    }
}

fn parsed(token: &str) -> Result<Number, Refusal> {
    let cas = match token.parse() {
        Ok(cas) => return Ok(Number::Cas(cas)),
        Err(error) => error,
    };
    match token.parse() {
        Ok(ec) => Ok(Number::Ec(ec)),
        Err(ec) => Err(Refusal { token: token.to_owned(), cas, ec }),
    }
}

/// Whole numbers that hyphens alone hold together (`50-00-0-98-92-0`) or that a placeholder's hyphen touches
/// (`98-92-0-`). Every group of three must be a number, so that nothing is left to choose.
fn chained(token: &str) -> Option<Vec<Number>> {
    let groups: Vec<&str> = token.split('-').filter(|group| !group.is_empty()).collect();
    // Between numbers a hyphen may be doubled; inside one it may not.
    let numbers: Option<Vec<Number>> = groups
        .chunks(3)
        .map(|chunk| {
            let joined = chunk.join("-");
            if token.contains(&joined) { parsed(&joined).ok() } else { None }
        })
        .collect();
    numbers.filter(|numbers| !numbers.is_empty())
}

fn with_plain_hyphens(text: &str) -> String {
    let plain = |c| match c {
        '\u{2010}'..='\u{2015}' | '\u{2212}' | '\u{fe58}' | '\u{fe63}' | '\u{ff0d}' => '-',
        c => c,
    };
    text.chars().map(plain).collect()
}

/// The text without its bracketed qualifiers. Brackets that hold a number (digits, hyphen, digits) lose the
/// brackets only. A bracket that is never closed reaches to the end.
fn unqualified(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some((before, after)) = rest.split_once(['(', '[']) {
        out.push_str(before);
        // A blank in place of the brackets keeps apart what stood on either side of them.
        out.push(' ');
        let (inner, tail) = after.split_once([')', ']']).unwrap_or((after, ""));
        if holds_number(inner) {
            out.push_str(inner);
            out.push(' ');
        }
        rest = tail;
    }
    out.push_str(rest);
    out.replace(['(', '[', ')', ']'], " ")
}

fn holds_number(text: &str) -> bool {
    text.as_bytes()
        .windows(3)
        .any(|window| matches!(window, [a, b'-', b] if a.is_ascii_digit() && b.is_ascii_digit()))
}
