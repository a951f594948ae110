//! Records with named fields: an object of JSON, a row of CSV, front matter. Which name means what.

use super::post::clean_line;
use std::{collections::BTreeMap, sync::Arc};

/// What a field of a record may mean.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Field {
    /// The headline.
    Title,
    /// The body as plain text, Markdown or HTML.
    Text,
    /// The body as HTML.
    Html,
    /// When it was published.
    Date,
    /// Who published it.
    Outlet,
    /// Who wrote it.
    Author,
    /// Its address.
    Url,
    /// A name of its own in the file.
    Id,
}

impl Field {
    /// All, in the order of `--fields`.
    pub const ALL: [Field; 8] = [Field::Title, Field::Text, Field::Html, Field::Date, Field::Outlet, Field::Author, Field::Url, Field::Id];

    /// Its name in `--fields` and in messages.
    pub fn as_str(self) -> &'static str {
        match self {
            Field::Title => "title",
            Field::Text => "text",
            Field::Html => "html",
            Field::Date => "date",
            Field::Outlet => "outlet",
            Field::Author => "author",
            Field::Url => "url",
            Field::Id => "id",
        }
    }

    /// The field of this name.
    pub fn parse(name: &str) -> Option<Field> {
        Field::ALL.into_iter().find(|field| field.as_str() == name)
    }
}

/// How records call their fields: the usual names, which the gazetteer folder lists, and those that a user gives in their
/// place.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct FieldNames {
    usual: Arc<BTreeMap<Field, Vec<String>>>,
    own: BTreeMap<Field, String>,
}

/// A name without case and without what people put between its words.
fn plain(name: &str) -> String {
    name.trim().to_lowercase().replace(['-', '_', ' ', '\u{feff}'], "")
}

impl FieldNames {
    /// Usual names of each field, the surest first; compared without case, `-`, `_` and spaces.
    pub fn usual<'n>(lists: impl IntoIterator<Item = (Field, &'n [String])>) -> FieldNames {
        let mut usual: BTreeMap<Field, Vec<String>> = BTreeMap::new();
        for (field, names) in lists {
            usual.entry(field).or_default().extend(names.iter().map(|name| plain(name)));
        }
        FieldNames { usual: Arc::new(usual), own: BTreeMap::new() }
    }

    /// These usual names, and the own names of another.
    #[must_use]
    pub fn with_own(&self, own: &FieldNames) -> FieldNames {
        FieldNames { usual: Arc::clone(&self.usual), own: own.own.clone() }
    }

    /// Those that the user gave, as [`FieldNames::parse`] reads them.
    pub fn own(&self) -> String {
        self.own.iter().map(|(field, name)| format!("{}={name}", field.as_str())).collect::<Vec<_>>().join(",")
    }

    /// True for a usual name of any field.
    pub(super) fn is_usual(&self, name: &str) -> bool {
        let name = plain(name);
        self.usual.values().flatten().any(|usual| *usual == name)
    }

    fn usual_of(&self, field: Field) -> &[String] {
        self.usual.get(&field).map_or(&[], Vec::as_slice)
    }

    /// Reads `title=标题,text=正文`.
    ///
    /// # Errors
    /// What is wrong and what would be right.
    pub fn parse(text: &str) -> Result<FieldNames, String> {
        let mut own = BTreeMap::new();
        for pair in text.split(',').map(str::trim).filter(|pair| !pair.is_empty()) {
            let known = || Field::ALL.map(Field::as_str).join(", ");
            let (name, column) = pair.split_once('=').ok_or_else(|| format!("{pair:?} has no =: write title=标题,text=正文"))?;
            let field = Field::parse(name.trim()).ok_or_else(|| format!("{:?} is no field: there are {}", name.trim(), known()))?;
            if let Some(other) = own.insert(field, column.trim().to_owned()) {
                let (field, column) = (field.as_str(), column.trim());
                return Err(format!("{field} is {other:?} and {column:?}: name one column for each field"));
            }
        }
        Ok(FieldNames { own, ..FieldNames::default() })
    }

    /// For each field the first of these names that means it; names that the user gave go before the usual ones.
    pub fn choose<'n>(&self, names: &[&'n str]) -> BTreeMap<Field, &'n str> {
        let mut chosen = BTreeMap::new();
        for field in Field::ALL {
            let found = match self.own.get(&field) {
                Some(own) => names.iter().find(|name| name.trim() == own),
                None => self.usual_of(field).iter().find_map(|usual| names.iter().find(|name| plain(name) == *usual)),
            };
            if let Some(name) = found {
                chosen.insert(field, *name);
            }
        }
        chosen
    }

    /// The fields that the user named and these names do not hold.
    pub fn missing(&self, names: &[&str]) -> Vec<String> {
        let absent = |own: &&String| !names.iter().any(|name| name.trim() == own.as_str());
        self.own.values().filter(absent).cloned().collect()
    }
}

/// The fields of one record; lines are clean, bodies as they were.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Fields {
    pub(super) title: String,
    pub(super) text: Option<String>,
    pub(super) html: Option<String>,
    pub(super) date: Option<String>,
    pub(super) outlet: String,
    pub(super) author: String,
    pub(super) url: String,
    pub(super) id: Option<String>,
    /// The text was put together from pieces of the file.
    pub(super) derived: bool,
    /// What a user should know of the record.
    pub(super) note: Option<String>,
}

