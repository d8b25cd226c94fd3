//! What to log.

use tracing_subscriber::EnvFilter;

use super::setting::Setting;
use super::{Resolved, Said, SettingError, SettingRow};

pub(super) const LOG: Setting = Setting::new("INCIDEX_LOG", DEFAULT, "log filter", REMEDY);

const DEFAULT: &str = "info";

const REMEDY: &str =
    "give a level (error, warn, info, debug, trace) or a filter, such as info,incidex_server=debug";

/// What to log.
#[derive(Clone, Debug)]
pub struct LogSettings {
    /// The filter in the directive syntax of `tracing-subscriber` (`INCIDEX_LOG`; default `info`).
    pub filter: Resolved<String>,
}

impl LogSettings {
    /// Resolves and checks the filter.
    ///
    /// # Errors
    /// When it is no filter.
    pub fn resolve(said: &Said) -> Result<Self, SettingError> {
        let parse = |text: &str| EnvFilter::builder().parse(text).is_ok().then(|| text.to_owned());
        Ok(Self { filter: said.value_or(&LOG, DEFAULT.to_owned(), parse)? })
    }

    pub(super) fn rows(&self) -> [SettingRow; 1] {
        [LOG.row(&self.filter)]
    }
}
