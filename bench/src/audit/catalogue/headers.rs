//! Headers that every answer should bear, and headers that say too much.

use super::{Fault, Severity, api, web};

/// X-Content-Type-Options: nosniff is missing.
pub static MISSING_NOSNIFF: Fault = Fault {
    id: "missing-content-type-options",
    severity: Severity::Low,
    api: api::API8,
    web: web::A05,
    title: "X-Content-Type-Options: nosniff is missing",
    remedy: "Send it on every answer, errors, 404 and 304 included.",
};

/// Neither X-Frame-Options nor the CSP's frame-ancestors forbids framing.
pub static MISSING_FRAME: Fault = Fault {
    id: "missing-frame-protection",
    severity: Severity::Low,
    api: api::API8,
    web: web::A05,
    title: "Neither X-Frame-Options nor the CSP's frame-ancestors forbids framing",
    remedy: "Send X-Frame-Options: DENY and frame-ancestors 'none' on every answer.",
};

/// Content-Security-Policy is missing.
pub static MISSING_CSP: Fault = Fault {
    id: "missing-content-security-policy",
    severity: Severity::Low,
    api: api::API8,
    web: web::A05,
    title: "Content-Security-Policy is missing",
    remedy: "Send default-src 'none'; frame-ancestors 'none' on every answer that is no page.",
};

/// Content-Security-Policy allows scripts from anywhere or inline.
pub static WEAK_CSP: Fault = Fault {
    id: "weak-content-security-policy",
    severity: Severity::Low,
    api: api::API8,
    web: web::A05,
    title: "Content-Security-Policy allows scripts from anywhere or inline",
    remedy: "Take unsafe-inline, unsafe-eval and wildcards out of default-src and script-src.",
};

/// Referrer-Policy is missing or gives whole URLs away.
pub static MISSING_REFERRER: Fault = Fault {
    id: "missing-referrer-policy",
    severity: Severity::Low,
    api: api::API8,
    web: web::A05,
    title: "Referrer-Policy is missing or gives whole URLs away",
    remedy: "Send Referrer-Policy: no-referrer.",
};

/// Permissions-Policy is missing.
pub static MISSING_PERMISSIONS: Fault = Fault {
    id: "missing-permissions-policy",
    severity: Severity::Low,
    api: api::API8,
    web: web::A05,
    title: "Permissions-Policy is missing",
    remedy: "Send one that switches every feature off.",
};

/// Cross-Origin-Resource-Policy is missing.
pub static MISSING_CORP: Fault = Fault {
    id: "missing-cross-origin-resource-policy",
    severity: Severity::Low,
    api: api::API8,
    web: web::A05,
    title: "Cross-Origin-Resource-Policy is missing",
    remedy: "Send same-origin, or cross-origin where pages elsewhere may embed the answer.",
};

/// Cache-Control is missing, so that caches decide by themselves.
pub static MISSING_CACHE_CONTROL: Fault = Fault {
    id: "missing-cache-control",
    severity: Severity::Low,
    api: api::API8,
    web: web::A05,
    title: "Cache-Control is missing, so that caches decide by themselves",
    remedy: "Send no-store or private on what is meant for one caller, and on errors.",
};

/// Strict-Transport-Security is missing on an https answer.
pub static MISSING_HSTS: Fault = Fault {
    id: "missing-hsts",
    severity: Severity::Medium,
    api: api::API8,
    web: web::A02,
    title: "Strict-Transport-Security is missing on an https answer",
    remedy: "Send max-age=31536000; includeSubDomains.",
};

/// Strict-Transport-Security lasts less than 180 days.
pub static WEAK_HSTS: Fault = Fault {
    id: "weak-hsts",
    severity: Severity::Low,
    api: api::API8,
    web: web::A02,
    title: "Strict-Transport-Security lasts less than 180 days",
    remedy: "Send max-age=31536000; includeSubDomains.",
};

/// The Server header names the program.
pub static SERVER_BANNER: Fault = Fault {
    id: "server-banner",
    severity: Severity::Low,
    api: api::API8,
    web: web::A05,
    title: "The Server header names the program",
    remedy: "Send none.",
};

/// A header names the framework or language.
pub static TECHNOLOGY_BANNER: Fault = Fault {
    id: "technology-banner",
    severity: Severity::Low,
    api: api::API8,
    web: web::A05,
    title: "A header names the framework or language",
    remedy: "Send none of X-Powered-By, X-AspNet-Version and their like.",
};

/// A cookie is set without Secure.
pub static COOKIE_NO_SECURE: Fault = Fault {
    id: "cookie-without-secure",
    severity: Severity::Medium,
    api: api::API8,
    web: web::A05,
    title: "A cookie is set without Secure",
    remedy: "Add Secure.",
};

/// A cookie is set without `HttpOnly`.
pub static COOKIE_NO_HTTP_ONLY: Fault = Fault {
    id: "cookie-without-http-only",
    severity: Severity::Medium,
    api: api::API8,
    web: web::A05,
    title: "A cookie is set without HttpOnly",
    remedy: "Add HttpOnly, unless a script has to read it and it bears no session.",
};

/// A cookie is set without `SameSite`, or with None.
pub static COOKIE_NO_SAME_SITE: Fault = Fault {
    id: "cookie-without-same-site",
    severity: Severity::Low,
    api: api::API8,
    web: web::A01,
    title: "A cookie is set without SameSite, or with None",
    remedy: "Add SameSite=Strict or Lax.",
};

/// An answer to an authenticated caller may be kept by shared caches.
pub static CACHEABLE: Fault = Fault {
    id: "authenticated-answer-cacheable",
    severity: Severity::Medium,
    api: api::API8,
    web: web::A04,
    title: "An answer to an authenticated caller may be kept by shared caches",
    remedy: "Send Cache-Control: private or no-store with what depends on the caller.",
};

/// All of them.
pub(super) static ALL: &[&Fault] = &[
    &MISSING_NOSNIFF,
    &MISSING_FRAME,
    &MISSING_CSP,
    &WEAK_CSP,
    &MISSING_REFERRER,
    &MISSING_PERMISSIONS,
    &MISSING_CORP,
    &MISSING_CACHE_CONTROL,
    &MISSING_HSTS,
    &WEAK_HSTS,
    &SERVER_BANNER,
    &TECHNOLOGY_BANNER,
    &COOKIE_NO_SECURE,
    &COOKIE_NO_HTTP_ONLY,
    &COOKIE_NO_SAME_SITE,
    &CACHEABLE,
];
