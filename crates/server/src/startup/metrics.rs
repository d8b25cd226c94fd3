//! `/metrics` on a listener of its own, so that whoever may call the interface need not see it, and whoever
//! scrapes needs no key. It serves this one page, to everybody who reaches it.

use std::io;
use std::net::SocketAddr;
use std::time::Duration;

use actix_web::dev::Server;
use actix_web::http::header::{CACHE_CONTROL, CONTENT_TYPE};
use actix_web::web::{self, Data};
use actix_web::{App, HttpResponse, HttpServer};
use incidex_ops::metrics::{self, Sources};

use super::StartError;

/// Scrapers that are connected at once.
const MOST_CONNECTIONS: usize = 64;

/// How long a request for the page may take to arrive.
const REQUEST_TIME: Duration = Duration::from_secs(3);

/// The listener, about to run.
pub(super) struct MetricsServer {
    pub(super) server: Server,
    pub(super) address: SocketAddr,
}

/// Listens, and prepares to serve the page.
///
/// # Errors
/// [`StartError::Bind`].
pub(super) fn listen(address: SocketAddr, sources: Sources) -> Result<MetricsServer, StartError> {
    let bind = |source| StartError::Bind { address, source };
    let sources = Data::new(sources);
    let app = move || App::new().app_data(Data::clone(&sources)).route("/metrics", web::get().to(page));
    let server = HttpServer::new(app)
        .workers(1)
        .max_connections(MOST_CONNECTIONS)
        .client_request_timeout(REQUEST_TIME)
        .shutdown_timeout(0)
        .disable_signals()
        .bind(address)
        .map_err(bind)?;
    let bound = server.addrs().first().copied();
    let address = bound.ok_or_else(|| bind(io::ErrorKind::AddrNotAvailable.into()))?;
    Ok(MetricsServer { server: server.run(), address })
}

async fn page(sources: Data<Sources>) -> HttpResponse {
    match sources.page() {
        Ok(page) => HttpResponse::Ok()
            .insert_header((CONTENT_TYPE, metrics::CONTENT_TYPE))
            .insert_header((CACHE_CONTROL, "no-store"))
            .body(page),
        Err(_) => HttpResponse::InternalServerError().finish(),
    }
}
