//! Reading everything in an opened bundle, and holding each part against what the others say it must be.
//!
//! The digest of the file shows that no byte has changed since it was written; this shows that what was
//! written agrees with itself, be it written by a builder with a fault.

use std::collections::BTreeMap;

use incidex_core::index::{IndexBuilder, Section};
use incidex_core::regulation::{EntryKey, RegulationEntry};
use incidex_core::store::StoreError;
use redb::{AccessGuard, ReadableTable, ReadableTableMetadata};

use crate::contained::contained;
use crate::content::{ContentDigest, Counts};
use crate::error::Defect;
use crate::reader::{Bundle, content, in_part};

/// What [`Bundle::verify`] has read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct VerifyReport {
    /// Ingredients that were decoded and found again by every one of their names and numbers.
    pub ingredients: usize,
    /// Names that were looked up.
    pub names: usize,
    /// Regulation entries that were decoded.
    pub regulations: usize,
    /// Cosmetic functions that were decoded.
    pub functions: usize,
    /// Sections of the index that were made again from the records and found the same, byte by byte.
    pub sections: usize,
}

impl Bundle {
    /// Reads everything: decodes every record, function and regulation entry; finds every record again by
    /// every name and number it bears; makes the whole index again from the records and compares it with the
    /// one in the file, key by key and posting by posting; counts and digests the content again and compares
    /// both with the manifest.
    ///
    /// Takes about as long and as much memory as building the file from its records.
    ///
    /// # Errors
    /// The first [`Defect`] met. Of a sound file that another version of this program wrote, an index
    /// section may be told as differing: that version made another index of the same records.
    pub fn verify(&self) -> Result<VerifyReport, Defect> {
        contained(|| self.read_everything()).unwrap_or_else(|gave_up| Err(content("redb image", gave_up)))
    }

    /// As [`verify`](Self::verify); lets panics of redb through.
    fn read_everything(&self) -> Result<VerifyReport, Defect> {
        let mut report = VerifyReport { ingredients: 0, names: 0, regulations: 0, functions: 0, sections: 0 };
        for entry in self.catalog().index().directory().iter() {
            report.names += self.find_again(entry.code)?;
            report.ingredients += 1;
        }
        let entries = self.read_regulations()?;
        report.regulations = entries.len();
        let (counts, index) = self.read_ingredients(&entries)?;
        report.functions = self.read_functions()?;
        report.sections = self.compare_index(index)?;
        let counted = counts.named(report.regulations, report.functions);
        let stated = &self.catalog().manifest().counts;
        for (name, count) in &counted {
            if stated.get(name) != Some(count) {
                let stated = stated.get(name).map_or_else(|| "nothing".to_owned(), u64::to_string);
                return Err(content(
                    "counts",
                    format!("of {name} the manifest says {stated}, and {count} are there"),
                ));
            }
        }
        self.compare_digest()?;
        Ok(report)
    }

    /// Decodes every record, and holds that the entries that it cites are there: their counts, and what an
    /// index is made from.
    fn read_ingredients(
        &self,
        entries: &BTreeMap<EntryKey, RegulationEntry>,
    ) -> Result<(Counts, IndexBuilder), Defect> {
        let mut counts = Counts::default();
        let mut index = IndexBuilder::new();
        index.regulations(entries.values());
        for ingredient in self.catalog().store().ingredients().map_err(defect)? {
            let ingredient = ingredient.map_err(defect)?;
            let part = format!("ingredient {}", ingredient.code);
            if let Some(missing) = ingredient.regulations.iter().find(|key| !entries.contains_key(key)) {
                return Err(content(&part, format!("it cites {missing}, which is not there")));
            }
            counts.add(&ingredient);
            index.add(&ingredient).map_err(in_part(&part))?;
        }
        Ok((counts, index))
    }

    /// Decodes every entry.
    fn read_regulations(&self) -> Result<BTreeMap<EntryKey, RegulationEntry>, Defect> {
        let mut entries = BTreeMap::new();
        for entry in self.catalog().store().regulations().map_err(defect)? {
            let entry = entry.map_err(defect)?;
            let market = entry.key.market;
            if !self.catalog().manifest().markets.contains(&market) {
                let fault = format!("its market {} is not among those of the manifest", market.code());
                return Err(content(&format!("regulation {}", entry.key), fault));
            }
            entries.insert(entry.key.clone(), entry);
        }
        Ok(entries)
    }

    /// Holds that the functions, decoded at opening, stand in order under their positions; their number.
    fn read_functions(&self) -> Result<usize, Defect> {
        let store = self.catalog().store();
        let functions = store.functions();
        if !functions.is_sorted_by(|before, after| before.code < after.code) {
            return Err(content("functions", "they are not in order of code"));
        }
        for (row, expected) in store.function_rows.iter().map_err(in_part("functions"))?.zip(0..) {
            let (position, _) = row.map_err(in_part("functions"))?;
            if position.value() != expected {
                return Err(content("functions", format!("number {expected} is missing")));
            }
        }
        Ok(functions.len())
    }

    /// Makes the index again and compares it section by section; their number.
    fn compare_index(&self, index: IndexBuilder) -> Result<usize, Defect> {
        let stored = &self.catalog().store().sections;
        let made = index.finish().map_err(|error| content(error.section, &error.fault))?;
        for (section, expected) in &made {
            let name = section.name();
            let found = stored.get(name).map_err(in_part(name))?;
            let found = found.as_ref().map(AccessGuard::value).unwrap_or_default();
            if found != expected.as_slice() {
                let fault = format!(
                    "it is not what its records make: {} bytes where there should be {}, and byte {} is the \
                     first to differ",
                    found.len(),
                    expected.len(),
                    found.iter().zip(expected).take_while(|(found, expected)| found == expected).count()
                );
                return Err(content(name, fault));
            }
        }
        let number = stored.len().map_err(in_part("sections"))?;
        if number == made.len() as u64 {
            Ok(made.len())
        } else {
            Err(content("sections", format!("there are {number} where there should be {}", made.len())))
        }
    }

    /// Digests the content again and compares it with what the manifest says.
    fn compare_digest(&self) -> Result<(), Defect> {
        let store = self.catalog().store();
        let mut digest = ContentDigest::default();
        for row in store.ingredients.iter().map_err(in_part("ingredients"))? {
            let (code, value) = row.map_err(in_part("ingredients"))?;
            digest.ingredient(code.value(), value.value());
        }
        for row in store.regulations.iter().map_err(in_part("regulations"))? {
            let (key, value) = row.map_err(in_part("regulations"))?;
            digest.regulation(key.value(), value.value());
        }
        for row in store.function_rows.iter().map_err(in_part("functions"))? {
            let (position, value) = row.map_err(in_part("functions"))?;
            digest.function(position.value(), value.value());
        }
        for section in Section::ALL {
            let bytes = store.sections.get(section.name()).map_err(in_part(section.name()))?;
            digest.section(section, bytes.as_ref().map(AccessGuard::value).unwrap_or_default());
        }
        let made = digest.finish();
        let manifest = self.catalog().manifest();
        if made != manifest.digest {
            return Err(content(
                "manifest",
                format!("its digest is {} and the content's {made}", manifest.digest),
            ));
        }
        if manifest.dataset_version.rsplit('-').next() != made.get(..12) {
            return Err(content("manifest", "the version of its data set does not end with its digest"));
        }
        Ok(())
    }
}

fn defect(error: StoreError) -> Defect {
    content(&error.what, error.fault)
}
