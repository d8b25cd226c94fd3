//! One announcement per deployment, however many processes it has and however often they start again.
//!
//! The mark is a file that only one process can create (`O_EXCL`). Every start renews it, so that it goes
//! stale only when nothing has started for a while; then it is removed and made anew by one process, under a
//! lock that the operating system takes back from whoever dies (`flock`). Marks of versions that are gone
//! are cleared away in the same step.

use std::fs::{self, OpenOptions};
use std::io::{self, ErrorKind, Write};
use std::path::Path;
use std::time::{Duration, SystemTime};

use sha2::{Digest, Sha256};

/// The file whose lock guards the removal of stale marks.
const GUARD: &str = "guard";
const PREFIX: &str = "started-";
const SUFFIX: &str = ".mark";

/// The mark of a start.
#[derive(Clone, Debug)]
pub struct StartMark {
    name: String,
    quiet: Duration,
}

impl StartMark {
    /// The mark of what these texts name together (deployment, environment, versions); it is stale when for
    /// `quiet` nothing of the same name has started.
    pub fn new(names: &[&str], quiet: Duration) -> Self {
        let mut digest = Sha256::new();
        for name in names {
            // With their lengths, so that no two lists run into the same bytes.
            digest.update(name.len().to_be_bytes());
            digest.update(name.as_bytes());
        }
        let digest: [u8; 32] = digest.finalize().into();
        let short = digest.first_chunk().map(|first| u64::from_be_bytes(*first)).unwrap_or_default();
        Self { name: format!("{PREFIX}{short:016x}{SUFFIX}"), quiet }
    }

    /// Whether this start is the one that is to be told. Of any number of processes that ask at the same
    /// time, one is told yes. Makes the folder if it is not there.
    ///
    /// # Errors
    /// When the folder is somebody else's, or a file in it cannot be made.
    pub fn claim(&self, folder: &Path) -> io::Result<bool> {
        prepare(folder)?;
        let path = folder.join(&self.name);
        if create(&path)? {
            return Ok(true);
        }
        if !self.is_stale(&path)? {
            return renew(&path).map(|()| false);
        }
        let guard = OpenOptions::new().create(true).truncate(false).write(true).open(folder.join(GUARD))?;
        guard.lock()?;
        // Whoever had the guard before may have made a new one.
        self.clear(folder)?;
        let is_first = create(&path)?;
        if !is_first {
            renew(&path)?;
        }
        Ok(is_first)
    }

    /// Removes every stale mark. Only under the guard: nobody else removes one, so that what is looked at is
    /// what is removed.
    fn clear(&self, folder: &Path) -> io::Result<()> {
        for entry in fs::read_dir(folder)? {
            let entry = entry?;
            let name = entry.file_name();
            let name = name.to_string_lossy();
            if name.starts_with(PREFIX) && name.ends_with(SUFFIX) && self.is_stale(&entry.path())? {
                fs::remove_file(entry.path())?;
            }
        }
        Ok(())
    }

    /// Whether the mark is old. One that is not there is not.
    fn is_stale(&self, path: &Path) -> io::Result<bool> {
        match fs::metadata(path) {
            Ok(metadata) => {
                // A time to come, after the clock was set back, is no age.
                let age = SystemTime::now().duration_since(metadata.modified()?).unwrap_or_default();
                Ok(age > self.quiet)
            }
            Err(error) if error.kind() == ErrorKind::NotFound => Ok(false),
            Err(error) => Err(error),
        }
    }
}

/// Makes the mark; whether it was not there.
fn create(path: &Path) -> io::Result<bool> {
    match OpenOptions::new().write(true).create_new(true).open(path) {
        Ok(mut file) => {
            // For whoever looks into the folder; nobody reads it.
            let _ = writeln!(file, "{}", std::process::id());
            Ok(true)
        }
        Err(error) if error.kind() == ErrorKind::AlreadyExists => Ok(false),
        Err(error) => Err(error),
    }
}

/// Makes the mark fresh, if it is still there.
fn renew(path: &Path) -> io::Result<()> {
    match OpenOptions::new().write(true).open(path) {
        Ok(file) => file.set_modified(SystemTime::now()),
        Err(error) if error.kind() == ErrorKind::NotFound => Ok(()),
        Err(error) => Err(error),
    }
}

/// Makes the folder, for this user alone, and refuses one that another user could have laid there.
#[cfg(unix)]
fn prepare(folder: &Path) -> io::Result<()> {
    use std::os::unix::fs::{DirBuilderExt, MetadataExt};
    if let Err(error) = fs::DirBuilder::new().recursive(true).mode(0o700).create(folder)
        && error.kind() != ErrorKind::AlreadyExists
    {
        return Err(error);
    }
    let metadata = fs::symlink_metadata(folder)?;
    let is_own = metadata.uid() == rustix::process::geteuid().as_raw();
    if !metadata.is_dir() || !is_own || metadata.mode() & 0o022 != 0 {
        let why = "it is no folder of this user that others cannot write to";
        return Err(io::Error::new(ErrorKind::PermissionDenied, why));
    }
    Ok(())
}

/// Makes the folder.
#[cfg(not(unix))]
fn prepare(folder: &Path) -> io::Result<()> {
    fs::create_dir_all(folder)
}

#[cfg(test)]
mod tests {
    use std::env;
    use std::process::Command;
    use std::sync::Barrier;
    use std::thread;

