//! The curated data set under `data/`: its tables as types, reading and writing. What the tables must
//! fulfil beyond their types is in `rules`; how they compare with official exports in `witness`.

mod aliases;
mod annex_entries;
mod disagreements;
mod doubles;
mod functions;
mod ingredients;
mod ledger;
pub mod rules;
mod sources;
pub mod table;

use std::fmt;
use std::path::{Path, PathBuf};

pub use aliases::{AliasRow, KCIA_SOURCE, OWN_SOURCE};
pub use annex_entries::AnnexEntryRow;
pub use disagreements::{Choice, DisagreementRow};
pub use doubles::DoubleRow;
pub use functions::FunctionTable;
pub use ingredients::IngredientRow;
pub use ledger::{Ledger, LedgerConflict};
pub use sources::Sources;

/// A fault of a data file, with its place.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fault {
    /// The file.
    pub path: PathBuf,
    /// The line, or 0 for the file as a whole.
    pub line: u64,
    /// What is wrong.
    pub what: String,
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.path.display())?;
        if self.line > 0 {
            write!(f, ":{}", self.line)?;
        }
        write!(f, ": {}", self.what)
    }
}

/// All tables, each row with its line.
#[derive(Default)]
pub struct Curated {
    /// Where facts come from.
    pub sources: Sources,
    /// The ingredients.
    pub ingredients: Vec<(u64, IngredientRow)>,
    /// Their other names.
    pub aliases: Vec<(u64, AliasRow)>,
    /// CosIng entries that are another name of an ingredient.
    pub doubles: Vec<(u64, DoubleRow)>,
    /// Annex entries that the ingredients cite.
    pub annex_entries: Vec<(u64, AnnexEntryRow)>,
    /// Where witnesses disagree, and what was chosen.
    pub disagreements: Vec<(u64, DisagreementRow)>,
    /// Codes of records that have no other.
    pub ledger: Ledger,
}

impl Curated {
    /// Reads all tables of the folder.
    ///
    /// # Errors
    /// All faults of all files.
    pub fn read(folder: &Path) -> Result<Self, Vec<Fault>> {
        let mut faults = Vec::new();
        let curated = Self {
            sources: Sources::read(&folder.join(sources::FILE), &mut faults),
            ingredients: ingredients::read(&folder.join(ingredients::FILE), &mut faults),
            aliases: aliases::read(&folder.join(aliases::FILE), &mut faults),
            doubles: doubles::read(&folder.join(doubles::FILE), &mut faults),
            annex_entries: annex_entries::read(&folder.join(annex_entries::FILE), &mut faults),
            disagreements: disagreements::read(&folder.join(disagreements::FILE), &mut faults),
            ledger: Ledger::read(&folder.join(ledger::FILE), &mut faults),
        };
        if faults.is_empty() { Ok(curated) } else { Err(faults) }
    }

    /// The tables that `refresh-data` rewrites: name of the file and its text.
    pub fn refreshed_files(&self) -> Vec<(&'static str, String)> {
        fn rows<T: Clone>(rows: &[(u64, T)]) -> Vec<T> {
            rows.iter().map(|(_, row)| row.clone()).collect()
        }
        vec![
            (ingredients::FILE, ingredients::write(rows(&self.ingredients))),
            (aliases::FILE, aliases::write(rows(&self.aliases))),
            (annex_entries::FILE, annex_entries::write(rows(&self.annex_entries))),
            (disagreements::FILE, disagreements::write(rows(&self.disagreements))),
            (ledger::FILE, self.ledger.write()),
        ]
    }
}
