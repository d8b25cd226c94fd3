//! A `ClientHello` written by hand (RFC 5246 section 7.4.1.2), because no well-kept library offers what must
//! not be accepted any more.

/// Versions that must be refused (RFC 7568, RFC 8996), with their names.
pub(super) const OLD_VERSIONS: [([u8; 2], &str); 3] =
    [([3, 0], "SSL 3.0"), ([3, 1], "TLS 1.0"), ([3, 2], "TLS 1.1")];

/// TLS 1.2.
pub(super) const TLS_1_2: [u8; 2] = [3, 3];

/// What old servers speak.
pub(super) const OLD_CIPHERS: [u16; 12] =
    [0xc014, 0xc013, 0xc00a, 0xc009, 0x0039, 0x0033, 0x0035, 0x002f, 0x0016, 0x000a, 0x0005, 0x0004];

/// Key exchange by RSA, 3DES, RC4, NULL, export and anonymous ciphers.
pub(super) const WEAK_CIPHERS: [u16; 20] = [
    0x009d, 0x009c, 0x003d, 0x003c, 0x0035, 0x002f, 0x000a, 0x0005, 0x0004, 0x0001, 0x0002, 0x003b, 0x0003,
    0x0008, 0x0009, 0x0034, 0x003a, 0x006c, 0xc012, 0xc011,
];

/// A `ClientHello` that offers this version and these ciphers and no more. `random` need not be random: no
/// key is ever agreed on.
pub(super) fn client_hello(version: [u8; 2], ciphers: &[u16], host: &str) -> Vec<u8> {
    let mut body = version.to_vec();
    body.extend([0x5a; 32]);
    body.push(0);
    body.extend(with_length(&ciphers.iter().flat_map(|cipher| cipher.to_be_bytes()).collect::<Vec<u8>>()));
    body.extend([1, 0]);
    let mut extensions = Vec::new();
    // A name is no address (RFC 6066 section 3).
    if host.parse::<std::net::IpAddr>().is_err() {
        let entry = [&[0][..], &with_length(host.as_bytes())].concat();
        extensions.extend(extension(0, &with_length(&entry)));
    }
    extensions.extend(extension(10, &with_length(&[0, 29, 0, 23, 0, 24])));
    extensions.extend(extension(11, &[1, 0]));
    if version >= TLS_1_2 {
        let signatures = [4, 3, 8, 4, 4, 1, 5, 3, 8, 5, 5, 1, 2, 1];
        extensions.extend(extension(13, &with_length(&signatures)));
    }
    if version > [3, 0] {
        body.extend(with_length(&extensions));
    }
    let mut handshake = vec![1, 0];
    handshake.extend(with_length(&body));
    let mut record = vec![0x16, 3, u8::from(version > [3, 0])];
    record.extend(with_length(&handshake));
    record
}

/// The version and cipher that a `ServerHello` at the start of `bytes` chooses.
pub(super) fn server_choice(bytes: &[u8]) -> Option<([u8; 2], u16)> {
    let is_hello = bytes.first() == Some(&0x16) && bytes.get(5) == Some(&2);
    let version = [*bytes.get(9)?, *bytes.get(10)?];
    let session = usize::from(*bytes.get(43)?);
    let cipher = u16::from_be_bytes([*bytes.get(44 + session)?, *bytes.get(45 + session)?]);
    is_hello.then_some((version, cipher))
}

fn extension(kind: u16, content: &[u8]) -> Vec<u8> {
    [&kind.to_be_bytes()[..], &with_length(content)].concat()
}

/// `content` behind its length in two bytes.
fn with_length(content: &[u8]) -> Vec<u8> {
    // A hello is far below 64 KiB; a host name that is not would be refused by the resolver before.
    let length = u16::try_from(content.len()).unwrap_or(u16::MAX);
    [&length.to_be_bytes()[..], content].concat()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lengths_add_up() {
        let hello = client_hello([3, 1], &OLD_CIPHERS, "example.com");
        assert_eq!(usize::from(u16::from_be_bytes([hello[3], hello[4]])), hello.len() - 5);
        assert_eq!(usize::from(u16::from_be_bytes([hello[7], hello[8]])), hello.len() - 9);
    }

    #[test]
    fn a_choice_is_read_and_an_alert_is_none() {
        let mut hello = vec![0x16, 3, 1, 0, 42, 2, 0, 0, 38, 3, 1];
        hello.extend([0; 32]);
        hello.extend([0, 0, 0x2f, 0]);
        assert_eq!(server_choice(&hello), Some(([3, 1], 0x2f)));
        assert_eq!(server_choice(&[0x15, 3, 1, 0, 2, 2, 70]), None);
    }
}
