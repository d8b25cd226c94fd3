//! What stands between the socket and actix's parser: one [`Connection`] around every stream.
//!
//! - `head`: raw UTF-8 in the request target is percent-encoded, sizes are held to, and what the parser would
//!   refuse with a bare answer is refused here, with a problem and every header (`farewell`).
//! - `connection`: where the next head begins, whatever the body before it; the time that a head, a body, an
//!   answer and an idle connection may take (`timer`); the orderly end of a connection.
//! - `link`: what the connection tells the request on it, and the other way round.
//! - `outgoing`: the header lines of an answer, put in on its way out.
//! - `refusal`: what is told of those who are refused here.
//! - `accept`: how many connections there may be, and the TLS handshake.
//!
//! Nothing here knows a route or a caller, and nothing here decodes a body.

mod accept;
mod chunked;
mod connection;
mod farewell;
mod head;
mod inbound;
mod link;
mod outgoing;
mod refusal;
mod timer;
mod transport;

use std::sync::Arc;
use std::time::Duration;

use incidex_ops::config::TimeSettings;
use incidex_ops::counters::LabelledCounters;

use crate::middleware::FixedHeaders;

pub(crate) use accept::Door;
pub(crate) use connection::Connection;
pub(crate) use link::{BodyFate, Link};
pub(crate) use outgoing::Lines;
pub(crate) use refusal::Refusal;

/// The largest body, in bytes.
pub(crate) const LARGEST_BODY: u64 = 256 * 1_024;

/// What holds for every connection.
#[derive(Debug)]
pub(crate) struct Front {
    /// For a head to arrive.
    header_timeout: Duration,
    /// For a body to arrive.
    body_timeout: Duration,
    /// For a piece of an answer to be taken.
    write_timeout: Duration,
    /// For the next request to begin.
    keep_alive: Duration,
    /// The headers of the answers that are given here.
    fixed: FixedHeaders,
    /// How many were refused here, by [`Refusal`].
    refused: Arc<LabelledCounters>,
}

impl Front {
    /// `refused` are [`Refusal::counters`].
    pub(crate) fn new(time: &TimeSettings, fixed: FixedHeaders, refused: Arc<LabelledCounters>) -> Self {
        Self {
            header_timeout: time.header.seconds(),
            body_timeout: time.body.seconds(),
            write_timeout: time.write.seconds(),
            keep_alive: time.keep_alive.seconds(),
            fixed,
            refused,
        }
    }
}
