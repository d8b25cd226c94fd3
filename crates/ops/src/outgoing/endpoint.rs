//! Where a call goes: an address that a setting gave.

use std::fmt;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr};

use secrecy::{ExposeSecret, SecretString};
use ureq::http::Uri;

/// Why a text is no address that may be called.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum EndpointFault {
    /// It is no URL with a host.
    #[error("it is no URL with a host, or it holds a fragment or a name before the host")]
    Malformed,
    /// It is neither encrypted nor on this machine.
    #[error("it is not https, which only calls to this machine may do without")]
    Plain,
}

/// An address to call, from the configuration. What comes after the host may be a secret and is not shown.
#[derive(Clone)]
pub struct Endpoint {
    url: SecretString,
    host: String,
}

impl Endpoint {
    /// The endpoint that a setting names: `https`, or `http` with a loopback address or `localhost`.
    ///
    /// # Errors
    /// [`EndpointFault`].
    pub fn parse(text: &str) -> Result<Self, EndpointFault> {
        let uri: Uri = text.parse().map_err(|_| EndpointFault::Malformed)?;
        let authority = uri.authority().ok_or(EndpointFault::Malformed)?;
        // Credentials in a URL are dropped by some clients and sent by others, and a fragment by none.
        if authority.as_str().contains('@') || text.contains('#') || authority.host().is_empty() {
            return Err(EndpointFault::Malformed);
        }
        let host = bare(authority.host()).to_ascii_lowercase();
        match uri.scheme_str() {
            Some("https") => {}
            Some("http") if names_this_machine(&host) => {}
            Some("http") => return Err(EndpointFault::Plain),
            _ => return Err(EndpointFault::Malformed),
        }
        Ok(Self { url: text.to_owned().into(), host })
    }

    /// A path of the server of this process, `listens_on` being the address that it is bound to.
    pub fn own_server(listens_on: SocketAddr, is_encrypted: bool, path: &str) -> Self {
        let ip: IpAddr = match listens_on.ip() {
            IpAddr::V4(v4) if v4.is_unspecified() => Ipv4Addr::LOCALHOST.into(),
            IpAddr::V6(v6) if v6.is_unspecified() => Ipv6Addr::LOCALHOST.into(),
            ip => ip,
        };
        let scheme = if is_encrypted { "https" } else { "http" };
        let url = format!("{scheme}://{}{path}", SocketAddr::new(ip, listens_on.port()));
        Self { url: url.into(), host: ip.to_string() }
    }

    /// The same with `suffix` behind it.
    #[must_use]
    pub fn join(&self, suffix: &str) -> Self {
        let url = format!("{}{suffix}", self.url.expose_secret().trim_end_matches('/'));
        Self { url: url.into(), host: self.host.clone() }
    }

    /// Its host.
    pub fn host(&self) -> &str {
        &self.host
    }

    /// Its scheme, host and port: what can be shown.
    pub fn origin(&self) -> String {
        let uri = self.url.expose_secret().parse::<Uri>().unwrap_or_default();
        format!("{}://{}", uri.scheme_str().unwrap_or_default(), uri.authority().map_or("", |a| a.as_str()))
    }

    /// The whole of it, for the client alone.
    pub(super) fn exposed(&self) -> &str {
        self.url.expose_secret()
    }
}

/// Its host, and nothing else.
impl fmt::Debug for Endpoint {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Endpoint({})", self.host)
    }
}

/// A host without the brackets of an IPv6 address.
pub(super) fn bare(host: &str) -> &str {
    host.strip_prefix('[').and_then(|host| host.strip_suffix(']')).unwrap_or(host)
}

/// Whether a host is this machine by how it is written: a loopback address, or `localhost` (RFC 6761
/// section 6.3).
pub(super) fn names_this_machine(host: &str) -> bool {
    host == "localhost" || host.parse::<IpAddr>().is_ok_and(|ip| ip.to_canonical().is_loopback())
}
