//! Which file to run from.

use std::path::PathBuf;

use super::setting::Setting;
use super::{Origin, Resolved, Said, SettingRow};

pub(super) const INDEX: Setting =
    Setting::new("INCIDEX_INDEX", DEFAULT_INDEX, "index file", "give the path of an index")
        .with_flag("--index");

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
        let file = match (&said.flags.index, said.plain(&INDEX)) {
            (Some(path), _) => Resolved::new(path.clone(), Origin::Flag),
            (None, Some((path, origin))) => Resolved::new(path.into(), origin),
            (None, None) => Resolved::new(DEFAULT_INDEX.into(), Origin::Default),
        };
        Self { file }
    }

    pub(super) fn rows(&self) -> [SettingRow; 1] {
        [INDEX.row(&self.file.shown(|path| path.display().to_string()))]
    }
}
