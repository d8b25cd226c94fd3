//! Requests that pretend to be somebody else's (`cases`, `check`), and bytes that are no request or might be
//! two (`raw`).

mod cases;
mod check;
mod raw;

use std::fs;
use std::process::Command;

use self::cases::{Case, Deployment};
use super::subject::Subject;
use super::{Context, Figure};

/// The proof.
pub(super) fn prove(context: &Context) -> Result<Vec<Figure>, String> {
    let cases = cases::all();
    let mut figures = Vec::new();
    let (mut faults, mut log) = (Vec::new(), Vec::new());
    for deployment in [Deployment::Gateway, Deployment::Named, Deployment::Open] {
        let subject = Subject::start(context, &settings(context, deployment)?, true)?;
        for (number, case) in (0..).zip(&cases) {
            if case.deployment == deployment {
                faults.extend(check::check(&subject, number, case).err().map(|why| told(case, &why)));
            }
        }
        if !subject.is_well() {
            faults.push("the server is not well afterwards".to_owned());
        }
        log.extend(subject.log());
    }
    let count = cases.len();
    figures.push(Figure::new(
        format!("{count} requests that pretend are refused as documented, or taken for whose they are"),
        summary(&faults),
        faults.is_empty() && count >= 200,
    ));
    let shown = log.iter().filter(|line| line.contains(super::subject::SECRET)).count();
    figures.push(Figure::new(
        "and the log does not show the secret",
        format!("{shown} of {} lines do", log.len()),
        shown == 0 && !log.is_empty(),
    ));
    figures.extend(raw::prove(context)?);
    Ok(figures)
}

fn told(case: &Case, why: &str) -> String {
    let fault = format!("{} ({why})", case.name);
    eprintln!("{fault}");
    fault
}

/// How many faults, and the first of them.
fn summary(faults: &[String]) -> String {
    let first =
        faults.first().map_or(String::new(), |fault| format!(", such as {}", fault.replace('|', "/")));
    format!("{} otherwise{first}", faults.len())
}

/// Every limit is one request, so that the second one shows whom the first was counted to.
fn settings(context: &Context, deployment: Deployment) -> Result<Vec<(&'static str, String)>, String> {
    let policy = context.folder("spoofing")?.join("policy.toml");
    fs::write(&policy, narrow_policy(context)?).map_err(|error| format!("{}: {error}", policy.display()))?;
    let mut settings = vec![
        ("INCIDEX_POLICY", policy.display().to_string()),
        ("INCIDEX_TRUSTED_PROXIES", "127.1.0.0/16,10.0.0.0/8,2001:db8:ffff::/48".to_owned()),
        ("INCIDEX_UNAUTHENTICATED_PER_MINUTE", "1".to_owned()),
        ("INCIDEX_FAILED_AUTHENTICATIONS", "1".to_owned()),
        ("INCIDEX_PUBLIC_DOCS", "true".to_owned()),
    ];
    match deployment {
        Deployment::Gateway => {}
        Deployment::Named => settings.push(("INCIDEX_HOSTS", "api.example.com".to_owned())),
        Deployment::Open => settings.push(("INCIDEX_ALLOW_UNAUTHENTICATED", "true".to_owned())),
    }
    Ok(settings)
}

/// The policy of the server, with one request a minute for BASIC.
fn narrow_policy(context: &Context) -> Result<String, String> {
    let mut command = Command::new(&context.binary.program);
    let shown = command.args(["config", "--policy"]).env_remove("INCIDEX_POLICY").output();
    let shown = shown.map_err(|error| format!("the policy cannot be printed: {error}"))?;
    let text = String::from_utf8_lossy(&shown.stdout).into_owned();
    let (mut is_basic, mut narrowed) = (false, 0);
    let lines: Vec<String> = text
        .lines()
        .map(|line| {
            if line.starts_with('[') {
                is_basic = line.starts_with("[tiers.BASIC");
            }
            let name = line.split(" = ").next().unwrap_or_default();
            if is_basic && ["requests_per_minute", "burst", "requests_per_second"].contains(&name) {
                narrowed += 1;
                format!("{name} = 1")
            } else {
                line.to_owned()
            }
        })
        .collect();
    if narrowed == 3 { Ok(lines.join("\n")) } else { Err(format!("no rates of BASIC in the policy: {text}")) }
}
