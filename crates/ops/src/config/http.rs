//! Where and how to serve.

use std::net::{IpAddr, Ipv4Addr, SocketAddr};
use std::time::Duration;

use super::setting::Setting;
use super::{
    CapacitySettings, Environment, HeaderSettings, Origin, Resolved, Said, SettingError, SettingRow,
    TimeSettings, TlsFiles, access, environment, parse,
};
use crate::network::NetworkList;

pub(super) const BIND: Setting = Setting::new(
    "INCIDEX_BIND",
    "127.0.0.1:8080",
    "address to listen on, in dev a loopback one; port 0 takes a free port",
    "give an IP address and a port, such as 127.0.0.1:8080",
)
.with_flag("--bind");
pub(super) const ALLOW_PLAIN: Setting = Setting::new(
    "INCIDEX_ALLOW_PLAIN_HTTP",
    "none",
    "IP address that prod may serve without TLS",
    "give the IP address that INCIDEX_BIND names, without its port, such as 10.0.0.5",
);
pub(super) const DRAIN_SECONDS: Setting =
    Setting::new("INCIDEX_DRAIN_SECONDS", "10", "seconds that stopping takes at most", DRAIN_REMEDY);
pub(super) const DRAIN_NOTICE_SECONDS: Setting = Setting::new(
    "INCIDEX_DRAIN_NOTICE_SECONDS",
    "1",
    "of those, seconds of accepting while /ready says 503",
    DRAIN_REMEDY,
);

const DEFAULT_PORT: u16 = 8080;
const DEFAULT_DRAIN_SECONDS: u64 = 10;
const DEFAULT_DRAIN_NOTICE_SECONDS: u64 = 1;
const MOST_DRAIN_SECONDS: u64 = 600;

const LOOPBACK_REMEDY: &str = "in dev only this machine is served: give a loopback address, such as 127.0.0.1:8080, \
                               or INCIDEX_ENV=prod";
const PLAIN_REMEDY: &str = "in prod, whoever is on the way could read and change plain HTTP: give \
                            INCIDEX_TLS_CERT and INCIDEX_TLS_KEY, or a loopback address behind a reverse proxy, or \
                            name this IP address in INCIDEX_ALLOW_PLAIN_HTTP, or its network in \
                            INCIDEX_TRUSTED_PROXIES if only proxies are there";
const DRAIN_REMEDY: &str = "give a whole number of seconds from 0 to 600";

/// Where and how to serve.
#[derive(Clone, Debug)]
pub struct HttpSettings {
    /// The address to listen on (`INCIDEX_BIND`, `--bind`; default 127.0.0.1:8080); port 0 takes a free
    /// port. In dev loopback only; in prod any, if it is encrypted or [allowed](Self::allow_plain).
    pub bind: Resolved<SocketAddr>,
    /// The IP address, not loopback, that prod may serve without encryption (`INCIDEX_ALLOW_PLAIN_HTTP`;
    /// default none).
    pub allow_plain: Option<Resolved<IpAddr>>,
    /// With what to encrypt.
    pub tls: TlsFiles,
    /// How long things may take.
    pub time: TimeSettings,
    /// How much is taken on at once.
    pub capacity: CapacitySettings,
    /// Which headers answers bear.
    pub headers: HeaderSettings,
    /// How many seconds, 0 to 600, pass at most between being told to stop and having stopped
    /// (`INCIDEX_DRAIN_SECONDS`; default 10). Requests that are then still under way are cut off.
    pub drain_seconds: Resolved<u64>,
    /// For how many of those seconds, 0 to 600, connections are still accepted while `/ready` answers 503,
    /// so that whoever sends requests can look elsewhere first (`INCIDEX_DRAIN_NOTICE_SECONDS`; default 1).
    pub drain_notice_seconds: Resolved<u64>,
}

impl HttpSettings {
    /// Resolves where and how to serve.
    ///
    /// # Errors
    /// When a value is no address or out of its range, or the address must not be served that way.
    pub fn resolve(said: &Said) -> Result<Self, SettingError> {
        let seconds =
            |setting, default| said.value_or(setting, default, parse::number(0..=MOST_DRAIN_SECONDS));
        let settings = Self {
            bind: bind(said)?,
            allow_plain: said.value(&ALLOW_PLAIN, |text| text.parse().ok())?,
            tls: TlsFiles::resolve(said)?,
            time: TimeSettings::resolve(said)?,
            capacity: CapacitySettings::resolve(said)?,
            headers: HeaderSettings::resolve(said)?,
            drain_seconds: seconds(&DRAIN_SECONDS, DEFAULT_DRAIN_SECONDS)?,
            drain_notice_seconds: seconds(&DRAIN_NOTICE_SECONDS, DEFAULT_DRAIN_NOTICE_SECONDS)?,
        };
        let proxies =
            said.value_or(&access::TRUSTED_PROXIES, NetworkList::default(), access::network_list)?;
        settings.check_exposure(environment::resolve(said)?.value, &proxies.value)?;
        Ok(settings)
    }

    /// Refuses an address that is not loopback in dev, and in prod one without encryption or allowance that
    /// is in no network of `proxies` either.
    fn check_exposure(&self, environment: Environment, proxies: &NetworkList) -> Result<(), SettingError> {
        let address = self.bind.value.ip().to_canonical();
        if address.is_loopback() {
            return Ok(());
        }
        let is_allowed = self.allow_plain.as_ref().is_some_and(|ip| ip.value.to_canonical() == address);
        let remedy = match environment {
            Environment::Dev => LOOPBACK_REMEDY,
            Environment::Prod if is_allowed || proxies.contains(address) || self.tls.settings().is_some() => {
                return Ok(());
            }
            Environment::Prod => PLAIN_REMEDY,
        };
        let name = if self.bind.origin == Origin::Flag { "--bind" } else { BIND.name };
        Err(SettingError::new(name, &self.bind.value.to_string(), self.bind.origin, remedy))
    }

    /// How long connections are still accepted after a stop was asked for; never longer than the whole
    /// drain may take.
    pub fn drain_notice(&self) -> Duration {
        Duration::from_secs(self.drain_notice_seconds.value.min(self.drain_seconds.value))
    }

    /// The time that is left, after the notice, for requests under way to end.
    pub fn drain_rest(&self) -> Duration {
        Duration::from_secs(self.drain_seconds.value).saturating_sub(self.drain_notice())
    }

    pub(super) fn rows(&self) -> Vec<SettingRow> {
        let allow_plain = match &self.allow_plain {
            Some(address) => Resolved::new(address.value.to_string(), address.origin),
            None => Resolved::new("none".to_owned(), Origin::Default),
        };
        let mut rows = vec![BIND.row(&self.bind), ALLOW_PLAIN.row(&allow_plain)];
        rows.extend(self.tls.rows());
        rows.extend(self.capacity.rows());
        rows.extend(self.time.rows());
        rows.extend(self.headers.rows());
        rows.push(DRAIN_SECONDS.row(&self.drain_seconds));
        rows.push(DRAIN_NOTICE_SECONDS.row(&self.drain_notice_seconds));
        rows
    }
}

fn bind(said: &Said) -> Result<Resolved<SocketAddr>, SettingError> {
    match said.flags.bind {
        Some(address) => Ok(Resolved::new(address, Origin::Flag)),
        None => said.value_or(&BIND, (Ipv4Addr::LOCALHOST, DEFAULT_PORT).into(), |text| text.parse().ok()),
    }
}
