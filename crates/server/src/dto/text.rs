//! Domain values as the texts that stand on the wire, written without a detour over strings.

use std::fmt;

use incidex_core::regulation::Market;
use serde::{Serialize, Serializer};

/// A value as its displayed text.
struct Displayed<'a, T>(&'a T);

impl<T: fmt::Display> Serialize for Displayed<'_, T> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self.0)
    }
}

/// A list of displayed values.
pub(super) fn list<S: Serializer, T: fmt::Display>(values: &[T], serializer: S) -> Result<S::Ok, S::Error> {
    serializer.collect_seq(values.iter().map(Displayed))
}

/// A list of the codes of markets.
pub(super) fn markets<S: Serializer>(markets: &[Market], serializer: S) -> Result<S::Ok, S::Error> {
    serializer.collect_seq(markets.iter().map(|market| market.code()))
}

/// Displayed values in one text, joined by `", "`.
pub(super) fn joined<S: Serializer, T: fmt::Display>(values: &[T], serializer: S) -> Result<S::Ok, S::Error> {
    serializer.collect_str(&Joined { values: || values.iter(), separator: ", " })
}

/// Values in one text with `separator` between them.
pub(super) struct Joined<F> {
    /// Gives the values anew each time.
    pub(super) values: F,
    /// What stands between two of them.
    pub(super) separator: &'static str,
}

impl<F, I> fmt::Display for Joined<F>
where
    F: Fn() -> I,
    I: Iterator<Item: fmt::Display>,
{
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (position, value) in (self.values)().enumerate() {
            if position > 0 {
                f.write_str(self.separator)?;
            }
            value.fmt(f)?;
        }
        Ok(())
    }
}

/// A date as the beginning of that day, `2026-08-26 00:00:00`; an unknown one as nothing.
pub(super) fn midnight<S: Serializer>(date: &&str, serializer: S) -> Result<S::Ok, S::Error> {
    if date.is_empty() {
        serializer.serialize_str("")
    } else {
        serializer.collect_str(&format_args!("{date} 00:00:00"))
    }
}
