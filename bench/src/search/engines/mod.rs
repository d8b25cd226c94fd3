//! What is asked: the index, and its peers, each set up as its makers advise, all in memory.

mod incidex;
mod map;
mod sqlite;
mod tantivy;

use super::names::NameSet;
use super::queries::Task;

pub use incidex::Incidex;

/// Something that finds names.
pub trait Engine {
    /// What a table calls it.
    fn label(&self) -> &'static str;

    /// What it is asked for: other tasks it cannot do, or takes so long for that nobody would.
    fn does(&self, task: Task) -> bool;

    /// How many names it finds, at most 20.
    ///
    /// # Errors
    /// Whatever the engine says.
    fn find(&self, task: Task, query: &str) -> Result<usize, String>;

    /// Bytes that it holds, where it can tell.
    fn size(&self) -> Option<usize>;
}

/// As many hits as are asked for.
pub const LIMIT: usize = 20;

/// All engines over a set, the index first.
///
/// # Errors
/// When one cannot be set up.
pub fn all(set: &NameSet) -> Result<(Incidex, Vec<Box<dyn Engine>>), String> {
    let incidex = Incidex::new(set)?;
    let peers: Vec<Box<dyn Engine>> = vec![
        Box::new(map::Map::new(set)),
        Box::new(sqlite::Sqlite::new(set)?),
        Box::new(sqlite::Trigrams::new(set)?),
        Box::new(tantivy::Tantivy::new(set)?),
    ];
    Ok((incidex, peers))
}
