//! How each fault is found: one module per group, [`passive`] for what any answer shows by the way.
//!
//! A check asks through [`Scan`], decides from the answers alone, and never changes what it finds: methods
//! that change something are sent to a path that does not exist, or with a body that cannot be read.

mod access;
mod cors;
mod errors;
mod headers;
mod hello;
mod limits;
mod objects;
pub mod passive;
mod routes;
mod sizes;
mod smuggling;
mod spoofing;
mod tls;
mod verbose;

pub use tls::certificate;

use super::client::Spent;
use super::options::Group;
use super::scan::Scan;

/// Runs one group of checks.
///
/// # Errors
/// [`Spent`].
pub fn run(group: Group, scan: &mut Scan<'_>) -> Result<(), Spent> {
    match group {
        Group::Tls => tls::run(scan),
        Group::Headers => headers::run(scan),
        Group::Routes => routes::run(scan),
        Group::Cors => cors::run(scan),
        Group::Errors => errors::run(scan),
        Group::Access => access::run(scan),
        Group::Objects => objects::run(scan),
        Group::Smuggling => smuggling::run(scan),
        Group::Limits => {
            scan.note_throttling();
            sizes::run(scan)?;
            limits::run(scan)
        }
    }
}
