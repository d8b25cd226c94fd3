//! What a scan is asked to do, and within what bounds.

use std::collections::BTreeSet;
use std::path::PathBuf;
use std::time::Duration;

/// A group of checks.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, clap::ValueEnum)]
pub enum Group {
    /// TLS versions, ciphers and the certificate.
    Tls,
    /// Headers on answers of every status; cookies, banners and caching are looked at on every answer.
    Headers,
    /// Routes that answer nobody in particular.
    Routes,
    /// Cross-origin requests.
    Cors,
    /// Answers to bad input.
    Errors,
    /// Host, forwarding and method headers; `TRACE`.
    Access,
    /// Objects across two identities.
    Objects,
    /// Requests whose length is ambiguous.
    Smuggling,
    /// Sizes, slow clients, bursts, and whose allowance a burst uses up.
    Limits,
}

impl Group {
    /// All of them, in the order in which they run: what uses an allowance up comes last.
    pub const ALL: [Self; 9] = [
        Self::Tls,
        Self::Headers,
        Self::Routes,
        Self::Cors,
        Self::Errors,
        Self::Access,
        Self::Objects,
        Self::Smuggling,
        Self::Limits,
    ];
}

/// A caller that is not the one of `--header`.
#[derive(Clone, Debug)]
pub struct Identity {
    /// What the report calls it.
    pub label: String,
    /// The header that makes it.
    pub header: (String, String),
}

/// What a scan is asked to do.
#[derive(Clone, Debug)]
pub struct Options {
    /// Headers of the caller; their values are secrets.
    pub headers: Vec<(String, String)>,
    /// Two callers whose objects are not each other's.
    pub identities: Vec<Identity>,
    /// Origins of pages that are meant to be allowed, such as `https://app.example.com`.
    pub trusted_origins: Vec<String>,
    /// Issuers to believe beside the system's (PEM).
    pub ca_file: Option<PathBuf>,
    /// Whether credentials are sent to a server whose certificate does not verify.
    pub is_insecure: bool,
    /// What to look at.
    pub groups: BTreeSet<Group>,
    /// How long a client may be slow before it is a finding; `None` leaves that out.
    pub slow: Option<Duration>,
    /// How many requests make a burst.
    pub burst: usize,
    /// How many requests of a burst are under way at once.
    pub concurrency: usize,
    /// How long to wait for one answer.
    pub patience: Duration,
    /// The longest `Retry-After` that is waited for.
    pub longest_wait: Duration,
    /// The most requests of the whole scan.
    pub requests: u64,
    /// The most time of the whole scan.
    pub time: Duration,
}

impl Default for Options {
    fn default() -> Self {
        Self {
            headers: Vec::new(),
            identities: Vec::new(),
            trusted_origins: Vec::new(),
            ca_file: None,
            is_insecure: false,
            groups: Group::ALL.into_iter().collect(),
            slow: None,
            burst: 100,
            concurrency: 8,
            patience: Duration::from_secs(5),
            longest_wait: Duration::from_secs(5),
            requests: 3_000,
            time: Duration::from_mins(5),
        }
    }
}

/// `Name: value`.
///
/// # Errors
/// When there is no name, or a character that cannot stand in a header. The value is not repeated.
pub fn header(text: &str) -> Result<(String, String), String> {
    let (name, value) = text.split_once(':').ok_or("give a header as 'Name: value'")?;
    let (name, value) = (name.trim(), value.trim());
    let is_token = |byte: u8| byte.is_ascii_alphanumeric() || b"!#$%&'*+-.^_`|~".contains(&byte);
    if name.is_empty() || !name.bytes().all(is_token) || value.chars().any(char::is_control) {
        return Err("give a header as 'Name: value', without control characters".to_owned());
    }
    Ok((name.to_owned(), value.to_owned()))
}

/// `label=Name: value`.
///
/// # Errors
/// As [`header`].
pub fn identity(text: &str) -> Result<Identity, String> {
    let (label, rest) = text.split_once('=').ok_or("give an identity as 'label=Name: value'")?;
    if label.is_empty() || label.contains(':') {
        return Err("give an identity as 'label=Name: value'".to_owned());
    }
    Ok(Identity { label: label.to_owned(), header: header(rest)? })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn headers_and_identities_are_read() {
        assert_eq!(header("X-Key:  a:b=").unwrap(), ("X-Key".to_owned(), "a:b=".to_owned()));
        let alice = identity("alice=Authorization: Bearer a=b").unwrap();
        assert_eq!((alice.label.as_str(), alice.header.1.as_str()), ("alice", "Bearer a=b"));
        for wrong in ["X-Key", ": v", "X Key: v", "X: a\r\nY: b"] {
            assert!(header(wrong).is_err(), "{wrong}");
        }
        assert!(identity("X-Key: a=b").is_err() && identity("=X: y").is_err());
    }
}
