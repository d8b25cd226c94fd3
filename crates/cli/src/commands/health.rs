//! `incidex health`: asks the server of this machine how it is, with the settings that it was started with;
//! for the health check of a container, which then needs no other program.

use std::io::Write;
use std::time::Duration;

use incidex_ops::config::{Flags, Said, Settings};
use incidex_ops::outgoing::{Client, Endpoint};

use crate::failure::Failure;

/// How long the answer may take.
const TIME: Duration = Duration::from_secs(5);

pub(super) fn run(flags: Flags, is_readiness: bool, out: &mut impl Write) -> Result<(), Failure> {
    let settings = Settings::resolve(&Said::with_process_environment(flags)?)?;
    let (path, well) = if is_readiness { ("/ready", "ready") } else { ("/health", "healthy") };
    let address = settings.http.bind.value;
    let endpoint = Endpoint::own_server(address, settings.http.tls.settings().is_some(), path);
    // A server that answers to some names alone is called by one of them.
    let host = settings.access.hosts.value.first();
    let headers: Vec<(&str, &str)> = host.map(|host| ("host", host.as_str())).into_iter().collect();
    let unwell = |why: String| Failure::Unwell { address, path, why };
    let reply = Client::of_this_machine(&endpoint, TIME)
        .get(&endpoint, &headers)
        .map_err(|error| unwell(error.to_string()))?;
    if reply.status != 200 {
        return Err(unwell(format!("it answers with status {}", reply.status)));
    }
    Ok(writeln!(out, "{well}")?)
}
