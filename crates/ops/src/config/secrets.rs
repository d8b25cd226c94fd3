//! Reading the gateway's secrets: from the environment, the configuration file or a file of their own.

use std::path::Path;

use secrecy::{ExposeSecret, SecretString};

use super::access::{PROXY_SECRETS, PROXY_SECRETS_FILE};
use super::setting::{MASK, Setting};
use super::{Environment, Origin, Resolved, Said, SettingError, file};
use crate::secret::SecretSet;

/// The shortest secret that prod takes, in bytes: 16 random bytes are 128 bits.
const SHORTEST: usize = 16;

/// The longest secret, in bytes; a header may not be much longer.
const LONGEST: usize = 4_096;

/// The longest file of secrets, in bytes.
const LONGEST_FILE: u64 = 64 * 1024;

const OPEN_REMEDY: &str = "others than its owner may read the configuration file that holds it; take their permission \
                           away (chmod 600)";

/// The gateway's secrets, none by default.
///
/// # Errors
/// When they are given in two places, cannot be read or cannot be used, or, in prod, when somebody else
/// may read them or one is short.
pub(super) fn resolve(said: &Said, environment: Environment) -> Result<Resolved<SecretSet>, SettingError> {
    let is_prod = environment == Environment::Prod;
    let file = said.plain(&PROXY_SECRETS_FILE);
    let Some((given, origin)) = said.secret(&PROXY_SECRETS) else {
        return match file {
            Some((path, origin)) => from_file(Path::new(path), origin, is_prod),
            None => Ok(Resolved::new(SecretSet::default(), Origin::Default)),
        };
    };
    let refuse = |remedy: String| SettingError::new(PROXY_SECRETS.name, MASK, origin, remedy);
    if file.is_some() {
        let remedy = format!("{} is given too; give only one of them", PROXY_SECRETS_FILE.name);
        return Err(refuse(remedy));
    }
    check_place(said, &PROXY_SECRETS, environment)?;
    check(given.split(','), is_prod).map(|secrets| Resolved::new(secrets, origin)).map_err(refuse)
}

/// Refuses, in prod, a secret that the configuration file holds while others than its owner may read it.
///
/// # Errors
/// When that is so.
pub(super) fn check_place(
    said: &Said,
    setting: &'static Setting,
    environment: Environment,
) -> Result<(), SettingError> {
    match said.secret(setting) {
        Some((_, origin @ Origin::File { .. }))
            if environment == Environment::Prod && said.file_is_open_to_others() =>
        {
            Err(SettingError::new(setting.name, MASK, origin, OPEN_REMEDY))
        }
        _ => Ok(()),
    }
}

/// One secret per line.
fn from_file(path: &Path, origin: Origin, is_prod: bool) -> Result<Resolved<SecretSet>, SettingError> {
    let refuse =
        |remedy: String| SettingError::new(PROXY_SECRETS_FILE.name, &path.to_string_lossy(), origin, remedy);
    let (text, is_open_to_others) = file::read_text(path, LONGEST_FILE)
        .map_err(|error| refuse(format!("{error}; {}", PROXY_SECRETS_FILE.remedy)))?;
    let text = SecretString::from(text);
    if is_prod && is_open_to_others {
        let remedy = "others than its owner may read it; take their permission away (chmod 600)";
        return Err(refuse(remedy.to_owned()));
    }
    check(text.expose_secret().lines(), is_prod).map(|secrets| Resolved::new(secrets, origin)).map_err(refuse)
}

/// The set of these secrets; a fault is told as a remedy and shows no secret.
fn check<'a>(given: impl Iterator<Item = &'a str>, is_prod: bool) -> Result<SecretSet, String> {
    let secrets: Vec<&str> = given.map(str::trim).filter(|secret| !secret.is_empty()).collect();
    if secrets.is_empty() {
        return Err("it holds no secret; give at least one".to_owned());
    }
    for (position, secret) in (1..).zip(&secrets) {
        if secret.len() > LONGEST || !secret.bytes().all(|byte| byte.is_ascii_graphic()) {
            return Err(format!(
                "secret {position} cannot stand in a header; give 1 to {LONGEST} visible ASCII characters"
            ));
        }
        if is_prod && secret.len() < SHORTEST {
            return Err(format!(
                "secret {position} is too short for prod; give at least {SHORTEST} characters, chosen at random"
            ));
        }
    }
    Ok(SecretSet::new(secrets))
}

#[cfg(test)]
mod tests {
    use std::io::Write;

    use super::super::{Flags, Variables};
    use super::*;

    const SECRET: &str = "correct-horse-battery";

