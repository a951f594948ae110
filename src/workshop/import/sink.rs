//! Where all readers end: what is known, double or unwanted is left out, the rest becomes YAML.

use super::{
    Event, Existing, Format, ImportOptions, ImportSummary, ImportedEntity, ImportedTenure,
    entity::Read,
    fill::{Fills, Match},
    input::Input,
    yaml,
};
use crate::{
    error::{Error, Result},
    knowledge::{EntityType, Gazetteer},
    script::Folder,
};
use rustc_hash::{FxHashMap, FxHashSet, FxHasher};
use std::{
    fs::{self, File},
    hash::{Hash, Hasher},
    io::{self, BufRead, BufReader, BufWriter, Seek, Write},
    path::PathBuf,
};

/// Why an entity is left out that the user may want all the same.
const KNOWN: &str = "in the gazetteer already";
/// Why a record fills nothing.
const CLAIMED_TWICE: &str = "several records for one entry of the gazetteer";

/// An output file; it takes its name when the import is done.
struct Output {
    file: BufWriter<File>,
    part: PathBuf,
    path: PathBuf,
}

pub(super) struct Sink<'a> {
    options: &'a ImportOptions,
    format: Format,
    fills: Fills<'a>,
    observe: &'a mut dyn FnMut(Event<'_>),
    /// Hashes of the ids taken.
    seen: FxHashSet<u64>,
    /// Ids of the offices written.
    offices: FxHashSet<String>,
    /// Tenures that stand apart from their people, by id of the person.
    held: FxHashMap<String, Vec<ImportedTenure>>,
    /// People who wait for all offices to be known.
    waiting: Option<BufWriter<File>>,
    outputs: [Option<Output>; 4],
    taken: u64,
    summary: ImportSummary,
}

