//! Which item of an answer speaks of which item of the truth, and whether it is right.
//!
//! Items with one span are one mention, on both sides. A mention of the answer speaks of the mention of the truth that
//! it overlaps most, if the characters in both are at least half of those in either ([`share_in_both`]); each speaks of
//! one at most. Within a pair of mentions the first item speaks of the first, the second of the second, and so on.
//! Where names are joined (`A/B`, `A and B`) one side may see one mention and the other two: an item of the truth that
//! nothing speaks of yet is spoken of by the first item not yet used that overlaps it at all and is right.
//!
//! An item that is said to be one ingredient is a *claim*. It is right where the truth says the same. Where the truth
//! says that nobody can tell, right is an answer that claims nothing and has one of the truth's ingredients among its
//! candidates; where it says that there is no such ingredient, right is an answer that claims nothing.

use std::ops::Range;

use super::truth::{Item, Label, Meaning};
use super::{Answer, Said};

/// What became of one item of the truth.
#[derive(Clone, Debug, PartialEq)]
pub struct Judged<'a> {
    /// The item.
    pub item: &'a Item,
    /// What was said of it.
    pub said: Option<&'a Said>,
    /// Whether that is right.
    pub is_right: bool,
    /// Whether it is right and its span is the truth's to the character, a closing dot apart.
    pub is_strictly_right: bool,
}

/// An answer against the truth.
#[derive(Clone, Debug, PartialEq)]
pub struct Judgement<'a> {
    /// Every item of the truth.
    pub items: Vec<Judged<'a>>,
    /// Claims that speak of no item of the truth: all of them wrong.
    pub stray: Vec<&'a Said>,
}

impl Judgement<'_> {
    /// Whether everything is right and nothing else is claimed.
    pub fn is_whole(&self) -> bool {
        self.stray.is_empty() && self.items.iter().all(|item| item.is_right)
    }

    /// Every claim, with whether it is right.
    pub fn claims(&self) -> impl Iterator<Item = (&Said, bool)> {
        let spoken = self.items.iter().filter_map(|item| {
            let said = item.said.filter(|said| said.code.is_some())?;
            Some((said, item.is_right))
        });
        spoken.chain(self.stray.iter().map(|said| (*said, false)))
    }
}

/// The characters in both spans as a share of those in either (Jaccard index), in thousandths.
pub fn share_in_both(a: &Range<usize>, b: &Range<usize>) -> usize {
    let both = a.end.min(b.end).saturating_sub(a.start.max(b.start));
    let either = a.len() + b.len() - both;
    (both * 1_000).checked_div(either).unwrap_or_default()
}

/// Mentions: runs of items with one span.
fn mentions<T>(items: &[T], span: impl Fn(&T) -> &Range<usize>) -> Vec<&[T]> {
    items.chunk_by(|a, b| span(a) == span(b)).collect()
}

