//! `curation.yaml` as it is written: one list of lines, each of one kind with the fields that go with it.

use crate::{
    error::GazetteerFault,
    knowledge::{EntityType, Entry, PartialDate, SourceFile, fault, source::yaml_fault},
};
use serde::{
    Deserialize, Deserializer,
    de::{MapAccess, Visitor, value::MapAccessDeserializer},
};
use std::{fmt, marker::PhantomData};

/// The file of a layer that holds its lines.
pub(crate) const FILE: &str = "curation.yaml";

/// A line as read.
#[derive(Debug)]
pub(crate) struct Line {
    /// Index of its file among those of all layers.
    pub(crate) file: usize,
    /// Line, from 1.
    pub(crate) line: usize,
    pub(crate) says: Says,
    pub(crate) reason: String,
}

/// What a line says.
#[derive(Debug)]
pub(crate) enum Says {
    Merge(Vec<Member>),
    Split { surface: String, from: String, to: Option<OrMap<Entry>> },
    Block { surface: String, scope: WrittenScope },
    Prefer { surface: String, entity: String, scope: WrittenScope },
}

/// Where a block or prefer counts; everywhere where all is empty.
#[derive(Debug, Default)]
pub(crate) struct WrittenScope {
    pub(crate) before: Vec<String>,
    pub(crate) after: Vec<String>,
    pub(crate) outlets: Vec<String>,
    pub(crate) since: Option<PartialDate>,
    pub(crate) until: Option<PartialDate>,
}

pub(crate) type Member = OrMap<DiscoveredName>;

/// A name that no gazetteer lists.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct DiscoveredName {
    pub(crate) name: String,
    #[serde(rename = "type")]
    pub(crate) kind: String,
}

/// A text, or a map with fields: an untagged enum of serde would not say which field is wrong.
#[derive(Debug)]
pub(crate) enum OrMap<T> {
    Text(String),
    Map(Box<T>),
}

impl<'de, T: Deserialize<'de>> Deserialize<'de> for OrMap<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Either<T>(PhantomData<T>);
        impl<'de, T: Deserialize<'de>> Visitor<'de> for Either<T> {
            type Value = OrMap<T>;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("an id, or fields in braces")
            }

            fn visit_str<E>(self, text: &str) -> Result<OrMap<T>, E> {
                Ok(OrMap::Text(text.trim().to_owned()))
            }

            fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<OrMap<T>, A::Error> {
                T::deserialize(MapAccessDeserializer::new(map)).map(|fields| OrMap::Map(Box::new(fields)))
            }
        }
        deserializer.deserialize_any(Either(PhantomData))
    }
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Written {
    merge: Option<Vec<Member>>,
    split: Option<String>,
    from: Option<String>,
    to: Option<OrMap<Entry>>,
    block: Option<String>,
    prefer: Option<String>,
    entity: Option<String>,
    before: Option<Vec<String>>,
    after: Option<Vec<String>>,
    outlets: Option<Vec<String>>,
    since: Option<String>,
    until: Option<String>,
    reason: Option<String>,
}

const REMEDY: &str = "the lines of curation.yaml are described in gazetteers/README.md";

impl Line {
    /// The entry written in the line, with its type by the prefix of its id.
    pub(crate) fn entry(&self) -> Option<(&Entry, Option<EntityType>)> {
        let Says::Split { to: Some(OrMap::Map(entry)), .. } = &self.says else { return None };
        Some((entry, EntityType::ALL.into_iter().find(|kind| entry.id.starts_with(kind.prefix()))))
    }
}

