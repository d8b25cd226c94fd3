//! What was said: flags as the command line has parsed them, variables as the environment holds them, and
//! the one file that either may name.

use std::ffi::OsStr;
use std::net::SocketAddr;
use std::path::PathBuf;

use super::file::{self, FileLayer};
use super::layer::Layer;
use super::setting::{MASK, Setting};
use super::{Environment, Origin, Resolved, SettingError, SettingRow, table};

pub(super) const CONFIG: Setting = Setting::new(
    "INCIDEX_CONFIG",
    "none",
    "configuration file in TOML",
    "give the path of a TOML file whose keys are the names of these settings, in lower case and without INCIDEX_",
)
.with_flag("--config");

/// Flags of the command line; `None` where one was not given.
#[derive(Clone, Debug, Default)]
pub struct Flags {
    /// `--config`.
    pub config: Option<PathBuf>,
    /// `--index`, or the positional file.
    pub index: Option<PathBuf>,
    /// `--bind`.
    pub bind: Option<SocketAddr>,
    /// `--env`.
    pub environment: Option<Environment>,
    /// `--allow-unauthenticated`.
    pub allow_unauthenticated: bool,
    /// `--set NAME=VALUE`, for settings that have no flag of their own; of several for one the last holds.
    pub set: Vec<String>,
}

/// Variables of the environment, by name. Empty ones are left out.
#[derive(Clone, Debug, Default)]
pub struct Variables(Layer);

impl Variables {
    /// Reads the environment of the process. Nothing else in Incidex does.
    fn of_the_process() -> Self {
        Self::of(|name| std::env::var_os(name))
    }

    /// Variables given as pairs, for tests and embedders.
    pub fn from_pairs(pairs: &[(&str, &str)]) -> Self {
        Self::of(|name| pairs.iter().find(|(n, _)| *n == name).map(|(_, value)| value.into()))
    }

    fn of(read: impl Fn(&str) -> Option<std::ffi::OsString>) -> Self {
        let mut layer = Layer::default();
        for setting in table::SETTINGS {
            let read = |name| read(name).filter(|value| !value.is_empty());
            if let Some(value) = read(setting.name).or_else(|| setting.older_name.and_then(read)) {
                layer.insert(setting, value, Origin::Environment);
            }
        }
        Self(layer)
    }
}

/// Everything that was said about settings.
#[derive(Clone, Debug, Default)]
pub struct Said {
    /// The flags.
    pub flags: Flags,
    /// The variables.
    pub variables: Variables,
    /// What `--set` said.
    set: Layer,
    /// What the file says.
    file: FileLayer,
}

impl Said {
    /// These flags, the environment of the process, and the file that they name.
    ///
    /// # Errors
    /// When the file cannot be used, or something is set that is no setting.
    pub fn with_process_environment(flags: Flags) -> Result<Self, SettingError> {
        Self::new(flags, Variables::of_the_process())
    }

    /// These flags and variables, and the file that they name.
    ///
    /// # Errors
    /// When the file cannot be used, or something is set that is no setting.
    pub fn new(flags: Flags, variables: Variables) -> Result<Self, SettingError> {
        let set = set_layer(&flags.set)?;
        let mut said = Self { flags, variables, set, file: FileLayer::default() };
        if let Some(path) = said.config() {
            said.file = file::read(&path.value, path.origin)?;
        }
        Ok(said)
    }

    /// The file that was named.
    fn config(&self) -> Option<Resolved<PathBuf>> {
        let flag = self.flags.config.clone().map(|path| Resolved::new(path, Origin::Flag));
        flag.or_else(|| self.plain(&CONFIG).map(|(path, origin)| Resolved::new(path.into(), origin)))
    }

    pub(super) fn rows(&self) -> [SettingRow; 1] {
        let none = || Resolved::new("none".to_owned(), Origin::Default);
        let shown = self.config().map(|path| Resolved::new(path.value.display().to_string(), path.origin));
        [CONFIG.row(&shown.unwrap_or_else(none))]
    }

    /// Whether others than its owner may read the file.
    pub(super) fn file_is_open_to_others(&self) -> bool {
        self.file.is_open_to_others
    }

    /// The layers, the strongest first.
    fn layers(&self) -> [&Layer; 3] {
        [&self.set, &self.variables.0, &self.file.layer]
    }

    /// What was said about a setting that is no secret, as it was given.
    pub(super) fn plain(&self, setting: &Setting) -> Option<(&OsStr, Origin)> {
        self.layers().into_iter().find_map(|layer| layer.plain(setting))
    }

    /// What was said about a setting that is a secret.
    pub(super) fn secret(&self, setting: &Setting) -> Option<(&str, Origin)> {
        self.layers().into_iter().find_map(|layer| layer.secret(setting))
    }

    /// The value of `setting`, if it was given; `parse` gives `None` for a wrong one. A value that is no
    /// UTF-8 comes with replacement characters.
    ///
    /// # Errors
    /// When the value is wrong.
    pub(super) fn value<T>(
        &self,
        setting: &'static Setting,
        parse: impl FnOnce(&str) -> Option<T>,
    ) -> Result<Option<Resolved<T>>, SettingError> {
        let Some((text, origin)) = self.layers().into_iter().find_map(|layer| layer.text(setting)) else {
            return Ok(None);
        };
        if let Some(value) = parse(text.trim()) {
            return Ok(Some(Resolved::new(value, origin)));
        }
        let shown = if setting.is_secret { MASK } else { &text };
        Err(SettingError::new(setting.name, shown, origin, setting.remedy))
    }

    /// The value of `setting`, or `default`.
    ///
    /// # Errors
    /// When the value is wrong.
    pub(super) fn value_or<T>(
        &self,
        setting: &'static Setting,
        default: T,
        parse: impl FnOnce(&str) -> Option<T>,
    ) -> Result<Resolved<T>, SettingError> {
        Ok(self.value(setting, parse)?.unwrap_or(Resolved::new(default, Origin::Default)))
    }
}

/// What `--set` said.
fn set_layer(pairs: &[String]) -> Result<Layer, SettingError> {
    let mut layer = Layer::default();
    for pair in pairs {
        let known = pair.split_once('=').and_then(|(name, value)| Some((table::find(name.trim())?, value)));
        let Some((setting, value)) = known else {
            let name = pair.split('=').next().unwrap_or_default();
            let remedy = "give NAME=VALUE with a name of `incidex config`, such as --set workers=4";
            return Err(SettingError::new("--set", name, Origin::Flag, remedy));
        };
        if setting.is_secret {
            let remedy = "other users of this machine see flags; give secrets by the environment or a file";
            return Err(SettingError::new("--set", setting.name, Origin::Flag, remedy));
        }
        if *setting == CONFIG {
            let remedy = "give the configuration file by --config";
            return Err(SettingError::new("--set", setting.name, Origin::Flag, remedy));
        }
        layer.insert(setting, value.into(), Origin::Flag);
    }
    Ok(layer)
}
