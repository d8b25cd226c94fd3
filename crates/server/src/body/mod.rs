//! Request bodies: JSON, read strictly. Everything that is not exactly what a route documents is refused,
//! and its place named by JSON pointer (RFC 6901): another media type, bytes that are no UTF-8, a nesting
//! deeper than [`strict::DEEPEST`], a member given twice (RFC 8259 section 4 leaves its meaning open),
//! unknown members, wrong types, broken rules.

mod strict;

use std::borrow::Cow;

use actix_web::HttpRequest;
use actix_web::dev::Payload;
use actix_web::http::header::{CONTENT_ENCODING, CONTENT_TYPE, HeaderMap};
use actix_web::web::Bytes;
use futures_util::StreamExt;
use serde::de::DeserializeOwned;
use serde_path_to_error::Segment;
use validator::{Validate, ValidationErrors, ValidationErrorsKind};

use crate::front::{BodyFate, LARGEST_BODY, Link};
use crate::problem::{MemberFault, Problem};
use strict::Place;

/// Under what `validator` keeps the faults of a whole object.
const WHOLE: &str = "__all__";

/// How many faults an answer names.
const MOST_FAULTS: usize = 8;

/// Reads the body of `request` as a `T`, whose serde form must deny unknown fields.
///
/// # Errors
/// 415 for another media type, 413 for more than 256 KiB, 408 for a body that comes too slowly, 400 for what
/// is no JSON, 422 for JSON that is no `T` or breaks its rules.
pub(crate) async fn read<T: DeserializeOwned + Validate>(
    request: &HttpRequest,
    payload: Payload,
) -> Result<T, Problem> {
    check_type(request.headers())?;
    let link = request.conn_data::<std::rc::Rc<Link>>().cloned();
    let link = link.ok_or_else(|| Problem::internal("a request without a connection"))?;
    let mut bytes = Vec::new();
    collect(payload, &link, |piece| bytes.extend_from_slice(piece)).await?;
    parse(&bytes)
}

/// Hands every piece of a body to `take`.
///
/// # Errors
/// 413, 408 or 400 when it is too large, too slow or cut short.
pub(crate) async fn collect(
    mut payload: Payload,
    link: &Link,
    mut take: impl FnMut(&Bytes),
) -> Result<(), Problem> {
    let mut length = 0_u64;
    while let Some(piece) = payload.next().await {
        let Ok(piece) = piece else {
            return Err(match link.fate() {
                BodyFate::TooLarge => Problem::body_too_large(),
                BodyFate::TooSlow => Problem::request_too_slow("the request body did not arrive in time"),
                BodyFate::Malformed => Problem::malformed_request("the chunks of the body are malformed"),
                BodyFate::Sound => Problem::malformed_request("the body is cut short"),
            });
        };
        length = length.saturating_add(u64::try_from(piece.len()).unwrap_or(u64::MAX));
        if length > LARGEST_BODY {
            return Err(Problem::body_too_large());
        }
        take(&piece);
    }
    Ok(())
}

/// Refuses a body that does not say that it is plain JSON.
fn check_type(headers: &HeaderMap) -> Result<(), Problem> {
    let is_encoded = headers
        .get(CONTENT_ENCODING)
        .is_some_and(|encoding| !encoding.as_bytes().eq_ignore_ascii_case(b"identity"));
    if is_encoded {
        return Err(Problem::unsupported_media_type("send the body without a Content-Encoding"));
    }
    let given = headers.get(CONTENT_TYPE).and_then(|value| value.to_str().ok()).unwrap_or_default();
    let mut parts = given.split(';').map(str::trim);
    let is_json = parts.next().is_some_and(|media| media.eq_ignore_ascii_case("application/json"));
    // JSON is UTF-8 (RFC 8259 section 8.1); a parameter that says otherwise is believed, and refused.
    let is_utf8 = |parameter: &str| match parameter.split_once('=') {
        Some((name, value)) if name.eq_ignore_ascii_case("charset") => {
            value.trim_matches('"').eq_ignore_ascii_case("utf-8")
        }
        _ => true,
    };
    if is_json && parts.all(is_utf8) {
        return Ok(());
    }
    Err(Problem::unsupported_media_type("send the body as application/json in UTF-8"))
}

/// The `T` that these bytes are.
fn parse<T: DeserializeOwned + Validate>(bytes: &[u8]) -> Result<T, Problem> {
    let text = str::from_utf8(bytes).map_err(|error| {
        let detail = format!("the body is not UTF-8 from byte {} on", error.valid_up_to());
        Problem::malformed_body(String::new(), detail)
    })?;
    let value = strict::value(text)?;
    if !value.is_object() {
        // serde would take a list for a struct.
        let fault = MemberFault { pointer: String::new(), detail: Cow::Borrowed("expected an object") };
        return Err(Problem::invalid_body(vec![fault]));
    }
    let body: T = serde_path_to_error::deserialize(value).map_err(|error| mismatch(&error))?;
    body.validate().map_err(|errors| {
        let mut faults = Vec::new();
        collect_rules(&errors, &Place::default(), &mut faults);
        faults.sort_by(|a: &MemberFault, b| a.pointer.cmp(&b.pointer));
        faults.truncate(MOST_FAULTS);
        Problem::invalid_body(faults)
    })?;
    Ok(body)
}

/// Our own words for what serde found: its message repeats the caller's values.
fn mismatch(error: &serde_path_to_error::Error<serde_json::Error>) -> Problem {
    let mut place = Place::default();
    for segment in error.path() {
        match segment {
            Segment::Seq { index } => place.push(*index),
            Segment::Map { key } => place.push(key),
            Segment::Enum { .. } | Segment::Unknown => {}
        }
    }
    let message = error.inner().to_string();
    // What stands after the last of these words is from our own types.
    let expected = message.rsplit_once(", expected ").map(|(_, expected)| expected);
    let detail = if message.starts_with("unknown field ") {
        format!("unknown member; expected {}", expected.unwrap_or("none"))
    } else if let Some(name) = message.strip_prefix("missing field `") {
        place.push(name.trim_end_matches('`'));
        "missing".to_owned()
    } else {
        format!("expected {}", expected.unwrap_or("another value"))
    };
    Problem::invalid_body(vec![MemberFault { pointer: place.pointer(), detail: Cow::Owned(detail) }])
}

fn collect_rules(errors: &ValidationErrors, place: &Place, faults: &mut Vec<MemberFault>) {
    for (field, kind) in errors.errors() {
        let mut place = place.clone();
        // What a whole object breaks is at no member of it.
        if field != WHOLE {
            place.push(field);
        }
        match kind {
            ValidationErrorsKind::Field(errors) => faults.extend(errors.iter().map(|error| MemberFault {
                pointer: place.pointer(),
                detail: error.message.clone().unwrap_or(Cow::Borrowed("not valid")),
            })),
            ValidationErrorsKind::Struct(errors) => collect_rules(errors, &place, faults),
            ValidationErrorsKind::List(entries) => {
                for (index, errors) in entries {
                    let mut place = place.clone();
                    place.push(index);
                    collect_rules(errors, &place, faults);
                }
            }
        }
    }
}

#[cfg(test)]
mod tests;
