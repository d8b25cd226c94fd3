//! What a running server is watched by, put together from the settings: the log, the lines of requests, and
//! alerts.

use std::sync::Arc;
use std::time::SystemTime;

use crate::alert::once::StartMark;
use crate::alert::{Alerts, AlertsGuard, Event};
use crate::config::{DeploymentSettings, Environment, Settings};
use crate::dataset::{Dataset, ReloadOutcome, records};
use crate::telemetry::audit::AuditLog;
use crate::telemetry::{self, LogCounters, TelemetryError, TelemetryGuard, panics};

/// What a running server is watched by. Clones are the same.
#[derive(Clone, Debug)]
pub struct Operations {
    /// What the owner must know.
    pub alerts: Alerts,
    /// The line of each request.
    pub audit: AuditLog,
    /// Numbers of log lines.
    pub log: Arc<LogCounters>,
    /// When the process was started, nearly.
    pub started: SystemTime,
}

/// Delivers alerts and writes lines that are left when dropped, in this order.
#[must_use = "what is left is delivered and written when this is dropped"]
#[derive(Debug)]
pub struct OperationsGuard {
    _alerts: AlertsGuard,
    _telemetry: TelemetryGuard,
}

/// Why they cannot be set up.
#[derive(Debug, thiserror::Error)]
pub enum OperationsError {
    /// The log cannot.
    #[error(transparent)]
    Telemetry(#[from] TelemetryError),
    /// The threads that send alerts cannot be started.
    #[error("the threads that send alerts cannot be started: {0}. Allow this user more threads")]
    Alerts(std::io::Error),
}

impl Operations {
    /// Sets up the log of the process and the channels of alerts. Once per process.
    ///
    /// # Errors
    /// [`OperationsError`].
    pub fn start(settings: &Settings) -> Result<(Self, OperationsGuard), OperationsError> {
        let started = SystemTime::now();
        let environment = settings.environment.value;
        let telemetry = telemetry::install(&settings.log, environment)?;
        let rules = settings.outgoing.rules();
        let (alerts, alerts_guard) =
            Alerts::start(&settings.alerts, &settings.deployment, environment, &rules)
                .map_err(OperationsError::Alerts)?;
        panics::alert_through(alerts.clone());
        let operations = Self { alerts, audit: telemetry.audit(), log: telemetry.counters(), started };
        Ok((operations, OperationsGuard { _alerts: alerts_guard, _telemetry: telemetry }))
    }

    /// None of it: nothing is logged but through the subscriber that there may be, and nobody is told.
    pub fn none(settings: &Settings) -> Self {
        let audit = AuditLog::off(&settings.log);
        Self { alerts: Alerts::off(), audit, log: Arc::default(), started: SystemTime::now() }
    }

    /// Tells that a server has started, once for all processes of a deployment.
    pub fn tell_start(
        &self,
        deployment: &DeploymentSettings,
        environment: Environment,
        version: &str,
        dataset: &Dataset,
    ) {
        if !self.alerts.is_on() {
            return;
        }
        let bundle = dataset.current();
        let served = bundle.catalog().manifest().dataset_version.as_str();
        let names = [deployment.name.value.as_str(), &environment.to_string(), version, served];
        let folder = &deployment.lock_folder.value;
        let is_first = StartMark::new(&names, deployment.start_quiet()).claim(folder).unwrap_or_else(|error| {
            let folder = folder.display();
            tracing::warn!(%error, %folder, "the start is told although it may have been: no mark can be made");
            // Twice is better than never.
            true
        });
        if is_first {
            let (version, dataset) = (version.to_owned(), served.to_owned());
            self.alerts.tell(Event::Started { version, dataset, records: records(&bundle) });
        }
    }

    /// Logs and tells what became of a file that was to be served.
    pub fn tell_reload(&self, outcome: &ReloadOutcome) {
        match outcome {
            ReloadOutcome::Reloaded { dataset, previous, records, is_new } => {
                tracing::info!(dataset, previous, records, is_new, "data set reloaded");
                if *is_new {
                    let (dataset, previous, records) = (dataset.clone(), previous.clone(), *records);
                    self.alerts.tell(Event::DatasetReloaded { dataset, previous, records });
                }
            }
            ReloadOutcome::Refused(error) => {
                tracing::error!(%error, "data set refused; the old one serves on");
                self.alerts.tell(Event::DatasetRefused { cause: error.to_string() });
            }
        }
    }
}
