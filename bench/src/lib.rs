//! Audits and measures Incidex from outside; the audit takes any HTTP API. Unpublished.
//!
//! ```text
//! cargo xtask audit URL…             looks for open routes, missing headers and limits, verbose errors, …
//! cargo xtask bench startup INDEX    time to the first answer, resident memory, time of a build
//! cargo xtask bench http INDEX       requests per second beside a bare actix route, in one run
//! cargo xtask bench search [INDEX]   lookups beside SQLite, tantivy and a plain map, up to a million names
//! cargo xtask bench labels INDEX TEXTS   time to read labels
//! cargo xtask torture INDEX          what may happen in a year, in minutes
//! ```
//!
//! | module | what lives there |
//! | --- | --- |
//! | [`audit`] | the scanner |
//! | [`weak`] | a server in which every fault that the scanner knows can be switched on by itself |
//! | [`load`] | a load generator: keep-alive connections, one request at a time on each |
//! | [`startup`], [`http`], [`search`], [`labels`] | what is measured |
//! | [`torture`] | proofs of reliability |
//! | [`served`], [`bare`] | the released binary, and the bare server beside it, each a [`process`] of its own |
//!
//! Numbers depend on the machine: only ratios taken in one run are claims. Nothing here is linked into what
//! is shipped.

pub mod audit;
pub mod bare;
pub mod http;
pub mod labels;
pub mod load;
pub mod process;
pub mod random;
pub mod search;
pub mod served;
pub mod startup;
pub mod torture;
pub mod weak;
