//! From settings and a data set to a running server, and from a signal to a stopped one.

use std::hash::{DefaultHasher, Hash, Hasher};
use std::io;
use std::net::SocketAddr;
use std::pin::pin;
use std::sync::Arc;
use std::time::Duration;

use actix_web::dev::{Server, ServerHandle};
use actix_web::rt::time::sleep;
use actix_web::rt::{System, spawn};
use actix_web::web::{Data, ServiceConfig};
use futures_util::future::{Either, select};
use incidex_core::tier::PolicyTable;
use incidex_ops::config::Settings;
use incidex_ops::counters::SecurityCounters;
use incidex_ops::dataset::{self, Dataset, WatchError, WatchedFile};
use incidex_ops::metrics::{RequestMetrics, Sources};
use incidex_ops::operations::Operations;

use crate::answers::Answers;
use crate::caller::{Gate, WayIn};
use crate::front::{Door, Front, Refusal};
use crate::middleware::{FixedHeaders, Frame};
use crate::pool::Pool;
use crate::renderings::Renderings;
use crate::routes::{ROUTES, VERSION};
use crate::state::{Readiness, State};
use crate::tls::{self, TlsError};
use crate::version::Versions;

mod listen;
mod metrics;
mod signal;

use metrics::MetricsServer;

/// Of the memory for what was answered before, one in so many bytes is for single records; the rest is for whole
/// answers.
const RECORDS_SHARE: usize = 4;

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
    /// Connections cannot be encrypted.
    #[error(transparent)]
    Tls(#[from] TlsError),
    /// The threads for long work cannot be started.
    #[error("cannot start the threads for long work: {0}. Check what limits this process runs under")]
    Pool(io::Error),
    /// The index cannot be watched.
    #[error(transparent)]
    Reload(#[from] WatchError),
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
    certificates: Option<tls::Watch>,
    dataset: Arc<Dataset>,
    file: WatchedFile,
    operations: Operations,
    metrics: Option<MetricsServer>,
    gate: Arc<Gate>,
    eviction_period: Duration,
}

/// What tests put in place of what a server usually has.
pub(crate) struct Assembly {
    /// Further routes.
    pub(crate) further: fn(&mut ServiceConfig),
    /// Ways in behind the gateway's.
    pub(crate) ways: fn() -> Vec<Box<dyn WayIn>>,
    /// The versions of the interface.
    pub(crate) versions: Arc<Versions>,
}

impl Default for Assembly {
    fn default() -> Self {
        Self { further: |_| {}, ways: Vec::new, versions: Arc::new(Versions::of_this_release()) }
    }
}

impl Application {
    /// Binds the address and prepares to serve `dataset` under `policy`.
    ///
    /// # Errors
    /// [`StartError::Bind`], [`StartError::Tls`], [`StartError::Pool`].
    pub fn build(
        settings: &Settings,
        policy: &Arc<PolicyTable>,
        dataset: Arc<Dataset>,
        operations: &Operations,
    ) -> Result<Self, StartError> {
        Self::build_with(settings, policy, dataset, operations, Assembly::default())
    }

    /// The same with other parts, for tests.
    pub(crate) fn build_with(
        settings: &Settings,
        policy: &Arc<PolicyTable>,
        dataset: Arc<Dataset>,
        operations: &Operations,
        assembly: Assembly,
    ) -> Result<Self, StartError> {
        let readiness = Arc::new(Readiness::default());
        let file =
            WatchedFile { path: settings.index.file.value.clone(), seconds: settings.reload.seconds.value };
        let metrics_address = settings.metrics.bind.as_ref().map(|bind| bind.value);
        let gate = Arc::new(Gate::new(settings, policy, (assembly.ways)(), operations));
        let eviction_period = settings.limits.eviction_period();
        let settings = &settings.http;
        let capacity = &settings.capacity;
        let pool = Pool::start(capacity.pool_threads.value, capacity.pool_queue.value);
        let policy_digest = digest(policy);
        let requests = Arc::new(RequestMetrics::new(ROUTES.iter().map(|route| route.path)));
        let refused = Arc::new(Refusal::counters());
        let sources = Sources {
            version: VERSION,
            started: operations.started,
            requests: Arc::clone(&requests),
            versions: assembly.versions.requests(),
            limits: gate.decisions(),
            limit_keys: {
                let gate = Arc::clone(&gate);
                Arc::new(move || gate.held())
            },
            security: gate.counters(),
            refused: Arc::clone(&refused),
            log: Arc::clone(&operations.log),
            alerts: operations.alerts.clone(),
            dataset: Arc::clone(&dataset),
        };
        let kept = capacity.cache_kib.value * 1_024;
        let state = Data::new(State {
            dataset: Arc::clone(&dataset),
            requests,
            gate: Arc::clone(&gate),
            readiness: Arc::clone(&readiness),
            pool: pool.map_err(StartError::Pool)?,
            answers: Answers::new(kept - kept / RECORDS_SHARE),
            renderings: Renderings::new(kept / RECORDS_SHARE, policy_digest),
            policy_digest,
        });
        let (acceptor, certificates) = settings.tls.settings().map(tls::acceptor).transpose()?.unzip();
        let front = Arc::new(Front::new(&settings.time, FixedHeaders::new(&settings.headers), refused));
        let door = Door::new(front, acceptor, capacity.connections.value);
        let frame =
            Arc::new(Frame::new(settings, assembly.versions, Data::clone(&state), operations.audit.clone()));
        let (server, address) = listen::server(settings, door, frame, state, assembly.further)?;
        let notice = settings.drain_notice();
        let stopper = Stopper { readiness, handle: server.handle(), notice };
        let metrics = metrics_address.map(|address| metrics::listen(address, sources)).transpose()?;
        let operations = operations.clone();
        Ok(Self {
            server,
            address,
            stopper,
            certificates,
            dataset,
            file,
            operations,
            metrics,
            gate,
            eviction_period,
        })
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

    /// The address of `/metrics`, if it is served.
    pub fn metrics_address(&self) -> Option<SocketAddr> {
        self.metrics.as_ref().map(|metrics| metrics.address)
    }

    /// Serves until SIGTERM or SIGINT, or a [`Stopper`], stops the server; a second signal ends it at once.
    /// SIGHUP has the index and the certificate read again. Runs within [`System`].
    ///
    /// # Errors
    /// [`StartError::Signal`], [`StartError::Reload`] or [`StartError::Run`].
    pub async fn run_until_stopped(self) -> Result<(), StartError> {
        self.run(|_| {}).await
    }

    /// The same; `started` is called once a signal would be heard, so that whoever is told that the server
    /// serves may stop it at once.
    async fn run(self, started: impl FnOnce(SocketAddr)) -> Result<(), StartError> {
        let mut signals = signal::Stops::watch().map_err(StartError::Signal)?;
        let operations = self.operations;
        let reloading =
            dataset::Watch::start(self.dataset, self.file, move |outcome| operations.tell_reload(outcome))?;
        let certificates = self.certificates;
        signal::at_each_hangup(move || {
            reloading.look_now();
            if let Some(certificates) = &certificates {
                certificates.look_now();
            }
        })
        .map_err(StartError::Signal)?;
        started(self.address);
        let evicting = spawn(evict_from_time_to_time(Arc::clone(&self.gate), self.eviction_period));
        let metrics = self.metrics.map(|metrics| {
            tracing::info!(address = %metrics.address, "metrics are served");
            let handle = metrics.server.handle();
            spawn(metrics.server);
            handle
        });
        let stop = async {
            // Not inside the macro: what is filtered out of the log is not evaluated either.
            let signal = signals.next().await;
            tracing::info!(signal, "told to stop");
            match select(pin!(self.stopper.stop()), pin!(signals.next())).await {
                Either::Left(_) => Ending::Drained,
                Either::Right((signal, _)) => {
                    tracing::warn!(signal, "told to stop again; ending at once");
                    Ending::AtOnce
                }
            }
        };
        let outcome = match select(pin!(self.server), pin!(stop)).await {
            Either::Left((outcome, _)) => outcome,
            Either::Right((Ending::Drained, server)) => server.await,
            Either::Right((Ending::AtOnce, _)) => Ok(()),
        };
        evicting.abort();
        if let Some(metrics) = metrics {
            metrics.stop(false).await;
        }
        outcome.map_err(StartError::Run)
    }
}

/// How a server that was told to stop has ended.
#[derive(Clone, Copy, Debug)]
enum Ending {
    /// Requests under way have ended, or their time was over.
    Drained,
    /// It was told a second time.
    AtOnce,
}

/// A number that changes with whatever the policy allows.
fn digest(table: &PolicyTable) -> u64 {
    let mut hasher = DefaultHasher::new();
    format!("{table:?}").hash(&mut hasher);
    hasher.finish()
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
    operations: &Operations,
    started: impl FnOnce(SocketAddr),
) -> Result<(), StartError> {
    System::new().block_on(async {
        let application = Application::build(settings, policy, dataset, operations)?;
        application.run(started).await
    })
}
