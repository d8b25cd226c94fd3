//! `incidex resolve`: the ingredients of a label on the command line.

use std::fs;
use std::io::{self, Read, Write, stdin};
use std::path::Path;

use anstyle::{AnsiColor, Color, Style};
use incidex_core::label::{
    ItemKind, LabelItem, LabelReport, MAX_LABEL_BYTES, MarketVerdict, NoiseKind, SectionKind,
};
use incidex_core::regulation::Market;
use incidex_core::tier::{IngredientView, TierPolicy};
use incidex_server::dto::Report;
use incidex_storage::Bundle;

use super::index_file;
use crate::arguments::ResolveArguments;
use crate::failure::Failure;
use crate::output::{Cell, Table, cut, json};

const SURE: Style = coloured(AnsiColor::Green);
const LIKELY: Style = coloured(AnsiColor::Yellow);
const OPEN: Style = coloured(AnsiColor::Magenta);
const BAD: Style = coloured(AnsiColor::Red);
const HEADING: Style = Style::new().bold();

const fn coloured(colour: AnsiColor) -> Style {
    Style::new().fg_color(Some(Color::Ansi(colour)))
}

pub(super) fn run(arguments: ResolveArguments, out: &mut impl Write) -> Result<(), Failure> {
    let ResolveArguments { file, markets, index, json: as_json } = arguments;
    let bundle = Bundle::open(&index_file(index)?)?;
    let text = read(&file)?;
    let report = bundle.catalog().resolve_label(&TierPolicy::unrestricted(), &text, &markets)?;
    if as_json {
        return json(out, &Report::from(&report));
    }
    Ok(print(&report, &markets, out)?)
}

/// The text, of which no more is read than it takes to see that it is too long.
fn read(file: &Path) -> Result<String, Failure> {
    let most = MAX_LABEL_BYTES as u64 + 1;
    let mut text = String::new();
    let read = if file.as_os_str() == "-" {
        stdin().lock().take(most).read_to_string(&mut text)
    } else {
        fs::File::open(file).and_then(|file| file.take(most).read_to_string(&mut text))
    };
    read.map_err(|source| Failure::Input { path: file.display().to_string(), source })?;
    Ok(text)
}

fn print(report: &LabelReport<IngredientView>, markets: &[Market], out: &mut impl Write) -> io::Result<()> {
    for (place, section) in report.sections.iter().enumerate() {
        let items: Vec<_> = report.items.iter().filter(|item| item.section == place).collect();
        if items.is_empty() {
            continue;
        }
        match &section.heading {
            Some(heading) => writeln!(out, "{HEADING}{}{HEADING:#}", cut(heading))?,
            None if section.kind == SectionKind::MayContain => {
                writeln!(out, "{HEADING}may contain{HEADING:#}")?;
            }
            None => {}
        }
        table(&items, markets).write(out)?;
        writeln!(out)?;
    }
    summary(report, markets, out)
}

fn table(items: &[&LabelItem<IngredientView>], markets: &[Market]) -> Table<6> {
    let codes: Vec<&str> = markets.iter().map(|market| market.code()).collect();
    let mut table = Table::new(["", "TEXT", "INGREDIENT", "CODE", "HOW", &codes.join(" ")]);
    for item in items {
        let style = match item.kind {
            ItemKind::Exact => SURE,
            ItemKind::Unresolved => BAD,
            ItemKind::Ambiguous => OPEN,
            _ => LIKELY,
        };
        let amount = item.amount.as_ref().map(|amount| format!(" {}", amount.text)).unwrap_or_default();
        let marks: String = item.marks.iter().map(|mark| mark.text.as_str()).collect();
        let code = item.ingredient.as_ref().map(|view| view.code.to_string()).unwrap_or_default();
        table.cells([
            Cell::plain(&item.position.to_string()),
            Cell::plain(&format!("{}{marks}{amount}", item.text)),
            Cell::styled(&ingredient(item), style),
            Cell::plain(&code),
            Cell::plain(&how(item)),
            laws(item, markets),
        ]);
    }
    table
}

