//! Where numbers can be read.

use std::net::SocketAddr;

use super::setting::Setting;
use super::{Environment, Origin, Resolved, Said, SettingError, SettingRow};

pub(super) const METRICS_BIND: Setting = Setting::new(
    "INCIDEX_METRICS_BIND",
    "none, which shows no metrics",
    "address on which /metrics is served, unencrypted and to everybody who reaches it, in dev a loopback one",
    "give an IP address and a port, such as 127.0.0.1:9464",
);

const LOOPBACK_REMEDY: &str = "in dev only this machine is served: give a loopback address, such as 127.0.0.1:9464, or INCIDEX_ENV=prod";

/// Where numbers can be read.
#[derive(Clone, Debug)]
pub struct MetricsSettings {
    /// The address of `/metrics` (`INCIDEX_METRICS_BIND`; default none); port 0 takes a free one.
    pub bind: Option<Resolved<SocketAddr>>,
}

impl MetricsSettings {
    /// Resolves the address.
    ///
    /// # Errors
    /// When it is none, or beyond this machine in dev.
    pub fn resolve(said: &Said, environment: Environment) -> Result<Self, SettingError> {
        let bind = said.value(&METRICS_BIND, |text| text.parse::<SocketAddr>().ok())?;
        if let Some(bind) = &bind
            && environment == Environment::Dev
            && !bind.value.ip().to_canonical().is_loopback()
        {
            let value = bind.value.to_string();
            return Err(SettingError::new(METRICS_BIND.name, &value, bind.origin, LOOPBACK_REMEDY));
        }
        Ok(Self { bind })
    }

    pub(super) fn rows(&self) -> [SettingRow; 1] {
        let none = || Resolved::new("none".to_owned(), Origin::Default);
        let bind = self.bind.as_ref().map_or_else(none, |bind| bind.shown(SocketAddr::to_string));
        [METRICS_BIND.row(&bind)]
    }
}
