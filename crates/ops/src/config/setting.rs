//! What a setting is: its names, its default, its meaning, and what may be given. Each concern states its
//! own ones as constants; [`super::SETTINGS`] is the table of all.

use std::fmt::Display;

use super::{Resolved, SettingRow};

/// What every variable begins with.
const PREFIX: &str = "INCIDEX_";

/// What stands for the value of a secret wherever one would be shown.
pub(super) const MASK: &str = "***";

/// One setting, documented once.
#[derive(Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Setting {
    /// Name of the variable of the environment.
    pub name: &'static str,
    /// A name that the variable had before, still read where the newer one is not set.
    pub older_name: Option<&'static str>,
    /// The flag of its own, if it has one; every setting that is no secret can be given by `--set`.
    pub flag: Option<&'static str>,
    /// The default, in words where it is computed.
    pub default: &'static str,
    /// What it means, with its unit.
    pub meaning: &'static str,
    /// What may be given, as a request to the reader: "give …".
    pub remedy: &'static str,
    /// Whether its value is never shown.
    pub is_secret: bool,
}

impl Setting {
    /// A setting without a flag or an older name, which may be shown.
    pub(super) const fn new(
        name: &'static str,
        default: &'static str,
        meaning: &'static str,
        remedy: &'static str,
    ) -> Self {
        Self { name, older_name: None, flag: None, default, meaning, remedy, is_secret: false }
    }

    pub(super) const fn with_flag(self, flag: &'static str) -> Self {
        Self { flag: Some(flag), ..self }
    }

    pub(super) const fn with_older_name(self, name: &'static str) -> Self {
        Self { older_name: Some(name), ..self }
    }

    pub(super) const fn secret(self) -> Self {
        Self { is_secret: true, ..self }
    }

    /// Its name in the configuration file and after `--set`: that of the variable in lower case, without
    /// the prefix.
    pub fn key(&self) -> String {
        self.name.strip_prefix(PREFIX).unwrap_or(self.name).to_ascii_lowercase()
    }

    /// The line of `incidex config` for this value, which for a secret must be masked already.
    pub(super) fn row(&self, resolved: &Resolved<impl Display>) -> SettingRow {
        SettingRow {
            name: self.name,
            value: resolved.value.to_string(),
            origin: resolved.origin,
            default: self.default,
            meaning: self.meaning,
        }
    }
}
