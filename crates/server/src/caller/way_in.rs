//! The port through which callers become known: one implementation per kind of credential.

use actix_web::dev::RequestHead;
use actix_web::http::header::{HeaderMap, HeaderName, HeaderValue};
use incidex_core::tier::Tier;

use super::Identity;

/// A way to be known. The gateway is one; API keys and bearer tokens are others.
pub trait WayIn: Send + Sync {
    /// Who sends the request with this head; `None` if it does not carry what this way looks at. Whoever
    /// carries it is decided here, right or wrong.
    fn recognise(&self, head: &RequestHead) -> Option<Result<Claim, Refusal>>;
}

/// Who somebody has shown to be.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Claim {
    /// The identity.
    pub identity: Identity,
    /// The tier.
    pub tier: Tier,
}

/// Why somebody is not let in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Refusal {
    /// A header cannot be used: 400. No attempt at a secret.
    Malformed {
        /// Its name.
        header: &'static str,
        /// What is wrong with it.
        detail: &'static str,
    },
    /// The credential is wrong, and there is no other to ask for: 403 (RFC 9110 section 15.5.4).
    Forbidden,
    /// The credential is wrong, and another one may be right: 401 (RFC 9110 section 15.5.2).
    Unauthorized {
        /// What `WWW-Authenticate` asks for.
        challenge: &'static str,
    },
}

/// The value of a header that may be given once; blanks around it do not count.
///
/// # Errors
/// When it is given more than once.
pub fn single<'a>(headers: &'a HeaderMap, name: &'static HeaderName) -> Result<Option<&'a [u8]>, Refusal> {
    let mut values = headers.get_all(name);
    let first = values.next().map(HeaderValue::as_bytes).map(<[u8]>::trim_ascii);
    match values.next() {
        Some(_) => Err(Refusal::Malformed { header: name.as_str(), detail: "given more than once" }),
        None => Ok(first),
    }
}
