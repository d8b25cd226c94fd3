//! When to look for a new index file.

use super::setting::Setting;
use super::{Resolved, Said, SettingError, SettingRow, parse};

pub(super) const RELOAD: Setting = Setting::new(
    "INCIDEX_RELOAD_SECONDS",
    "5",
    "seconds between looks at the index file; 0 looks at SIGHUP alone",
    "give a whole number of seconds from 0 to 86400",
);

const DEFAULT_RELOAD: u64 = 5;
const MOST_RELOAD: u64 = 86_400;

/// When to look for a new index file.
#[derive(Clone, Debug)]
pub struct ReloadSettings {
    /// Seconds between looks, 0 (never by itself) to 86,400 (`INCIDEX_RELOAD_SECONDS`; default 5).
    pub seconds: Resolved<u64>,
}

impl ReloadSettings {
    /// Resolves the period.
    ///
    /// # Errors
    /// When it is out of its range.
    pub fn resolve(said: &Said) -> Result<Self, SettingError> {
        Ok(Self { seconds: said.value_or(&RELOAD, DEFAULT_RELOAD, parse::number(0..=MOST_RELOAD))? })
    }

    pub(super) fn rows(&self) -> [SettingRow; 1] {
        [RELOAD.row(&self.seconds)]
    }
}
