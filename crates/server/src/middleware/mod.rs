//! What happens around every request, in this order from the outside in:
//!
//! 1. **request id** ([`RequestId`]): taken from `X-Request-Id` if it is well-formed, else made; visible to
//!    everything further in, and on every answer.
//! 2. **headers**: those that every answer bears ([`FixedHeaders`]), `Server-Timing`, caching, cross-origin
//!    reads (`cors`), the notice of a deprecated version; on every answer, whoever made it. Most go to the
//!    connection as lines ([`crate::front::Lines`]).
//! 3. **form of the answer**: 304 for whoever has it (`entity_tag`), 406 for whoever does not take JSON,
//!    gzip for whoever does (`negotiation`, `compression`).
//! 4. **the caller** ([`crate::caller::enter`]): who it is, whether they may come in, and what is left of
//!    their limits; a refusal is the answer. On the way out the limits' headers and the security events.
//! 5. **before a route is looked for** (`before`): preflight, methods that no route takes, versions that
//!    there are not, bodies that are too large or that nobody reads.
//! 6. **time and panics**: an answer that is not ready in time becomes a 503 problem, a panic in anything
//!    further in a 500. Without this actix-web drops the connection.
//! 7. the routes, and the 404 for what is none.
//!
//! Once the answer is final, `account` writes the request's line into the log and counts it, and
//! [`crate::caller`] tells the owner of a failure.
//!
//! All of it is one [service](Framed) around the application, because an answer to a panic needs the id and the headers
//! of 1 and 2, and because each actix-web middleware costs every request an allocation or two. What concerns single
//! routes does not belong here.

mod account;
mod before;
mod compression;
mod cors;
mod entity_tag;
mod fixed;
mod frame;
mod negotiation;
mod request_id;
mod service;

pub(crate) use cors::METHODS;
pub(crate) use entity_tag::{Basis, entity_tag};
pub(crate) use fixed::FixedHeaders;
pub(crate) use frame::Frame;
pub(crate) use request_id::RequestId;
pub(crate) use service::Framed;
