//! What is known of a request's caller while it is answered, and what is written once it is.

use std::cell::RefCell;
use std::net::{IpAddr, Ipv4Addr};
use std::num::NonZeroU32;
use std::ops::Deref;
use std::rc::Rc;
use std::sync::Arc;

use actix_web::dev::ServiceRequest;
use actix_web::web::Data;
use actix_web::{HttpMessage, HttpResponse};
use incidex_core::ingredient::IngredientCode;
use incidex_core::tier::{Feature, Tier, TierPolicy};
use incidex_ops::telemetry::audit::Who;
use incidex_ops::walk::Day;

use super::gate::{Gate, Judgement};
use super::{Caller, Identity, events};
use crate::limit::{self, Bucket, Subject, Verdict};
use crate::middleware::RequestId;
use crate::problem::Problem;
use crate::state::State;

/// What is known of a request's caller. Reads as the [`Caller`].
pub(crate) struct Admission {
    gate: Arc<Gate>,
    /// The id of the request, for whoever answers it further in.
    id: RequestId,
    address: IpAddr,
    caller: Caller,
    /// Where the caller is counted; `None` on routes that need none.
    counted: Option<(Bucket, Subject)>,
    verdict: RefCell<Option<Verdict>>,
}

impl Deref for Admission {
    type Target = Caller;

    fn deref(&self) -> &Caller {
        &self.caller
    }
}

impl Admission {
    /// The id of the request.
    pub(super) fn id(&self) -> &RequestId {
        &self.id
    }

    /// Whether there is a caller, be it nobody in particular.
    pub(super) fn is_known(&self) -> bool {
        self.counted.is_some()
    }

    /// Charges the caller for a request for `feature`, `amount` being its number of labels or names, of which
    /// one unit was charged when it came in.
    ///
    /// # Errors
    /// When so much is not left.
    pub(crate) fn charge(&self, feature: Feature, amount: usize) -> Result<(), Problem> {
        let more = self.gate.policies.cost(feature, amount).saturating_sub(1);
        let (Some(more), Some((bucket, subject))) = (NonZeroU32::new(more), &self.counted) else {
            return Ok(());
        };
        let verdict = self.gate.take(*bucket, subject, more);
        let refusal = verdict.retry_after_seconds.map(Problem::rate_limited);
        self.verdict.replace(Some(verdict));
        refusal.map_or(Ok(()), Err)
    }

    /// The tiers whose policy allows something.
    pub(crate) fn tiers_that(&self, allow: impl Fn(&TierPolicy) -> bool) -> Vec<Tier> {
        Tier::ALL.into_iter().filter(|tier| allow(&self.gate.policies.policy(*tier))).collect()
    }

    /// Notes that the caller was shown these records, and logs once a day each number of different ones
    /// that a walk through the catalogue passes.
    pub(crate) fn saw(&self, codes: impl IntoIterator<Item = IngredientCode>) {
        let Some((_, subject)) = &self.counted else { return };
        let key = self.gate.walks.key(subject);
        let codes = codes.into_iter().map(IngredientCode::get);
        if let Some(records) = self.gate.walks.saw(key, Day::today(), codes) {
            self.gate.counters.walks.increment();
            events::walk(&self.gate.identities, self.address, &self.caller, records);
        }
    }
}

/// A request on its way through.
pub(crate) struct Passage {
    /// `None` where the server could not even decide.
    admission: Option<Rc<Admission>>,
}

/// Decides on `request` and charges for it; see [`super`] for the order. The problem is the answer, if there
/// is one. [`Passage::leave`] must see the answer, whatever it is.
pub(crate) fn enter(request: &ServiceRequest, id: &RequestId) -> (Passage, Option<Problem>) {
    let Some(state) = request.app_data::<Data<State>>() else {
        return (Passage { admission: None }, Some(Problem::internal("the application has no state")));
    };
    let gate = Arc::clone(&state.gate);
    let Judgement { origin, caller, verdict, refusal } = gate.judge(request.head());
    if origin.is_spoofed {
        gate.counters.spoofs.increment();
        if gate.spoof_log.check().is_ok() {
            events::spoof(origin.address, id);
        }
    }
    let (caller, counted) = match caller {
        Some((caller, bucket, subject)) => (caller, Some((bucket, subject))),
        None => (Caller { identity: Identity::Nobody, policy: gate.least_policy() }, None),
    };
    let verdict = RefCell::new(verdict);
    let id = id.clone();
    let admission = Rc::new(Admission { gate, id, address: origin.address, caller, counted, verdict });
    request.extensions_mut().insert(Rc::clone(&admission));
    (Passage { admission: Some(admission) }, refusal)
}

impl Passage {
    /// The tier of the caller; `None` where nobody called, as on open routes.
    pub(crate) fn tier(&self) -> Option<Tier> {
        self.admission
            .as_ref()
            .filter(|admission| admission.is_known())
            .map(|admission| admission.policy.tier)
    }

    /// Whose request it is, and from which address, for its line in the log.
    pub(crate) fn who(&self) -> (Who, IpAddr) {
        match &self.admission {
            Some(admission) => (admission.caller.identity.who(&admission.gate.identities), admission.address),
            None => (Who::Nobody, Ipv4Addr::UNSPECIFIED.into()),
        }
    }

    /// Writes the limits into the answer, and counts, logs and tells what it says about security and of
    /// failures of the route with this template.
    pub(crate) fn leave<B>(&self, route: &'static str, answer: &mut HttpResponse<B>) {
        let Some(admission) = &self.admission else { return };
        if let Some(verdict) = &*admission.verdict.borrow() {
            limit::stamp(answer.headers_mut(), verdict);
        }
        let caller = admission.is_known().then_some(&admission.caller);
        let answered = events::Answer { route, address: admission.address, caller, id: &admission.id };
        answered.tell(&admission.gate, answer);
    }
}
