//! Looks at the index file from a thread of its own, and serves another that stands in its place.
//!
//! A file that is refused is not tried again until it changes. One that is written over in its place (which
//! is not how an index is published) is tried once it has not changed between two looks.

use std::fs;
use std::io;
use std::path::Path;
use std::sync::Arc;
use std::sync::mpsc::{Receiver, RecvTimeoutError, SyncSender, sync_channel};
use std::thread;
use std::time::{Duration, SystemTime};

use super::{Dataset, ReloadOutcome, WatchedFile};

/// Why the file cannot be watched.
#[derive(Debug, thiserror::Error)]
#[error("the thread that watches the index cannot be started: {0}. Allow this user more threads")]
pub struct WatchError(#[from] io::Error);

/// The watch; it ends when its last clone is dropped.
#[derive(Clone, Debug)]
pub struct Watch(SyncSender<()>);

/// What tells whether a file is another: on systems that have them, which file it is, when it was last
/// changed in any way, and how long it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Stamp {
    file: u64,
    changed: (SystemTime, i64),
    length: u64,
}

impl Watch {
    /// Watches `file`, which `dataset` was opened from, and tells `told` what became of each change.
    ///
    /// # Errors
    /// When the operating system gives no thread.
    pub fn start(
        dataset: Arc<Dataset>,
        file: WatchedFile,
        mut told: impl FnMut(&ReloadOutcome) + Send + 'static,
    ) -> Result<Self, WatchError> {
        // One request to look waits at most; more would find the same file.
        let (sender, receiver) = sync_channel(1);
        let mut looker = Looker::new(stamp(&file.path));
        let period = (file.seconds > 0).then(|| Duration::from_secs(file.seconds));
        let watch = move || {
            while let Some(is_asked) = next_look(&receiver, period) {
                if looker.is_to_be_loaded(stamp(&file.path), is_asked) {
                    told(&dataset.reload(&file.path));
                }
            }
        };
        thread::Builder::new().name("incidex-reload".to_owned()).spawn(watch)?;
        Ok(Self(sender))
    }

    /// Has the file loaded now, whether it looks changed or not. Waits for nobody.
    pub fn look_now(&self) {
        let _ = self.0.try_send(());
    }
}

/// Waits until it is time to look; whether somebody asked. `None` when nobody watches any more.
fn next_look(receiver: &Receiver<()>, period: Option<Duration>) -> Option<bool> {
    let Some(period) = period else { return receiver.recv().ok().map(|()| true) };
    match receiver.recv_timeout(period) {
        Ok(()) => Some(true),
        Err(RecvTimeoutError::Timeout) => Some(false),
        Err(RecvTimeoutError::Disconnected) => None,
    }
}

/// What was seen of the file.
#[derive(Debug)]
pub(super) struct Looker {
    /// What was tried last, be it served or refused.
    tried: Option<Stamp>,
    /// What was seen at the last look.
    seen: Option<Stamp>,
}

impl Looker {
    pub(super) fn new(first: Option<Stamp>) -> Self {
        Self { tried: first, seen: first }
    }

    /// Whether a file that looks like this is to be loaded now. One that is not there is not, unless
    /// somebody asked, who is then told so.
    pub(super) fn is_to_be_loaded(&mut self, now: Option<Stamp>, is_asked: bool) -> bool {
        let before = std::mem::replace(&mut self.seen, now);
        let is_changed = now.is_some() && now != self.tried;
        // The same file with another content may still be written to.
        let is_in_place = now.map(|stamp| stamp.file) == self.tried.map(|stamp| stamp.file);
        let is_settled = !is_in_place || before == now;
        let is_due = is_asked || (is_changed && is_settled);
        if is_due {
            self.tried = now;
        }
        is_due
    }
}

pub(super) fn stamp(path: &Path) -> Option<Stamp> {
    let metadata = fs::metadata(path).ok()?;
    let modified = metadata.modified().ok()?;
    #[cfg(unix)]
    let (file, status_changed) = {
        use std::os::unix::fs::MetadataExt;
        // A file may be renamed into place with any time of modification; its status changes all the same.
        (metadata.ino(), metadata.ctime().wrapping_mul(1_000_000_000).wrapping_add(metadata.ctime_nsec()))
    };
    #[cfg(not(unix))]
    let (file, status_changed) = (0, 0);
    Some(Stamp { file, changed: (modified, status_changed), length: metadata.len() })
}
