//! The description of the interface, as whoever calls the real binary meets it.

use incidex_tests::{Server, curated_index, exchange, get, request};

const SECRET: &str = "the-secret-of-the-gateway";

#[test]
fn in_dev_the_description_is_for_everybody() {
    let server = Server::start(curated_index());
    let document = get(server.port(), "/openapi.json");
    assert_eq!((document.status, document.header("content-type")), (200, Some("application/json")));
    let document = document.json();
    assert_eq!(document["openapi"], "3.1.0");
    let page = get(server.port(), "/docs");
    assert_eq!((page.status, page.header("content-type")), (200, Some("text/html; charset=utf-8")));
    for path in document["paths"].as_object().unwrap().keys() {
        let method = document["paths"][path].as_object().unwrap().keys().next().unwrap().to_uppercase();
        assert!(page.body.contains(&format!("<code>{method} {path}</code>")), "{path}");
    }
    let policy =
        "default-src 'none'; style-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";
    assert_eq!(page.header("content-security-policy"), Some(policy));
    assert_eq!(get(server.port(), "/docs/style.css").header("content-type"), Some("text/css; charset=utf-8"));
    assert_eq!(request(server.port(), "HEAD", "/docs", &[]).status, 200);
}

#[test]
fn in_prod_it_is_for_callers_unless_it_is_made_public() {
    for (setting, status) in [("false", 403), ("true", 200)] {
        let server = Server::start_with(curated_index(), |command| {
            command
                .env("INCIDEX_ENV", "prod")
                .env("INCIDEX_PROXY_SECRETS", SECRET)
                .env("INCIDEX_PUBLIC_DOCS", setting)
        });
        for path in ["/openapi.json", "/docs", "/docs/style.css"] {
            assert_eq!(get(server.port(), path).status, status, "{path} with {setting}");
            let headers = [("X-RapidAPI-Proxy-Secret", SECRET)];
            assert_eq!(request(server.port(), "GET", path, &headers).status, 200, "{path} with {setting}");
        }
        // What is described is not opened.
        assert_eq!(get(server.port(), "/v1/stats").status, 403);
    }
}

#[test]
fn every_path_of_the_document_answers_with_its_examples() {
    let server = Server::start(curated_index());
    let document = get(server.port(), "/openapi.json").json();
    for (path, methods) in document["paths"].as_object().unwrap() {
        let (method, operation) = methods.as_object().unwrap().iter().next().unwrap();
        let mut target = path.clone();
        let mut joint = '?';
        for parameter in operation["parameters"].as_array().unwrap() {
            let Some(example) = parameter.get("example") else { continue };
            let text = example.as_str().map_or_else(|| example.to_string(), str::to_owned);
            let encoded: String = text.bytes().map(|byte| format!("%{byte:02X}")).collect();
            if parameter["in"] == "path" {
                target = target.replace(&format!("{{{}}}", parameter["name"].as_str().unwrap()), &text);
            } else {
                target.push_str(&format!("{joint}{}={encoded}", parameter["name"].as_str().unwrap()));
                joint = '&';
            }
        }
        let answer = match method.as_str() {
            "get" => get(server.port(), &target),
            _ => {
                let body = operation["requestBody"]["content"]["application/json"]["example"].to_string();
                let head = format!(
                    "POST {target} HTTP/1.1\r\nHost: x\r\nConnection: close\r\nContent-Type: application/json\r\n\
                     Content-Length: {}\r\n\r\n{body}",
                    body.len()
                );
                exchange(server.port(), head.as_bytes())
            }
        };
        assert_eq!(answer.status, 200, "{target}: {}", answer.body);
        let kind = answer.header("content-type").unwrap();
        assert!(operation["responses"]["200"]["content"].get(kind).is_some(), "{target}: {kind}");
    }
}
