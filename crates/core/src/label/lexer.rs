//! Words, signs and blanks of a label, with the key form of every word.
//!
//! Words are cut finely (where a script, a digit or a capital begins), because the key of several words is the
//! keys of the words one after the other: what belongs together is decided later, by what is a name.

use std::ops::Range;

use super::decode::{Letter, bytes_of, decode};
use crate::text::{is_hangul, is_syllable, key};

/// What a token is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum TokenKind {
    /// Letters that are not Hangul.
    Letters,
    /// Hangul.
    Hangul,
    /// Decimal digits.
    Digits,
    /// Blanks within a line, and what shows nothing.
    Blank,
    /// At least one line break.
    LineBreak,
    /// Any other character.
    Sign(char),
}

/// One token: a run of bytes of the text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Token {
    pub(super) kind: TokenKind,
    /// Where it begins in the text.
    pub(super) start: usize,
    /// Where it ends.
    pub(super) end: usize,
    /// Where its key begins in [`Text::keys`]; it ends where the next one begins.
    key_start: usize,
}

impl Token {
    /// Whether it has a key: letters, Hangul or digits.
    pub(super) fn is_word(&self) -> bool {
        matches!(self.kind, TokenKind::Letters | TokenKind::Hangul | TokenKind::Digits)
    }

    /// Whether it is this sign.
    pub(super) fn is(&self, sign: char) -> bool {
        self.kind == TokenKind::Sign(sign)
    }

    /// Whether it is a blank or a line break.
    pub(super) fn is_blank(&self) -> bool {
        matches!(self.kind, TokenKind::Blank | TokenKind::LineBreak)
    }
}

/// Positions of tokens that follow one another.
pub(super) type Tokens = Range<usize>;

/// A label, cut into tokens that cover every byte.
pub(super) struct Text<'t> {
    /// The label.
    pub(super) label: &'t str,
    /// Its tokens, in order.
    pub(super) tokens: Vec<Token>,
    /// The keys of all words, one after the other.
    keys: String,
    /// The bytes of markup, in order.
    pub(super) markup: Vec<Range<usize>>,
}

/// What a character is to the lexer, and whether it may go on a token of its sort.
fn sort(character: char) -> TokenKind {
    match character {
        '\n' | '\r' | '\u{b}' | '\u{c}' | '\u{85}' | '\u{2028}' | '\u{2029}' => TokenKind::LineBreak,
        // Raised digits and letters stand at names as marks.
        '¹' | '²' | '³' | '⁰' | '⁴'..='⁹' | 'ª' | 'º' => TokenKind::Sign(character),
        c if c.is_whitespace() || c.is_control() => TokenKind::Blank,
        '\u{ad}'
        | '\u{200b}'..='\u{200f}'
        | '\u{2060}'..='\u{2064}'
        | '\u{feff}'
        | '\u{fe00}'..='\u{fe0f}' => TokenKind::Blank,
        c if c.is_ascii_digit() => TokenKind::Digits,
        '０'..='９' => TokenKind::Digits,
        // The vowel that keyboards put where a bar should be.
        'ㅣ' => TokenKind::Sign('|'),
        'ㆍ' => TokenKind::Sign('•'),
        c if is_hangul(c) => TokenKind::Hangul,
        c if c.is_alphanumeric() => TokenKind::Letters,
        // Combining marks belong to the letter before them.
        '\u{300}'..='\u{36f}' => TokenKind::Letters,
        // One sign for what differs in looks alone.
        '，' | '、' | '､' | '﹐' => TokenKind::Sign(','),
        '；' => TokenKind::Sign(';'),
        '：' => TokenKind::Sign(':'),
        '（' => TokenKind::Sign('('),
        '）' => TokenKind::Sign(')'),
        '［' | '【' | '〔' | '「' | '〈' | '《' => TokenKind::Sign('['),
        '］' | '】' | '〕' | '」' | '〉' | '》' => TokenKind::Sign(']'),
        '．' | '。' => TokenKind::Sign('.'),
        '／' | '∕' | '⁄' => TokenKind::Sign('/'),
        '＼' => TokenKind::Sign('\\'),
        '｜' | '¦' => TokenKind::Sign('|'),
        '％' => TokenKind::Sign('%'),
        '＊' | '∗' | '⁎' | '﹡' => TokenKind::Sign('*'),
        '＋' => TokenKind::Sign('+'),
        '\u{2010}'..='\u{2015}' | '\u{2212}' => TokenKind::Sign('-'),
        '•' | '●' | '★' | '☆' | '▪' | '■' | '□' | '◆' | '◇' | '▶' | '▷' | '►' | '○' | '◎' | '◦' | '‣'
        | '∙' | '⋅' | '・' | '･' => TokenKind::Sign('•'),
        c => TokenKind::Sign(c),
    }
}

