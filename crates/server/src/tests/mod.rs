//! The server over real connections, in this process: a small data set, one worker, whole answers.

mod bad_queries;
mod callers;
mod client;
mod data;
mod forwarding;
mod frame;
mod limits;
mod log;
mod plans;
mod routes;
mod security_events;
mod shutdown;
