//! Citations of annex entries as inventory cells hold them: `II/812`, `IV/143, VI/27a`, `IV/143 and 143a`,
//! `III/8a–c`, between comments and other noise.
//!
//! Only what is plainly a citation is taken. Whether the entry exists is not known here.

use incidex_core::regulation::{Annex, AnnexReference};

use super::Action;
use super::cell::Place;

/// The widest range of entry numbers that is believed to be one.
const WIDEST_RANGE: u16 = 50;

/// Reads the citations of a cell, each once, in the order of their first appearance.
pub(super) fn citations(raw: &str, place: &mut Place<'_>) -> Vec<AnnexReference> {
    let text = place.tidy("annexes", raw);
    // What follows a number sign is an editor's comment; it may name other laws' annexes.
    let (cited, comment) = text.find('#').map_or((text.as_str(), ""), |at| text.split_at(at));
    let mut reader =
        Reader { tokens: tokens(cited), found: Vec::new(), repaired: Vec::new(), noise: Vec::new() };
    reader.read();
    for reason in reader.repaired {
        place.note("annexes", Action::Repaired, &text, reason);
    }
    let has_text = |text: &str| text.contains(char::is_alphanumeric);
    let noise = if reader.noise.iter().any(|token| has_text(token)) { text.as_str() } else { comment };
    if has_text(noise) {
        place.note("annexes", Action::Ignored, noise, "no citation of an annex entry");
    }
    let mut references = Vec::new();
    for reference in reader.found {
        if !references.contains(&reference) {
            references.push(reference);
        }
    }
    references
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Token<'a> {
    /// Letters that do not follow a digit.
    Word(&'a str),
    /// Digits, and the one letter that may stand right behind them.
    Number(&'a str, Option<char>),
    Slash,
    Dash,
    /// A comma or a semicolon.
    Separator,
    Other(&'a str),
}

impl Token<'_> {
    fn is_and(self) -> bool {
        match self {
            Self::Word(word) => word.eq_ignore_ascii_case("and"),
            Self::Other(text) => text == "&" || text == "+",
            _ => false,
        }
    }

    fn annex(self) -> Option<Annex> {
        match self {
            Self::Word(word) => word.parse().ok(),
            _ => None,
        }
    }

    fn text(self) -> String {
        match self {
            Self::Word(text) | Self::Other(text) => text.to_owned(),
            Self::Number(digits, letter) => digits.chars().chain(letter).collect(),
            Self::Slash => "/".to_owned(),
            Self::Dash => "-".to_owned(),
            Self::Separator => ",".to_owned(),
        }
    }
}

fn tokens(text: &str) -> Vec<Token<'_>> {
    let mut tokens = Vec::new();
    let mut rest = text;
    while let Some(first) = rest.chars().next() {
        let run = |is_in: fn(char) -> bool| rest.find(|c| !is_in(c)).unwrap_or(rest.len());
        let mut length = first.len_utf8();
        match first {
            '/' => tokens.push(Token::Slash),
            '-' | '\u{2010}'..='\u{2015}' | '\u{2212}' => tokens.push(Token::Dash),
            ',' | ';' | '|' => tokens.push(Token::Separator),
            c if c.is_whitespace() => {}
            c if c.is_alphabetic() => {
                length = run(char::is_alphabetic);
                tokens.push(Token::Word(rest.get(..length).unwrap_or_default()));
            }
            c if c.is_ascii_digit() => {
                length = run(|c| c.is_ascii_digit());
                let (digits, tail) = rest.split_at(length);
                let mut behind = tail.chars().take_while(|c| c.is_alphabetic());
                let letter = behind.next().filter(|c| c.is_ascii_alphabetic() && behind.next().is_none());
                length += usize::from(letter.is_some());
                tokens.push(Token::Number(digits, letter));
            }
            _ => tokens.push(Token::Other(rest.get(..length).unwrap_or_default())),
        }
        rest = rest.get(length..).unwrap_or_default();
    }
    tokens
}

struct Reader<'a> {
    tokens: Vec<Token<'a>>,
    found: Vec<AnnexReference>,
    repaired: Vec<&'static str>,
    noise: Vec<String>,
}

