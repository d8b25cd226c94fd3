//! Settings: what was said ([`Said`]: flags, environment and one file), and what it resolves to
//! ([`Settings`]), one struct per concern.
//!
//! This module is the only reader of the environment. A flag beats a variable, a variable beats the file,
//! the file beats the default; every resolved value remembers which of them it came from. A variable that
//! is set and empty counts as not set. A wrong value is a [`SettingError`], never a silent default.
//!
//! A concern adds a setting by stating a [`Setting`] constant, naming it in [`SETTINGS`], reading it by
//! `Said::value` or `Said::value_or` and showing it by `Setting::row`; flags, variable, file, template and
//! `incidex config` follow from that.
//!
//! Opening the index, binding addresses and starting threads happen elsewhere.

mod access;
mod alerts;
mod capacity;
mod deployment;
mod environment;
mod file;
mod headers;
mod http;
mod index;
mod layer;
mod limits;
mod log;
mod metrics;
mod outgoing;
mod parse;
mod policy;
mod reload;
mod resolved;
mod said;
mod secrets;
mod setting;
mod table;
mod time;
mod tls;

pub use access::AccessSettings;
pub use alerts::{AlertSettings, TelegramSettings, WebhookSettings};
pub use capacity::CapacitySettings;
pub use deployment::DeploymentSettings;
pub use environment::Environment;
pub use headers::{HeaderSettings, Origins};
pub use http::HttpSettings;
pub use index::{DEFAULT_INDEX, IndexSettings};
pub use limits::LimitSettings;
pub use log::LogSettings;
pub use metrics::MetricsSettings;
pub use outgoing::OutgoingSettings;
pub use policy::PolicySettings;
pub use reload::ReloadSettings;
pub use resolved::{Origin, Resolved, SettingError};
pub use said::{Flags, Said, Variables};
pub use setting::Setting;
pub use table::{SETTINGS, environment_template};
pub use time::TimeSettings;
pub use tls::{TlsFiles, TlsSettings};

/// Every setting, resolved.
#[derive(Clone, Debug)]
pub struct Settings {
    /// How strict to be (`INCIDEX_ENV`, `--env`; default `dev`).
    pub environment: Resolved<Environment>,
    /// The file to run from.
    pub index: IndexSettings,
    /// When to look for another.
    pub reload: ReloadSettings,
    /// Where and how to serve.
    pub http: HttpSettings,
    /// Who may call.
    pub access: AccessSettings,
    /// Bounds on callers whom nobody knows.
    pub limits: LimitSettings,
    /// What to log.
    pub log: LogSettings,
    /// Where numbers can be read.
    pub metrics: MetricsSettings,
    /// What this deployment is called.
    pub deployment: DeploymentSettings,
    /// Whom to alert.
    pub alerts: AlertSettings,
    /// What calls to other servers may do.
    pub outgoing: OutgoingSettings,
    config: [SettingRow; 1],
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
    /// The default.
    pub default: &'static str,
    /// What it means, with its unit.
    pub meaning: &'static str,
}

impl Settings {
    /// Resolves every setting.
    ///
    /// # Errors
    /// The first value that cannot be used.
    pub fn resolve(said: &Said) -> Result<Self, SettingError> {
        let environment = environment::resolve(said)?;
        let http = HttpSettings::resolve(said)?;
        let level = environment.value;
        Ok(Self {
            access: AccessSettings::resolve(said, &environment)?,
            environment,
            index: IndexSettings::resolve(said),
            reload: ReloadSettings::resolve(said)?,
            http,
            limits: LimitSettings::resolve(said)?,
            log: LogSettings::resolve(said, level)?,
            metrics: MetricsSettings::resolve(said, level)?,
            deployment: DeploymentSettings::resolve(said)?,
            alerts: AlertSettings::resolve(said, level)?,
            outgoing: OutgoingSettings::resolve(said)?,
            config: said.rows(),
            policy: PolicySettings::resolve(said),
        })
    }

