//! One source of values: the environment, the file, or what followed `--set`. Values of secrets are kept
//! apart, in memory that is wiped, and never shown.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::ffi::{OsStr, OsString};

use secrecy::{ExposeSecret, SecretString};

use super::Origin;
use super::setting::Setting;

/// Values as they were given, by the name of their setting. Empty ones count as not given.
#[derive(Clone, Debug, Default)]
pub(super) struct Layer {
    plain: BTreeMap<&'static str, (OsString, Origin)>,
    secret: BTreeMap<&'static str, (SecretString, Origin)>,
}

impl Layer {
    pub(super) fn insert(&mut self, setting: &'static Setting, value: OsString, origin: Origin) {
        if value.is_empty() {
            return;
        }
        if setting.is_secret {
            // One that is no UTF-8 gets replacement characters, which no secret may hold: it is refused.
            let text = value.into_string().unwrap_or_else(|raw| raw.to_string_lossy().into_owned());
            self.secret.insert(setting.name, (text.into(), origin));
        } else {
            self.plain.insert(setting.name, (value, origin));
        }
    }

    /// A value that is no secret.
    pub(super) fn plain(&self, setting: &Setting) -> Option<(&OsStr, Origin)> {
        self.plain.get(setting.name).map(|(value, origin)| (value.as_os_str(), *origin))
    }

    /// The value of a secret.
    pub(super) fn secret(&self, setting: &Setting) -> Option<(&str, Origin)> {
        self.secret.get(setting.name).map(|(value, origin)| (value.expose_secret(), *origin))
    }

    /// Any value as text, for the parser of its setting.
    pub(super) fn text(&self, setting: &Setting) -> Option<(Cow<'_, str>, Origin)> {
        let plain = || self.plain(setting).map(|(raw, origin)| (raw.to_string_lossy(), origin));
        self.secret(setting).map(|(text, origin)| (Cow::Borrowed(text), origin)).or_else(plain)
    }
}
