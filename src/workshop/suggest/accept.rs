//! Decisions into a gazetteer folder: new entries, more names of known entities, and a list of what is no name.

use super::{
    Decided, Decision, Decisions,
    belong::{latin_key, sound},
};
use crate::{
    error::{Error, GazetteerFault, Result},
    knowledge::{
        EntityType, Gazetteer, Layer, SourceFile,
        tool_files::{ADDITIONS, Addition, REJECTED, RejectedEntry},
    },
    script::is_han,
};
use rustc_hash::{FxHashMap, FxHashSet};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// Shorter Han forms are words too often to stand without support.
const MIN_STRONG_CHARS: usize = 3;

#[derive(Serialize)]
struct NewEntry<'a> {
    id: &'a str,
    name: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    hant: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    en: Option<&'a str>,
    #[serde(skip_serializing_if = "<[&str]>::is_empty")]
    aliases: &'a [&'a str],
    #[serde(skip_serializing_if = "<[&str]>::is_empty")]
    weak: &'a [&'a str],
}

/// Names that a person rejected; they are not proposed again.
#[derive(Debug, Default)]
pub struct Rejected(FxHashSet<(EntityType, String)>);

impl Rejected {
    /// True where a folded name was rejected as this type.
    pub fn contains(&self, kind: EntityType, folded: &str) -> bool {
        self.0.contains(&(kind, folded.to_owned()))
    }
}

/// The rejected names of all layers.
///
/// # Errors
/// [`Error::Gazetteer`] where a `rejected.yaml` does not parse.
pub fn rejected(layers: &[Layer], gazetteer: &Gazetteer) -> Result<Rejected> {
    let mut all = Rejected::default();
    for source in layers.iter().flat_map(|l| &l.files).filter(|f| f.name == REJECTED) {
        for entry in read::<RejectedEntry>(source)? {
            all.0.insert((entry.kind, gazetteer.folder.fold_str(&entry.name)));
        }
    }
    Ok(all)
}

/// A file of the folder with its new content.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ChangedFile {
    /// Path within the folder.
    pub name: String,
    /// The whole content.
    pub text: String,
}

/// What accepting a queue changes.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Accepted {
    /// Files to write, by name.
    pub files: Vec<ChangedFile>,
    /// New entries.
    pub entries: usize,
    /// Names added to known entities.
    pub merged: usize,
    /// Rejected names.
    pub rejected: usize,
    /// Decisions that the folder holds already.
    pub known: usize,
    /// New entries whose usual id another entry has.
    pub renamed: Vec<Renamed>,
}

/// A new entry that got a numbered id.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Renamed {
    /// Its name.
    pub name: String,
    /// The id it got.
    pub id: String,
    /// The id that its name leads to.
    pub taken: String,
    /// The name of the entry that has it.
    pub by: String,
}

/// Applies decisions to a folder. `below` are the layers that the folder stands on, `own` is what it holds now, `file`
/// the queue for messages.
///
/// # Errors
/// [`Error::Gazetteer`] when a merge names an entity that is in no layer or of another type, when a name is too short to
/// be listed, or when a file of the folder does not parse. Then nothing is to be written.
pub fn apply(decisions: &Decisions, below: &[Layer], own: &Layer, file: &str) -> Result<Accepted> {
    let layers: Vec<Layer> = below.iter().cloned().chain([own.clone()]).collect();
    let gazetteer = Gazetteer::load(&layers)?;
    let mut state = State { gazetteer: &gazetteer, own, file, taken: FxHashMap::default(), out: Accepted::default(), texts: BTreeMap::new() };
    let mut faults = Vec::new();
    let mut additions: Vec<Addition> = state.own_entries(ADDITIONS)?;
    let mut refused: Vec<RejectedEntry> = state.own_entries(REJECTED)?;
    for decided in &decisions.decided {
        let done = match &decided.decision {
            Decision::Accept => state.accept(decided),
            Decision::MergeInto(id) => state.merge(decided, id, &mut additions),
            Decision::Reject => {
                let reason = if decided.reason.is_empty() { "rejected in review" } else { &decided.reason };
                let mut new = false;
                for name in std::iter::once(&decided.name).chain(&decided.aliases) {
                    let entry = RejectedEntry { kind: decided.kind, name: name.clone(), reason: reason.into() };
                    if !refused.iter().any(|old| (old.kind, &old.name) == (entry.kind, &entry.name)) {
                        refused.push(entry);
                        new = true;
                    }
                }
                *(if new { &mut state.out.rejected } else { &mut state.out.known }) += 1;
                Ok(())
            }
        };
        faults.extend(done.err());
    }
    if !faults.is_empty() {
        return Err(Error::Gazetteer(faults));
    }
    if state.out.merged > 0 {
        additions.sort_by(|a, b| a.id.cmp(&b.id));
        state.texts.insert(ADDITIONS.to_owned(), yaml(&additions));
    }
    if state.out.rejected > 0 {
        refused.sort();
        state.texts.insert(REJECTED.to_owned(), yaml(&refused));
    }
    let State { mut out, texts, .. } = state;
    out.files = texts.into_iter().map(|(name, text)| ChangedFile { name, text }).collect();
    // What is written must load.
    let mut files: Vec<SourceFile> = own.files.iter().filter(|f| !out.files.iter().any(|new| new.name == f.name)).cloned().collect();
    files.extend(out.files.iter().map(|f| SourceFile { name: f.name.clone(), shown: f.name.clone(), text: f.text.clone() }));
    files.sort_by(|a, b| a.name.cmp(&b.name));
    let layers: Vec<Layer> = below.iter().cloned().chain([Layer { files }]).collect();
    Gazetteer::load(&layers)?;
    Ok(out)
}

