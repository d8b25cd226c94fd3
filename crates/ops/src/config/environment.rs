//! Development or production.

use std::fmt;
use std::str::FromStr;

use super::{Origin, Resolved, Said, SettingError};

/// Name of the variable.
pub(super) const VARIABLE: &str = "INCIDEX_ENV";

const REMEDY: &str = "give dev or prod";

/// How strict to be, and for whom to write the log.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Environment {
    /// On a developer's machine.
    Dev,
    /// Before customers.
    Prod,
}

impl Environment {
    fn parse(text: &str) -> Option<Self> {
        match text {
            "dev" => Some(Self::Dev),
            "prod" => Some(Self::Prod),
            _ => None,
        }
    }
}

impl fmt::Display for Environment {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(if *self == Self::Dev { "dev" } else { "prod" })
    }
}

impl FromStr for Environment {
    type Err = &'static str;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        Self::parse(text).ok_or(REMEDY)
    }
}

pub(super) fn resolve(said: &Said) -> Result<Resolved<Environment>, SettingError> {
    if let Some(environment) = said.flags.environment {
        return Ok(Resolved::new(environment, Origin::Flag));
    }
    let variable = said.variable(VARIABLE, REMEDY, Environment::parse)?;
    Ok(variable.unwrap_or(Resolved::new(Environment::Dev, Origin::Default)))
}
