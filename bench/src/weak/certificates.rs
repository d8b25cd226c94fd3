//! An issuer made for the moment, and a certificate by it: good, expired, for another name, or by itself.

use std::io;
use std::sync::Arc;

use rcgen::{BasicConstraints, CertificateParams, IsCa, Issuer, KeyPair, date_time_ymd};
use rustls::ServerConfig;
use rustls::pki_types::{CertificateDer, PrivateKeyDer};

use super::faults::Fault;
use crate::audit::tls::provider;

/// An issuer and a server's certificate.
pub struct Certificates {
    /// The issuer's certificate (PEM).
    pub issuer: String,
    certificate: CertificateDer<'static>,
    key: KeyPair,
}

impl Certificates {
    /// Makes them, with the fault that is among `faults`.
    ///
    /// # Errors
    /// When the cryptography fails.
    pub fn new(faults: &[Fault]) -> io::Result<Self> {
        make(faults).map_err(io::Error::other)
    }

    /// The settings of a server that uses them.
    ///
    /// # Errors
    /// When the key does not fit.
    pub fn server(&self) -> io::Result<ServerConfig> {
        let key = PrivateKeyDer::try_from(self.key.serialize_der()).map_err(io::Error::other)?;
        ServerConfig::builder_with_provider(Arc::clone(&provider()))
            .with_safe_default_protocol_versions()
            .map_err(io::Error::other)?
            .with_no_client_auth()
            .with_single_cert(vec![self.certificate.clone()], key)
            .map_err(io::Error::other)
    }
}

fn make(faults: &[Fault]) -> Result<Certificates, rcgen::Error> {
    let mut authority = CertificateParams::new(Vec::new())?;
    authority.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
    let authority_key = KeyPair::generate()?;
    let issuer = authority.self_signed(&authority_key)?.pem();
    let name = if faults.contains(&Fault::WrongNameCertificate) { "example.com" } else { "127.0.0.1" };
    let mut params = CertificateParams::new(vec![name.to_owned()])?;
    if faults.contains(&Fault::ExpiredCertificate) {
        params.not_before = date_time_ymd(2020, 1, 1);
        params.not_after = date_time_ymd(2021, 1, 1);
    }
    let key = KeyPair::generate()?;
    let certificate = if faults.contains(&Fault::SelfSignedCertificate) {
        params.self_signed(&key)?
    } else {
        params.signed_by(&key, &Issuer::new(authority, authority_key))?
    };
    Ok(Certificates { issuer, certificate: certificate.der().clone(), key })
}
