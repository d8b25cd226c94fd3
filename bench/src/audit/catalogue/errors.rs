//! What answers to bad input give away.

use super::{Fault, Severity, api, web};

/// An answer holds a stack trace.
pub static STACK_TRACE: Fault = Fault {
    id: "error-stack-trace",
    severity: Severity::Medium,
    api: api::API8,
    web: web::A05,
    title: "An answer holds a stack trace",
    remedy: "Log it under a request id, and answer with the id.",
};

/// An error answer holds a path of the server.
pub static FILE_PATH: Fault = Fault {
    id: "error-file-path",
    severity: Severity::Medium,
    api: api::API8,
    web: web::A05,
    title: "An error answer holds a path of the server",
    remedy: "Answer with the parameter that is wrong and what is expected; log the rest.",
};

/// An error answer holds a message of a database.
pub static SQL_ERROR: Fault = Fault {
    id: "error-sql",
    severity: Severity::High,
    api: api::API8,
    web: web::A03,
    title: "An error answer holds a message of a database",
    remedy: "Bind parameters; answer with an opaque error and log the rest.",
};

/// An error answer holds the words of a framework or parser.
pub static FRAMEWORK_ERROR: Fault = Fault {
    id: "error-framework",
    severity: Severity::Low,
    api: api::API8,
    web: web::A05,
    title: "An error answer holds the words of a framework or parser",
    remedy: "Map every error to the API's own.",
};

/// Markup from the request comes back unescaped in an HTML answer.
pub static MARKUP_REFLECTED: Fault = Fault {
    id: "error-markup-reflected",
    severity: Severity::High,
    api: api::API8,
    web: web::A03,
    title: "Markup from the request comes back unescaped in an HTML answer",
    remedy: "Answer with JSON, or escape what is repeated.",
};

/// Bad input is answered with a 5xx.
pub static SERVER_ERROR: Fault = Fault {
    id: "server-error-on-bad-input",
    severity: Severity::Medium,
    api: api::API8,
    web: web::A04,
    title: "Bad input is answered with a 5xx",
    remedy: "Check the input and answer with a 4xx.",
};

/// Bad input ends the connection without an answer.
pub static DROPPED: Fault = Fault {
    id: "dropped-on-bad-input",
    severity: Severity::Medium,
    api: api::API8,
    web: web::A04,
    title: "Bad input ends the connection without an answer",
    remedy: "Check the input and answer with a 4xx; turn a panic into a 500.",
};

/// All of them.
pub(super) static ALL: &[&Fault] =
    &[&STACK_TRACE, &FILE_PATH, &SQL_ERROR, &FRAMEWORK_ERROR, &MARKUP_REFLECTED, &SERVER_ERROR, &DROPPED];
