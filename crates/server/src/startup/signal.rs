//! The signals that stop the server, or have its files read again.

use std::io;
#[cfg(unix)]
use std::pin::pin;

#[cfg(unix)]
use actix_web::rt::signal::unix::{Signal, SignalKind, signal};
#[cfg(unix)]
use futures_util::future::{Either, select};

/// SIGTERM and SIGINT, from when they are watched on.
#[cfg(unix)]
pub(super) struct Stops {
    terminate: Signal,
    interrupt: Signal,
}

#[cfg(unix)]
impl Stops {
    /// Watches for both from now on.
    ///
    /// # Errors
    /// When the operating system lets no handler be set.
    pub(super) fn watch() -> io::Result<Self> {
        let (terminate, interrupt) = (signal(SignalKind::terminate())?, signal(SignalKind::interrupt())?);
        Ok(Self { terminate, interrupt })
    }

    /// The name of the next one that comes.
    pub(super) async fn next(&mut self) -> &'static str {
        match select(pin!(self.terminate.recv()), pin!(self.interrupt.recv())).await {
            Either::Left(_) => "SIGTERM",
            Either::Right(_) => "SIGINT",
        }
    }
}

/// Ctrl-C.
#[cfg(not(unix))]
pub(super) struct Stops;

#[cfg(not(unix))]
impl Stops {
    /// Watches for it.
    ///
    /// # Errors
    /// None: where it cannot be watched for, none ever comes.
    pub(super) fn watch() -> io::Result<Self> {
        Ok(Self)
    }

    /// The name of the next one that comes.
    pub(super) async fn next(&mut self) -> &'static str {
        if actix_web::rt::signal::ctrl_c().await.is_err() {
            std::future::pending::<()>().await;
        }
        "Ctrl-C"
    }
}

/// Calls `act` at each SIGHUP, as long as the runtime of this thread goes on.
///
/// # Errors
/// When the operating system lets no handler be set.
#[cfg(unix)]
pub(super) fn at_each_hangup(act: impl Fn() + 'static) -> io::Result<()> {
    let mut hangup = signal(SignalKind::hangup())?;
    actix_web::rt::spawn(async move {
        while hangup.recv().await.is_some() {
            act();
        }
    });
    Ok(())
}

/// There is no such signal here.
///
/// # Errors
/// None.
#[cfg(not(unix))]
pub(super) fn at_each_hangup(_: impl Fn() + 'static) -> io::Result<()> {
    Ok(())
}
