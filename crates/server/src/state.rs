//! What all requests share: the data set, who may call, and whether the server still takes requests.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use incidex_ops::dataset::Dataset;
use incidex_ops::metrics::RequestMetrics;

use crate::answers::Answers;
use crate::caller::Gate;
use crate::pool::Pool;
use crate::renderings::Renderings;

/// What all requests share. One per server.
pub(crate) struct State {
    /// The data set that is being served.
    pub(crate) dataset: Arc<Dataset>,
    /// Who may call.
    pub(crate) gate: Arc<Gate>,
    /// Whether the server still takes requests.
    pub(crate) readiness: Arc<Readiness>,
    /// What is counted of requests.
    pub(crate) requests: Arc<RequestMetrics>,
    /// Where long work is done.
    pub(crate) pool: Pool,
    /// Lookups as they were answered before.
    pub(crate) answers: Answers,
    /// Records as they were written before.
    pub(crate) renderings: Renderings,
    /// Digest of what every tier may see; a part of entity tags.
    pub(crate) policy_digest: u64,
}

/// Whether the server wants requests: it does until it is told to stop.
#[derive(Debug, Default)]
pub(crate) struct Readiness {
    is_draining: AtomicBool,
}

impl Readiness {
    /// Says that no more requests are wanted. There is no way back.
    pub(crate) fn begin_draining(&self) {
        self.is_draining.store(true, Ordering::Release);
    }

    /// Whether no more requests are wanted.
    pub(crate) fn is_draining(&self) -> bool {
        self.is_draining.load(Ordering::Acquire)
    }
}
