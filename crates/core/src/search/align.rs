//! How far apart two texts are, and where in a name a mistyped beginning ends.
//!
//! The distance is that of optimal string alignment (restricted Damerau-Levenshtein): insertion, deletion,
//! substitution and transposition of neighbours count one, no stretch is edited twice. What is counted are
//! *symbols*: characters, a Hangul syllable as its two or three jamo. A digit is never edited.

use crate::text::hangul::{Syllable, jamo};

/// The most edits that a text may have: none below 5 symbols, 1 from 5, 2 from 9. Digits do not count, since
/// they are never edited.
///
/// `key` is a text in its key form.
pub(crate) fn edit_budget(key: &str) -> u8 {
    let letters = jamo(key).chars().filter(|symbol| !symbol.is_numeric()).count();
    match letters {
        0..=4 => 0,
        5..=8 => 1,
        _ => 2,
    }
}

/// Stands for more edits than any budget.
const FAR: u8 = u8::MAX;

/// The symbols of a text, and after each of how many characters it stands.
struct Symbols {
    symbols: Vec<char>,
    ends: Vec<usize>,
}

impl Symbols {
    fn of(key: &str) -> Self {
        let (mut symbols, mut ends) = (Vec::with_capacity(key.len()), Vec::with_capacity(key.len()));
        for (end, character) in (1..).zip(key.chars()) {
            match Syllable::of(character) {
                Some(Syllable { initial, vowel, last }) => {
                    symbols.extend([Some(initial), Some(vowel), last].into_iter().flatten());
                }
                None => symbols.push(character),
            }
            ends.resize(symbols.len(), end);
        }
        Self { symbols, ends }
    }
}

/// The beginning of `name` that is nearest to `query`: how many characters it has, and how many edits away it
/// is; of several equally near the one that ends as `query` does, then the one whose length is nearest. `None` where none is within `most` edits.
///
/// Both texts in their key form. Takes time in the product of the lengths of `query` and of as much of `name`
/// as it can reach.
pub(crate) fn nearest_beginning(query: &str, name: &str, most: u8) -> Option<(usize, u8)> {
    let (query, name) = (Symbols::of(query), Symbols::of(name));
    let reach = query.symbols.len().saturating_add(usize::from(most));
    let last_row = distances(&query.symbols, name.symbols.get(..reach).unwrap_or(&name.symbols));
    let candidates = last_row.iter().enumerate().filter(|(_, edits)| **edits <= most);
    let ends_alike = |length: usize| {
        length.checked_sub(1).is_some_and(|last| name.symbols.get(last) == query.symbols.last())
    };
    let (length, edits) = candidates.min_by_key(|(length, edits)| {
        (**edits, !ends_alike(*length), length.abs_diff(query.symbols.len()), *length)
    })?;
    let characters = length.checked_sub(1).map_or(Some(0), |at| name.ends.get(at).copied())?;
    Some((characters, *edits))
}

/// The distance of two whole texts in their key form, if it is within `most`.
#[cfg(test)]
pub(crate) fn distance(query: &str, name: &str, most: u8) -> Option<u8> {
    let (query, name) = (Symbols::of(query).symbols, Symbols::of(name).symbols);
    distances(&query, &name).last().copied().filter(|edits| *edits <= most)
}