/// The ingredient, or those that it may be, or why there is none.
fn ingredient(item: &LabelItem<IngredientView>) -> String {
    match (&item.ingredient, item.candidates.as_slice()) {
        (Some(view), _) => name(view).to_owned(),
        (None, []) => item.reason.unwrap_or("unresolved").to_owned(),
        (None, candidates) => {
            let names: Vec<&str> = candidates.iter().map(|candidate| name(&candidate.ingredient)).collect();
            format!("? {}", names.join(" | "))
        }
    }
}

fn name(view: &IngredientView) -> &str {
    if view.inci_name.is_empty() { &view.korean_name } else { &view.inci_name }
}

fn how(item: &LabelItem<IngredientView>) -> String {
    let kind = match item.kind {
        ItemKind::Exact => "exact",
        ItemKind::Alias => "other name",
        ItemKind::Former => "former name",
        ItemKind::Colour => "colour",
        ItemKind::CommonNameInParentheses => "with common name",
        ItemKind::Multilingual => "several languages",
        ItemKind::Several => "one of several",
        ItemKind::MixedScript => "mixed script",
        ItemKind::Typo => "typing mistake",
        ItemKind::Ambiguous => "ambiguous",
        ItemKind::Unresolved => return String::new(),
    };
    format!("{kind}, {:.0} %", item.confidence.value() * 100.0)
}

/// What each market's law says, in the order in which markets were asked for.
fn laws(item: &LabelItem<IngredientView>, markets: &[Market]) -> Cell {
    let said: Vec<(MarketVerdict, String)> = markets
        .iter()
        .filter_map(|market| item.markets.get(market.code()))
        .map(|market| {
            let references = market.references.join(", ");
            let text = match market.status {
                MarketVerdict::Prohibited => format!("prohibited ({references})"),
                MarketVerdict::Restricted => format!("restricted ({references})"),
                MarketVerdict::RestrictedAndProhibited => format!("prohibited, restricted ({references})"),
                MarketVerdict::NotListed => "not listed".to_owned(),
                MarketVerdict::Unknown => "unknown".to_owned(),
                MarketVerdict::OutsidePlan => "outside the plan".to_owned(),
            };
            (market.status, text)
        })
        .collect();
    let has = |verdicts: &[MarketVerdict]| said.iter().any(|(verdict, _)| verdicts.contains(verdict));
    let text: Vec<&str> = said.iter().map(|(_, text)| text.as_str()).collect();
    if has(&[MarketVerdict::Prohibited, MarketVerdict::RestrictedAndProhibited]) {
        Cell::styled(&text.join("; "), BAD)
    } else if has(&[MarketVerdict::Restricted]) {
        Cell::styled(&text.join("; "), LIKELY)
    } else {
        Cell::plain(&text.join("; "))
    }
}

fn summary(report: &LabelReport<IngredientView>, markets: &[Market], out: &mut impl Write) -> io::Result<()> {
    let summary = &report.summary;
    writeln!(
        out,
        "{} mentions: {} resolved, {} ambiguous, {} unresolved",
        summary.mentions, summary.resolved, summary.ambiguous, summary.unresolved
    )?;
    for market in markets {
        let Some(of_market) = summary.markets.get(market.code()) else { continue };
        writeln!(
            out,
            "{}: {} prohibited, {} restricted, nothing known of {}",
            market.code(),
            of_market.prohibited.len(),
            of_market.restricted.len(),
            of_market.unknown
        )?;
    }
    let mut aside: Vec<&str> = report.noise.iter().map(|noise| noise_name(noise.why)).collect();
    aside.sort_unstable();
    aside.dedup();
    if !aside.is_empty() {
        writeln!(out, "left aside: {}", aside.join(", "))?;
    }
    Ok(())
}

fn noise_name(why: NoiseKind) -> &'static str {
    match why {
        NoiseKind::Preamble => "words before the list",
        NoiseKind::Notice => "notices",
        NoiseKind::Remark => "remarks",
        NoiseKind::Code => "codes",
        NoiseKind::Markup => "markup",
        NoiseKind::Mojibake => "wrongly decoded characters",
        NoiseKind::Stray => "stray characters",
    }
}
