//! The recipe of the image: rules that a linter would hold, and its steps run without Docker. What the last
//! stage makes is put together in a folder and run there, as the image's user, read-only, without a shell.

use std::collections::BTreeSet;
use std::fs;
use std::io::{BufRead, BufReader};
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use incidex_tests::{curated_index, get, incidex, root, xtask};
use tempfile::TempDir;

use super::{has, text};

/// The certificates of public authorities, where Debian and its images have them.
const AUTHORITIES: &str = "/etc/ssl/certs/ca-certificates.crt";

/// One instruction: its name, and the rest of its lines in one.
type Instruction = (String, String);

/// The stages of a recipe, each beginning with its `FROM`.
fn stages() -> Vec<Vec<Instruction>> {
    let recipe = text("Dockerfile");
    let lines: Vec<&str> = recipe.lines().filter(|line| !line.starts_with('#')).collect();
    let joined = lines.join("\n").replace("\\\n", " ");
    let mut stages: Vec<Vec<Instruction>> = Vec::new();
    for line in joined.lines().filter(|line| !line.trim().is_empty()) {
        let (name, rest) = line.split_once(' ').unwrap_or_else(|| panic!("no instruction: {line}"));
        if name == "FROM" {
            stages.push(Vec::new());
        }
        let rest = rest.split_whitespace().collect::<Vec<_>>().join(" ");
        stages.last_mut().expect("a recipe begins with FROM").push((name.to_owned(), rest));
    }
    stages
}

/// The arguments of the instructions of one name.
fn of<'a>(stage: &'a [Instruction], name: &str) -> Vec<&'a str> {
    stage.iter().filter(|(known, _)| known == name).map(|(_, rest)| rest.as_str()).collect()
}

/// The sources and the target of a `COPY`, and whether the sources are another stage's.
fn copied(rest: &str) -> (Vec<&str>, &str, bool) {
    let mut words: Vec<&str> = rest.split(' ').collect();
    let is_from_stage = words[0].starts_with("--from=");
    if is_from_stage {
        assert_eq!(words.remove(0), "--from=build");
    }
    let target = words.pop().expect("a target");
    (words, target, is_from_stage)
}

/// The words of an instruction in its exec form.
fn exec_form(rest: &str) -> Vec<String> {
    serde_json::from_str(rest).unwrap_or_else(|error| panic!("{rest} is not in the exec form: {error}"))
}

#[test]
fn the_recipe_keeps_its_rules() {
    let stages = stages();
    let [build, last] = stages.as_slice() else { panic!("{} stages", stages.len()) };
    for stage in [build, last] {
        let image = of(stage, "FROM")[0].split(' ').next().unwrap();
        let (_, tag) = image.rsplit_once(':').unwrap_or_else(|| panic!("{image} has no tag"));
        assert_ne!(tag, "latest");
        assert!(of(stage, "ADD").is_empty() && of(stage, "ARG").is_empty());
    }
    // What runs is no shell's: the last stage has none, and does not call for one.
    assert!(of(last, "RUN").is_empty());
    assert_eq!(exec_form(of(last, "ENTRYPOINT")[0]), ["/usr/local/bin/incidex"]);
    assert_eq!(exec_form(of(last, "CMD")[0]), ["serve"]);
    let (_, probe) = of(last, "HEALTHCHECK")[0].split_once("CMD ").unwrap();
    assert_eq!(exec_form(probe), ["/usr/local/bin/incidex", "health"]);
    let users = of(last, "USER");
    let (user, group) = users.last().unwrap().split_once(':').unwrap();
    assert!(user.parse::<u32>().unwrap() >= 1000 && group.parse::<u32>().unwrap() >= 1000);
    // The compiler is the one that the tree asks for, or a newer one.
    let manifest = fs::read_to_string(root().join("Cargo.toml")).unwrap();
    let asked = manifest.lines().find_map(|line| line.strip_prefix("rust-version = \"")).unwrap();
    let asked = asked.trim_end_matches('"');
    assert!(of(build, "FROM")[0].starts_with(&format!("rust:{asked}-")), "the tree asks for Rust {asked}");
    // The glibc of both stages is one Debian's.
    assert!(of(build, "FROM")[0].contains("bookworm") && of(last, "FROM")[0].contains("debian12"));
    // Alerts are sent over https: what its certificates are checked against is in the image.
    assert!(of(last, "COPY").iter().any(|rest| copied(rest) == (vec![AUTHORITIES], AUTHORITIES, true)));
    let version = manifest.lines().find_map(|line| line.strip_prefix("version = \"")).unwrap();
    let image = format!("image: incidex:{}", version.trim_end_matches('"'));
    assert!(text("compose.yaml").contains(&image), "{image}");
}

