//! The certificate's and the key's file.

use std::fs;
use std::io;
use std::path::Path;
use std::time::SystemTime;

use incidex_ops::config::TlsSettings;
use rustls::crypto::ring;
use rustls::pki_types::pem::{self, PemObject};
use rustls::pki_types::{CertificateDer, PrivateKeyDer};
use rustls::sign::CertifiedKey;

/// Why connections cannot be encrypted.
#[derive(Debug, thiserror::Error)]
pub enum TlsError {
    /// A file cannot be read.
    #[error("cannot read the {what} file {path}: {source}. Check {variable} and the rights of the file")]
    Read {
        /// `certificate` or `key`.
        what: &'static str,
        /// The file as given.
        path: String,
        /// The setting that names it.
        variable: &'static str,
        /// What the operating system said.
        source: io::Error,
    },
    /// A file is no PEM, or holds nothing of the kind.
    #[error("the {what} file {path} holds no PEM {what}. Check {variable}")]
    Content {
        /// `certificate` or `key`.
        what: &'static str,
        /// The file as given.
        path: String,
        /// The setting that names it.
        variable: &'static str,
    },
    /// The key can be read by others.
    #[error("others than its owner can read the key file {path}: `chmod 600` it. In prod that is refused")]
    Exposed {
        /// The file as given.
        path: String,
    },
    /// Key and certificate do not belong together, or the key is of an unknown kind.
    #[error("the certificate and the key cannot be used together: {0}. Give the two files of one pair")]
    Pair(rustls::Error),
    /// rustls cannot be set up.
    #[error("cannot set up TLS: {0}. Report this")]
    Config(rustls::Error),
    /// The files cannot be watched.
    #[error("cannot watch the certificate for changes: {0}. Check what limits this process runs under")]
    Watch(io::Error),
}

/// By what a change of the files is noticed: times, lengths and, where there are any, inode numbers.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Stamp([(Option<SystemTime>, u64, u64); 2]);

/// A pair and the files that it came from.
pub(super) struct Loaded {
    pub(super) pair: CertifiedKey,
    pub(super) stamp: Stamp,
}

/// The stamp of the files as they are now. A file that cannot be looked at has a stamp too.
pub(super) fn stamp(settings: &TlsSettings) -> Stamp {
    Stamp([of_file(&settings.certificate), of_file(&settings.key)])
}

fn of_file(path: &Path) -> (Option<SystemTime>, u64, u64) {
    match fs::metadata(path) {
        Ok(metadata) => (metadata.modified().ok(), metadata.len(), inode(&metadata)),
        Err(_) => (None, 0, 0),
    }
}

#[cfg(unix)]
fn inode(metadata: &fs::Metadata) -> u64 {
    std::os::unix::fs::MetadataExt::ino(metadata)
}

#[cfg(not(unix))]
fn inode(_: &fs::Metadata) -> u64 {
    0
}

/// Reads and checks the pair.
///
/// # Errors
/// All of [`TlsError`] but those of rustls and of the watch.
pub(super) fn load(settings: &TlsSettings) -> Result<Loaded, TlsError> {
    // Stamped before they are read: what changes meanwhile is read again.
    let stamp = stamp(settings);
    check_rights(settings)?;
    let (what, variable) = ("certificate", "INCIDEX_TLS_CERT");
    let text = read(&settings.certificate, what, variable)?;
    let chain: Vec<_> = CertificateDer::pem_slice_iter(&text)
        .collect::<Result<_, pem::Error>>()
        .ok()
        .filter(|chain: &Vec<_>| !chain.is_empty())
        .ok_or_else(|| TlsError::Content { what, path: shown(&settings.certificate), variable })?;
    let (what, variable) = ("key", "INCIDEX_TLS_KEY");
    let text = read(&settings.key, what, variable)?;
    let key = PrivateKeyDer::from_pem_slice(&text).map_err(|_| TlsError::Content {
        what,
        path: shown(&settings.key),
        variable,
    })?;
    let pair = CertifiedKey::from_der(chain, key, &ring::default_provider()).map_err(TlsError::Pair)?;
    Ok(Loaded { pair, stamp })
}

fn shown(path: &Path) -> String {
    path.display().to_string()
}

fn read(path: &Path, what: &'static str, variable: &'static str) -> Result<Vec<u8>, TlsError> {
    fs::read(path).map_err(|source| TlsError::Read { what, path: shown(path), variable, source })
}

/// The rights of everybody but the owner.
#[cfg(unix)]
const OTHERS: u32 = 0o077;

/// Refuses, or in dev warns of, a key that others than its owner can read or write.
#[cfg(unix)]
fn check_rights(settings: &TlsSettings) -> Result<(), TlsError> {
    use std::os::unix::fs::PermissionsExt;
    let Ok(metadata) = fs::metadata(&settings.key) else { return Ok(()) };
    if metadata.permissions().mode() & OTHERS == 0 {
        return Ok(());
    }
    let path = shown(&settings.key);
    if settings.is_strict {
        return Err(TlsError::Exposed { path });
    }
    tracing::warn!(path, "others than its owner can read the key file; prod refuses that");
    Ok(())
}

#[cfg(not(unix))]
fn check_rights(_: &TlsSettings) -> Result<(), TlsError> {
    Ok(())
}
