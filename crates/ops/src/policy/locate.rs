//! Where in a TOML text something stands.

use std::ops::Range;

use toml::Spanned;
use toml::de::{DeTable, DeValue};

/// The line of a byte, from 1.
pub(super) fn line_of(text: &str, byte: usize) -> usize {
    let before = text.as_bytes().iter().take(byte);
    before.filter(|byte| **byte == b'\n').count() + 1
}

/// The bytes of the value that `path` leads to, or of the nearest table around it that is written; `None`
/// where not even the text is TOML.
pub(super) fn span_of(text: &str, path: &[String]) -> Option<Range<usize>> {
    let table = DeTable::parse(text).ok()?;
    let mut span = 0..0;
    let mut inner: Option<&DeTable<'_>> = Some(table.get_ref());
    for key in path {
        let entry = inner.and_then(|table| {
            table.iter().find(|(name, _): &(&Spanned<_>, &Spanned<DeValue<'_>>)| name.get_ref() == key)
        });
        let Some((name, value)) = entry else { break };
        // A table written as `[a.b]` has its header for a span, which may stand far from what is in it.
        span = if value.get_ref().is_table() { name.span() } else { value.span() };
        inner = value.get_ref().as_table();
    }
    Some(span)
}
