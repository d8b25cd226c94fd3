//! A text as jamo, as initials, and as what it may be the beginning of.
//!
//! Texts are expected in their key or spelling form; characters that are no Hangul stay as they are.

use super::{Syllable, is_initial, is_vowel, joined, parted};

/// Every syllable taken apart into its two or three compatibility jamo, everything else unchanged. A
/// compound vowel or final stays one symbol, so that an edit of one is one edit.
///
/// ```
/// use incidex_core::text::hangul::jamo;
/// assert_eq!(jamo("황EDTA"), "ㅎㅘㅇEDTA");
/// assert_eq!(jamo("나이아ㅅ"), "ㄴㅏㅇㅣㅇㅏㅅ");
/// ```
pub fn jamo(text: &str) -> String {
    let mut out = String::with_capacity(text.len().saturating_mul(3));
    for character in text.chars() {
        match Syllable::of(character) {
            Some(Syllable { initial, vowel, last }) => {
                out.push(initial);
                out.push(vowel);
                out.extend(last);
            }
            None => out.push(character),
        }
    }
    out
}

/// Every syllable reduced to its initial consonant, everything else unchanged, except that a cluster of
/// two consonants (`ㄳ`) becomes the two: input methods join what was typed as two initials.
///
/// ```
/// use incidex_core::text::hangul::choseong;
/// assert_eq!(choseong("나이아신아마이드"), "ㄴㅇㅇㅅㅇㅁㅇㄷ");
/// assert_eq!(choseong("소듐EDTA"), "ㅅㄷEDTA");
/// assert_eq!(choseong("ㄳ"), "ㄱㅅ");
/// ```
pub fn choseong(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for character in clusters_parted(text) {
        out.push(Syllable::of(character).map_or(character, |syllable| syllable.initial));
    }
    out
}

/// The characters of a text, a lone cluster of two consonants given as the two.
fn clusters_parted(text: &str) -> impl Iterator<Item = char> + '_ {
    text.chars().flat_map(|character| {
        let parts = parted(character).filter(|_| !is_vowel(character));
        let (first, second) = parts.map_or((character, None), |(first, second)| (first, Some(second)));
        std::iter::once(first).chain(second)
    })
}

/// Whether `name` begins as `pattern` says: a lone initial in the pattern stands for any syllable that
/// begins with it, a syllable for itself alone (it never degrades to its initial), the last one also for
/// those that it is the beginning of. Returns how many characters of the name that covers.
///
/// Both texts in their key form. Linear in the length of the pattern.
///
/// ```
/// use incidex_core::text::hangul::agrees_with_choseong;
/// assert_eq!(agrees_with_choseong("나이ㅇㅅㅇ", "나이아신아마이드"), Some(5));
/// assert_eq!(agrees_with_choseong("나오ㅇㅅㅇ", "나이아신아마이드"), None);
/// ```
pub fn agrees_with_choseong(pattern: &str, name: &str) -> Option<usize> {
    let mut pattern = clusters_parted(pattern).peekable();
    let mut name = name.chars();
    let mut covered = 0;
    while let Some(asked) = pattern.next() {
        let found = name.next()?;
        let agrees = asked == found
            || (is_initial(asked) && Syllable::of(found).is_some_and(|syllable| syllable.initial == asked))
            || (pattern.peek().is_none() && begins(asked, found));
        if !agrees {
            return None;
        }
        covered += 1;
    }
    Some(covered)
}

/// Whether typing `typed` is on the way to `whole`, both syllables.
fn begins(typed: char, whole: char) -> bool {
    let (Some(_), Some(_)) = (Syllable::of(typed), Syllable::of(whole)) else { return false };
    let whole = jamo(whole.encode_utf8(&mut [0; 4]));
    half_typed(typed.encode_utf8(&mut [0; 4])).iter().any(|form| whole.starts_with(form.as_str()))
}

