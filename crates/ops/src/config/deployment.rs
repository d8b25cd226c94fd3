//! What this deployment is called, and where processes of one deployment find each other.

use std::path::PathBuf;
use std::time::Duration;

use super::setting::Setting;
use super::{Origin, Resolved, Said, SettingError, SettingRow, parse};

pub(super) const DEPLOYMENT: Setting = Setting::new(
    "INCIDEX_DEPLOYMENT",
    "incidex",
    "name of this deployment in alerts; those of one name, version and data set tell of their start once",
    "give 1 to 64 letters, digits, full stops, hyphens and underscores",
);
pub(super) const LOCK_FOLDER: Setting = Setting::new(
    "INCIDEX_LOCK_FOLDER",
    "one of this user in the system's folder for temporary files",
    "folder with the marks of who has told of a start",
    "give the path of a folder that outlives a restart and that this user alone may write to",
);
pub(super) const START_QUIET: Setting = Setting::new(
    "INCIDEX_START_QUIET_SECONDS",
    "3600",
    "seconds without a start after which the next one is told again",
    "give a whole number of seconds from 1 to 31536000",
);

const DEFAULT_NAME: &str = "incidex";
const LONGEST_NAME: usize = 64;
const DEFAULT_QUIET: u64 = 3_600;
const MOST_QUIET: u64 = 31_536_000;

/// What this deployment is called.
#[derive(Clone, Debug)]
pub struct DeploymentSettings {
    /// Its name (`INCIDEX_DEPLOYMENT`; default `incidex`).
    pub name: Resolved<String>,
    /// Folder for the marks (`INCIDEX_LOCK_FOLDER`; by default one of this user in the system's temporary
    /// folder).
    pub lock_folder: Resolved<PathBuf>,
    /// Seconds, 1 to 31,536,000, without a start after which the next one is told again
    /// (`INCIDEX_START_QUIET_SECONDS`; default 3,600).
    pub start_quiet_seconds: Resolved<u64>,
}

impl DeploymentSettings {
    /// Resolves the names.
    ///
    /// # Errors
    /// When one cannot be used.
    pub fn resolve(said: &Said) -> Result<Self, SettingError> {
        let folder = match said.plain(&LOCK_FOLDER) {
            Some((path, origin)) => Resolved::new(path.into(), origin),
            None => Resolved::new(default_folder(), Origin::Default),
        };
        let quiet = said.value_or(&START_QUIET, DEFAULT_QUIET, parse::number(1..=MOST_QUIET))?;
        Ok(Self {
            name: said.value_or(&DEPLOYMENT, DEFAULT_NAME.to_owned(), name)?,
            lock_folder: folder,
            start_quiet_seconds: quiet,
        })
    }

    /// How long nothing must have started for the next start to be told.
    pub fn start_quiet(&self) -> Duration {
        self.start_quiet_seconds.seconds()
    }

    pub(super) fn rows(&self) -> [SettingRow; 3] {
        [
            DEPLOYMENT.row(&self.name),
            LOCK_FOLDER.row(&self.lock_folder.shown(|folder| folder.display().to_string())),
            START_QUIET.row(&self.start_quiet_seconds),
        ]
    }
}

/// A folder whose name other users cannot take first: it holds the number of this one, and is looked at
/// before it is used.
fn default_folder() -> PathBuf {
    #[cfg(unix)]
    let user = rustix::process::geteuid().as_raw().to_string();
    #[cfg(not(unix))]
    let user = "user";
    std::env::temp_dir().join(format!("incidex-{user}"))
}

fn name(text: &str) -> Option<String> {
    let fits = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'.' | b'-' | b'_');
    ((1..=LONGEST_NAME).contains(&text.len()) && text.bytes().all(fits)).then(|| text.to_owned())
}