impl Fields {
    /// Adds all that it holds to a hash.
    pub(super) fn hash_into(&self, hash: &mut blake3::Hasher) {
        let Fields { title, text, html, date, outlet, author, url, id, derived, note } = self;
        for field in [Some(title), text.as_ref(), html.as_ref(), date.as_ref(), Some(outlet), Some(author), Some(url), id.as_ref(), note.as_ref()] {
            // The length keeps neighbours apart; a field that is not there is none that is empty.
            hash.update(&field.map_or(u64::MAX, |text| text.len() as u64).to_le_bytes());
            hash.update(field.map_or("", String::as_str).as_bytes());
        }
        hash.update(&[u8::from(*derived)]);
    }

    /// From a function that gives the value of a field, where the record has one.
    pub(super) fn read(mut value: impl FnMut(Field) -> Option<String>) -> Fields {
        let mut line = |field| clean_line(&value(field).unwrap_or_default());
        let (title, outlet, author) = (line(Field::Title), line(Field::Outlet), line(Field::Author));
        let mut filled = |field| value(field).filter(|text| !text.trim().is_empty());
        Fields {
            title,
            outlet,
            author,
            text: filled(Field::Text),
            html: filled(Field::Html),
            date: filled(Field::Date),
            url: filled(Field::Url).map(|url| url.trim().to_owned()).unwrap_or_default(),
            id: filled(Field::Id),
            derived: false,
            note: None,
        }
    }

    /// From an object of JSON.
    pub(super) fn of_json(object: &serde_json::Map<String, serde_json::Value>, names: &FieldNames) -> Fields {
        let keys: Vec<&str> = object.keys().map(String::as_str).collect();
        let chosen = names.choose(&keys);
        Fields::read(|field| {
            let value = object.get(*chosen.get(&field)?)?;
            let full = field == Field::Text && text_of(value).is_none_or(|text| text.trim().is_empty());
            // `content` may be empty where `summary` is not.
            if full && !names.own.contains_key(&field) {
                let usual = names.usual_of(field).iter();
                let mut values =
                    usual.filter_map(|usual| object.iter().find(|(name, _)| plain(name) == *usual).and_then(|(_, value)| text_of(value)));
                return values.find(|text| !text.trim().is_empty());
            }
            text_of(value)
        })
    }

    /// From a row of a table.
    pub(super) fn of_row(row: &csv::StringRecord, columns: &BTreeMap<Field, usize>) -> Fields {
        Fields::read(|field| row.get(*columns.get(&field)?).map(str::to_owned))
    }
}

/// A value as text: paragraphs of a list one a line, a publisher or author by its name.
fn text_of(value: &serde_json::Value) -> Option<String> {
    use serde_json::Value;
    match value {
        Value::String(text) => Some(text.clone()),
        Value::Number(number) => Some(number.to_string()),
        Value::Array(items) => {
            let parts: Vec<String> = items.iter().filter_map(text_of).collect();
            (!parts.is_empty()).then(|| parts.join("\n"))
        }
        Value::Object(object) => object.get("name").and_then(text_of),
        Value::Null | Value::Bool(_) => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn usual() -> FieldNames {
        crate::knowledge::Gazetteer::bundled().unwrap().cleaning.fields
    }

    #[test]
    fn usual_names_are_found_and_own_names_win() {
        let columns = ["编号", "标题", "发布时间", "正文", "媒体", "Original_URL", "url"];
        let chosen = usual().choose(&columns);
        let shown: Vec<String> = chosen.iter().map(|(field, name)| format!("{}={name}", field.as_str())).collect();
        assert_eq!(shown, ["title=标题", "text=正文", "date=发布时间", "outlet=媒体", "url=Original_URL"]);
        let own = usual().with_own(&FieldNames::parse("text=标题, id=编号").unwrap());
        assert_eq!((own.choose(&columns)[&Field::Text], own.choose(&columns)[&Field::Id]), ("标题", "编号"));
        assert_eq!(FieldNames::parse("text=b,id=c").unwrap().missing(&["b"]), ["c"]);
    }

    #[test]
    fn wrong_names_say_what_would_be_right() {
        assert!(FieldNames::parse("body=正文").unwrap_err().contains("there are title, text"));
        assert!(FieldNames::parse("正文").unwrap_err().contains("title=标题"));
    }

    #[test]
    fn json_values_become_text() {
        let object = serde_json::json!({
            "headline": "甲 &amp; 乙", "content": "", "summary": "丙", "author": {"name": "丁"}, "pubDate": 1646179200, "source": ["戊", "己"],
        });
        let fields = Fields::of_json(object.as_object().unwrap(), &usual());
        let want = Fields {
            title: "甲 & 乙".into(),
            text: Some("丙".into()),
            author: "丁".into(),
            outlet: "戊 己".into(),
            date: Some("1646179200".into()),
            ..Fields::default()
        };
        assert_eq!(fields, want);
    }
}
