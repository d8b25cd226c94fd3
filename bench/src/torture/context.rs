//! What every proof is given.

use std::path::{Path, PathBuf};

use tempfile::TempDir;

use crate::random::Random;
use crate::served::Binary;

/// The binaries, the index, a folder to work in, and how much is to be done.
pub struct Context {
    /// The server's binary with the index, with one worker.
    pub binary: Binary,
    folder: TempDir,
    scale: f64,
    seed: u64,
}

impl Context {
    /// Looks for the binaries beside this one.
    ///
    /// # Errors
    /// When one of them or the index is not there.
    pub fn new(index: &Path, scale: f64, seed: u64) -> Result<Self, String> {
        let binary = Binary::beside(index, None, 1)?;
        let folder = TempDir::new().map_err(|error| format!("no temporary folder: {error}"))?;
        Ok(Self { binary, folder, scale, seed })
    }

    /// The index.
    pub fn index(&self) -> &Path {
        &self.binary.index
    }

    /// The builder's binary, beside this one.
    pub fn builder(&self) -> PathBuf {
        self.binary.program.with_file_name(format!("xtask{}", std::env::consts::EXE_SUFFIX))
    }

    /// A new folder of this name to work in; gone when the run ends.
    ///
    /// # Errors
    /// What the operating system says.
    pub fn folder(&self, name: &str) -> Result<PathBuf, String> {
        let path = self.folder.path().join(name);
        std::fs::create_dir_all(&path).map_err(|error| format!("{}: {error}", path.display()))?;
        Ok(path)
    }

    /// The part of a full count that is done in this run, at least `least`.
    #[allow(clippy::cast_possible_truncation, clippy::cast_precision_loss, clippy::cast_sign_loss)] // counts
    pub fn count(&self, full: usize, least: usize) -> usize {
        ((full as f64 * self.scale).round() as usize).max(least)
    }

    /// Random numbers of this run, of their own for every `purpose`.
    pub fn random(&self, purpose: u64) -> Random {
        Random::new(self.seed.wrapping_mul(0x2545_f491_4f6c_dd1d).wrapping_add(purpose))
    }
}
