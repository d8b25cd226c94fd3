//! How far apart two texts are, and where in a name a mistyped beginning ends.
//!
//! The distance is that of optimal string alignment (restricted Damerau-Levenshtein): insertion, deletion,
//! substitution and transposition of neighbours count one, no stretch is edited twice. What is counted are
//! *symbols*: characters, a Hangul syllable as its two or three jamo. A digit is never edited.

use crate::text::hangul::{Syllable, jamo};
use crate::text::is_digit;

/// The most edits that a text may have: none below 5 symbols, 1 from 5, 2 from 9. Digits do not count, since
/// they are never edited.
///
/// `key` is a text in its key form.
pub(crate) fn edit_budget(key: &str) -> u8 {
    let letters = jamo(key).chars().filter(|symbol| !is_digit(*symbol)).count();
    match letters {
        0..=4 => 0,
        5..=8 => 1,
        _ => 2,
    }
}

/// Stands for more edits than any budget.
const FAR: u8 = u8::MAX;

/// The symbols of a text in its key form, made once for however many texts it is held against.
pub(crate) struct Symbols {
    all: Vec<char>,
    /// What an edit of each costs: 1, or too much.
    costs: Vec<u8>,
    /// After each, of how many characters it is the last.
    ends: Vec<usize>,
    /// A bit for each symbol that occurs; some symbols share one.
    occurring: u64,
}

impl Symbols {
    /// Those of `key`. Linear in its length.
    pub(crate) fn of(key: &str) -> Self {
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
        let costs = symbols.iter().map(|symbol| if is_digit(*symbol) { FAR } else { 1 }).collect();
        let occurring = symbols.iter().fold(0, |bits, symbol| bits | 1 << (u32::from(*symbol) % 64));
        Self { all: symbols, costs, ends, occurring }
    }

    /// Whether so many edits cannot make `self` a beginning of `name`, as far as that is seen at a glance: each
    /// edit takes at most one symbol away that the other has not.
    fn is_out_of_reach(&self, name: &Self, most: u8) -> bool {
        let missing = (self.occurring & !name.occurring).count_ones();
        missing > u32::from(most) || self.all.len() > name.all.len() + usize::from(most)
    }

    fn at(&self, place: usize) -> Option<(char, u8)> {
        self.all.get(place).copied().zip(self.costs.get(place).copied())
    }
}

/// The beginning of `name` that is nearest to `query`: how many characters it has, and how many edits away it
/// is; of several equally near the one that ends as `query` does, then the one whose length is nearest. `None`
/// where none is within `most` edits.
///
/// Takes time in the product of `most` and the length of the shorter.
pub(crate) fn nearest_beginning(query: &Symbols, name: &Symbols, most: u8) -> Option<(usize, u8)> {
    if query.is_out_of_reach(name, most) {
        return None;
    }
    let asked = query.all.len();
    let ends_alike =
        |length: usize| length.checked_sub(1).is_some_and(|last| name.all.get(last) == query.all.last());
    let (length, edits) = near_lengths(query, name, most)
        .min_by_key(|(length, edits)| (*edits, !ends_alike(*length), length.abs_diff(asked), *length))?;
    let characters = length.checked_sub(1).map_or(Some(0), |at| name.ends.get(at).copied())?;
    Some((characters, edits))
}

/// The distance of two whole texts in their key form, if it is within `most`.
#[cfg(test)]
pub(crate) fn distance(query: &str, name: &str, most: u8) -> Option<u8> {
    let (query, name) = (Symbols::of(query), Symbols::of(name));
    near_lengths(&query, &name, most).find_map(|(length, edits)| (length == name.all.len()).then_some(edits))
}

/// The beginnings of `name` within `most` edits of `query`: how many symbols each has, rising, and its distance.
///
/// Only cells of the table that are at most `most` off its diagonal are filled (E. Ukkonen, Algorithms for
/// approximate string matching, 1985): every step off it is an edit.
fn near_lengths(query: &Symbols, name: &Symbols, most: u8) -> impl Iterator<Item = (usize, u8)> {
    let (width, off) = (2 * usize::from(most) + 1, usize::from(most));
    // A row begins `most` before its diagonal: cell `place` of row `row` is column `row + place - most`.
    let cell =
        |row: &[u8], place: Option<usize>| place.and_then(|place| row.get(place)).copied().unwrap_or(FAR);
    let mut before = vec![FAR; width];
    let mut row = vec![FAR; width];
    let mut next = vec![FAR; width];
    let mut edits: u8 = 0;
    for (place, value) in row.iter_mut().enumerate().skip(off) {
        *value = edits;
        edits = name.at(place - off).map_or(FAR, |(_, cost)| edits.saturating_add(cost));
    }
    let mut previous = None;
    for number in 0..query.all.len() {
        let Some((asked, asked_cost)) = query.at(number) else { break };
        for place in 0..width {
            // The column is that of the symbol before which the cell stands, counted from 1.
            let Some(column) = (number + 1 + place).checked_sub(off) else { continue };
            let deletion = cell(&row, Some(place + 1)).saturating_add(asked_cost);
            let found = column.checked_sub(1).map(|last| name.at(last));
            let least = match found {
                None => deletion,
                Some(None) => FAR,
                Some(Some((found, found_cost))) => {
                    let substitution = if asked == found { 0 } else { asked_cost.max(found_cost) };
                    let mut least = deletion.min(cell(&row, Some(place)).saturating_add(substitution));
                    least = least.min(cell(&next, place.checked_sub(1)).saturating_add(found_cost));
                    let other = column.checked_sub(2).and_then(|last| name.all.get(last));
                    if previous == Some(found) && other == Some(&asked) && asked != found {
                        let swap = asked_cost.max(found_cost);
                        least = least.min(cell(&before, Some(place)).saturating_add(swap));
                    }
                    least
                }
            };
            if let Some(value) = next.get_mut(place) {
                *value = least;
            }
        }
        std::mem::swap(&mut before, &mut row);
        std::mem::swap(&mut row, &mut next);
        next.fill(FAR);
        if [&before, &row].into_iter().flatten().all(|edits| *edits > most) {
            break;
        }
        previous = Some(asked);
    }
    let length = query.all.len();
    (0..).zip(row).filter_map(move |(place, edits): (usize, u8)| {
        let column = (length + place).checked_sub(off)?;
        (edits <= most).then_some((column, edits))
    })
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
        let nearest = |query, name, most| nearest_beginning(&Symbols::of(query), &Symbols::of(name), most);
        assert_eq!(nearest("niacn", "niacinamide", 1), Some((6, 1)));
        assert_eq!(nearest("glyecr", "glycerin", 1), Some((6, 1)));
        assert_eq!(nearest("나이어신", "나이아신아마이드", 1), Some((4, 1)));
        assert_eq!(nearest("xyz", "glycerin", 1), None);
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
            for most in 0..10 {
                let found = nearest_beginning(&Symbols::of(&a), &Symbols::of(&b), most);
                let (found, most) = (found.map(|(_, edits)| u32::from(edits)), u32::from(most));
                prop_assert_eq!(found, (nearest <= most).then_some(nearest));
            }
        }
    }
}
