//! EC (EINECS, ELINCS, NLP and list) numbers.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

use super::{IdentifierError, digit_groups, excerpt};

const SHAPE: &str = "3 digits, 3 digits, 1 check digit";

/// An EC number whose check digit is right, such as `202-713-4`.
///
/// The check digit is the sum of each of the first six digits multiplied by its position counted from the
/// left, modulo 11. A remainder of 10 is assigned only in numbers that begin with 4, with the check digit
/// 1 (as in 431-770-1, which the European Chemicals Agency lists).
///
/// ```
/// use incidex_core::identifier::EcNumber;
/// let ec: EcNumber = "202-713-4".parse()?;
/// assert_eq!(ec.to_string(), "202-713-4");
/// # Ok::<(), incidex_core::identifier::IdentifierError>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "u32", into = "u32")]
pub struct EcNumber(u32);

impl EcNumber {
    /// All seven digits without hyphens, as the index keys them.
    pub fn digits(self) -> String {
        format!("{:07}", self.0)
    }

    /// The number written with its hyphens, from its seven digits.
    pub(crate) fn display_of_digits(digits: &str) -> Option<String> {
        let (first, rest) = digits.split_at_checked(3)?;
        let (middle, check) = rest.split_at_checked(3)?;
        Some(format!("{first}-{middle}-{check}"))
    }

    fn checked(number: u32, input: &str) -> Result<Self, IdentifierError> {
        let shape = || IdentifierError::Shape { input: excerpt(input), shape: SHAPE };
        if !(2_000_000..=9_999_999).contains(&number) {
            return Err(shape());
        }
        let found = (number % 10) as u8;
        let expected = check_digit(number / 10).ok_or_else(shape)?;
        if found == expected {
            Ok(Self(number))
        } else {
            Err(IdentifierError::CheckDigit { input: excerpt(input), expected, found })
        }
    }
}

/// The check digit for the first six digits; `None` where no number is assigned.
fn check_digit(body: u32) -> Option<u8> {
    let sum: u32 = (1..=6).map(|position| position * (body / 10_u32.pow(6 - position) % 10)).sum();
    match sum % 11 {
        10 if body / 100_000 == 4 => Some(1),
        10 => None,
        digit => u8::try_from(digit).ok(),
    }
}

impl FromStr for EcNumber {
    type Err = IdentifierError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let shape = || IdentifierError::Shape { input: excerpt(text), shape: SHAPE };
        let groups = digit_groups(text).ok_or_else(shape)?;
        let [first, middle, check] = groups.as_slice() else { return Err(shape()) };
        if first.len() != 3 || middle.len() != 3 || check.len() != 1 {
            return Err(shape());
        }
        let number = format!("{first}{middle}{check}").parse().map_err(|_| shape())?;
        Self::checked(number, text)
    }
}

impl TryFrom<u32> for EcNumber {
    type Error = IdentifierError;

    fn try_from(number: u32) -> Result<Self, Self::Error> {
        Self::checked(number, &number.to_string())
    }
}

impl From<EcNumber> for u32 {
    fn from(ec: EcNumber) -> Self {
        ec.0
    }
}

impl fmt::Display for EcNumber {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:03}-{:03}-{}", self.0 / 10_000, self.0 / 10 % 1000, self.0 % 10)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn real_numbers_parse_and_display_as_they_came() {
        for text in
            ["202-713-4", "200-289-5", "231-791-2", "431-770-1", "423-420-1", "424-090-1", "933-435-8"]
        {
            assert_eq!(text.parse::<EcNumber>().map(|ec| ec.to_string()).as_deref(), Ok(text));
        }
    }

    #[test]
    fn what_is_no_ec_number_is_refused_with_its_reason() {
        for text in [
            "",
            "-",
            "202-713",
            "2027134",
            "020-271-3",
            "98-92-0",
            "202-713-45",
            "20a-713-4",
            "0202-713-4",
            "020-2713-4",
        ] {
            assert!(matches!(text.parse::<EcNumber>(), Err(IdentifierError::Shape { .. })), "{text}");
        }
        assert_eq!(
            "202-713-9".parse::<EcNumber>(),
            Err(IdentifierError::CheckDigit { input: "202-713-9".into(), expected: 4, found: 9 })
        );
    }

    #[test]
    fn digits_are_stored_as_a_number_and_checked_again() {
        let ec: EcNumber = "202-713-4".parse().unwrap();
        assert_eq!((u32::from(ec), ec.digits().as_str()), (2_027_134, "2027134"));
        assert_eq!(serde_json::to_string(&ec).unwrap(), "2027134");
        assert_eq!(serde_json::from_str::<EcNumber>("2027134").unwrap(), ec);
        for refused in ["2027135", "1999999", "10000000", "0"] {
            assert!(serde_json::from_str::<EcNumber>(refused).is_err(), "{refused}");
        }
        assert_eq!(EcNumber::display_of_digits("20271"), None);
        assert_eq!(EcNumber::display_of_digits("20"), None);
    }

    #[test]
    fn a_remainder_of_ten_is_given_out_in_numbers_that_begin_with_4_alone() {
        assert_eq!((check_digit(200_005), check_digit(400_001)), (None, Some(1)));
        assert!("400-001-1".parse::<EcNumber>().is_ok());
        for digit in 0..10 {
            let text = format!("200-005-{digit}");
            assert!(matches!(text.parse::<EcNumber>(), Err(IdentifierError::Shape { .. })), "{text}");
        }
    }

    proptest! {
        #[test]
        fn at_most_one_check_digit_fits(body in 200_000_u32..=999_999) {
            let fitting = (0..10).filter(|d| EcNumber::try_from(body * 10 + d).is_ok()).count();
            prop_assert_eq!(fitting, usize::from(check_digit(body).is_some()));
        }

        #[test]
        fn display_parses_back(number in 2_000_000_u32..=9_999_999) {
            if let Ok(ec) = EcNumber::try_from(number) {
                prop_assert_eq!(ec.to_string().parse::<EcNumber>(), Ok(ec));
                prop_assert_eq!(EcNumber::display_of_digits(&ec.digits()), Some(ec.to_string()));
            }
        }

        #[test]
        fn no_text_panics(text in "\\PC{0,24}") {
            let _ = text.parse::<EcNumber>();
        }
    }
}
