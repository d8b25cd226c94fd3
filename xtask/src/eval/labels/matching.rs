//! Which item of an answer speaks of which item of the truth, and whether it is right.
//!
//! Items with one span are one mention, on both sides. A mention of the answer speaks of the mention of the truth that
//! it overlaps most, if the characters in both are at least half of those in either ([`share_in_both`]); each speaks of
//! one at most. Within a pair of mentions the first item speaks of the first, the second of the second, and so on.
//!
//! An item that is said to be one ingredient is a *claim*. It is right where the truth says the same. Where the truth
//! says that nobody can tell, right is an answer that claims nothing and has one of the truth's ingredients among its
//! candidates; where it says that there is no such ingredient, right is an answer that claims nothing.

use std::ops::Range;

use super::truth::{Item, Meaning};
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
}

impl Judged<'_> {
    /// Whether it is right and its span is the truth's to the character.
    pub fn is_strictly_right(&self) -> bool {
        self.is_right && self.said.is_none_or(|said| said.span == self.item.span)
    }
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

/// Holds `answer` against `truth`; both are in the order of the text.
pub fn judge<'a>(truth: &'a [Item], answer: &'a Answer) -> Judgement<'a> {
    let expected = mentions(truth, |item| &item.span);
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
    let mut judgement = Judgement { items: Vec::with_capacity(truth.len()), stray: Vec::new() };
    for (there, mention) in expected.iter().enumerate() {
        let spoken = of_expected[there].map(|here| given[here]).unwrap_or_default();
        for (place, item) in mention.iter().enumerate() {
            let said = spoken.get(place);
            judgement.items.push(Judged { item, said, is_right: is_right(&item.meaning, said) });
        }
        judgement.stray.extend(spoken.iter().skip(mention.len()).filter(|said| said.code.is_some()));
    }
    for (here, mention) in given.iter().enumerate() {
        if !is_taken[here] {
            judgement.stray.extend(mention.iter().filter(|said| said.code.is_some()));
        }
    }
    judgement
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

    fn item(span: Range<usize>, meaning: Meaning) -> Item {
        Item { span, meaning, constructs: Vec::new() }
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
    fn a_span_may_be_off_but_not_by_half() {
        let truth = [item(0..10, Meaning::One(1)), item(12..20, Meaning::One(2))];
        let near = answer(vec![said(0..11, 1), said(15..19, 2)]);
        let judgement = judge(&truth, &near);
        assert_eq!(judgement.items.iter().map(|item| item.is_right).collect::<Vec<_>>(), [true, true]);
        assert!(judgement.items.iter().all(|item| !item.is_strictly_right()));
        assert!(judgement.is_whole());
        let far = answer(vec![said(0..4, 1), said(12..20, 2)]);
        let judgement = judge(&truth, &far);
        assert_eq!((judgement.items[0].said, judgement.stray.len()), (None, 1));
        assert!(judgement.items[1].is_strictly_right() && !judgement.is_whole());
        assert_eq!(judgement.claims().map(|(_, right)| right).collect::<Vec<_>>(), [true, false]);
    }

    #[test]
    fn two_answers_glued_into_one_speak_of_one_at_most() {
        let truth = [item(0..5, Meaning::One(1)), item(5..10, Meaning::One(2))];
        let glued = answer(vec![said(0..10, 1)]);
        let judgement = judge(&truth, &glued);
        assert_eq!(judgement.items.iter().filter(|item| item.is_right).count(), 1);
        assert_eq!(judgement.items[1].said, None);
    }

    #[test]
    fn several_ingredients_of_one_mention_are_taken_in_order() {
        let truth = [item(0..9, Meaning::One(1)), item(0..9, Meaning::One(2))];
        let all = answer(vec![said(0..9, 1), said(0..9, 2), said(0..9, 3)]);
        let judgement = judge(&truth, &all);
        assert!(judgement.items.iter().all(Judged::is_strictly_right));
        assert_eq!(judgement.stray, [&said(0..9, 3)]);
        let swapped = answer(vec![said(0..9, 2), said(0..9, 1)]);
        assert!(judge(&truth, &swapped).items.iter().all(|item| !item.is_right));
    }

    #[test]
    fn what_nobody_can_tell_must_not_be_claimed() {
        let truth = [item(0..3, Meaning::OneOf(vec![1, 2])), item(5..9, Meaning::Unknown)];
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
