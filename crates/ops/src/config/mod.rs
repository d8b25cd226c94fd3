//! Settings: what was said ([`Said`]: flags and environment), and what it resolves to ([`Settings`]), one
//! struct per concern.
//!
//! This module is the only reader of the environment. A flag beats a variable, a variable beats the
//! default; every resolved value remembers which of them it came from. A variable that is set and empty
//! counts as not set. A wrong value is a [`SettingError`], never a silent default.
//!
//! Opening files, binding addresses and starting threads happen elsewhere.

mod environment;
mod http;
mod index;
mod log;
mod policy;
mod resolved;
mod said;

pub use environment::Environment;
pub use http::HttpSettings;
pub use index::{DEFAULT_INDEX, IndexSettings};
pub use log::LogSettings;
pub use policy::PolicySettings;
pub use resolved::{Origin, Resolved, SettingError};
pub use said::{Flags, Said, Variables};

/// Every setting, resolved.
#[derive(Clone, Debug)]
pub struct Settings {
    /// How strict to be (`INCIDEX_ENV`, `--env`; default `dev`).
    pub environment: Resolved<Environment>,
    /// The file to run from.
    pub index: IndexSettings,
    /// Where and how to serve.
    pub http: HttpSettings,
    /// What to log.
    pub log: LogSettings,
    /// Which policy table holds.
    pub policy: PolicySettings,
}

/// One line of `incidex config`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SettingRow {
    /// Name of the variable.
    pub name: &'static str,
    /// The value in force.
    pub value: String,
    /// Where it came from.
    pub origin: Origin,
    /// What it means, with its unit.
    pub meaning: &'static str,
}

impl Settings {
    /// Resolves every setting.
    ///
    /// # Errors
    /// The first value that cannot be used.
    pub fn resolve(said: &Said) -> Result<Self, SettingError> {
        Ok(Self {
            environment: environment::resolve(said)?,
            index: IndexSettings::resolve(said),
            http: HttpSettings::resolve(said)?,
            log: LogSettings::resolve(said)?,
            policy: PolicySettings::resolve(said),
        })
    }

    /// Every setting with its origin, for a person to read.
    pub fn rows(&self) -> Vec<SettingRow> {
        let mut rows = vec![self.environment.row(environment::VARIABLE, "dev or prod")];
        rows.extend(self.index.rows());
        rows.extend(self.http.rows());
        rows.extend(self.log.rows());
        rows.extend(self.policy.rows());
        rows
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn said(variables: &[(&'static str, &str)]) -> Said {
        Said { flags: Flags::default(), variables: Variables::from_pairs(variables) }
    }

    #[track_caller]
    fn check_refused(name: &'static str, value: &str, expected: &str) {
        let error = Settings::resolve(&said(&[(name, value)])).unwrap_err();
        assert_eq!(error.to_string(), expected);
    }

    #[test]
    fn with_nothing_said_the_defaults_hold() {
        let settings = Settings::resolve(&said(&[])).unwrap();
        assert!(settings.rows().iter().all(|row| row.origin == Origin::Default));
        let value = |name| settings.rows().into_iter().find(|row| row.name == name).unwrap().value;
        assert_eq!(value("INCIDEX_ENV"), "dev");
        assert_eq!(value("INCIDEX_INDEX"), DEFAULT_INDEX);
        assert_eq!(value("INCIDEX_BIND"), "127.0.0.1:8080");
        assert_eq!(value("INCIDEX_DRAIN_SECONDS"), "10");
        assert_eq!(value("INCIDEX_LOG"), "info");
        assert_eq!(value("INCIDEX_POLICY"), "built-in");
    }

    #[test]
    fn a_flag_beats_a_variable_and_a_variable_beats_the_default() {
        let mut said = said(&[("INCIDEX_BIND", "127.0.0.1:1"), ("INCIDEX_ENV", "prod"), ("INCIDEX_LOG", "")]);
        said.flags.bind = Some("[::1]:2".parse().unwrap());
        let settings = Settings::resolve(&said).unwrap();
        assert_eq!(settings.http.bind.value.to_string(), "[::1]:2");
        assert_eq!(settings.http.bind.origin, Origin::Flag);
        assert_eq!(settings.environment.value, Environment::Prod);
        assert_eq!(settings.environment.origin, Origin::Environment);
        assert_eq!(settings.log.filter.origin, Origin::Default, "an empty variable is not set");
    }

    #[test]
    fn a_wrong_value_is_named_with_its_remedy() {
        check_refused(
            "INCIDEX_BIND",
            "localhost",
            "INCIDEX_BIND is \"localhost\" (environment): give an IP address and a port, such as 127.0.0.1:8080",
        );
        check_refused(
            "INCIDEX_ENV",
            "production",
            "INCIDEX_ENV is \"production\" (environment): give dev or prod",
        );
        check_refused(
            "INCIDEX_DRAIN_SECONDS",
            "-1",
            "INCIDEX_DRAIN_SECONDS is \"-1\" (environment): give a whole number of seconds from 0 to 600",
        );
        check_refused(
            "INCIDEX_WORKERS",
            "0",
            "INCIDEX_WORKERS is \"0\" (environment): give a whole number from 1 to 256",
        );
        check_refused(
            "INCIDEX_LOG",
            "incidex=loud",
            "INCIDEX_LOG is \"incidex=loud\" (environment): give a level (error, warn, info, debug, trace) or a \
             filter, such as info,incidex_server=debug",
        );
    }

    #[test]
    fn without_access_control_only_loopback_is_served_in_every_environment() {
        for environment in ["dev", "prod"] {
            let said = said(&[("INCIDEX_BIND", "0.0.0.0:8080"), ("INCIDEX_ENV", environment)]);
            let error = Settings::resolve(&said).unwrap_err().to_string();
            assert!(error.starts_with("INCIDEX_BIND is \"0.0.0.0:8080\" (environment): "), "{error}");
            assert!(error.contains("no access control"), "{error}");
        }
    }
}
