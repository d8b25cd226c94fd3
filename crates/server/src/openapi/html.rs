//! The page: the document, laid out for people. Plain HTML that needs no script, reads from top to bottom,
//! and works with a keyboard, a screen reader and on a phone.

use serde_json::Value;

use super::markup::Html;
use super::problems::explanation;
use crate::problem::ProblemCode;
use crate::routes::{ROUTES, Route};

/// The page that shows `document`.
pub(super) fn page(document: &Value) -> Vec<u8> {
    let mut html = Html::default();
    let title = text(&document["info"]["title"]);
    html.markup("<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n")
        .markup("<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n<title>")
        .text(title)
        .markup(" API</title>\n<link rel=\"stylesheet\" href=\"/docs/style.css\">\n</head>\n<body>\n")
        .markup("<a class=\"skip\" href=\"#operations\">Skip to the operations</a>\n<header>\n<h1>")
        .text(title)
        .markup(" API ")
        .text(text(&document["info"]["version"]))
        .markup("</h1>\n")
        .prose(text(&document["info"]["description"]))
        .markup("<p>For programs: <a href=\"/openapi.json\">the same as OpenAPI 3.1</a>.</p>\n</header>\n");
    contents(&mut html, document);
    html.markup("<main id=\"operations\">\n<h2>Operations</h2>\n");
    for route in ROUTES {
        operation(&mut html, document, route, &document["paths"][route.path][route.method()]);
    }
    problems(&mut html);
    html.markup("<h2>Objects</h2>\n");
    for (name, schema) in document["components"]["schemas"].as_object().into_iter().flatten() {
        object(&mut html, name, schema);
    }
    html.markup("<h2>Ways in</h2>\n");
    for scheme in
        document["components"]["securitySchemes"].as_object().into_iter().flat_map(|all| all.values())
    {
        html.markup("<h3><code>").text(text(&scheme["name"])).markup("</code></h3>\n");
        html.prose(text(&scheme["description"]));
    }
    html.markup("</main>\n</body>\n</html>\n");
    html.into_bytes()
}

fn text(value: &Value) -> &str {
    value.as_str().unwrap_or_default()
}

fn contents(html: &mut Html, document: &Value) {
    html.markup("<nav aria-label=\"Operations\">\n<ul>\n");
    for route in ROUTES {
        html.markup("<li><a href=\"#").anchor(route.operation).markup("\"><code>").text(route.path);
        html.markup("</code></a><br>");
        html.text(text(&document["paths"][route.path][route.method()]["summary"])).markup("</li>\n");
    }
    html.markup("</ul>\n</nav>\n");
}

fn operation(html: &mut Html, document: &Value, route: &Route, operation: &Value) {
    html.markup("<section>\n<h3 id=\"").anchor(text(&operation["operationId"])).markup("\"><code>");
    html.text(&route.method().to_uppercase())
        .markup(" ")
        .text(route.path)
        .markup("</code></h3>\n<p><strong>")
        .text(text(&operation["summary"]))
        .markup("</strong></p>\n");
    html.prose(text(&operation["description"]));
    html.markup("<p>").text(who(&operation["security"])).markup("</p>\n");
    let parameters = operation["parameters"].as_array().map(Vec::as_slice).unwrap_or_default();
    if !parameters.is_empty() {
        table(html, "Parameters", &["Name", "Value", "What it says"]);
        for parameter in parameters {
            html.markup("<tr><th scope=\"row\"><code>").text(text(&parameter["name"])).markup("</code>");
            html.text(if parameter["required"] == true { " (required)" } else { "" }).markup("</th><td>");
            value_kind(html, &parameter["schema"]);
            html.markup("</td><td>").prose(text(&parameter["description"])).markup("</td></tr>\n");
        }
        html.markup("</table></div>\n");
    }
    body(html, &operation["requestBody"]);
    table(html, "Answers", &["Status", "What it says"]);
    for (status, answer) in operation["responses"].as_object().into_iter().flatten() {
        answers_row(html, status, resolved(document, answer));
    }
    html.markup("</table></div>\n");
    let contents = operation["responses"]["200"]["content"].as_object();
    for example in contents.into_iter().flatten().filter_map(|(_, content)| content.get("example")) {
        html.markup("<details><summary>Example of an answer</summary>\n<pre tabindex=\"0\">");
        html.text(&serde_json::to_string_pretty(example).unwrap_or_default());
        html.markup("</pre></details>\n");
    }
    html.markup("</section>\n");
}

/// What is sent with a request, where something is.
fn body(html: &mut Html, body: &Value) {
    let content = &body["content"]["application/json"];
    let Some(members) = content["schema"]["properties"].as_object() else { return };
    html.prose(text(&body["description"]));
    table(html, "Body, as JSON", &["Name", "Value", "What it says"]);
    let required = content["schema"]["required"].as_array().map(Vec::as_slice).unwrap_or_default();
    for (name, member) in members {
        html.markup("<tr><th scope=\"row\"><code>").text(name).markup("</code>");
        let is_required = required.iter().any(|one| one == name);
        html.text(if is_required { " (required)" } else { "" }).markup("</th><td>");
        value_kind(html, member);
        html.markup("</td><td>").prose(text(&member["description"])).markup("</td></tr>\n");
    }
    html.markup("</table></div>\n<details><summary>Example of a body</summary>\n<pre tabindex=\"0\">");
    html.text(&serde_json::to_string_pretty(&content["example"]).unwrap_or_default());
    html.markup("</pre></details>\n");
}