/// The texts, as [`jamo`], that a name may begin with if `text` is what has been typed of it so far, the
/// likeliest first; at most nine. What comes after the last typed key is open:
///
/// - a vowel or final may become a compound (`호` is on the way to `황`, `갑` to `값`);
/// - a final may turn out to begin the next syllable, and of a compound final its second part (`닭` is on
///   the way to `달걀`), while the first stays.
///
/// Empty for an empty text.
///
/// ```
/// use incidex_core::text::hangul::{half_typed, jamo};
/// let on_the_way = |typed, name| half_typed(typed).iter().any(|form| jamo(name).starts_with(form.as_str()));
/// assert!(on_the_way("국ㅁ", "국민") && on_the_way("국미", "국민") && on_the_way("나이아신아마읻", "나이아신아마이드"));
/// assert!(on_the_way("호", "황") && on_the_way("화", "황") && !on_the_way("하", "황"));
/// ```
pub fn half_typed(text: &str) -> Vec<String> {
    let typed = jamo(text);
    let mut before = typed.chars();
    let Some(last) = before.next_back() else { return Vec::new() };
    let before = before.as_str();
    let follows_a_vowel = before.chars().next_back().is_some_and(is_vowel);
    let mut forms = Vec::with_capacity(1);
    // A lone consonant at the start of a syllable cannot become a final.
    if is_vowel(last) || follows_a_vowel {
        let wholes = super::COMPOUNDS.iter().filter_map(|(_, second, _)| joined(last, *second));
        for whole in wholes {
            let form = format!("{before}{whole}");
            if !forms.contains(&form) {
                forms.push(form);
            }
        }
        if let Some((first, second)) = parted(last).filter(|_| !is_vowel(last)) {
            forms.push(format!("{before}{first}{second}"));
        }
    }
    forms.insert(0, typed);
    forms
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::text::hangul::is_syllable;

    #[test]
    fn syllables_come_apart_as_the_standard_says() {
        assert_eq!(jamo("각힣가"), "ㄱㅏㄱㅎㅣㅎㄱㅏ");
        assert_eq!(choseong("ㄴ이아ㅄ-1"), "ㄴㅇㅇㅂㅅ-1");
    }

    #[test]
    fn what_is_typed_is_on_the_way_to_what_it_may_become() {
        assert_eq!(half_typed(""), Vec::<String>::new());
        assert_eq!(half_typed("호"), ["ㅎㅗ", "ㅎㅘ", "ㅎㅙ", "ㅎㅚ"]);
        assert_eq!(half_typed("갑"), ["ㄱㅏㅂ", "ㄱㅏㅄ"]);
        assert_eq!(half_typed("닭"), ["ㄷㅏㄺ", "ㄷㅏㄹㄱ"]);
        assert_eq!(half_typed("ㄱ"), ["ㄱ"]);
        assert_eq!(half_typed("나이아ㅅ"), ["ㄴㅏㅇㅣㅇㅏㅅ"]);
    }

    #[test]
    fn a_syllable_never_degrades_to_its_initial() {
        assert_eq!(agrees_with_choseong("삼성", "사슴"), None);
        assert_eq!(agrees_with_choseong("ㅅㅅ", "사슴뿔"), Some(2));
        assert_eq!(agrees_with_choseong("사ㅅ", "사슴뿔"), Some(2));
        assert_eq!(agrees_with_choseong("ㅅ스", "사슴뿔"), Some(2));
        assert_eq!(agrees_with_choseong("ㅅ스ㅃ", "사슴뿔"), None);
        assert_eq!(agrees_with_choseong("ㅅㅅㅃㅇ", "사슴뿔"), None);
    }

    #[test]
    fn an_initial_stands_for_syllables_that_begin_with_it_alone() {
        assert_eq!(agrees_with_choseong("ㄴㅇ", "나이"), Some(2));
        assert_eq!(agrees_with_choseong("ㅁㅇ", "나이"), None);
        assert_eq!(agrees_with_choseong("ㄴㅁ", "나이"), None);
        assert_eq!(agrees_with_choseong("ㄴ", "a"), None);
        assert_eq!(agrees_with_choseong("나마", "나이"), None);
    }

    proptest! {
        #[test]
        fn every_syllable_is_put_together_as_it_came_apart(syllable in prop::char::range('\u{ac00}', '\u{d7a3}')) {
            prop_assert_eq!(Syllable::of(syllable).and_then(Syllable::compose), Some(syllable));
        }

        #[test]
        fn every_beginning_of_what_is_typed_is_on_the_way(name in "[가-힣A-Z0-9]{1,8}", length in 1_usize..24) {
            let whole = jamo(&name);
            // Whole syllables of the name, then one jamo after the other of the next.
            for (at, next) in name.char_indices() {
                let mut typed = name[..at].to_owned();
                if !is_syllable(next) {
                    continue;
                }
                let parts = Syllable::of(next).unwrap();
                for stage in [Some(parts.initial), Syllable { last: None, ..parts }.compose(), Some(next)] {
                    typed.truncate(at);
                    typed.extend(stage);
                    prop_assert!(half_typed(&typed).iter().any(|form| whole.starts_with(form.as_str())));
                    prop_assert_eq!(
                        agrees_with_choseong(&typed, &name), Some(typed.chars().count()), "{} {}", typed, name
                    );
                }
            }
            let beginning: String = choseong(&name).chars().take(length).collect();
            prop_assert!(agrees_with_choseong(&beginning, &name).is_some());
        }

        #[test]
        fn no_text_panics(text in "\\PC{0,12}|[ㄱ-ㅣ가-힣]{0,6}") {
            prop_assert!(half_typed(&text).len() <= 9);
            let _ = (jamo(&text), choseong(&text), agrees_with_choseong(&text, &text));
        }
    }
}
