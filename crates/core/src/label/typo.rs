//! Names with a letter or two wrong. Digits are never changed, and nothing is taken that two ingredients are
//! equally near to.

use std::ops::Range;

use super::lexer::{Token, TokenKind, Tokens};
use super::lexicon::Near;
use super::names::Names;
use super::reading::{Outcome, Reading, confidence};
use super::tables::{KOREAN_TAILS, LATIN_PAIRS, MORPHEMES, PAIRS, VOWELS};
use super::{Confidence, ItemKind};
use crate::text::hangul::jamo;

/// So many names of one label are looked for under mistakes; each look costs up to two milliseconds.
pub(super) const MAX_LOOKS: usize = 48;
/// How many jamo must stand in front of an ending that many names share, for a slip among them to be told.
const MIN_HEAD: usize = 8;
/// The longest key that is looked for, in letters or jamo.
const MAX_LENGTH: usize = 110;

impl Names<'_> {
    /// What the name means if a letter or two in it are wrong.
    pub(super) fn mistyped(&self, core: &Tokens) -> Option<Reading> {
        let whole = self.text.key(core);
        self.near(core, whole).or_else(|| {
            // Without the common name in brackets.
            let groups = self.brackets.groups(core);
            let outside = self.without(core, &groups);
            (outside != whole).then(|| self.near(core, &outside)).flatten()
        })
    }

    fn near(&self, core: &Tokens, key: &str) -> Option<Reading> {
        let max_edits = budget(key)?;
        let looks = self.looks.get();
        if looks >= MAX_LOOKS || self.text.words(core) > 24 {
            return None;
        }
        self.looks.set(looks + 1);
        let near = self.lexicon.near(key, max_edits)?;
        let edits = near.edits;
        if edits == 0 || self.is_all_words(core) || !self.may_be_a_slip(core, key, &near) {
            return None;
        }
        if let Some(code) = near.meaning.one() {
            let sure = if edits == 1 { confidence::ONE_EDIT } else { confidence::TWO_EDITS };
            return Some(Reading { edits, ..Reading::one(code, ItemKind::Typo, sure) });
        }
        let outcome = Outcome::Either(near.meaning.codes);
        Some(Reading { kind: ItemKind::Ambiguous, confidence: Confidence::default(), edits, outcome })
    }

    /// Whether the difference is one that slips of the pen or of a scanner make, and not one that makes another
    /// substance or another part of a plant.
    fn may_be_a_slip(&self, core: &Tokens, key: &str, near: &Near) -> bool {
        let ours: Vec<char> = key.chars().collect();
        let theirs: Vec<char> = near.key.chars().collect();
        let front = ours.iter().zip(&theirs).take_while(|(a, b)| a == b).count();
        let most = ours.len().min(theirs.len()) - front;
        let back = ours.iter().rev().zip(theirs.iter().rev()).take(most).take_while(|(a, b)| a == b).count();
        let differs =
            |name: &[char]| name.get(front..name.len() - back).unwrap_or_default().iter().collect::<String>();
        let (our, their) = (differs(&ours), differs(&theirs));
        if key.is_ascii() {
            let morpheme = if our.is_empty() { &their } else { &our };
            let makes_another =
                LATIN_PAIRS.iter().any(|(a, b)| *a == our && *b == their || *a == their && *b == our);
            let is_morpheme = makes_another
                || (our.is_empty() || their.is_empty()) && MORPHEMES.contains(&morpheme.as_str());
            let word = self.word_with(core, front);
            let is_spread = ours.len() - back > word.end;
            return !is_morpheme && (is_spread || word.len() >= if near.edits == 2 { 6 } else { 4 });
        }
        let is_pair = |(a, b): &(&str, &str)| *a == our && *b == their || *a == their && *b == our;
        let one_syllable = our.chars().count() == 1 && their.chars().count() == 1;
        // In front of an ending that hundreds of names share, the rest must be long enough to be told.
        let ending = KOREAN_TAILS
            .iter()
            .find(|tail| near.key.ends_with(**tail))
            .map_or(0, |tail| tail.chars().count());
        let head: String = ours.iter().take(ours.len().saturating_sub(ending)).collect();
        let in_head = ending > 0 && back >= ending;
        let is_another = PAIRS.iter().any(is_pair) || near.edits == 2 && one_syllable;
        // Vowels that sound alike make no other substance, however short the name is.
        let is_short = in_head && jamo(&head).chars().count() < MIN_HEAD && !sound_alike(&our, &their);
        !(is_another || is_short)
    }

    /// Where in the key the word stands that holds the letter at a position.
    fn word_with(&self, core: &Tokens, letter: usize) -> Range<usize> {
        let mut start = 0;
        for at in core.clone() {
            let length = self.text.key(&(at..at + 1)).len();
            // A slip at the end of a word shows in front of the next one.
            if length > 0 && start + length >= letter {
                return start..start + length;
            }
            start += length;
        }
        0..start
    }

    /// Whether every word is one that names are made of: then the name is another one, not a mistake.
    fn is_all_words(&self, core: &Tokens) -> bool {
        let letters = core
            .clone()
            .filter(|at| self.text.token(*at).is_some_and(|token: &Token| token.kind == TokenKind::Letters));
        let mut words =
            letters.map(|at| self.text.key(&(at..at + 1))).filter(|word| word.len() > 3).peekable();
        words.peek().is_some() && words.all(|word| self.lexicon.is_word(word))
    }
}

/// How many edits a key may be away: none below five letters, one from five, two from nine; of jamo one from
/// six and two from twelve, because a syllable has two or three.
fn budget(key: &str) -> Option<u8> {
    let is_latin = key.is_ascii();
    let length = if is_latin { key.len() } else { jamo(key).chars().count() };
    let (one, two) = if is_latin { (5, 9) } else { (6, 12) };
    match length {
        length if length > MAX_LENGTH || length < one => None,
        length if length < two => Some(1),
        _ => Some(2),
    }
}

/// Whether two pieces of Korean are written differently and spoken alike: 재 and 제, 왜 and 웨.
fn sound_alike(ours: &str, theirs: &str) -> bool {
    let (ours, theirs) = (jamo(ours), jamo(theirs));
    let alike =
        |a: char, b: char| a == b || VOWELS.iter().any(|group| group.contains(&a) && group.contains(&b));
    !ours.is_empty()
        && ours.chars().count() == theirs.chars().count()
        && ours.chars().zip(theirs.chars()).all(|(a, b)| alike(a, b))
}