/// The lines of all layers, in order; lines with faults are left out.
pub(crate) fn read(sources: &[&SourceFile], faults: &mut Vec<GazetteerFault>) -> Vec<Line> {
    let mut lines = Vec::new();
    for (file, source) in sources.iter().enumerate().filter(|(_, s)| s.name == FILE) {
        let written = match serde_yaml::from_str::<Option<Vec<Written>>>(&source.text) {
            Ok(written) => written.unwrap_or_default(),
            Err(e) => {
                let mut found = yaml_fault(&source.shown, &source.text, &e);
                if found.message.contains("missing field") {
                    REMEDY.clone_into(&mut found.remedy);
                }
                faults.push(found);
                continue;
            }
        };
        let starts: Vec<usize> = source.text.lines().enumerate().filter(|(_, l)| l.starts_with("- ") || *l == "-").map(|(i, _)| i + 1).collect();
        for (i, one) in written.into_iter().enumerate() {
            let line = starts.get(i).copied().unwrap_or(1);
            let mut say = |message: String, remedy: &str| faults.push(fault(&source.shown, line, message, remedy));
            let reason = one.reason.as_deref().unwrap_or_default().trim().to_owned();
            if let Some(says) = one.says(&mut say) {
                lines.push(Line { file, line, says, reason });
            }
        }
    }
    lines
}

impl Written {
    fn says(self, say: &mut impl FnMut(String, &str)) -> Option<Says> {
        let kinds: Vec<&str> =
            [("merge", self.merge.is_some()), ("split", self.split.is_some()), ("block", self.block.is_some()), ("prefer", self.prefer.is_some())]
                .into_iter()
                .filter_map(|(kind, is_there)| is_there.then_some(kind))
                .collect();
        let [kind] = kinds[..] else {
            let message =
                if kinds.is_empty() { "none of merge, split, block, prefer".to_owned() } else { format!("{} in one line", kinds.join(" and ")) };
            say(message, "write one line for each; a line begins with - and one of merge, split, block, prefer");
            return None;
        };
        let has_scope = self.before.is_some() || self.after.is_some() || self.outlets.is_some() || self.since.is_some() || self.until.is_some();
        let needed: &[&str] = match kind {
            "split" => &["from"],
            "prefer" => &["entity"],
            _ => &[],
        };
        let fields = [("from", self.from.is_some()), ("to", self.to.is_some()), ("entity", self.entity.is_some())];
        let mut is_right = true;
        for (field, is_there) in fields {
            if needed.contains(&field) && !is_there {
                say(format!("{kind} without {field}"), REMEDY);
                is_right = false;
            } else if is_there && !needed.contains(&field) && !(kind == "split" && field == "to") {
                say(format!("{field} does not go with {kind}"), REMEDY);
                is_right = false;
            }
        }
        if has_scope && matches!(kind, "merge" | "split") {
            say(format!("{kind} counts everywhere: before, after, outlets, since, until go with block and prefer"), "say it with prefer");
            is_right = false;
        }
        let surface = self.split.or(self.block).or(self.prefer).unwrap_or_default().trim().to_owned();
        if kind != "merge" && surface.is_empty() {
            say(format!("{kind} names no surface"), "write the surface behind it");
            is_right = false;
        }
        let mut date = |field: &str, text: Option<String>| {
            let date = text.as_deref().map(PartialDate::parse);
            if date == Some(None) {
                say(format!("{field} {:?} is no date", text.unwrap_or_default()), "write YYYY, YYYY-MM or YYYY-MM-DD");
                is_right = false;
            }
            date.flatten()
        };
        let (since, until) = (date("since", self.since), date("until", self.until));
        if let (Some(since), Some(until)) = (since, until)
            && since.first_day() > until.last_day()
        {
            say(format!("since {since} lies behind until {until}"), "correct the dates");
            is_right = false;
        }
        for (field, list) in [("before", &self.before), ("after", &self.after), ("outlets", &self.outlets)] {
            if list.as_ref().is_some_and(|list| list.is_empty() || list.iter().any(|text| text.trim().is_empty())) {
                say(format!("{field} holds nothing, or an empty text"), "write the texts, or leave the field out");
                is_right = false;
            }
        }
        let list = Option::unwrap_or_default;
        let scope = WrittenScope { before: list(self.before), after: list(self.after), outlets: list(self.outlets), since, until };
        is_right.then(|| match kind {
            "merge" => Says::Merge(self.merge.unwrap_or_default()),
            "split" => Says::Split { surface, from: self.from.unwrap_or_default(), to: self.to },
            "block" => Says::Block { surface, scope },
            _ => Says::Prefer { surface, entity: self.entity.unwrap_or_default(), scope },
        })
    }
}
