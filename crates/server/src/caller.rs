//! Who calls, decided in one place and once per request. Routes take the policy from here and look at no
//! header themselves.

use actix_web::dev::RequestHead;
use incidex_core::tier::TierPolicy;

/// Who a caller is, as far as it is known.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Identity {
    /// Nobody in particular: development on loopback.
    Nobody,
}

/// A caller: who it is and what it may see.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Caller {
    /// Who it is.
    pub identity: Identity,
    /// What it may see.
    pub policy: TierPolicy,
}

/// The ways in. There is one as yet: whoever reaches the loopback address is the nobody of dev, from whom
/// nothing is hidden. That is why settings refuse any other address.
#[derive(Debug)]
pub struct Callers {
    nobody: Caller,
}

impl Callers {
    /// Lets nobody in particular in, and shows them everything.
    pub fn unauthenticated() -> Self {
        Self { nobody: Caller { identity: Identity::Nobody, policy: TierPolicy::unrestricted() } }
    }

    /// Lets everybody in with this policy.
    #[cfg(test)]
    pub(crate) fn always(policy: TierPolicy) -> Self {
        Self { nobody: Caller { identity: Identity::Nobody, policy } }
    }

    /// The caller of the request with this head.
    pub fn decide(&self, _head: &RequestHead) -> &Caller {
        &self.nobody
    }
}
