//! Development or production.

use std::fmt;
use std::str::FromStr;

use super::setting::Setting;
use super::{Origin, Resolved, Said, SettingError};

pub(super) const ENVIRONMENT: Setting = Setting::new(
    "INCIDEX_ENV",
    "dev",
    "how strict to be: dev (loopback only, log to be read, needs no secret) or prod (refuses to start without a \
     way to know its callers, log in JSON)",
    REMEDY,
)
.with_flag("--env");

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
    said.value_or(&ENVIRONMENT, Environment::Dev, Environment::parse)
}
