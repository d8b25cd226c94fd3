//! Which policy table holds.

use std::path::PathBuf;

use super::{Origin, Resolved, Said, SettingRow};

/// Name of the variable.
pub(super) const VARIABLE: &str = "INCIDEX_POLICY";

/// Which policy table holds.
#[derive(Clone, Debug)]
pub struct PolicySettings {
    /// The file that replaces the built-in table (`INCIDEX_POLICY`; default: none).
    pub file: Resolved<Option<PathBuf>>,
}

impl PolicySettings {
    /// Resolves the path. What is in the file is found out when it is read.
    pub fn resolve(said: &Said) -> Self {
        let file = match said.variables.get(VARIABLE) {
            Some(path) => Resolved::new(Some(path.into()), Origin::Environment),
            None => Resolved::new(None, Origin::Default),
        };
        Self { file }
    }

    pub(super) fn rows(&self) -> [SettingRow; 1] {
        let shown = self.file.value.as_ref().map_or("built-in".to_owned(), |path| path.display().to_string());
        [Resolved::new(shown, self.file.origin).row(VARIABLE, "policy file: what each tier may do and see")]
    }
}
