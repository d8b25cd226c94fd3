//! Figures of this process, as the operating system has them, under the names that Prometheus' own clients
//! use. Systems without `/proc` have none.

use std::fs;
use std::time::SystemTime;

/// Clock ticks per second in `/proc`: the same on every Linux that Rust runs on (`USER_HZ`).
const TICKS_PER_SECOND: f64 = 100.0;

/// Figures of this process.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct ProcessFigures {
    /// Resident memory in bytes.
    pub(super) resident_bytes: u64,
    /// Open file descriptors.
    pub(super) open_files: u64,
    /// Threads.
    pub(super) threads: u64,
    /// Time that the processor has worked for it, in seconds.
    pub(super) cpu_seconds: f64,
}

impl ProcessFigures {
    /// Those of now.
    pub(super) fn read() -> Option<Self> {
        let status = fs::read_to_string("/proc/self/status").ok()?;
        let stat = fs::read_to_string("/proc/self/stat").ok()?;
        let open_files = fs::read_dir("/proc/self/fd").ok()?.count() as u64;
        Some(Self {
            resident_bytes: number(&status, "VmRSS:")? * 1024,
            threads: number(&status, "Threads:")?,
            // The folder itself was open while it was read.
            open_files: open_files.saturating_sub(1),
            cpu_seconds: cpu_seconds(&stat)?,
        })
    }
}

/// The first number of the line that begins so.
fn number(status: &str, begin: &str) -> Option<u64> {
    let line = status.lines().find_map(|line| line.strip_prefix(begin))?;
    line.split_whitespace().next()?.parse().ok()
}

/// User and system time of a `/proc/self/stat`, fields 14 and 15; the second, in brackets, may hold anything.
fn cpu_seconds(stat: &str) -> Option<f64> {
    let (_, rest) = stat.rsplit_once(')')?;
    let mut fields = rest.split_whitespace().skip(11);
    let user: u32 = fields.next()?.parse().ok()?;
    let system: u32 = fields.next()?.parse().ok()?;
    Some((f64::from(user) + f64::from(system)) / TICKS_PER_SECOND)
}

/// Seconds from 1970 to `time`.
pub(super) fn unix_seconds(time: SystemTime) -> f64 {
    time.duration_since(SystemTime::UNIX_EPOCH).unwrap_or_default().as_secs_f64()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn figures_are_read_from_proc() {
        assert_eq!(number("VmRSS:\t   12345 kB\nThreads:\t7\n", "Threads:"), Some(7));
        assert_eq!(number("VmRSS:\t   12345 kB\n", "VmRSS:"), Some(12_345));
        let stat = "1 (a ) b) S 0 1 1 0 -1 4194560 1 0 0 0 150 50 0 0 20 0 1 0 9 1 1";
        assert_eq!(cpu_seconds(stat), Some(2.0));
        assert_eq!(cpu_seconds("nothing"), None);
    }

    #[cfg(target_os = "linux")]
    #[test]
    fn this_process_has_figures() {
        let figures = ProcessFigures::read().unwrap();
        assert!(figures.resident_bytes > 1 << 20 && figures.threads >= 1 && figures.open_files >= 3);
    }
}
