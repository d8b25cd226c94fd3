//! What is asked: drawn from many names by a fixed seed, some of it to be found and some not.

use incidex_core::search::Query;
use incidex_core::text::hangul::{choseong, is_syllable};

use super::names::NameForms;
use crate::random::Random;

/// A kind of lookup.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Task {
    /// The whole key.
    Exact,
    /// Keys that begin so, the first 20.
    StartsWith,
    /// Spellings that hold the text, the first 20.
    Contains,
    /// Keys within one edit.
    OneEdit,
    /// Keys within two edits.
    TwoEdits,
    /// Keys with a beginning within one edit, the first 20.
    PrefixWithEdit,
    /// Korean names whose syllables begin with these consonants, the first 20.
    Choseong,
    /// Names by their words, in another order, the first 20.
    Words,
    /// One box for everything, asked what each of the others is asked in turn: records with explanations.
    Auto,
    /// Type-ahead, after the first letters of a name, one time in four with a mistake in them.
    Suggest,
}

impl Task {
    /// What `Auto` is asked, in turn.
    const TYPED: [Self; 7] = [
        Self::Exact,
        Self::StartsWith,
        Self::Contains,
        Self::OneEdit,
        Self::TwoEdits,
        Self::Choseong,
        Self::Words,
    ];

    /// All kinds.
    pub const ALL: [Self; 10] = [
        Self::Exact,
        Self::StartsWith,
        Self::Contains,
        Self::OneEdit,
        Self::TwoEdits,
        Self::PrefixWithEdit,
        Self::Choseong,
        Self::Words,
        Self::Auto,
        Self::Suggest,
    ];

    /// What a table calls it.
    pub fn label(self) -> &'static str {
        match self {
            Self::Exact => "exact",
            Self::StartsWith => "starts with, first 20",
            Self::Contains => "contains, first 20",
            Self::OneEdit => "1 edit",
            Self::TwoEdits => "2 edits",
            Self::PrefixWithEdit => "prefix with 1 edit, first 20",
            Self::Choseong => "initials (choseong), first 20",
            Self::Words => "words in another order, first 20",
            Self::Auto => "auto through the catalog, first 20 with records",
            Self::Suggest => "suggest through the catalog, first 10",
        }
    }

    /// So many queries; one in ten is made so that it hardly meets a name.
    pub fn queries(self, names: &[NameForms], count: usize) -> Vec<String> {
        let mut random = Random::new(0x5eed_0000 + self as u64);
        let mut queries = Vec::with_capacity(count);
        for _ in 0..count.saturating_mul(200) {
            let Some(name) = random.choose(names) else { break };
            let Some(mut query) = self.query(name, &mut random) else { continue };
            if queries.len() % 10 == 9 {
                query = missing(&query);
            }
            queries.push(query);
            if queries.len() == count {
                break;
            }
        }
        queries
    }

    fn query(self, name: &NameForms, random: &mut Random) -> Option<String> {
        let key: Vec<char> = name.key.chars().collect();
        let spelling: Vec<char> = name.spelling.chars().collect();
        let is_latin = name.key.is_ascii();
        match self {
            Self::Exact => Some(name.key.clone()),
            Self::StartsWith => Some(key.iter().take(2 + random.place(9)).collect()),
            Self::Contains => {
                let length = 3 + random.place(8);
                let start = random.place(spelling.len().checked_sub(length)? + 1);
                Some(spelling[start..start + length].iter().collect())
            }
            Self::OneEdit => (is_latin && (5..=40).contains(&key.len())).then(|| edited(&key, 1, random)),
            Self::TwoEdits => (is_latin && (9..=40).contains(&key.len())).then(|| edited(&key, 2, random)),
            Self::PrefixWithEdit => {
                let length = 5 + random.place(5);
                (is_latin && key.len() > length).then(|| edited(&key[..length], 1, random))
            }
            Self::Choseong => {
                let initials: Vec<char> = choseong(&name.key).chars().collect();
                let is_korean = name.key.chars().next().is_some_and(is_syllable) && initials.len() >= 3;
                is_korean.then(|| initials.iter().take(3 + random.place(6)).collect())
            }
            Self::Words => {
                let mut words: Vec<&str> = name.spelling.split(' ').collect();
                let turn = 1 + random.place(words.len());
                let count = words.len();
                words.rotate_left(turn % count);
                words.truncate(5);
                (count > 1).then(|| words.join(" "))
            }
            Self::Auto => {
                let typed = Self::TYPED[random.place(Self::TYPED.len())].query(name, random)?;
                Query::parse(&typed).is_ok().then_some(typed)
            }
            Self::Suggest => {
                let length = 2 + random.place(11);
                let mut typed: String = spelling.iter().take(length).collect();
                if is_latin && length >= 5 && random.place(4) == 0 {
                    typed = edited(&typed.chars().collect::<Vec<_>>(), 1, random);
                }
                Query::parse(&typed).is_ok().then_some(typed)
            }
        }
    }
}

/// A query that hardly any name answers.
fn missing(query: &str) -> String {
    let mut turned: Vec<char> = query.chars().collect();
    turned.reverse();
    turned.into_iter().collect()
}

/// The text with so many edits of letters: one put in, left out, replaced, or swapped with the next.
fn edited(text: &[char], edits: usize, random: &mut Random) -> String {
    let mut text = text.to_vec();
    for _ in 0..edits {
        let place = random.place(text.len());
        let letter = char::from(b'a' + u8::try_from(random.place(26)).unwrap_or_default());
        if text[place].is_ascii_digit() {
            text.insert(place, letter);
            continue;
        }
        match random.place(4) {
            0 => text.insert(place, letter),
            1 if text.len() > 1 => drop(text.remove(place)),
            2 if text.get(place + 1).is_some_and(|next| !next.is_ascii_digit()) => {
                text.swap(place, place + 1);
            }
            _ => text[place] = letter,
        }
    }
    text.into_iter().collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn queries_are_the_same_on_every_run_and_some_miss() {
        let name = |text: &str| NameForms { key: incidex_core::text::key(text), spelling: text.to_owned() };
        let names =
            [name("camellia sinensis leaf extract"), name("나이아신아마이드"), name("peg-40 castor oil")];
        for task in Task::ALL {
            let queries = task.queries(&names, 40);
            assert_eq!(queries.len(), 40, "{task:?}");
            assert_eq!(queries, task.queries(&names, 40));
        }
        let exact = Task::Exact.queries(&names, 40);
        assert_eq!(exact.iter().filter(|query| names.iter().all(|name| name.key != **query)).count(), 4);
    }
}
