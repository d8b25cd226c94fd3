//! Whether the process lives (`/health`) and whether it wants requests (`/ready`). Neither needs a caller,
//! and neither minds parameters, which some probes add.

use actix_web::HttpResponse;
use jiff::Timestamp;

use super::{ReadRequest, VERSION, json};
use crate::dto::{Health, Ready};
use crate::problem::Problem;
use crate::state::State;

/// When to look again at a server that is about to stop, in seconds: its successor may be there by then.
const RETRY_AFTER_SECONDS: u32 = 5;

/// The process lives.
pub(super) fn health(_: &ReadRequest<'_>, _: &State) -> Result<HttpResponse, Problem> {
    let timestamp = format!("{:.0}", Timestamp::now());
    json(&Health { status: "healthy", version: VERSION, timestamp }, 0)
}

/// The process wants requests, or is about to stop.
pub(super) fn ready(_: &ReadRequest<'_>, state: &State) -> Result<HttpResponse, Problem> {
    if state.readiness.is_draining() {
        return Err(Problem::not_ready(RETRY_AFTER_SECONDS));
    }
    let bundle = state.dataset.current();
    let dataset = bundle.catalog().manifest().into();
    json(&Ready { status: "ready", version: VERSION, dataset }, 0)
}
