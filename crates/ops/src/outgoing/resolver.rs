//! Names to addresses, with those of the internal network taken out. What is checked here is what is
//! connected to: the connection is made to these addresses, and no name is looked up again, so that a name
//! which changes its address between check and use gains nothing.

use ureq::Error;
use ureq::config::Config;
use ureq::http::Uri;
use ureq::unversioned::resolver::{DefaultResolver, ResolvedSocketAddrs, Resolver};
use ureq::unversioned::transport::NextTimeout;

use super::address::is_internal;
use super::endpoint::{bare, names_this_machine};

/// Every address of the host is one of the internal network, and its name is not allowed to have such.
#[derive(Debug, thiserror::Error)]
#[error("an address of the internal network")]
pub(super) struct InternalAddress;

/// The resolver of the operating system, behind a guard.
#[derive(Debug)]
pub(super) struct GuardedResolver {
    internal_hosts: Vec<String>,
    names: DefaultResolver,
}

impl GuardedResolver {
    /// A resolver that lets hosts with these names, in lower case, be in the internal network.
    pub(super) fn new(internal_hosts: Vec<String>) -> Self {
        Self { internal_hosts, names: DefaultResolver::default() }
    }

    /// Whether a host, as it is written in the URL, may have this address.
    pub(super) fn allows(&self, host: &str, address: std::net::IpAddr) -> bool {
        !is_internal(address)
            || self.internal_hosts.iter().any(|name| name == host)
            // The configuration names this machine in so many words; a name that leads here does not.
            || (names_this_machine(host) && address.to_canonical().is_loopback())
    }
}

impl Resolver for GuardedResolver {
    fn resolve(
        &self,
        uri: &Uri,
        config: &Config,
        timeout: NextTimeout,
    ) -> Result<ResolvedSocketAddrs, Error> {
        let found = self.names.resolve(uri, config, timeout).map_err(|error| match error {
            Error::Timeout(_) => error,
            // Whatever the system's resolver has to say, in whichever way.
            _ => Error::HostNotFound,
        })?;
        let host = bare(uri.host().unwrap_or_default()).to_ascii_lowercase();
        let mut allowed = self.empty();
        for address in found.iter().filter(|address| self.allows(&host, address.ip())) {
            allowed.push(*address);
        }
        if allowed.is_empty() { Err(Error::Other(Box::new(InternalAddress))) } else { Ok(allowed) }
    }
}
