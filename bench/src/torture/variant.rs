//! Indexes that differ from a given one in something that answers show.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use incidex_core::identifier::CasNumber;
use incidex_core::ingredient::Ingredient;
use incidex_core::store::RecordStore;
use incidex_storage::{Bundle, BundleContent, BundleWriter};

/// The CAS number that [`served::LOOKUP`](crate::served::LOOKUP) asks for.
const LOOKED_UP: &str = "98-92-0";

/// Everything in an index.
pub(super) struct Content(BundleContent);

impl Content {
    /// Reads all of the index at `path`.
    ///
    /// # Errors
    /// When it cannot be read.
    pub(super) fn read(path: &Path) -> Result<Self, String> {
        let bundle = Bundle::open(path).map_err(|error| error.to_string())?;
        let (store, manifest) = (bundle.catalog().store(), bundle.catalog().manifest());
        let mut content = BundleContent {
            functions: store.functions().to_vec(),
            markets: manifest.markets.clone(),
            sources: manifest.sources.clone(),
            ..BundleContent::default()
        };
        let mut regulations = BTreeMap::new();
        for entry in bundle.catalog().index().directory().iter() {
            let found = store.ingredient(entry.code).map_err(|error| error.to_string())?;
            let Some(ingredient) = found else { continue };
            for key in &ingredient.regulations {
                let cited = store.regulation(key).map_err(|error| error.to_string())?;
                regulations.extend(cited.map(|regulation| (key.to_string(), regulation)));
            }
            content.ingredients.push(ingredient);
        }
        content.regulations = regulations.into_values().collect();
        Ok(Self(content))
    }

    /// A small part of it: some records that stand for themselves, and what the bench always looks up.
    pub(super) fn small(&self) -> Self {
        let is_looked_up = |cas: &CasNumber| cas.to_string() == LOOKED_UP;
        let is_alone = |ingredient: &&Ingredient| ingredient.variety_of.is_none();
        let (asked, others): (Vec<_>, Vec<_>) = self
            .0
            .ingredients
            .iter()
            .filter(is_alone)
            .partition(|ingredient| ingredient.cas.iter().any(is_looked_up));
        let ingredients = asked.into_iter().chain(others.into_iter().take(200)).cloned().collect();
        Self(BundleContent { ingredients, ..self.0.clone() })
    }

    /// The bytes of an index with the same records, each of which says `mark` where its limits stand.
    ///
    /// # Errors
    /// When it cannot be built.
    pub(super) fn marked(&self, mark: &str) -> Result<Vec<u8>, String> {
        let mut content = self.0.clone();
        for ingredient in &mut content.ingredients {
            mark.clone_into(&mut ingredient.limit_value);
        }
        let writer = BundleWriter::new(content).map_err(|error| error.to_string())?;
        Ok(writer.bytes().to_vec())
    }
}

/// The version of the data set in the bytes of an index.
///
/// # Errors
/// When they are none.
pub(super) fn version(index: Vec<u8>) -> Result<String, String> {
    let bundle = Bundle::from_bytes(index).map_err(|defect| defect.to_string())?;
    Ok(bundle.catalog().manifest().dataset_version.clone())
}

/// Puts bytes in the place of a file by one rename.
///
/// # Errors
/// What the operating system says.
pub(super) fn replace(path: &Path, bytes: &[u8]) -> Result<(), String> {
    let beside = path.with_extension("new");
    let put = fs::write(&beside, bytes).and_then(|()| fs::rename(&beside, path));
    put.map_err(|error| format!("{}: {error}", path.display()))
}

/// One of several ways in which a file may be damaged, by its number.
pub(super) fn damaged(good: &[u8], number: usize) -> Vec<u8> {
    let mut bytes = good.to_vec();
    let middle = bytes.len() / 2;
    match number % 6 {
        0 => bytes.iter_mut().skip(middle).take(1).for_each(|byte| *byte ^= 1),
        1 => bytes.truncate(middle),
        2 => bytes.push(0),
        3 => bytes.clear(),
        4 => bytes.iter_mut().skip(middle).take(4_096).for_each(|byte| *byte = 0xff),
        _ => bytes.iter_mut().take(16).for_each(|byte| *byte = b'x'),
    }
    bytes
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn whatever_is_damaged_is_another_file() {
        let good: Vec<u8> = (0..=255).cycle().take(20_000).collect();
        for number in 0..6 {
            assert_ne!(damaged(&good, number), good, "{number}");
        }
    }
}
