//! Routes that answer nobody in particular.

use super::{Fault, Severity, api, web};

/// A file that holds secrets or sources is served.
pub static OPEN_SECRET_FILE: Fault = Fault {
    id: "open-secret-file",
    severity: Severity::Critical,
    api: api::API8,
    web: web::A05,
    title: "A file that holds secrets or sources is served",
    remedy: "Keep the file out of what is served; take it as disclosed and replace every secret in it.",
};

/// An administrative or debugging route answers without credentials.
pub static OPEN_ADMIN: Fault = Fault {
    id: "open-admin",
    severity: Severity::High,
    api: api::API5,
    web: web::A01,
    title: "An administrative or debugging route answers without credentials",
    remedy: "Serve it on a listener of its own, or demand credentials; switch debugging off.",
};

/// Metrics or internal state are readable without credentials.
pub static OPEN_METRICS: Fault = Fault {
    id: "open-metrics",
    severity: Severity::Medium,
    api: api::API8,
    web: web::A05,
    title: "Metrics or internal state are readable without credentials",
    remedy: "Serve them on a listener that the outside cannot reach, or demand credentials.",
};

/// The description of the API is public.
pub static OPEN_DOCUMENTATION: Fault = Fault {
    id: "open-documentation",
    severity: Severity::Info,
    api: api::API9,
    web: web::A05,
    title: "The description of the API is public",
    remedy: "Leave it so if it is meant to be; otherwise demand credentials.",
};

/// A route whose description demands credentials answers without.
pub static OPEN_DOCUMENTED_ROUTE: Fault = Fault {
    id: "open-documented-route",
    severity: Severity::High,
    api: api::API2,
    web: web::A07,
    title: "A route whose description demands credentials answers without",
    remedy: "Check credentials before the route, in one place for all routes.",
};

/// A URL that was given with credentials answers the same without.
pub static OPEN_GIVEN_ROUTE: Fault = Fault {
    id: "open-given-route",
    severity: Severity::Medium,
    api: api::API2,
    web: web::A07,
    title: "A URL that was given with credentials answers the same without",
    remedy: "Check credentials before the route, or describe it as public (`security: []`).",
};

/// A path that robots.txt asks machines to leave alone answers everybody.
pub static OPEN_ROBOTS_ROUTE: Fault = Fault {
    id: "open-robots-route",
    severity: Severity::Low,
    api: api::API9,
    web: web::A01,
    title: "A path that robots.txt asks machines to leave alone answers everybody",
    remedy: "Demand credentials; robots.txt is a signpost, not a fence.",
};

/// All of them.
pub(super) static ALL: &[&Fault] = &[
    &OPEN_SECRET_FILE,
    &OPEN_ADMIN,
    &OPEN_METRICS,
    &OPEN_DOCUMENTATION,
    &OPEN_DOCUMENTED_ROUTE,
    &OPEN_GIVEN_ROUTE,
    &OPEN_ROBOTS_ROUTE,
];
