//! What is built over what, and what may stand in the folder afterwards.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use incidex_storage::Bundle;

use crate::torture::Context;

/// The index in every folder; what lies beside it begins with its name.
pub(super) const TARGET: &str = "x.idx";

/// The files of a folder, by name.
pub(super) type Files = BTreeMap<String, Vec<u8>>;

/// A build, and what stands there before it.
pub(super) struct Scene {
    /// What it is, for the figure.
    pub(super) name: &'static str,
    builder: PathBuf,
    arguments: Vec<String>,
    /// What stands there before.
    pub(super) old: Files,
    /// What stands there after a whole build over that.
    pub(super) new: Files,
    /// What stands there after a whole build in an empty folder.
    pub(super) fresh: Files,
}

impl Scene {
    /// Every scene that can be played here: small and curated over each other and, where
    /// `INCIDEX_REFERENCE_DIR` names the official exports, all of them over the curated one.
    ///
    /// # Errors
    /// When a build fails or what it makes is no index.
    pub(super) fn all(context: &Context) -> Result<Vec<Self>, String> {
        let folder = context.folder("killed")?;
        let small = small(&folder)?;
        let curated = Vec::new();
        let mut scenes = vec![
            Self::new(context, "the curated one over a small one", &small, curated.clone())?,
            Self::new(context, "a small one over the curated one", &curated, small)?,
        ];
        if let Some(exports) = official()? {
            scenes.push(Self::new(context, "all sources over the curated one", &curated, exports)?);
        }
        Ok(scenes)
    }

    fn new(
        context: &Context,
        name: &'static str,
        before: &[String],
        after: Vec<String>,
    ) -> Result<Self, String> {
        let folder = context.folder("killed")?.join(name.replace(' ', "-"));
        let (over, alone) = (folder.join("over"), folder.join("alone"));
        let mut scene = Self {
            name,
            builder: context.builder(),
            arguments: before.to_vec(),
            old: Files::new(),
            new: Files::new(),
            fresh: Files::new(),
        };
        scene.whole(&over)?;
        scene.old = files(&over)?;
        scene.arguments = after;
        scene.whole(&over)?;
        scene.new = files(&over)?;
        scene.whole(&alone)?;
        scene.fresh = files(&alone)?;
        if scene.old.get(TARGET) == scene.new.get(TARGET) {
            return Err(format!("{name}: the old index and the new one are the same"));
        }
        for index in [over.join(TARGET), alone.join(TARGET)] {
            answers(&index)?;
        }
        Ok(scene)
    }

    /// The build, of which nobody hears, into `folder`.
    pub(super) fn command(&self, folder: &Path) -> Command {
        let mut command = Command::new(&self.builder);
        command.args(self.line(folder)).stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null());
        command
    }

    /// The build by way of a shell that first does `before`.
    pub(super) fn shell(&self, before: &str, folder: &Path) -> Command {
        let mut command = Command::new("sh");
        command
            .args(["-c", &format!("{before}; exec \"$0\" \"$@\"")])
            .arg(&self.builder)
            .args(self.line(folder));
        command.stdin(Stdio::null());
        command
    }

    fn line(&self, folder: &Path) -> Vec<String> {
        let out = folder.join(TARGET).display().to_string();
        let mut line = vec!["build-index".to_owned(), "--out".to_owned(), out];
        line.extend(self.arguments.iter().cloned());
        line
    }

    /// A whole build; how long it took.
    ///
    /// # Errors
    /// When it fails.
    pub(super) fn whole(&self, folder: &Path) -> Result<Duration, String> {
        let begun = Instant::now();
        let output = self.command(folder).stderr(Stdio::piped()).output();
        let output = output.map_err(|error| format!("cannot run {}: {error}", self.builder.display()))?;
        if output.status.success() {
            Ok(begun.elapsed())
        } else {
            Err(format!("a build that nobody disturbs fails: {}", String::from_utf8_lossy(&output.stderr)))
        }
    }

    /// Puts what stood there before into `folder`, or nothing; temporary files of others stay as they are.
    ///
    /// # Errors
    /// When a file cannot be written.
    pub(super) fn set(&self, folder: &Path, is_empty: bool) -> Result<(), String> {
        fs::create_dir_all(folder).map_err(|error| format!("{}: {error}", folder.display()))?;
        for name in files(folder)?.into_keys().filter(|name| !is_temporary(name)) {
            fs::remove_file(folder.join(name)).map_err(|error| error.to_string())?;
        }
        for (name, bytes) in self.old.iter().filter(|_| !is_empty) {
            fs::write(folder.join(name), bytes).map_err(|error| format!("{name}: {error}"))?;
        }
        Ok(())
    }
}

