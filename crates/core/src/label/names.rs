//! What one name means: the cascade from the whole name to its parts. What is a name in a list, and where it
//! ends, is decided elsewhere.

use super::ItemKind;
use super::brackets::Brackets;
use super::lexer::{Text, Token, TokenKind, Tokens};
use super::lexicon::Lexicon;
use super::reading::{Outcome, Reading, confidence};
use super::tables::FOREIGN_WORDS;

/// A name has no more parts than this; further ones are not looked at.
const MAX_PARTS: usize = 24;

/// Reads names of one text.
pub(super) struct Names<'a> {
    pub(super) text: &'a Text<'a>,
    pub(super) brackets: &'a Brackets,
    pub(super) lexicon: &'a dyn Lexicon,
    /// Whether the text is a list that commas and the like part, so that a slash does not.
    pub(super) is_parted: bool,
}

impl Names<'_> {
    /// What a name means; `None` if nothing in it is known.
    pub(super) fn read(&self, core: &Tokens) -> Option<Reading> {
        self.whole(core)
            .or_else(|| self.colour_numbers(core))
            .or_else(|| self.bracketed(core))
            .or_else(|| self.slashed(core))
            .or_else(|| self.shared_stem(core))
            .or_else(|| self.certified_colour(core))
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
        let outside = self.without(core, &groups);
        let outer = self.by_key(&outside).or_else(|| {
            let first = groups.first()?;
            self.slashed(&(core.start..first.start)).filter(|_| first.end == core.end)
        });
        let inside: Vec<Option<Reading>> =
            groups.iter().map(|group| self.read_inside(&inner(group))).collect();
        match outer {
            Some(outer) => Some(self.outer_with(core, outer, &inside)),
            None => Self::inner_alone(&outside, &inside),
        }
    }

    /// The key of a range without these groups.
    fn without(&self, core: &Tokens, groups: &[Tokens]) -> String {
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
            matches!(token.kind, TokenKind::Sign(',' | ';' | '/' | '\\' | '&' | '|' | '•'))
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
        let may_be_left = known >= 2 || unknown.clone().all(is_foreign);
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
        let is_one = together.kind != ItemKind::Several || self.is_parted && parts.iter().all(is_korean);
        is_one.then_some(together)
    }

    /// Names that share their beginning: `Steareth-2/21`, `Ceramide NP/AP/EOP`.
    fn shared_stem(&self, core: &Tokens) -> Option<Reading> {
        let parts = self.brackets.split(self.text, core, is_slash);
        let [first, others @ ..] = parts.as_slice() else { return None };
        if others.is_empty()
            || parts.len() > MAX_PARTS
            || others.iter().any(|part| self.text.words(part) != 1)
        {
            return None;
        }
        let last = first.clone().rev().find(|at| self.text.token(*at).is_some_and(Token::is_word))?;
        let stem = self.text.key(&(first.start..last));
        let mut codes = vec![self.whole(first)?.code()?];
        for part in others {
            codes.push(self.by_key(&format!("{stem}{}", self.text.key(part)))?.code()?);
        }
        codes.dedup();
        (!stem.is_empty()).then_some(Reading {
            kind: ItemKind::Several,
            confidence: confidence::SEVERAL,
            edits: 0,
            outcome: Outcome::All(codes),
        })
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
            (Outcome::One(code), _) if inner.allows(*code) => {
                let kind = if is_colour {
                    ItemKind::Colour
                } else if self.has_slash(core) {
                    ItemKind::Multilingual
                } else {
                    ItemKind::CommonNameInParentheses
                };
                outer.found_as(kind, confidence::AGREED)
            }
            (Outcome::Either(codes), Outcome::One(code)) if is_colour || codes.contains(code) => {
                let kind = if is_colour { ItemKind::Colour } else { ItemKind::CommonNameInParentheses };
                (*inner).clone().found_as(kind, confidence::AGREED)
            }
            // The number says which: `Iron Oxides (CI 77491)`.
            (Outcome::One(_), Outcome::One(_)) if is_colour => {
                (*inner).clone().found_as(ItemKind::Colour, confidence::COLOUR)
            }
            // A nomenclature's name in brackets explains a common one: `Provitamin B5 (Panthenol)`.
            (_, Outcome::One(_)) if outer.kind == ItemKind::Alias && inner.kind == ItemKind::Exact => {
                (*inner).clone().found_as(ItemKind::CommonNameInParentheses, confidence::HALF_KNOWN)
            }
            _ => outer.found_as(ItemKind::CommonNameInParentheses, confidence::CONTRADICTED),
        }
    }

    /// Only what stands in brackets is known.
    fn inner_alone(outside: &str, inside: &[Option<Reading>]) -> Option<Reading> {
        let mut known = inside.iter().flatten();
        let inner = known.next().filter(|_| known.next().is_none())?;
        if inner.kind == ItemKind::Colour || all_colours(inner) || outside.is_empty() {
            return Some(inner.clone());
        }
        Some(inner.clone().found_as(ItemKind::CommonNameInParentheses, confidence::HALF_KNOWN))
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
    reading.kind == ItemKind::Several
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
    Some(Reading {
        kind: ItemKind::Several,
        confidence: confidence::SEVERAL,
        edits: 0,
        outcome: Outcome::All(codes),
    })
}
