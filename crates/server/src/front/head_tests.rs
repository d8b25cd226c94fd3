//! Tests of [`super`], among them one against actix's own parser.

use actix_http::h1::{Codec, MessageType};
use bytes::BytesMut;
use proptest::prelude::*;
use proptest::test_runner::TestRunner;
use tokio_util::codec::Decoder;

use super::*;

#[test]
fn the_end_of_a_head_is_found_in_any_pieces() {
    for head in ["GET / HTTP/1.1\r\na: b\r\n\r\n", "GET / HTTP/1.1\r\n\r\n", "\r\n\r\n"] {
        let stream = format!("{head}\r\nrest\r\n\r\n");
        let mut scan = HeadScan::default();
        let found = (0..=stream.len()).find_map(|end| scan.length(&stream.as_bytes()[..end]).unwrap());
        assert_eq!(found, Some(head.len()), "{head:?}");
    }
    assert_eq!(empty_lines(b"\r\n\r\n\nGET"), 4);
    assert_eq!(empty_lines(b"\rGET"), 0);
}

#[test]
fn no_line_ends_without_a_carriage_return() {
    for head in [
        "GET / HTTP/1.1\n\n",
        "GET / HTTP/1.1\r\na: b\nc: d\r\n\r\n",
        "GET / HTTP/1.1\r\na: b\n\r\n",
        "GET / HTTP/1.1\r\na: b\r\n\n",
        "\na\r\n\r\n",
    ] {
        let mut scan = HeadScan::default();
        let outcome =
            (0..=head.len()).map(|end| scan.length(&head.as_bytes()[..end])).find(|it| *it != Ok(None));
        assert_eq!(outcome, Some(Err(HeadFault::Malformed("a line does not end in CR LF"))), "{head:?}");
    }
}

#[test]
fn only_the_target_is_encoded() {
    let head = "GET /레?q=é HTTP/1.1\r\nx: 레\r\n\r\n".as_bytes();
    let encoded = percent_encoded(head).unwrap();
    assert_eq!(encoded, "GET /%EB%A0%88?q=%C3%A9 HTTP/1.1\r\nx: 레\r\n\r\n".as_bytes());
    assert_eq!(percent_encoded(&encoded), None);
}

/// A head from pieces that are often right and sometimes not.
fn heads() -> impl Strategy<Value = String> {
    let method = prop::sample::select(vec!["GET", "POST", "CONNECT", "HEAD", "X", "G T", ""]);
    let target =
        prop_oneof!["/[ -~]{0,12}", "[!-~]{1,8}", Just("*".to_owned()), Just("http://a/b?c".to_owned())];
    let version = prop::sample::select(vec!["HTTP/1.1", "HTTP/1.1", "HTTP/1.0", "HTTP/2.0", "HTTP/1.1 "]);
    let field = prop::sample::select(vec![
        "host: x",
        "Host: y",
        "content-length: 5",
        "Content-Length: 0",
        "content-length: +5",
        "content-length: ",
        "content-length: 5,5",
        "content-length:\t7 ",
        "transfer-encoding: chunked",
        "Transfer-Encoding:  CHUNKED ",
        "transfer-encoding: gzip, chunked",
        "transfer-encoding: identity",
        "transfer-encoding : chunked",
        "upgrade: websocket",
        "connection: upgrade",
        "upgrade: h2c",
        "a: b",
        "a : b",
        " folded: x",
        "a:",
        ": b",
        "x",
        "content-length\0: 5",
        "expect: 100-continue",
    ]);
    let fields = prop::collection::vec(field, 0..5);
    let end = prop::sample::select(vec!["\r\n", "\r\n", "\r\n", "\n"]);
    (method, target, version, fields, end, any::<bool>()).prop_map(
        |(method, target, version, fields, end, has_host)| {
            let host = if has_host { format!("host: z{end}") } else { String::new() };
            let fields: String = fields.iter().flat_map(|field| [*field, end]).collect();
            format!("{method} {target} {version}{end}{host}{fields}{end}")
        },
    )
}

/// What is let through, actix takes as well, and both agree on where the body ends.
fn check_against_actix(head: &str) -> Result<(), TestCaseError> {
    let mut scan = HeadScan::default();
    let Ok(Some(length)) = scan.length(head.as_bytes()) else { return Ok(()) };
    let Ok(framing) = examine(&head.as_bytes()[..length]) else { return Ok(()) };
    let mut codec = Codec::default();
    let mut bytes = BytesMut::from(&head.as_bytes()[..length]);
    let decoded = codec.decode(&mut bytes);
    prop_assert!(matches!(decoded, Ok(Some(_))), "{head:?}");
    prop_assert!(bytes.is_empty());
    let expected = match framing {
        Framing::None => MessageType::None,
        Framing::Length(_) | Framing::Chunked => MessageType::Payload,
        Framing::Foreign => MessageType::Stream,
    };
    prop_assert_eq!(codec.message_type(), expected, "{:?} {:?}", framing, head);
    // The body, then something that only a decoder at its end leaves alone.
    let body = match framing {
        Framing::None => String::new(),
        Framing::Length(length) => "x".repeat(usize::try_from(length).unwrap_or(0)),
        Framing::Chunked => "3\r\nabc\r\n0\r\n\r\n".to_owned(),
        Framing::Foreign => return Ok(()),
    };
    let rest = "GET /next HTTP/1.1\r\nhost: x\r\n\r\n";
    let mut bytes = BytesMut::from(format!("{body}{rest}").as_bytes());
    let mut requests = 0;
    while let Ok(Some(message)) = codec.decode(&mut bytes) {
        if let actix_http::h1::Message::Item(request) = message {
            prop_assert_eq!(request.path(), "/next");
            requests += 1;
        }
    }
    prop_assert_eq!((requests, bytes.len()), (1, 0));
    Ok(())
}

#[test]
fn actix_takes_what_is_let_through() {
    // actix's parser keeps a clock, which needs a runtime.
    actix_web::rt::System::new().block_on(async {
        let mut runner = TestRunner::new(ProptestConfig::with_cases(4_000));
        runner.run(&heads(), |head| check_against_actix(&head)).unwrap();
    });
}

proptest! {
    #[test]
    fn no_bytes_panic(bytes in prop::collection::vec(any::<u8>(), 0..64)) {
        let mut scan = HeadScan::default();
        if let Ok(Some(length)) = scan.length(&bytes) {
            let head = percent_encoded(&bytes[..length]).unwrap_or(bytes[..length].to_vec());
            let _ = examine(&head);
        }
    }
}
