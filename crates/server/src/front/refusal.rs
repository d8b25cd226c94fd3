//! What is refused before there is a request: counted by reason, and one line in the log for each, since
//! neither the lines nor the metrics of requests know of it.
//!
//! Nothing of what was sent is logged: it need not be HTTP.

use std::net::IpAddr;

use incidex_ops::counters::LabelledCounters;

use super::head::HeadFault;

/// The target of the lines, for the log's filter.
const TARGET: &str = "incidex::connection";

/// Why a connection ended without a request, or without its answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Refusal {
    /// The head breaks the grammar, or could be understood in two ways: 400.
    Malformed,
    /// The head has a method that the parser has no room for: 405.
    UnknownMethod,
    /// The head did not arrive in time: 408.
    SlowHead,
    /// The target is too long: 414.
    TargetTooLong,
    /// The header section is too large: 431.
    HeadersTooLarge,
    /// There are too many connections: 503, or closed where TLS would have to be spoken first.
    TooMany,
    /// There was no TLS handshake, or none in time; closed.
    Handshake,
    /// Nothing came in time on a new connection; closed.
    Silent,
    /// The answer was not taken in time; closed.
    Unread,
}

impl Refusal {
    const ALL: [Self; 9] = [
        Self::Malformed,
        Self::UnknownMethod,
        Self::SlowHead,
        Self::TargetTooLong,
        Self::HeadersTooLarge,
        Self::TooMany,
        Self::Handshake,
        Self::Silent,
        Self::Unread,
    ];

    /// What it is called in metrics and in the log.
    pub(crate) fn reason(self) -> &'static str {
        match self {
            Self::Malformed => "malformed",
            Self::UnknownMethod => "unknown_method",
            Self::SlowHead => "slow_head",
            Self::TargetTooLong => "target_too_long",
            Self::HeadersTooLarge => "headers_too_large",
            Self::TooMany => "too_many",
            Self::Handshake => "handshake",
            Self::Silent => "silent",
            Self::Unread => "unread",
        }
    }

    /// A counter for each.
    pub(crate) fn counters() -> LabelledCounters {
        LabelledCounters::new(Self::ALL.map(Self::reason))
    }

    /// Counts it and logs it. `answer` is the status that the client was told, and the id beside it, if it was
    /// told anything.
    pub(super) fn note(
        self,
        counters: &LabelledCounters,
        address: Option<IpAddr>,
        answer: Option<(u16, &str)>,
    ) {
        if let Some(counter) = counters.at(self as usize) {
            counter.increment();
        }
        let (status, request_id) = answer.unzip();
        let address = address.map(tracing::field::display);
        let reason = self.reason();
        tracing::info!(target: TARGET, reason, address, status, request_id, "connection refused");
    }
}

impl From<HeadFault> for Refusal {
    fn from(fault: HeadFault) -> Self {
        match fault {
            HeadFault::Malformed(_) => Self::Malformed,
            HeadFault::TargetTooLong => Self::TargetTooLong,
            HeadFault::HeadersTooLarge => Self::HeadersTooLarge,
            HeadFault::UnknownMethod => Self::UnknownMethod,
            HeadFault::TooSlow => Self::SlowHead,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_reason_has_the_counter_of_its_name() {
        let counters = Refusal::counters();
        for refusal in Refusal::ALL {
            refusal.note(&counters, None, None);
            let (name, count) = counters.values().nth(refusal as usize).unwrap();
            assert_eq!((name, count), (refusal.reason(), 1));
        }
    }
}
