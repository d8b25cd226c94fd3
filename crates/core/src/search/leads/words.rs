//! Names that hold the words of a probe, in whatever order.

use super::{Collector, Way};
use crate::index::{FoundByWords, IndexedName, Missing, NameNumber, WordQuery, words_of};
use crate::search::align::edit_budget;
use crate::search::ranking::MatchStart;
use crate::search::{MatchMode, Query};
use crate::text::{Agreement, agreement, is_digit, is_word_character, key, key_of_spelling};

/// The fewest symbols of a last word that may be the beginning of one: shorter ones begin too many.
const SHORTEST_BEGINNING: usize = 2;

impl<D: AsRef<[u8]>> Collector<'_, D> {
    /// Names that hold the words of the probe: all of them as they were typed or, with `mistakes`, most of
    /// them, each with mistakes of its own. The last one may still be being typed.
    pub(super) fn words(&mut self, mistakes: bool) {
        let query = self.query();
        let Some(fields) = self.fields else { return };
        let keys = query.words();
        let last = keys.len().saturating_sub(1);
        let asked: Vec<WordQuery<'_>> = (0..)
            .zip(keys)
            .map(|(place, key)| WordQuery {
                key,
                max_edits: if mistakes { edit_budget(key) } else { 0 },
                may_go_on: place == last && key.chars().count() >= SHORTEST_BEGINNING,
            })
            .collect();
        let missing = if mistakes { Missing::UpToHalf } else { Missing::None };
        let found = self.index.words_within(&asked, missing, fields, self.most, &mut self.effort);
        self.leads.is_complete &= found.total.is_exact() && found.names.len() == found.total.count();
        let without = query_without_parentheses(&query);
        let numbers: Vec<&WordQuery<'_>> = asked.iter().filter(|word| is_number(word.key)).collect();
        for name in found.names {
            let FoundByWords { number, missing, edits, superfluous } = name;
            let Some(indexed) = self.index.name(number) else { continue };
            let is_sure = missing == 0 && edits == 0;
            if is_sure && superfluous > 0 && is_but_for_parentheses(&indexed, &without) {
                let way = Way { mode: MatchMode::WithoutParentheses, left_over: 1, ..Way::WHOLE };
                self.add_name(number, &indexed, way);
            } else if is_sure || missing == 0 || has_all(&numbers, &indexed) {
                let mode = if is_sure { MatchMode::Words } else { MatchMode::WordsFuzzy };
                let start = MatchStart::Word;
                let way = Way { mode, missing_words: missing, edits, left_over: superfluous, start };
                self.add_name(number, &indexed, way);
            }
        }
    }

    /// Names that are the probe, once what stands in parentheses is left out of either.
    pub(super) fn names_but_for_parentheses(&mut self) {
        let query = self.query();
        let Some(fields) = self.fields else { return };
        let without = query_without_parentheses(&query);
        if without.is_empty() {
            return;
        }
        if without != query.key() {
            let numbers: Vec<NameNumber> = self.index.exact(&without).collect();
            for number in numbers {
                if let Some(name) = self.index.name(number).filter(|name| fields.hold(name.kind)) {
                    let way = Way { mode: MatchMode::WithoutParentheses, ..Way::WHOLE };
                    self.add_name(number, &name, way);
                }
            }
        }
        let has_parentheses = query.spelling().contains('(');
        let outside: Vec<String> = if has_parentheses {
            words_of(&outside_of_parentheses(query.spelling()).collect::<String>()).collect()
        } else {
            Vec::new()
        };
        let keys = if has_parentheses { &outside } else { query.words() };
        let asked: Vec<WordQuery<'_>> =
            keys.iter().map(|key| WordQuery { key, max_edits: 0, may_go_on: false }).collect();
        let found = self.index.words_within(&asked, Missing::None, fields, self.most, &mut self.effort);
        for name in found.names {
            let indexed = self.index.name(name.number);
            if let Some(indexed) = indexed.filter(|indexed| is_but_for_parentheses(indexed, &without)) {
                let way = Way { mode: MatchMode::WithoutParentheses, left_over: 1, ..Way::WHOLE };
                self.add_name(name.number, &indexed, way);
            }
        }
    }
}

/// Whether a word has a digit in it.
fn is_number(word: &str) -> bool {
    word.chars().any(is_digit)
}

/// Whether a name has every one of `numbers`, the words with a digit in them that were asked for. A number that is
/// missing makes it another ingredient, as an edited one would: Hexapeptide-38 is no answer to Hexapeptide-39.
fn has_all(numbers: &[&WordQuery<'_>], name: &IndexedName<'_>) -> bool {
    if numbers.is_empty() {
        return true;
    }
    let words = name.spelling.split(|character| !is_word_character(character));
    let own: Vec<String> = words.filter(|word| is_number(word)).map(key).collect();
    numbers
        .iter()
        .all(|word| own.iter().any(|own| own == word.key || (word.may_go_on && own.starts_with(word.key))))
}

/// Whether a name is the text with this key form, once what stands in parentheses is left out.
fn is_but_for_parentheses(name: &IndexedName<'_>, key: &str) -> bool {
    name.spelling.contains('(') && agreement(outside_of_parentheses(name.spelling), key) == Agreement::Whole
}

/// The key form of what stands outside of parentheses.
fn without_parentheses(spelling: &str) -> String {
    key_of_spelling(&outside_of_parentheses(spelling).collect::<String>())
}

/// The same of a query, which has its key form already.
fn query_without_parentheses(query: &Query) -> String {
    if query.spelling().contains('(') {
        without_parentheses(query.spelling())
    } else {
        query.key().to_owned()
    }
}

/// A text without what stands in parentheses, with a blank in its place. A parenthesis that is not closed goes
/// on to the end; one that was not opened is a character like any other.
fn outside_of_parentheses(spelling: &str) -> impl Iterator<Item = char> + Clone {
    let outside = |depth: &mut usize, character| {
        Some(match character {
            '(' => {
                *depth += 1;
                None
            }
            ')' if *depth > 0 => {
                *depth -= 1;
                Some(' ')
            }
            other => (*depth == 0).then_some(other),
        })
    };
    spelling.chars().scan(0, outside).flatten()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parentheses_are_left_out_with_what_is_in_them() {
        for (text, outside) in [
            ("butyrospermum parkii (shea) butter", "butyrospermum parkii   butter"),
            ("a (b (c) d) e", "a    e"),
            ("a (b", "a "),
            ("a) b", "a) b"),
        ] {
            assert_eq!(outside_of_parentheses(text).collect::<String>(), outside);
        }
        assert_eq!(without_parentheses("(b)"), "");
    }
}
