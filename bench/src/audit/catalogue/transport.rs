//! What stands below HTTP.

use super::{Fault, Severity, api, web};

/// The certificate is out of date.
pub static CERTIFICATE_EXPIRED: Fault = Fault {
    id: "tls-certificate-expired",
    severity: Severity::High,
    api: api::API8,
    web: web::A02,
    title: "The certificate is out of date",
    remedy: "Renew it, and let it renew itself.",
};

/// The certificate is for another name.
pub static CERTIFICATE_NAME: Fault = Fault {
    id: "tls-certificate-name",
    severity: Severity::High,
    api: api::API8,
    web: web::A02,
    title: "The certificate is for another name",
    remedy: "Have the name issued into it.",
};

/// The certificate is self-signed or of an unknown issuer.
pub static CERTIFICATE_UNTRUSTED: Fault = Fault {
    id: "tls-certificate-untrusted",
    severity: Severity::High,
    api: api::API8,
    web: web::A02,
    title: "The certificate is self-signed or of an unknown issuer",
    remedy: "Use one of a known issuer, or give the issuer with --ca-file.",
};

/// SSL 3.0, TLS 1.0 or TLS 1.1 is accepted (RFC 8996).
pub static OLD_TLS: Fault = Fault {
    id: "tls-old-protocol",
    severity: Severity::High,
    api: api::API8,
    web: web::A02,
    title: "SSL 3.0, TLS 1.0 or TLS 1.1 is accepted (RFC 8996)",
    remedy: "Allow TLS 1.2 and 1.3 only.",
};

/// A cipher without forward secrecy, or a broken one, is accepted.
pub static WEAK_CIPHER: Fault = Fault {
    id: "tls-weak-cipher",
    severity: Severity::Medium,
    api: api::API8,
    web: web::A02,
    title: "A cipher without forward secrecy, or a broken one, is accepted",
    remedy: "Allow ECDHE with AES-GCM or ChaCha20 only.",
};

/// A request whose length is ambiguous is answered other than with 400.
pub static SMUGGLING: Fault = Fault {
    id: "request-smuggling-shape",
    severity: Severity::High,
    api: api::API8,
    web: web::A04,
    title: "A request whose length is ambiguous is answered other than with 400",
    remedy: "Refuse with 400 and close (RFC 9112 section 6.3).",
};

/// All of them.
pub(super) static ALL: &[&Fault] =
    &[&CERTIFICATE_EXPIRED, &CERTIFICATE_NAME, &CERTIFICATE_UNTRUSTED, &OLD_TLS, &WEAK_CIPHER, &SMUGGLING];
