//! Which policy table holds.

use std::path::PathBuf;

use super::setting::Setting;
use super::{Origin, Resolved, Said, SettingRow};

pub(super) const POLICY: Setting = Setting::new(
    "INCIDEX_POLICY",
    "the built-in table",
    "policy file: what each tier may do and see",
    "give the path of a TOML file such as `incidex config --policy` prints",
);

/// Which policy table holds.
#[derive(Clone, Debug)]
pub struct PolicySettings {
    /// The file that replaces the built-in table (`INCIDEX_POLICY`; default: none).
    pub file: Resolved<Option<PathBuf>>,
}

impl PolicySettings {
    /// Resolves the path. What is in the file is found out when it is read.
    pub fn resolve(said: &Said) -> Self {
        let file = match said.plain(&POLICY) {
            Some((path, origin)) => Resolved::new(Some(path.into()), origin),
            None => Resolved::new(None, Origin::Default),
        };
        Self { file }
    }

    pub(super) fn rows(&self) -> [SettingRow; 1] {
        let shown = |file: &Option<PathBuf>| {
            file.as_ref().map_or("built-in".to_owned(), |path| path.display().to_string())
        };
        [POLICY.row(&self.file.shown(shown))]
    }
}
