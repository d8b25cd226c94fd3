//! Text as HTML. Everything that reaches the page goes through here: what is not made by these functions is
//! escaped by them.

use std::fmt::Write;

/// HTML that is whole.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Html(String);

impl Html {
    /// Markup as it stands in the source.
    pub(super) fn markup(&mut self, markup: &'static str) -> &mut Self {
        self.0.push_str(markup);
        self
    }

    /// Text, escaped for content and for quoted attributes alike.
    pub(super) fn text(&mut self, text: &str) -> &mut Self {
        for character in text.chars() {
            match character {
                '&' => self.0.push_str("&amp;"),
                '<' => self.0.push_str("&lt;"),
                '>' => self.0.push_str("&gt;"),
                '"' => self.0.push_str("&quot;"),
                '\'' => self.0.push_str("&#39;"),
                other => self.0.push(other),
            }
        }
        self
    }

    /// A name as an anchor: letters and digits as they are, everything else a hyphen.
    pub(super) fn anchor(&mut self, name: &str) -> &mut Self {
        self.0.extend(name.chars().map(|c| if c.is_ascii_alphanumeric() { c } else { '-' }));
        self
    }

    /// A number.
    pub(super) fn number(&mut self, number: u64) -> &mut Self {
        // Writing to a string cannot fail.
        let _ = write!(self.0, "{number}");
        self
    }

    /// Text within an element without attributes.
    pub(super) fn element(&mut self, name: &'static str, text: &str) -> &mut Self {
        self.markup("<").markup(name).markup(">").text(text).markup("</").markup(name).markup(">")
    }

    /// Paragraphs of `CommonMark` as far as descriptions use it: empty lines between paragraphs, backquotes
    /// around code, two asterisks around what is strong.
    pub(super) fn prose(&mut self, text: &str) -> &mut Self {
        for paragraph in text.split("\n\n").filter(|paragraph| !paragraph.trim().is_empty()) {
            self.markup("<p>").line(paragraph).markup("</p>\n");
        }
        self
    }

    /// One line of the same.
    pub(super) fn line(&mut self, text: &str) -> &mut Self {
        for (place, piece) in text.split('`').enumerate() {
            if place % 2 == 1 {
                self.element("code", piece);
                continue;
            }
            for (place, piece) in piece.split("**").enumerate() {
                if place % 2 == 1 {
                    self.element("strong", piece);
                } else {
                    self.text(piece);
                }
            }
        }
        self
    }

    /// The whole.
    pub(super) fn into_bytes(self) -> Vec<u8> {
        self.0.into_bytes()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_escapes() {
        let mut html = Html::default();
        html.prose("a **<b>** `\"x\" & 'y'`\n\n<script>").element("td", "</td>").anchor("a/{b} c");
        let expected = "<p>a <strong>&lt;b&gt;</strong> <code>&quot;x&quot; &amp; &#39;y&#39;</code></p>\n\
                        <p>&lt;script&gt;</p>\n<td>&lt;/td&gt;</td>a--b--c";
        assert_eq!(html.into_bytes(), expected.as_bytes());
    }
}
