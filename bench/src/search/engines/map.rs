//! A map from keys to names, as anybody would write it.

use std::collections::HashMap;

use super::{Engine, LIMIT};
use crate::search::names::NameSet;
use crate::search::queries::Task;

/// The map.
pub(super) struct Map {
    names: HashMap<String, Vec<u32>>,
}

impl Map {
    pub(super) fn new(set: &NameSet) -> Self {
        let mut names: HashMap<String, Vec<u32>> = HashMap::new();
        for (number, name) in (0..).zip(set.names()) {
            names.entry(name.key.clone()).or_default().push(number);
        }
        Self { names }
    }
}

impl Engine for Map {
    fn label(&self) -> &'static str {
        "HashMap"
    }

    fn does(&self, task: Task) -> bool {
        task == Task::Exact
    }

    fn find(&self, _: Task, query: &str) -> Result<usize, String> {
        Ok(self.names.get(query).map_or(0, |names| names.len().min(LIMIT)))
    }

    fn size(&self) -> Option<usize> {
        None
    }
}
