//! What queries are put together from: parts of the names that the index holds, as often as they stand there,
//! and characters that mean something to some rule.

use incidex_core::text::spelling;
use incidex_storage::Bundle;

use crate::random::Random;

/// Characters that separate, group, or are taken for wildcards elsewhere; jamo of either kind; what folds to
/// several characters or to none.
const CHARACTERS: &[char] = &[
    ' ', ' ', '(', ')', '-', '/', ',', '.', '*', '%', '_', '?', '"', '\'', '&', '+', 'ㄱ', 'ㅇ', 'ㅅ', 'ㅏ',
    'ㅣ', 'ㅘ', '가', '이', '아', '물', '한', 'ß', 'ﬃ', 'İ', '½', '①', '㎎', '\u{301}', '\u{200d}', '中',
    'α',
];

/// The names of an index, and numbers.
pub(super) struct Vocabulary {
    names: Vec<String>,
    /// The same, the longest first: these are the ones that cost.
    longest: Vec<String>,
    numbers: Vec<String>,
    functions: Vec<String>,
}

impl Vocabulary {
    /// That of an index.
    ///
    /// # Errors
    /// When a record cannot be read, or there is no name.
    pub(super) fn of(bundle: &Bundle) -> Result<Self, String> {
        use incidex_core::store::RecordStore;

        let store = bundle.catalog().store();
        let (mut names, mut numbers) = (Vec::new(), Vec::new());
        for entry in bundle.catalog().index().directory().iter() {
            let Some(record) = store.ingredient(entry.code).map_err(|error| error.to_string())? else {
                continue;
            };
            names.extend(record.names.iter().map(|name| spelling(&name.text)));
            numbers.extend(record.cas.iter().map(ToString::to_string));
        }
        if names.is_empty() {
            return Err("the index holds no name".to_owned());
        }
        let mut longest = names.clone();
        longest.sort_by_key(|name| std::cmp::Reverse(name.len()));
        longest.truncate(500);
        let functions = store.functions().iter().map(|function| function.code.clone()).collect();
        Ok(Self { names, longest, numbers, functions })
    }

    /// The code of a function.
    pub(super) fn function(&self, random: &mut Random) -> Option<String> {
        random.choose(&self.functions).cloned()
    }

    /// A part of a query, of one character up to a name of two thousand.
    pub(super) fn piece(&self, random: &mut Random) -> String {
        let name = random.choose(&self.names).map_or("", String::as_str);
        match random.below(14) {
            0 => random.choose(CHARACTERS).map(char::to_string).unwrap_or_default(),
            1 => char::from_u32(u32::try_from(random.below(0x3_0000)).unwrap_or_default())
                .filter(|character| !character.is_control())
                .map(|character| character.to_string())
                .unwrap_or_default(),
            2 => part(name, 1, random),
            3 => part(name, 2, random),
            4 => part(name, 3, random),
            5 => part(name, 3, random).repeat(1 + random.place(12)),
            6 => word(name, random).to_owned(),
            7 => format!("{} ", word(name, random)),
            8 => {
                let word = word(name, random);
                let length = 1 + random.place(word.chars().count());
                format!("{} ", word.chars().take(length).collect::<String>())
            }
            9 => format!("({})", word(name, random)),
            10 => name.to_owned(),
            11 => random.choose(&self.longest).cloned().unwrap_or_default(),
            12 => random.choose(&self.numbers).cloned().unwrap_or_default(),
            _ => part(name, 4 + random.place(40), random),
        }
    }
}

fn word<'a>(name: &'a str, random: &mut Random) -> &'a str {
    let words: Vec<&str> = name.split(' ').collect();
    random.choose(&words).copied().unwrap_or_default()
}

/// So many neighbouring characters of a name.
fn part(name: &str, length: usize, random: &mut Random) -> String {
    let all = name.chars().count();
    let start = random.place((all + 1).saturating_sub(length));
    name.chars().skip(start).take(length).collect()
}
