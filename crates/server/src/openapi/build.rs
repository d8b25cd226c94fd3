//! The document as a whole.

use incidex_core::tier::Tier;
use incidex_ops::policy;
use serde_json::{Map, Value, json};

use super::{headers, parameters, responses, schemas};
use crate::routes::{Access, ROUTES, Route, VERSION};

const DESCRIPTION: &str = "\
Finds cosmetic ingredients by INCI name, Korean name, CAS number or EC number, and says what the law of each \
market makes of them. What is read takes `GET`, and `HEAD` with the same headers and no body; what reads a label \
or many names at once takes `POST`.

**Texts** are UTF-8, percent-encoded in the request target. Parameters that a path does not know, and repeated \
ones, are refused.

**Errors** are problem details (RFC 9457) with a `code` from a closed list.

**Plans** decide how many results an answer holds, which markets it speaks of and which fields it shows: fields \
that the plan hides are empty and named in `masked`.";

const GATEWAY: &str = "\
The secret that a gateway in front of the server knows. With it the gateway names its customer's plan in \
`X-RapidAPI-Subscription` (BASIC, PRO, ULTRA or MEGA in any letter case; what is unknown or missing is BASIC) and \
the customer in `X-RapidAPI-User`. In development, on the loopback address, no caller is needed.";

/// The document.
pub(crate) fn build() -> Value {
    let mut generator = schemas::of_answers();
    let mut shared = responses::Shared::new();
    let mut paths = Map::new();
    for route in ROUTES {
        let operation = operation(route, &mut generator, &mut shared);
        paths.insert(route.path.to_owned(), json!({route.method(): operation}));
    }
    let mut definitions = generator.take_definitions(true);
    definitions.insert("Problem".into(), schemas::problem());
    json!({
        "openapi": "3.1.0",
        "info": {
            "title": "Incidex",
            "version": VERSION,
            "summary": "Cosmetic ingredients and what the law makes of them",
            "description": DESCRIPTION,
        },
        "servers": [{"url": "/"}],
        "tags": [
            {"name": "Ingredients", "description": "Finding ingredients and reading about them"},
            {"name": "Operation", "description": "For whoever runs the server"},
            {"name": "Description", "description": "What you are reading"},
        ],
        "paths": paths,
        "components": {
            "schemas": definitions,
            "responses": shared,
            "headers": headers::components(),
            "securitySchemes": {
                "gateway": {
                    "type": "apiKey",
                    "in": "header",
                    "name": "X-RapidAPI-Proxy-Secret",
                    "description": GATEWAY,
                },
            },
        },
    })
}

fn operation(
    route: &Route,
    generator: &mut schemars::SchemaGenerator,
    shared: &mut responses::Shared,
) -> Value {
    let (tag, security) = match route.access {
        Access::Anybody => ("Operation", json!([])),
        Access::Readers => ("Description", json!([{}, {"gateway": []}])),
        Access::Callers => ("Ingredients", json!([{"gateway": []}])),
    };
    let mut operation = json!({
        "operationId": route.operation,
        "tags": [tag],
        "summary": route.summary,
        "description": description(route),
        "security": security,
        "parameters": parameters::of(route),
        "responses": responses::of(route, generator, shared),
    });
    if let Some(post) = route.post() {
        let mut schema = (post.body)(&mut schemas::of_requests()).to_value();
        let description = schema.as_object_mut().and_then(|schema| schema.remove("description"));
        let example: Value = serde_json::from_str(post.example).unwrap_or_default();
        operation["requestBody"] = json!({
            "required": true,
            "description": description,
            "content": {"application/json": {"schema": schema, "example": example}},
        });
    }
    if let Some(feature) = route.feature {
        operation["x-feature"] = feature.code().into();
    }
    operation
}

/// The description, and which plans may ask.
fn description(route: &Route) -> String {
    let text = route.description;
    let Some(feature) = route.feature else { return text.to_owned() };
    let Ok(policies) = policy::load(None) else { return text.to_owned() };
    let plans: Vec<&str> = Tier::ALL
        .into_iter()
        .filter(|tier| policies.policy(*tier).require(feature).is_ok())
        .map(Tier::name)
        .collect();
    format!(
        "{text}\n\nThe caller's plan must include `{}`; unless the server's operator has decided otherwise, \
         these do: {}.",
        feature.code(),
        plans.join(", ")
    )
}
