//! `incidex serve`: the HTTP server.

use std::sync::Arc;

use incidex_ops::config::{Flags, Said, Settings};
use incidex_ops::dataset::Dataset;
use incidex_ops::descriptors;
use incidex_ops::operations::Operations;
use incidex_ops::policy;

use crate::failure::Failure;

pub(super) fn run(flags: Flags) -> Result<(), Failure> {
    let settings = Settings::resolve(&Said::with_process_environment(flags)?)?;
    let (operations, _told_at_the_end) = Operations::start(&settings)?;
    let policy = Arc::new(policy::load(settings.policy.file.value.as_deref())?);
    let path = &settings.index.file.value;
    let dataset = Arc::new(Dataset::open(path)?);
    if settings.access.admits_nobody {
        let tier = settings.access.nobody_tier.value.name();
        tracing::warn!(tier, "no access control: callers whom nobody knows are let in");
    }
    let needed = descriptors::needed(settings.http.capacity.connections.value);
    if let Some(limit) = descriptors::raise().filter(|limit| *limit < needed) {
        tracing::warn!(
            limit,
            needed,
            "fewer files may be open than INCIDEX_MAX_CONNECTIONS asks for: raise the limit (ulimit -Hn, LimitNOFILE), or lower the setting"
        );
    }
    let environment = settings.environment.value;
    incidex_server::serve(&settings, &policy, Arc::clone(&dataset), &operations, |address| {
        // Were it held on to, a data set that is replaced would never be freed.
        let bundle = dataset.current();
        let catalog = bundle.catalog();
        tracing::info!(
            %address,
            %environment,
            index = %path.display(),
            dataset = catalog.manifest().dataset_version,
            ingredients = catalog.statistics().ingredients,
            "serving"
        );
        operations.tell_start(&settings.deployment, environment, env!("CARGO_PKG_VERSION"), &dataset);
    })?;
    tracing::info!("stopped");
    Ok(())
}
