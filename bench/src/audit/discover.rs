//! What a server says of itself: its OpenAPI description and its `robots.txt`.

use serde_json::Value;

use super::client::Spent;
use super::message::{Answer, Request};
use super::scan::{MISSING_PATH, Scan};

/// Where descriptions usually stand.
const DESCRIPTIONS: [&str; 4] = ["/openapi.json", "/swagger.json", "/v3/api-docs", "/api/openapi.json"];

/// The most routes and the most paths of `robots.txt` that are looked at.
const MOST: usize = 40;

/// A route that a description names.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Route {
    /// Method in capitals.
    pub method: String,
    /// Path with its parameters filled in, and with the query that is required.
    pub path: String,
    /// Names of its query parameters.
    pub parameters: Vec<String>,
    /// Whether it demands credentials by its description; `None` where that says nothing.
    pub demands_credentials: Option<bool>,
}

/// Fills in what `scan` knows of its origin.
///
/// # Errors
/// [`Spent`].
pub fn run(scan: &mut Scan<'_>) -> Result<(), Spent> {
    scan.missing = scan.ask(&Request::get(MISSING_PATH))?;
    let caller = scan.caller();
    for path in DESCRIPTIONS {
        let Some(answer) = scan.ask(&Request::get(path).by(caller))?.filter(Answer::is_success) else {
            continue;
        };
        if let Ok(document) = serde_json::from_slice::<Value>(&answer.body) {
            scan.routes = routes(&document);
            if !scan.routes.is_empty() {
                break;
            }
        } else if answer.body.len() >= super::wire::LONGEST_ANSWER {
            scan.note(&format!("{path} is longer than the scanner reads: its routes were not looked at"));
        }
    }
    if let Some(answer) = scan.ask(&Request::get("/robots.txt"))?.filter(Answer::is_success)
        && !scan.is_catch_all(&answer)
    {
        scan.robots = robots(&answer.text());
    }
    Ok(())
}

/// Paths that a `robots.txt` (RFC 9309) disallows, those with wildcards left out.
fn robots(text: &str) -> Vec<String> {
    let paths = text.lines().filter_map(|line| {
        let line = line.split('#').next()?.trim();
        let (field, path) = line.split_once(':')?;
        let path = path.trim();
        let is_plain = path.len() > 1 && path.starts_with('/') && !path.contains(['*', '$']);
        (field.trim().eq_ignore_ascii_case("disallow") && is_plain).then(|| path.to_owned())
    });
    paths.take(MOST).collect()
}

/// Routes of an OpenAPI document, whatever its version.
fn routes(document: &Value) -> Vec<Route> {
    let mut found = Vec::new();
    let global = document.get("security").and_then(demands);
    let base = document.get("basePath").and_then(Value::as_str).unwrap_or_default().trim_end_matches('/');
    let paths = document.get("paths").and_then(Value::as_object);
    for (path, item) in paths.into_iter().flatten() {
        for method in ["get", "post", "put", "patch", "delete"] {
            let Some(operation) = item.get(method) else { continue };
            let parameters: Vec<&Value> = [item, operation]
                .iter()
                .filter_map(|owner| owner.get("parameters")?.as_array())
                .flatten()
                .map(|parameter| resolve(document, parameter))
                .collect();
            let demands = operation.get("security").map_or(global, demands);
            let filled = format!("{base}{}", fill(path, &parameters));
            let names =
                parameters.iter().filter(|p| is_in(p, "query")).filter_map(|p| p.get("name")?.as_str());
            found.push(Route {
                method: method.to_uppercase(),
                path: filled,
                parameters: names.map(str::to_owned).collect(),
                demands_credentials: demands,
            });
        }
    }
    found.truncate(MOST);
    found
}

/// Whether a `security` array demands something; an empty requirement in it makes it optional.
fn demands(security: &Value) -> Option<bool> {
    let requirements = security.as_array()?;
    let is_optional = requirements.iter().any(|r| r.as_object().is_some_and(serde_json::Map::is_empty));
    Some(!requirements.is_empty() && !is_optional)
}

fn is_in(parameter: &Value, place: &str) -> bool {
    parameter.get("in").and_then(Value::as_str) == Some(place)
}

fn resolve<'a>(document: &'a Value, value: &'a Value) -> &'a Value {
    let reference = value.get("$ref").and_then(Value::as_str).and_then(|r| r.strip_prefix('#'));
    reference.and_then(|pointer| document.pointer(pointer)).unwrap_or(value)
}

/// The path with examples, defaults or `1` for its parameters, and with what its query requires.
fn fill(path: &str, parameters: &[&Value]) -> String {
    let mut filled = path.to_owned();
    let mut query = Vec::new();
    for parameter in parameters {
        let Some(name) = parameter.get("name").and_then(Value::as_str) else { continue };
        let example =
            ["/example", "/schema/example", "/schema/default", "/schema/examples/0", "/schema/enum/0"]
                .iter()
                .find_map(|pointer| parameter.pointer(pointer))
                .map_or_else(
                    || "1".to_owned(),
                    |value| value.as_str().map_or_else(|| value.to_string(), str::to_owned),
                );
        let example: String = url::form_urlencoded::byte_serialize(example.as_bytes()).collect();
        if is_in(parameter, "path") {
            filled = filled.replace(&format!("{{{name}}}"), &example);
        } else if is_in(parameter, "query") && parameter.get("required") == Some(&Value::Bool(true)) {
            query.push(format!("{name}={example}"));
        }
    }
    // A parameter that the description forgot.
    while let (Some(start), Some(end)) = (filled.find('{'), filled.find('}')) {
        if start > end {
            break;
        }
        filled.replace_range(start..=end, "1");
    }
    if query.is_empty() { filled } else { format!("{filled}?{}", query.join("&")) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn routes_are_filled_in_and_know_whether_they_are_public() {
        let document = serde_json::json!({
            "security": [{"key": []}],
            "components": {"parameters": {"Id": {"name": "id", "in": "path", "schema": {"example": 7}}}},
            "paths": {
                "/items/{id}/{part}": {"parameters": [{"$ref": "#/components/parameters/Id"}], "get": {}},
                "/open": {"get": {"security": [], "parameters": [
                    {"name": "q", "in": "query", "required": true, "example": "a b"},
                    {"name": "page", "in": "query"}]}},
                "/perhaps": {"post": {"security": [{}, {"key": []}]}}
            }
        });
        let found = routes(&document);
        let shown: Vec<(&str, &str, Option<bool>)> = found
            .iter()
            .map(|route| (route.method.as_str(), route.path.as_str(), route.demands_credentials))
            .collect();
        assert_eq!(
            shown,
            [
                ("GET", "/items/7/1", Some(true)),
                ("GET", "/open?q=a+b", Some(false)),
                ("POST", "/perhaps", Some(false))
            ]
        );
        assert_eq!(found[1].parameters, ["q", "page"]);
    }

    #[test]
    fn robots_names_paths() {
        let text =
            "User-agent: *\nDisallow: /private # not for you\nDisallow: /*.pdf$\nDisallow:\nAllow: /a\n";
        assert_eq!(robots(text), ["/private"]);
    }

    #[test]
    fn descriptions_of_any_shape_are_survived() {
        for document in
            ["null", "[]", "{\"paths\":[]}", "{\"paths\":{\"}{\":{\"get\":{\"parameters\":[1]}}}}"]
        {
            let _ = routes(&serde_json::from_str(document).unwrap());
        }
    }
}
