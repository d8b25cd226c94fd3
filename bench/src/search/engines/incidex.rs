//! The index itself.

use std::collections::BTreeMap;

use incidex_core::index::{Fields, IndexBuilder, IndexError, SearchIndex, Section, WordQuery, words_of};

use super::{Engine, LIMIT};
use crate::search::names::NameSet;
use crate::search::queries::Task;

/// The index in memory.
pub struct Incidex {
    index: SearchIndex<Vec<u8>>,
    /// Bytes per section.
    pub sections: BTreeMap<Section, usize>,
}

impl Incidex {
    /// Builds and opens it.
    ///
    /// # Errors
    /// When it cannot be built.
    pub fn new(set: &NameSet) -> Result<Self, String> {
        let mut builder = IndexBuilder::new();
        for record in &set.records {
            builder.add(record).map_err(|error| error.to_string())?;
        }
        let mut sections = builder.finish().map_err(|error| error.to_string())?;
        let sizes = sections.iter().map(|(section, bytes)| (*section, bytes.len())).collect();
        let index = SearchIndex::open(|section| {
            let missing = || IndexError { section: section.name(), fault: "it was not built".to_owned() };
            sections.remove(&section).ok_or_else(missing)
        });
        Ok(Self { index: index.map_err(|error: IndexError| error.to_string())?, sections: sizes })
    }
}

impl Engine for Incidex {
    fn label(&self) -> &'static str {
        "Incidex"
    }

    fn does(&self, _: Task) -> bool {
        true
    }

    fn find(&self, task: Task, query: &str) -> Result<usize, String> {
        let found = match task {
            Task::Exact => return Ok(self.index.exact(query).take(LIMIT).count()),
            Task::Words => {
                let words: Vec<String> = words_of(query).collect();
                let budget = |word: &String| match word.chars().filter(|c| !c.is_numeric()).count() {
                    0..=4 => 0,
                    5..=8 => 1,
                    _ => 2,
                };
                let words: Vec<WordQuery<'_>> = words
                    .iter()
                    .map(|word| WordQuery { key: word, max_edits: budget(word), may_go_on: false })
                    .collect();
                return Ok(self.index.words(&words, Fields::ALL, LIMIT).names.len());
            }
            Task::StartsWith => self.index.starts_with(query, Fields::ALL, LIMIT),
            Task::Contains => self.index.contains(query, Fields::ALL, LIMIT),
            Task::OneEdit => self.index.fuzzy(query, Fields::ALL, 1, LIMIT),
            Task::TwoEdits => self.index.fuzzy(query, Fields::ALL, 2, LIMIT),
            Task::PrefixWithEdit => self.index.fuzzy_prefix(query, Fields::ALL, 1, LIMIT),
            Task::Choseong => self.index.choseong_starts_with(query, Fields::ALL, LIMIT),
        };
        Ok(found.names.len())
    }

    fn size(&self) -> Option<usize> {
        Some(self.sections.values().sum())
    }
}