struct State<'a> {
    gazetteer: &'a Gazetteer,
    own: &'a Layer,
    file: &'a str,
    /// Ids given in this call, and to whom.
    taken: FxHashMap<String, String>,
    out: Accepted,
    texts: BTreeMap<String, String>,
}

impl State<'_> {
    fn fault(&self, decided: &Decided, message: String, remedy: &str) -> GazetteerFault {
        GazetteerFault { file: self.file.to_owned(), line: decided.line, message, remedy: remedy.to_owned() }
    }

    fn own_entries<T: for<'d> Deserialize<'d>>(&self, name: &str) -> Result<Vec<T>> {
        self.own.files.iter().find(|f| f.name == name).map_or(Ok(Vec::new()), read)
    }

    fn accept(&mut self, decided: &Decided) -> std::result::Result<(), GazetteerFault> {
        let folded = self.gazetteer.folder.fold_str(&decided.name);
        if folded.chars().count() < 2 {
            return Err(self.fault(decided, format!("name {:?} has fewer than two characters", decided.name), "write the full name"));
        }
        let listed = self.gazetteer.surface(&folded).is_some_and(|s| {
            s.senses.iter().any(|sense| {
                let entity = self.gazetteer.entity(sense.entity);
                entity.kind == decided.kind && self.gazetteer.folder.fold_str(&entity.name) == folded
            })
        });
        if listed {
            self.out.known += 1;
            return Ok(());
        }
        let (id, taken) = self.fresh_id(decided);
        if let Some((taken, by)) = taken {
            self.out.renamed.push(Renamed { name: decided.name.clone(), id: id.clone(), taken, by });
        }
        let given = |text: &'_ str| !text.trim().is_empty();
        // The short forms of a name need support in the document.
        let (aliases, weak): (Vec<&str>, Vec<&str>) = decided.aliases.iter().map(String::as_str).partition(|a| a.contains('·') || !is_short(a));
        let entry = NewEntry {
            id: &id,
            aliases: &aliases,
            weak: &weak,
            name: &decided.name,
            hant: Some(decided.hant.as_str()).filter(|h| given(h) && *h != decided.name),
            en: Some(decided.latin.as_str()).filter(|l| given(l)),
        };
        let path = format!("{}/accepted.yaml", decided.kind.folder());
        let own = self.own;
        let text =
            self.texts.entry(path).or_insert_with_key(|path| own.files.iter().find(|f| f.name == *path).map_or(String::new(), |f| f.text.clone()));
        if !text.is_empty() && !text.ends_with('\n') {
            text.push('\n');
        }
        text.push_str(&yaml(&[entry]));
        self.taken.insert(id, decided.name.clone());
        self.out.entries += 1;
        Ok(())
    }

    fn merge(&mut self, decided: &Decided, id: &str, additions: &mut Vec<Addition>) -> std::result::Result<(), GazetteerFault> {
        let Some(entity) = self.gazetteer.by_id(id) else {
            return Err(self.fault(decided, format!("merge-into names {id}, which is in no file"), "correct the id, or write accept"));
        };
        let kind = self.gazetteer.entity(entity).kind;
        if kind != decided.kind {
            let message = format!("merge-into names {id}, which is of type {kind}; the name is of type {}", decided.kind);
            return Err(self.fault(decided, message, "correct the id or the type"));
        }
        let listed = |text: &str| {
            let surface = self.gazetteer.surface(&self.gazetteer.folder.fold_str(text));
            surface.is_some_and(|s| s.senses.iter().any(|sense| sense.entity == entity))
        };
        let latin_listed =
            self.gazetteer.surfaces.iter().any(|s| s.senses.iter().any(|x| x.entity == entity) && latin_key(&s.text) == latin_key(&decided.latin));
        let mut forms: Vec<&str> = std::iter::once(&decided.name).chain(&decided.aliases).map(String::as_str).collect();
        if decided.latin.trim().contains(' ') && !latin_listed {
            forms.push(decided.latin.trim());
        }
        forms.retain(|form| !listed(form));
        if forms.is_empty() {
            self.out.known += 1;
            return Ok(());
        }
        let at = additions.iter().position(|a| a.id == id).unwrap_or_else(|| {
            additions.push(Addition { id: id.to_owned(), ..Addition::default() });
            additions.len() - 1
        });
        for form in forms {
            let list = if is_short(form) { &mut additions[at].weak } else { &mut additions[at].aliases };
            if !list.iter().any(|known| known == form) {
                list.push(form.to_owned());
            }
        }
        self.out.merged += 1;
        Ok(())
    }

    /// An id that no layer has: from the Latin name, else from the sound of the characters, else from their hash. With it the
    /// id that it would be, and the name of the entry that has that one.
    fn fresh_id(&self, decided: &Decided) -> (String, Option<(String, String)>) {
        let prefix = decided.kind.prefix();
        let base = slug(&decided.latin).or_else(|| {
            let chars: Vec<char> = self.gazetteer.folder.fold_str(&decided.name).chars().collect();
            let double = chars.len() > 2 && self.gazetteer.grammar.double_surnames.contains(&(chars[0], chars[1]));
            let person = decided.kind == EntityType::Person && !chars.contains(&'·') && chars.len() <= 4;
            let surname = if double { 2 } else { 1 };
            let pieces: Vec<&[char]> = if person { vec![&chars[..surname], &chars[surname..]] } else { chars.split(|c| *c == '·').collect() };
            let sounds: Option<Vec<String>> = pieces.into_iter().filter(|p| !p.is_empty()).map(|p| sound(p).map(|s| s.replace(' ', ""))).collect();
            sounds.map(|s| s.join("-")).and_then(|s| slug(&s))
        });
        let base = base.unwrap_or_else(|| format!("x-{}", &blake3::hash(decided.name.as_bytes()).to_hex()[..12]));
        let holder = |id: &String| {
            let listed = self.gazetteer.by_id(id).map(|entity| self.gazetteer.entity(entity).name.to_string());
            listed.or_else(|| self.taken.get(id).cloned())
        };
        let first = format!("{prefix}{base}");
        let Some(by) = holder(&first) else { return (first, None) };
        let mut id = first.clone();
        let mut n = 2;
        while holder(&id).is_some() {
            id = format!("{first}-{n}");
            n += 1;
        }
        (id, Some((first, by)))
    }
}