/// Holds `answer` against the truth of `label`; both are in the order of the text.
pub fn judge<'a>(label: &'a Label, answer: &'a Answer) -> Judgement<'a> {
    let expected = mentions(&label.items, |item| &item.span);
    let given = mentions(&answer.items, |said| &said.span);
    let mut pairs: Vec<(usize, usize, usize)> = Vec::new();
    for (there, mention) in expected.iter().enumerate() {
        let span = &mention[0].span;
        for (here, said) in given.iter().enumerate() {
            let share = share_in_both(span, &said[0].span);
            if share >= 500 {
                pairs.push((share, there, here));
            }
        }
    }
    // The closest first; of equally close ones those that come first in the text.
    pairs.sort_by_key(|(share, there, here)| (std::cmp::Reverse(*share), *there, *here));
    let mut of_expected: Vec<Option<usize>> = vec![None; expected.len()];
    let mut is_taken = vec![false; given.len()];
    for (_, there, here) in pairs {
        if of_expected[there].is_none() && !is_taken[here] {
            of_expected[there] = Some(here);
            is_taken[here] = true;
        }
    }
    // What speaks of each item of the truth, by its place in the answer.
    let starts = |mentions: &[usize]| -> Vec<usize> {
        mentions.iter().scan(0, |at, length| Some(std::mem::replace(at, *at + length))).collect()
    };
    let first_expected = starts(&expected.iter().map(|mention| mention.len()).collect::<Vec<_>>());
    let first_given = starts(&given.iter().map(|mention| mention.len()).collect::<Vec<_>>());
    let mut speaker: Vec<Option<usize>> = vec![None; label.items.len()];
    let mut is_used = vec![false; answer.items.len()];
    for (there, here) in of_expected.iter().enumerate().filter_map(|(there, here)| Some((there, (*here)?))) {
        for place in 0..expected[there].len().min(given[here].len()) {
            speaker[first_expected[there] + place] = Some(first_given[here] + place);
            is_used[first_given[here] + place] = true;
        }
    }
    join(&label.items, answer, &mut speaker, &mut is_used);
    let judged = label.items.iter().zip(speaker).map(|(item, speaker)| {
        let said = speaker.and_then(|here| answer.items.get(here));
        let is_right = is_right(&item.meaning, said);
        let fits = said.is_none_or(|said| fits(&item.span, &said.span, &label.text));
        Judged { item, said, is_right, is_strictly_right: is_right && fits }
    });
    let items = judged.collect();
    let unused = answer.items.iter().zip(is_used).filter(|(said, is_used)| !is_used && said.code.is_some());
    Judgement { items, stray: unused.map(|(said, _)| said).collect() }
}

/// Gives items of the truth that nothing speaks of the first unused item that overlaps them and is right.
fn join(truth: &[Item], answer: &Answer, speaker: &mut [Option<usize>], is_used: &mut [bool]) {
    for (item, speaker) in truth.iter().zip(speaker).filter(|(_, speaker)| speaker.is_none()) {
        let found = answer.items.iter().enumerate().position(|(here, said)| {
            let is_free = is_used.get(here) == Some(&false);
            is_free
                && share_in_both(&item.span, &said.span) > 0
                && said.code.is_some()
                && is_right(&item.meaning, Some(said))
        });
        if let Some(here) = found {
            is_used[here] = true;
            *speaker = Some(here);
        }
    }
}

/// Whether two spans are the same, or one of them holds a dot more at its end.
fn fits(truth: &Range<usize>, said: &Range<usize>, text: &str) -> bool {
    let (short, long) = (truth.end.min(said.end), truth.end.max(said.end));
    let is_dot = || text.chars().nth(short) == Some('.');
    truth.start == said.start && (short == long || (short + 1 == long && is_dot()))
}

