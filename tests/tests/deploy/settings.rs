//! Files for deployments name settings that there are, and files that there are.

use std::collections::BTreeSet;

use incidex_tests::incidex;
use yaml_rust2::{Yaml, YamlLoader};

use super::{path, text};

/// The names that begin with `INCIDEX_` in a text.
fn settings_in(text: &str) -> BTreeSet<String> {
    let words = text.split(|c: char| !c.is_ascii_uppercase() && !c.is_ascii_digit() && c != '_');
    words.filter(|word| word.starts_with("INCIDEX_")).map(str::to_owned).collect()
}

#[test]
fn every_setting_that_is_named_exists() {
    let template = incidex().args(["config", "--template"]).output().unwrap().stdout;
    let mut known = settings_in(&String::from_utf8(template).unwrap());
    // The script's own: which binary verifies.
    known.insert("INCIDEX_BINARY".to_owned());
    for name in ["Dockerfile", "compose.yaml", "incidex.service", "nginx.conf", "renew.sh"] {
        let named = settings_in(&text(name));
        assert!(!named.is_empty(), "{name}");
        let unknown: Vec<_> = named.difference(&known).collect();
        assert!(unknown.is_empty(), "{name} names {unknown:?}");
    }
}

#[test]
fn the_composition_gives_the_container_nothing_that_it_does_not_need() {
    let documents = YamlLoader::load_from_str(&text("compose.yaml")).unwrap();
    let [document] = documents.as_slice() else { panic!("{documents:?}") };
    let service = &document["services"]["incidex"];
    let strings = |value: &Yaml| -> Vec<String> {
        let items = value.as_vec().unwrap_or_else(|| panic!("no list: {value:?}"));
        items.iter().map(|item| item.as_str().unwrap().to_owned()).collect()
    };
    assert_eq!(service["restart"].as_str(), Some("unless-stopped"));
    assert_eq!(service["read_only"].as_bool(), Some(true));
    assert_eq!(strings(&service["cap_drop"]), ["ALL"]);
    assert_eq!(strings(&service["security_opt"]), ["no-new-privileges:true"]);
    assert_eq!(service["user"].as_str(), Some("65532:65532"));
    // The one place that can be written to is for the marks of starts, and outlives the container.
    let marks = service["environment"]["INCIDEX_LOCK_FOLDER"].as_str().unwrap();
    assert_eq!(strings(&service["volumes"]), [format!("./starts:{marks}:rw")]);
    assert!(service["tmpfs"].is_badvalue());
    assert!(strings(&service["ports"]).iter().all(|port| port.starts_with("127.0.0.1:")));
    for forbidden in ["privileged", "cap_add", "network_mode", "pid", "ipc", "devices"] {
        assert!(service[forbidden].is_badvalue(), "{forbidden}");
    }
    // What it names is there: the recipe of the image beside the file, the network and the secret in it.
    let build = &service["build"];
    let recipe = path(build["context"].as_str().unwrap()).join(build["dockerfile"].as_str().unwrap());
    assert!(recipe.is_file(), "{}", recipe.display());
    for network in strings(&service["networks"]) {
        let network = &document["networks"][network.as_str()]["ipam"]["config"][0];
        let gateway = network["gateway"].as_str().unwrap();
        let trusted = service["environment"]["INCIDEX_TRUSTED_PROXIES"].as_str().unwrap();
        assert_eq!(trusted, format!("{gateway}/32"));
    }
    for secret in strings(&service["secrets"]) {
        assert!(document["secrets"][secret.as_str()]["file"].as_str().is_some(), "{secret}");
    }
}

/// The server's own word on settings: what it prints where it would start with them.
#[track_caller]
fn check_accepted(settings: &[(String, String)]) {
    use std::os::unix::fs::PermissionsExt;
    let folder = tempfile::TempDir::new().unwrap();
    let secrets = folder.path().join("proxy-secrets");
    std::fs::write(&secrets, "a-secret-of-this-test-alone\n").unwrap();
    std::fs::set_permissions(&secrets, std::fs::Permissions::from_mode(0o400)).unwrap();
    let mut command = incidex();
    command.arg("config").envs(settings.iter().map(|(name, value)| (name, value)));
    let output = command.env("INCIDEX_PROXY_SECRETS_FILE", &secrets).output().unwrap();
    assert!(output.status.success(), "{settings:?}: {}", String::from_utf8_lossy(&output.stderr));
}

#[test]
fn the_server_starts_with_the_settings_that_are_given_to_it() {
    let pairs = |text: &str| -> Vec<(String, String)> {
        let words = text.split(|c: char| c.is_whitespace() || c == '\\');
        let pairs = words.filter_map(|word| word.split_once('='));
        pairs.map(|(name, value)| (name.to_owned(), value.to_owned())).collect()
    };
    let recipe = text("Dockerfile");
    let (_, environment) = recipe.split_once("\nENV ").unwrap();
    let (environment, _) = environment.split_once("\nUSER").unwrap();
    let image = pairs(environment);
    assert_eq!(image.len(), 3, "{image:?}");
    let composition = YamlLoader::load_from_str(&text("compose.yaml")).unwrap();
    let given = composition[0]["services"]["incidex"]["environment"].as_hash().unwrap();
    let given = given
        .iter()
        .map(|(name, value)| (name.as_str().unwrap().to_owned(), value.as_str().unwrap().to_owned()));
    check_accepted(&image.into_iter().chain(given).collect::<Vec<_>>());
    let unit = text("incidex.service");
    let given = unit.lines().find_map(|line| line.strip_prefix("Environment=")).unwrap();
    // As docs/operations.md adds it.
    let added = ("INCIDEX_TRUSTED_PROXIES".to_owned(), "127.0.0.1/32".to_owned());
    check_accepted(&pairs(given).into_iter().chain([added]).collect::<Vec<_>>());
}

#[test]
fn no_secret_and_no_key_lies_in_the_folder() {
    for entry in std::fs::read_dir(path(".")).unwrap() {
        let entry = entry.unwrap();
        let text = std::fs::read_to_string(entry.path()).unwrap();
        assert!(!text.contains("PRIVATE KEY"), "{:?}", entry.file_name());
        for line in text.lines().filter(|line| line.contains("SECRETS=") || line.contains("TOKEN=")) {
            assert!(line.trim_end().ends_with('='), "{:?}: {line}", entry.file_name());
        }
    }
}
