//! Calls to other servers: the one HTTP client of Incidex, for alerts, the keys of identity providers and
//! whatever else is fetched.
//!
//! Whom it calls stands in the configuration and nowhere else: an [`Endpoint`] can be made of a setting
//! alone. Calls are encrypted unless they stay on this machine, follow no redirect, use no proxy of the
//! environment, take a bounded time and read a bounded answer, and reach no address of the internal network
//! unless its name is allowed (`address`, `resolver`).
//!
//! No error says more than what kind of fault it was: paths may hold a token, so no address is repeated.

mod address;
mod endpoint;
mod error;
mod resolver;

use std::sync::Arc;
use std::time::{Duration, SystemTime};

use jiff::Timestamp;
use ureq::http::header::RETRY_AFTER;
use ureq::http::{HeaderMap, Response};
use ureq::tls::{Certificate, RootCerts, TlsConfig};
use ureq::unversioned::transport::DefaultConnector;
use ureq::{Agent, Body};

pub use endpoint::{Endpoint, EndpointFault};
pub use error::CallError;

use resolver::GuardedResolver;

/// The longest answer that is read, in bytes.
pub const LONGEST_REPLY: u64 = 64 * 1024;

/// The longest head of an answer that is read, in bytes.
const LONGEST_HEAD: usize = 16 * 1024;

/// How long a connection may take to be made.
const CONNECT_TIME: Duration = Duration::from_secs(5);

/// An answer.
#[derive(Clone, Debug)]
pub struct Reply {
    /// Status code.
    pub status: u16,
    /// What `Retry-After` says, as a time from now (RFC 9110 section 10.2.3).
    pub retry_after: Option<Duration>,
    /// The body, at most [`LONGEST_REPLY`] bytes.
    pub body: Vec<u8>,
}

impl Reply {
    /// Whether the status is one of success.
    pub fn is_success(&self) -> bool {
        (200..300).contains(&self.status)
    }
}

/// The client.
#[derive(Clone, Debug)]
pub struct Client {
    agent: Agent,
}

/// What a client may do.
#[derive(Clone, Debug)]
pub struct ClientRules {
    /// How long a call may take, from looking the name up to the last byte of the answer.
    pub time: Duration,
    /// Names of hosts that may have addresses of the internal network, in lower case.
    pub internal_hosts: Vec<String>,
}

impl Client {
    /// A client that believes the certificate authorities of this machine.
    pub fn new(rules: &ClientRules) -> Self {
        // A machine without any can still call itself; any other call then fails by its certificate.
        let found = rustls_native_certs::load_native_certs().certs;
        let roots: Vec<_> = found.iter().map(|der| Certificate::from_der(der).to_owned()).collect();
        Self::with_tls(rules, TlsConfig::builder().root_certs(RootCerts::new_with_certs(&roots)))
    }

    /// A client for `endpoint`, [which is one of this machine's own server](Endpoint::own_server). It checks
    /// no certificate: that one is made out to the name that clients use, and what is called by an address of
    /// this machine is this machine whatever it says.
    pub fn of_this_machine(endpoint: &Endpoint, time: Duration) -> Self {
        let rules = ClientRules { time, internal_hosts: vec![endpoint.host().to_owned()] };
        Self::with_tls(&rules, TlsConfig::builder().disable_verification(true))
    }

    fn with_tls(rules: &ClientRules, tls: ureq::tls::TlsConfigBuilder) -> Self {
        let provider = Arc::new(rustls::crypto::ring::default_provider());
        let config = Agent::config_builder()
            .http_status_as_error(false)
            .max_redirects(0)
            .proxy(None)
            .user_agent("incidex")
            .max_response_header_size(LONGEST_HEAD)
            .max_idle_connections(0)
            .timeout_connect(Some(CONNECT_TIME.min(rules.time)))
            .timeout_global(Some(rules.time))
            .tls_config(tls.unversioned_rustls_crypto_provider(provider).build())
            .build();
        let resolver = GuardedResolver::new(rules.internal_hosts.clone());
        Self { agent: Agent::with_parts(config, DefaultConnector::default(), resolver) }
    }

    /// Sends a `POST` of this body to `endpoint` and waits for the whole answer.
    ///
    /// # Errors
    /// When no answer came, or one that is too large. Any status is an answer.
    pub fn post(
        &self,
        endpoint: &Endpoint,
        headers: &[(&str, &str)],
        body: &[u8],
    ) -> Result<Reply, CallError> {
        let mut request = self.agent.post(endpoint.exposed());
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        reply(request.send(body).map_err(|error| CallError::of(&error))?)
    }

    /// Sends a `GET` to `endpoint` and waits for the whole answer.
    ///
    /// # Errors
    /// When no answer came, or one that is too large. Any status is an answer.
    pub fn get(&self, endpoint: &Endpoint, headers: &[(&str, &str)]) -> Result<Reply, CallError> {
        let mut request = self.agent.get(endpoint.exposed());
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        reply(request.call().map_err(|error| CallError::of(&error))?)
    }
}

fn reply(mut response: Response<Body>) -> Result<Reply, CallError> {
    let retry_after = retry_after(response.headers(), SystemTime::now());
    let body = response.body_mut().with_config().limit(LONGEST_REPLY).read_to_vec();
    let body = body.map_err(|error| CallError::of(&error))?;
    Ok(Reply { status: response.status().as_u16(), retry_after, body })
}

/// `Retry-After`: seconds, or a date.
fn retry_after(headers: &HeaderMap, now: SystemTime) -> Option<Duration> {
    let text = headers.get(RETRY_AFTER)?.to_str().ok()?.trim();
    if let Ok(seconds) = text.parse() {
        return Some(Duration::from_secs(seconds));
    }
    let date: Timestamp = jiff::fmt::rfc2822::parse(text).ok()?.timestamp();
    Some(SystemTime::from(date).duration_since(now).unwrap_or_default())
}

#[cfg(test)]
mod tests;