/// Opens an index and reads a record; where it cannot, that it cannot.
pub(super) fn answers(index: &Path) -> Result<(), String> {
    let bundle = Bundle::open(index).map_err(|error| error.to_string())?;
    let policy = incidex_core::tier::TierPolicy::unrestricted();
    match bundle.catalog().pick(&policy, 0) {
        Ok(Some(_)) => Ok(()),
        Ok(None) => Err(format!("{} holds no record", index.display())),
        Err(error) => Err(error.to_string()),
    }
}

/// Whether a builder gives such a name to a file that it has not finished.
pub(super) fn is_temporary(name: &str) -> bool {
    name.strip_prefix('.').and_then(|rest| rest.strip_suffix(".tmp")).is_some()
}

/// What lies in a folder; a file that is gone before it is read is not there.
///
/// # Errors
/// When the folder cannot be listed.
pub(super) fn files(folder: &Path) -> Result<Files, String> {
    let entries = fs::read_dir(folder).map_err(|error| format!("{}: {error}", folder.display()))?;
    let named =
        entries.flatten().map(|entry| (entry.file_name().to_string_lossy().into_owned(), entry.path()));
    Ok(named.filter_map(|(name, path)| Some((name, fs::read(path).ok()?))).collect())
}

/// Arguments that build from two rows and a name that takes its code from the ledger.
fn small(folder: &Path) -> Result<Vec<String>, String> {
    let (inventory, names) = (folder.join("small.csv"), folder.join("small.json"));
    let rows = "id,inci,casNo,ecNo,anx,refNo,function\n1,TEST OIL,-,-,,31001,HUMECTANT\n\
                2,TEST WAX,98-92-0,202-713-4,,31002,HUMECTANT\n";
    for (file, text) in [(&inventory, rows), (&names, r#"{"NEW TEST EXTRACT":["HUMECTANT"]}"#)] {
        fs::write(file, text).map_err(|error| format!("{}: {error}", file.display()))?;
    }
    let (inventory, names) = (inventory.display().to_string(), names.display().to_string());
    Ok(vec!["--no-data".to_owned(), "--cosing".to_owned(), inventory, "--names".to_owned(), names])
}

/// Arguments that build from every official export in `INCIDEX_REFERENCE_DIR`, if it is set.
fn official() -> Result<Option<Vec<String>>, String> {
    let Some(folder) = std::env::var_os("INCIDEX_REFERENCE_DIR").filter(|folder| !folder.is_empty()) else {
        return Ok(None);
    };
    // As everywhere, a relative path is one from the root of the source tree; an absolute one stays itself.
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("..").join(folder);
    if !root.is_dir() {
        return Ok(None);
    }
    let newest = |sub: &str, prefix: &str| {
        let names = files_named(&root.join(sub), prefix)?;
        names.last().map(|path| path.display().to_string()).ok_or_else(|| format!("no {prefix} in {sub}"))
    };
    let mut arguments = vec!["--cosing".to_owned(), newest("cosing", "inventory-")?];
    arguments.extend(["--names".to_owned(), newest("cosing", "names-functions-")?]);
    arguments.extend(["--kcia".to_owned(), newest("kcia", "dictionary-")?]);
    for annex in ["II", "III", "IV", "V", "VI"] {
        let file = newest("annexes", &format!("annex-{annex}-"))?;
        arguments.extend(["--annex".to_owned(), format!("{annex}={file}")]);
    }
    Ok(Some(arguments))
}

/// The first of some faults, to end a figure with.
pub(super) fn first(faults: &[String]) -> String {
    faults.first().map(|fault| format!(", the first: {}", fault.replace('\n', " "))).unwrap_or_default()
}

fn files_named(folder: &Path, prefix: &str) -> Result<Vec<PathBuf>, String> {
    let entries = fs::read_dir(folder).map_err(|error| format!("{}: {error}", folder.display()))?;
    let mut paths: Vec<PathBuf> = entries
        .flatten()
        .map(|entry| entry.path())
        .filter(|path| path.file_name().is_some_and(|name| name.to_string_lossy().starts_with(prefix)))
        .collect();
    paths.sort();
    Ok(paths)
}
