//! Operations of Incidex without HTTP: what whoever runs the program needs, whatever it serves.
//!
//! - [`config`]: settings, where each came from, and the only reader of the environment.
//! - [`secret`], [`network`]: secrets that cannot be shown, and lists of networks, for settings and callers.
//! - [`counters`]: numbers of what happened, and [`walk`]: how much of the catalogue each caller has seen.
//! - [`policy`]: the table of tiers as a file.
//! - [`telemetry`]: the log, written so that a blocked terminal or pipe cannot hold up a request.
//! - [`metrics`]: the same numbers for a scraper.
//! - [`alert`]: what the owner must know, told once; [`outgoing`]: the one client for calls to other servers.
//! - [`operations`]: the log and the alerts of a running server, put together.
//! - [`descriptors`]: how many connections the operating system lets this process hold.
//! - [`dataset`]: the index file that is being served, ready to be replaced while requests run.
//!
//! Nothing here knows HTTP or actix-web, and nothing here knows what an ingredient is.

pub mod alert;
pub mod config;
pub mod counters;
pub mod dataset;
pub mod descriptors;
pub mod metrics;
pub mod network;
pub mod operations;
pub mod outgoing;
pub mod policy;
pub mod secret;
pub mod telemetry;
#[cfg(test)]
mod testing;
pub mod walk;
