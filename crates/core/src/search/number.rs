//! Queries that are CAS or EC numbers: how people write them, and which number was meant where one cannot be
//! right.

use std::collections::BTreeSet;

use crate::identifier::{CasNumber, EcNumber, IdentifierError};

/// What people write in front of a number, in the key form, the longest first.
const CAS_LABELS: [&str; 6] = ["casregistrynumber", "casnumber", "casrn", "casnr", "casno", "cas"];
const EC_LABELS: [&str; 7] = ["einecsnumber", "ecnumber", "einecsno", "einecs", "elincs", "ecno", "ec"];

/// The most digits of a number; a CAS number has 5 to 10, an EC number 7.
const MOST_DIGITS: usize = 10;

/// A query that can only be meant as a number, or as the beginning of one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct NumberQuery {
    /// Digits and, where they were typed, hyphens between them.
    pub written: String,
    /// Whether it may be a CAS number, by what stands in front of it and how its digits are grouped.
    pub may_be_cas: bool,
    /// Whether it may be an EC number, likewise.
    pub may_be_ec: bool,
}

/// What is wrong with a number.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Fault {
    /// It is written as a CAS number, and its check digit is wrong.
    Cas,
    /// It is written as an EC number, and its check digit is wrong.
    Ec,
}

impl NumberQuery {
    /// What a query in its spelling form is as a number: digits, in groups parted by hyphens or blanks, with
    /// or without `CAS`, `EC no.` and the like in front. `None` for anything else.
    pub(crate) fn read(spelling: &str) -> Option<Self> {
        let digits_at = spelling.find(|c: char| c.is_ascii_digit())?;
        let (label, number) = spelling.split_at_checked(digits_at)?;
        let label: String = label.chars().filter(|c| c.is_alphanumeric()).collect();
        let is_cas = CAS_LABELS.contains(&label.as_str());
        let is_ec = EC_LABELS.contains(&label.as_str());
        if !(label.is_empty() || is_cas || is_ec) {
            return None;
        }
        let is_part = |c: char| c.is_ascii_digit() || c == '-' || c == ' ';
        let number = number.trim_end_matches(['.', ',', ';']);
        if number.len() > 2 * MOST_DIGITS || !number.chars().all(is_part) {
            return None;
        }
        let groups: Vec<&str> = number.split(['-', ' ']).filter(|group| !group.is_empty()).collect();
        let ends_open = number.ends_with('-') && groups.len() < 3;
        let written = groups.join("-") + if ends_open { "-" } else { "" };
        Some(Self { may_be_cas: !is_ec, may_be_ec: !is_cas, written })
    }

    /// The digits alone.
    pub(crate) fn digits(&self) -> String {
        self.written.chars().filter(char::is_ascii_digit).collect()
    }

    /// What is wrong with it, if it is written as a whole number.
    pub(crate) fn fault(&self) -> Option<Fault> {
        let is_wrong =
            |error: Option<IdentifierError>| matches!(error, Some(IdentifierError::CheckDigit { .. }));
        if self.may_be_cas && is_wrong(self.written.parse::<CasNumber>().err()) {
            return Some(Fault::Cas);
        }
        (self.may_be_ec && self.has_shape_of_ec() && self.written.parse::<EcNumber>().is_err())
            .then_some(Fault::Ec)
    }

    fn has_shape_of_ec(&self) -> bool {
        self.written.split('-').map(str::len).eq([3, 3, 1])
    }

    /// Whether nothing but digits was typed, enough of them for a whole CAS or EC number that none is.
    pub(crate) fn is_bare_and_wrong(&self) -> bool {
        let digits = &self.written;
        let is_bare = digits.bytes().all(|byte| byte.is_ascii_digit());
        let number = || digits.parse::<u64>().ok();
        let is_cas = || number().is_some_and(|number| CasNumber::try_from(number).is_ok());
        let is_ec =
            || number().and_then(|n| u32::try_from(n).ok()).is_some_and(|n| EcNumber::try_from(n).is_ok());
        is_bare && (5..=MOST_DIGITS).contains(&digits.len()) && !is_cas() && !is_ec()
    }

    /// The digits of the CAS numbers that are one digit (wrong, missing or too many) or one transposition of
    /// neighbours away, or only grouped otherwise. At most some 200.
    pub(crate) fn cas_nearby(&self) -> BTreeSet<String> {
        let is_cas = |digits: &String| {
            !digits.starts_with('0')
                && digits.parse().is_ok_and(|number: u64| CasNumber::try_from(number).is_ok())
        };
        nearby(&self.digits()).into_iter().filter(is_cas).collect()
    }

