//! `incidex serve`: the HTTP server.

use std::sync::Arc;

use incidex_ops::config::{Flags, Said, Settings, tier_name};
use incidex_ops::dataset::Dataset;
use incidex_ops::telemetry;

use crate::failure::Failure;

pub(super) fn run(flags: Flags) -> Result<(), Failure> {
    let settings = Settings::resolve(&Said::with_process_environment(flags)?)?;
    let _written_at_the_end = telemetry::install(&settings.log, settings.environment.value)?;
    let path = &settings.index.file.value;
    let dataset = Arc::new(Dataset::open(path)?);
    let bundle = dataset.current();
    if settings.access.admits_nobody {
        let tier = tier_name(settings.access.nobody_tier.value);
        tracing::warn!(tier, "no access control: callers whom nobody knows are let in");
    }
    incidex_server::serve(&settings, dataset, |address| {
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
