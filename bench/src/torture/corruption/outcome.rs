//! What became of a damaged file.

use std::collections::BTreeMap;
use std::fmt::Write;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::Path;

use incidex_storage::{Bundle, Defect, OpenError};

use super::subject::Subject;

/// What became of a damaged file.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Outcome {
    /// Refused at opening, with this kind of error.
    Refused(&'static str),
    /// Answers as the whole one does.
    Same,
    /// Answers, and one answer is another than that of the whole one.
    Different,
    /// Some questions get an error and none gets another answer.
    PartlyRefused,
    /// A panic.
    Panicked,
}

impl Outcome {
    /// Opens the bytes and asks; through `file` where there is one.
    pub(super) fn of(subject: &Subject, bytes: Vec<u8>, file: Option<&Path>) -> Result<Self, String> {
        let opened = match file {
            Some(path) => {
                std::fs::write(path, &bytes).map_err(|error| format!("{}: {error}", path.display()))?;
                drop(bytes);
                catch_unwind(|| Bundle::open(path))
            }
            None => catch_unwind(AssertUnwindSafe(|| {
                let refused = |defect| OpenError::Refused { path: "memory".into(), defect };
                Bundle::from_bytes(bytes).map_err(refused)
            })),
        };
        let bundle = match opened {
            Ok(Ok(bundle)) => bundle,
            Ok(Err(error)) => return Ok(Self::Refused(kind(&error))),
            Err(_) => return Ok(Self::Panicked),
        };
        let Ok(answers) = catch_unwind(AssertUnwindSafe(|| subject.ask(&bundle))) else {
            return Ok(Self::Panicked);
        };
        let mut outcome = if answers.len() == subject.answers.len() { Self::Same } else { Self::Different };
        for (answer, expected) in answers.iter().zip(&subject.answers) {
            if answer.is_err() && outcome == Self::Same {
                outcome = Self::PartlyRefused;
            } else if answer.is_ok() && answer != expected {
                outcome = Self::Different;
            }
        }
        Ok(outcome)
    }
}

fn kind(error: &OpenError) -> &'static str {
    match error {
        OpenError::Missing { .. } => "missing",
        OpenError::Io { .. } => "I/O",
        OpenError::Refused { defect, .. } => match defect {
            Defect::Foreign => "foreign",
            Defect::Length { .. } => "length",
            Defect::Digest => "digest",
            Defect::TooNew { .. } => "too new",
            Defect::TooOld { .. } => "too old",
            Defect::Normalizer { .. } => "normaliser",
            Defect::Content { .. } => "content",
        },
    }
}

/// How many files became what.
#[derive(Clone, Debug, Default)]
pub(super) struct Tally(BTreeMap<Outcome, usize>);

impl Tally {
    pub(super) fn add(&mut self, outcome: Outcome) {
        *self.0.entry(outcome).or_default() += 1;
    }

    pub(super) fn of(&self, outcome: Outcome) -> usize {
        self.0.get(&outcome).copied().unwrap_or_default()
    }

    pub(super) fn refused(&self) -> usize {
        self.0.iter().filter(|(outcome, _)| matches!(outcome, Outcome::Refused(_))).map(|(_, n)| n).sum()
    }

    pub(super) fn all(&self) -> usize {
        self.0.values().sum()
    }

    /// Of those that were refused, how many with which error.
    pub(super) fn kinds(&self) -> String {
        let mut text = String::new();
        for (outcome, count) in &self.0 {
            if let Outcome::Refused(kind) = outcome {
                let comma = if text.is_empty() { "" } else { ", " };
                // Writing to a string cannot fail.
                let _ = write!(text, "{comma}{kind} {count}");
            }
        }
        text
    }
}
