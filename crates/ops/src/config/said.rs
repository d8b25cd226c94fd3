//! What was said: flags as the command line has parsed them, and variables as the environment holds them.

use std::collections::BTreeMap;
use std::ffi::{OsStr, OsString};
use std::net::SocketAddr;
use std::path::PathBuf;

use super::{Environment, Origin, Resolved, SettingError};

/// The variables that are read, and no others.
const NAMES: [&str; 23] = [
    super::environment::VARIABLE,
    super::index::VARIABLE,
    super::http::BIND,
    super::http::ALLOW_PLAIN,
    super::tls::CERTIFICATE,
    super::tls::KEY,
    super::tls::RELOAD,
    super::capacity::WORKERS,
    super::capacity::CONNECTIONS,
    super::capacity::BACKLOG,
    super::capacity::POOL_THREADS,
    super::capacity::POOL_QUEUE,
    super::time::HEADER,
    super::time::BODY,
    super::time::REQUEST,
    super::time::WRITE,
    super::time::KEEP_ALIVE,
    super::headers::CORS_ORIGINS,
    super::headers::HSTS_PRELOAD,
    super::http::DRAIN_SECONDS,
    super::http::DRAIN_NOTICE_SECONDS,
    super::log::VARIABLE,
    super::policy::VARIABLE,
];

/// Flags of the command line; `None` where one was not given.
#[derive(Clone, Debug, Default)]
pub struct Flags {
    /// `--index`, or the positional file.
    pub index: Option<PathBuf>,
    /// `--bind`.
    pub bind: Option<SocketAddr>,
    /// `--env`.
    pub environment: Option<Environment>,
}

/// Variables of the environment, by name. Empty ones are left out.
#[derive(Clone, Debug, Default)]
pub struct Variables(BTreeMap<&'static str, OsString>);

impl Variables {
    /// Reads the environment of the process. Nothing else in Incidex does.
    fn of_the_process() -> Self {
        Self::of(std::env::var_os)
    }

    /// Variables given as pairs, for tests and embedders.
    pub fn from_pairs(pairs: &[(&str, &str)]) -> Self {
        Self::of(|name| pairs.iter().find(|(n, _)| *n == name).map(|(_, value)| value.into()))
    }

    fn of(read: impl Fn(&'static str) -> Option<OsString>) -> Self {
        let pairs = NAMES.into_iter().filter_map(|name| Some((name, read(name)?)));
        Self(pairs.filter(|(_, value)| !value.is_empty()).collect())
    }

    pub(super) fn get(&self, name: &str) -> Option<&OsStr> {
        self.0.get(name).map(OsString::as_os_str)
    }
}

/// Everything that was said about settings.
#[derive(Clone, Debug, Default)]
pub struct Said {
    /// The flags.
    pub flags: Flags,
    /// The variables.
    pub variables: Variables,
}

impl Said {
    /// These flags, and the environment of the process.
    pub fn with_process_environment(flags: Flags) -> Self {
        Self { flags, variables: Variables::of_the_process() }
    }

    /// The value of the variable `name`, if it is set; `parse` gives `None` for a wrong one.
    pub(super) fn variable<T>(
        &self,
        name: &'static str,
        remedy: &'static str,
        parse: impl FnOnce(&str) -> Option<T>,
    ) -> Result<Option<Resolved<T>>, SettingError> {
        let Some(raw) = self.variables.get(name) else { return Ok(None) };
        // A value that is no UTF-8 never parses: it is shown with replacement characters and refused.
        match raw.to_str().and_then(|text| parse(text.trim())) {
            Some(value) => Ok(Some(Resolved::new(value, Origin::Environment))),
            None => Err(SettingError::new(name, &raw.to_string_lossy(), Origin::Environment, remedy)),
        }
    }
}