    /// Every setting with its origin, for a person to read.
    pub fn rows(&self) -> Vec<SettingRow> {
        let mut rows = self.config.to_vec();
        rows.push(environment::ENVIRONMENT.row(&self.environment));
        rows.extend(self.index.rows());
        rows.extend(self.reload.rows());
        rows.extend(self.http.rows());
        rows.extend(self.access.rows());
        rows.extend(self.limits.rows());
        rows.extend(self.log.rows());
        rows.extend(self.metrics.rows());
        rows.extend(self.deployment.rows());
        rows.extend(self.alerts.rows());
        rows.extend(self.outgoing.rows());
        rows.extend(self.policy.rows());
        rows
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn said(variables: &[(&'static str, &str)]) -> Said {
        Said::new(Flags::default(), Variables::from_pairs(variables)).unwrap()
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
        let pairs = [("INCIDEX_BIND", "127.0.0.1:1"), ("INCIDEX_ENV", "prod"), ("INCIDEX_LOG", "")];
        let mut said = said(&[&pairs[..], &[("INCIDEX_ALLOW_UNAUTHENTICATED", "true")]].concat());
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
    fn every_setting_is_shown_once_in_the_order_of_the_table() {
        let rows = Settings::resolve(&said(&[])).unwrap().rows();
        let shown: Vec<_> = rows.iter().map(|row| row.name).collect();
        assert_eq!(shown, SETTINGS.iter().map(|setting| setting.name).collect::<Vec<_>>());
    }

    #[test]
    fn flags_beat_variables_which_beat_the_file_which_beats_defaults() {
        let mut file = tempfile::NamedTempFile::new().unwrap();
        let text = "workers = 3\ndrain_seconds = 3\nlog = \"warn\"\n\nhosts = [\"a.example\"]\n";
        std::io::Write::write_all(&mut file, text.as_bytes()).unwrap();
        let path = file.path().to_str().unwrap();
        let flags = Flags { set: vec!["INCIDEX_WORKERS=1".into(), "workers=2".into()], ..Flags::default() };
        let pairs = [("INCIDEX_CONFIG", path), ("INCIDEX_WORKERS", "4"), ("INCIDEX_DRAIN_SECONDS", "4")];
        let settings = Settings::resolve(&Said::new(flags, Variables::from_pairs(&pairs)).unwrap()).unwrap();
        assert_eq!(settings.http.capacity.workers, Resolved::new(2, Origin::Flag));
        assert_eq!(settings.http.drain_seconds, Resolved::new(4, Origin::Environment));
        assert_eq!(settings.log.filter, Resolved::new("warn".into(), Origin::File { line: 3 }));
        assert_eq!(settings.access.hosts, Resolved::new(vec!["a.example".into()], Origin::File { line: 5 }));
        assert_eq!(settings.http.drain_notice_seconds, Resolved::new(1, Origin::Default));
        assert_eq!(settings.rows()[0].value, path);
    }

    #[test]
    fn a_fault_in_the_file_is_named_with_its_line() {
        let mut file = tempfile::NamedTempFile::new().unwrap();
        std::io::Write::write_all(&mut file, b"# comment\nworkers = 0\n").unwrap();
        let pairs = [("INCIDEX_CONFIG", file.path().to_str().unwrap())];
        let error = Settings::resolve(&said(&pairs)).unwrap_err().to_string();
        assert_eq!(error, "INCIDEX_WORKERS is \"0\" (file:2): give a whole number from 1 to 256");
        let error =
            Said::new(Flags::default(), Variables::from_pairs(&[("INCIDEX_CONFIG", "/nowhere.toml")]));
        let error = error.unwrap_err().to_string();
        assert!(error.starts_with("INCIDEX_CONFIG is \"/nowhere.toml\" (environment): "), "{error}");
    }

    #[test]
    fn nothing_unknown_and_no_secret_is_set_by_a_flag() {
        for (set, expected) in [
            ("workers", "--set is \"workers\" (flag): give NAME=VALUE"),
            ("wrokers=2", "--set is \"wrokers\" (flag): give NAME=VALUE"),
            ("proxy_secrets=correct-horse", "--set is \"INCIDEX_PROXY_SECRETS\" (flag): other users"),
            ("config=x", "--set is \"INCIDEX_CONFIG\" (flag): give the configuration file by --config"),
        ] {
            let flags = Flags { set: vec![set.into()], ..Flags::default() };
            let error = Said::new(flags, Variables::default()).unwrap_err().to_string();
            assert!(error.starts_with(expected) && !error.contains("horse"), "{error}");
        }
    }

    #[test]
    fn no_secret_shows_in_rows_errors_or_debug_output() {
        let said = said(&[("INCIDEX_PROXY_SECRETS", "correct-horse-battery,staple-staple-staple")]);
        let settings = Settings::resolve(&said).unwrap();
        let row = settings.rows().into_iter().find(|row| row.name == "INCIDEX_PROXY_SECRETS").unwrap();
        assert_eq!((row.value.as_str(), row.origin), ("*** (2 secrets)", Origin::Environment));
        let shown = format!("{said:?} {settings:?}");
        assert!(!shown.contains("horse") && !shown.contains("staple"), "{shown}");
    }

    const SECRET: (&str, &str) = ("INCIDEX_PROXY_SECRETS", "correct-horse-battery");

    #[track_caller]
    fn check_address(variables: &[(&'static str, &str)], refusal: Option<&str>) {
        let pairs = [variables, &[SECRET]].concat();
        let error = Settings::resolve(&said(&pairs)).err().map(|error| error.to_string());
        match (error, refusal) {
            (None, None) => {}
            (Some(error), Some(part)) => assert!(error.contains(part), "{error}"),
            (error, refusal) => panic!("{error:?} instead of {refusal:?}"),
        }
    }

    #[test]
    fn an_open_address_is_encrypted_or_allowed_by_name_and_never_in_dev() {
        let (bind, open) = ("INCIDEX_BIND", "0.0.0.0:8080");
        let prod = ("INCIDEX_ENV", "prod");
        let tls = [("INCIDEX_TLS_CERT", "a.pem"), ("INCIDEX_TLS_KEY", "b.pem")];
        let allow = |address| ("INCIDEX_ALLOW_PLAIN_HTTP", address);
        check_address(&[(bind, open)], Some("in dev only this machine is served"));
        check_address(&[(bind, open), tls[0], tls[1], allow("0.0.0.0")], Some("in dev only this machine"));
        check_address(
            &[(bind, open), prod],
            Some("INCIDEX_BIND is \"0.0.0.0:8080\" (environment): in prod, whoever"),
        );
        check_address(&[(bind, open), prod, allow("10.0.0.5")], Some("could read and change plain HTTP"));
        check_address(&[(bind, open), prod, allow("0.0.0.0")], None);
        check_address(&[(bind, "[::ffff:10.0.0.5]:80"), prod, allow("10.0.0.5")], None);
        check_address(&[(bind, open), prod, tls[0], tls[1]], None);
        check_address(&[(bind, "[::1]:80"), prod], None);
        let proxies = ("INCIDEX_TRUSTED_PROXIES", "10.0.0.0/8");
        check_address(&[(bind, "10.0.0.5:80"), prod, proxies], None);
        check_address(&[(bind, open), prod, proxies], Some("could read and change plain HTTP"));
        check_address(&[(bind, "127.9.9.9:80")], None);
        check_address(&[tls[0]], Some("INCIDEX_TLS_KEY is \"not given, but INCIDEX_TLS_CERT is\""));
        check_address(&[tls[1]], Some("INCIDEX_TLS_CERT is \"not given, but INCIDEX_TLS_KEY is\""));
        check_address(&[allow("everything")], Some("without its port"));
    }

    #[test]
    fn limits_have_their_ranges() {
        for (name, value) in [
            ("INCIDEX_HEADER_TIMEOUT_SECONDS", "0"),
            ("INCIDEX_BODY_TIMEOUT_SECONDS", "601"),
            ("INCIDEX_REQUEST_TIMEOUT_SECONDS", "1.5"),
            ("INCIDEX_WRITE_TIMEOUT_SECONDS", "-1"),
            ("INCIDEX_KEEP_ALIVE_SECONDS", "never"),
            ("INCIDEX_MAX_CONNECTIONS", "0"),
            ("INCIDEX_BACKLOG", "65536"),
            ("INCIDEX_POOL_THREADS", "257"),
            ("INCIDEX_POOL_QUEUE", "many"),
            ("INCIDEX_TLS_RELOAD_SECONDS", "0"),
            ("INCIDEX_CORS_ORIGINS", "*"),
            ("INCIDEX_HSTS_PRELOAD", "yes"),
        ] {
            let error = Settings::resolve(&said(&[(name, value)])).unwrap_err().to_string();
            assert!(error.starts_with(&format!("{name} is \"{value}\" (environment): give ")), "{error}");
        }
        let settings = Settings::resolve(&said(&[("INCIDEX_POOL_THREADS", "3")])).unwrap();
        assert_eq!(settings.http.capacity.pool_queue.value, 24);
        assert!(!settings.http.headers.has_hsts);
        assert!(Settings::resolve(&said(&[("INCIDEX_ENV", "prod"), SECRET])).unwrap().http.headers.has_hsts);
    }
}
