//! Colours by number and by the names that US labels use.

use super::ItemKind;
use super::lexer::{TokenKind, Tokens};
use super::names::Names;
use super::prose::section_kind;
use super::reading::{Outcome, Reading, confidence};

/// A mention has no more numbers than this.
const MAX_NUMBERS: usize = 24;
/// Colours that certified colours are named by, in key form.
const COLOUR_WORDS: [&str; 8] = ["red", "yellow", "blue", "green", "orange", "violet", "brown", "black"];

impl Names<'_> {
    /// Colour index numbers, with or without a name before or behind them: `CI 77891 (Titanium Dioxide)`,
    /// `Iron Oxides CI 77491/77492`, `C.I. 16035:1`.
    pub(super) fn colour_numbers(&self, core: &Tokens) -> Option<Reading> {
        let mut colours = Vec::new();
        let mut named = String::new();
        let mut numbers = 0;
        let mut at = core.start;
        while at < core.end {
            let token = self.text.token(at)?;
            let key = self.text.key(&(at..at + 1));
            let is_number = token.kind == TokenKind::Digits && key.len() == 5;
            if is_number {
                numbers += 1;
                let colour = self.by_key(&format!("ci{key}"))?.code()?;
                if !colours.contains(&colour) {
                    colours.push(colour);
                }
                // `16035:1` is the lake of the colour.
                let is_lake = self.text.token(at + 1).is_some_and(|next| next.is(':'))
                    && self.text.token(at + 2).is_some_and(|next| next.kind == TokenKind::Digits);
                at += if is_lake { 3 } else { 1 };
                continue;
            }
            // `CI`, and what scanners make of it.
            let is_index = matches!(key, "ci" | "cl" | "c" | "i" | "no" | "nr");
            if token.is_word() && !is_index {
                named.push_str(key);
            }
            at += 1;
        }
        if numbers == 0 || numbers > MAX_NUMBERS {
            return None;
        }
        let name = self.by_key(&named);
        // `May contain CI 77891` is a heading and a colour.
        if name.is_none() && section_kind(&named).is_some() {
            return None;
        }
        // A name that is known and means something else entirely is another mention.
        let agrees = named.is_empty()
            || name.as_ref().is_some_and(|name| colours.iter().any(|colour| name.allows(*colour)));
        match colours.as_slice() {
            [colour] => {
                let sure = if agrees { confidence::COLOUR } else { confidence::HALF_KNOWN };
                match name.as_ref().filter(|_| !agrees) {
                    None => Some(Reading::one(*colour, ItemKind::Colour, sure)),
                    // The name says more than a number that several colours share.
                    Some(name) => Some(name.clone().found_as(ItemKind::Colour, confidence::HALF_KNOWN)),
                }
            }
            _ if agrees => Some(Reading {
                kind: ItemKind::Colour,
                confidence: confidence::SEVERAL,
                edits: 0,
                outcome: Outcome::All(colours),
            }),
            _ => None,
        }
    }

    /// `FD&C Yellow No. 5 Aluminum Lake` as `Yellow 5`.
    pub(super) fn certified_colour(&self, core: &Tokens) -> Option<Reading> {
        let mut key = String::new();
        let mut has_number = false;
        for at in core.clone() {
            match self.text.key(&(at..at + 1)) {
                "fd" | "d" | "c" | "ext" | "no" | "lake" | "lakes" | "aluminum" | "aluminium" | "calcium"
                | "barium" => {}
                word => {
                    has_number |= word.bytes().all(|b| b.is_ascii_digit()) && !word.is_empty();
                    key.push_str(word);
                }
            }
        }
        if !has_number || !COLOUR_WORDS.iter().any(|colour| key.starts_with(colour)) {
            return None;
        }
        Some(self.by_key(&key)?.found_as(ItemKind::Colour, confidence::COLOUR))
    }
}
