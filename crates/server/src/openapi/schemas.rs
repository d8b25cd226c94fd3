//! Schemas of wire types, in the form that the document has them: closed, and without formats of Rust's own.

use schemars::generate::SchemaSettings;
use schemars::transform::RecursiveTransform;
use schemars::{Schema, SchemaGenerator};
use serde_json::{Value, json};

use crate::problem::ProblemCode;

/// A generator for what the server writes.
pub(super) fn of_answers() -> SchemaGenerator {
    settings().for_serialize().into_generator()
}

/// A generator for what the server reads.
pub(super) fn of_requests() -> SchemaGenerator {
    settings().for_deserialize().with(|settings| settings.inline_subschemas = true).into_generator()
}

fn settings() -> SchemaSettings {
    SchemaSettings::draft2020_12()
        .with(|settings| {
            settings.definitions_path = "/components/schemas".into();
            settings.meta_schema = None;
        })
        .with_transform(RecursiveTransform(close))
}

/// An object has the members that it is said to have, and no other; a number is a number.
fn close(schema: &mut Schema) {
    if schema.get("properties").is_some() && schema.get("additionalProperties").is_none() {
        schema.insert("additionalProperties".into(), Value::Bool(false));
    }
    // `uint32` and its like are no formats that anybody knows; the bounds beside them are.
    if schema.get("format").and_then(Value::as_str).is_some_and(|format| format.starts_with("uint")) {
        schema.remove("format");
    }
}

/// The body of every problem: the members of RFC 9457 section 3.1, then ours.
pub(super) fn problem() -> Value {
    let codes = ProblemCode::ALL.map(|code| code.row().code);
    let types = ProblemCode::ALL.map(|code| code.row().uri);
    let tier = json!({"type": "string", "enum": ["BASIC", "PRO", "ULTRA", "MEGA"]});
    json!({
        "type": "object",
        "description": "What went wrong (RFC 9457).",
        "properties": {
            "type": {"type": "string", "enum": types, "description": "Identifies the code; it need not be fetched."},
            "title": {"type": "string", "description": "The same for every occurrence of the code."},
            "status": {"type": "integer", "minimum": 400, "maximum": 599, "description": "The HTTP status."},
            "detail": {"type": "string", "description": "What went wrong this time, for people."},
            "instance": {"type": "string", "maxLength": 64, "description": "The path of the request, cut to 64 characters."},
            "code": {"type": "string", "enum": codes, "description": "What went wrong, for programs."},
            "request_id": {"type": "string", "description": "The id under which the request stands in the server's log."},
            "success": {"type": "boolean", "const": false},
            "errors": {
                "type": "array",
                "minItems": 1,
                "description": "What is at fault, one by one.",
                "items": {
                    "type": "object",
                    "properties": {
                        "parameter": {"type": "string", "maxLength": 64, "description": "The name of a parameter."},
                        "pointer": {"type": "string", "maxLength": 64, "description": "A place in the body (RFC 6901); empty for all of it."},
                        "detail": {"type": "string", "description": "What is wrong with it."},
                    },
                    "required": ["detail"],
                    "oneOf": [{"required": ["parameter"]}, {"required": ["pointer"]}],
                    "additionalProperties": false,
                },
            },
            "feature": {"type": "string", "description": "What the caller's plan does not include, or not so much of."},
            "tier": tier,
            "tiers": {"type": "array", "items": tier, "description": "The plans that include it."},
        },
        "required": ["type", "title", "status", "detail", "instance", "code", "request_id", "success"],
        "dependentRequired": {"feature": ["tier", "tiers"], "tier": ["feature"], "tiers": ["feature"]},
        "additionalProperties": false,
    })
}
