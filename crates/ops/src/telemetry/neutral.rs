//! Text from outside, made harmless for a terminal, a log file and whoever reads it (CWE-117, CWE-150).
//!
//! Replaced are control characters, which could forge lines or steer a terminal, and those that change the
//! direction of what follows or are not seen at all (Unicode Technical Report 36 section 2.10), which could
//! show one thing and say another.

/// What stands for a harmful character.
const REPLACEMENT: char = char::REPLACEMENT_CHARACTER;

/// Whether a character must not stand in a log line.
pub(crate) fn is_harmful(c: char) -> bool {
    c.is_control()
        || matches!(
            c,
            '\u{00AD}' | '\u{061C}' | '\u{180E}' | '\u{200B}'..='\u{200F}' | '\u{2028}'..='\u{202E}'
                | '\u{2060}'..='\u{206F}' | '\u{FEFF}' | '\u{FFF9}'..='\u{FFFB}' | '\u{E0000}'..='\u{E007F}'
        )
}

/// The first `most` characters of `text`, each harmful one replaced; an ellipsis is the last where it was cut.
pub fn text(text: &str, most: usize) -> String {
    let mut harmless: String =
        text.chars().take(most).map(|c| if is_harmful(c) { REPLACEMENT } else { c }).collect();
    if text.chars().nth(most).is_some() {
        harmless.pop();
        harmless.push('…');
    }
    harmless
}

/// Replaces what is harmful in one finished line but its end, and, where `has_colours`, the escape
/// character of terminal colours.
pub(crate) fn line(line: Vec<u8>, has_colours: bool) -> Vec<u8> {
    let is_plain = |byte: &u8| matches!(byte, b' '..=b'~') || (has_colours && *byte == 0x1b);
    let content = line.strip_suffix(b"\n").unwrap_or(&line);
    if content.iter().all(is_plain) {
        return line;
    }
    let text = String::from_utf8_lossy(content);
    let keeps = |c: char| !is_harmful(c) || (has_colours && c == '\u{1b}');
    let mut harmless: String = text.chars().map(|c| if keeps(c) { c } else { REPLACEMENT }).collect();
    harmless.push('\n');
    harmless.into_bytes()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn what_steers_or_hides_is_replaced() {
        for c in [
            '\n', '\r', '\0', '\u{1b}', '\u{7f}', '\u{85}', '\u{9b}', '\u{202e}', '\u{2066}', '\u{200b}',
            '\u{2028}', '\u{feff}', '\u{ad}',
        ] {
            assert_eq!(text(&format!("a{c}b"), 9), "a\u{fffd}b", "{c:?}");
        }
        for harmless in ["Mozilla/5.0 (X11)", "레티놀 \"x\" \\ é", "🔬"] {
            assert_eq!(text(harmless, 100), harmless);
        }
    }

    #[test]
    fn long_texts_are_cut_to_characters() {
        assert_eq!(text("abcdef", 6), "abcdef");
        assert_eq!(text("abcdefg", 6), "abcde…");
        assert_eq!(text(&"레".repeat(200), 100).chars().count(), 100);
    }

    #[test]
    fn a_line_keeps_its_end_and_its_colours_alone() {
        assert_eq!(line(b"plain\n".to_vec(), false), b"plain\n");
        assert_eq!(line(b"two\nlines\x1b[1m\n".to_vec(), false), "two\u{fffd}lines\u{fffd}[1m\n".as_bytes());
        assert_eq!(line(b"\x1b[1mred\x1b[0m\n".to_vec(), true), b"\x1b[1mred\x1b[0m\n");
        assert_eq!(line("레\u{202e}티\n".into(), false), "레\u{fffd}티\n".as_bytes());
    }

    proptest! {
        #[test]
        fn nothing_harmful_is_left(given: String, most in 1_usize..200) {
            let harmless = text(&given, most);
            prop_assert!(harmless.chars().count() <= most);
            prop_assert!(!harmless.chars().any(is_harmful));
            let line = String::from_utf8(line(format!("{given}\n").into_bytes(), false)).unwrap();
            prop_assert!(line.ends_with('\n') && line.chars().filter(|c| is_harmful(*c)).count() == 1);
        }
    }
}
