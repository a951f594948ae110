//! YAML front matter of Jekyll posts.

use super::fields::{Field, FieldNames};
use serde::Deserialize;
use std::collections::BTreeMap;

/// The fields of front matter that guanxi reads; all others are ignored.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct FrontMatter {
    /// Title, still with HTML entities.
    pub title: Option<String>,
    /// Date as written.
    pub date: Option<String>,
    /// Outlet as written.
    pub outlet: Option<String>,
    /// Author as written; in many archives it is the outlet.
    pub author: Option<String>,
    /// Address of the page.
    pub from: Option<String>,
}

/// Fields and body; where the fields cannot be read, the reason, and what is left to read.
pub type Parsed<'t> = Result<(FrontMatter, &'t str), (String, &'t str)>;

/// Splits a post into front matter and body. `None` when the text does not begin with a `---` line.
///
/// The error names the line of the post and the reason; with it comes what is left to read.
pub fn parse_front_matter<'t>(text: &'t str, names: &FieldNames) -> Option<Parsed<'t>> {
    let after_open = strip_marker(text)?;
    let mut rest = after_open;
    let yaml_len = loop {
        if strip_marker(rest).is_some() || rest.trim_end() == "---" {
            break after_open.len() - rest.len();
        }
        match rest.find('\n') {
            Some(i) => rest = &rest[i + 1..],
            None => return Some(Err(("front matter is opened by --- on line 1 but never closed".into(), after_open))),
        }
    };
    let yaml = &after_open[..yaml_len];
    let body = strip_marker(rest).unwrap_or("");
    let fields = fast(yaml, names).map_or_else(|| full(yaml, names), Ok);
    Some(fields.map(|fields| (fields, body)).map_err(|fault| (fault, body)))
}

fn strip_marker(text: &str) -> Option<&str> {
    let rest = text.strip_prefix("---")?.trim_start_matches([' ', '\t']);
    rest.strip_prefix('\n').or_else(|| rest.strip_prefix("\r\n"))
}

/// Reads the plain one-line-a-field layout without a YAML parser. `None` for anything else: the result is the same as
/// [`full`]'s wherever it is `Some` (a test holds them against each other).
fn fast(yaml: &str, names: &FieldNames) -> Option<FrontMatter> {
    let mut fields = FrontMatter::default();
    for line in yaml.lines() {
        let (key, value) = line.split_once(": ").or_else(|| line.strip_suffix(':').map(|key| (key, "")))?;
        if key.is_empty() || !key.bytes().all(|b| b.is_ascii_lowercase() || b == b'_') {
            return None;
        }
        let slot = match key {
            "title" => &mut fields.title,
            "date" => &mut fields.date,
            "author" => &mut fields.author,
            "from" => &mut fields.from,
            // Other shapes are left to the YAML parser.
            _ if names.is_usual(key) => return None,
            _ if value.starts_with(['"', '\'', '|', '>', '&', '*', '!', '{']) => return None,
            _ => continue,
        };
        if slot.is_some() {
            return None;
        }
        *slot = Some(fast_scalar(value)?.to_owned());
    }
    Some(fields)
}

fn fast_scalar(value: &str) -> Option<&str> {
    let value = value.trim();
    if let Some(inner) = value.strip_prefix('"').and_then(|v| v.strip_suffix('"')) {
        return (!inner.contains(['"', '\\', '\t']) && inner == inner.trim()).then_some(inner);
    }
    let plain = value.chars().next().is_some_and(|c| c.is_alphanumeric() || c == '(')
        && !value.contains(": ")
        && !value.contains(" #")
        && !value.ends_with(':')
        && !value.chars().any(char::is_control);
    // Numbers have YAML readings of their own; a date has the right dashes.
    let dated = !value.starts_with(|c: char| c.is_ascii_digit()) || (value.len() >= 10 && value.as_bytes()[4] == b'-');
    let is_word = dated && !matches!(value, "null" | "Null" | "NULL" | "true" | "false" | "yes" | "no");
    (plain && is_word).then_some(value)
}

#[derive(Deserialize)]
#[serde(untagged)]
enum Scalar {
    Text(String),
    Other(serde_yaml::Value),
}

impl Scalar {
    fn into_text(self) -> Option<String> {
        match self {
            Scalar::Text(text) => Some(text),
            Scalar::Other(serde_yaml::Value::Null) => None,
            Scalar::Other(serde_yaml::Value::Sequence(items)) => {
                let parts: Vec<String> = items.into_iter().filter_map(|v| v.as_str().map(str::to_owned)).collect();
                (!parts.is_empty()).then(|| parts.join(", "))
            }
            Scalar::Other(value) => serde_yaml::to_string(&value).ok().map(|s| s.trim().to_owned()),
        }
    }
}