impl<'a> Reader<'a> {
    fn token(&self, at: usize) -> Option<Token<'a>> {
        self.tokens.get(at).copied()
    }

    fn read(&mut self) {
        let mut at = 0;
        // Inside a sentence a numeral and a number may meet by chance; there the slash is required.
        let mut is_in_sentence = false;
        while let Some(token) = self.token(at) {
            if let Some(next) = self.citation(at, is_in_sentence) {
                at = next;
                is_in_sentence = false;
                continue;
            }
            let names_annex = matches!(token, Token::Word(word) if word.eq_ignore_ascii_case("annex"));
            if token == Token::Separator {
                is_in_sentence = false;
            } else if !token.is_and() && !names_annex {
                is_in_sentence = true;
                self.noise.push(token.text());
            }
            at += 1;
        }
    }

    /// Reads a citation and what continues it (`and 143a`, `, 2b`). Returns the position behind it.
    fn citation(&mut self, at: usize, is_in_sentence: bool) -> Option<usize> {
        let annex = self.token(at)?.annex()?;
        let has_slash = self.token(at + 1) == Some(Token::Slash);
        let first = at + 1 + usize::from(has_slash);
        if !has_slash {
            let is_numeral = self.token(at) == Some(Token::Word(annex.numeral()));
            if is_in_sentence || !is_numeral || !self.ends_item(first + 1) {
                return None;
            }
        }
        let mut next = match self.range(annex, first) {
            Some(next) => next,
            None => self.single(annex, first)?,
        };
        if !has_slash {
            self.repaired.push("a blank stood where the slash belongs");
        }
        while self.token(next).is_some_and(|token| token.is_and() || token == Token::Separator) {
            let item = next + 1;
            let behind = match self.range(annex, item) {
                Some(behind) => behind,
                None if self.ends_item(item + 1) => match self.single(annex, item) {
                    Some(behind) => behind,
                    None => break,
                },
                None => break,
            };
            next = behind;
        }
        Some(next)
    }

    /// Whether an item may end before the token at `at`.
    fn ends_item(&self, at: usize) -> bool {
        self.token(at).is_none_or(|t| t == Token::Separator || t.is_and() || t.annex().is_some())
    }

    fn single(&mut self, annex: Annex, at: usize) -> Option<usize> {
        let Some(Token::Number(digits, letter)) = self.token(at) else { return None };
        let reference = reference(annex, digits, letter.map(|l| l.to_ascii_lowercase()))?;
        if letter.is_some_and(|l| l.is_ascii_uppercase()) {
            self.repaired.push("the letter of an entry number was written as a capital");
        }
        self.found.push(reference);
        Some(at + 1)
    }

    /// Reads `8a–c`, `8a–8c` or `8–10`.
    fn range(&mut self, annex: Annex, at: usize) -> Option<usize> {
        let (Token::Number(digits, from), Token::Dash) = (self.token(at)?, self.token(at + 1)?) else {
            return None;
        };
        let references: Option<Vec<AnnexReference>> = match (from, self.token(at + 2)?) {
            (Some(from), Token::Word(word)) => {
                let mut letters = word.chars();
                let to = letters.next().filter(|_| letters.next().is_none())?;
                letter_range(annex, digits, from, to)
            }
            (Some(from), Token::Number(same, Some(to))) if same == digits => {
                letter_range(annex, digits, from, to)
            }
            (None, Token::Number(last, None)) => {
                let (first, last): (u16, u16) = (digits.parse().ok()?, last.parse().ok()?);
                let is_plain = first < last && last - first <= WIDEST_RANGE;
                is_plain.then(|| (first..=last).map(|n| reference(annex, &n.to_string(), None)).collect())?
            }
            _ => None,
        };
        if !self.ends_item(at + 3) {
            return None;
        }
        self.found.extend(references?);
        self.repaired.push("a range of entries was written out");
        Some(at + 3)
    }
}

fn letter_range(annex: Annex, digits: &str, from: char, to: char) -> Option<Vec<AnnexReference>> {
    let is_plain = from.is_ascii_lowercase() && to.is_ascii_lowercase() && from < to;
    is_plain.then(|| (from..=to).map(|letter| reference(annex, digits, Some(letter))).collect())?
}

fn reference(annex: Annex, digits: &str, letter: Option<char>) -> Option<AnnexReference> {
    let number: String = digits.chars().chain(letter).collect();
    format!("{}/{number}", annex.numeral()).parse().ok()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::super::cell::Notes;
    use super::*;

    fn read(cell: &str) -> (String, Vec<Action>) {
        let mut notes = Notes::new("file");
        let found = citations(cell, &mut notes.at(1));
        let found = found.iter().map(ToString::to_string).collect::<Vec<_>>().join(" ");
        (found, notes.into_findings().iter().map(|f| f.action).collect())
    }

    #[test]
    fn plain_citations_leave_no_finding() {
        for (cell, found) in [
            ("", ""),
            ("-", ""),
            ("II/812", "II/812"),
            ("IV/143, VI/27, VI/27a", "IV/143 VI/27 VI/27a"),
            ("V/54 III/65", "V/54 III/65"),
            ("IV/143 and 143a", "IV/143 IV/143a"),
            ("IV/143 & 143a; II/3", "IV/143 IV/143a II/3"),
            ("III/2a, 2b, VI/5", "III/2a III/2b VI/5"),
            ("II/9\nII/9", "II/9"),
            ("Annex III/9", "III/9"),
            ("ii/7.", "II/7"),
        ] {
            assert_eq!(read(cell), (found.into(), vec![]), "{cell}");
        }
    }

    #[test]
    fn repairs_are_noted() {
        for (cell, found) in [
            ("III 27", "III/27"),
            ("II/1, III 27", "II/1 III/27"),
            ("III/8a\u{2013}c", "III/8a III/8b III/8c"),
            ("III/8a-8c, 9", "III/8a III/8b III/8c III/9"),
            ("II/8 - 10", "II/8 II/9 II/10"),
            ("VI/27A", "VI/27a"),
            ("II/812\u{a0}", "II/812"),
        ] {
            assert_eq!(read(cell), (found.into(), vec![Action::Repaired]), "{cell}");
        }
    }

    #[test]
    fn noise_is_passed_over_with_a_finding() {
        for (cell, found) in [
            ("#CosIng", ""),
            ("# not in II/3", ""),
            ("219-370-1", ""),
            ("II/419, 219-370-1", "II/419"),
            ("II/419 #to be judged #CosIng", "II/419"),
            ("II/7. Oils, if they hold > 3 % of extract", "II/7"),
            ("I/1, VII/2", ""),
            ("III/0 III/99999", ""),
            ("III", ""),
            ("see part III 27", ""),
            ("II/5, 3 % at most", "II/5"),
            ("III/8c-a", "III/8c"),
            ("II/1-900", "II/1"),
        ] {
            assert_eq!(read(cell), (found.into(), vec![Action::Ignored]), "{cell}");
        }
    }

    proptest! {
        #[test]
        fn no_cell_panics(cell in "[IV0-9a-c/,;# –-]{0,30}|\\PC{0,30}") {
            let _ = read(&cell);
        }
    }
}
