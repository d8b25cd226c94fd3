//! Showing differences: as a table for people at a terminal, as JSON for programs, as Markdown for notes that go
//! with a release.

use std::fmt::Write;

use unicode_width::UnicodeWidthStr;

use super::{Change, Difference, Kind};

/// The widest cell of the table but the last, in columns of a terminal.
const WIDEST: usize = 48;

/// Indented JSON with a line break at its end.
///
/// # Errors
/// When it cannot be encoded, which the types rule out.
pub fn json(difference: &Difference) -> Result<String, serde_json::Error> {
    serde_json::to_string_pretty(difference).map(|text| text + "\n")
}

/// Aligned columns under a heading for each kind, long cells cut.
pub fn table(difference: &Difference) -> String {
    let mut text = String::new();
    for (title, side) in [("old", &difference.old), ("new", &difference.new)] {
        line(
            &mut text,
            &format!(
                "{title}  {}  records: {}, entries: {}",
                side.dataset_version, side.ingredients, side.regulations
            ),
        );
    }
    for (kind, changes) in by_kind(difference) {
        line(&mut text, &format!("\n{}: {}", kind.title(), changes.len()));
        let rows: Vec<[String; 4]> = changes
            .iter()
            .map(|change| {
                let field =
                    if change.field == "record" || change.field == "entry" { "" } else { change.field };
                [cut(&change.subject), cut(&change.name), field.to_owned(), from_to(change, " → ", printable)]
            })
            .collect();
        let mut widths = [0; 3];
        for row in &rows {
            for (width, cell) in widths.iter_mut().zip(row) {
                *width = (*width).max(cell.width());
            }
        }
        for row in &rows {
            let mut padded = String::from("  ");
            for (cell, width) in row.iter().zip(widths) {
                padded.push_str(cell);
                if width > 0 {
                    padded.extend(std::iter::repeat_n(' ', width - cell.width() + 2));
                }
            }
            padded.push_str(&row[3]);
            line(&mut text, padded.trim_end());
        }
    }
    line(&mut text, &format!("\n{}", last_words(difference)));
    text
}

/// A heading and a table for each kind, every text shown as it is, whatever it holds.
pub fn markdown(difference: &Difference) -> String {
    let mut text = String::new();
    let (old, new) = (&difference.old, &difference.new);
    line(
        &mut text,
        &format!("# Data set {} to {}\n", escaped(&old.dataset_version), escaped(&new.dataset_version)),
    );
    line(&mut text, "| | old | new |\n| --- | --- | --- |");
    line(&mut text, &format!("| records | {} | {} |", old.ingredients, new.ingredients));
    line(&mut text, &format!("| entries | {} | {} |", old.regulations, new.regulations));
    line(&mut text, &format!("| digest | `{}` | `{}` |", old.digest, new.digest));
    for (kind, changes) in by_kind(difference) {
        line(&mut text, &format!("\n## {} ({})\n", kind.title(), changes.len()));
        line(&mut text, "| | name | what | old | new |\n| --- | --- | --- | --- | --- |");
        for change in changes {
            let side = |values: &[String]| {
                values.iter().map(|value| escaped(value)).collect::<Vec<_>>().join("<br>")
            };
            line(
                &mut text,
                &format!(
                    "| {} | {} | {} | {} | {} |",
                    escaped(&change.subject),
                    escaped(&change.name),
                    change.field.replace('_', " "),
                    side(&change.old),
                    side(&change.new)
                ),
            );
        }
    }
    line(&mut text, &format!("\n{}", last_words(difference)));
    text
}

fn by_kind(difference: &Difference) -> impl Iterator<Item = (Kind, Vec<&Change>)> {
    Kind::ALL.into_iter().filter_map(|kind| {
        let changes: Vec<&Change> = difference.changes.iter().filter(|change| change.kind == kind).collect();
        (!changes.is_empty()).then_some((kind, changes))
    })
}

fn last_words(difference: &Difference) -> String {
    let redated = match difference.redated {
        0 => String::new(),
        1 => "; 1 record differs in the dates of its sources alone".to_owned(),
        number => format!("; {number} records differ in the dates of their sources alone"),
    };
    match difference.changes.len() {
        0 if difference.old.digest == difference.new.digest => {
            "No difference: the digests are equal.".to_owned()
        }
        0 => format!("No difference{redated}."),
        1 => format!("1 difference{redated}."),
        number => format!("{number} differences{redated}."),
    }
}

/// The two sides in one cell; one of them alone where the other is empty.
fn from_to(change: &Change, arrow: &str, shown: fn(&str) -> String) -> String {
    let side = |values: &[String]| values.iter().map(|value| shown(value)).collect::<Vec<_>>().join("; ");
    let (old, new) = (side(&change.old), side(&change.new));
    match change.kind {
        Kind::Removed if new.is_empty() => String::new(),
        Kind::Removed => format!("its names are borne by {new}"),
        Kind::Added | Kind::EntryAdded => new,
        Kind::EntryRemoved => old,
        _ => {
            let or_nothing = |side: String| if side.is_empty() { "(nothing)".to_owned() } else { side };
            format!("{}{arrow}{}", or_nothing(old), or_nothing(new))
        }
    }
}

fn line(text: &mut String, content: &str) {
    // Writing to a string does not fail.
    let _ = writeln!(text, "{content}");
}

/// Controls made blanks, so that no text moves the cursor.
fn printable(text: &str) -> String {
    text.chars().map(|c| if c.is_control() { ' ' } else { c }).collect()
}

fn cut(text: &str) -> String {
    let text = printable(text);
    if text.width() <= WIDEST {
        return text;
    }
    let mut kept = String::new();
    for c in text.chars() {
        kept.push(c);
        if kept.width() >= WIDEST {
            kept.pop();
            break;
        }
    }
    kept.push('…');
    kept
}

/// A text that Markdown shows as it is: what has a meaning there is escaped, line breaks are blanks.
fn escaped(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for c in printable(text).chars() {
        match c {
            '<' => escaped.push_str("&lt;"),
            '&' => escaped.push_str("&amp;"),
            '\\' | '`' | '*' | '_' | '[' | ']' | '|' | '#' | '~' => escaped.extend(['\\', c]),
            _ => escaped.push(c),
        }
    }
    escaped
}
