//! Tests of [`super`], among them one against actix's own parser.

use actix_http::h1::Codec;
use actix_web::http::header;
use bytes::BytesMut;
use proptest::prelude::*;
use tokio_util::codec::Decoder;

use super::*;