impl<'a> Sink<'a> {
    pub(super) fn new(
        options: &'a ImportOptions,
        format: Format,
        known: &'a Gazetteer,
        folder: &'a Folder,
        observe: &'a mut dyn FnMut(Event<'_>),
    ) -> Result<Sink<'a>> {
        for kind in EntityType::ALL {
            let path = path_of(options, kind);
            if options.existing == Existing::Keep && path.exists() {
                let reason = format!("{} is there already: give another name, or let it be replaced", path.display());
                return Err(Error::Option { option: "name", reason });
            }
        }
        Ok(Sink {
            options,
            format,
            fills: Fills::new(known, folder),
            observe,
            seen: FxHashSet::default(),
            offices: FxHashSet::default(),
            held: FxHashMap::default(),
            waiting: None,
            outputs: Default::default(),
            taken: 0,
            summary: ImportSummary::default(),
        })
    }

    /// True when the limit is reached.
    pub(super) fn is_full(&self) -> bool {
        self.options.limit.is_some_and(|limit| self.taken >= limit)
    }

    pub(super) fn progress(&mut self, input: &Input) {
        self.progress_at(input.position(), input.total);
    }

    pub(super) fn progress_at(&mut self, position: u64, total: Option<u64>) {
        (self.observe)(Event::Progress { position, total, entities: self.taken });
    }

    /// Takes what a reader says of a record.
    ///
    /// # Errors
    /// [`Error::Io`] where it cannot be written.
    pub(super) fn take(&mut self, file: &str, line: u64, read: Read) -> Result<()> {
        self.summary.read += 1;
        match read {
            Read::Entity(entity) => self.entity(*entity)?,
            Read::Tenure { person, tenure } => match tenure.fault() {
                Some(reason) => self.skip(reason),
                None => self.held.entry(person).or_default().push(tenure),
            },
            Read::Skipped(reason) => self.skip(reason),
            Read::Bad(message) => {
                self.summary.bad += 1;
                (self.observe)(Event::Bad { file, line, message: &message });
            }
        }
        Ok(())
    }

    fn skip(&mut self, reason: &'static str) {
        *self.summary.skipped.entry(reason).or_default() += 1;
    }

    fn entity(&mut self, entity: ImportedEntity) -> Result<()> {
        if !self.options.types.is_empty() && !self.options.types.contains(&entity.kind) {
            self.skip("of a type that was not asked for");
            return Ok(());
        }
        if self.is_full() {
            self.skip("beyond the limit");
            return Ok(());
        }
        match self.fills.find(&entity) {
            Match::New => {}
            Match::One(id) => {
                self.fills.take(id, &entity);
                self.skip(KNOWN);
                return Ok(());
            }
            Match::Unsure => {
                self.skip(KNOWN);
                return Ok(());
            }
        }
        let mut hasher = FxHasher::default();
        entity.id.hash(&mut hasher);
        if !self.seen.insert(hasher.finish()) {
            self.skip("id came before");
            return Ok(());
        }
        if entity.names.dropped > 0 {
            *self.summary.skipped.entry("surface of one character").or_default() += entity.names.dropped;
        }
        self.taken += 1;
        if entity.kind == EntityType::Person && (self.format.people_wait() || !entity.tenures.is_empty()) {
            self.wait(&entity)
        } else {
            self.write(&entity)
        }
    }

    fn wait(&mut self, entity: &ImportedEntity) -> Result<()> {
        let fault = || Error::io("cannot keep people in the temporary folder", std::env::temp_dir());
        if self.waiting.is_none() {
            self.waiting = Some(BufWriter::new(tempfile::tempfile().map_err(fault())?));
        }
        if let Some(file) = &mut self.waiting {
            serde_json::to_writer(&mut *file, entity).map_err(io::Error::from).map_err(fault())?;
            file.write_all(b"\n").map_err(fault())?;
        }
        Ok(())
    }

    fn write(&mut self, entity: &ImportedEntity) -> Result<()> {
        let slot = entity.kind as usize;
        if self.outputs[slot].is_none() {
            let path = path_of(self.options, entity.kind);
            let folder = self.options.output.join(entity.kind.folder());
            fs::create_dir_all(&folder).map_err(Error::io("cannot create", &folder))?;
            let part = folder.join(format!(".{}.part", self.options.name));
            let file = File::create(&part).map_err(Error::io("cannot write", &part))?;
            self.outputs[slot] = Some(Output { file: BufWriter::with_capacity(1 << 16, file), part, path });
        }
        if let Some(output) = &mut self.outputs[slot] {
            output.file.write_all(yaml::entry(entity).as_bytes()).map_err(Error::io("cannot write", &output.part))?;
        }
        if entity.kind == EntityType::Office {
            self.offices.insert(entity.id.clone());
        }
        self.summary.tenures += entity.tenures.len() as u64;
        *self.summary.written.entry(entity.kind).or_default() += 1;
        Ok(())
    }

    /// Writes the people who waited, closes the files and gives them their names.
    ///
    /// # Errors
    /// [`Error::Io`] where that fails; [`Error::Input`] where nothing was written.
    pub(super) fn finish(mut self, bytes: u64) -> Result<ImportSummary> {
        if let Some(waiting) = self.waiting.take() {
            let fault = || Error::io("cannot read back people from the temporary folder", std::env::temp_dir());
            let mut file = waiting.into_inner().map_err(io::IntoInnerError::into_error).map_err(fault())?;
            file.rewind().map_err(fault())?;
            for line in BufReader::new(file).lines() {
                let line = line.map_err(fault())?;
                let mut person: ImportedEntity = serde_json::from_str(&line).map_err(io::Error::from).map_err(fault())?;
                self.settle_tenures(&mut person);
                self.write(&person)?;
            }
        }
        let orphans: u64 = self.held.values().map(|list| list.len() as u64).sum();
        if orphans > 0 {
            *self.summary.skipped.entry("tenure whose person is not written").or_default() += orphans;
        }
        for output in self.outputs.iter_mut().filter_map(Option::take) {
            let Output { file, part, path } = output;
            file.into_inner().map_err(io::IntoInnerError::into_error).map_err(Error::io("cannot write", &part))?;
            fs::rename(&part, &path).map_err(Error::io("cannot name", &path))?;
            self.summary.files.push(path);
        }
        let (filled, twice, additions) = self.fills.write(&self.options.output)?;
        self.summary.filled = filled;
        self.summary.files.extend(additions);
        if twice > 0 {
            self.summary.skipped.insert(CLAIMED_TWICE, twice);
        }
        self.summary.bytes = bytes;
        if self.summary.files.is_empty() {
            let mut why: Vec<String> = self.summary.skipped.iter().map(|(reason, n)| format!("{n} {reason}")).collect();
            if self.summary.bad > 0 {
                why.push(format!("{} bad", self.summary.bad));
            }
            let why = if why.is_empty() { String::new() } else { format!(": {}", why.join(", ")) };
            return Err(Error::Input {
                path: self.options.source.display().to_string(),
                reason: format!("nothing to import in {} records{why}", self.summary.read),
                remedy: if self.summary.skipped.contains_key(KNOWN) {
                    "what the gazetteers have is imported again only where they are left out"
                } else {
                    "are format and types the right ones? gazetteers/README.md says what each format needs"
                },
            });
        }
        Ok(std::mem::take(&mut self.summary))
    }

    /// Keeps the tenures whose office can be named, in order of time.
    fn settle_tenures(&mut self, person: &mut ImportedEntity) {
        let mut tenures = std::mem::take(&mut person.tenures);
        tenures.extend(self.held.remove(&person.id).unwrap_or_default());
        for mut tenure in tenures {
            if let Some(reason) = tenure.fault() {
                self.skip(reason);
                continue;
            }
            let q = tenure.office.strip_prefix("o-wd-").map(str::to_ascii_uppercase);
            if let Some(id) = q.and_then(|q| self.fills.numbered(&q))
                && id.starts_with(EntityType::Office.prefix())
            {
                tenure.office = id.to_owned();
            } else if !self.offices.contains(&tenure.office) {
                self.skip("tenure whose office is not written");
                continue;
            }
            person.tenures.push(tenure);
        }
        person.tenures.sort();
        person.tenures.dedup();
    }
}

/// What was begun and not finished leaves no trace.
impl Drop for Sink<'_> {
    fn drop(&mut self) {
        for output in self.outputs.iter().flatten() {
            // Nothing can be done about a part that cannot be removed.
            let _ = fs::remove_file(&output.part);
        }
    }
}

fn path_of(options: &ImportOptions, kind: EntityType) -> PathBuf {
    options.output.join(kind.folder()).join(format!("{}.yaml", options.name))
}
