//! The signals that stop the server.

use std::io;

#[cfg(unix)]
use actix_web::rt::signal::unix::{SignalKind, signal};
#[cfg(unix)]
use futures_util::future::{Either, select};

/// Watches for SIGTERM and SIGINT from now on; the future ends with the name of the one that came.
///
/// # Errors
/// When the operating system lets no handler be set.
#[cfg(unix)]
pub(super) fn told_to_stop() -> io::Result<impl Future<Output = &'static str>> {
    let mut terminate = signal(SignalKind::terminate())?;
    let mut interrupt = signal(SignalKind::interrupt())?;
    Ok(async move {
        match select(std::pin::pin!(terminate.recv()), std::pin::pin!(interrupt.recv())).await {
            Either::Left(_) => "SIGTERM",
            Either::Right(_) => "SIGINT",
        }
    })
}

/// Watches for Ctrl-C.
///
/// # Errors
/// None: where Ctrl-C cannot be watched for, the future never ends.
#[cfg(not(unix))]
pub(super) fn told_to_stop() -> io::Result<impl Future<Output = &'static str>> {
    Ok(async {
        if actix_web::rt::signal::ctrl_c().await.is_err() {
            std::future::pending::<()>().await;
        }
        "Ctrl-C"
    })
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
