//! Parameters of operations, from the wire types that read them.

use serde_json::{Map, Value, json};

use super::schemas;
use crate::routes::{ParameterSet, QueryRule, Route};

/// Under which key a parameter says that it is another name of one that is documented. An operation cannot say
/// "exactly one of these", so the first name is required and the others stand beside it.
const ALIAS_OF: &str = "x-alias-of";

/// The parameters of a route, in the order of its path and its wire type.
pub(super) fn of(route: &Route) -> Vec<Value> {
    let mut parameters = Vec::new();
    if route.path.contains("{code}") {
        parameters.push(json!({
            "name": "code",
            "in": "path",
            "required": true,
            "description": "The stable code of the ingredient.",
            "schema": {"type": "integer", "minimum": 0},
            "example": 5489,
        }));
    }
    if let QueryRule::Strict(set) = &route.query {
        let properties = properties(set);
        let values = example_values(route.example);
        parameters.extend(set.names.iter().filter_map(|name| {
            let property = properties.get(*name)?;
            property
                .get(ALIAS_OF)
                .is_none()
                .then(|| parameter(set, name, property.clone(), &properties, &values))
        }));
    }
    if route.is_kept {
        parameters.push(json!({
            "name": "If-None-Match",
            "in": "header",
            "required": false,
            "description": "The `ETag` of an answer that the client has.",
            "schema": {"type": "string"},
        }));
    }
    parameters
}

fn parameter(
    set: &ParameterSet,
    name: &str,
    mut schema: Value,
    properties: &Map<String, Value>,
    values: &[(String, String)],
) -> Value {
    let description = schema.as_object_mut().and_then(|schema| schema.remove("description"));
    if schema["default"].is_null() {
        // That is how serde says that nothing need be given.
        schema.as_object_mut().and_then(|schema| schema.remove("default"));
    }
    let mut parameter = json!({
        "name": name,
        "in": "query",
        "required": set.one_of.first() == Some(&name),
        "description": description,
        "schema": schema,
    });
    let is_alias = |property: &Value| property.get(ALIAS_OF).is_some_and(|of| of == name);
    let aliases: Vec<&String> =
        properties.iter().filter(|(_, property)| is_alias(property)).map(|(alias, _)| alias).collect();
    if !aliases.is_empty() {
        parameter["x-aliases"] = json!(aliases);
        let names: Vec<String> = aliases.iter().map(|alias| format!("`{alias}`")).collect();
        let text = parameter["description"].as_str().unwrap_or_default();
        let text = format!("{text} Another name of it is {}; give only one of them.", names.join(", "));
        parameter["description"] = text.into();
    }
    if let Some((_, value)) = values.iter().find(|(given, _)| given == name) {
        let is_number = parameter["schema"]["type"] == "integer";
        parameter["example"] =
            value.parse::<u64>().ok().filter(|_| is_number).map_or(json!(value), Value::from);
    }
    parameter
}

/// The members of a wire type.
pub(super) fn properties(set: &ParameterSet) -> Map<String, Value> {
    let mut generator = schemas::of_requests();
    let schema = (set.schema)(&mut generator);
    schema.get("properties").and_then(Value::as_object).cloned().unwrap_or_default()
}

/// What the example's query says.
fn example_values(target: &str) -> Vec<(String, String)> {
    let query = target.split_once('?').map_or("", |(_, query)| query);
    let pairs = query.split('&').filter_map(|piece| piece.split_once('='));
    let decoded = |text: &str| percent_encoding::percent_decode_str(text).decode_utf8_lossy().into_owned();
    pairs.map(|(name, value)| (decoded(name), decoded(value))).collect()
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;
    use crate::routes::ROUTES;

    #[test]
    fn a_route_documents_every_name_that_it_knows() {
        for route in ROUTES {
            let QueryRule::Strict(set) = &route.query else { continue };
            let properties = properties(set);
            let known: BTreeSet<&str> = properties.keys().map(String::as_str).collect();
            assert_eq!(known, set.names.iter().copied().collect(), "{}", route.path);
            let mut documented = BTreeSet::new();
            for parameter in of(route).iter().filter(|parameter| parameter["in"] == "query") {
                documented.insert(parameter["name"].as_str().unwrap().to_owned());
                for alias in parameter["x-aliases"].as_array().into_iter().flatten() {
                    documented.insert(alias.as_str().unwrap().to_owned());
                }
            }
            assert_eq!(
                documented,
                set.names.iter().map(|name| (*name).to_owned()).collect(),
                "{}",
                route.path
            );
        }
    }
}
