//! `incidex serve`: the HTTP server.

use std::sync::Arc;

use incidex_ops::config::{Flags, Said, Settings};
use incidex_ops::dataset::Dataset;
use incidex_ops::{policy, telemetry};

use crate::failure::Failure;

pub(super) fn run(flags: Flags) -> Result<(), Failure> {
    let settings = Settings::resolve(&Said::with_process_environment(flags)?)?;
    let _written_at_the_end = telemetry::install(&settings.log, settings.environment.value)?;
    let policy = Arc::new(policy::load(settings.policy.file.value.as_deref())?);
    let path = &settings.index.file.value;
    let dataset = Arc::new(Dataset::open(path)?);
    let bundle = dataset.current();
    if settings.access.admits_nobody {
        let tier = settings.access.nobody_tier.value.name();
        tracing::warn!(tier, "no access control: callers whom nobody knows are let in");
    }
    incidex_server::serve(&settings, &policy, dataset, |address| {
        let catalog = bundle.catalog();
        tracing::info!(
            %address,
            environment = %settings.environment.value,
            index = %path.display(),
            dataset = catalog.manifest().dataset_version,
            ingredients = catalog.statistics().ingredients,
            "serving"
        );
        // Were it held on to, a data set that is replaced would never be freed.
        drop(bundle);
    })?;
    tracing::info!("stopped");
    Ok(())
}