/// The distance of `query` to every beginning of `name`, from the empty one to all of it.
fn distances(query: &[char], name: &[char]) -> Vec<u8> {
    let edit = |symbol: char| if symbol.is_numeric() { FAR } else { 1 };
    let mut before: Vec<u8> = Vec::new();
    let mut row: Vec<u8> = Vec::with_capacity(name.len() + 1);
    row.push(0);
    for found in name {
        let left = row.last().copied().unwrap_or(FAR);
        row.push(left.saturating_add(edit(*found)));
    }
    let mut previous: Option<char> = None;
    for asked in query {
        let mut next: Vec<u8> = Vec::with_capacity(row.len());
        let at = |cells: &[u8], place: usize| cells.get(place).copied().unwrap_or(FAR);
        next.push(at(&row, 0).saturating_add(edit(*asked)));
        let mut other: Option<char> = None;
        for (place, found) in (1..).zip(name) {
            let substitution = if asked == found { 0 } else { edit(*asked).max(edit(*found)) };
            let mut least = at(&row, place - 1).saturating_add(substitution);
            least = least.min(at(&row, place).saturating_add(edit(*asked)));
            least = least.min(at(&next, place - 1).saturating_add(edit(*found)));
            if previous == Some(*found) && other == Some(*asked) && asked != found {
                let swap = edit(*asked).max(edit(*found));
                least = least.min(at(&before, place.wrapping_sub(2)).saturating_add(swap));
            }
            next.push(least);
            other = Some(*found);
        }
        before = std::mem::replace(&mut row, next);
        previous = Some(*asked);
    }
    row
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn edits_are_counted_as_people_count_them() {
        assert_eq!(distance("niacinmaide", "niacinamide", 2), Some(1));
        assert_eq!(distance("gylcerin", "glycerin", 2), Some(1));
        assert_eq!(distance("ca", "abc", 3), Some(3));
        assert_eq!(distance("hexapeptide3", "hexapeptide38", 9), None);
        assert_eq!(distance("c12", "c21", 9), None);
        assert_eq!(distance("정세주", "정제수", 9), Some(2));
        assert_eq!(distance("화", "호", 9), Some(1));
        assert_eq!(distance("소듐edta", "소디움edta", 9), Some(3));
    }

    #[test]
    fn a_mistyped_beginning_ends_where_it_is_nearest() {
        assert_eq!(nearest_beginning("niacn", "niacinamide", 1), Some((6, 1)));
        assert_eq!(nearest_beginning("glyecr", "glycerin", 1), Some((6, 1)));
        assert_eq!(nearest_beginning("나이어신", "나이아신아마이드", 1), Some((4, 1)));
        assert_eq!(nearest_beginning("xyz", "glycerin", 1), None);
    }

    #[test]
    fn the_budget_goes_by_symbols_that_may_be_edited() {
        let budgets = [
            "urea",
            "retin",
            "glycerin",
            "glycerine",
            "소듐",
            "글리세린",
            "ci77491",
            "12345678901",
            "peg40x",
        ]
        .map(edit_budget);
        assert_eq!(budgets, [0, 1, 1, 2, 1, 2, 0, 0, 0]);
    }

    /// The definition of the distance, letter by letter.
    fn by_definition(a: &[char], b: &[char]) -> u32 {
        const FAR: u32 = 1000;
        let edit = |c: &char| if c.is_numeric() { FAR } else { 1 };
        match (a, b) {
            ([], rest) | (rest, []) => rest.iter().map(edit).sum(),
            ([a_front @ .., x], [b_front @ .., y]) => {
                let substitution = if x == y { 0 } else { edit(x).max(edit(y)) };
                let mut least = (by_definition(a_front, b_front) + substitution)
                    .min(by_definition(a_front, b) + edit(x))
                    .min(by_definition(a, b_front) + edit(y));
                if let ([a_rest @ .., w], [b_rest @ .., v]) = (a_front, b_front)
                    && x == v
                    && y == w
                    && x != y
                {
                    least = least.min(by_definition(a_rest, b_rest) + edit(x).max(edit(y)));
                }
                least
            }
        }
    }

    proptest! {
        #[test]
        fn the_table_holds_what_the_definition_says(a in "[ab1]{0,5}", b in "[ab1]{0,5}") {
            let (x, y): (Vec<char>, Vec<char>) = (a.chars().collect(), b.chars().collect());
            let expected = by_definition(&x, &y);
            prop_assert_eq!(distance(&a, &b, 9).map(u32::from), (expected <= 9).then_some(expected));
            let nearest = (0..=y.len()).map(|end| by_definition(&x, &y[..end])).min().unwrap();
            prop_assert_eq!(nearest_beginning(&a, &b, 9).map(|(_, edits)| u32::from(edits)), (nearest <= 9).then_some(nearest));
        }
    }
}
