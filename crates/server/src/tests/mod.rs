//! The server over real connections, in this process: a small data set, one worker, whole answers.

mod bad_queries;
mod bodies;
mod callers;
mod capacity;
mod client;
mod cross_origin;
mod data;
mod forwarding;
mod frame;
mod headers;
mod limits;
mod log;
mod methods;
mod openapi;
mod operations;
mod parser;
mod plans;
mod raw_targets;
mod renderings;
mod routes;
mod security_events;
mod shutdown;
mod slow;
mod tls;
mod versions;
mod work;