#[test]
fn everything_that_is_copied_is_there_and_is_sent_to_the_builder() {
    let ignored = text("Dockerfile.dockerignore");
    let sent: BTreeSet<&str> = ignored.lines().filter_map(|line| line.strip_prefix('!')).collect();
    let mut used = BTreeSet::new();
    for (_, rest) in stages().iter().flatten().filter(|(name, _)| name == "COPY") {
        let (sources, _, is_from_stage) = copied(rest);
        for source in sources.into_iter().filter(|_| !is_from_stage) {
            assert!(root().join(source).exists(), "{source} is not there");
            let top = source.split('/').next().unwrap();
            assert!(sent.contains(top), "{source} is not sent to the builder");
            used.insert(top.to_owned());
        }
    }
    assert_eq!(sent.into_iter().map(str::to_owned).collect::<BTreeSet<_>>(), used);
    // No member of the workspace is left out: cargo would not read the rest.
    let members = fs::read_to_string(root().join("Cargo.toml")).unwrap();
    let members = members.lines().find_map(|line| line.strip_prefix("members = ")).unwrap().to_owned();
    for member in serde_json::from_str::<Vec<String>>(&members).unwrap() {
        assert!(used.contains(member.split('/').next().unwrap()), "{member}");
    }
}

/// Copies a file or a folder, without what builds leave.
fn copy(from: &Path, to: &Path) {
    if from.is_dir() {
        fs::create_dir_all(to).unwrap();
        for entry in fs::read_dir(from).unwrap().map(|entry| entry.unwrap()) {
            let name = entry.file_name();
            if name != "target" && name != "dist" {
                copy(&entry.path(), &to.join(name));
            }
        }
    } else {
        fs::create_dir_all(to.parent().unwrap()).unwrap();
        fs::copy(from, to).unwrap_or_else(|error| panic!("{}: {error}", from.display()));
    }
}

/// Runs the steps of the first stage in a folder that holds what they copy and nothing else.
#[test]
#[ignore = "compiles everything for release: minutes"]
fn every_step_of_the_build_runs() {
    let folder = TempDir::new().unwrap();
    let source = folder.path().join("src");
    for (name, rest) in &stages()[0] {
        if name == "COPY" {
            let (sources, target, _) = copied(rest);
            for one in sources {
                let is_folder = target.ends_with('/');
                let place = if is_folder { source.join(one) } else { source.join(target) };
                copy(&root().join(one), &place);
            }
        } else if name == "RUN" {
            let out = folder.path().join("out").display().to_string();
            let command = rest.replace("/out", &out);
            let status = Command::new("sh")
                .args(["-euc", &command])
                .current_dir(&source)
                .env_remove("CARGO_TARGET_DIR")
                .status()
                .unwrap();
            assert!(status.success(), "{command}");
        }
    }
    for made in ["src/target/release/incidex", "out/incidex.idx", "out/incidex.cdx.json"] {
        assert!(folder.path().join(made).is_file(), "{made}");
    }
}

/// The libraries that a binary is linked with, and its loader, as the base image has them: of glibc and libgcc
/// alone.
fn libraries(binary: &Path) -> Vec<PathBuf> {
    let said = Command::new("ldd").arg(binary).output().expect("ldd runs");
    let said = String::from_utf8(said.stdout).unwrap();
    let paths = said.lines().filter_map(|line| line.split_whitespace().find(|word| word.starts_with('/')));
    let paths: Vec<PathBuf> = paths.map(PathBuf::from).collect();
    let of_the_image =
        ["ld-linux", "libc.so.6", "libm.so.6", "libgcc_s.so.1", "libdl", "libpthread", "librt"];
    for path in &paths {
        let name = path.file_name().unwrap().to_string_lossy();
        assert!(of_the_image.iter().any(|known| name.starts_with(known)), "the base image has no {name}");
    }
    assert!(!paths.is_empty(), "{said}");
    paths
}

