//! What happens around every request, in this order from the outside in:
//!
//! 1. **request id** ([`RequestId`]): taken from `X-Request-Id` if it is well-formed, else made; visible to
//!    everything further in, and on every answer.
//! 2. **fixed headers**: on every answer, whoever made it.
//! 3. **panics**: one in anything further in becomes a 500 problem. Without this actix-web drops the
//!    connection.
//! 4. **the caller** ([`crate::caller::enter`]): who it is, whether they may come in, and what is left of
//!    their limits; a refusal is the answer. On the way out the limits' headers and the security events.
//! 5. the routes, and the 404 for what is none.
//!
//! All of it is one function, [`frame()`], because an answer to a panic needs the id and the headers of 1
//! and 2, and because each actix-web middleware costs every request an allocation or two. What concerns
//! single routes does not belong here.

mod frame;
mod request_id;

pub(crate) use frame::frame;
pub(crate) use request_id::RequestId;
