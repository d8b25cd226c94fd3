//! The page: every number with its name, its meaning and its labels, in the text format of `OpenMetrics`.

use std::fmt;
use std::sync::Arc;
use std::time::SystemTime;

use prometheus_client::collector::Collector;
use prometheus_client::encoding::{DescriptorEncoder, EncodeMetric, MetricEncoder, NoLabelSet, text};
use prometheus_client::metrics::MetricType;
use prometheus_client::metrics::counter::ConstCounter;
use prometheus_client::metrics::gauge::ConstGauge;
use prometheus_client::registry::Registry;

use super::process::{ProcessFigures, unix_seconds};
use super::requests::RequestMetrics;
use crate::alert::Alerts;
use crate::counters::{LabelledCounters, SecurityCounters};
use crate::dataset::{Dataset, records};
use crate::telemetry::LogCounters;

/// The media type of the page.
pub const CONTENT_TYPE: &str = "application/openmetrics-text; version=1.0.0; charset=utf-8";

/// Where the numbers are.
#[derive(Clone)]
pub struct Sources {
    /// Version of the program.
    pub version: &'static str,
    /// When the process was started.
    pub started: SystemTime,
    /// Requests.
    pub requests: Arc<RequestMetrics>,
    /// Requests by version of the interface.
    pub versions: Arc<LabelledCounters>,
    /// What the limits decided.
    pub limits: Arc<LabelledCounters>,
    /// How many counts the limits hold.
    pub limit_keys: Arc<dyn Fn() -> usize + Send + Sync>,
    /// Security events.
    pub security: Arc<SecurityCounters>,
    /// Connections that were refused before there was a request, by reason.
    pub refused: Arc<LabelledCounters>,
    /// Log lines.
    pub log: Arc<LogCounters>,
    /// Alerts.
    pub alerts: Alerts,
    /// The data set.
    pub dataset: Arc<Dataset>,
}

impl fmt::Debug for Sources {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Sources").finish_non_exhaustive()
    }
}

impl Sources {
    /// The page of now.
    ///
    /// # Errors
    /// When a number cannot be written, which a text does not do.
    pub fn page(&self) -> Result<String, fmt::Error> {
        let mut registry = Registry::default();
        registry.register_collector(Box::new(self.clone()));
        let mut page = String::new();
        text::encode(&mut page, &registry)?;
        Ok(page)
    }
}

impl Collector for Sources {
    fn encode(&self, mut encoder: DescriptorEncoder<'_>) -> fmt::Result {
        let mut page = Page(&mut encoder);
        page.requests(&self.requests)?;
        let versions = self.versions.values().map(|(label, count)| ([("version", label)], count));
        page.counters("incidex_api_version_requests", "Requests by version of the interface", versions)?;
        page.limits(self)?;
        page.security(&self.security)?;
        let refused = self.refused.values().map(|(label, count)| ([("reason", label)], count));
        page.counters("incidex_refused_connections", "Connections refused before a request", refused)?;
        page.log(&self.log)?;
        page.alerts(&self.alerts)?;
        page.dataset(&self.dataset)?;
        page.process(self)
    }
}

struct Page<'a, 'b>(&'a mut DescriptorEncoder<'b>);

