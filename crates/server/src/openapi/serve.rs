//! The handlers. What they answer is the same for everybody and does not change while the process lives, so
//! it is made once.

use std::sync::LazyLock;

use actix_web::HttpResponse;
use actix_web::http::header::{CONTENT_SECURITY_POLICY, CONTENT_TYPE, HeaderValue};
use actix_web::web::Bytes;
use schemars::{Schema, SchemaGenerator, json_schema};

use super::build::build;
use super::html;
use crate::problem::Problem;
use crate::query::expect_none;
use crate::routes::ReadRequest;
use crate::state::State;

/// The page may load its style from here, and nothing else from anywhere: no script, no image, no font. It
/// cannot be framed, and what it says cannot be sent anywhere.
const PAGE_POLICY: &str = "default-src 'none'; style-src 'self'; base-uri 'none'; form-action 'none'; \
                           frame-ancestors 'none'";

static DOCUMENT: LazyLock<Bytes> = LazyLock::new(|| Bytes::from(build().to_string()));
static PAGE: LazyLock<Bytes> = LazyLock::new(|| Bytes::from(html::page(&build())));
static STYLE: Bytes = Bytes::from_static(include_bytes!("style.css"));

/// The document.
pub(crate) fn document(request: &ReadRequest<'_>, _: &State) -> Result<HttpResponse, Problem> {
    answer(request, "application/json", &DOCUMENT)
}

/// The page.
pub(crate) fn page(request: &ReadRequest<'_>, _: &State) -> Result<HttpResponse, Problem> {
    let mut page = answer(request, "text/html; charset=utf-8", &PAGE)?;
    page.headers_mut().insert(CONTENT_SECURITY_POLICY, HeaderValue::from_static(PAGE_POLICY));
    Ok(page)
}

/// The page's style.
pub(crate) fn style(request: &ReadRequest<'_>, _: &State) -> Result<HttpResponse, Problem> {
    answer(request, "text/css; charset=utf-8", &STYLE)
}

/// What the document looks like, as far as it is told of itself.
pub(crate) fn shape(_: &mut SchemaGenerator) -> Schema {
    json_schema!({
        "type": "object",
        "properties": {
            "openapi": {"type": "string", "const": "3.1.0"},
            "info": {"type": "object"},
            "paths": {"type": "object"},
        },
        "required": ["openapi", "info", "paths", "components"],
        "additionalProperties": true,
    })
}

fn answer(request: &ReadRequest<'_>, kind: &'static str, body: &Bytes) -> Result<HttpResponse, Problem> {
    expect_none(request.query)?;
    Ok(HttpResponse::Ok().insert_header((CONTENT_TYPE, kind)).body(body.clone()))
}