fn is_right(meaning: &Meaning, said: Option<&Said>) -> bool {
    let claimed = said.and_then(|said| said.code);
    match meaning {
        Meaning::One(code) => claimed == Some(*code),
        Meaning::OneOf(codes) => {
            let candidates = said.map(|said| said.candidates.as_slice()).unwrap_or_default();
            claimed.is_none() && candidates.iter().any(|candidate| codes.contains(candidate))
        }
        Meaning::Unknown => claimed.is_none(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::eval::truth::Needs;

    fn item(span: Range<usize>, meaning: Meaning) -> Item {
        Item { span, meaning, constructs: Vec::new() }
    }

    fn label(items: impl Into<Vec<Item>>, text: &str) -> Label {
        let (id, text) = ("a".to_owned(), text.to_owned());
        let (constructs, noise) = (Vec::new(), Vec::new());
        Label { id, constructs, needs: Needs::Curated, text, items: items.into(), noise }
    }

    fn said(span: Range<usize>, code: u32) -> Said {
        Said { span, code: Some(code), candidates: Vec::new(), confidence: 1.0 }
    }

    fn unsure(span: Range<usize>, candidates: &[u32]) -> Said {
        Said { span, code: None, candidates: candidates.to_vec(), confidence: 0.4 }
    }

    fn answer(items: Vec<Said>) -> Answer {
        Answer { items, noise: Vec::new() }
    }

    #[test]
    fn a_span_may_be_off() {
        let truth = label([item(0..10, Meaning::One(1)), item(12..20, Meaning::One(2))], "");
        let near = answer(vec![said(0..11, 1), said(15..19, 2)]);
        let judgement = judge(&truth, &near);
        assert_eq!(judgement.items.iter().map(|item| item.is_right).collect::<Vec<_>>(), [true, true]);
        assert!(judgement.items.iter().all(|item| !item.is_strictly_right));
        assert!(judgement.is_whole());
        let far = answer(vec![said(0..4, 7), said(12..20, 2)]);
        let judgement = judge(&truth, &far);
        assert_eq!((judgement.items[0].said, judgement.stray.len()), (None, 1));
        assert!(judgement.items[1].is_strictly_right && !judgement.is_whole());
        assert_eq!(judgement.claims().map(|(_, right)| right).collect::<Vec<_>>(), [true, false]);
    }

    #[test]
    fn two_answers_glued_into_one_speak_of_one_at_most() {
        let truth = label([item(0..5, Meaning::One(1)), item(5..10, Meaning::One(2))], "");
        let glued = answer(vec![said(0..10, 1)]);
        let judgement = judge(&truth, &glued);
        assert_eq!(judgement.items.iter().filter(|item| item.is_right).count(), 1);
        assert_eq!(judgement.items[1].said, None);
    }

    #[test]
    fn several_ingredients_of_one_mention_are_taken_in_order() {
        let truth = label([item(0..9, Meaning::One(1)), item(0..9, Meaning::One(2))], "");
        let all = answer(vec![said(0..9, 1), said(0..9, 2), said(0..9, 3)]);
        let judgement = judge(&truth, &all);
        assert!(judgement.items.iter().all(|item| item.is_strictly_right));
        assert_eq!(judgement.stray, [&said(0..9, 3)]);
        let swapped = answer(vec![said(0..9, 2), said(0..9, 1)]);
        assert!(judge(&truth, &swapped).items.iter().all(|item| !item.is_right));
    }

    #[test]
    fn names_that_are_joined_may_be_one_mention_or_two() {
        let truth = label([item(0..5, Meaning::One(1)), item(6..11, Meaning::One(2))], "");
        let joined = answer(vec![said(0..11, 1), said(0..11, 2)]);
        let judgement = judge(&truth, &joined);
        assert!(judgement.is_whole() && judgement.items.iter().all(|item| !item.is_strictly_right));
        let wrong = answer(vec![said(0..11, 1), said(0..11, 3)]);
        let judgement = judge(&truth, &wrong);
        assert_eq!((judgement.items[1].is_right, judgement.stray.len()), (false, 1));
    }

    #[test]
    fn a_closing_dot_belongs_to_the_name_or_to_the_list() {
        let truth = label([item(0..5, Meaning::One(1))], "Water. x");
        for (end, is_strict) in [(5, true), (6, true), (7, false), (4, false)] {
            assert_eq!(
                judge(&truth, &answer(vec![said(0..end, 1)])).items[0].is_strictly_right,
                is_strict,
                "{end}"
            );
        }
    }

    #[test]
    fn what_nobody_can_tell_must_not_be_claimed() {
        let truth = label([item(0..3, Meaning::OneOf(vec![1, 2])), item(5..9, Meaning::Unknown)], "");
        for (items, right) in [
            (vec![unsure(0..3, &[2, 7]), unsure(5..9, &[])], [true, true]),
            (vec![unsure(0..3, &[7])], [false, true]),
            (vec![said(0..3, 1), said(5..9, 1)], [false, false]),
            (vec![], [false, true]),
        ] {
            let answer = answer(items);
            let judgement = judge(&truth, &answer);
            assert_eq!(judgement.items.iter().map(|item| item.is_right).collect::<Vec<_>>(), right);
        }
    }
}
