//! Queries and the ranks of their answers.
//!
//! A truth file is `search/development.csv` or `search/held_out.csv`, with the columns `class`, `query`, `answers`
//! (codes of ingredients joined by blanks, any of which is right), `set` (`curated`, or `full` where only an index of
//! all sources holds an answer) and `note`.

use super::figures::{Group, Table, share};
use super::truth::{File, Needs};

/// How many hits are looked at.
pub const DEPTH: usize = 10;

const HEADER: [&str; 5] = ["class", "query", "answers", "set", "note"];

/// One query of a truth file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Row {
    /// What sort of query it is.
    pub class: String,
    /// What somebody types.
    pub query: String,
    /// Codes of the ingredients that are right.
    pub answers: Vec<u32>,
    /// Which index can answer it.
    pub needs: Needs,
}

/// The queries of a truth file.
pub struct Queries {
    /// The file.
    pub file: File,
    /// In the order of the file.
    pub rows: Vec<Row>,
}

impl Queries {
    /// Reads the queries of `file`.
    ///
    /// # Errors
    /// The first fault, with its line.
    pub fn parse(file: File) -> Result<Self, String> {
        let mut reader = csv::ReaderBuilder::new().from_reader(file.text.as_bytes());
        let header = reader.headers().map_err(|error| file.fault(1, error))?;
        if header != HEADER.as_slice() {
            return Err(file.fault(1, format!("the header must be {}", HEADER.join(","))));
        }
        let mut rows = Vec::new();
        for record in reader.records() {
            let record = record.map_err(|error| file.fault(0, error))?;
            let line = record.position().map_or(0, csv::Position::line);
            let line = usize::try_from(line).unwrap_or_default();
            rows.push(row(&record).map_err(|what| file.fault(line, what))?);
        }
        Ok(Self { file, rows })
    }
}

fn row(record: &csv::StringRecord) -> Result<Row, String> {
    let cell = |column: usize| record.get(column).unwrap_or_default();
    let answers: Result<Vec<u32>, _> = cell(2).split_whitespace().map(str::parse).collect();
    let answers = answers.map_err(|error| format!("answers {:?}: {error}", cell(2)))?;
    let row =
        Row { class: cell(0).to_owned(), query: cell(1).to_owned(), answers, needs: Needs::parse(cell(3))? };
    if row.class.is_empty() || row.query.is_empty() || row.answers.is_empty() {
        return Err("class, query and answers must not be empty".to_owned());
    }
    Ok(row)
}

/// What came of one query.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Ranked<'a> {
    /// The query.
    pub row: &'a Row,
    /// The place of the first right hit, the best being 1; `None` where none of the first [`DEPTH`] is right.
    pub rank: Option<usize>,
    /// The codes that came, best first.
    pub came: Vec<u32>,
}

/// Asks `find`, which gives the codes of the best hits, every query that `has_all` sources or the curated ones
/// answer.
///
/// # Errors
/// Those of `find`.
pub fn ranked(
    queries: &Queries,
    has_all: bool,
    find: impl Fn(&str) -> Result<Vec<u32>, String>,
) -> Result<Vec<Ranked<'_>>, String> {
    let asked = queries.rows.iter().filter(|row| has_all || row.needs == Needs::Curated);
    let ranked = asked.map(|row| {
        let mut came = find(&row.query)?;
        came.truncate(DEPTH);
        let rank = came.iter().position(|code| row.answers.contains(code)).map(|place| place + 1);
        Ok(Ranked { row, rank, came })
    });
    ranked.collect()
}

/// A group for each class, in the order in which the classes come, then one for all.
pub fn table(name: String, bases: Vec<String>, ranked: &[Ranked<'_>]) -> Table {
    let mut classes: Vec<&str> = Vec::new();
    for one in ranked {
        if !classes.contains(&one.row.class.as_str()) {
            classes.push(&one.row.class);
        }
    }
    let ranks = |class: Option<&str>| -> Vec<Option<usize>> {
        ranked
            .iter()
            .filter(|one| class.is_none_or(|class| one.row.class == class))
            .map(|one| one.rank)
            .collect()
    };
    let mut groups: Vec<Group> = classes.iter().map(|name| group(name, &ranks(Some(name)))).collect();
    groups.push(group("all", &ranks(None)));
    Table { name, counted: "queries", bases, groups }
}

fn group(name: &str, ranks: &[Option<usize>]) -> Group {
    let within = |most: usize| ranks.iter().flatten().filter(|rank| **rank <= most).count();
    // The mean of 1/rank, which is 0 where nothing right came: by ranks, each with its share.
    let reciprocal: f64 = (1..=DEPTH)
        .filter_map(|rank| {
            Some(share(within(rank) - within(rank - 1), ranks.len())? / f64::from(u32::try_from(rank).ok()?))
        })
        .sum();
    let figures = vec![
        ("success@1", share(within(1), ranks.len())),
        ("success@5", share(within(5), ranks.len())),
        ("MRR", (!ranks.is_empty()).then_some(reciprocal)),
    ];
    Group { name: name.to_owned(), count: ranks.len(), figures }
}

#[cfg(test)]
mod tests {
    use std::path::PathBuf;

    use super::*;

    fn file(text: &str) -> File {
        File { name: "search/development.csv".into(), path: PathBuf::from("d.csv"), text: text.into() }
    }

    #[test]
    fn ranks_become_figures() {
        let text = "class,query,answers,set,note\nexact,a,1 2,curated,\nexact,b,3,curated,\"x, y\"\ntypo,c,9,full,\n";
        let queries = Queries::parse(file(text)).unwrap();
        let find = |query: &str| {
            Ok(match query {
                "a" => vec![7, 2, 1],
                "b" => vec![3],
                _ => (10..30).chain([9]).collect(),
            })
        };
        let curated = table("t".into(), Vec::new(), &ranked(&queries, false, find).unwrap());
        let expected = Group {
            name: "exact".into(),
            count: 2,
            figures: vec![("success@1", Some(0.5)), ("success@5", Some(1.0)), ("MRR", Some(0.75))],
        };
        assert_eq!(curated.groups, [expected.clone(), Group { name: "all".into(), ..expected }]);
        let full = table("t".into(), Vec::new(), &ranked(&queries, true, find).unwrap());
        let names: Vec<&str> = full.groups.iter().map(|group| group.name.as_str()).collect();
        assert_eq!(names, ["exact", "typo", "all"]);
        assert_eq!(
            (full.groups[1].count, full.groups[1].figures[2]),
            (1, ("MRR", Some(0.0))),
            "past the tenth"
        );
    }

    #[test]
    fn faults_name_their_line() {
        for (text, fault) in [
            ("class,query\n", "d.csv:1: the header must be class,query,answers,set,note"),
            (
                "class,query,answers,set,note\nexact,a,x,curated,\n",
                "d.csv:2: answers \"x\": invalid digit found in string",
            ),
            (
                "class,query,answers,set,note\nexact,a,1,half,\n",
                "d.csv:2: the set is \"half\" and must be curated or full",
            ),
            (
                "class,query,answers,set,note\n,a,1,full,\n",
                "d.csv:2: class, query and answers must not be empty",
            ),
        ] {
            assert_eq!(Queries::parse(file(text)).err().as_deref(), Some(fault));
        }
    }
}
