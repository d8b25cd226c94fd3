//! Parsers that several settings share.

use std::ops::RangeInclusive;
use std::str::FromStr;

/// `true` or `false`.
pub(super) fn truth(text: &str) -> Option<bool> {
    text.parse().ok()
}

/// A whole number in `range`, without a sign.
pub(super) fn number<T: FromStr + PartialOrd>(range: RangeInclusive<T>) -> impl Fn(&str) -> Option<T> {
    move |text| {
        let digits = text.bytes().all(|byte| byte.is_ascii_digit());
        text.parse().ok().filter(|number| digits && range.contains(number))
    }
}

/// Entries with commas between; blanks around them and empty ones are passed over. At least one.
pub(super) fn list<T>(text: &str, parse: impl Fn(&str) -> Option<T>) -> Option<Vec<T>> {
    let entries = text.split(',').map(str::trim).filter(|entry| !entry.is_empty());
    let parsed: Option<Vec<T>> = entries.map(parse).collect();
    parsed.filter(|entries| !entries.is_empty())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_keep_to_their_range_and_lists_have_entries() {
        assert_eq!(
            ["1", "10", "0", "11", "+5", "-1", "", "x"].map(number(1..=10_u32)),
            [Some(1), Some(10), None, None, None, None, None, None]
        );
        assert_eq!(list(" 1, 2,,", |text| text.parse::<u8>().ok()), Some(vec![1, 2]));
        assert_eq!(list("1,x", |text| text.parse::<u8>().ok()), None);
        assert_eq!(list(" , ", |text| text.parse::<u8>().ok()), None);
    }
}
