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

fn text() -> Value {
    json!({"type": "string"})
}

/// A header that every answer bears.
const fn fixed(name: &'static str, description: &'static str) -> Header {
    Header { name, description, schema: text, is_certain: true, on: always }
}

/// A header of answers to whoever is limited, with a number.
const fn counted(name: &'static str, description: &'static str) -> Header {
    let schema = || json!({"type": "integer", "minimum": 0});
    Header { name, description, schema, is_certain: false, on: always }
}

/// A list of windows, each with its name and two numbers.
fn windows(first: &str, second: &str) -> Value {
    let window = format!("\"[a-z-]+\";{first}=[0-9]+;{second}=[0-9]+");
    json!({"type": "string", "pattern": format!("^{window}(, {window})*$")})
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
        name: "Server-Timing",
        description: "How long the answer took, in milliseconds.",
        schema: text,
        is_certain: true,
        on: always,
    },
    Header {
        name: "Cache-Control",
        description: "`private, no-cache` on what a client may keep and ask for again with `If-None-Match`, \
                      else `no-store`.",
        schema: || json!({"type": "string", "enum": ["private, no-cache", "no-store"]}),
        is_certain: true,
        on: always,
    },
    fixed("X-Content-Type-Options", "Browsers do not guess the type."),
    fixed("X-Frame-Options", "No page frames the answer."),
    fixed("Content-Security-Policy", "What a browser may load for the answer."),
    fixed("Referrer-Policy", "What a browser says of where it comes from."),
    fixed("Permissions-Policy", "Which features of a browser the answer may use: none."),
    fixed("Cross-Origin-Resource-Policy", "Which pages may embed the answer: those of this server."),
    Header {
        name: "Strict-Transport-Security",
        description: "In production: come back over TLS (RFC 6797).",
        schema: text,
        is_certain: false,
        on: always,
    },
    Header {
        name: "Vary",
        description: "Which request headers the answer depends on.",
        schema: text,
        is_certain: false,
        on: always,
    },
    Header {
        name: "ETag",
        description: "What the answer is known by (RFC 9110 section 8.8.3): it changes with the data set, the \
                      plans, the program and what was asked.",
        schema: || json!({"type": "string", "pattern": "^W/\"[0-9a-f]{16}\"$"}),
        is_certain: false,
        on: |status| status == StatusCode::NOT_MODIFIED,
    },
    Header {
        name: "Allow",
        description: "The methods that the route takes (RFC 9110 section 10.2.1).",
        schema: text,
        is_certain: true,
        on: |status| status == StatusCode::METHOD_NOT_ALLOWED,
    },
    Header {
        name: "Retry-After",
        description: "When to ask again, in seconds (RFC 9110 section 10.2.3).",
        schema: || json!({"type": "integer", "minimum": 1}),
        is_certain: true,
        on: |status| status == StatusCode::SERVICE_UNAVAILABLE || status == StatusCode::TOO_MANY_REQUESTS,
    },
    Header {
        name: "RateLimit-Policy",
        description: "The limits that the caller is under, one for each window of time: `q` requests in `w` \
                      seconds (draft-ietf-httpapi-ratelimit-headers).",
        schema: || windows("q", "w"),
        is_certain: false,
        on: always,
    },
    Header {
        name: "RateLimit",
        description: "What is left of them: `r` requests, and `t` seconds until there are more \
                      (draft-ietf-httpapi-ratelimit-headers).",
        schema: || windows("r", "t"),
        is_certain: false,
        on: always,
    },
    counted("X-RateLimit-Limit", "How many requests the longest window takes."),
    counted("X-RateLimit-Remaining", "How many of them are left."),
    counted("X-RateLimit-Reset", "In how many seconds there are more."),
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
    HEADERS.iter().filter(|header| (header.on)(status)).map(reference).collect()
}

/// Those of an answer that a client may keep.
pub(super) fn of_kept() -> Map<String, Value> {
    let kept =
        HEADERS.iter().filter(|header| (header.on)(StatusCode::OK) || (header.on)(StatusCode::NOT_MODIFIED));
    kept.map(reference).collect()
}

fn reference(header: &Header) -> (String, Value) {
    (header.name.to_owned(), json!({"$ref": format!("#/components/headers/{}", header.name)}))
}
