//! What one name means: the cascade from the whole name to its parts. What is a name in a list, and where it
//! ends, is decided elsewhere.

use std::cell::Cell;

use super::ItemKind;
use super::brackets::Brackets;
use super::lexer::{Text, Token, TokenKind, Tokens};
use super::lexicon::Lexicon;
use super::list::is_separator;
use super::prose::section_kind;
use super::reading::{Outcome, Reading, confidence};
use super::report::SectionKind;
use super::tables::{CONNECTORS, FOREIGN_WORDS, QUALIFIERS};

/// A name has no more parts than this; further ones are not looked at.
const MAX_PARTS: usize = 24;
/// An unknown name in front of a known one in brackets has no more words than this.
const MAX_HEAD: usize = 8;

/// Reads names of one text.
pub(super) struct Names<'a> {
    pub(super) text: &'a Text<'a>,
    pub(super) brackets: &'a Brackets,
    pub(super) lexicon: &'a dyn Lexicon,
    /// Whether the text is a list that commas and the like part, so that a slash does not.
    pub(super) is_parted: bool,
    /// How many names were looked for under mistakes.
    pub(super) looks: Cell<usize>,
}

impl Names<'_> {
    /// What a name means; `None` if nothing in it is known.
    pub(super) fn read(&self, core: &Tokens) -> Option<Reading> {
        self.whole(core)
            .or_else(|| self.colour_numbers(core))
            .or_else(|| self.bracketed(core))
            .or_else(|| self.slashed(core))
            .or_else(|| self.shared_words(core))
            .or_else(|| self.half_bracketed(core))
            .or_else(|| self.certified_colour(core))
            .or_else(|| self.respelled(core))
    }

    /// What the name means as it stands, punctuation aside.
    pub(super) fn whole(&self, core: &Tokens) -> Option<Reading> {
        self.by_key(self.text.key(core))
    }

    /// What a key means.
    pub(super) fn by_key(&self, key: &str) -> Option<Reading> {
        let reading = Reading::of(&self.lexicon.meaning(key)?);
        let is_number = |digits: &str| digits.len() >= 5 && digits.bytes().all(|b| b.is_ascii_digit());
        let is_colour = key.strip_prefix("ci").is_some_and(is_number);
        Some(if is_colour { reading.found_as(ItemKind::Colour, confidence::COLOUR) } else { reading })
    }

    /// A name with something in brackets.
    fn bracketed(&self, core: &Tokens) -> Option<Reading> {
        let groups = self.brackets.groups(core);
        if groups.is_empty() || groups.len() > MAX_PARTS {
            return None;
        }
        let inner = |group: &Tokens| group.start + 1..group.end - 1;
        if groups.iter().any(|group| self.may_contain(&inner(group))) {
            return None;
        }
        let outside = self.without(core, &groups);
        let outer = self.by_key(&outside).or_else(|| {
            let first = groups.first()?;
            self.slashed(&(core.start..first.start)).filter(|_| first.end == core.end)
        });
        let inside: Vec<Option<Reading>> =
            groups.iter().map(|group| self.read_inside(&inner(group))).collect();
        let is_list = |reading: &Reading| matches!(reading.outcome, Outcome::All(_));
        let are_numbers = || groups.iter().all(|group| self.are_numbers(&inner(group)));
        if let Some(list) = inside.iter().flatten().find(|reading| is_list(reading))
            && !(all_colours(list) && are_numbers())
        {
            return None;
        }
        if let Some(varieties) = self.varieties(&outside, &groups) {
            return Some(varieties);
        }
        match outer {
            Some(outer) => Some(self.outer_with(core, outer, &inside)),
            None => self.inner_alone(core, &groups, &inside),
        }
    }

    /// Whether brackets hold a list of what may be in the product: `(+/- CI 77891, CI 77491)`.
    fn may_contain(&self, inner: &Tokens) -> bool {
        let slice = self.text.slice(inner);
        let is_signed = matches!(slice, [first, ..] if first.is('±'))
            || matches!(slice, [plus, slash, minus, ..] if plus.is('+') && slash.is('/') && minus.is('-'));
        slice.iter().any(is_separator)
            && (is_signed || section_kind(self.text.written(inner)) == Some(SectionKind::MayContain))
    }

    /// Whether nothing but colour index numbers stands in a range.
    fn are_numbers(&self, tokens: &Tokens) -> bool {
        tokens.clone().all(|at| {
            let key = self.text.key(&(at..at + 1));
            key.bytes().all(|b| b.is_ascii_digit()) || matches!(key, "ci" | "cl" | "c" | "i" | "and")
        })
    }

    /// Varieties of an ambiguous name, listed in brackets: 산화철(적색/황색).
    fn varieties(&self, outside: &str, groups: &[Tokens]) -> Option<Reading> {
        let [group] = groups else { return None };
        if !matches!(self.by_key(outside)?.outcome, Outcome::Either(_)) {
            return None;
        }
        let parts = self.brackets.split(self.text, &(group.start + 1..group.end - 1), |_, token| {
            matches!(token.kind, TokenKind::Sign(',' | ';' | '/' | '&' | '•' | '·'))
        });
        let variety = |part: &Tokens| {
            let part = self.text.key(part);
            let named =
                self.by_key(&format!("{part}{outside}")).or_else(|| self.by_key(&format!("{outside}{part}")));
            named?.code()
        };
        let codes = parts.iter().map(variety).collect::<Option<Vec<_>>>()?;
        let outcome = if let [code] = codes.as_slice() { Outcome::One(*code) } else { Outcome::All(codes) };
        Some(Reading { kind: ItemKind::Several, confidence: confidence::SEVERAL, edits: 0, outcome })
    }

    /// The key of a range without these groups.
    pub(super) fn without(&self, core: &Tokens, groups: &[Tokens]) -> String {
        let mut key = String::new();
        let mut at = core.start;
        for group in groups {
            key.push_str(self.text.key(&(at..group.start)));
            at = group.end;
        }
        key.push_str(self.text.key(&(at..core.end)));
        key
    }

    /// What stands inside of brackets: a name, or a list of colours.
    fn read_inside(&self, inner: &Tokens) -> Option<Reading> {
        if let Some(reading) = self.whole(inner).or_else(|| self.colour_number(inner)) {
            return Some(reading);
        }
        let parts = self.brackets.split(self.text, inner, |at, token| {
            matches!(token.kind, TokenKind::Sign(',' | ';' | '/' | '\\' | '&' | '|' | '•' | '·'))
                && !self.is_in_number(at)
        });
        self.together(&parts)
    }

    /// `77891` where a colour index number is expected.
    fn colour_number(&self, inner: &Tokens) -> Option<Reading> {
        let key = self.text.key(inner);
        let is_number = key.len() == 5 && key.bytes().all(|b| b.is_ascii_digit());
        if is_number { self.by_key(&format!("ci{key}")) } else { None }
    }

    /// Parts of one mention: all the same ingredient, or each one of its own. `None` unless all are known
    /// where they differ, or one is where the others are unknown.
    fn together(&self, parts: &[Tokens]) -> Option<Reading> {
        if parts.len() < 2 || parts.len() > MAX_PARTS {
            return None;
        }
        let named: Vec<&Tokens> = parts.iter().filter(|part| self.text.words(part) > 0).collect();
        let read: Vec<Option<Reading>> = named
            .iter()
            .map(|part| {
                self.whole(part).or_else(|| self.colour_number(part)).or_else(|| self.bracketed(part))
            })
            .collect();
        let is_foreign =
            |part: &Tokens| part.clone().any(|at| FOREIGN_WORDS.contains(&self.text.key(&(at..at + 1))));
        let unknown = named.iter().zip(&read).filter(|(_, reading)| reading.is_none()).map(|(part, _)| *part);
        let known = read.iter().flatten().count();
        let is_korean =
            |part: &Tokens| self.text.slice(part).iter().any(|token| token.kind == TokenKind::Hangul);
        let is_short = |part: &Tokens| self.text.words(part) <= MAX_HEAD && !is_korean(part);
        let may_be_left = unknown.clone().all(is_short) && (known >= 2 || unknown.clone().all(is_foreign));
        if unknown.count() > 0 && !may_be_left {
            return None;
        }
        combine(&read)
    }

    /// A name with slashes: one ingredient in several languages, or several ingredients.
    fn slashed(&self, core: &Tokens) -> Option<Reading> {
        let parts = self.brackets.split(self.text, core, is_slash);
        let together = self.together(&parts)?;
        let is_korean =
            |part: &Tokens| self.text.slice(part).iter().any(|token| token.kind == TokenKind::Hangul);
        // Names that each stand in full are mentions of their own, but where Korean joins them.
        let is_blank = |at: usize| self.text.token(at).is_some_and(Token::is_blank);
        let is_apart = |part: &Tokens| part.start > core.start && is_blank(part.start);
        let is_one = !matches!(together.outcome, Outcome::All(_))
            || self.is_parted && parts.iter().all(is_korean) && !parts.iter().any(is_apart);
        is_one.then_some(together)
    }

    /// Names that share their beginning or their end: `Steareth-2/21`, `Sodium Lauryl/Laureth Sulfate`,
    /// `Polysorbate 20 & 80`, `Candelilla/Carnauba Wax`.
    fn shared_words(&self, core: &Tokens) -> Option<Reading> {
        let joins = |at: usize, token: &Token| {
            matches!(token.kind, TokenKind::Sign('/' | '&' | '+'))
                || CONNECTORS.contains(&self.text.key(&(at..at + 1)))
        };
        let parts = self.brackets.split(self.text, core, joins);
        let parts: Vec<&Tokens> = parts.iter().filter(|part| self.text.words(part) > 0).collect();
        let [first, middle @ .., last] = parts.as_slice() else { return None };
        if parts.len() > MAX_PARTS {
            return None;
        }
        (1..=2).find_map(|own| {
            // The words of its own that each name has; what stands around them is shared.
            let own_of_first = self.word_from_the_end(first, own)?..first.end;
            let own_of_last = last.start..self.word_from_the_start(last, own)?;
            let before = self.text.key(&(first.start..own_of_first.start));
            let after = self.text.key(&(own_of_last.end..last.end));
            if before.is_empty() && after.is_empty() {
                return None;
            }
            let mut codes = Vec::new();
            for part in std::iter::once(&own_of_first).chain(middle.iter().copied()).chain([&own_of_last]) {
                let ingredient = self.by_key(&format!("{before}{}{after}", self.text.key(part)))?.code()?;
                if !codes.contains(&ingredient) {
                    codes.push(ingredient);
                }
            }
            let outcome = Outcome::All(codes);
            Some(Reading { kind: ItemKind::Several, confidence: confidence::SEVERAL, edits: 0, outcome })
        })
    }

    /// Where the last so many words of a range begin.
    fn word_from_the_end(&self, tokens: &Tokens, count: usize) -> Option<usize> {
        let is_word = |at: &usize| self.text.token(*at).is_some_and(Token::is_word);
        tokens.clone().rev().filter(is_word).nth(count - 1)
    }

    /// Where the first so many words of a range end.
    fn word_from_the_start(&self, tokens: &Tokens, count: usize) -> Option<usize> {
        let is_word = |at: &usize| self.text.token(*at).is_some_and(Token::is_word);
        tokens.clone().filter(is_word).nth(count - 1).map(|at| at + 1)
    }

    /// A bracket that was never closed, or never opened: `Aqua (Water`.
    fn half_bracketed(&self, core: &Tokens) -> Option<Reading> {
        let is_half = |at: usize, token: &Token| {
            matches!(token.kind, TokenKind::Sign('(' | ')' | '[' | ']'))
                && self.brackets.close_of(at).is_none()
                && self.brackets.open_of(at).is_none()
        };
        let parts = self.brackets.split(self.text, core, is_half);
        self.together(&parts).filter(|reading| reading.code().is_some())
    }

    /// One ingredient named twice with a blank between: `정제수 Water`. A name that can mean several follows one
    /// that does not.
    pub(super) fn repeated(parts: &[Reading]) -> Option<Reading> {
        let code = parts.iter().find_map(Reading::code)?;
        let is_open = |part: &Reading| matches!(part.outcome, Outcome::Either(_)) && part.allows(code);
        let is_same = parts.len() > 1 && parts.iter().all(|part| part.code() == Some(code) || is_open(part));
        is_same.then(|| Reading::one(code, ItemKind::Multilingual, confidence::AGREED))
    }

    /// The name outside of brackets is known.
    fn outer_with(&self, core: &Tokens, outer: Reading, inside: &[Option<Reading>]) -> Reading {
        let known: Vec<&Reading> = inside.iter().flatten().collect();
        let [inner] = known.as_slice() else {
            return if known.is_empty() {
                outer.found_as(ItemKind::CommonNameInParentheses, confidence::HALF_KNOWN)
            } else {
                outer.found_as(ItemKind::CommonNameInParentheses, confidence::CONTRADICTED)
            };
        };
        let is_colour = inner.kind == ItemKind::Colour;
        match (&outer.outcome, &inner.outcome) {
            (_, Outcome::All(codes)) if codes.len() > 1 && all_colours(inner) => {
                Reading { kind: ItemKind::Several, confidence: confidence::SEVERAL, ..(*inner).clone() }
            }
            (Outcome::One(outer_code), _) if inner.allows(*outer_code) => {
                let kind = if is_colour {
                    ItemKind::Colour
                } else if self.has_slash(core) {
                    ItemKind::Multilingual
                } else {
                    ItemKind::CommonNameInParentheses
                };
                outer.found_as(kind, confidence::AGREED)
            }
            (Outcome::Either(either), Outcome::One(inner_code))
                if is_colour || either.contains(inner_code) =>
            {
                let kind = if is_colour { ItemKind::Colour } else { ItemKind::CommonNameInParentheses };
                (*inner).clone().found_as(kind, confidence::AGREED)
            }
            // A nomenclature's name in brackets explains a common one: `Provitamin B5 (Panthenol)`.
            (_, Outcome::One(_))
                if matches!(outer.kind, ItemKind::Alias | ItemKind::Ambiguous)
                    && inner.kind == ItemKind::Exact =>
            {
                (*inner).clone().found_as(ItemKind::CommonNameInParentheses, confidence::HALF_KNOWN)
            }
            _ => outer.found_as(ItemKind::CommonNameInParentheses, confidence::CONTRADICTED),
        }
    }

    /// Only what stands in brackets is known. Words behind them say what is made of it, and go with it:
    /// `Vitis (Grape) Seed Oil`.
    fn inner_alone(&self, core: &Tokens, groups: &[Tokens], inside: &[Option<Reading>]) -> Option<Reading> {
        let mut known =
            groups.iter().zip(inside).filter_map(|(group, reading)| Some((group, reading.as_ref()?)));
        let (group, inner) = known.next().filter(|_| known.next().is_none())?;
        let tail = self.text.key(&(group.end..core.end));
        let head = self.text.words(&(core.start..group.start));
        if !tail.is_empty()
            || head > MAX_HEAD
            || self.text.slice(&(core.start..group.start)).iter().any(|t| t.is(':'))
        {
            return None;
        }
        if inner.kind == ItemKind::Colour || head == 0 {
            return Some(inner.clone());
        }
        Some(inner.clone().found_as(ItemKind::CommonNameInParentheses, confidence::HALF_KNOWN))
    }

    /// A name, and behind it words in brackets that name nothing and say how it is made or where it comes from.
    pub(super) fn remark(&self, core: &Tokens) -> Option<(Tokens, Tokens)> {
        let groups = self.brackets.groups(core);
        let group = groups.last().filter(|group| group.end == core.end && group.start > core.start)?;
        let inner = group.start + 1..group.end - 1;
        let name = core.start..self.text.before_blanks(group.start, core.start);
        let is_korean = self.text.slice(&name).iter().any(|token| token.kind == TokenKind::Hangul);
        let mut words = inner.clone().filter(|at| self.text.token(*at).is_some_and(Token::is_word));
        let mut qualifies = || words.all(|at| QUALIFIERS.contains(&self.text.key(&(at..at + 1))));
        if self.text.words(&inner) == 0
            || self.are_numbers(&inner)
            || !(is_korean || qualifies())
            || self.whole(core).is_some()
        {
            return None;
        }
        let is_unknown = self.read_inside(&inner).is_none() && self.text.words(&name) > 0;
        (is_unknown && self.read(&name).is_some()).then(|| (name, group.clone()))
    }

    fn has_slash(&self, core: &Tokens) -> bool {
        self.text.slice(core).iter().any(|token| matches!(token.kind, TokenKind::Sign('/' | '\\')))
    }

    /// Whether the sign at a position stands between two digits, with no blank: `1,2`.
    pub(super) fn is_in_number(&self, at: usize) -> bool {
        let is_digits = |at: usize| self.text.token(at).is_some_and(|token| token.kind == TokenKind::Digits);
        at > 0 && is_digits(at - 1) && is_digits(at + 1)
    }
}

