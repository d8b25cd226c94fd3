//! Why a call failed, in words that hold nothing of what was sent.

use std::io::ErrorKind;

use super::resolver::InternalAddress;

/// Why a call failed. Nothing of the address is repeated.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum CallError {
    /// The name of the host leads nowhere.
    #[error("the host is not found")]
    NotFound,
    /// The host has an address of the internal network alone, and may not.
    #[error(
        "the host has an address of the internal network; name it in INCIDEX_OUTGOING_INTERNAL_HOSTS if it is meant"
    )]
    Internal,
    /// No connection could be made, or it broke.
    #[error("the connection failed ({0})")]
    Connection(ErrorKind),
    /// It took too long.
    #[error("it took too long")]
    Timeout,
    /// The other side could not prove who it is, or speaks no TLS.
    #[error("TLS failed")]
    Tls,
    /// The answer is longer than what is read.
    #[error("the answer is too large")]
    TooLarge,
    /// What came is no answer.
    #[error("the answer is no HTTP")]
    Malformed,
}

impl CallError {
    /// What `error` is; its own words may hold the address and are dropped.
    pub(super) fn of(error: &ureq::Error) -> Self {
        match error {
            ureq::Error::HostNotFound => Self::NotFound,
            ureq::Error::Timeout(_) => Self::Timeout,
            ureq::Error::Tls(_) | ureq::Error::Rustls(_) | ureq::Error::TlsRequired => Self::Tls,
            ureq::Error::BodyExceedsLimit(_) | ureq::Error::LargeResponseHeader(..) => Self::TooLarge,
            ureq::Error::Other(other) if other.is::<InternalAddress>() => Self::Internal,
            ureq::Error::Io(io) => Self::of_io(io),
            ureq::Error::ConnectionFailed => Self::Connection(ErrorKind::Other),
            _ => Self::Malformed,
        }
    }

    fn of_io(error: &std::io::Error) -> Self {
        let inner = error.get_ref();
        if let Some(error) = inner.and_then(|inner| inner.downcast_ref::<ureq::Error>()) {
            return Self::of(error);
        }
        let is_tls = |inner: &(dyn std::error::Error + 'static)| inner.is::<rustls::Error>();
        match inner {
            Some(inner) if is_tls(inner) || inner.source().is_some_and(is_tls) => Self::Tls,
            _ if matches!(error.kind(), ErrorKind::TimedOut | ErrorKind::WouldBlock) => Self::Timeout,
            _ => Self::Connection(error.kind()),
        }
    }
}
