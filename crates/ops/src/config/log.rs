//! What to log.

use tracing_subscriber::EnvFilter;

use super::{Origin, Resolved, Said, SettingError, SettingRow};

/// Name of the variable.
pub(super) const VARIABLE: &str = "INCIDEX_LOG";

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
        let filter = said.variable(VARIABLE, REMEDY, parse)?;
        Ok(Self { filter: filter.unwrap_or(Resolved::new("info".to_owned(), Origin::Default)) })
    }

    pub(super) fn rows(&self) -> [SettingRow; 1] {
        [self.filter.row(VARIABLE, "log filter")]
    }
}
