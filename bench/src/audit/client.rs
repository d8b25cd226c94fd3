//! Sends what the checks want sent, to one origin, within the budget of requests and time.
//!
//! Well-formed requests go through `ureq`, without redirects, proxies or cookies; everything else goes
//! through [`Wire`]. Credentials are added here and nowhere else.

use std::io::Read;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::time::{Duration, Instant};

use rustls::ClientConfig;
use ureq::http;
use ureq::tls::TlsConfig;
use ureq::{Agent, Error};

use super::message::{Answer, Request, Who};
use super::options::Options;
use super::target::Origin;
use super::tls;
use super::wire::{LONGEST_ANSWER, Outcome, Wire};

/// The budget of requests or of time is used up: the scan ends with what it has.
#[derive(Clone, Copy, Debug, thiserror::Error)]
#[error("the budget of requests or time was used up; what came after was not looked at")]
pub struct Spent;

/// How many requests and how much time a whole scan may take.
#[derive(Debug)]
pub struct Budget {
    sent: AtomicU64,
    most: u64,
    deadline: Instant,
}

impl Budget {
    /// A budget that begins now.
    pub fn new(requests: u64, time: Duration) -> Self {
        Self { sent: AtomicU64::new(0), most: requests, deadline: Instant::now() + time }
    }

    /// How many requests were sent.
    pub fn sent(&self) -> u64 {
        self.sent.load(Ordering::Relaxed).min(self.most)
    }

    /// Takes one request from the budget.
    ///
    /// # Errors
    /// [`Spent`].
    pub fn take(&self) -> Result<(), Spent> {
        let is_early = Instant::now() < self.deadline;
        let is_within = is_early && self.sent.fetch_add(1, Ordering::Relaxed) < self.most;
        if is_within { Ok(()) } else { Err(Spent) }
    }

    /// `wanted`, or what is left of the time if that is less.
    pub fn at_most(&self, wanted: Duration) -> Duration {
        wanted.min(self.deadline.saturating_duration_since(Instant::now()))
    }
}

/// A client of one origin.
pub struct Client<'a> {
    /// The origin.
    pub origin: &'a Origin,
    options: &'a Options,
    budget: &'a Budget,
    agent: Agent,
    tls: Arc<ClientConfig>,
    withholds: AtomicBool,
}

impl<'a> Client<'a> {
    /// A client of `origin`.
    ///
    /// # Errors
    /// When TLS cannot be set up.
    pub fn new(origin: &'a Origin, options: &'a Options, budget: &'a Budget) -> Result<Self, String> {
        let tls_config = TlsConfig::builder()
            .disable_verification(true)
            .unversioned_rustls_crypto_provider(tls::provider())
            .build();
        let agent = Agent::config_builder()
            .http_status_as_error(false)
            .allow_non_standard_methods(true)
            .max_redirects(0)
            .proxy(None)
            .accept_encoding("")
            .user_agent("incidex-audit")
            .timeout_global(Some(options.patience))
            .max_idle_connections_per_host(16)
            .tls_config(tls_config)
            .build()
            .new_agent();
        let tls = tls::unbelieving().map_err(|error| error.to_string())?;
        Ok(Self { origin, options, budget, agent, tls, withholds: AtomicBool::new(false) })
    }

    /// From now on sends no credentials: whoever answers may not be who it says.
    pub fn withhold_credentials(&self) {
        self.withholds.store(true, Ordering::Relaxed);
    }

    /// Sends `request`; `None` when no answer came.
    ///
    /// # Errors
    /// [`Spent`].
    pub fn ask(&self, request: &Request) -> Result<Option<Answer>, Spent> {
        self.budget.take()?;
        let mut built = http::Request::builder()
            .method(request.method.as_str())
            .uri(format!("{}{}", self.origin, request.path));
        for (name, value) in self.credentials(request.who) {
            if !request.headers.iter().any(|(known, _)| known.eq_ignore_ascii_case(name)) {
                built = built.header(name, value);
            }
        }
        for (name, value) in &request.headers {
            built = built.header(name, value);
        }
        let outcome = match &request.body {
            Some(body) => built.body(body.as_slice()).map_err(Error::Http).and_then(|r| self.agent.run(r)),
            None => built.body(()).map_err(Error::Http).and_then(|r| self.agent.run(r)),
        };
        let Ok(response) = outcome else { return Ok(None) };
        let (parts, body) = response.into_parts();
        let headers = parts
            .headers
            .iter()
            .map(|(name, value)| {
                (name.as_str().to_owned(), String::from_utf8_lossy(value.as_bytes()).into_owned())
            })
            .collect();
        let mut bytes = Vec::new();
        // What breaks off in the middle is still evidence as far as it came.
        let _ = body.into_reader().take(LONGEST_ANSWER as u64).read_to_end(&mut bytes);
        Ok(Some(Answer { status: parts.status.as_u16(), headers, body: bytes }))
    }

    /// Sends bytes as they are.
    ///
    /// # Errors
    /// [`Spent`].
    pub fn raw(&self, bytes: &[u8]) -> Result<Outcome, Spent> {
        let Some(mut wire) = self.connect()? else { return Ok(Outcome::Closed) };
        // A server that refuses early may stop reading: what it said is still there to be read.
        let _ = wire.send(bytes);
        Ok(wire.answer(self.budget.at_most(self.options.patience)))
    }

    /// A connection of its own; `None` when there is none to be had.
    ///
    /// # Errors
    /// [`Spent`].
    pub fn connect(&self) -> Result<Option<Wire>, Spent> {
        self.budget.take()?;
        Ok(Wire::connect(self.origin, &self.tls, self.budget.at_most(self.options.patience)).ok())
    }

    /// The head of a raw request in the name of `who`, without the empty line that ends it.
    pub fn head(&self, method: &str, path: &str, who: Who, further: &str) -> String {
        let mut head = format!("{method} {path} HTTP/1.1\r\nHost: {}\r\n", self.origin.authority());
        for (name, value) in self.credentials(who) {
            head = format!("{head}{name}: {value}\r\n");
        }
        format!("{head}{further}")
    }

    /// Takes one request from the budget, for what does not go through this client.
    ///
    /// # Errors
    /// [`Spent`].
    pub fn take(&self) -> Result<(), Spent> {
        self.budget.take()
    }

    /// How much time there is for something that wants `wanted`.
    pub fn at_most(&self, wanted: Duration) -> Duration {
        self.budget.at_most(wanted)
    }

    fn credentials(&self, who: Who) -> Vec<(&str, &str)> {
        if self.withholds.load(Ordering::Relaxed) {
            return Vec::new();
        }
        let mut headers: Vec<(&str, &str)> = match who {
            Who::Nobody => Vec::new(),
            _ => self.options.headers.iter().map(|(n, v)| (n.as_str(), v.as_str())).collect(),
        };
        if let Who::Identity(index) = who
            && let Some(identity) = self.options.identities.get(index)
        {
            headers.retain(|(name, _)| !name.eq_ignore_ascii_case(&identity.header.0));
            headers.push((&identity.header.0, &identity.header.1));
        }
        headers
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_budget_ends() {
        let budget = Budget::new(2, Duration::from_mins(1));
        assert!(budget.take().is_ok() && budget.take().is_ok());
        assert!(budget.take().is_err() && budget.take().is_err());
        assert_eq!(budget.sent(), 2);
        assert!(Budget::new(2, Duration::ZERO).take().is_err());
    }
}
