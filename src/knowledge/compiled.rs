//! The bundled gazetteers as the build compiles them: what is found in texts lies ready, and the texts of names are read
//! where they stand in the program.

use super::{ClassId, Country, Entity, EntityType, Sense, Surface, Tenure, Text, automaton::CompiledForms};
use crate::{
    id::EntityId,
    lexicon::words::{CompiledNames, Doublings},
};
use serde::{Deserialize, Serialize, de::DeserializeOwned};
use smallvec::SmallVec;

/// What the build knows of the gazetteers once it has checked them.
pub(crate) struct Compiled<'a> {
    /// Files as the user knows them, with their content hashes.
    pub(crate) files: Vec<(String, String)>,
    /// Rule files by name, as JSON.
    pub(crate) rules: Vec<(String, String)>,
    /// Entities in the order of their ids.
    pub(crate) entities: Vec<Entity>,
    /// Surface forms by text.
    pub(crate) surfaces: Vec<Surface>,
    pub(crate) matched: CompiledMatching<'a>,
}

/// What finding names in texts needs beside the entities.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct CompiledMatching<'a> {
    /// Types and traits of each surface form.
    pub(crate) traits: &'a [u8],
    #[serde(borrow)]
    pub(crate) forms: CompiledForms<'a>,
    #[serde(borrow)]
    pub(crate) names: CompiledNames<'a>,
}

/// An entity; its texts are the next ones of the texts of all, with these numbers of bytes.
#[derive(Serialize, Deserialize)]
struct EntityRow {
    id: u16,
    name: u16,
    /// 0 where it is the name.
    hant: u16,
    en: u16,
    role: u16,
    wikidata: u16,
    kind: EntityType,
    country: Option<Country>,
    class: Option<ClassId>,
    of: Option<EntityId>,
    single: bool,
    born: Option<u16>,
    tenures: Vec<Tenure>,
    file: u16,
    line: u32,
}

/// A surface form, its text as that of an entity.
#[derive(Serialize, Deserialize)]
struct SurfaceRow {
    text: u16,
    senses: SmallVec<[Sense; 1]>,
    weight: Doublings,
}

/// The texts of all, one behind the other.
struct Texts<'a>(&'a str);

impl Texts<'static> {
    fn next(&mut self, length: u16) -> postcard::Result<Text> {
        let (text, rest) = self.0.split_at_checked(length.into()).ok_or(postcard::Error::DeserializeUnexpectedEnd)?;
        self.0 = rest;
        Ok(Text::standing(text))
    }
}

impl Compiled<'static> {
    /// Reads what [`Compiled::write`] wrote.
    pub(crate) fn read(bytes: &'static [u8]) -> postcard::Result<Compiled<'static>> {
        let (files, rest) = owned(bytes)?;
        let (rules, rest) = owned(rest)?;
        let (text, rest) = postcard::take_from_bytes(rest)?;
        let mut texts = Texts(text);
        let (entities, rest) = rows(rest, |row: EntityRow| {
            let (id, name) = (texts.next(row.id)?, texts.next(row.name)?);
            let hant = if row.hant == 0 { name.clone() } else { texts.next(row.hant)? };
            let (en, role, wikidata) = (texts.next(row.en)?, texts.next(row.role)?, texts.next(row.wikidata)?);
            let EntityRow { kind, country, class, of, single, born, tenures, file, line, .. } = row;
            let (file, line) = (file.into(), line as usize);
            Ok(Entity { id, kind, name, hant, en, country, class, role, wikidata, of, single, born, tenures, file, line })
        })?;
        let (surfaces, rest) = rows(rest, |row: SurfaceRow| Ok(Surface { text: texts.next(row.text)?, senses: row.senses, weight: row.weight }))?;
        let (matched, _) = postcard::take_from_bytes(rest)?;
        Ok(Compiled { files, rules, entities, surfaces, matched })
    }
}

#[allow(dead_code, reason = "the build writes what the program reads")]
impl Compiled<'_> {
    pub(crate) fn write(&self) -> postcard::Result<Vec<u8>> {
        let mut texts = String::new();
        let mut length = |text: &Text| -> postcard::Result<u16> {
            texts.push_str(text);
            u16::try_from(text.len()).map_err(|_| postcard::Error::SerializeBufferFull)
        };
        let mut entities = Vec::with_capacity(self.entities.len());
        for entity in &self.entities {
            let Entity { kind, country, class, of, single, born, tenures, file, line, .. } = entity.clone();
            entities.push(EntityRow {
                id: length(&entity.id)?,
                name: length(&entity.name)?,
                hant: if entity.hant == *entity.name { 0 } else { length(&entity.hant)? },
                en: length(&entity.en)?,
                role: length(&entity.role)?,
                wikidata: length(&entity.wikidata)?,
                kind,
                country,
                class,
                of,
                single,
                born,
                tenures,
                file: u16::try_from(file).map_err(|_| postcard::Error::SerializeBufferFull)?,
                line: line as u32,
            });
        }
        let mut surfaces = Vec::with_capacity(self.surfaces.len());
        for surface in &self.surfaces {
            surfaces.push(SurfaceRow { text: length(&surface.text)?, senses: surface.senses.clone(), weight: surface.weight });
        }
        let mut bytes = postcard::to_allocvec(&self.files)?;
        bytes.extend(postcard::to_allocvec(&self.rules)?);
        bytes.extend(postcard::to_allocvec(&texts)?);
        bytes.extend(postcard::to_allocvec(&entities)?);
        bytes.extend(postcard::to_allocvec(&surfaces)?);
        bytes.extend(postcard::to_allocvec(&self.matched)?);
        Ok(bytes)
    }
}

fn owned<T: DeserializeOwned>(bytes: &'static [u8]) -> postcard::Result<(T, &'static [u8])> {
    postcard::take_from_bytes(bytes)
}

/// A list, in memory of the right size from the first.
fn rows<R: DeserializeOwned, T>(bytes: &'static [u8], mut of: impl FnMut(R) -> postcard::Result<T>) -> postcard::Result<(Vec<T>, &'static [u8])> {
    let (count, mut rest): (usize, _) = owned(bytes)?;
    let mut list = Vec::with_capacity(count);
    for _ in 0..count {
        let (row, behind) = owned(rest)?;
        list.push(of(row)?);
        rest = behind;
    }
    Ok((list, rest))
}
