//! The certificate, and which versions and ciphers are accepted.

use std::io::{Read, Write};
use std::sync::Arc;

use rustls::{CertificateError, ClientConfig, Error};

use super::super::catalogue::Fault;
use super::super::catalogue::transport::{
    CERTIFICATE_EXPIRED, CERTIFICATE_NAME, CERTIFICATE_UNTRUSTED, OLD_TLS, WEAK_CIPHER,
};
use super::super::client::Spent;
use super::super::scan::Scan;
use super::super::tls::believing;
use super::super::wire::{Wire, dial};
use super::hello::{OLD_CIPHERS, OLD_VERSIONS, TLS_1_2, WEAK_CIPHERS, client_hello, server_choice};

pub(super) fn run(scan: &mut Scan<'_>) -> Result<(), Spent> {
    if !scan.client.origin.is_tls {
        return Ok(());
    }
    for (version, name) in OLD_VERSIONS {
        let choice = offer(scan, version, &OLD_CIPHERS)?;
        if choice.is_some_and(|(chosen, _)| chosen == version) {
            scan.found(
                &OLD_TLS,
                &format!("a ClientHello for {name} alone is answered with a ServerHello for it"),
            );
        }
    }
    if let Some((_, cipher)) = offer(scan, TLS_1_2, &WEAK_CIPHERS)?.filter(|(_, c)| WEAK_CIPHERS.contains(c))
    {
        scan.found(&WEAK_CIPHER, &format!("of weak ciphers alone the server chooses 0x{cipher:04x}"));
    }
    Ok(())
}

/// Judges the certificate; whether it is to be believed.
///
/// # Errors
/// When the options name a certificate file that cannot be read.
pub fn certificate(scan: &mut Scan<'_>) -> Result<bool, String> {
    let config: Arc<ClientConfig> = believing(scan.options.ca_file.as_deref())?;
    let origin = scan.client.origin;
    let Err(error) = Wire::connect(origin, &config, scan.options.patience) else { return Ok(true) };
    let Some(Error::InvalidCertificate(why)) =
        error.get_ref().and_then(|inner| inner.downcast_ref::<Error>())
    else {
        scan.note(&format!("the certificate: {error}"));
        return Ok(false);
    };
    let (fault, why): (&'static Fault, String) = match why {
        CertificateError::Expired
        | CertificateError::ExpiredContext { .. }
        | CertificateError::NotValidYet
        | CertificateError::NotValidYetContext { .. } => (&CERTIFICATE_EXPIRED, why.to_string()),
        CertificateError::NotValidForName | CertificateError::NotValidForNameContext { .. } => {
            (&CERTIFICATE_NAME, why.to_string())
        }
        other => (&CERTIFICATE_UNTRUSTED, other.to_string()),
    };
    scan.found(fault, &format!("the handshake fails: {why}"));
    Ok(false)
}

fn offer(scan: &Scan<'_>, version: [u8; 2], ciphers: &[u16]) -> Result<Option<([u8; 2], u16)>, Spent> {
    scan.client.take()?;
    let origin = scan.client.origin;
    let Ok(mut stream) = dial(origin, scan.client.at_most(scan.options.patience)) else { return Ok(None) };
    if stream.write_all(&client_hello(version, ciphers, &origin.host)).is_err() {
        return Ok(None);
    }
    let mut bytes = Vec::new();
    let mut buffer = [0; 1024];
    while server_choice(&bytes).is_none() && bytes.len() < 4096 {
        match stream.read(&mut buffer) {
            Ok(count) if count > 0 => bytes.extend_from_slice(&buffer[..count]),
            _ => break,
        }
    }
    Ok(server_choice(&bytes))
}
