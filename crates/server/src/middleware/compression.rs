//! gzip, which every client knows, for bodies that are worth it. Done in place: bodies are bounded by the
//! tier's page, and a page takes a fraction of a millisecond. Bodies hold no secret beside what the caller
//! sent, so that their length gives nothing away (BREACH).

use std::io::Write;

use actix_web::HttpResponse;
use actix_web::body::{BodySize, BoxBody, MessageBody};
use actix_web::http::header::{CONTENT_ENCODING, HeaderValue};
use flate2::Compression;
use flate2::write::GzEncoder;

/// The smallest body that is compressed, in bytes: a packet holds as much anyway.
const SMALLEST: u64 = 1_024;

/// Level 1 halves a page of records as higher ones do, in a third of their time.
const LEVEL: u32 = 1;

/// The answer, compressed if it is worth it.
pub(super) fn compressed(answer: HttpResponse) -> HttpResponse {
    let is_worth_it = matches!(answer.body().size(), BodySize::Sized(size) if size >= SMALLEST);
    if !is_worth_it || answer.headers().contains_key(CONTENT_ENCODING) {
        return answer;
    }
    let (mut head, body) = answer.into_parts();
    let bytes = match body.try_into_bytes() {
        Ok(bytes) => bytes,
        Err(body) => return head.set_body(body),
    };
    let mut encoder = GzEncoder::new(Vec::with_capacity(bytes.len() / 4), Compression::new(LEVEL));
    match encoder.write_all(&bytes).and_then(|()| encoder.finish()) {
        Ok(smaller) => {
            head.headers_mut().insert(CONTENT_ENCODING, HeaderValue::from_static("gzip"));
            head.set_body(BoxBody::new(smaller))
        }
        Err(_) => head.set_body(BoxBody::new(bytes)),
    }
}
