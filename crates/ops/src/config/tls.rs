//! Whether and with what to encrypt. Opening the files happens where they are used.

use std::path::PathBuf;
use std::time::Duration;

use super::setting::Setting;
use super::{Environment, Origin, Resolved, Said, SettingError, SettingRow, environment, parse};

pub(super) const CERTIFICATE: Setting = Setting::new(
    "INCIDEX_TLS_CERT",
    "none",
    "PEM file with the certificate and its chain",
    "give the path of a PEM file, and INCIDEX_TLS_KEY",
);
pub(super) const KEY: Setting = Setting::new(
    "INCIDEX_TLS_KEY",
    "none",
    "PEM file with the private key",
    "give the path of a PEM file, and INCIDEX_TLS_CERT",
);
pub(super) const RELOAD: Setting = Setting::new(
    "INCIDEX_TLS_RELOAD_SECONDS",
    "10",
    "seconds between looks at both files",
    "give a whole number of seconds from 1 to 86400",
);

const DEFAULT_RELOAD: u64 = 10;
const MOST_RELOAD: u64 = 86_400;

const TOGETHER_REMEDY: &str =
    "INCIDEX_TLS_CERT and INCIDEX_TLS_KEY name the files of one pair: give both, or neither";

/// With what to encrypt.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TlsSettings {
    /// PEM file with the certificate and its chain (`INCIDEX_TLS_CERT`).
    pub certificate: PathBuf,
    /// PEM file with the private key (`INCIDEX_TLS_KEY`).
    pub key: PathBuf,
    /// How often both are looked at for a change, 1 to 86,400 seconds (`INCIDEX_TLS_RELOAD_SECONDS`;
    /// default 10).
    pub reload: Duration,
    /// Whether a key file that its group or others can read is refused (prod) or only warned of (dev).
    pub is_strict: bool,
}

/// What was said about encryption.
#[derive(Clone, Debug)]
pub struct TlsFiles {
    /// The certificate's file, if one is named.
    certificate: Option<Resolved<PathBuf>>,
    /// The key's file, if one is named.
    key: Option<Resolved<PathBuf>>,
    reload: Resolved<u64>,
    is_strict: bool,
}

impl TlsFiles {
    /// Resolves the files. Whether they are there is found out when they are opened.
    ///
    /// # Errors
    /// When one is named without the other, or the interval is out of its range.
    pub fn resolve(said: &Said) -> Result<Self, SettingError> {
        let file =
            |setting| said.plain(setting).map(|(path, origin)| Resolved::new(PathBuf::from(path), origin));
        let (certificate, key) = (file(&CERTIFICATE), file(&KEY));
        if certificate.is_some() != key.is_some() {
            let (missing, given) = if key.is_none() { (&KEY, &CERTIFICATE) } else { (&CERTIFICATE, &KEY) };
            let value = format!("not given, but {} is", given.name);
            return Err(SettingError::new(missing.name, &value, Origin::Default, TOGETHER_REMEDY));
        }
        let reload = said.value_or(&RELOAD, DEFAULT_RELOAD, parse::number(1..=MOST_RELOAD))?;
        let is_strict = environment::resolve(said)?.value == Environment::Prod;
        Ok(Self { certificate, key, reload, is_strict })
    }

    /// With what to encrypt, if at all.
    pub fn settings(&self) -> Option<TlsSettings> {
        let (certificate, key) = (self.certificate.as_ref()?, self.key.as_ref()?);
        Some(TlsSettings {
            certificate: certificate.value.clone(),
            key: key.value.clone(),
            reload: self.reload.seconds(),
            is_strict: self.is_strict,
        })
    }

    pub(super) fn rows(&self) -> [SettingRow; 3] {
        let shown = |file: &Option<Resolved<PathBuf>>| match file {
            Some(path) => Resolved::new(path.value.display().to_string(), path.origin),
            None => Resolved::new("none".to_owned(), Origin::Default),
        };
        [CERTIFICATE.row(&shown(&self.certificate)), KEY.row(&shown(&self.key)), RELOAD.row(&self.reload)]
    }
}