/// Whether a token is a slash of any sort.
fn is_slash(_: usize, token: &Token) -> bool {
    matches!(token.kind, TokenKind::Sign('/' | '\\'))
}

/// Whether a reading names several colours.
fn all_colours(reading: &Reading) -> bool {
    reading.kind == ItemKind::Colour && matches!(reading.outcome, Outcome::All(_))
}

/// What parts of one mention come to together.
fn combine(parts: &[Option<Reading>]) -> Option<Reading> {
    let known: Vec<&Reading> = parts.iter().flatten().collect();
    let first = known.iter().find(|reading| reading.code().is_some())?;
    let code = first.code()?;
    if known.iter().all(|reading| reading.allows(code)) {
        let all_known = known.len() == parts.len();
        let sure = if all_known && known.len() > 1 { confidence::AGREED } else { confidence::HALF_KNOWN };
        return Some((*first).clone().found_as(ItemKind::Multilingual, sure));
    }
    if known.len() < parts.len() {
        return None;
    }
    let mut codes = Vec::new();
    for reading in known {
        match &reading.outcome {
            Outcome::One(code) if !codes.contains(code) => codes.push(*code),
            Outcome::One(_) => {}
            Outcome::All(more) => codes.extend(more.iter().copied()),
            Outcome::Either(_) | Outcome::Unknown => return None,
        }
    }
    let are_colours = parts.iter().flatten().all(|part| part.kind == ItemKind::Colour);
    let kind = if are_colours { ItemKind::Colour } else { ItemKind::Several };
    Some(Reading { kind, confidence: confidence::SEVERAL, edits: 0, outcome: Outcome::All(codes) })
}
