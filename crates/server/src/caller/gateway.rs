//! The gateway: whoever knows one of its secrets speaks for its customers.

use actix_web::dev::RequestHead;
use actix_web::http::header::{HeaderMap, HeaderName};
use incidex_ops::secret::SecretSet;

use super::Identity;
use super::policies::Subscriptions;
use super::way_in::{Claim, Refusal, WayIn, single};

/// Name of the header with the secret.
static SECRET: HeaderName = HeaderName::from_static("x-rapidapi-proxy-secret");
/// Name of the header with the plan.
pub(super) static SUBSCRIPTION: HeaderName = HeaderName::from_static("x-rapidapi-subscription");
/// Name of the header with the customer's name.
static USER: HeaderName = HeaderName::from_static("x-rapidapi-user");

/// The longest name of a customer, in bytes.
const LONGEST_USER: usize = 128;

/// The gateway as a way in.
pub(super) struct Gateway {
    secrets: SecretSet,
    subscriptions: Subscriptions,
}

impl Gateway {
    /// The gateway that knows one of `secrets`.
    pub(super) fn new(secrets: SecretSet, subscriptions: Subscriptions) -> Self {
        Self { secrets, subscriptions }
    }

    fn customer(&self, headers: &HeaderMap) -> Result<Claim, Refusal> {
        let subscription = single(headers, &SUBSCRIPTION)?;
        let tier = self.subscriptions.tier(subscription.unwrap_or_default());
        Ok(Claim { identity: identity(headers)?, tier })
    }
}

impl WayIn for Gateway {
    fn recognise(&self, head: &RequestHead) -> Option<Result<Claim, Refusal>> {
        let headers = head.headers();
        match single(headers, &SECRET) {
            Ok(None) => None,
            Ok(Some(secret)) if self.secrets.contains(secret) => Some(self.customer(headers)),
            Ok(Some(_)) => Some(Err(Refusal::Forbidden)),
            Err(refusal) => Some(Err(refusal)),
        }
    }
}

fn identity(headers: &HeaderMap) -> Result<Identity, Refusal> {
    let malformed = |detail| Err(Refusal::Malformed { header: USER.as_str(), detail });
    match single(headers, &USER)? {
        None | Some(b"") => Ok(Identity::Unnamed),
        Some(user) if user.len() > LONGEST_USER => malformed("longer than 128 bytes"),
        Some(user) if !user.iter().all(u8::is_ascii_graphic) => {
            malformed("holds something else than visible ASCII characters")
        }
        Some(user) => match std::str::from_utf8(user) {
            Ok(user) => Ok(Identity::Customer(user.into())),
            Err(_) => malformed("not ASCII"),
        },
    }
}