/// Whether a token of `kind` that ends in `last` goes on with `next`.
fn goes_on(kind: TokenKind, last: char, next: &Letter) -> bool {
    let same = match (kind, sort(next.meaning)) {
        (TokenKind::Sign(_), _) => false,
        (TokenKind::Blank, TokenKind::LineBreak) | (TokenKind::LineBreak, TokenKind::Blank) => true,
        (kind, other) => kind == other,
    };
    // A capital behind a small letter begins a word: `SodiumHyaluronate`.
    same && !(kind == TokenKind::Letters && last.is_lowercase() && next.meaning.is_uppercase())
}

impl<'t> Text<'t> {
    /// Cuts a label. Linear.
    pub(super) fn new(text: &'t str) -> Self {
        let letters = decode(text);
        let mut lexed = Self {
            label: text,
            tokens: Vec::with_capacity(text.len() / 4),
            keys: String::new(),
            markup: Vec::new(),
        };
        let mut rest = letters.as_slice();
        while let Some(first) = rest.first() {
            let mut kind = sort(first.meaning);
            let mut length = 1;
            let mut last = first.meaning;
            while let Some(next) = rest.get(length).filter(|next| goes_on(kind, last, next)) {
                if sort(next.meaning) == TokenKind::LineBreak {
                    kind = TokenKind::LineBreak;
                }
                last = next.meaning;
                length += 1;
            }
            let (token, tail) = rest.split_at(length);
            lexed.push(kind, token);
            rest = tail;
        }
        lexed
    }

    fn push(&mut self, kind: TokenKind, letters: &[Letter]) {
        let bytes = bytes_of(letters);
        let key_start = self.keys.len();
        match kind {
            TokenKind::Digits | TokenKind::Letters if letters.iter().all(|l| l.meaning.is_ascii()) => {
                self.keys.extend(letters.iter().map(|letter| letter.meaning.to_ascii_lowercase()));
            }
            TokenKind::Hangul if letters.iter().all(|l| is_syllable(l.meaning)) => {
                self.keys.extend(letters.iter().map(|letter| letter.meaning));
            }
            TokenKind::Digits | TokenKind::Letters | TokenKind::Hangul => {
                let word: String = letters.iter().map(|letter| letter.meaning).collect();
                self.keys.push_str(&key(&word));
            }
            _ => {}
        }
        for letter in letters.iter().filter(|letter| letter.is_markup) {
            self.markup.push(letter.start..letter.end);
        }
        self.tokens.push(Token { kind, start: bytes.start, end: bytes.end, key_start });
    }

    /// The token at a position.
    pub(super) fn token(&self, at: usize) -> Option<&Token> {
        self.tokens.get(at)
    }

    /// The tokens of a range.
    pub(super) fn slice(&self, tokens: &Tokens) -> &[Token] {
        self.tokens.get(tokens.clone()).unwrap_or_default()
    }

    /// Where the key of the token at a position begins.
    pub(super) fn key_position(&self, at: usize) -> usize {
        self.tokens.get(at).map_or(self.keys.len(), |token| token.key_start)
    }

    /// The key of a range of tokens: what is neither letter nor digit does not count.
    pub(super) fn key(&self, tokens: &Tokens) -> &str {
        self.keys.get(self.key_position(tokens.start)..self.key_position(tokens.end)).unwrap_or_default()
    }

    /// A part of the keys.
    pub(super) fn key_slice(&self, keys: &Range<usize>) -> &str {
        self.keys.get(keys.clone()).unwrap_or_default()
    }

    /// The position before the blanks that stand in front of `at`, not before `from`.
    pub(super) fn before_blanks(&self, mut at: usize, from: usize) -> usize {
        while at > from && self.token(at - 1).is_some_and(Token::is_blank) {
            at -= 1;
        }
        at
    }

    /// The bytes of a range of tokens.
    pub(super) fn bytes(&self, tokens: &Tokens) -> Range<usize> {
        let slice = self.slice(tokens);
        let start = slice.first().map_or(self.label.len(), |token| token.start);
        start..slice.last().map_or(start, |token| token.end)
    }

    /// The text of a range of tokens.
    pub(super) fn written(&self, tokens: &Tokens) -> &'t str {
        self.label.get(self.bytes(tokens)).unwrap_or_default()
    }

    /// How many words a range holds.
    pub(super) fn words(&self, tokens: &Tokens) -> usize {
        self.slice(tokens).iter().filter(|token| token.is_word()).count()
    }
}
