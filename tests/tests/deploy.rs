//! What lies in `deploy/`: each file checked by the tool that reads it where that tool is there, by rules where
//! it is not, and run around the real binary where that can be done without the machine's consent.
//!
//! Here stands what the parts share.

#[path = "deploy/grafana.rs"]
mod grafana;
#[path = "deploy/image.rs"]
mod image;
#[path = "deploy/nginx.rs"]
mod nginx;
#[path = "deploy/renew.rs"]
mod renew;
#[path = "deploy/settings.rs"]
mod settings;
#[path = "deploy/systemd.rs"]
mod systemd;

use std::fs;
use std::path::PathBuf;
use std::process::Command;

use incidex_tests::root;

/// A file of `deploy/`.
fn path(name: &str) -> PathBuf {
    root().join("deploy").join(name)
}

/// Its text.
fn text(name: &str) -> String {
    let path = path(name);
    fs::read_to_string(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

/// Whether a tool can be run; if not, a line says what is skipped.
fn has(tool: &str, argument: &str, test: &str) -> bool {
    let is_there = Command::new(tool).arg(argument).output().is_ok_and(|output| output.status.success());
    if !is_there {
        eprintln!("skipped: {test} needs {tool}");
    }
    is_there
}
