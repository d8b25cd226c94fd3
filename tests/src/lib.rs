//! What the black-box tests share: the shipped binaries, an index built by them, a running server, a plain
//! HTTP client. Nothing here knows the inside of any crate.
//!
//! A helper that cannot do its work panics with what it tried: the test then fails for that reason.

mod binaries;
mod client;
mod index;
mod server;

pub use binaries::{bench, incidex, root, xtask};
pub use client::{Answer, exchange, get, request};
pub use index::{curated_index, reference, reference_arguments};
pub use server::Server;
