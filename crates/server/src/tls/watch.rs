//! Looks at the files from a thread of its own, so that no request ever waits for a disk.

use std::sync::Arc;
use std::sync::mpsc::{RecvTimeoutError, SyncSender, sync_channel};
use std::thread;

use incidex_ops::config::TlsSettings;

use super::CurrentPair;
use super::files::{self, Stamp, TlsError};

/// The watch; it ends when it is dropped.
#[derive(Clone, Debug)]
pub(crate) struct Watch(SyncSender<()>);

impl Watch {
    pub(super) fn start(
        settings: TlsSettings,
        pair: Arc<CurrentPair>,
        first: Stamp,
    ) -> Result<Self, TlsError> {
        // One request to look waits at most; more would find the same files.
        let (sender, receiver) = sync_channel(1);
        let watch = move || {
            let mut known = first;
            loop {
                let is_asked = match receiver.recv_timeout(settings.reload) {
                    Ok(()) => true,
                    Err(RecvTimeoutError::Timeout) => false,
                    Err(RecvTimeoutError::Disconnected) => return,
                };
                let now = files::stamp(&settings);
                if is_asked || now != known {
                    // A pair that cannot be used is tried again when it has changed again.
                    known = reload(&settings, &pair).unwrap_or(now);
                }
            }
        };
        thread::Builder::new().name("incidex-tls".to_owned()).spawn(watch).map_err(TlsError::Watch)?;
        Ok(Self(sender))
    }

    /// Has the files read now, whether they look changed or not. Waits for nobody.
    pub(crate) fn look_now(&self) {
        let _ = self.0.try_send(());
    }
}

fn reload(settings: &TlsSettings, pair: &CurrentPair) -> Option<Stamp> {
    match files::load(settings) {
        Ok(loaded) => {
            pair.0.store(Arc::new(loaded.pair));
            tracing::info!("certificate reloaded");
            Some(loaded.stamp)
        }
        Err(error) => {
            let error: &dyn std::error::Error = &error;
            tracing::error!(error, "certificate not reloaded; the one in force stays");
            None
        }
    }
}
