//! Files that are not what they should be: each is refused with the right error, by the library in bulk and
//! by the binary, and none makes anything panic.

use std::fs;
use std::io::Write;
use std::path::Path;
use std::process::Output;

use incidex_storage::{Bundle, Defect};
use incidex_tests::{curated_index, incidex};
use tempfile::TempDir;

/// The same numbers on every run (xorshift, G. Marsaglia, 2003).
struct Random(u64);

impl Random {
    fn below(&mut self, limit: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        usize::try_from(self.0 % limit as u64).unwrap()
    }
}

#[test]
fn no_changed_byte_goes_unseen() {
    let whole = fs::read(curated_index()).unwrap();
    assert!(Bundle::from_bytes(whole.clone()).is_ok());
    let mut random = Random(0x1941_5489_1013_0009);
    // Spread over the whole file, and as many again over header and manifest, where each byte has its own
    // meaning.
    for round in 0..4_000 {
        let at = random.below(if round % 2 == 0 { whole.len() } else { 4_096 });
        let flip = u8::try_from(1 + random.below(255)).unwrap();
        let mut damaged = whole.clone();
        damaged[at] ^= flip;
        let defect = Bundle::from_bytes(damaged).err();
        let is_right = match at {
            0..8 => defect == Some(Defect::Foreign),
            8..12 => matches!(defect, Some(Defect::TooNew { .. } | Defect::TooOld { .. })),
            16..32 => matches!(defect, Some(Defect::Length { .. } | Defect::Digest)),
            _ => defect == Some(Defect::Digest),
        };
        assert!(is_right, "byte {at} xor {flip:#04x}: {defect:?}");
    }
}

#[test]
fn no_cut_goes_unseen() {
    let whole = fs::read(curated_index()).unwrap();
    let mut random = Random(0x2700);
    for length in (0..128).chain((0..200).map(|_| random.below(whole.len()))) {
        let defect = Bundle::from_bytes(whole[..length].to_vec()).err();
        assert!(matches!(defect, Some(Defect::Length { .. })), "{length} bytes: {defect:?}");
    }
    let mut longer = whole;
    longer.push(0);
    assert!(matches!(Bundle::from_bytes(longer).err(), Some(Defect::Length { .. })));
}

fn verify(path: &Path) -> Output {
    incidex().arg("verify").arg(path).output().expect("the binary runs")
}

fn assert_refused(path: &Path, words: &str) {
    for arguments in [["verify", "--index"], ["info", "--index"], ["serve", "--index"]] {
        let output = incidex().args(arguments).arg(path).output().expect("the binary runs");
        let said = String::from_utf8_lossy(&output.stderr);
        assert_eq!(output.status.code(), Some(1), "{arguments:?}: {said}");
        assert!(said.contains(words), "{arguments:?} says {said:?} and not {words:?}");
        assert!(!said.contains("panicked"), "{said}");
    }
}

#[test]
fn the_binary_says_what_is_wrong_and_what_to_do() {
    let folder = TempDir::new().unwrap();
    let whole = fs::read(curated_index()).unwrap();
    let file = |name: &str, bytes: &[u8]| {
        let path = folder.path().join(name);
        fs::write(&path, bytes).unwrap();
        path
    };
    assert_refused(&folder.path().join("absent.idx"), "build one with `cargo xtask build-index`");
    assert_refused(&file("empty.idx", b""), "cut short");
    assert_refused(&file("text.idx", b"code,inci_name\n1941,Niacinamide\n"), "not an Incidex index");
    assert_refused(&file("sqlite.idx", b"SQLite format 3\0"), "not an Incidex index");
    assert_refused(&file("short.idx", &whole[..whole.len() / 2]), "cut short");
    let mut changed = whole.clone();
    let middle = changed.len() / 2;
    changed[middle] ^= 1;
    assert_refused(&file("changed.idx", &changed), "SHA-256 does not fit");
    for (version, words) in [(99_u32, "use a newer program"), (0, "build the file again")] {
        let mut other = whole.clone();
        other[8..12].copy_from_slice(&version.to_le_bytes());
        assert_refused(&file("version.idx", &other), words);
    }
    assert_refused(folder.path(), "cannot read the index");
    assert!(verify(curated_index()).status.success());
}

#[test]
fn a_file_that_may_not_be_written_is_fine_and_stays_as_it_is() {
    use std::os::unix::fs::PermissionsExt;
    let folder = TempDir::new().unwrap();
    let path = folder.path().join("incidex.idx");
    fs::copy(curated_index(), &path).unwrap();
    let before = fs::read(&path).unwrap();
    fs::set_permissions(&path, fs::Permissions::from_mode(0o444)).unwrap();
    fs::set_permissions(folder.path(), fs::Permissions::from_mode(0o555)).unwrap();
    let modified = fs::metadata(&path).unwrap().modified().unwrap();
    let output = verify(&path);
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let output = incidex().args(["search", "niacinamide", "--index"]).arg(&path).output().unwrap();
    assert!(String::from_utf8_lossy(&output.stdout).contains("1941"));
    assert_eq!(fs::metadata(&path).unwrap().modified().unwrap(), modified);
    assert_eq!(fs::read(&path).unwrap(), before);
    assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 1, "nothing was left beside the file");
    fs::set_permissions(folder.path(), fs::Permissions::from_mode(0o755)).unwrap();
}

#[test]
fn a_read_only_mount_is_fine() {
    let folder = TempDir::new().unwrap();
    fs::copy(curated_index(), folder.path().join("incidex.idx")).unwrap();
    let here = folder.path().display();
    let binary = incidex().get_program().to_string_lossy().into_owned();
    // A mount of one's own needs a mount namespace, which not every machine grants.
    let script = format!(
        "mount --bind '{here}' '{here}' && mount -o remount,ro,bind '{here}' && ! touch '{here}/x' 2>/dev/null \
         && exec '{binary}' verify '{here}/incidex.idx'"
    );
    let output = std::process::Command::new("unshare").args(["--mount", "sh", "-c", &script]).output();
    match output {
        Ok(output) if output.status.success() => {
            assert!(String::from_utf8_lossy(&output.stdout).contains("ingredients"), "{output:?}");
        }
        Ok(output) if String::from_utf8_lossy(&output.stderr).contains("cannot use the index") => {
            panic!("{}", String::from_utf8_lossy(&output.stderr));
        }
        other => {
            let _ = writeln!(std::io::stderr(), "skipped: a read-only mount cannot be made here: {other:?}");
        }
    }
}
