//! The server itself: what `actix_web::HttpServer` does, with our [`Connection`] in place of its stream.
//!
//! `HttpServer` takes no other stream, so the same parts are put together here: actix-server accepts,
//! [`Door`] admits, actix-http's HTTP/1 service parses, and the actix-web application answers.

use std::io;
use std::net::{SocketAddr, TcpListener};
use std::sync::Arc;

use actix_http::{HttpService, KeepAlive};
use actix_server::Server;
use actix_service::{IntoServiceFactory, ServiceFactoryExt, fn_service, map_config};
use actix_web::App;
use actix_web::dev::AppConfig;
use actix_web::web::{self, Data, ServiceConfig};
use incidex_ops::config::HttpSettings;
use socket2::{Domain, Protocol, Socket, Type};
use tokio::net::TcpStream;

use super::StartError;
use crate::front::{Connection, Door};
use crate::middleware::{Frame, Framed};
use crate::routes;
use crate::state::State;

/// For each eight connections that there may be, how many more are accepted to be told that there are too
/// many. Further ones wait in the kernel.
const REFUSED_PER_EIGHT: usize = 1;

/// How much of an answer the system may hold for a client that does not read it, in bytes; it doubles it for its
/// own needs. Left to itself it holds megabytes for each, out of memory that all share.
const SEND_BUFFER: usize = 128 * 1_024;

/// Listens, and prepares to serve.
///
/// # Errors
/// [`StartError::Bind`].
pub(super) fn server(
    settings: &HttpSettings,
    door: Door,
    shared: Arc<Frame>,
    state: Data<State>,
    further: fn(&mut ServiceConfig),
) -> Result<(Server, SocketAddr), StartError> {
    let address = settings.bind.value;
    let bind = |source| StartError::Bind { address, source };
    let capacity = &settings.capacity;
    let workers = capacity.workers.value;
    let connections = capacity.connections.value;
    let accepted = connections + connections.div_ceil(8) * REFUSED_PER_EIGHT + 8;
    let builder = Server::build()
        .workers(workers)
        .max_concurrent_connections(accepted.div_ceil(workers))
        .disable_signals()
        .shutdown_timeout(settings.drain_rest().as_secs());
    // Hidden in its documentation, and what `HttpServer` uses: without it idle connections would hold up
    // every stop.
    let stopping = builder.graceful_shutdown_signal();
    let listener = listener(address, capacity.backlog.value).map_err(bind)?;
    let address = listener.local_addr().map_err(bind)?;
    let factory = move || {
        let app = App::new()
            .app_data(Data::clone(&state))
            .configure(further)
            .configure(routes::configure)
            .default_service(web::to(routes::not_found))
            .into_factory();
        let app = map_config(app, |()| AppConfig::default());
        let (door, stopping) = (door.clone(), stopping.clone());
        let http = HttpService::build()
            .graceful_shutdown_signal(move || {
                let stopping = stopping.clone();
                async move { stopping.notified().await }
            })
            // Every timeout is kept by the connection; actix would answer some of them bare.
            .keep_alive(KeepAlive::Os)
            .client_request_timeout(std::time::Duration::ZERO)
            .client_disconnect_timeout(std::time::Duration::ZERO)
            .local_addr(address)
            .on_connect_ext(|connection: &Connection, data| {
                data.insert(connection.link());
            })
            .h1(Framed::new(Arc::clone(&shared), app));
        fn_service(move |stream: TcpStream| {
            let door = door.clone();
            async move { door.admit(stream).await }
        })
        .and_then(http)
    };
    let builder = builder.listen("incidex", listener, factory).map_err(bind)?;
    Ok((builder.run(), address))
}

/// A listener with `backlog`, which the standard library does not let one choose.
fn listener(address: SocketAddr, backlog: usize) -> io::Result<TcpListener> {
    let socket = Socket::new(Domain::for_address(address), Type::STREAM, Some(Protocol::TCP))?;
    // A server that was just stopped leaves connections behind, which must not keep its successor out. On
    // Windows the option would let two servers share an address.
    #[cfg(unix)]
    socket.set_reuse_address(true)?;
    // Connections have the options of their listener.
    socket.set_send_buffer_size(SEND_BUFFER)?;
    socket.bind(&address.into())?;
    socket.listen(i32::try_from(backlog).unwrap_or(i32::MAX))?;
    Ok(socket.into())
}
