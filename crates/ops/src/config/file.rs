//! The configuration file: TOML, one key per setting, no sections. A key is the name of the variable in
//! lower case without its prefix; a value is a text, a whole number, a truth value, or a list of texts,
//! which stands for the same ones with commas between.

use std::fs::File;
use std::io::{Error, ErrorKind, Read};
use std::path::Path;

use toml::de::{DeTable, DeValue};

use super::layer::Layer;
use super::setting::MASK;
use super::{Origin, SettingError, said, table};

/// The longest file that is read, in bytes.
const LONGEST: u64 = 256 * 1024;

/// What was read.
#[derive(Clone, Debug, Default)]
pub(super) struct FileLayer {
    pub(super) layer: Layer,
    /// Whether somebody other than its owner may read the file.
    pub(super) is_open_to_others: bool,
}

/// Reads the file at `path`, which `origin` named.
///
/// # Errors
/// When it cannot be read, is no TOML, or names what is no setting; the error says where.
pub(super) fn read(path: &Path, origin: Origin) -> Result<FileLayer, SettingError> {
    let refuse = |what: String| {
        let remedy = format!("{what}; give the path of a TOML file that this user can read");
        SettingError::new(said::CONFIG.name, &path.to_string_lossy(), origin, remedy)
    };
    let (text, is_open_to_others) = read_text(path, LONGEST).map_err(|error| refuse(error.to_string()))?;
    let layer = parse(&text).map_err(|(line, what)| {
        SettingError::new(said::CONFIG.name, &path.to_string_lossy(), origin, format!("line {line}: {what}"))
    })?;
    Ok(FileLayer { layer, is_open_to_others })
}

/// The text of a file of at most `longest` bytes, and whether others than its owner may read it, asked of
/// the file that was opened and not of its path.
pub(super) fn read_text(path: &Path, longest: u64) -> Result<(String, bool), Error> {
    let file = File::open(path)?;
    let is_open_to_others = is_open_to_others(&file.metadata()?);
    let mut text = String::new();
    if file.take(longest + 1).read_to_string(&mut text)? as u64 > longest {
        return Err(Error::new(ErrorKind::FileTooLarge, format!("the file is longer than {longest} bytes")));
    }
    Ok((text, is_open_to_others))
}

#[cfg(unix)]
fn is_open_to_others(metadata: &std::fs::Metadata) -> bool {
    use std::os::unix::fs::PermissionsExt;
    metadata.permissions().mode() & 0o077 != 0
}

/// Where there are no such permissions there is nothing to refuse.
#[cfg(not(unix))]
fn is_open_to_others(_: &std::fs::Metadata) -> bool {
    false
}

/// The values in `text`; a fault comes with its line, from 1.
fn parse(text: &str) -> Result<Layer, (usize, String)> {
    let line_of = |offset: usize| 1 + text.bytes().take(offset).filter(|byte| *byte == b'\n').count();
    let document = DeTable::parse(text).map_err(|error| {
        let line = error.span().map_or(1, |span| line_of(span.start));
        (line, format!("{}; give TOML, such as workers = 4", error.message().replace('\n', ", ")))
    })?;
    let mut layer = Layer::default();
    for (name, value) in document.get_ref() {
        let line = line_of(name.span().start);
        let key = name.get_ref().as_ref();
        let known = table::find(key).filter(|setting| setting.key() == key && *setting != &said::CONFIG);
        let Some(setting) = known else {
            let shown: String = key.chars().take(64).collect();
            return Err((
                line,
                format!(
                    "{shown:?} is no setting; give the names of `incidex config`, in lower case and without INCIDEX_"
                ),
            ));
        };
        let value = value_of(value.get_ref()).ok_or_else(|| {
            let shown = if setting.is_secret { MASK } else { value.get_ref().type_str() };
            let key = setting.key();
            (
                line,
                format!("{key} is a {shown}; give a text, a whole number, true or false, or a list of texts"),
            )
        })?;
        layer.insert(setting, value.into(), Origin::File { line });
    }
    Ok(layer)
}

fn value_of(value: &DeValue<'_>) -> Option<String> {
    match value {
        DeValue::String(text) => Some(text.to_string()),
        DeValue::Integer(number) if number.radix() == 10 => Some(number.as_str().to_owned()),
        DeValue::Boolean(truth) => Some(truth.to_string()),
        DeValue::Array(items) => {
            let texts: Option<Vec<&str>> = items.iter().map(|item| item.get_ref().as_str()).collect();
            texts.map(|texts| texts.join(","))
        }
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn every_kind_of_value_is_read_and_knows_its_line() {
        let text = "# where\nbind = \"127.0.0.1:1\"\nworkers = 1_6\n\npublic_docs = true\nhosts = [\"a.example\",\n \"b.example\"]\n";
        let layer = parse(text).unwrap();
        let value = |name| {
            let (text, origin) = layer.text(table::find(name).unwrap()).unwrap();
            (text.into_owned(), origin)
        };
        assert_eq!(value("bind"), ("127.0.0.1:1".into(), Origin::File { line: 2 }));
        assert_eq!(value("workers"), ("16".into(), Origin::File { line: 3 }));
        assert_eq!(value("public_docs"), ("true".into(), Origin::File { line: 5 }));
        assert_eq!(value("hosts"), ("a.example,b.example".into(), Origin::File { line: 6 }));
    }

    #[test]
    fn what_is_no_setting_is_refused_with_its_line() {
        for (text, line, begin) in [
            ("workers = 4\nwrokers = 5\n", 2, "\"wrokers\" is no setting"),
            ("INCIDEX_WORKERS = 4", 1, "\"INCIDEX_WORKERS\" is no setting"),
            ("config = \"other.toml\"", 1, "\"config\" is no setting"),
            ("\n[http]\nworkers = 4", 2, "\"http\" is no setting"),
            ("workers = 4.5", 1, "workers is a float"),
            ("proxy_secrets = { a = \"b\" }", 1, "proxy_secrets is a ***"),
            ("workers = 4\nworkers = 5\n", 2, "duplicate key"),
            ("workers =\n", 1, ""),
        ] {
            let (found, what) = parse(text).unwrap_err();
            assert_eq!(found, line, "{text}: {what}");
            assert!(what.starts_with(begin), "{text}: {what}");
        }
    }

    #[test]
    fn secrets_are_kept_apart_and_never_shown() {
        let layer = parse("proxy_secrets = [\"correct-horse-battery\"]").unwrap();
        assert!(!format!("{layer:?}").contains("horse"), "{layer:?}");
        assert_eq!(layer.secret(&super::super::access::PROXY_SECRETS).unwrap().0, "correct-horse-battery");
    }

    proptest! {
        #[test]
        fn no_text_panics(text in "[a-z_=\"\\[\\]{}0-9\n .#\\\\]{0,80}") {
            let _ = parse(&text);
        }
    }
}
