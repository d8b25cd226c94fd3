//! Rate limits: the port, and the limiter of one process behind it.
//!
//! Every window is a token bucket (GCRA): it holds so many units at most and gets them back at a steady
//! rate. The windows of a bucket are stacked; a request must fit into each. [`Limiter`] is the port, so
//! that several processes can share one store; [`LocalLimiter`] keeps it in memory, over the `governor`
//! that actix-governor brings. (Its middleware is not used: it has one quota, whole requests alone, its own
//! plain-text answers, and no way to see its keys.) `headers` writes what the answer says of it.
//!
//! Who is limited by what is decided in [`crate::caller`].

mod counts;
mod headers;
mod local;
mod rates;

use std::num::NonZeroU32;
use std::sync::Arc;

use incidex_core::tier::Tier;
use incidex_ops::network::ClientNetwork;

pub(crate) use headers::push;
pub use local::LocalLimiter;
pub use rates::{Rates, UnknownRates};

/// Which windows a request is counted in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Bucket {
    /// Those of a tier.
    Tier(Tier),
    /// The one of an address from which nobody is known.
    Unauthenticated,
    /// The one of an address from which wrong credentials come.
    FailedAuthentication,
}

/// Who is counted.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Subject {
    /// All for whom there is nothing to tell them apart.
    Nobody,
    /// All customers of the gateway that it has not named.
    Unnamed,
    /// A customer.
    Identity(Arc<str>),
    /// An address, or the network that counts as one.
    Address(ClientNetwork),
}

/// What is left in a window.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct WindowState {
    /// Its name in the headers.
    pub name: &'static str,
    /// How many units it holds when nothing was used.
    pub quota: u32,
    /// In how many seconds it fills from empty, at least 1.
    pub window_seconds: u64,
    /// How many units are left.
    pub remaining: u32,
    /// In how many seconds it is full again.
    pub reset_seconds: u64,
}

/// Whether a request fits.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Verdict {
    /// The windows that were asked, the longest first; where one has refused, only those up to it.
    pub windows: Vec<WindowState>,
    /// In how many seconds to try again, at least 1, if it does not fit.
    pub retry_after_seconds: Option<u32>,
}

impl Verdict {
    /// Whether the request fits.
    pub fn fits(&self) -> bool {
        self.retry_after_seconds.is_none()
    }
}

/// Counts requests. A shared one implements this over its store; it must not wait longer than a request
/// may, and must let requests through when its store is gone.
pub trait Limiter: Send + Sync {
    /// Takes `weight` units for `subject` from every window of `bucket`. One that is heavier than a whole
    /// window costs all of it, so that it is answered at times and not never.
    fn take(&self, bucket: Bucket, subject: &Subject, weight: NonZeroU32) -> Verdict;

    /// Forgets subjects whose windows are full again; how many counts were forgotten.
    fn evict(&self) -> usize;

    /// How many counts are held.
    fn held(&self) -> usize;
}
