//! What a manifest says of the content, counts and digest: made by the writer, made again by whoever verifies.

use std::collections::BTreeMap;

use incidex_core::index::Section;
use incidex_core::ingredient::Ingredient;
use sha2::{Digest, Sha256};

use crate::format;

/// How much of what there is, counted one record after the other.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Counts {
    ingredients: u64,
    names: u64,
    cas_numbers: u64,
    ec_numbers: u64,
    varieties: u64,
}

impl Counts {
    /// Counts a record.
    pub(crate) fn add(&mut self, ingredient: &Ingredient) {
        self.ingredients += 1;
        self.names += ingredient.names.len() as u64;
        self.cas_numbers += ingredient.cas.len() as u64;
        self.ec_numbers += ingredient.ec.len() as u64;
        self.varieties += u64::from(ingredient.variety_of.is_some());
    }

    /// The counts by the names that a manifest gives them.
    pub(crate) fn named(self, regulations: usize, functions: usize) -> BTreeMap<String, u64> {
        let named = [
            ("ingredients", self.ingredients),
            ("names", self.names),
            ("cas_numbers", self.cas_numbers),
            ("ec_numbers", self.ec_numbers),
            ("varieties", self.varieties),
            ("regulations", regulations as u64),
            ("functions", functions as u64),
        ];
        named.into_iter().map(|(name, count)| (name.to_owned(), count)).collect()
    }
}

/// SHA-256 over all rows: for each, the table's name, the key and the value, each with its length in front
/// (8 bytes, little-endian). Tables come in the order ingredients, regulations, functions, sections, rows in
/// the order of their keys; whoever feeds it keeps that order.
#[derive(Default)]
pub(crate) struct ContentDigest(Sha256);

impl ContentDigest {
    pub(crate) fn ingredient(&mut self, code: u32, value: &[u8]) {
        self.row("ingredients", &code.to_le_bytes(), value);
    }

    pub(crate) fn regulation(&mut self, key: &str, value: &[u8]) {
        self.row("regulations", key.as_bytes(), value);
    }

    pub(crate) fn function(&mut self, position: u32, value: &[u8]) {
        self.row("functions", &position.to_le_bytes(), value);
    }

    pub(crate) fn section(&mut self, section: Section, value: &[u8]) {
        self.row("sections", section.name().as_bytes(), value);
    }

    fn row(&mut self, table: &str, key: &[u8], value: &[u8]) {
        for part in [table.as_bytes(), key, value] {
            self.0.update((part.len() as u64).to_le_bytes());
            self.0.update(part);
        }
    }

    /// In lower-case hexadecimal digits.
    pub(crate) fn finish(self) -> String {
        format::hexadecimal(&self.0.finalize())
    }
}
