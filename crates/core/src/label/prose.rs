//! Headings and prose, told by the words that labels share.

use super::lexer::{Text, Token, TokenKind, Tokens};
use super::report::{NoiseKind, SectionKind};
use super::tables::{
    CODE_WORDS, CONNECTORS, FUNCTION_WORDS, HEADINGS, KOREAN_ENDINGS, NOTICE_WORDS, PURPOSES,
};
use crate::text::key;

/// A heading is no longer than this, in bytes.
const MAX_HEADING: usize = 160;

/// The name of one ingredient has no more words than this.
const MAX_WORDS: usize = 60;

/// What a heading says of its list; `None` if it is none that is known.
pub(super) fn section_kind(heading: &str) -> Option<SectionKind> {
    if heading.len() > MAX_HEADING {
        return None;
    }
    let key = key(heading);
    HEADINGS.iter().find(|(word, _)| key.contains(word)).map(|(_, kind)| *kind)
}

/// Whether a sentence is prose: enough of its words are words of sentences.
pub(super) fn is_prose(text: &Text<'_>, tokens: &Tokens) -> bool {
    let (mut words, mut function, mut joining, mut notice, mut korean, mut separators) = (0, 0, 0, 0, 0, 0);
    for at in tokens.clone() {
        let Some(token) = text.token(at) else { break };
        let key = text.key(&(at..at + 1));
        match token.kind {
            TokenKind::Letters => {
                words += 1;
                // `and` joins names too.
                let is_function = FUNCTION_WORDS.contains(&key);
                joining += usize::from(is_function && CONNECTORS.contains(&key));
                function += usize::from(is_function);
                notice += usize::from(NOTICE_WORDS.contains(&key));
            }
            TokenKind::Hangul => {
                words += 1;
                korean += usize::from(KOREAN_ENDINGS.iter().any(|ending| key.ends_with(ending)));
            }
            TokenKind::Sign(',' | ';' | '/' | '•') => separators += 1,
            _ => {}
        }
    }
    words >= 4 && function >= 2 && function > joining && function * 5 >= words
        || words >= 3 && function >= 1 && notice >= 1 && (function + notice) * 4 >= words
        || words >= 3 && korean >= 2 && korean * 4 >= words
        || words >= 3 && korean >= 1 && separators <= 3 && notice_in_korean(text, tokens)
}

/// Whether a Korean sentence ends as statements do.
fn notice_in_korean(text: &Text<'_>, tokens: &Tokens) -> bool {
    let last = tokens.clone().rev().find(|at| text.token(*at).is_some_and(Token::is_word));
    last.is_some_and(|at| {
        let key = text.key(&(at..at + 1));
        ["다", "요", "시오", "세요", "음", "함", "것", "완료"].iter().any(|ending| key.ends_with(ending))
            && (key.chars().count() > 2 || key == "것" || key == "완료")
    })
}

/// What sort of noise an unknown piece is; `None` if it may be the name of something.
pub(super) fn noise(text: &Text<'_>, core: &Tokens) -> Option<NoiseKind> {
    if is_code(text, core) {
        return Some(NoiseKind::Code);
    }
    if PURPOSES.contains(&text.key(core)) {
        return Some(NoiseKind::Notice);
    }
    if is_mojibake(text, core) {
        return Some(NoiseKind::Mojibake);
    }
    let words = text.words(core);
    let notice = core.clone().filter(|at| NOTICE_WORDS.contains(&text.key(&(*at..*at + 1)))).count();
    if words >= 3 && notice * 3 >= words {
        return Some(NoiseKind::Notice);
    }
    (is_prose(text, core) || words > MAX_WORDS).then_some(NoiseKind::Notice)
}

/// `F.I.L. D198345/2`, `(ILN41278)`, `LOT 23K0781A`: many digits, or few behind a word that announces a code.
fn is_code(text: &Text<'_>, core: &Tokens) -> bool {
    let (mut digits, mut letters, mut announced, mut is_latin) = (0, 0, false, true);
    for at in core.clone() {
        let Some(token) = text.token(at) else { break };
        let key = text.key(&(at..at + 1));
        match token.kind {
            TokenKind::Digits => digits += key.len(),
            TokenKind::Letters => letters += key.len(),
            TokenKind::Hangul => is_latin = false,
            _ => {}
        }
        announced |= CODE_WORDS.contains(&key);
    }
    let initials = text.key(core);
    announced |= CODE_WORDS.iter().any(|word| initials.starts_with(word) && digits > 2);
    is_latin
        && (announced && letters < 24 && (digits > 1 || initials.len() < 8)
            || digits >= 5 && letters <= digits + 2)
}

/// Whether most letters are those that bytes of other encodings turn into.
fn is_mojibake(text: &Text<'_>, core: &Tokens) -> bool {
    let written = text.written(core);
    let odd = written
        .chars()
        .filter(|c| matches!(c, '\u{a1}'..='\u{ff}' | '\u{152}'..='\u{192}' | '\u{2c6}' | '\u{fffd}'))
        .count();
    let plain =
        written.chars().filter(|c| c.is_ascii_alphanumeric() || *c >= '\u{ac00}' && *c < '\u{f900}').count();
    odd >= 2 && odd > plain
}
