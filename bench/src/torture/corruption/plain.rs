//! The same damage to a database file of redb without a header: what the digest in front of it is for.

use std::collections::BTreeMap;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::Path;

use redb::{Builder, ReadableDatabase, ReadableTable, TableDefinition};

use super::damage::Damage;
use super::outcome::{Outcome, Tally};
use super::subject::Subject;
use crate::random::Random;

const INGREDIENTS: TableDefinition<'static, u32, &[u8]> = TableDefinition::new("ingredients");

type Rows = BTreeMap<u32, Vec<u8>>;

/// Damages the image of `subject` as a file of its own, `count` times, and reads its records with redb alone.
///
/// # Errors
/// When the image is no database, or a file cannot be written.
pub(super) fn damaged(
    subject: &Subject,
    count: usize,
    random: &mut Random,
    folder: &Path,
) -> Result<Tally, String> {
    let path = folder.join("plain.redb");
    let image = &subject.bytes[subject.image.clone()];
    let write =
        |bytes: &[u8]| std::fs::write(&path, bytes).map_err(|error| format!("{}: {error}", path.display()));
    write(image)?;
    let expected = all(&path)?;
    let codes: Vec<u32> = expected.keys().copied().collect();
    let mut tally = Tally::default();
    for _ in 0..count {
        let mut bytes = image.to_vec();
        Damage::of_pages(random).apply_anywhere(&mut bytes, random);
        write(&bytes)?;
        tally.add(match catch_unwind(AssertUnwindSafe(|| each(&path, &codes))) {
            Ok(Ok(found)) if found == expected => Outcome::Same,
            Ok(Ok(_)) => Outcome::Different,
            Ok(Err(_)) => Outcome::Refused("redb's own"),
            Err(_) => Outcome::Panicked,
        });
    }
    Ok(tally)
}

fn open(path: &Path) -> Result<redb::ReadOnlyTable<u32, &'static [u8]>, redb::Error> {
    let database = Builder::new().open_read_only(path)?;
    Ok(database.begin_read()?.open_table(INGREDIENTS)?)
}

fn all(path: &Path) -> Result<Rows, String> {
    let read = || {
        let table = open(path)?;
        let mut rows = Rows::new();
        for row in table.iter()? {
            let (code, value) = row?;
            rows.insert(code.value(), value.value().to_vec());
        }
        Ok::<_, redb::Error>(rows)
    };
    read().map_err(|error| error.to_string())
}

/// The records with these codes, as far as they are there.
fn each(path: &Path, codes: &[u32]) -> Result<Rows, redb::Error> {
    let table = open(path)?;
    let mut rows = Rows::new();
    for code in codes {
        if let Some(value) = table.get(code)? {
            rows.insert(*code, value.value().to_vec());
        }
    }
    Ok(rows)
}
