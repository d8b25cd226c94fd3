//! Measuring: truth, index and engine come together, and tables come out.

use std::collections::BTreeMap;
use std::path::Path;

use super::engines;
use super::figures::Table;
use super::indexes::Measured;
use super::search::{Queries, ranked, table};
use super::truth::{File, Part};

/// What is shown beside the tables.
#[derive(Clone, Copy, Debug, Default)]
pub struct Shown {
    /// The totals of each table alone.
    pub is_brief: bool,
    /// What went wrong in development files, row by row.
    pub has_misses: bool,
}

/// What has been measured.
#[derive(Default)]
pub struct Measurements {
    /// Tables in the order in which they were shown.
    pub tables: Vec<Table>,
    /// Digests of what they rest on.
    pub digests: BTreeMap<String, String>,
}

impl Measurements {
    /// Prints a table and adds it; it rests on `bases`, each with its digest.
    pub fn add(&mut self, mut table: Table, bases: impl IntoIterator<Item = (String, String)>, shown: Shown) {
        for (name, digest) in bases {
            table.bases.push(name.clone());
            self.digests.insert(name, digest);
        }
        let mut printed = table.clone();
        if shown.is_brief {
            printed.groups.retain(|group| group.name == "all");
        }
        print!("{}", printed.shown());
        self.tables.push(table);
    }
}

/// What a table over this index and this truth rests on.
pub fn bases(index: &Measured, file: &File) -> impl Iterator<Item = (String, String)> {
    [(file.name.clone(), file.digest())].into_iter().chain(index.basis.clone())
}

/// Asks every index the queries under `folder`.
///
/// # Errors
/// When a file has a fault, or the engine fails.
pub fn searches(
    folder: &Path,
    indexes: &[Measured],
    shown: Shown,
    measured: &mut Measurements,
) -> Result<(), String> {
    for part in Part::ALL {
        let Some(file) = File::read(folder, &format!("search/{}.csv", part.name()))? else { continue };
        let queries = Queries::parse(file)?;
        for index in indexes {
            let ranked = ranked(&queries, index.has_all, |query| engines::search(&index.bundle, query))?;
            let name = format!("search/{}/{}", index.name, part.name());
            measured.add(table(name, Vec::new(), &ranked), bases(index, &queries.file), shown);
            if !shown.has_misses || part == Part::HeldOut {
                continue;
            }
            for one in ranked.iter().filter(|one| one.rank != Some(1)) {
                let (row, came) = (one.row, one.came.get(..3).unwrap_or(&one.came));
                let rank = one.rank.map_or("none".to_owned(), |rank| rank.to_string());
                let (class, query, answers) = (&row.class, &row.query, &row.answers);
                println!("  {class:>16}  {query:?} wants {answers:?}, came {came:?}; rank {rank}");
            }
        }
    }
    Ok(())
}
