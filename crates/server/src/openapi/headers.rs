//! Headers of answers: which answer bears which, and what they mean.

use actix_web::http::StatusCode;
use serde_json::{Map, Value, json};

/// A header of answers.
struct Header {
    name: &'static str,
    description: &'static str,
    schema: fn() -> Value,
    /// Whether every answer that is documented to bear it does.
    is_certain: bool,
    /// Whether an answer with this status bears it.
    on: fn(StatusCode) -> bool,
}

fn always(_: StatusCode) -> bool {
    true
}

fn number() -> Value {
    json!({"type": "integer", "minimum": 1})
}

const HEADERS: &[Header] = &[
    Header {
        name: "X-Request-Id",
        description: "The id under which the request stands in the server's log: the caller's, if it has 1 \
                      to 128 characters of `A-Z a-z 0-9 . _ : -`, else a new one.",
        schema: || json!({"type": "string", "pattern": "^[A-Za-z0-9._:-]{1,128}$"}),
        is_certain: true,
        on: always,
    },
    Header {
        name: "X-Content-Type-Options",
        description: "Browsers do not guess the type.",
        schema: || json!({"type": "string", "const": "nosniff"}),
        is_certain: true,
        on: always,
    },
    Header {
        name: "Allow",
        description: "The methods that the route takes (RFC 9110 section 10.2.1).",
        schema: || json!({"type": "string"}),
        is_certain: true,
        on: |status| status == StatusCode::METHOD_NOT_ALLOWED,
    },
    Header {
        name: "Retry-After",
        description: "When to ask again, in seconds (RFC 9110 section 10.2.3).",
        schema: number,
        is_certain: false,
        on: |status| status == StatusCode::SERVICE_UNAVAILABLE,
    },
];

/// All of them, as components.
pub(super) fn components() -> Value {
    let all = HEADERS.iter().map(|header| {
        let described = json!({
            "description": header.description,
            "required": header.is_certain,
            "schema": (header.schema)(),
        });
        (header.name.to_owned(), described)
    });
    Value::Object(all.collect())
}

/// Those of an answer with this status, as references.
pub(super) fn of(status: StatusCode) -> Map<String, Value> {
    let borne = HEADERS.iter().filter(|header| (header.on)(status));
    borne
        .map(|header| {
            (header.name.to_owned(), json!({"$ref": format!("#/components/headers/{}", header.name)}))
        })
        .collect()
}
