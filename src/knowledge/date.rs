//! Dates known to the day, month or year.

use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use std::fmt;

/// A date with the precision that is known.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct PartialDate {
    year: i16,
    /// 0 where unknown.
    month: i8,
    /// 0 where unknown.
    day: i8,
}

impl PartialDate {
    /// Parses `YYYY`, `YYYY-MM` or `YYYY-MM-DD`.
    pub fn parse(text: &str) -> Option<PartialDate> {
        let bytes = text.as_bytes();
        if !matches!(bytes.len(), 4 | 7 | 10) || !text.is_ascii() {
            return None;
        }
        let number = |range: std::ops::Range<usize>| -> Option<i16> {
            let part = &text[range];
            part.bytes().all(|b| b.is_ascii_digit()).then(|| part.parse().ok()).flatten()
        };
        let year = number(0..4)?;
        let month = if bytes.len() >= 7 { (bytes[4] == b'-').then(|| number(5..7)).flatten()? as i8 } else { 0 };
        let day = if bytes.len() == 10 { (bytes[7] == b'-').then(|| number(8..10)).flatten()? as i8 } else { 0 };
        Date::new(year, month.max(i8::from(bytes.len() < 7)), day.max(i8::from(bytes.len() < 10))).ok()?;
        Some(PartialDate { year, month, day })
    }

    /// First day that the date may mean.
    pub fn first_day(self) -> Date {
        Date::new(self.year, self.month.max(1), self.day.max(1)).unwrap_or(Date::MIN)
    }

    /// Last day that the date may mean.
    pub fn last_day(self) -> Date {
        match (self.month, self.day) {
            (0, _) => Date::new(self.year, 12, 31).unwrap_or(Date::MAX),
            (_, 0) => self.first_day().last_of_month(),
            _ => self.first_day(),
        }
    }
}

impl fmt::Display for PartialDate {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:04}", self.year)?;
        if self.month > 0 {
            write!(f, "-{:02}", self.month)?;
        }
        if self.day > 0 {
            write!(f, "-{:02}", self.day)?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn precision_is_kept_and_nonsense_refused() {
        for (text, first, last) in
            [("2020", "2020-01-01", "2020-12-31"), ("2020-02", "2020-02-01", "2020-02-29"), ("2020-02-03", "2020-02-03", "2020-02-03")]
        {
            let date = PartialDate::parse(text).unwrap();
            assert_eq!((date.to_string().as_str(), date.first_day().to_string().as_str(), date.last_day().to_string().as_str()), (text, first, last));
        }
        for text in ["", "20", "2020-13", "2020-02-30", "2020/02/03", "2020-2-3", "+020", "二〇二〇"] {
            assert_eq!(PartialDate::parse(text), None, "{text}");
        }
    }
}
