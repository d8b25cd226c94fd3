//! What calls to other servers may do. Whom they go to is said by the settings of whoever calls.

use super::setting::Setting;
use super::{Resolved, Said, SettingError, SettingRow, parse};
use crate::outgoing::ClientRules;

pub(super) const TIMEOUT: Setting = Setting::new(
    "INCIDEX_OUTGOING_TIMEOUT_SECONDS",
    "10",
    "seconds that a call to another server may take",
    "give a whole number of seconds from 1 to 300",
);
pub(super) const INTERNAL_HOSTS: Setting = Setting::new(
    "INCIDEX_OUTGOING_INTERNAL_HOSTS",
    "none",
    "hosts that may be called although their addresses are of the internal network",
    "give names or addresses with commas between, as they stand in the settings that name them, without ports",
);

const DEFAULT_TIMEOUT: u64 = 10;
const MOST_TIMEOUT: u64 = 300;
const LONGEST_HOST: usize = 253;

/// What calls to other servers may do.
#[derive(Clone, Debug)]
pub struct OutgoingSettings {
    /// Seconds that a call may take, 1 to 300 (`INCIDEX_OUTGOING_TIMEOUT_SECONDS`; default 10).
    pub timeout_seconds: Resolved<u64>,
    /// Hosts that may be of the internal network, in lower case (`INCIDEX_OUTGOING_INTERNAL_HOSTS`; default
    /// none). A loopback address or `localhost` that a setting names needs no mention.
    pub internal_hosts: Resolved<Vec<String>>,
}

impl OutgoingSettings {
    /// Resolves the limits.
    ///
    /// # Errors
    /// When one cannot be used.
    pub fn resolve(said: &Said) -> Result<Self, SettingError> {
        Ok(Self {
            timeout_seconds: said.value_or(&TIMEOUT, DEFAULT_TIMEOUT, parse::number(1..=MOST_TIMEOUT))?,
            internal_hosts: said.value_or(&INTERNAL_HOSTS, Vec::new(), |text| parse::list(text, host))?,
        })
    }

    /// The same for a client.
    pub fn rules(&self) -> ClientRules {
        ClientRules {
            time: self.timeout_seconds.seconds(),
            internal_hosts: self.internal_hosts.value.clone(),
        }
    }

    pub(super) fn rows(&self) -> [SettingRow; 2] {
        let hosts = |hosts: &Vec<String>| if hosts.is_empty() { "none".to_owned() } else { hosts.join(",") };
        [TIMEOUT.row(&self.timeout_seconds), INTERNAL_HOSTS.row(&self.internal_hosts.shown(hosts))]
    }
}

/// A name, or an address without brackets, in lower case.
fn host(text: &str) -> Option<String> {
    let fits = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'.' | b'-' | b'_');
    let is_host = text.bytes().all(fits) || text.parse::<std::net::IpAddr>().is_ok();
    (text.len() <= LONGEST_HOST && is_host).then(|| text.to_ascii_lowercase())
}
