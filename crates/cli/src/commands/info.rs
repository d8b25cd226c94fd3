//! `incidex info`: what an index says of itself.

use std::collections::BTreeMap;
use std::io::Write;
use std::path::Path;

use incidex_server::dto::SourceEntry;
use incidex_storage::Bundle;
use serde::Serialize;

use crate::failure::Failure;
use crate::output::{Table, json};

/// The facts about an index, as `--json` prints them.
#[derive(Debug, Serialize)]
struct Info<'a> {
    file: String,
    size_bytes: u64,
    dataset_version: &'a str,
    digest: &'a str,
    format_version: u32,
    normalizer_version: u32,
    counts: &'a BTreeMap<String, u64>,
    markets: Vec<&'static str>,
    sources: Vec<SourceEntry<'a>>,
}

pub(super) fn run(path: &Path, as_json: bool, out: &mut impl Write) -> Result<(), Failure> {
    let bundle = Bundle::open(path)?;
    let manifest = bundle.catalog().manifest();
    let info = Info {
        file: path.display().to_string(),
        size_bytes: bundle.size(),
        dataset_version: &manifest.dataset_version,
        digest: &manifest.digest,
        format_version: manifest.format_version,
        normalizer_version: manifest.normalizer_version,
        counts: &manifest.counts,
        markets: manifest.markets.iter().map(|market| market.code()).collect(),
        sources: manifest.sources.iter().map(SourceEntry::from).collect(),
    };
    if as_json { json(out, &info) } else { Ok(print(&info, out)?) }
}

fn print(info: &Info<'_>, out: &mut impl Write) -> std::io::Result<()> {
    writeln!(out, "file        {}", info.file)?;
    writeln!(out, "size        {} bytes", info.size_bytes)?;
    writeln!(out, "data set    {}", info.dataset_version)?;
    writeln!(out, "digest      {}", info.digest)?;
    writeln!(out, "format      {}", info.format_version)?;
    writeln!(out, "normaliser  {}", info.normalizer_version)?;
    let markets = if info.markets.is_empty() { "none".to_owned() } else { info.markets.join(", ") };
    writeln!(out, "markets     {markets}")?;
    writeln!(out)?;
    let mut counts = Table::new(["COUNTED", "NUMBER"]);
    for (name, count) in info.counts {
        counts.row([name, &count.to_string()]);
    }
    counts.write(out)?;
    writeln!(out)?;
    let mut sources = Table::new(["SOURCE", "DATE", "ROWS", "TITLE", "TERMS"]);
    for source in &info.sources {
        sources.row([source.id, source.date, &source.rows.to_string(), source.title, source.terms]);
    }
    sources.write(out)
}