impl Page<'_, '_> {
    fn begin(
        &mut self,
        name: &'static str,
        help: &str,
        kind: MetricType,
    ) -> Result<MetricEncoder<'_>, fmt::Error> {
        self.0.encode_descriptor(name, help, None, kind)
    }

    fn counter(&mut self, name: &'static str, help: &str, value: u64) -> fmt::Result {
        ConstCounter::new(value).encode(self.begin(name, help, MetricType::Counter)?)
    }

    fn gauge(&mut self, name: &'static str, help: &str, value: f64) -> fmt::Result {
        ConstGauge::new(value).encode(self.begin(name, help, MetricType::Gauge)?)
    }

    fn whole_gauge(&mut self, name: &'static str, help: &str, value: u64) -> fmt::Result {
        ConstGauge::new(i64::try_from(value).unwrap_or(i64::MAX)).encode(self.begin(
            name,
            help,
            MetricType::Gauge,
        )?)
    }

    fn counters<'v, const N: usize>(
        &mut self,
        name: &'static str,
        help: &str,
        values: impl Iterator<Item = ([(&'static str, &'v str); N], u64)>,
    ) -> fmt::Result {
        let mut encoder = self.begin(name, help, MetricType::Counter)?;
        for (labels, value) in values {
            ConstCounter::new(value).encode(encoder.encode_family(&labels)?)?;
        }
        Ok(())
    }

    fn requests(&mut self, requests: &RequestMetrics) -> fmt::Result {
        let counts = requests.counts().map(|([route, status, tier], count)| {
            ([("route", route), ("status", status), ("tier", tier)], count)
        });
        self.counters("incidex_requests", "Requests that were answered", counts)?;
        let help = "Time from the end of a request's head to its answer";
        let mut encoder = self.begin("incidex_request_duration_seconds", help, MetricType::Histogram)?;
        for (route, latency) in requests.latencies() {
            let buckets = latency.buckets();
            let count = buckets.iter().map(|(_, count)| count).sum();
            encoder.encode_family(&[("route", route)])?.encode_histogram::<NoLabelSet>(
                latency.sum_seconds(),
                count,
                &buckets,
                None,
            )?;
        }
        self.whole_gauge(
            "incidex_requests_in_flight",
            "Requests that are being answered",
            requests.in_flight(),
        )
    }

    fn limits(&mut self, sources: &Sources) -> fmt::Result {
        // The labels of these counters are a bucket and a decision, with a blank between.
        let values = sources.limits.values().filter_map(|(label, count)| {
            let (bucket, decision) = label.split_once(' ')?;
            Some(([("bucket", bucket), ("decision", decision)], count))
        });
        self.counters("incidex_limit_decisions", "What the rate limits decided", values)?;
        self.whole_gauge(
            "incidex_limit_keys",
            "Counts that the rate limits hold",
            (sources.limit_keys)() as u64,
        )
    }

    fn security(&mut self, security: &SecurityCounters) -> fmt::Result {
        let events = [
            ("unauthorized", &security.unauthorized),
            ("forbidden", &security.forbidden),
            ("too_many_requests", &security.too_many_requests),
            ("failed", &security.failed),
            ("spoofed_forwarding", &security.spoofs),
            ("walk", &security.walks),
            ("limit_evicted", &security.evicted),
        ];
        let events = events.into_iter().map(|(event, counter)| ([("event", event)], counter.value()));
        self.counters("incidex_security_events", "Security events by kind", events)
    }

    fn log(&mut self, log: &LogCounters) -> fmt::Result {
        self.counter("incidex_log_lines", "Log lines that were written", log.written.value())?;
        let lost = [("overflow", &log.overflowed), ("failed", &log.failed)];
        let lost = lost.into_iter().map(|(reason, counter)| ([("reason", reason)], counter.value()));
        self.counters("incidex_log_dropped_lines", "Log lines that were lost", lost)
    }

    fn alerts(&mut self, alerts: &Alerts) -> fmt::Result {
        let counters = alerts.counters();
        let messages = counters.channels.iter().flat_map(|(channel, counters)| {
            let outcomes = [
                ("delivered", &counters.delivered),
                ("retried", &counters.retried),
                ("refused", &counters.refused),
                ("dropped", &counters.dropped),
            ];
            outcomes
                .map(|(outcome, counter)| ([("channel", *channel), ("outcome", outcome)], counter.value()))
        });
        self.counters("incidex_alert_messages", "Alert messages by what became of them", messages)?;
        let help = "Alert events that came faster than they could be grouped";
        self.counter("incidex_alert_dropped_events", help, counters.dropped_events.value())
    }

    fn dataset(&mut self, dataset: &Dataset) -> fmt::Result {
        let bundle = dataset.current();
        let manifest = bundle.catalog().manifest();
        let mut encoder = self.begin("incidex_dataset", "The data set that is served", MetricType::Info)?;
        encoder.encode_info(&[
            ("version", manifest.dataset_version.as_str()),
            ("digest", manifest.digest.as_str()),
        ])?;
        self.whole_gauge("incidex_dataset_records", "Records that are served", records(&bundle))?;
        self.whole_gauge("incidex_dataset_bytes", "Size of the index file", bundle.size())?;
        let loaded = unix_seconds(dataset.loaded());
        self.gauge("incidex_dataset_loaded_timestamp_seconds", "When the data set was loaded", loaded)?;
        let age = dataset.loaded().elapsed().unwrap_or_default().as_secs_f64();
        self.gauge("incidex_dataset_age_seconds", "Time since the data set was loaded", age)?;
        let reloads = [("reloaded", &dataset.counters().reloaded), ("refused", &dataset.counters().refused)];
        let reloads = reloads.into_iter().map(|(outcome, counter)| ([("outcome", outcome)], counter.value()));
        self.counters(
            "incidex_dataset_reloads",
            "Files that were to be served by what became of them",
            reloads,
        )
    }

    fn process(&mut self, sources: &Sources) -> fmt::Result {
        let mut encoder = self.begin("incidex_build", "The program", MetricType::Info)?;
        encoder.encode_info(&[("version", sources.version)])?;
        let started = unix_seconds(sources.started);
        self.gauge("process_start_time_seconds", "When the process was started", started)?;
        let Some(figures) = ProcessFigures::read() else { return Ok(()) };
        let cpu =
            self.begin("process_cpu_seconds", "Time that the processor worked for it", MetricType::Counter)?;
        ConstCounter::new(figures.cpu_seconds).encode(cpu)?;
        self.whole_gauge("process_resident_memory_bytes", "Resident memory", figures.resident_bytes)?;
        self.whole_gauge("process_open_fds", "Open file descriptors", figures.open_files)?;
        self.whole_gauge("process_threads", "Threads", figures.threads)
    }
}
