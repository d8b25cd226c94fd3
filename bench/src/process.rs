//! A process that is measured, ended when it is dropped.

use std::fs;
use std::process::{Child, Command, ExitStatus};
use std::time::{Duration, Instant};

/// A process that is measured.
pub struct Process(Child);

impl Process {
    /// Starts it.
    ///
    /// # Errors
    /// When the operating system will not.
    pub fn start(command: &mut Command) -> Result<Self, String> {
        let name = command.get_program().to_string_lossy().into_owned();
        command.spawn().map(Self).map_err(|error| format!("cannot start {name}: {error}"))
    }

    /// The process as the standard library has it.
    pub fn child(&mut self) -> &mut Child {
        &mut self.0
    }

    /// How it ended, if it has.
    ///
    /// # Errors
    /// What the operating system says.
    pub fn ended(&mut self) -> Result<Option<ExitStatus>, String> {
        self.0.try_wait().map_err(|error| error.to_string())
    }

    /// Sends a signal, by its name without SIG.
    ///
    /// # Errors
    /// When it cannot be sent.
    pub fn signal(&self, name: &str) -> Result<(), String> {
        let sent = Command::new("kill").args(["-s", name, &self.0.id().to_string()]).status();
        match sent {
            Ok(status) if status.success() => Ok(()),
            Ok(status) => Err(format!("SIG{name} could not be sent: kill ended with {status}")),
            Err(error) => Err(format!("cannot start kill: {error}")),
        }
    }

    /// Number of files and connections that it has open; `None` on systems without `/proc`.
    pub fn descriptors(&self) -> Option<usize> {
        Some(fs::read_dir(format!("/proc/{}/fd", self.0.id())).ok()?.count())
    }

    /// Resident memory in KiB (`VmRSS` of `/proc`); `None` on systems without.
    pub fn resident(&self) -> Option<u64> {
        let status = fs::read_to_string(format!("/proc/{}/status", self.0.id())).ok()?;
        kibibytes(&status, "VmRSS:")
    }

    /// The most memory that it has held, in KiB (`VmHWM` of `/proc`); `None` on systems without.
    pub fn peak(&self) -> Option<u64> {
        let status = fs::read_to_string(format!("/proc/{}/status", self.0.id())).ok()?;
        kibibytes(&status, "VmHWM:")
    }

    /// How long its threads have run on a processor, in the kernel and out of it (`schedstat` of `/proc`);
    /// `None` on systems without.
    pub fn busy(&self) -> Option<Duration> {
        let threads = fs::read_dir(format!("/proc/{}/task", self.0.id())).ok()?;
        let mut nanoseconds = 0;
        for thread in threads {
            let text = fs::read_to_string(thread.ok()?.path().join("schedstat")).ok()?;
            nanoseconds += running(&text)?;
        }
        Some(Duration::from_nanos(nanoseconds))
    }
}

/// The time that this thread runs on a processor, whoever else wants it meanwhile; on systems that do not say,
/// the time that passes.
pub struct Stopwatch {
    begun: Instant,
    before: Option<Duration>,
}

impl Stopwatch {
    /// Starts it.
    pub fn start() -> Self {
        Self { begun: Instant::now(), before: Self::reading() }
    }

    /// How long it has been running.
    pub fn elapsed(&self) -> Duration {
        match (self.before, Self::reading()) {
            (Some(before), Some(now)) => now.saturating_sub(before),
            _ => self.begun.elapsed(),
        }
    }

    /// The clock of this thread; what `/proc` says of a thread that runs is as old as the last tick.
    #[cfg(target_os = "linux")]
    fn reading() -> Option<Duration> {
        let now = rustix::time::clock_gettime(rustix::time::ClockId::ThreadCPUTime);
        Duration::try_from(now).ok()
    }

    #[cfg(not(target_os = "linux"))]
    fn reading() -> Option<Duration> {
        None
    }
}

/// The most memory that this process has held, in KiB (`VmHWM` of `/proc`); `None` on systems without.
pub fn own_peak() -> Option<u64> {
    kibibytes(&fs::read_to_string("/proc/self/status").ok()?, "VmHWM:")
}

fn kibibytes(status: &str, label: &str) -> Option<u64> {
    status.lines().find_map(|line| line.strip_prefix(label))?.trim().strip_suffix(" kB")?.trim().parse().ok()
}

fn running(schedstat: &str) -> Option<u64> {
    schedstat.split_ascii_whitespace().next()?.parse().ok()
}

impl Drop for Process {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_the_kernel_says_is_read() {
        assert_eq!(kibibytes("Name:\tincidex\nVmRSS:\t   12345 kB\nThreads: 3\n", "VmRSS:"), Some(12_345));
        assert_eq!(kibibytes("Name:\tincidex\n", "VmRSS:"), None);
        assert_eq!((running("1903440 2011 17\n"), running("")), (Some(1_903_440), None));
    }

    #[cfg(target_os = "linux")]
    #[test]
    fn a_process_that_works_is_busy() {
        let process = Process::start(Command::new("sh").args(["-c", "while :; do :; done"])).unwrap();
        std::thread::sleep(Duration::from_millis(200));
        let busy = process.busy().unwrap();
        assert!(busy > Duration::from_millis(5) && busy < Duration::from_secs(2), "{busy:?}");
        assert!(process.resident().unwrap() > 0);
    }
}
