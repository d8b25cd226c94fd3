//! SQLite in memory: an indexed column, `LIKE`, and the trigram tokenizer of FTS5. Statements are prepared once.

use rusqlite::{Connection, params};

use super::{Engine, LIMIT};
use crate::search::names::NameSet;
use crate::search::queries::Task;

/// An indexed column of keys, and `LIKE` over spellings.
pub(super) struct Sqlite {
    connection: Connection,
}

/// FTS5 over spellings.
pub(super) struct Trigrams {
    connection: Connection,
}

fn fault(error: &rusqlite::Error) -> String {
    format!("SQLite: {error}")
}

/// A database of all names in one table, filled by `statement` from number, key and spelling.
fn filled(set: &NameSet, tables: &str, statement: &str) -> Result<Connection, String> {
    let connection = Connection::open_in_memory().map_err(|error| fault(&error))?;
    connection.execute_batch(tables).map_err(|error| fault(&error))?;
    connection.execute_batch("BEGIN").map_err(|error| fault(&error))?;
    {
        let mut insert = connection.prepare(statement).map_err(|error| fault(&error))?;
        for (number, name) in (1_u32..).zip(set.names()) {
            insert.execute(params![number, name.key, name.spelling]).map_err(|error| fault(&error))?;
        }
    }
    connection.execute_batch("COMMIT").map_err(|error| fault(&error))?;
    Ok(connection)
}

fn count(connection: &Connection, statement: &str, values: &[&str]) -> Result<usize, String> {
    let mut statement = connection.prepare_cached(statement).map_err(|error| fault(&error))?;
    let mut rows = statement.query(rusqlite::params_from_iter(values)).map_err(|error| fault(&error))?;
    let mut found = 0;
    while let Some(row) = rows.next().map_err(|error| fault(&error))? {
        let number: i64 = row.get(0).map_err(|error| fault(&error))?;
        found += usize::from(number > 0);
    }
    Ok(found)
}

fn size(connection: &Connection) -> Option<usize> {
    let pages = "SELECT page_count * page_size FROM pragma_page_count, pragma_page_size";
    let bytes: i64 = connection.query_row(pages, [], |row| row.get(0)).ok()?;
    usize::try_from(bytes).ok()
}

impl Sqlite {
    pub(super) fn new(set: &NameSet) -> Result<Self, String> {
        let tables = "CREATE TABLE names (id INTEGER PRIMARY KEY, key TEXT NOT NULL, spelling TEXT NOT NULL)";
        let connection = filled(set, tables, "INSERT INTO names VALUES (?1, ?2, ?3)")?;
        connection
            .execute_batch("CREATE INDEX by_key ON names (key); ANALYZE")
            .map_err(|error| fault(&error))?;
        Ok(Self { connection })
    }
}

impl Engine for Sqlite {
    fn label(&self) -> &'static str {
        "SQLite, indexed / LIKE"
    }

    fn does(&self, task: Task) -> bool {
        matches!(task, Task::Exact | Task::StartsWith | Task::Contains)
    }

    fn find(&self, task: Task, query: &str) -> Result<usize, String> {
        match task {
            Task::Exact => count(&self.connection, "SELECT id FROM names WHERE key = ?1 LIMIT 20", &[query]),
            Task::StartsWith => {
                // Behind every text that begins so: no text holds the last code point.
                let end = format!("{query}\u{10ffff}");
                let statement = "SELECT id FROM names WHERE key >= ?1 AND key < ?2 ORDER BY key LIMIT 20";
                count(&self.connection, statement, &[query, &end])
            }
            _ => {
                let literal = query.replace('\\', "\\\\").replace('%', "\\%").replace('_', "\\_");
                let statement = "SELECT id FROM names WHERE spelling LIKE ?1 ESCAPE '\\' LIMIT 20";
                count(&self.connection, statement, &[&format!("%{literal}%")])
            }
        }
    }

    fn size(&self) -> Option<usize> {
        size(&self.connection)
    }
}

impl Trigrams {
    pub(super) fn new(set: &NameSet) -> Result<Self, String> {
        let tables = "CREATE VIRTUAL TABLE names USING fts5 (spelling, tokenize = 'trigram')";
        let connection =
            filled(set, tables, "INSERT INTO names (rowid, spelling) SELECT ?1, ?3 WHERE ?2 <> ''")?;
        connection
            .execute_batch("INSERT INTO names (names) VALUES ('optimize')")
            .map_err(|error| fault(&error))?;
        Ok(Self { connection })
    }
}

impl Engine for Trigrams {
    fn label(&self) -> &'static str {
        "SQLite FTS5 trigram"
    }

    fn does(&self, task: Task) -> bool {
        task == Task::Contains
    }

    fn find(&self, _: Task, query: &str) -> Result<usize, String> {
        let phrase = format!("\"{}\"", query.replace('"', "\"\""));
        let found =
            count(&self.connection, "SELECT rowid FROM names WHERE names MATCH ?1 LIMIT 20", &[&phrase])?;
        Ok(found.min(LIMIT))
    }

    fn size(&self) -> Option<usize> {
        size(&self.connection)
    }
}
