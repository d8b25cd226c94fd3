//! What the log says instead of a customer's name: a digest under a key, so that the lines of one customer
//! belong together and nobody without the key can try names (CWE-760).

use std::fmt;

use hmac::{Hmac, KeyInit, Mac};
use secrecy::ExposeSecret;
use sha2::Sha256;

use crate::config::LogSettings;

/// The key of the digests.
#[derive(Clone)]
pub struct IdentityKey(Option<Hmac<Sha256>>);

/// The first 64 bits of a digest; shown as 16 hexadecimal digits.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct IdentityDigest(u64);

impl IdentityKey {
    /// The key of the settings, or a random one of this process.
    pub fn new(settings: &LogSettings) -> Self {
        match &settings.identity_key {
            Some(key) => Self::of(key.value.expose_secret().as_bytes()),
            None => Self::of(&random()),
        }
    }

    fn of(key: &[u8]) -> Self {
        // HMAC takes keys of any length.
        Self(Hmac::new_from_slice(key).ok())
    }

    /// The digest of a name: HMAC-SHA256, so that an operator with the key finds a customer by
    /// `printf %s NAME | openssl dgst -sha256 -hmac KEY | sed "s,.* ,," | cut -c -16`.
    pub fn digest(&self, name: &str) -> IdentityDigest {
        let bytes = self.0.clone().map(|mut keyed| {
            keyed.update(name.as_bytes());
            keyed.finalize().into_bytes()
        });
        let first = bytes.as_deref().and_then(<[u8]>::first_chunk).copied();
        IdentityDigest(first.map(u64::from_be_bytes).unwrap_or_default())
    }
}

impl IdentityDigest {
    /// Adds what it is shown as to a text.
    pub(super) fn push_to(self, out: &mut String) {
        for byte in self.0.to_be_bytes() {
            let digit = |value: u8| char::from_digit(value.into(), 16).unwrap_or('0');
            out.push(digit(byte >> 4));
            out.push(digit(byte & 0xf));
        }
    }
}

/// Nothing of the key.
impl fmt::Debug for IdentityKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("IdentityKey(***)")
    }
}

impl fmt::Display for IdentityDigest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut text = String::with_capacity(16);
        self.push_to(&mut text);
        f.write_str(&text)
    }
}

/// 244 bits that nobody can foresee.
fn random() -> [u8; 32] {
    let mut key = [0; 32];
    let halves = [uuid::Uuid::new_v4(), uuid::Uuid::new_v4()];
    for (byte, random) in key.iter_mut().zip(halves.iter().flat_map(uuid::Uuid::as_bytes)) {
        *byte = *random;
    }
    key
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn digests_are_those_that_others_compute() {
        // printf %s kim | openssl dgst -sha256 -hmac a-key-of-16-bytes | cut -c -16
        assert_eq!(IdentityKey::of(b"a-key-of-16-bytes").digest("kim").to_string(), "1eb80f5a1923f3a4");
    }

    #[test]
    fn without_a_key_each_process_has_its_own() {
        let (one, other) = (IdentityKey::of(&random()), IdentityKey::of(&random()));
        assert_eq!(one.digest("kim"), one.clone().digest("kim"));
        assert_ne!(one.digest("kim"), one.digest("lee"));
        assert_ne!(one.digest("kim"), other.digest("kim"));
        assert_eq!(format!("{one:?}"), "IdentityKey(***)");
    }
}