/// The image as a folder: what the last stage copies, on what the base image has of it.
fn image(folder: &Path) {
    let binary = PathBuf::from(incidex().get_program());
    for library in libraries(&binary) {
        copy(&library.canonicalize().unwrap(), &folder.join(library.strip_prefix("/").unwrap()));
    }
    let bill = folder.join("bill");
    let made =
        xtask().args(["sbom", "--index"]).arg(curated_index()).arg("--out").arg(&bill).output().unwrap();
    assert!(made.status.success(), "{}", String::from_utf8_lossy(&made.stderr));
    for rest in of(&stages()[1], "COPY") {
        let (sources, target, is_from_stage) = copied(rest);
        for source in sources {
            let from = match (is_from_stage, source) {
                (true, "/src/target/release/incidex") => binary.clone(),
                (true, "/out/incidex.idx") => curated_index().to_owned(),
                (true, "/out/incidex.cdx.json") => bill.clone(),
                // The first stage's image, which is Debian's, has them where this machine has them, if it has any.
                (true, AUTHORITIES) if Path::new(AUTHORITIES).is_file() => PathBuf::from(AUTHORITIES),
                (true, AUTHORITIES) => continue,
                (true, _) => panic!("no step makes {source}"),
                (false, _) => root().join(source),
            };
            let target = target.trim_start_matches('/');
            let place = folder.join(target);
            let name = Path::new(source).file_name().unwrap();
            copy(&from, &if target.ends_with('/') { place.join(name) } else { place });
        }
    }
    fs::remove_file(bill).unwrap();
    fs::create_dir_all(folder.join("tmp")).unwrap();
}

/// Ended when dropped.
struct Running(Child);

impl Drop for Running {
    fn drop(&mut self) {
        // It may have ended by itself.
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

/// A command that runs in the folder as the image's user, with its environment, everything read-only, no
/// privilege to be had.
fn in_image(folder: &Path, words: &[String]) -> Command {
    let user = of(&stages()[1], "USER")[0].to_owned();
    let here = folder.display();
    let script = format!(
        "mount --bind '{here}' '{here}' && mount -o remount,ro,bind '{here}' && ! touch '{here}/x' 2>/dev/null && \
         exec setpriv --no-new-privs chroot --userspec={user} '{here}' \"$@\""
    );
    let mut command = Command::new("unshare");
    command.args(["--mount", "sh", "-c", &script, "sh"]).args(words).env_clear();
    for setting in of(&stages()[1], "ENV")[0].split(' ') {
        let (name, value) = setting.split_once('=').unwrap();
        command.env(name, value);
    }
    // The command that makes the room is the machine's.
    command.env("PATH", "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin");
    command
}

#[test]
fn the_image_serves_as_nobody_on_a_read_only_disk_without_a_shell() {
    let test = "the image run in a folder";
    let can = Command::new("unshare")
        .args(["--mount", "setpriv", "--no-new-privs", "chroot", "/", "true"])
        .output();
    if !has("ldd", "--version", test) || !can.is_ok_and(|output| output.status.success()) {
        eprintln!("skipped: {test} needs a mount namespace of one's own");
        return;
    }
    let folder = TempDir::new().unwrap();
    fs::set_permissions(folder.path(), fs::Permissions::from_mode(0o755)).unwrap();
    image(folder.path());
    assert!(!folder.path().join("bin/sh").exists());
    let entry = exec_form(of(&stages()[1], "ENTRYPOINT")[0]);

    // As it stands, the image does not serve everybody in the clear.
    let words = [entry.clone(), exec_form(of(&stages()[1], "CMD")[0])].concat();
    let refused = in_image(folder.path(), &words).output().unwrap();
    let said = String::from_utf8_lossy(&refused.stderr);
    assert!(!refused.status.success() && said.contains("INCIDEX_"), "{said}");

    let mut command = in_image(folder.path(), &words);
    command.envs([("INCIDEX_BIND", "127.0.0.1:0"), ("INCIDEX_PROXY_SECRETS", "a-secret-of-this-test-alone")]);
    let mut running = Running(command.stderr(Stdio::piped()).spawn().unwrap());
    let lines = BufReader::new(running.0.stderr.take().unwrap()).lines();
    let begun = Instant::now();
    let mut seen = Vec::new();
    let port = lines.map_while(Result::ok).find_map(|line| {
        assert!(begun.elapsed() < Duration::from_secs(30), "{seen:#?}");
        let is_it = line.contains("\"serving\"") || line.contains("serving");
        let port = line
            .split_once("127.0.0.1:")
            .filter(|_| is_it)
            .and_then(|(_, rest)| rest.split(|c: char| !c.is_ascii_digit()).next()?.parse::<u16>().ok());
        seen.push(line);
        port
    });
    let port = port.unwrap_or_else(|| panic!("it did not serve: {seen:#?}"));
    assert_eq!(get(port, "/health").status, 200);
    assert_eq!(get(port, "/ready").status, 200);
    let status = fs::read_to_string(format!("/proc/{}/status", running.0.id())).unwrap();
    let user = of(&stages()[1], "USER")[0].split(':').next().unwrap().to_owned();
    let line = |name: &str| status.lines().find(|line| line.starts_with(name)).unwrap().to_owned();
    assert!(line("Uid:").split_whitespace().skip(1).all(|id| id == user), "{status}");
    assert!(line("CapEff:").ends_with("0000000000000000") && line("NoNewPrivs:").ends_with('1'), "{status}");
}
