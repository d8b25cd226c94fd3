//! Who gets in: at most so many connections at once, and with TLS only after a handshake in time.

use std::io;
use std::net::SocketAddr;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use actix_http::error::DispatchError;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use tokio::time::timeout;
use tokio_rustls::TlsAcceptor;

use super::connection::Connection;
use super::transport::Transport;
use super::{Front, Refusal, farewell};

/// How long a connection that is one too many is kept to be told so.
const REFUSAL: Duration = Duration::from_millis(500);

/// Where connections come in. One per server.
#[derive(Clone)]
pub(crate) struct Door {
    front: Arc<Front>,
    tls: Option<TlsAcceptor>,
    open: Arc<AtomicUsize>,
    most: usize,
}

impl Door {
    /// A door that lets `most` connections in at once.
    pub(crate) fn new(front: Arc<Front>, tls: Option<TlsAcceptor>, most: usize) -> Self {
        Self { front, tls, open: Arc::new(AtomicUsize::new(0)), most }
    }

    /// Lets `stream` in.
    ///
    /// # Errors
    /// When there are too many connections, or the handshake fails or takes too long. The stream is then
    /// closed.
    pub(crate) async fn admit(
        &self,
        stream: TcpStream,
    ) -> Result<(Connection, Option<SocketAddr>), DispatchError> {
        let peer = stream.peer_addr().ok();
        // An answer is written in one piece: to wait for more only delays it.
        stream.set_nodelay(true).map_err(DispatchError::Io)?;
        let slot = Slot::take(&self.open);
        if slot.place > self.most {
            return Err(DispatchError::Io(self.refuse(stream, peer).await));
        }
        let transport = match &self.tls {
            None => Transport::Plain(stream),
            Some(acceptor) => match timeout(self.front.header_timeout, acceptor.accept(stream)).await {
                Ok(Ok(stream)) => Transport::Tls(Box::new(stream)),
                failed => {
                    Refusal::Handshake.note(&self.front.refused, peer.map(|peer| peer.ip()), None);
                    return Err(match failed {
                        Ok(Err(error)) => DispatchError::Io(error),
                        _ => DispatchError::SlowRequestTimeout,
                    });
                }
            },
        };
        Ok((Connection::new(transport, Arc::clone(&self.front), slot, peer), peer))
    }

    /// Says that there are too many, where that can be said without a handshake.
    async fn refuse(&self, mut stream: TcpStream, peer: Option<SocketAddr>) -> io::Error {
        let address = peer.map(|peer| peer.ip());
        if self.tls.is_some() {
            Refusal::TooMany.note(&self.front.refused, address, None);
        } else {
            let farewell = farewell::too_many(&self.front.fixed);
            Refusal::TooMany.note(&self.front.refused, address, Some(farewell.told()));
            let answer = farewell.bytes;
            // Whether it is heard is not our business any more.
            let _ = timeout(REFUSAL, async {
                stream.write_all(&answer).await?;
                stream.shutdown().await?;
                let mut dropped = [0; 1_024];
                while stream.read(&mut dropped).await? > 0 {}
                Ok::<_, io::Error>(())
            })
            .await;
        }
        io::Error::other("too many connections")
    }
}

/// The place of one connection among those that are open.
pub(super) struct Slot {
    open: Arc<AtomicUsize>,
    /// How many there are with this one.
    place: usize,
}

impl Slot {
    fn take(open: &Arc<AtomicUsize>) -> Self {
        let place = open.fetch_add(1, Ordering::Relaxed) + 1;
        Self { open: Arc::clone(open), place }
    }
}

impl Drop for Slot {
    fn drop(&mut self) {
        self.open.fetch_sub(1, Ordering::Relaxed);
    }
}
