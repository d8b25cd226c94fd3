//! What to log.

use secrecy::SecretString;
use tracing_subscriber::EnvFilter;

use super::setting::{MASK, Setting};
use super::{Environment, Origin, Resolved, Said, SettingError, SettingRow, parse, secrets};

pub(super) const LOG: Setting = Setting::new("INCIDEX_LOG", DEFAULT, "log filter", REMEDY);

pub(super) const QUERIES: Setting = Setting::new(
    "INCIDEX_LOG_QUERIES",
    "false",
    "whether the line of a request holds what was asked for",
    "give true or false",
);
pub(super) const IDENTITY_KEY: Setting = Setting::new(
    "INCIDEX_LOG_IDENTITY_KEY",
    "a random one of each process",
    "key of the digests by which the log tells customers apart",
    "give at least 16 characters, chosen at random",
)
.secret();

const SHORTEST_KEY: usize = 16;

const DEFAULT: &str = "info";

const REMEDY: &str =
    "give a level (error, warn, info, debug, trace) or a filter, such as info,incidex_server=debug";

/// What to log.
#[derive(Clone, Debug)]
pub struct LogSettings {
    /// The filter in the directive syntax of `tracing-subscriber` (`INCIDEX_LOG`; default `info`).
    pub filter: Resolved<String>,
    /// Whether the line of a request holds its query (`INCIDEX_LOG_QUERIES`; default no).
    pub has_queries: Resolved<bool>,
    /// Key of the digests of identities, of at least 16 bytes (`INCIDEX_LOG_IDENTITY_KEY`; by default each
    /// process makes one, so that digests of two processes cannot be compared).
    pub identity_key: Option<Resolved<SecretString>>,
}

impl LogSettings {
    /// Resolves and checks the filter and the key.
    ///
    /// # Errors
    /// When one cannot be used.
    pub fn resolve(said: &Said, environment: Environment) -> Result<Self, SettingError> {
        let filter = |text: &str| EnvFilter::builder().parse(text).is_ok().then(|| text.to_owned());
        secrets::check_place(said, &IDENTITY_KEY, environment)?;
        let key = |text: &str| (text.len() >= SHORTEST_KEY).then(|| text.to_owned().into());
        Ok(Self {
            filter: said.value_or(&LOG, DEFAULT.to_owned(), filter)?,
            has_queries: said.value_or(&QUERIES, false, parse::truth)?,
            identity_key: said.value(&IDENTITY_KEY, key)?,
        })
    }

    pub(super) fn rows(&self) -> [SettingRow; 3] {
        let key = match &self.identity_key {
            Some(key) => Resolved::new(MASK, key.origin),
            None => Resolved::new("random", Origin::Default),
        };
        [LOG.row(&self.filter), QUERIES.row(&self.has_queries), IDENTITY_KEY.row(&key)]
    }
}
