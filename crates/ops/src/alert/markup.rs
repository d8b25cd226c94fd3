//! Text for Telegram's HTML mode: escaped, cut to its limit, with every tag closed and every entity whole.
//!
//! Source: Bot API, "HTML style" (`<`, `>` and `&` are written as entities; tags must be closed) and
//! `sendMessage` (1 to 4,096 characters after entities are parsed).

/// The most characters of one message, counted as Telegram does: in units of UTF-16. What is counted here
/// is the text with its tags and entities as they are written, which is never less than what is left of it
/// when they are parsed.
pub(super) const LONGEST: usize = 4_096;

/// A text in the making.
#[derive(Debug)]
pub(super) struct Markup {
    text: String,
    /// Units that are left for content, with room for every open tag's end and the mark of a cut.
    left: usize,
    is_cut: bool,
}

/// What ends a text that was cut.
const CUT: char = '…';

impl Markup {
    pub(super) fn new() -> Self {
        Self::with_limit(LONGEST)
    }

    fn with_limit(limit: usize) -> Self {
        Self { text: String::new(), left: limit.saturating_sub(CUT.len_utf16()), is_cut: false }
    }

    /// Adds text, escaped, as much of it as fits.
    pub(super) fn text(&mut self, text: &str) {
        for c in text.chars() {
            match c {
                '<' => self.whole("&lt;"),
                '>' => self.whole("&gt;"),
                '&' => self.whole("&amp;"),
                c => self.whole(c.encode_utf8(&mut [0; 4])),
            }
        }
    }

    /// Adds text within a tag, `name` being one of those that Telegram knows, if the tag and something of
    /// the text fit.
    pub(super) fn tagged(&mut self, name: &str, text: &str) {
        let around = 2 * name.len() + "<></>".len();
        if self.is_cut || text.is_empty() || self.left <= around + "&amp;".len() {
            self.cut();
            return;
        }
        self.left -= around;
        self.text.extend(["<", name, ">"]);
        // The mark of a cut belongs behind the tag.
        self.text(text);
        self.text.extend(["</", name, ">"]);
    }

    /// Adds a piece that stays whole or is left out, with whatever comes after it.
    fn whole(&mut self, piece: &str) {
        let units = piece.encode_utf16().count();
        if self.is_cut || units > self.left {
            self.cut();
            return;
        }
        self.left -= units;
        self.text.push_str(piece);
    }

    fn cut(&mut self) {
        self.is_cut = true;
    }

    /// The text.
    pub(super) fn finish(mut self) -> String {
        if self.is_cut {
            self.text.push(CUT);
        }
        self.text
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// Takes markup apart as Telegram does; `None` where Telegram would refuse it.
    fn parsed(markup: &str) -> Option<String> {
        let mut text = String::new();
        let mut open: Vec<String> = Vec::new();
        let mut rest = markup;
        while let Some(c) = rest.chars().next() {
            let after = &rest[c.len_utf8()..];
            rest = match c {
                '<' => {
                    let (tag, after) = after.split_once('>')?;
                    match tag.strip_prefix('/') {
                        Some(name) => (open.pop()? == name).then_some(())?,
                        None => open.push(tag.to_owned()),
                    }
                    after
                }
                '&' => {
                    let (entity, after) = after.split_once(';')?;
                    text.push(match entity {
                        "lt" => '<',
                        "gt" => '>',
                        "amp" => '&',
                        _ => return None,
                    });
                    after
                }
                '>' => return None,
                c => {
                    text.push(c);
                    after
                }
            };
        }
        open.is_empty().then_some(text)
    }

    #[test]
    fn text_is_escaped_and_tags_are_closed() {
        let mut markup = Markup::new();
        markup.tagged("b", "a<b>&c");
        markup.text(" & <script>");
        let text = markup.finish();
        assert_eq!(text, "<b>a&lt;b&gt;&amp;c</b> &amp; &lt;script&gt;");
        assert_eq!(parsed(&text).unwrap(), "a<b>&c & <script>");
    }

    #[test]
    fn a_cut_splits_nothing() {
        for limit in 0..60 {
            let mut markup = Markup::with_limit(limit);
            markup.text("&&");
            markup.tagged("code", "<<<🔬🔬레티놀>>>");
            markup.text("the end");
            let text = markup.finish();
            assert!(text.encode_utf16().count() <= limit.max(1), "{limit}: {text}");
            assert!(parsed(&text).is_some(), "{limit}: {text}");
        }
    }

    proptest! {
        #[test]
        fn whatever_is_said_is_valid_and_short_enough(
            parts in proptest::collection::vec((any::<bool>(), "[<>&a-z레🔬;/]{0,3000}"), 0..6),
        ) {
            let mut markup = Markup::new();
            let mut whole = String::new();
            for (is_tagged, part) in &parts {
                if *is_tagged { markup.tagged("b", part) } else { markup.text(part) }
                whole.push_str(part);
            }
            let text = markup.finish();
            prop_assert!(text.encode_utf16().count() <= LONGEST);
            let shown = parsed(&text).unwrap();
            prop_assert!(shown == whole || whole.starts_with(shown.strip_suffix('…').unwrap()));
        }
    }
}
