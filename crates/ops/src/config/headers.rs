//! Which headers answers bear, as far as that is a deployment's choice.

use std::fmt;

use super::setting::Setting;
use super::{Environment, Resolved, Said, SettingError, SettingRow, environment, parse};

pub(super) const CORS_ORIGINS: Setting =
    Setting::new("INCIDEX_CORS_ORIGINS", "none", "origins whose pages may read answers", ORIGINS_REMEDY);
pub(super) const HSTS_PRELOAD: Setting = Setting::new(
    "INCIDEX_HSTS_PRELOAD",
    "false",
    "whether HSTS may be built into browsers (prod)",
    "give true or false",
);

const MOST_ORIGINS: usize = 64;
const ORIGINS_REMEDY: &str = "give up to 64 origins as browsers send them, with commas between, such as \
                              https://app.example.com,https://example.com:8443; neither * nor null nor a path";

/// Origins that browsers may read answers from, each as a browser sends it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Origins(Vec<String>);

impl Origins {
    /// The origins.
    pub fn iter(&self) -> impl Iterator<Item = &str> {
        self.0.iter().map(String::as_str)
    }

    fn parse(text: &str) -> Option<Self> {
        let origins: Vec<_> = text.split(',').map(str::trim).map(str::to_owned).collect();
        (origins.len() <= MOST_ORIGINS && origins.iter().all(|origin| is_origin(origin)))
            .then_some(Self(origins))
    }
}

impl fmt::Display for Origins {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.0.is_empty() { f.pad("none") } else { f.pad(&self.0.join(",")) }
    }
}

/// Which headers answers bear.
#[derive(Clone, Debug)]
pub struct HeaderSettings {
    /// Origins whose pages may read answers (`INCIDEX_CORS_ORIGINS`; default none; up to 64).
    pub cors_origins: Resolved<Origins>,
    /// Whether answers tell browsers to come back over TLS only (RFC 6797): in prod, and not in dev.
    pub has_hsts: bool,
    /// Whether that may be built into browsers, `preload` (`INCIDEX_HSTS_PRELOAD`; default false: it binds
    /// every subdomain and is hard to undo).
    pub hsts_preload: Resolved<bool>,
}

impl HeaderSettings {
    /// Resolves the choices.
    ///
    /// # Errors
    /// When an origin is none, or a switch is neither `true` nor `false`.
    pub fn resolve(said: &Said) -> Result<Self, SettingError> {
        Ok(Self {
            cors_origins: said.value_or(&CORS_ORIGINS, Origins::default(), Origins::parse)?,
            has_hsts: environment::resolve(said)?.value == Environment::Prod,
            hsts_preload: said.value_or(&HSTS_PRELOAD, false, parse::truth)?,
        })
    }

    pub(super) fn rows(&self) -> [SettingRow; 2] {
        [CORS_ORIGINS.row(&self.cors_origins), HSTS_PRELOAD.row(&self.hsts_preload)]
    }
}

/// Whether `text` is an origin as a browser serialises it (RFC 6454 section 6.2): scheme and host in lower
/// case, a port if it is not the scheme's own, and nothing after it.
fn is_origin(text: &str) -> bool {
    let Some((scheme, rest)) = text.split_once("://") else { return false };
    let (host, port) = match rest.rsplit_once(':') {
        // The colons of an IPv6 address stand within its brackets.
        Some((host, port)) if !port.contains(']') => (host, Some(port)),
        _ => (rest, None),
    };
    let is_host = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || b"-.[]:".contains(&byte);
    let own_port = match scheme {
        "https" => "443",
        "http" => "80",
        _ => return false,
    };
    let is_port = |port: &str| port != own_port && !port.starts_with('0') && port.parse::<u16>().is_ok();
    !host.is_empty() && host.bytes().all(is_host) && port.is_none_or(is_port)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn origins_are_as_browsers_send_them() {
        for origin in ["https://example.com", "http://localhost:3000", "https://[::1]:8443", "http://[::1]"] {
            assert!(is_origin(origin), "{origin}");
        }
        for origin in [
            "*",
            "null",
            "",
            "https://",
            "example.com",
            "https://example.com/",
            "https://*.example.com",
            "https://Example.com",
            "HTTPS://example.com",
            "https://example.com:443",
            "https://a:b@c",
            "ftp://a",
            "https://example.com:99999",
            "https://exa mple.com",
            "http://a:080",
        ] {
            assert!(!is_origin(origin), "{origin}");
        }
        assert_eq!(Origins::parse("http://a, https://b").unwrap().to_string(), "http://a,https://b");
        assert_eq!(Origins::parse("http://a,"), None);
        assert_eq!(Origins::default().to_string(), "none");
    }
}
