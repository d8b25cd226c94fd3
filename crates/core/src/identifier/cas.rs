//! CAS Registry Numbers.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

use super::{IdentifierError, digit_groups, excerpt};

const SHAPE: &str = "2 to 7 digits, 2 digits, 1 check digit";

/// A CAS Registry Number whose check digit is right, such as `98-92-0`.
///
/// The check digit is the sum of the other digits, each multiplied by its position counted from the
/// right, modulo 10 (CAS, "Check Digit Verification of CAS Registry Numbers").
///
/// ```
/// use incidex_core::identifier::CasNumber;
/// let cas: CasNumber = "98-92-0".parse()?;
/// assert_eq!(cas.to_string(), "98-92-0");
/// assert_eq!(cas.digits(), "98920");
/// assert!("98-92-1".parse::<CasNumber>().is_err());
/// # Ok::<(), incidex_core::identifier::IdentifierError>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "u64", into = "u64")]
pub struct CasNumber(u64);

impl CasNumber {
    /// All digits without hyphens, as the index keys them.
    pub fn digits(self) -> String {
        self.0.to_string()
    }

    /// The number written with its hyphens, from all of its digits.
    pub(crate) fn display_of_digits(digits: &str) -> Option<String> {
        let (rest, check) = digits.split_at_checked(digits.len().checked_sub(1)?)?;
        let (first, middle) = rest.split_at_checked(rest.len().checked_sub(2)?)?;
        Some(format!("{first}-{middle}-{check}"))
    }

    fn checked(number: u64, input: &str) -> Result<Self, IdentifierError> {
        if !(10_000..=9_999_999_999).contains(&number) {
            return Err(IdentifierError::Shape { input: excerpt(input), shape: SHAPE });
        }
        let found = (number % 10) as u8;
        let expected = check_digit(number / 10);
        if found == expected {
            Ok(Self(number))
        } else {
            Err(IdentifierError::CheckDigit { input: excerpt(input), expected, found })
        }
    }
}

/// The check digit for all other digits of a CAS number.
fn check_digit(mut body: u64) -> u8 {
    let (mut sum, mut position) = (0, 1);
    while body > 0 {
        sum += position * (body % 10);
        body /= 10;
        position += 1;
    }
    (sum % 10) as u8
}

impl FromStr for CasNumber {
    type Err = IdentifierError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let shape = || IdentifierError::Shape { input: excerpt(text), shape: SHAPE };
        let groups = digit_groups(text).ok_or_else(shape)?;
        let [first, middle, check] = groups.as_slice() else { return Err(shape()) };
        if !(2..=7).contains(&first.len()) || first.starts_with('0') || middle.len() != 2 || check.len() != 1
        {
            return Err(shape());
        }
        let number = format!("{first}{middle}{check}").parse().map_err(|_| shape())?;
        Self::checked(number, text)
    }
}

impl TryFrom<u64> for CasNumber {
    type Error = IdentifierError;

    fn try_from(number: u64) -> Result<Self, Self::Error> {
        Self::checked(number, &number.to_string())
    }
}

impl From<CasNumber> for u64 {
    fn from(cas: CasNumber) -> Self {
        cas.0
    }
}

impl fmt::Display for CasNumber {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}-{:02}-{}", self.0 / 1000, self.0 / 10 % 100, self.0 % 10)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn real_numbers_parse_and_display_as_they_came() {
        for text in ["98-92-0", "50-00-0", "7732-18-5", "68-26-8", "103597-45-1", "1344-09-8"] {
            assert_eq!(text.parse::<CasNumber>().map(|cas| cas.to_string()).as_deref(), Ok(text));
        }
        assert_eq!(" 98\u{2011}92\u{2011}0 ".parse::<CasNumber>().unwrap().to_string(), "98-92-0");
    }

    #[test]
    fn what_is_no_cas_number_is_refused_with_its_reason() {
        for text in
            ["", "-", "98-92", "98920", "9-92-0", "098-92-0", "66455-14", "98-92-0 (generic)", "98-9a-0"]
        {
            assert!(matches!(text.parse::<CasNumber>(), Err(IdentifierError::Shape { .. })), "{text}");
        }
        assert_eq!(
            "98-92-3".parse::<CasNumber>(),
            Err(IdentifierError::CheckDigit { input: "98-92-3".into(), expected: 0, found: 3 })
        );
    }

    #[test]
    fn digits_are_stored_as_a_number_and_checked_again() {
        let cas: CasNumber = "7732-18-5".parse().unwrap();
        assert_eq!((u64::from(cas), cas.digits().as_str()), (7_732_185, "7732185"));
        assert_eq!(serde_json::to_string(&cas).unwrap(), "7732185");
        assert_eq!(serde_json::from_str::<CasNumber>("7732185").unwrap(), cas);
        for refused in ["7732186", "9999", "10000000000", "0"] {
            assert!(serde_json::from_str::<CasNumber>(refused).is_err(), "{refused}");
        }
        let smallest_and_largest = ["10-00-9", "9999999-99-5"].map(|text| text.parse::<CasNumber>().is_ok());
        assert_eq!(smallest_and_largest, [false, true], "10-00-4 is the smallest");
        assert!("10-00-4".parse::<CasNumber>().is_ok());
        assert_eq!(CasNumber::display_of_digits("12"), None);
        assert_eq!(CasNumber::display_of_digits(""), None);
    }

    proptest! {
        #[test]
        fn exactly_one_check_digit_fits(body in 1_000_u64..=999_999_999) {
            let fitting = (0..10).filter(|d| CasNumber::try_from(body * 10 + d).is_ok()).count();
            prop_assert_eq!(fitting, 1);
        }

        #[test]
        fn display_parses_back(body in 1_000_u64..=999_999_999) {
            let number = body * 10 + u64::from(check_digit(body));
            let cas = CasNumber::try_from(number).unwrap();
            prop_assert_eq!(cas.to_string().parse::<CasNumber>(), Ok(cas));
            prop_assert_eq!(CasNumber::display_of_digits(&cas.digits()), Some(cas.to_string()));
        }

        #[test]
        fn no_text_panics(text in "\\PC{0,24}") {
            let _ = text.parse::<CasNumber>();
        }
    }
}
