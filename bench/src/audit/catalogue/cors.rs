//! What pages of other origins may read.

use super::{Fault, Severity, api, web};

/// Any origin is echoed into Access-Control-Allow-Origin.
pub static CORS_REFLECTED: Fault = Fault {
    id: "cors-reflected-origin",
    severity: Severity::Medium,
    api: api::API8,
    web: web::A05,
    title: "Any origin is echoed into Access-Control-Allow-Origin",
    remedy: "Answer only origins of a fixed list.",
};

/// Any origin may read answers with the visitor's credentials.
pub static CORS_REFLECTED_CREDENTIALS: Fault = Fault {
    id: "cors-reflected-origin-with-credentials",
    severity: Severity::High,
    api: api::API8,
    web: web::A05,
    title: "Any origin may read answers with the visitor's credentials",
    remedy: "Answer only origins of a fixed list, and leave Access-Control-Allow-Credentials out.",
};

/// Access-Control-Allow-Origin is *.
pub static CORS_WILDCARD: Fault = Fault {
    id: "cors-wildcard",
    severity: Severity::Medium,
    api: api::API8,
    web: web::A05,
    title: "Access-Control-Allow-Origin is *",
    remedy: "Answer only origins of a fixed list.",
};

/// The origin null is allowed, which any sandboxed frame has.
pub static CORS_NULL: Fault = Fault {
    id: "cors-null-origin",
    severity: Severity::Medium,
    api: api::API8,
    web: web::A05,
    title: "The origin null is allowed, which any sandboxed frame has",
    remedy: "Never allow null.",
};

/// An origin that only begins or ends like a trusted one is allowed.
pub static CORS_LOOKALIKE: Fault = Fault {
    id: "cors-lookalike-origin",
    severity: Severity::High,
    api: api::API8,
    web: web::A05,
    title: "An origin that only begins or ends like a trusted one is allowed",
    remedy: "Compare whole origins.",
};

/// The answer depends on Origin and does not say so.
pub static CORS_NO_VARY: Fault = Fault {
    id: "cors-without-vary",
    severity: Severity::Low,
    api: api::API8,
    web: web::A05,
    title: "The answer depends on Origin and does not say so",
    remedy: "Send Vary: Origin.",
};

/// All of them.
pub(super) static ALL: &[&Fault] = &[
    &CORS_REFLECTED,
    &CORS_REFLECTED_CREDENTIALS,
    &CORS_WILDCARD,
    &CORS_NULL,
    &CORS_LOOKALIKE,
    &CORS_NO_VARY,
];
