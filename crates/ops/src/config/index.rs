//! Which file to run from.

use std::path::PathBuf;

use super::{Origin, Resolved, Said, SettingRow};

/// Name of the variable.
pub(super) const VARIABLE: &str = "INCIDEX_INDEX";

/// The file that is used when nobody names one, relative to the working directory: where
/// `cargo xtask build-index` puts it.
pub const DEFAULT_INDEX: &str = "data/dist/incidex.idx";

/// Which file to run from.
#[derive(Clone, Debug)]
pub struct IndexSettings {
    /// The index file (`INCIDEX_INDEX`, `--index`; default [`DEFAULT_INDEX`]).
    pub file: Resolved<PathBuf>,
}

impl IndexSettings {
    /// Resolves the path. Whether there is a file is found out when it is opened.
    pub fn resolve(said: &Said) -> Self {
        let file = match (&said.flags.index, said.variables.get(VARIABLE)) {
            (Some(path), _) => Resolved::new(path.clone(), Origin::Flag),
            (None, Some(path)) => Resolved::new(path.into(), Origin::Environment),
            (None, None) => Resolved::new(DEFAULT_INDEX.into(), Origin::Default),
        };
        Self { file }
    }

    pub(super) fn rows(&self) -> [SettingRow; 1] {
        let shown = Resolved::new(self.file.value.display().to_string(), self.file.origin);
        [shown.row(VARIABLE, "index file")]
    }
}
