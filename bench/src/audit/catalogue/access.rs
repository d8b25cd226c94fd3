//! Whose word is believed.

use super::{Fault, Severity, api, web};

/// A forwarding header that the client wrote opens a route.
pub static SPOOFED_ACCESS: Fault = Fault {
    id: "spoofable-access",
    severity: Severity::Critical,
    api: api::API5,
    web: web::A01,
    title: "A forwarding header that the client wrote opens a route",
    remedy: "Believe forwarding headers only from the addresses of one's own proxies.",
};

/// X-Original-URL or X-Rewrite-URL reaches a route that is refused.
pub static URL_OVERRIDE: Fault = Fault {
    id: "url-override",
    severity: Severity::High,
    api: api::API5,
    web: web::A01,
    title: "X-Original-URL or X-Rewrite-URL reaches a route that is refused",
    remedy: "Drop these headers at the edge; decide access by what is served.",
};

/// A host that the client wrote comes back in the answer.
pub static HOST_REFLECTED: Fault = Fault {
    id: "host-header-reflected",
    severity: Severity::Medium,
    api: api::API8,
    web: web::A03,
    title: "A host that the client wrote comes back in the answer",
    remedy: "Build links from a configured name, or allow only known hosts.",
};

/// A header or parameter changes the method.
pub static METHOD_OVERRIDE: Fault = Fault {
    id: "method-override",
    severity: Severity::High,
    api: api::API5,
    web: web::A01,
    title: "A header or parameter changes the method",
    remedy: "Ignore X-HTTP-Method-Override and its like.",
};

/// TRACE sends the request back, its credentials included.
pub static TRACE_ENABLED: Fault = Fault {
    id: "trace-enabled",
    severity: Severity::Medium,
    api: api::API8,
    web: web::A05,
    title: "TRACE sends the request back, its credentials included",
    remedy: "Answer TRACE with 405.",
};

/// Two identities get the same object.
pub static CROSS_CALLER_OBJECT: Fault = Fault {
    id: "object-answers-across-callers",
    severity: Severity::High,
    api: api::API1,
    web: web::A01,
    title: "Two identities get the same object",
    remedy: "Check for each object whether the caller may have it.",
};

/// All of them.
pub(super) static ALL: &[&Fault] = &[
    &SPOOFED_ACCESS,
    &URL_OVERRIDE,
    &HOST_REFLECTED,
    &METHOD_OVERRIDE,
    &TRACE_ENABLED,
    &CROSS_CALLER_OBJECT,
];