    fn resolved(pairs: &[(&str, &str)], environment: Environment) -> Result<Resolved<SecretSet>, String> {
        let said = Said::new(Flags::default(), Variables::from_pairs(pairs)).unwrap();
        resolve(&said, environment).map_err(|error| error.to_string())
    }

    fn file(content: &str, mode: u32) -> tempfile::NamedTempFile {
        use std::os::unix::fs::PermissionsExt;
        let mut file = tempfile::NamedTempFile::new().unwrap();
        file.write_all(content.as_bytes()).unwrap();
        file.as_file().set_permissions(std::fs::Permissions::from_mode(mode)).unwrap();
        file
    }

    #[test]
    fn secrets_come_from_a_variable_its_older_name_or_a_file() {
        let both = format!("{SECRET}, another-long-secret");
        let found = resolved(&[("INCIDEX_PROXY_SECRETS", &both)], Environment::Prod).unwrap().value;
        assert!(found.contains(SECRET.as_bytes()) && found.contains(b"another-long-secret"));
        let older = resolved(&[("RAPIDAPI_PROXY_SECRET", SECRET)], Environment::Prod).unwrap();
        assert!(older.value.contains(SECRET.as_bytes()));
        let newer = resolved(
            &[("RAPIDAPI_PROXY_SECRET", SECRET), ("INCIDEX_PROXY_SECRETS", "the-newer-name-wins")],
            Environment::Prod,
        );
        assert!(!newer.unwrap().value.contains(SECRET.as_bytes()));
        let file = file(&format!("{SECRET}\n\nanother-long-secret\r\n"), 0o600);
        let path = file.path().to_str().unwrap();
        let found = resolved(&[("INCIDEX_PROXY_SECRETS_FILE", path)], Environment::Prod).unwrap();
        assert_eq!(found.value.len(), 2);
        assert!(found.value.contains(b"another-long-secret"));
        let nothing = resolved(&[], Environment::Prod).unwrap();
        assert_eq!((nothing.value.len(), nothing.origin), (0, Origin::Default));
    }

    #[test]
    fn a_file_that_others_may_read_is_refused_in_prod_alone() {
        for mode in [0o640, 0o604, 0o620, 0o644] {
            let file = file(SECRET, mode);
            let pairs = [("INCIDEX_PROXY_SECRETS_FILE", file.path().to_str().unwrap())];
            let error = resolved(&pairs, Environment::Prod).unwrap_err();
            assert!(error.ends_with("take their permission away (chmod 600)"), "{error}");
            assert_eq!(resolved(&pairs, Environment::Dev).unwrap().value.len(), 1);
        }
        let config = file(&format!("proxy_secrets = \"{SECRET}\"\n"), 0o644);
        let pairs = [("INCIDEX_CONFIG", config.path().to_str().unwrap())];
        let error = resolved(&pairs, Environment::Prod).unwrap_err();
        let expected = "INCIDEX_PROXY_SECRETS is \"***\" (file:1): others than its owner may read the configuration \
                        file that holds it; take their permission away (chmod 600)";
        assert_eq!(error, expected);
    }

    #[test]
    fn secrets_that_cannot_be_used_are_refused_and_not_shown() {
        let short = resolved(&[("INCIDEX_PROXY_SECRETS", "fifteen-bytes-x")], Environment::Prod).unwrap_err();
        let expected = "INCIDEX_PROXY_SECRETS is \"***\" (environment): secret 1 is too short for prod; give at least \
                        16 characters, chosen at random";
        assert_eq!(short, expected);
        assert!(resolved(&[("INCIDEX_PROXY_SECRETS", "fifteen-bytes-x")], Environment::Dev).is_ok());
        assert!(resolved(&[("INCIDEX_PROXY_SECRETS", "sixteen-bytes-xx")], Environment::Prod).is_ok());
        for wrong in ["레티놀-레티놀-레티놀", "with a blank inside it", " , "] {
            let error = resolved(&[("INCIDEX_PROXY_SECRETS", wrong)], Environment::Prod).unwrap_err();
            assert!(error.starts_with("INCIDEX_PROXY_SECRETS is \"***\" (environment): "), "{error}");
        }
        let both = [("INCIDEX_PROXY_SECRETS", SECRET), ("INCIDEX_PROXY_SECRETS_FILE", "/nowhere")];
        let error = resolved(&both, Environment::Prod).unwrap_err();
        assert!(error.ends_with("INCIDEX_PROXY_SECRETS_FILE is given too; give only one of them"), "{error}");
        let error = resolved(&[("INCIDEX_PROXY_SECRETS_FILE", "/nowhere")], Environment::Dev).unwrap_err();
        assert!(error.starts_with("INCIDEX_PROXY_SECRETS_FILE is \"/nowhere\" (environment): "), "{error}");
    }
}
