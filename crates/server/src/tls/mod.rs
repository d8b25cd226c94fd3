//! TLS (rustls with ring; versions 1.2 and 1.3, RFC 8446 and RFC 9325) and the pair of files behind it,
//! which may be replaced while the server runs: a change is noticed within the interval of the settings, or
//! at SIGHUP at once. A pair that cannot be used is logged, and the one in force stays.

mod files;
mod watch;

use std::sync::Arc;

use arc_swap::ArcSwap;
use incidex_ops::config::TlsSettings;
use rustls::ServerConfig;
use rustls::crypto::ring;
use rustls::server::{ClientHello, ResolvesServerCert};
use rustls::sign::CertifiedKey;
use rustls::version::{TLS12, TLS13};
use tokio_rustls::TlsAcceptor;

pub use files::TlsError;
pub(crate) use watch::Watch;

/// The pair in force.
#[derive(Debug)]
pub(crate) struct CurrentPair(ArcSwap<CertifiedKey>);

impl ResolvesServerCert for CurrentPair {
    fn resolve(&self, _: ClientHello<'_>) -> Option<Arc<CertifiedKey>> {
        Some(self.0.load_full())
    }
}

/// What encrypts connections with the files of the settings, and the watch over these files, which goes on
/// until it is dropped.
///
/// # Errors
/// [`TlsError`], each saying what to do.
pub(crate) fn acceptor(settings: TlsSettings) -> Result<(TlsAcceptor, Watch), TlsError> {
    let first = files::load(&settings)?;
    let pair = Arc::new(CurrentPair(ArcSwap::from_pointee(first.pair)));
    let mut config = ServerConfig::builder_with_provider(Arc::new(ring::default_provider()))
        .with_protocol_versions(&[&TLS13, &TLS12])
        .map_err(TlsError::Config)?
        .with_no_client_auth()
        .with_cert_resolver(Arc::<CurrentPair>::clone(&pair));
    config.alpn_protocols = vec![b"http/1.1".to_vec()];
    let watch = Watch::start(settings, pair, first.stamp)?;
    Ok((TlsAcceptor::from(Arc::new(config)), watch))
}
