//! The document by itself: whole, strict, and without loose ends.

use std::collections::BTreeSet;

use serde_json::{Value, json};

use super::super::client::TestServer;
use super::requests::is_asked_for;
use crate::openapi::build;
use crate::openapi::problems::explanation;
use crate::problem::ProblemCode;
use crate::routes::ROUTES;

/// The document, and how to hold answers against it.
pub(super) struct Document(pub(super) Value);

impl Document {
    pub(super) fn new() -> Self {
        Self(build())
    }

    /// The value, or what it refers to.
    pub(super) fn resolved<'a>(&'a self, value: &'a Value) -> &'a Value {
        match value["$ref"].as_str() {
            Some(reference) => {
                let found = reference.strip_prefix('#').and_then(|pointer| self.0.pointer(pointer));
                found.unwrap_or_else(|| panic!("{reference} leads nowhere"))
            }
            None => value,
        }
    }

    /// What is wrong with `instance`, by a schema of the document.
    pub(super) fn faults(&self, schema: &Value, instance: &Value) -> Vec<String> {
        let whole = json!({"allOf": [schema], "components": self.0["components"]});
        let validator = jsonschema::options()
            .with_draft(jsonschema::Draft::Draft202012)
            .should_validate_formats(true)
            .build(&whole)
            .unwrap();
        validator.iter_errors(instance).map(|error| format!("{}: {error}", error.instance_path())).collect()
    }
}

/// Calls `visit` for every value within `value`, with the key it stands under.
fn walk(value: &Value, key: &str, visit: &mut impl FnMut(&str, &Value)) {
    visit(key, value);
    match value {
        Value::Object(members) => members.iter().for_each(|(key, value)| walk(value, key, visit)),
        Value::Array(items) => items.iter().for_each(|value| walk(value, key, visit)),
        _ => {}
    }
}

#[test]
fn the_document_is_served_as_it_is_built() {
    let answer = TestServer::start().get("/openapi.json");
    assert_eq!((answer.status, answer.header("content-type")), (200, Some("application/json")));
    assert_eq!(answer.json(), build());
    assert_eq!(answer.json()["openapi"], "3.1.0");
}

#[test]
fn every_reference_leads_somewhere_and_every_component_is_referred_to() {
    let document = Document::new();
    let mut referred = BTreeSet::new();
    walk(&document.0, "", &mut |key, value| {
        if let ("$ref", Some(reference)) = (key, value.as_str()) {
            document.resolved(&json!({"$ref": reference}));
            referred.insert(reference.to_owned());
        }
    });
    for kind in ["schemas", "responses", "headers"] {
        for name in document.0["components"][kind].as_object().unwrap().keys() {
            assert!(referred.contains(&format!("#/components/{kind}/{name}")), "nothing refers to {name}");
        }
    }
}

#[test]
fn operations_have_names_of_their_own_and_say_who_may_ask() {
    let document = Document::new();
    let mut names = BTreeSet::new();
    for route in ROUTES {
        let operation = &document.0["paths"][route.path][route.method()];
        assert!(names.insert(operation["operationId"].as_str().unwrap()), "{}", route.path);
        assert!(operation["summary"].as_str().is_some_and(|summary| !summary.is_empty()));
        let security = match route.path {
            "/health" | "/ready" => json!([]),
            "/openapi.json" | "/docs" | "/docs/style.css" => json!([{}, {"gateway": []}]),
            _ => json!([{"gateway": []}]),
        };
        assert_eq!(operation["security"], security, "{}", route.path);
    }
    assert_eq!(document.0["paths"].as_object().unwrap().len(), ROUTES.len());
}

#[test]
fn schemas_are_valid_and_objects_closed() {
    let document = Document::new();
    let mut schemas = 0;
    walk(&document.0, "", &mut |key, value| {
        if key == "schema" {
            schemas += 1;
            jsonschema::draft202012::meta::validate(value).unwrap();
        }
        if let (Some(_), "object") = (value.get("properties"), value["type"].as_str().unwrap_or_default()) {
            assert!(value["additionalProperties"].is_boolean(), "{value}");
        }
        if let Some(format) = value["format"].as_str() {
            assert!(["date-time", "int64", "double"].contains(&format), "{format}");
        }
    });
    assert!(schemas > ROUTES.len());
    for (name, schema) in document.0["components"]["schemas"].as_object().unwrap() {
        jsonschema::draft202012::meta::validate(schema).unwrap();
        assert_eq!((name, &schema["additionalProperties"]), (name, &json!(false)));
        for (member, schema) in schema["properties"].as_object().unwrap() {
            assert!(
                schema.as_object().is_some_and(|schema| !schema.is_empty()),
                "{name}.{member} may be anything"
            );
        }
    }
}

#[test]
fn every_example_is_valid_and_every_json_answer_has_one() {
    let document = Document::new();
    for route in ROUTES {
        let operation = &document.0["paths"][route.path][route.method()];
        for parameter in operation["parameters"].as_array().unwrap() {
            let example = parameter.get("example");
            if parameter["required"] == true {
                assert!(example.is_some(), "{} {}", route.path, parameter["name"]);
            }
            if let Some(example) = example {
                assert_eq!(document.faults(&parameter["schema"], example), [""; 0], "{}", route.path);
            }
        }
        let content = &operation["responses"]["200"]["content"]["application/json"];
        if !route.example.is_empty() {
            assert_eq!(document.faults(&content["schema"], &content["example"]), [""; 0], "{}", route.path);
        }
    }
    let mut shown = BTreeSet::new();
    for answer in document.0["components"]["responses"].as_object().unwrap().values() {
        let content = &answer["content"]["application/problem+json"];
        for (code, example) in content["examples"].as_object().into_iter().flatten() {
            shown.insert(code.clone());
            assert_eq!(document.faults(&content["schema"], &example["value"]), [""; 0], "{code}");
        }
    }
    for code in ProblemCode::ALL {
        let is_documented = ROUTES.iter().any(|route| (explanation(code).occurs)(route));
        let is_shown = is_documented && is_asked_for(code);
        assert_eq!(shown.contains(code.row().code), is_shown, "{}", code.row().code);
    }
}
