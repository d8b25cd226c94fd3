//! A value with where it came from, and the error for one that cannot be used.

use std::borrow::Cow;
use std::fmt;

/// How much of a wrong value an error repeats, in characters.
const EXCERPT_CHARACTERS: usize = 64;

/// Where a value came from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Origin {
    /// A flag on the command line.
    Flag,
    /// A variable of the environment.
    Environment,
    /// The configuration file.
    File {
        /// Number of the line, from 1.
        line: usize,
    },
    /// Nobody said anything.
    Default,
}

impl fmt::Display for Origin {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Flag => f.pad("flag"),
            Self::Environment => f.pad("environment"),
            Self::File { line } => f.pad(&format!("file:{line}")),
            Self::Default => f.pad("default"),
        }
    }
}

/// A value and where it came from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Resolved<T> {
    /// The value in force.
    pub value: T,
    /// Where it came from.
    pub origin: Origin,
}

impl<T> Resolved<T> {
    /// A value that came from `origin`.
    pub fn new(value: T, origin: Origin) -> Self {
        Self { value, origin }
    }
}

impl<T> Resolved<T> {
    /// What `show` makes of the value, from the same origin.
    pub(super) fn shown(&self, show: impl FnOnce(&T) -> String) -> Resolved<String> {
        Resolved::new(show(&self.value), self.origin)
    }
}

/// A setting that cannot be used: its name, its value, where that came from, and what to give instead.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{name} is {value:?} ({origin}): {remedy}")]
pub struct SettingError {
    /// The variable, or the flag.
    pub name: &'static str,
    /// The value, cut to 64 characters; `***` for a secret.
    pub value: String,
    /// Where the value came from.
    pub origin: Origin,
    /// What to give instead, and why.
    pub remedy: Cow<'static, str>,
}

impl SettingError {
    pub(super) fn new(
        name: &'static str,
        value: &str,
        origin: Origin,
        remedy: impl Into<Cow<'static, str>>,
    ) -> Self {
        let remedy = remedy.into();
        Self { name, value: value.chars().take(EXCERPT_CHARACTERS).collect(), origin, remedy }
    }
}
