//! The server over real connections, in this process: a small data set, one worker, whole answers.

mod bad_queries;
mod client;
mod data;
mod frame;
mod openapi;
mod plans;
mod routes;
mod shutdown;
