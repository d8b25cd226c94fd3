//! From settings and a data set to a running server, and from a signal to a stopped one.

use std::io;
use std::net::SocketAddr;
use std::pin::pin;
use std::sync::Arc;
use std::time::Duration;

use actix_web::dev::{Server, ServerHandle};
use actix_web::middleware::from_fn;
use actix_web::rt::time::sleep;
use actix_web::rt::{System, spawn};
use actix_web::web::{self, Data, ServiceConfig};
use actix_web::{App, HttpServer};
use futures_util::future::{Either, select};
use incidex_core::tier::PolicyTable;
use incidex_ops::config::Settings;
use incidex_ops::counters::SecurityCounters;
use incidex_ops::dataset::Dataset;

use crate::caller::{Gate, WayIn};
use crate::middleware::frame;
use crate::routes;
use crate::state::{Readiness, State};

mod signal;

/// Why a server cannot start, or ended in an error.
#[derive(Debug, thiserror::Error)]
pub enum StartError {
    /// The address cannot be listened on.
    #[error(
        "cannot listen on {address}: {source}. Stop whoever holds the address, or give another one with --bind"
    )]
    Bind {
        /// The address as given.
        address: SocketAddr,
        /// What the operating system said.
        source: io::Error,
    },
    /// The process cannot be told to stop.
    #[error("cannot watch for signals: {0}. Check what limits this process runs under")]
    Signal(io::Error),
    /// The server ended in an error.
    #[error("the server ended: {0}. Start it again, and report this if it happens again")]
    Run(io::Error),
}

/// A server that listens and is about to run.
pub struct Application {
    server: Server,
    address: SocketAddr,
    stopper: Stopper,
    gate: Arc<Gate>,
    eviction_period: Duration,
}

impl Application {
    /// Binds the address and prepares to serve `dataset` under `policy`.
    ///
    /// # Errors
    /// [`StartError::Bind`].
    pub fn build(
        settings: &Settings,
        policy: &Arc<PolicyTable>,
        dataset: Arc<Dataset>,
    ) -> Result<Self, StartError> {
        Self::build_with(settings, policy, dataset, Vec::new(), |_| {})
    }

    /// The same with further ways in, behind the gateway's, and further routes, for tests.
    pub(crate) fn build_with(
        settings: &Settings,
        policy: &Arc<PolicyTable>,
        dataset: Arc<Dataset>,
        ways: Vec<Box<dyn WayIn>>,
        further: fn(&mut ServiceConfig),
    ) -> Result<Self, StartError> {
        let readiness = Arc::new(Readiness::default());
        let gate = Arc::new(Gate::new(settings, policy, ways));
        let state = State { dataset, gate: Arc::clone(&gate), readiness: Arc::clone(&readiness) };
        let state = Data::new(state);
        let app = move || {
            App::new()
                .app_data(Data::clone(&state))
                .configure(further)
                .configure(routes::configure)
                .default_service(web::to(routes::not_found))
                .wrap(from_fn(frame))
        };
        let eviction_period = settings.limits.eviction_period();
        let settings = &settings.http;
        let address = settings.bind.value;
        let bind = |source| StartError::Bind { address, source };
        let server = HttpServer::new(app)
            .workers(settings.capacity.workers.value)
            .disable_signals()
            .shutdown_timeout(settings.drain_rest().as_secs())
            .bind(address)
            .map_err(bind)?;
        let address = server.addrs().first().copied().unwrap_or(address);
        let server = server.run();
        let notice = settings.drain_notice();
        let stopper = Stopper { readiness, handle: server.handle(), notice };
        Ok(Self { server, address, stopper, gate, eviction_period })
    }

    /// The address that is listened on.
    pub fn address(&self) -> SocketAddr {
        self.address
    }

    /// The port that is listened on; the one that was found free where 0 was asked for.
    pub fn port(&self) -> u16 {
        self.address.port()
    }

    /// The numbers of security events, to be read while the server runs.
    pub fn security_counters(&self) -> Arc<SecurityCounters> {
        self.gate.counters()
    }

    /// A handle that stops the server.
    pub fn stopper(&self) -> Stopper {
        self.stopper.clone()
    }

    /// Serves until SIGTERM or SIGINT, or a [`Stopper`], stops the server. Runs within [`System`].
    ///
    /// # Errors
    /// [`StartError::Signal`] or [`StartError::Run`].
    pub async fn run_until_stopped(self) -> Result<(), StartError> {
        let told_to_stop = signal::told_to_stop().map_err(StartError::Signal)?;
        let evicting = spawn(evict_from_time_to_time(Arc::clone(&self.gate), self.eviction_period));
        let stop = async {
            // Not inside the macro: what is filtered out of the log is not evaluated either.
            let signal = told_to_stop.await;
            tracing::info!(signal, "told to stop");
            self.stopper.stop().await;
        };
        let outcome = match select(pin!(self.server), pin!(stop)).await {
            Either::Left((outcome, _)) => outcome,
            Either::Right(((), server)) => server.await,
        };
        evicting.abort();
        outcome.map_err(StartError::Run)
    }
}

/// Forgets callers who have not called for long, so that the memory of limits is bounded. Runs on the thread
/// that answers no requests.
async fn evict_from_time_to_time(gate: Arc<Gate>, period: Duration) {
    loop {
        sleep(period).await;
        gate.evict();
    }
}

/// Stops a server.
#[derive(Clone)]
pub struct Stopper {
    readiness: Arc<Readiness>,
    handle: ServerHandle,
    notice: Duration,
}

impl Stopper {
    /// Says on `/ready` that no more requests are wanted, goes on for the time of notice, then accepts no
    /// more connections and waits until the requests under way have ended or the time to drain is over.
    pub async fn stop(&self) {
        self.readiness.begin_draining();
        sleep(self.notice).await;
        self.handle.stop(true).await;
    }
}

/// Serves `dataset` under `policy` on this thread and as many workers as the settings say, until a signal stops it;
/// `started` is called with the address once it is bound.
///
/// # Errors
/// [`StartError`].
pub fn serve(
    settings: &Settings,
    policy: &Arc<PolicyTable>,
    dataset: Arc<Dataset>,
    started: impl FnOnce(SocketAddr),
) -> Result<(), StartError> {
    System::new().block_on(async {
        let application = Application::build(settings, policy, dataset)?;
        started(application.address());
        application.run_until_stopped().await
    })
}
