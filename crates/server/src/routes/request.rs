//! A request for a route that is read, as its handler sees it.

use std::rc::Rc;

use actix_web::HttpRequest;
use actix_web::http::Uri;
use actix_web::http::header::HeaderValue;
use incidex_core::manifest::Manifest;

use crate::caller::{self, Admission};
use crate::middleware::{Basis, entity_tag};
use crate::problem::Problem;
use crate::state::State;

/// A request for a route that is read: who asks, and for what. Methods, versions and limits were looked at before.
pub(crate) struct ReadRequest<'a> {
    /// Whoever was let in.
    pub(crate) admission: Option<Rc<Admission>>,
    /// What stands in the path for the parameter of the route; empty where it has none.
    pub(crate) parameter: &'a str,
    /// What stands behind `?`; empty where nothing does.
    pub(crate) query: &'a str,
    /// The whole target.
    pub(crate) target: &'a Uri,
}

impl<'a> ReadRequest<'a> {
    /// The same of a request that actix-web's router has brought.
    pub(super) fn of(request: &'a HttpRequest) -> Self {
        let parameter = request.match_info().iter().next().map_or("", |(_, value)| value);
        Self {
            admission: caller::admission(request),
            parameter,
            query: request.query_string(),
            target: request.uri(),
        }
    }

    /// Who asks.
    ///
    /// # Errors
    /// A failure of the server, where a route that needs a caller was made an open one.
    pub(crate) fn caller(&self) -> Result<&Admission, Problem> {
        caller::known(self.admission.as_deref())
    }

    /// The entity tag of an answer to `caller` from the data set with this manifest.
    pub(super) fn tag(&self, state: &State, manifest: &Manifest, caller: &Admission) -> HeaderValue {
        let basis =
            Basis { dataset: &manifest.digest, policy: state.policy_digest, tier: caller.policy.tier };
        entity_tag(basis, self.target)
    }
}
