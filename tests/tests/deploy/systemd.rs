//! The unit, as systemd reads it.

use std::fs;
use std::process::Command;

use incidex_tests::incidex;
use tempfile::TempDir;

use super::{has, path, text};

/// The highest exposure that the unit may have, in tenths, by `systemd-analyze security`.
const EXPOSURE: &str = "13";

#[test]
fn the_unit_is_understood_and_exposes_little() {
    if !has("systemd-analyze", "--version", "the systemd unit") {
        return;
    }
    let folder = TempDir::new().unwrap();
    // The binary under test stands in for the installed one.
    let binary = incidex().get_program().to_string_lossy().into_owned();
    let unit = text("incidex.service").replace("/usr/local/bin/incidex", &binary);
    assert!(unit.contains(&binary));
    let copy = folder.path().join("incidex.service");
    fs::write(&copy, unit).unwrap();
    let verified = Command::new("systemd-analyze").arg("verify").arg(&copy).output().unwrap();
    let said = String::from_utf8_lossy(&verified.stderr);
    // Of other units of the machine nothing is claimed.
    let of_ours: Vec<&str> = said.lines().filter(|line| line.contains("incidex")).collect();
    assert!(of_ours.is_empty(), "{said}");
    let scored = Command::new("systemd-analyze")
        .args(["security", "--offline=true", &format!("--threshold={EXPOSURE}"), "--no-pager"])
        .arg(path("incidex.service"))
        .output()
        .unwrap();
    assert!(scored.status.success(), "{}", String::from_utf8_lossy(&scored.stdout));
}

#[test]
fn the_unit_is_started_again_whatever_happens() {
    let unit = text("incidex.service");
    let has_line = |line: &str| unit.lines().any(|known| known == line);
    assert!(has_line("Restart=always") && has_line("StartLimitIntervalSec=0") && has_line("User=incidex"));
    // The marks of starts lie where the unit may write and where a restart leaves them.
    let marks = unit.lines().find_map(|line| line.strip_prefix("StateDirectory=")).unwrap();
    assert!(unit.contains(&format!(" INCIDEX_LOCK_FOLDER=/var/lib/{marks}\n")));
    assert!(text("incidex.sysusers").lines().any(|line| line.starts_with("u incidex ")));
}
