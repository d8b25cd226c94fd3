//! Why a policy file cannot be used.

use std::io;
use std::path::{Path, PathBuf};

use incidex_core::tier::PolicyFault;

use super::locate::{line_of, span_of};

/// How much of a wrong value an error repeats, in characters.
const EXCERPT_CHARACTERS: usize = 64;

/// Why a policy file cannot be used. Each names the file, the line where there is one, and the remedy.
#[derive(Debug, thiserror::Error)]
pub enum PolicyError {
    /// The file cannot be read.
    #[error(
        "INCIDEX_POLICY names {path}, which cannot be read: {source}. Name a file that this user may read, or none",
        path = path.display()
    )]
    Io {
        /// The file.
        path: PathBuf,
        /// What the operating system said.
        source: io::Error,
    },
    /// The file is too large to be a policy.
    #[error(
        "INCIDEX_POLICY names {path}, which is larger than 1 MiB. Name a policy file, such as `incidex config --policy` prints",
        path = path.display()
    )]
    TooLarge {
        /// The file.
        path: PathBuf,
    },
    /// The file is no UTF-8.
    #[error(
        "INCIDEX_POLICY names {path}, which is not UTF-8. Name a policy file, such as `incidex config --policy` prints",
        path = path.display()
    )]
    Encoding {
        /// The file.
        path: PathBuf,
    },
    /// The text is no TOML, or has a key or a value that no policy has.
    #[error("{place} at {excerpt:?}: {fault}. `incidex config --policy` prints a whole table to start from")]
    Syntax {
        /// File and line.
        place: String,
        /// The line, cut to 64 characters.
        excerpt: String,
        /// What is wrong, and what is expected.
        fault: String,
    },
    /// A value breaks a rule.
    #[error("{place}: {fault}")]
    Rule {
        /// File and line.
        place: String,
        /// The name, the value and the remedy.
        fault: PolicyFault,
    },
    /// A table cannot be written as TOML.
    #[error("the policy cannot be printed: {0}. Report this")]
    Print(toml::ser::Error),
}

impl PolicyError {
    pub(super) fn syntax(text: &str, path: Option<&Path>, error: &toml::de::Error) -> Self {
        let line = error.span().map(|span| line_of(text, span.start));
        let excerpt = line.and_then(|line| text.lines().nth(line - 1)).unwrap_or_default().trim();
        Self::Syntax {
            place: place(path, line),
            excerpt: excerpt.chars().take(EXCERPT_CHARACTERS).collect(),
            // Further lines of a message only draw.
            fault: error.message().lines().collect::<Vec<_>>().join(", "),
        }
    }

    pub(super) fn rule(text: &str, path: Option<&Path>, mut fault: PolicyFault) -> Self {
        let line = span_of(text, &fault.path).map(|span| line_of(text, span.start));
        if fault.value.chars().count() > EXCERPT_CHARACTERS {
            fault.value = fault.value.chars().take(EXCERPT_CHARACTERS).chain(['…']).collect();
        }
        Self::Rule { place: place(path, line), fault }
    }
}

fn place(path: Option<&Path>, line: Option<usize>) -> String {
    let file = path.map_or("the built-in policy".to_owned(), |path| path.display().to_string());
    match line {
        Some(line) => format!("{file}, line {line}"),
        None => file,
    }
}
