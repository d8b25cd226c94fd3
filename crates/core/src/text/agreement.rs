//! Whether a text's key form is, or begins with, a given one, without making it: searches ask that of thousands of
//! names, most of which differ within a few characters.

use super::{is_plain, is_word_character, key_of_spelling};

/// How a text agrees with a key.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Agreement {
    /// Its key form does not begin with the key.
    Differs,
    /// Its key form begins with the key and goes on.
    Begins,
    /// Its key form is the key.
    Whole,
}

/// How the text of `characters`, which are in the spelling form, agrees with `wanted`, a key form. Ends at the first
/// difference, unless the text holds a character before it that other characters can join.
pub(crate) fn agreement(characters: impl Iterator<Item = char> + Clone, wanted: &str) -> Agreement {
    let mut rest = wanted.chars();
    let mut next = rest.next();
    for character in characters.clone() {
        if !is_plain(character) {
            let whole = key_of_spelling(&characters.collect::<String>());
            return match whole.strip_prefix(wanted) {
                None => Agreement::Differs,
                Some("") => Agreement::Whole,
                Some(_) => Agreement::Begins,
            };
        }
        if is_word_character(character) {
            match next {
                None => return Agreement::Begins,
                Some(wanted) if wanted == character => next = rest.next(),
                Some(_) => return Agreement::Differs,
            }
        }
    }
    if next.is_none() { Agreement::Whole } else { Agreement::Differs }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::text::{key, spelling};

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(2048))]

        #[test]
        fn it_is_that_of_the_whole_key_form(
            text in "[a-c1 (),'é\u{301}Å가-깋ㄱ-ㅎ\u{1100}-\u{1112}\u{11a8}-\u{11c2}]{0,8}",
            other in "[a-c1é가-깋ㄱ-ㅎ]{0,4}",
            taken in 0..9_usize,
        ) {
            let spelled = spelling(&text);
            let own: String = key(&spelled).chars().take(taken).collect();
            for wanted in [own, key(&other), key(&spelled)] {
                let whole = key(&spelled);
                let expected = match whole.strip_prefix(wanted.as_str()) {
                    None => Agreement::Differs,
                    Some("") => Agreement::Whole,
                    Some(_) => Agreement::Begins,
                };
                prop_assert_eq!(agreement(spelled.chars(), &wanted), expected);
            }
        }
    }
}