fn full(yaml: &str, names: &FieldNames) -> Result<FrontMatter, String> {
    if yaml.trim().is_empty() {
        return Ok(FrontMatter::default());
    }
    let mut fields: BTreeMap<String, Scalar> = serde_yaml::from_str(yaml).map_err(|e| match e.location() {
        // The opening --- is line 1 of the post.
        Some(at) => format!("front matter, line {}: {}", at.line() + 1, reason(&e)),
        None => format!("front matter: {}", reason(&e)),
    })?;
    let keys: Vec<String> = fields.keys().cloned().collect();
    let keys: Vec<&str> = keys.iter().map(String::as_str).collect();
    let chosen = names.choose(&keys);
    let mut take = |field| fields.remove(*chosen.get(&field)?).and_then(Scalar::into_text);
    Ok(FrontMatter {
        title: take(Field::Title),
        date: take(Field::Date),
        outlet: take(Field::Outlet),
        author: take(Field::Author),
        from: take(Field::Url),
    })
}

fn reason(e: &serde_yaml::Error) -> String {
    let text = e.to_string();
    text.split(" at line").next().unwrap_or(&text).replace('\n', " ")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn usual() -> FieldNames {
        let own = |names: &[&str]| names.iter().map(|name| (*name).to_owned()).collect::<Vec<String>>();
        let lists = [(Field::Title, own(&["title"])), (Field::Date, own(&["date"])), (Field::Author, own(&["author"])), (Field::Url, own(&["from"]))];
        FieldNames::usual(lists.iter().map(|(field, names)| (*field, names.as_slice())))
    }

    fn fields(title: &str, date: &str, author: &str, from: &str) -> FrontMatter {
        let some = |s: &str| (!s.is_empty()).then(|| s.to_owned());
        FrontMatter { title: some(title), date: some(date), outlet: None, author: some(author), from: some(from) }
    }

    #[test]
    fn layouts_seen_in_posts() {
        let cases = [
            (
                "title: \"甲: 乙\"\ndate: 2020-08-01T00:00:00.000Z\nauthor: (臺)中央社CNA\nfrom: https://a.example/1\ntags: [ x ]\n",
                fields("甲: 乙", "2020-08-01T00:00:00.000Z", "(臺)中央社CNA", "https://a.example/1"),
            ),
            ("title: \"\\\"鲲龙\\\"首飞\"\nauthor: 早报\n", fields("\"鲲龙\"首飞", "", "早报", "")),
            ("title: \"听证会 提及中国\n  \"\n", fields("听证会 提及中国 ", "", "", "")),
            ("title: 没有引号的标题\ndate: 2020-08-01\n", fields("没有引号的标题", "2020-08-01", "", "")),
            ("title: |\n  块状\n", fields("块状\n", "", "", "")),
            ("title:\nauthor: 甲\n", fields("", "", "甲", "")),
            ("title: 2020\n", fields("2020", "", "", "")),
        ];
        for (yaml, want) in cases {
            let post = format!("---\n{yaml}---\n正文\n");
            let (got, body) = parse_front_matter(&post, &usual()).unwrap().unwrap();
            assert_eq!((got, body), (want, "正文\n"), "{yaml}");
        }
    }

    #[test]
    fn faults_name_the_line() {
        for (post, want) in [
            ("---\ntitle: \"开\n", "front matter is opened by --- on line 1 but never closed"),
            ("---\nlayout: post\ntitle: [甲\n---\n", "front matter, line "),
        ] {
            let (got, _) = parse_front_matter(post, &usual()).unwrap().unwrap_err();
            assert!(got.starts_with(want), "{got}");
        }
        assert!(parse_front_matter("正文", &usual()).is_none());
    }

    #[test]
    fn the_fast_reader_agrees_with_the_yaml_parser_wherever_it_answers() {
        for line in [
            "甲",
            "\"甲乙\"",
            "\"\"",
            "甲: 乙",
            "甲 # 乙",
            "- 甲",
            "\"甲\\n乙\"",
            "'甲'",
            "null",
            "true",
            "2020-01-01",
            "[a, b]",
            "甲:",
            "\" 甲 \"",
            "(臺)中央社CNA",
            "http://a.example/b?c=d#e",
            "甲\t乙",
            "1e3",
            "0x1F",
            "~",
            "\"甲\" \"乙\"",
            "@甲",
            "%甲",
        ] {
            let yaml = format!("layout: post\ntitle: {line}\n");
            if let Some(got) = fast(&yaml, &usual()) {
                assert_eq!(got.title, full(&yaml, &usual()).unwrap().title, "{line}");
            }
        }
    }
}
