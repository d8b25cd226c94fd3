//! What values may be, as JSON Schemas (2020-12): the same rules as in [`super::checks`], and a test that
//! they are the same.

use incidex_core::regulation::RegulationStatus;
use incidex_core::search::{Field, Limit, SearchMode, Sort};
use schemars::{Schema, SchemaGenerator, json_schema};

use super::checks::{LONGEST_TEXT, MOST_SUGGESTIONS};
use crate::dto::schema::{markets_by_any_name, one_of};

/// Every character but controls. Spelled out, because what `\s` and `.` mean differs from reader to reader.
const ANY: &str = r"[^\u0000-\u001F\u007F-\u009F]";

/// Unicode's white space, controls apart.
const BLANK: &str = r"[ \u00A0\u1680\u2000-\u200A\u2028\u2029\u202F\u205F\u3000]";

/// What is neither.
const SHOWN: &str = r"[^\u0000-\u0020\u007F-\u00A0\u1680\u2000-\u200A\u2028\u2029\u202F\u205F\u3000]";

/// Syllables and jamo of every block, the Hangul filler apart.
const HANGUL: &str =
    r"[\uAC00-\uD7A3\u3131-\u3163\u3165-\u318E\u1100-\u11FF\uA960-\uA97C\uD7B0-\uD7FB\uFFA1-\uFFDC]";

/// Nothing but blanks, at least two; or a Hangul syllable among blanks; or at least two characters, the outer
/// ones no blanks, among blanks.
pub(super) fn search_text(_: &mut SchemaGenerator) -> Schema {
    let pattern =
        format!("^({BLANK}{{2,}}|{BLANK}*[\\uAC00-\\uD7A3]{BLANK}*|{BLANK}*{SHOWN}{ANY}*{SHOWN}{BLANK}*)$");
    json_schema!({"type": "string", "minLength": 1, "maxLength": LONGEST_TEXT, "pattern": pattern})
}

pub(super) fn page(_: &mut SchemaGenerator) -> Schema {
    json_schema!({"type": "integer", "minimum": 1})
}

pub(super) fn field(_: &mut SchemaGenerator) -> Schema {
    json_schema!({"type": "string", "enum": ["inci", "kr", "cas", "all"]})
}

/// As [`search_text`], and one jamo is enough.
pub(super) fn one_box_text(_: &mut SchemaGenerator) -> Schema {
    let pattern = format!("^({BLANK}{{2,}}|{BLANK}*{HANGUL}{BLANK}*|{BLANK}*{SHOWN}{ANY}*{SHOWN}{BLANK}*)$");
    json_schema!({"type": "string", "minLength": 1, "maxLength": LONGEST_TEXT, "pattern": pattern})
}

pub(super) fn search_mode(_: &mut SchemaGenerator) -> Schema {
    one_of(SearchMode::ALL.map(SearchMode::code))
}

pub(super) fn wide_field(_: &mut SchemaGenerator) -> Schema {
    one_of(Field::ALL.map(Field::code))
}

pub(super) fn sort(_: &mut SchemaGenerator) -> Schema {
    one_of(Sort::ALL.map(Sort::code))
}

pub(super) fn truth_value(_: &mut SchemaGenerator) -> Schema {
    json_schema!({"type": "boolean"})
}

/// Which there are is the data set's to say.
pub(super) fn function(_: &mut SchemaGenerator) -> Schema {
    json_schema!({"type": "string"})
}

pub(super) fn limit(_: &mut SchemaGenerator) -> Schema {
    json_schema!({"type": "integer", "minimum": 1, "maximum": Limit::MOST})
}

pub(super) fn suggestion_limit(_: &mut SchemaGenerator) -> Schema {
    json_schema!({"type": "integer", "minimum": 1, "maximum": MOST_SUGGESTIONS})
}

/// Only what an answer gave is taken.
pub(super) fn cursor(_: &mut SchemaGenerator) -> Schema {
    json_schema!({"type": "string", "pattern": "^[A-Za-z0-9_-]{28}$"})
}

/// The labels that can be asked for.
pub(super) fn status(_: &mut SchemaGenerator) -> Schema {
    let labels = RegulationStatus::ALL.into_iter().filter(|status| *status != RegulationStatus::Unknown);
    one_of(labels.map(RegulationStatus::label))
}

pub(super) fn country(_: &mut SchemaGenerator) -> Schema {
    one_of(markets_by_any_name())
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use serde_json::Value;
    use validator::ValidationError;

    use super::super::checks;
    use super::*;

    type Rule = fn(&mut SchemaGenerator) -> Schema;
    type Check = fn(&str) -> Result<(), ValidationError>;

    fn takes(rule: Rule, value: &Value) -> bool {
        let schema = rule(&mut SchemaGenerator::default());
        jsonschema::draft202012::is_valid(schema.as_value(), value)
    }

    #[track_caller]
    fn agree(text: &str) {
        assert_eq!(takes(search_text, &text.into()), checks::search_text(text).is_ok(), "{text:?}");
        assert_eq!(takes(one_box_text, &text.into()), checks::one_box_text(text).is_ok(), "{text:?}");
    }

    #[test]
    fn texts_are_what_the_check_takes() {
        let (longest, too_long) = ("가".repeat(2048), "a".repeat(2049));
        for text in [
            "",
            "a",
            "aq",
            "꿀",
            " 꿀 ",
            "꿀\u{3000}",
            "ㄲ",
            "\u{1101}\u{116e}",
            "--",
            "  ",
            " ",
            "a ",
            " a\u{a0}",
            "a b",
            " a b ",
            "a\0b",
            "a\u{85}b",
            "ab\n",
            "\u{2029}a\u{2028}",
            "ㄴ",
            " \u{1100}",
            "\u{3164}",
            "\u{ffa0}",
            "\u{d7c7}",
            "\u{feff}a",
            "\u{200b}\u{200b}",
            &longest,
            &too_long,
        ] {
            agree(text);
        }
    }

    #[test]
    fn closed_lists_hold_what_the_checks_take() {
        for (rule, check) in [
            (field as Rule, checks::field_code as Check),
            (status, checks::status_label),
            (country, checks::market_name),
            (search_mode, checks::search_mode_code),
            (wide_field, checks::wide_field_code),
            (sort, checks::sort_code),
        ] {
            let schema = rule(&mut SchemaGenerator::default());
            let values = schema.get("enum").and_then(Value::as_array).unwrap();
            assert!(values.len() > 2);
            for value in values {
                assert_eq!(check(value.as_str().unwrap()), Ok(()), "{value}");
            }
        }
        assert!(takes(country, &"".into()) && !takes(status, &"Unknown".into()));
    }

    proptest! {
        #[test]
        fn any_text_is_what_the_check_takes(text in "[ a꿀ㄲ\u{a0}\u{3000}\u{0}\u{85}\u{1f9f4}\u{feff}]{0,5}") {
            agree(&text);
        }

        #[test]
        fn any_page_is_what_the_check_takes(page in -3_i64..1_000_000) {
            prop_assert_eq!(takes(super::page, &page.into()), checks::page_number(&page.to_string()).is_ok());
        }
    }
}