fn is_short(form: &str) -> bool {
    form.chars().all(is_han) && form.chars().count() < MIN_STRONG_CHARS
}

/// Lower-case ASCII letters and digits joined by hyphens; `None` where none are left.
fn slug(latin: &str) -> Option<String> {
    use unicode_normalization::UnicodeNormalization;
    let plain: String = latin.nfd().filter(|c| !unicode_normalization::char::is_combining_mark(*c)).flat_map(char::to_lowercase).collect();
    let words: Vec<&str> = plain.split(|c: char| !c.is_ascii_alphanumeric()).filter(|w| !w.is_empty()).collect();
    (!words.is_empty() && plain.is_ascii()).then(|| words.join("-"))
}

fn yaml<T: Serialize>(entries: &[T]) -> String {
    // Strings and lists of them always have a YAML form.
    serde_yaml::to_string(entries).unwrap_or_default()
}

fn read<T: for<'d> Deserialize<'d>>(source: &SourceFile) -> Result<Vec<T>> {
    serde_yaml::from_str::<Option<Vec<T>>>(&source.text).map(Option::unwrap_or_default).map_err(|e| {
        let line = e.location().map_or(1, |at| at.line());
        let message = e.to_string().replace('\n', " ");
        let remedy = "the fields are described in gazetteers/README.md".to_owned();
        Error::Gazetteer(vec![GazetteerFault { file: source.shown.clone(), line, message, remedy }])
    })
}
