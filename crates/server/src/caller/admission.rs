//! What is known of a request's caller while it is answered, and what is written once it is.

use std::cell::RefCell;
use std::net::IpAddr;
use std::num::NonZeroU32;
use std::ops::Deref;
use std::rc::Rc;
use std::sync::Arc;

use actix_web::HttpResponse;
use actix_web::dev::{Extensions, RequestHead};
use incidex_core::ingredient::IngredientCode;
use incidex_core::tier::{Feature, Tier, TierPolicy};
use incidex_ops::telemetry::audit::Who;
use incidex_ops::walk::Day;

use super::gate::{Gate, Judgement};
use super::{Caller, Identity, events};
use crate::limit::{self, Bucket, Subject, Verdict};
use crate::middleware::RequestId;
use crate::problem::Problem;

/// The gate, as one worker holds it: that each request holds it too is no matter of other workers.
pub(crate) type WorkerGate = Rc<Arc<Gate>>;

/// What is known of a request's caller. Reads as the [`Caller`].
pub(crate) struct Admission {
    gate: WorkerGate,
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
    admission: Rc<Admission>,
}

/// Decides on the request with this head and charges for it; see [`super`] for the order. The problem is the answer,
/// if there is one. [`Passage::leave`] must see the answer, whatever it is.
pub(crate) fn enter(gate: &WorkerGate, head: &RequestHead, id: &RequestId) -> (Passage, Option<Problem>) {
    let gate = Rc::clone(gate);
    let Judgement { origin, caller, verdict, refusal } = gate.judge(head);
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
    (Passage { admission }, refusal)
}

impl Passage {
    /// What is known of the caller, for the route.
    pub(crate) fn admission(&self) -> Rc<Admission> {
        Rc::clone(&self.admission)
    }

    /// Puts that where a route finds it that actix-web's router brings the request to.
    pub(crate) fn accompany(&self, extensions: &mut Extensions) {
        extensions.insert(Rc::clone(&self.admission));
    }

    /// The tier of the caller; `None` where nobody called, as on open routes.
    pub(crate) fn tier(&self) -> Option<Tier> {
        self.admission.is_known().then_some(self.admission.policy.tier)
    }

    /// Whose request it is, and from which address, for its line in the log.
    pub(crate) fn who(&self) -> (Who, IpAddr) {
        let admission = &self.admission;
        (admission.caller.identity.who(&admission.gate.identities), admission.address)
    }

    /// Adds the limits to the lines of the answer's head, and counts, logs and tells what the answer says about
    /// security and of failures of the route with this template.
    pub(crate) fn leave<B>(&self, route: &'static str, lines: &mut Vec<u8>, answer: &HttpResponse<B>) {
        let admission = &self.admission;
        if let Some(verdict) = &*admission.verdict.borrow() {
            limit::push(lines, verdict);
        }
        let caller = admission.is_known().then_some(&admission.caller);
        let answered = events::Answer { route, address: admission.address, caller, id: &admission.id };
        answered.tell(&admission.gate, answer);
    }
}
