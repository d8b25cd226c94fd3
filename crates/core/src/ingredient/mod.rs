//! What an ingredient is: its code, its names, its functions and what is known about it. Nothing here
//! knows how a record is stored, found or shown.

mod code;
mod name;

use serde::{Deserialize, Serialize};

pub use code::{FIRST_COSING_CODE, FIRST_LEDGER_CODE, IngredientCode, LAST_COSING_REFERENCE};
pub use name::{Language, Name, NameKind};

use crate::identifier::{CasNumber, EcNumber};
use crate::regulation::{EntryKey, RegulationStatus};

/// A cosmetic function of the closed list, such as `humectant`.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Function {
    /// Stable code in `snake_case`.
    pub code: String,
    /// English name.
    pub english: String,
    /// Korean name.
    pub korean: String,
}

/// One record of the database.
///
/// There is one per Korean dictionary code, and one per CosIng entry that no Korean entry meets.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Ingredient {
    /// The code that never changes its meaning.
    pub code: IngredientCode,
    /// The INCI name: the Korean dictionary's English form where there is one, else CosIng's; empty for
    /// an entry that has neither.
    pub inci_name: String,
    /// The Korean standard name, or empty.
    pub korean_name: String,
    /// Every name, each once, `inci_name` and `korean_name` among them. Postings of the index point into
    /// this list by position.
    pub names: Vec<Name>,
    /// CAS numbers, the most telling first. A CAS number is no key: several ingredients may bear it.
    pub cas: Vec<CasNumber>,
    /// EC numbers, the most telling first.
    pub ec: Vec<EcNumber>,
    /// Cosmetic functions, sorted by code.
    pub functions: Vec<Function>,
    /// Entries of the loaded markets that cover the ingredient.
    pub regulations: Vec<EntryKey>,
    /// What follows from those entries.
    pub status: RegulationStatus,
    /// The maximum concentrations of those entries, in their sources' words; empty where none states one.
    pub limit_value: String,
    /// On how many of ten thousand labels the ingredient stands (0 to 10,000), counted on real English
    /// and Korean labels, both languages weighing the same.
    pub label_frequency: u16,
    /// The record whose INCI name this one shares, where several Korean entries bear one name.
    pub variety_of: Option<IngredientCode>,
    /// CosIng reference numbers of the entries that belong to this record.
    pub cosing_references: Vec<u32>,
    /// Korean dictionary codes of the entries that belong to this record.
    pub kcia_codes: Vec<u32>,
    /// Date of the oldest source of the record, `YYYY-MM-DD`, or empty.
    pub oldest_source: String,
    /// Date of the newest source of the record, `YYYY-MM-DD`, or empty.
    pub newest_source: String,
}

impl Ingredient {
    /// A record of which nothing but names is known: its INCI name is the first INCI name in the EU or US form,
    /// its Korean name the first standard one.
    pub fn named<'a>(code: u32, names: impl IntoIterator<Item = (NameKind, Language, &'a str)>) -> Self {
        let name = |(kind, language, text): (_, _, &str)| Name::new(kind, language, text);
        let names: Vec<Name> = names.into_iter().map(name).collect();
        let first = |kinds: &[NameKind]| {
            let found = names.iter().find(|name| kinds.contains(&name.kind));
            found.map(|name| name.text.clone()).unwrap_or_default()
        };
        Self {
            code: IngredientCode::new(code),
            inci_name: first(&[NameKind::Inci, NameKind::UsInci]),
            korean_name: first(&[NameKind::Korean]),
            names,
            cas: Vec::new(),
            ec: Vec::new(),
            functions: Vec::new(),
            regulations: Vec::new(),
            status: RegulationStatus::Unknown,
            limit_value: String::new(),
            label_frequency: 0,
            variety_of: None,
            cosing_references: Vec::new(),
            kcia_codes: Vec::new(),
            oldest_source: String::new(),
            newest_source: String::new(),
        }
    }

    /// The texts of all names of one kind, in order.
    pub fn names_of(&self, kind: NameKind) -> impl Iterator<Item = &str> {
        self.names.iter().filter(move |name| name.kind == kind).map(|name| name.text.as_str())
    }
}