    /// The same for EC numbers.
    pub(crate) fn ec_nearby(&self) -> BTreeSet<String> {
        let is_ec = |digits: &String| {
            digits.len() == 7 && digits.parse().is_ok_and(|number: u32| EcNumber::try_from(number).is_ok())
        };
        nearby(&self.digits()).into_iter().filter(is_ec).collect()
    }
}

/// `digits`, and all that one edit makes of them.
fn nearby(digits: &str) -> BTreeSet<String> {
    let mut all = BTreeSet::from([digits.to_owned()]);
    if digits.len() > MOST_DIGITS + 1 {
        return all;
    }
    let old: Vec<char> = digits.chars().collect();
    for at in 0..=old.len() {
        let (before, after) = old.split_at(at);
        let with =
            |middle: &[char], rest: &[char]| before.iter().chain(middle).chain(rest).collect::<String>();
        for digit in '0'..='9' {
            all.insert(with(&[digit], after));
            if let Some((_, rest)) = after.split_first() {
                all.insert(with(&[digit], rest));
            }
        }
        if let Some((first, rest)) = after.split_first() {
            all.insert(with(&[], rest));
            if let Some((second, rest)) = rest.split_first() {
                all.insert(with(&[*second, *first], rest));
            }
        }
    }
    all
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::text::spelling;

    fn read(text: &str) -> Option<(String, bool, bool)> {
        NumberQuery::read(&spelling(text)).map(|query| (query.written, query.may_be_cas, query.may_be_ec))
    }

    #[test]
    fn numbers_are_read_as_people_write_them() {
        let both = |written: &str| Some((written.to_owned(), true, true));
        assert_eq!(read("98-92-0"), both("98-92-0"));
        assert_eq!(read("98\u{2011}92\u{2011}0"), both("98-92-0"));
        assert_eq!(read("98 92 0"), both("98-92-0"));
        assert_eq!(read("98-"), both("98-"));
        assert_eq!(read("98920"), both("98920"));
        assert_eq!(read("CAS No. 98-92-0"), Some(("98-92-0".to_owned(), true, false)));
        assert_eq!(read("CAS: 98-92-0."), Some(("98-92-0".to_owned(), true, false)));
        assert_eq!(read("EINECS 202-713-4"), Some(("202-713-4".to_owned(), false, true)));
        for text in [
            "ci 77491",
            "1,2-hexanediol",
            "niacinamide",
            "peg-40",
            "-",
            "(98-92-0)",
            "12345678901234567890123",
        ] {
            assert_eq!(read(text), None, "{text}");
        }
    }

    #[test]
    fn a_wrong_check_digit_is_seen_and_nothing_else() {
        let fault = |text| NumberQuery::read(text).unwrap().fault();
        assert_eq!(fault("98-92-3"), Some(Fault::Cas));
        assert_eq!(fault("202-713-9"), Some(Fault::Ec));
        assert_eq!(fault("ec 202-713-9"), Some(Fault::Ec));
        for text in ["98-92-0", "98-92", "98-92-", "202-713-4", "98923", "cas 202-713-9"] {
            assert_eq!(fault(text), None, "{text}");
        }
        let bare = |text| NumberQuery::read(text).unwrap().is_bare_and_wrong();
        assert!(bare("98923") && !bare("98920") && !bare("2027134") && !bare("9892") && !bare("98-92-3"));
    }

    proptest! {
        #[test]
        fn what_was_meant_is_near_what_was_typed(body in 1_000_u64..=999_999_999, at in any::<prop::sample::Index>(), to in prop::char::range('0', '9')) {
            let cas = (0..10).find_map(|digit| CasNumber::try_from(body * 10 + digit).ok()).unwrap();
            let mut typed: Vec<char> = cas.digits().chars().collect();
            let at = at.index(typed.len());
            let mut variants = Vec::new();
            let mut wrong = typed.clone();
            wrong[at] = to;
            variants.push(wrong);
            let mut short = typed.clone();
            short.remove(at);
            variants.push(short);
            if at + 1 < typed.len() {
                typed.swap(at, at + 1);
                variants.push(typed);
            }
            for typed in variants {
                let query = NumberQuery { written: typed.iter().collect(), may_be_cas: true, may_be_ec: true };
                prop_assert!(query.cas_nearby().contains(&cas.digits()));
                prop_assert!(query.cas_nearby().len() <= 256);
            }
        }

        #[test]
        fn no_text_panics(text in "\\PC{0,24}|(cas |ec )?[0-9 -]{0,24}") {
            if let Some(query) = NumberQuery::read(&spelling(&text)) {
                let _ = (query.fault(), query.is_bare_and_wrong(), query.cas_nearby(), query.ec_nearby());
            }
        }
    }
}