    use tempfile::TempDir;

    use super::*;

    const QUIET: Duration = Duration::from_mins(1);
    const FOLDER: &str = "INCIDEX_TEST_MARK_FOLDER";
    const PROCESSES: usize = 50;

    /// Sets the time of a mark back.
    fn age(path: &Path, by: Duration) -> io::Result<()> {
        OpenOptions::new().write(true).open(path)?.set_modified(SystemTime::now() - by)
    }

    fn mark() -> StartMark {
        StartMark::new(&["shop", "prod", "1.0.0"], QUIET)
    }

    #[test]
    fn a_start_is_told_once_until_nothing_has_started_for_a_while() {
        let folder = TempDir::new().unwrap();
        let folder = folder.path().join("made/here");
        assert!(mark().claim(&folder).unwrap());
        assert!(!mark().claim(&folder).unwrap());
        let path = folder.join(mark().name);
        age(&path, QUIET / 2).unwrap();
        assert!(!mark().claim(&folder).unwrap(), "and this start makes it fresh");
        assert!(fs::metadata(&path).unwrap().modified().unwrap().elapsed().unwrap() < QUIET / 2);
        age(&path, QUIET * 2).unwrap();
        assert!(mark().claim(&folder).unwrap());
        assert!(!mark().claim(&folder).unwrap());
    }

    #[test]
    fn other_deployments_are_told_too_and_what_is_gone_is_cleared_away() {
        let folder = TempDir::new().unwrap();
        let other = StartMark::new(&["shop", "prod", "1.0.1"], QUIET);
        assert_ne!(StartMark::new(&["ab", "c"], QUIET).name, StartMark::new(&["a", "bc"], QUIET).name);
        assert!(mark().claim(folder.path()).unwrap() && other.claim(folder.path()).unwrap());
        for name in [&mark().name, &other.name] {
            age(&folder.path().join(name), QUIET * 2).unwrap();
        }
        fs::write(folder.path().join("somebody-elses"), "").unwrap();
        assert!(mark().claim(folder.path()).unwrap());
        let mut names: Vec<_> =
            fs::read_dir(folder.path()).unwrap().map(|e| e.unwrap().file_name()).collect();
        names.sort();
        assert_eq!(names, ["guard".into(), "somebody-elses".into(), std::ffi::OsString::from(mark().name)]);
    }

    #[cfg(unix)]
    #[test]
    fn a_folder_that_others_can_write_to_is_refused() {
        use std::os::unix::fs::{PermissionsExt, symlink};
        let folder = TempDir::new().unwrap();
        let open = folder.path().join("open");
        fs::create_dir(&open).unwrap();
        fs::set_permissions(&open, fs::Permissions::from_mode(0o777)).unwrap();
        let link = folder.path().join("link");
        symlink(folder.path(), &link).unwrap();
        for path in [open, link] {
            assert_eq!(mark().claim(&path).unwrap_err().kind(), ErrorKind::PermissionDenied, "{path:?}");
        }
    }

    /// One of the processes of the race; does nothing in an ordinary run of the tests.
    #[test]
    fn one_process_of_the_race() {
        let Some(folder) = env::var_os(FOLDER) else { return };
        // Wait for the gun, so that all of them run at once.
        while !Path::new(&folder).join("go").exists() {
            thread::yield_now();
        }
        println!("claimed: {}", mark().claim(&Path::new(&folder).join("marks")).unwrap());
    }

    #[test]
    fn of_fifty_processes_one_is_told_yes_be_there_a_stale_mark_or_none() {
        for has_stale in [false, true] {
            let folder = TempDir::new().unwrap();
            if has_stale {
                assert!(mark().claim(&folder.path().join("marks")).unwrap());
                age(&folder.path().join("marks").join(mark().name), QUIET * 2).unwrap();
            }
            let children: Vec<_> = (0..PROCESSES)
                .map(|_| {
                    Command::new(env::current_exe().unwrap())
                        .args(["--exact", "alert::once::tests::one_process_of_the_race", "--nocapture"])
                        .env(FOLDER, folder.path())
                        .stdout(std::process::Stdio::piped())
                        .spawn()
                        .unwrap()
                })
                .collect();
            fs::write(folder.path().join("go"), "").unwrap();
            let outputs = children.into_iter().map(|child| child.wait_with_output().unwrap());
            let said: Vec<String> = outputs.map(|o| String::from_utf8(o.stdout).unwrap()).collect();
            let count = |what: &str| said.iter().filter(|text| text.contains(what)).count();
            assert_eq!((count("claimed: true"), count("claimed: false")), (1, PROCESSES - 1));
        }
    }

    #[test]
    fn of_many_threads_one_is_told_yes_each_time() {
        for _ in 0..50 {
            let folder = TempDir::new().unwrap();
            assert!(mark().claim(folder.path()).unwrap());
            age(&folder.path().join(mark().name), QUIET * 2).unwrap();
            let barrier = Barrier::new(16);
            let claim = || {
                barrier.wait();
                mark().claim(folder.path()).unwrap()
            };
            let told: usize = thread::scope(|scope| {
                let claims: Vec<_> = (0..16).map(|_| scope.spawn(claim)).collect();
                claims.into_iter().map(|claim| usize::from(claim.join().unwrap())).sum()
            });
            assert_eq!(told, 1);
        }
    }
}
