//! Groups of figures, and the tables that show them.

use std::fmt::Write;

/// The figures of one group, such as one class of queries.
#[derive(Clone, Debug, PartialEq)]
pub struct Group {
    /// Its name, such as `exact`.
    pub name: String,
    /// How many things were measured: queries, mentions, labels.
    pub count: usize,
    /// Shares of one, by name. One that has no meaning here (a share of nothing) is `None`.
    pub figures: Vec<(&'static str, Option<f64>)>,
}

/// Groups with the same figures, from one truth over one index.
#[derive(Clone, Debug, PartialEq)]
pub struct Table {
    /// What a baseline calls it, such as `search/curated/held_out`.
    pub name: String,
    /// What was counted, such as `queries`.
    pub counted: &'static str,
    /// What the figures rest on: names of truth files and of other sources, as the baseline knows them.
    pub bases: Vec<String>,
    /// The groups in the order in which they are shown.
    pub groups: Vec<Group>,
}

/// The share `part` of `whole`; of nothing there is none.
#[expect(clippy::cast_precision_loss, reason = "counts of queries and mentions are far below 2^52")]
pub fn share(part: usize, whole: usize) -> Option<f64> {
    (whole > 0).then(|| part as f64 / whole as f64)
}

impl Table {
    /// The table as text, in columns, under its name.
    pub fn shown(&self) -> String {
        let names: Vec<&str> = self
            .groups
            .first()
            .map(|group| group.figures.iter().map(|(name, _)| *name).collect())
            .unwrap_or_default();
        let width =
            self.groups.iter().map(|group| group.name.chars().count()).max().unwrap_or_default().max(8);
        let mut text = format!("\n{}\n{:width$}  {:>9}", self.name, "", self.counted);
        for name in &names {
            let _ = write!(text, "  {name:>11}");
        }
        text.push('\n');
        for group in &self.groups {
            let _ = write!(text, "{:width$}  {:>9}", group.name, group.count);
            for (_, figure) in &group.figures {
                match figure {
                    Some(figure) => {
                        let _ = write!(text, "  {:>11.1}", figure * 100.0);
                    }
                    None => {
                        let _ = write!(text, "  {:>11}", "-");
                    }
                }
            }
            text.push('\n');
        }
        text
    }
}
