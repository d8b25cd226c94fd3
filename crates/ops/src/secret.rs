//! Secrets: compared without telling how near a guess was, and never shown.

use std::fmt;

use sha2::{Digest, Sha256};
use subtle::{Choice, ConstantTimeEq};

/// The secrets of which a caller must know one. Several at once let a new one take over without a gap.
///
/// Only their SHA-256 digests are held, so that nothing that prints or dumps the memory of the running
/// server shows a secret.
#[derive(Clone, Default, PartialEq, Eq)]
pub struct SecretSet {
    digests: Vec<[u8; 32]>,
}

impl SecretSet {
    /// The set of these secrets.
    pub fn new<'a>(secrets: impl IntoIterator<Item = &'a str>) -> Self {
        Self { digests: secrets.into_iter().map(|secret| Sha256::digest(secret).into()).collect() }
    }

    /// Number of secrets.
    pub fn len(&self) -> usize {
        self.digests.len()
    }

    /// Whether there is no secret.
    pub fn is_empty(&self) -> bool {
        self.digests.is_empty()
    }

    /// Whether `given` is one of the secrets. Digests of equal length are compared, all of them and to
    /// their end, so that the time taken shows neither a length nor a common beginning (CWE-208).
    pub fn contains(&self, given: &[u8]) -> bool {
        let given: [u8; 32] = Sha256::digest(given).into();
        let equal = self.digests.iter().fold(Choice::from(0), |found, digest| found | digest.ct_eq(&given));
        equal.into()
    }
}

impl fmt::Debug for SecretSet {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "SecretSet({self})")
    }
}

/// How many there are, and nothing else.
impl fmt::Display for SecretSet {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.len() {
            0 => f.pad("none"),
            1 => f.pad("*** (1 secret)"),
            count => f.pad(&format!("*** ({count} secrets)")),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_secret_of_the_set_is_known_and_nothing_else() {
        let set = SecretSet::new(["old-secret-of-16-bytes", "new-secret-of-16-bytes"]);
        assert!(set.contains(b"old-secret-of-16-bytes") && set.contains(b"new-secret-of-16-bytes"));
        for wrong in ["", "old-secret-of-16-byte", "old-secret-of-16-bytes ", "OLD-SECRET-OF-16-BYTES"] {
            assert!(!set.contains(wrong.as_bytes()), "{wrong}");
        }
        assert!(!SecretSet::default().contains(b""), "no secret is no way in");
    }

    #[test]
    fn a_set_shows_its_size_alone() {
        let set = SecretSet::new(["old-secret-of-16-bytes", "x"]);
        assert_eq!(format!("{set:?} {set}"), "SecretSet(*** (2 secrets)) *** (2 secrets)");
        assert_eq!(SecretSet::default().to_string(), "none");
    }
}
