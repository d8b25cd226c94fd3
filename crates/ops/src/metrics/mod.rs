//! Numbers for a scraper: what is counted for each request, and the page that shows it beside everything
//! else that is counted in the process.
//!
//! Every label has a fixed list of values (routes by their template, statuses that this server gives, tiers),
//! so that no client can make the page longer. Counting is a few additions to memory; the page is put
//! together when it is asked for, in the text format of `OpenMetrics`, which Prometheus reads.

mod latency;
mod page;
mod process;
mod requests;

pub use page::{CONTENT_TYPE, Sources};
pub use requests::{NO_ROUTE, Observation, RequestMetrics};

#[cfg(test)]
mod tests;
