//! Who calls, decided in one place and once per request, before anything else is looked at. Routes ask
//! [`known`] for the decision and look at no header themselves.
//!
//! The step, [`enter`], in this order; the first that refuses answers:
//!
//! 1. **address** (`address`, `forwarded`): whose connection it is, or, behind a configured proxy, whom the
//!    proxy names. Two headers that contradict each other, or name nobody, are a 400.
//! 2. **networks** (`address`): a blocked one, or one that is not allowed, is a 403.
//! 3. **host** (`hosts`): a name that is not in the list, if there is one, is a 400. (421 would ask the
//!    client to try again on another connection, RFC 9110 section 15.5.20, and nothing would be gained.)
//! 4. **open routes** (`open`): `/health`, `/ready` and CORS preflight need no caller and are not limited.
//! 5. **ways in** ([`WayIn`], `callers`): the first whose header is present decides, right or wrong.
//! 6. **limits** ([`crate::limit`]): a known caller's by tier and identity; an unknown one's by address.
//!
//! After the answer is made, `Passage::leave` writes the limits' headers and the security events
//! (`events`). What a tier may do and see is the policy's (`policies`).

mod address;
mod admission;
mod callers;
mod events;
mod forwarded;
mod gate;
mod gateway;
mod hosts;
mod open;
mod policies;
mod way_in;

use std::rc::Rc;
use std::sync::Arc;

use actix_web::{HttpMessage, HttpRequest};
use incidex_core::tier::TierPolicy;
use incidex_ops::telemetry::IdentityKey;
use incidex_ops::telemetry::audit::Who;

pub use way_in::{Claim, Refusal, WayIn, single};

pub(crate) use admission::{Admission, Passage, WorkerGate, enter};
pub(crate) use gate::Gate;

use crate::middleware::RequestId;
use crate::problem::Problem;

/// Who a caller is, as far as it is known.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Identity {
    /// Nobody in particular.
    Nobody,
    /// A customer of the gateway that has not named them; all of these share their limits.
    Unnamed,
    /// A customer by name: 1 to 128 visible ASCII characters.
    Customer(Arc<str>),
}

/// A caller: who it is and what it may see.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Caller {
    /// Who it is.
    pub identity: Identity,
    /// What it may see.
    pub policy: Arc<TierPolicy>,
}

impl Identity {
    /// What the log says instead of a name: its digest under the key of the log, so that the log gives none
    /// away.
    pub(crate) fn for_the_log(&self, key: &IdentityKey) -> String {
        match self {
            Self::Nobody => "nobody".to_owned(),
            Self::Unnamed => "unnamed".to_owned(),
            Self::Customer(name) => key.digest(name).to_string(),
        }
    }

    /// The same for the line of a request.
    fn who(&self, key: &IdentityKey) -> Who {
        match self {
            Self::Nobody => Who::Nobody,
            Self::Unnamed => Who::Unnamed,
            Self::Customer(name) => Who::Customer(key.digest(name)),
        }
    }
}

/// What is known of the caller of a request that the frame has let in.
pub(crate) fn admission(request: &HttpRequest) -> Option<Rc<Admission>> {
    request.extensions().get::<Rc<Admission>>().cloned()
}

/// The caller, with its limits and what it has seen.
///
/// # Errors
/// A failure of the server, where a route that needs a caller was made an open one.
pub(crate) fn known(admission: Option<&Admission>) -> Result<&Admission, Problem> {
    let known = admission.filter(|admission| admission.is_known());
    known.ok_or_else(|| Problem::internal("a route that needs a caller was reached without one"))
}

/// The id of a request that the frame has let in.
pub(crate) fn request_id(request: &HttpRequest) -> Option<RequestId> {
    request.extensions().get::<Rc<Admission>>().map(|admission| admission.id().clone())
}
