//! Dates as people and programs write them.

use jiff::{
    Timestamp,
    civil::{Date, DateTime},
    fmt::rfc2822,
    tz::TimeZone,
};
use regex::Regex;
use std::sync::LazyLock;

/// Where the date of a document came from: the value of the column `date_source`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum DateSource {
    /// There is none.
    #[default]
    None,
    /// A field: front matter, JSON, CSV, feed.
    Field,
    /// JSON-LD, `article:` and other properties of a page, `<time>`.
    Page,
    /// A line of the page that a reader sees.
    Line,
    /// The first heading or the title.
    Heading,
    /// The name of the file or its folder.
    FileName,
    /// The address.
    Address,
}

impl DateSource {
    /// All of them.
    pub const ALL: [DateSource; 7] =
        [DateSource::None, DateSource::Field, DateSource::Page, DateSource::Line, DateSource::Heading, DateSource::FileName, DateSource::Address];

    /// The word in documents.csv.
    pub fn as_str(self) -> &'static str {
        match self {
            DateSource::None => "",
            DateSource::Field => "field",
            DateSource::Page => "page",
            DateSource::Line => "line",
            DateSource::Heading => "heading",
            DateSource::FileName => "file name",
            DateSource::Address => "address",
        }
    }
}

/// A day, and seconds since 1970 (midnight UTC where only the day is known).
pub type When = (Date, i64);

/// A value that is a date and nothing else: ISO 8601 with or without time and zone, RFC 2822, `2022年3月2日`,
/// `民國108年11月25日`, `2022/03/02 18:25`, `20220302`, seconds or milliseconds since 1970.
pub fn parse_date(value: &str) -> Option<When> {
    let value = value.trim();
    if let Ok(at) = value.parse::<Timestamp>() {
        return Some(instant(at));
    }
    let with_zone = value.replacen(' ', "T", 1).replace(' ', "");
    if let Ok(at) = with_zone.parse::<Timestamp>() {
        return Some(instant(at));
    }
    if let Ok(at) = value.parse::<DateTime>() {
        return civil(at);
    }
    if let Ok(at) = rfc2822::parse(value) {
        return Some(instant(at.timestamp()));
    }
    if value.len() >= 10 && value.bytes().all(|b| b.is_ascii_digit()) {
        let number: i64 = value.parse().ok()?;
        let seconds = if value.len() >= 13 { number / 1000 } else { number };
        return Timestamp::from_second(seconds).ok().map(instant).filter(|(date, _)| is_plausible(*date));
    }
    let found = find_date(value)?;
    // Of a value nothing else may be left than a time, a day of the week, a zone.
    let rest = value.chars().filter(|c| c.is_alphabetic() && !"年月日号號时時分秒星期周週一二三四五六日天上下午民国國TZUGMCS".contains(*c)).count();
    (rest == 0).then_some(found)
}

/// The first date in a text that names year, month and day: `2022年03月02日`, `2021-3-1`, `2021/03/01`, `2021.3.1`,
/// `民國110年3月1日`, `中華民國110年3月1日`, `20210301`.
pub fn find_date(text: &str) -> Option<When> {
    static DATES: LazyLock<Option<Regex>> = LazyLock::new(|| {
        Regex::new(
            r"(?x)
            (?: 民[国國] \s? (?P<roc>\d{2,3}) \s? 年 | (?P<year> (?:19|20)\d{2}) \s? (?:年|[-/.]) )
                \s? (?P<month>\d{1,2}) \s? (?:月|[-/.]) \s? (?P<day>\d{1,2})
            | (?P<run> (?:19|20)\d{6})",
        )
        .ok()
    });
    let is_digit = |byte: Option<&u8>| byte.is_some_and(u8::is_ascii_digit);
    for found in DATES.as_ref()?.captures_iter(text) {
        let whole = found.get(0)?;
        // A piece of a longer number is no date.
        if is_digit(text.as_bytes().get(whole.end())) || whole.start() > 0 && is_digit(text.as_bytes().get(whole.start() - 1)) {
            continue;
        }
        let number = |name: &str| found.name(name).and_then(|m| m.as_str().parse::<i16>().ok());
        let day = if let Some(run) = found.name("run") {
            let at = |range: std::ops::Range<usize>| run.as_str().get(range).and_then(|s| s.parse::<i16>().ok());
            (at(0..4), at(4..6), at(6..8))
        } else {
            (number("year").or_else(|| number("roc").map(|year| year + ROC_OFFSET)), number("month"), number("day"))
        };
        if let (Some(year), Some(month), Some(day)) = day
            && let Ok(date) = Date::new(year, month as i8, day as i8)
            && is_plausible(date)
        {
            return civil(date.at(0, 0, 0, 0));
        }
    }
    None
}

/// Years of the Republic of China are counted from 1912.
const ROC_OFFSET: i16 = 1911;

/// Newspapers in Chinese begin in 1815; a page from the future is misread.
fn is_plausible(date: Date) -> bool {
    (1815..2100).contains(&date.year())
}

fn instant(at: Timestamp) -> When {
    (at.to_zoned(TimeZone::UTC).date(), at.as_second())
}

fn civil(at: DateTime) -> Option<When> {
    let seconds = at.to_zoned(TimeZone::UTC).ok()?.timestamp().as_second();
    Some((at.date(), seconds))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_that_are_dates() {
        for (value, want) in [
            ("2021-01-14T08:34:20.000Z", "2021-01-14"),
            ("2021-01-14 20:34:20 +0800", "2021-01-14"),
            ("2021-01-14T02:00:00+08:00", "2021-01-13"),
            ("2021-01-14", "2021-01-14"),
            ("2021-01-14 08:00", "2021-01-14"),
            ("Tue, 30 Jun 2020 15:04:14 +0000", "2020-06-30"),
            ("2022年3月2日 18:25", "2022-03-02"),
            ("2022年03月02日 星期三", "2022-03-02"),
            ("民國108年11月25日", "2019-11-25"),
            ("2022/03/02", "2022-03-02"),
            ("20220302", "2022-03-02"),
            ("1646179200", "2022-03-02"),
            ("1646179200000", "2022-03-02"),
        ] {
            assert_eq!(parse_date(value).map(|(date, _)| date.to_string()).as_deref(), Some(want), "{value}");
        }
    }

    #[test]
    fn values_that_are_none() {
        for value in ["", "昨天", "2021", "2021-13-01", "3月1日", "2022年3月2日发布会在北京举行", "20221", "123456789"] {
            assert_eq!(parse_date(value), None, "{value}");
        }
    }

    #[test]
    fn dates_inside_lines_and_names() {
        for (text, want) in [
            ("2022年03月02日 18:25 来源：某报", Some("2022-03-02")),
            ("《新闻》 (20230808)", Some("2023-08-08")),
            ("2019-04-12-lizhi-music.md", Some("2019-04-12")),
            ("article_120210301", None),
            ("电话 2021030112", None),
            ("中華民國84年4月11日", Some("1995-04-11")),
            ("时间:2021.3.1", Some("2021-03-01")),
        ] {
            assert_eq!(find_date(text).map(|(date, _)| date.to_string()).as_deref(), want, "{text}");
        }
    }
}
