//! Answers of operations: the one that was asked for, and the problems that can stand in for it.

use std::collections::BTreeMap;

use actix_web::http::StatusCode;
use schemars::SchemaGenerator;
use serde_json::{Map, Value, json};

use super::examples::{problem_key, recorded, route_key};
use super::headers;
use super::problems::explanation;
use crate::problem::ProblemCode;
use crate::routes::{Answer, Route};

/// Answers that several operations share, by name.
pub(super) type Shared = BTreeMap<String, Value>;

/// The answers of a route by status; those to problems go to `shared`.
pub(super) fn of(route: &Route, generator: &mut SchemaGenerator, shared: &mut Shared) -> Map<String, Value> {
    let mut answers = Map::new();
    answers.insert("200".into(), success(route, generator));
    if route.is_kept {
        answers.insert("304".into(), json!({"$ref": "#/components/responses/not_modified"}));
        shared.entry("not_modified".into()).or_insert_with(|| {
            json!({
                "description": "When `If-None-Match` names the answer: the client has it already.",
                "headers": headers::of_kept(),
            })
        });
    }
    for (status, codes) in problems(route) {
        let name = codes.iter().map(|code| code.row().code).collect::<Vec<_>>().join("-or-");
        let reference = json!({"$ref": format!("#/components/responses/{name}")});
        shared.entry(name).or_insert_with(|| problem(status, &codes));
        answers.insert(status.as_str().to_owned(), reference);
    }
    answers
}

/// The problems of a route by status.
pub(super) fn problems(route: &Route) -> BTreeMap<StatusCode, Vec<ProblemCode>> {
    let mut by_status: BTreeMap<StatusCode, Vec<ProblemCode>> = BTreeMap::new();
    for code in ProblemCode::ALL {
        if (explanation(code).occurs)(route) {
            by_status.entry(code.row().status).or_default().push(code);
        }
    }
    by_status
}

fn success(route: &Route, generator: &mut SchemaGenerator) -> Value {
    let (kind, schema) = match route.answer {
        Answer::Json(shape) => ("application/json", shape(generator).to_value()),
        Answer::Html => ("text/html; charset=utf-8", json!({"type": "string"})),
        Answer::Css => ("text/css; charset=utf-8", json!({"type": "string"})),
    };
    let mut content = json!({"schema": schema});
    if let Some(example) = recorded(&route_key(route)) {
        content["example"] = example.clone();
    }
    json!({
        "description": route.summary,
        "headers": if route.is_kept { headers::of_kept() } else { headers::of(StatusCode::OK) },
        "content": {kind: content},
    })
}

fn problem(status: StatusCode, codes: &[ProblemCode]) -> Value {
    let mut lines = Vec::new();
    let mut examples = Map::new();
    for code in codes {
        let said = explanation(*code);
        lines.push(format!("`{}`: when {}. {}", code.row().code, said.when, said.remedy));
        if let Some(body) = recorded(&problem_key(*code)) {
            examples.insert(code.row().code.to_owned(), json!({"summary": code.row().title, "value": body}));
        }
    }
    let names: Vec<&str> = codes.iter().map(|code| code.row().code).collect();
    let mut content = json!({
        "schema": {
            "allOf": [{"$ref": "#/components/schemas/Problem"}],
            "properties": {"status": {"const": status.as_u16()}, "code": {"enum": names}},
        },
    });
    if !examples.is_empty() {
        content["examples"] = Value::Object(examples);
    }
    json!({
        "description": lines.join("\n\n"),
        "headers": headers::of(status),
        "content": {"application/problem+json": content},
    })
}
