//! What a proof says.

use std::fmt::Write;

/// A claim, and what was measured.
#[derive(Clone, Debug)]
pub struct Figure {
    /// What should be so.
    pub claim: String,
    /// What was found, with its unit.
    pub measured: String,
    /// Whether it is so.
    pub holds: bool,
}

impl Figure {
    /// A claim that was looked at.
    pub fn new(claim: impl Into<String>, measured: impl Into<String>, holds: bool) -> Self {
        Self { claim: claim.into(), measured: measured.into(), holds }
    }
}

/// A Markdown table of figures, each with the name of its proof.
pub fn table(figures: &[(String, Figure)]) -> String {
    let mut text = String::from("| proof | claim | measured | holds |\n| --- | --- | --- | --- |\n");
    for (proof, figure) in figures {
        let holds = if figure.holds { "yes" } else { "**no**" };
        // Writing to a string cannot fail.
        let _ = writeln!(text, "| {proof} | {} | {} | {holds} |", figure.claim, figure.measured);
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_does_not_hold_is_seen() {
        let figures = [
            ("slow".to_owned(), Figure::new("a", "1", true)),
            ("slow".to_owned(), Figure::new("b", "2", false)),
        ];
        assert!(table(&figures).ends_with("| slow | a | 1 | yes |\n| slow | b | 2 | **no** |\n"));
    }
}
