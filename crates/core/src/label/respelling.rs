//! Names in a spelling that follows from a rule: British for American, former for present Korean, Latin and
//! Greek letters read aloud in a Korean name.

use super::ItemKind;
use super::lexer::{TokenKind, Tokens};
use super::names::Names;
use super::reading::{Reading, confidence};
use super::tables::{ENGLISH_SPELLINGS, GREEK_LETTERS, KOREAN_SPELLINGS, LETTER_NAMES};

/// A name that is longer, in bytes of its key, is not respelled.
const MAX_KEY: usize = 240;

impl Names<'_> {
    /// What the name means once it is spelled as nomenclature spells it.
    pub(super) fn respelled(&self, core: &Tokens) -> Option<Reading> {
        let key = self.text.key(core);
        if key.len() > MAX_KEY {
            return None;
        }
        let tokens = self.text.slice(core);
        let has = |kind: TokenKind| tokens.iter().any(|token| token.kind == kind);
        if !has(TokenKind::Hangul) {
            let respelled = replace_all(&spelled_greek(key, false), &ENGLISH_SPELLINGS);
            return self.if_new(key, &respelled, ItemKind::Alias);
        }
        let aloud = self.read_aloud(core);
        let mixed =
            if has(TokenKind::Letters) { self.if_new(key, &aloud, ItemKind::MixedScript) } else { None };
        mixed.or_else(|| self.if_new(key, &replace_all(&aloud, &KOREAN_SPELLINGS), ItemKind::Former)).or_else(
            || {
                // Not every rule holds for every name: each alone.
                KOREAN_SPELLINGS
                    .iter()
                    .find_map(|rule| self.if_new(&aloud, &replace_all(&aloud, &[*rule]), ItemKind::Former))
            },
        )
    }

    fn if_new(&self, before: &str, after: &str, kind: ItemKind) -> Option<Reading> {
        if before == after { None } else { Some(self.by_key(after)?.found_as(kind, confidence::RESPELLED)) }
    }

    /// The key with Latin and Greek letters as Korean reads them: EDTA as 이디티에이.
    fn read_aloud(&self, core: &Tokens) -> String {
        let mut aloud = String::new();
        for at in core.clone() {
            let key = self.text.key(&(at..at + 1));
            if self.text.token(at).is_some_and(|token| token.kind == TokenKind::Letters) {
                let spelled = spelled_greek(key, true);
                for letter in spelled.chars() {
                    let name = LETTER_NAMES.iter().find(|(latin, _)| *latin == letter).map(|(_, name)| *name);
                    match name {
                        Some(name) => aloud.push_str(name),
                        None => aloud.push(letter),
                    }
                }
            } else {
                aloud.push_str(key);
            }
        }
        aloud
    }
}

/// Greek letters by their names.
fn spelled_greek(key: &str, in_korean: bool) -> String {
    let mut spelled = String::with_capacity(key.len());
    for letter in key.chars() {
        match GREEK_LETTERS.iter().find(|(greek, ..)| *greek == letter) {
            Some((_, english, korean)) => spelled.push_str(if in_korean { korean } else { english }),
            None => spelled.push(letter),
        }
    }
    spelled
}

/// Replaces from left to right, at every position by the first rule that fits; what was replaced stays.
fn replace_all(key: &str, rules: &[(&str, &str)]) -> String {
    let mut out = String::with_capacity(key.len());
    let mut rest = key;
    while let Some(first) = rest.chars().next() {
        match rules.iter().find(|(from, _)| rest.starts_with(from)) {
            Some((from, to)) => {
                out.push_str(to);
                rest = rest.get(from.len()..).unwrap_or_default();
            }
            None => {
                out.push(first);
                rest = rest.get(first.len_utf8()..).unwrap_or_default();
            }
        }
    }
    out
}
