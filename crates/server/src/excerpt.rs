//! The beginning of an input, fit to be repeated in an answer or a log line.

/// How much of an input an answer repeats, in characters.
const CHARACTERS: usize = 64;

/// The first 64 characters, those that show nothing or reorder text (controls, zero-width and bidi
/// characters) replaced by U+FFFD.
pub(crate) fn excerpt(input: &str) -> String {
    let shows_nothing = |c: char| {
        c.is_control()
            || matches!(c, '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{feff}')
    };
    input
        .chars()
        .take(CHARACTERS)
        .map(|c| if shows_nothing(c) { char::REPLACEMENT_CHARACTER } else { c })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_excerpt_is_short_and_harmless() {
        assert_eq!(excerpt("가\u{202e}b\n"), "가\u{fffd}b\u{fffd}");
        assert_eq!(excerpt(&"가".repeat(1000)).chars().count(), 64);
    }
}
