//! The thin HTTP adapter of Incidex over actix-web.
//!
//! - [`startup`]: from settings and a data set to a running, stoppable server.
//! - [`caller`]: the one place that decides who calls and what they may see.
//! - [`limit`]: rate limits, behind a port.
//! - [`dto`]: wire types, in and out.
//! - [`problem`]: errors as RFC 9457 problem details, from one table of codes.
//! - `front`: what stands between the socket and the parser. `tls`: encryption, and its files.
//! - `query` and `body`: the strict readers of query strings and of JSON. `routes`: one file per group of
//!   routes. `middleware`: what happens around every request, in one documented order. `version`: the
//!   versions of the interface. `pool`: threads for long work. `answers` and `renderings`: lookups and records
//!   as they were answered before. `state`: what requests share.
//! - `openapi`: the description of it all, made from the table of routes and the wire types.
//!
//! What an answer says is decided in `incidex-core`, how the process runs in `incidex-ops`. Nothing lives
//! here that does not need HTTP.

mod answers;
mod body;
pub mod caller;
pub mod dto;
mod excerpt;
mod front;
pub mod limit;
mod middleware;
mod openapi;
mod pool;
pub mod problem;
mod query;
mod renderings;
mod routes;
pub mod startup;
mod state;
#[cfg(test)]
mod tests;
mod tls;
mod version;

pub use startup::{Application, StartError, Stopper, serve};
pub use tls::TlsError;