/// One answer: a problem by its codes, which are explained once for all, anything else by its shape.
fn answers_row(html: &mut Html, status: &str, answer: &Value) {
    html.markup("<tr><th scope=\"row\">").text(status).markup("</th><td>");
    let problem = &answer["content"]["application/problem+json"]["schema"]["properties"]["code"]["enum"];
    if let Some(codes) = problem.as_array() {
        for (place, code) in codes.iter().map(text).enumerate() {
            html.text(if place == 0 { "" } else { ", " });
            html.markup("<a href=\"#problem-")
                .anchor(code)
                .markup("\">")
                .element("code", code)
                .markup("</a>");
        }
    } else {
        html.prose(text(&answer["description"]));
        for (kind, content) in answer["content"].as_object().into_iter().flatten() {
            html.element("code", kind).markup(" ");
            value_kind(html, &content["schema"]);
        }
    }
    html.markup("</td></tr>\n");
}

/// Every problem, whether an operation of the document answers with it or not.
fn problems(html: &mut Html) {
    html.markup("<h2>Problems</h2>\n");
    table(html, "Codes", &["Code", "Status", "When, and what to do"]);
    for code in ProblemCode::ALL {
        let (row, said) = (code.row(), explanation(code));
        html.markup("<tr id=\"problem-").anchor(row.code).markup("\"><th scope=\"row\">");
        html.element("code", row.code).markup("</th><td>").number(row.status.as_u16().into());
        html.markup("</td><td><p>When ").line(said.when).markup(".</p>").prose(said.remedy);
        html.markup("</td></tr>\n");
    }
    html.markup("</table></div>\n");
}

fn who(security: &Value) -> &'static str {
    match security.as_array().map(Vec::as_slice) {
        Some([]) => "Anybody may ask.",
        Some([one]) if one.as_object().is_some_and(|one| !one.is_empty()) => "For callers.",
        _ => "For callers, and for anybody where the server's operator allows it.",
    }
}

fn object(html: &mut Html, name: &str, schema: &Value) {
    html.markup("<section>\n<h3 id=\"object-").anchor(name).markup("\">").text(name).markup("</h3>\n");
    html.prose(text(&schema["description"]));
    table(html, "Members", &["Name", "Value", "What it says"]);
    for (name, member) in schema["properties"].as_object().into_iter().flatten() {
        html.markup("<tr><th scope=\"row\"><code>").text(name).markup("</code></th><td>");
        value_kind(html, member);
        html.markup("</td><td>").prose(text(&member["description"])).markup("</td></tr>\n");
    }
    html.markup("</table></div>\n</section>\n");
}

fn table(html: &mut Html, caption: &'static str, columns: &[&'static str]) {
    html.markup("<div class=\"scroll\" tabindex=\"0\"><table>").element("caption", caption).markup("<tr>");
    for column in columns {
        html.markup("<th scope=\"col\">").text(column).markup("</th>");
    }
    html.markup("</tr>\n");
}

/// What a value may be, in a few words.
fn value_kind(html: &mut Html, schema: &Value) {
    if let Some(reference) = schema["allOf"][0]["$ref"].as_str().or(schema["$ref"].as_str()) {
        let name = reference.rsplit('/').next().unwrap_or_default();
        html.markup("<a href=\"#object-").anchor(name).markup("\">").text(name).markup("</a>");
        return;
    }
    if let Some(choices) = schema["anyOf"].as_array().or(schema["oneOf"].as_array()) {
        for (place, choice) in choices.iter().enumerate() {
            html.text(if place == 0 { "" } else { " or " });
            value_kind(html, choice);
        }
        return;
    }
    if let Some(only) = schema.get("const") {
        html.markup("<code>").text(&only.to_string()).markup("</code>");
        return;
    }
    if let Some(values) = schema["enum"].as_array() {
        for (place, value) in values.iter().enumerate() {
            html.text(if place == 0 { "" } else { ", " }).element("code", &value.to_string());
        }
        return;
    }
    match &schema["type"] {
        Value::String(kind) if kind == "array" => {
            html.text("list of ");
            value_kind(html, &schema["items"]);
        }
        Value::String(kind) => {
            html.text(kind);
        }
        Value::Array(kinds) => {
            let kinds: Vec<&str> = kinds.iter().filter_map(Value::as_str).collect();
            html.text(&kinds.join(" or "));
        }
        _ => {
            html.text("any");
        }
    }
    for (bound, words) in
        [("minimum", ", at least "), ("minLength", ", characters at least "), ("maxLength", ", at most ")]
    {
        if let Some(number) = schema[bound].as_u64() {
            html.text(words).number(number);
        }
    }
}

/// What a reference within the document points at, or the value itself.
fn resolved<'a>(document: &'a Value, value: &'a Value) -> &'a Value {
    let pointer = value["$ref"].as_str().and_then(|reference| reference.strip_prefix('#'));
    pointer.and_then(|pointer| document.pointer(pointer)).unwrap_or(value)
}
