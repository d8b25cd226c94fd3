//! `incidex-bench startup`: how long from the start of the process to the first correct answer, how much
//! memory it holds then, and how long its index takes to build.

use std::net::TcpStream;
use std::path::PathBuf;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use crate::load::Connection;
use crate::served::{Binary, LOOKUP};

const LOOKUPS: usize = 1_000;

/// What is measured.
#[derive(clap::Args, Debug)]
pub struct Arguments {
    /// The index.
    index: PathBuf,
    /// How often the server is started.
    #[arg(long, value_name = "N", default_value_t = 10, value_parser = clap::value_parser!(u16).range(1..=1_000))]
    runs: u16,
    /// Behind `--`: arguments of `cargo xtask build-index`, such as `--cosing FILE`; without any, no build is
    /// timed.
    #[arg(last = true, value_name = "BUILD-INDEX ARGUMENT")]
    build: Vec<String>,
}

/// Measures; a Markdown table.
///
/// # Errors
/// When the server cannot be started, or the index not be built.
pub fn run(arguments: &Arguments) -> Result<String, String> {
    let binary = Binary::beside(&arguments.index, None, 1)?;
    let mut times = Vec::new();
    let mut memory = Vec::new();
    for _ in 0..arguments.runs {
        let served = binary.serve()?;
        times.push(served.first_answer);
        let broken = |error: std::io::Error| format!("a lookup failed: {error}");
        let mut connection = TcpStream::connect(served.address).and_then(Connection::new).map_err(broken)?;
        for index in 0..LOOKUPS {
            // Many customers, so that none of them is refused for asking too often.
            let status = connection.status(&binary.request(LOOKUP, &format!("bench-{}", index / 10)));
            match status.map_err(broken)? {
                200 => {}
                status => return Err(format!("lookup {index} was answered with {status}")),
            }
        }
        memory.extend(served.process.resident());
    }
    times.sort_unstable();
    memory.sort_unstable();
    let mut table = String::from("| measured | least | median | most |\n| --- | ---: | ---: | ---: |\n");
    table += &row(&format!("start to first correct answer ({} runs), ms", times.len()), &times, |time| {
        format!("{:.1}", time.as_secs_f64() * 1_000.0)
    });
    table += &row(&format!("resident memory after {LOOKUPS} lookups, KiB"), &memory, u64::to_string);
    if !arguments.build.is_empty() {
        table += &row("build of the index, s", &[build(&binary, &arguments.build)?], |time: &Duration| {
            format!("{:.2}", time.as_secs_f64())
        });
    }
    Ok(table)
}

/// A row; of an empty list, one that says so.
fn row<T>(what: &str, sorted: &[T], show: impl Fn(&T) -> String) -> String {
    let at = |index: usize| sorted.get(index).map_or_else(|| "not known here".to_owned(), &show);
    let last = sorted.len().saturating_sub(1);
    format!("| {what} | {} | {} | {} |\n", at(0), at(sorted.len() / 2), at(last))
}

fn build(binary: &Binary, arguments: &[String]) -> Result<Duration, String> {
    let xtask = binary.program.with_file_name(format!("xtask{}", std::env::consts::EXE_SUFFIX));
    let folder = tempfile::tempdir().map_err(|error| format!("no temporary folder: {error}"))?;
    let start = Instant::now();
    let status = Command::new(&xtask)
        .args(["build-index", "--out"])
        .arg(folder.path().join("bench.idx"))
        .args(arguments)
        .stdout(Stdio::null())
        .status()
        .map_err(|error| format!("cannot run {}: {error}", xtask.display()))?;
    if status.success() { Ok(start.elapsed()) } else { Err(format!("build-index ended with {status}")) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_row_shows_least_median_and_most() {
        assert_eq!(row("x", &[1, 2, 9], i32::to_string), "| x | 1 | 2 | 9 |\n");
        assert_eq!(
            row::<i32>("x", &[], i32::to_string),
            "| x | not known here | not known here | not known here |\n"
        );
    }
}
