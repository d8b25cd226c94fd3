//! What a caller may use up.

use super::{Fault, Severity, api, web};

/// A burst is neither refused nor counted.
pub static NO_RATE_LIMIT: Fault = Fault {
    id: "no-rate-limit",
    severity: Severity::Medium,
    api: api::API4,
    web: web::A04,
    title: "A burst is neither refused nor counted",
    remedy: "Limit each identity, answer 429 with Retry-After and say what is left.",
};

/// A 429 does not say when to come back.
pub static NO_RETRY_AFTER: Fault = Fault {
    id: "no-retry-after",
    severity: Severity::Low,
    api: api::API4,
    web: web::A04,
    title: "A 429 does not say when to come back",
    remedy: "Send Retry-After, at least 1.",
};

/// A body of 10 MiB is read to its end.
pub static LARGE_BODY: Fault = Fault {
    id: "large-body-accepted",
    severity: Severity::Medium,
    api: api::API4,
    web: web::A04,
    title: "A body of 10 MiB is read to its end",
    remedy: "Refuse by Content-Length, count what arrives, and answer 413.",
};

/// A URL of 60 kB is accepted.
pub static LONG_URL: Fault = Fault {
    id: "long-url-accepted",
    severity: Severity::Low,
    api: api::API4,
    web: web::A04,
    title: "A URL of 60 kB is accepted",
    remedy: "Answer 414 beyond what any honest request needs.",
};

/// A client may take longer than 10 seconds for its headers.
pub static SLOW_HEADER: Fault = Fault {
    id: "slow-header-accepted",
    severity: Severity::Medium,
    api: api::API4,
    web: web::A04,
    title: "A client may take longer than 10 seconds for its headers",
    remedy: "Give the head of a request 2 to 5 seconds, then 408.",
};

/// A forwarding header that the client wrote gives it a new allowance.
pub static SPOOFED_LIMIT: Fault = Fault {
    id: "spoofable-rate-limit-identity",
    severity: Severity::High,
    api: api::API4,
    web: web::A07,
    title: "A forwarding header that the client wrote gives it a new allowance",
    remedy: "Believe forwarding headers only from the addresses of one's own proxies.",
};

/// All of them.
pub(super) static ALL: &[&Fault] =
    &[&NO_RATE_LIMIT, &NO_RETRY_AFTER, &LARGE_BODY, &LONG_URL, &SLOW_HEADER, &SPOOFED_LIMIT];
