//! Numbers of what became of alerts.

use std::sync::Arc;

use crate::counters::Counter;

/// Numbers of all channels together, and of each.
#[derive(Debug, Default)]
pub struct AlertCounters {
    /// Events that came faster than they could be grouped, and were dropped.
    pub dropped_events: Counter,
    /// What became of the messages of each channel, by its name.
    pub channels: Vec<(&'static str, Arc<ChannelCounters>)>,
}

/// What became of the messages of one channel.
#[derive(Debug, Default)]
pub struct ChannelCounters {
    /// Messages that arrived.
    pub delivered: Counter,
    /// Attempts that failed and were followed by another.
    pub retried: Counter,
    /// Messages that the other side does not take.
    pub refused: Counter,
    /// Messages that had to make room for newer ones.
    pub dropped: Counter,
}
