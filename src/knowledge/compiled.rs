//! The bundled gazetteers as the build compiles them: what is found in texts lies ready, and the texts of names are read
//! where they stand in the program.

use super::{Entity, Surface, automaton::CompiledForms};
use crate::lexicon::words::CompiledNames;
use serde::{Serialize, de::DeserializeOwned};

/// What the build knows of the gazetteers once it has checked them.
pub(crate) struct Compiled {
    /// Files as the user knows them, with their content hashes.
    pub(crate) files: Vec<(String, String)>,
    /// Rule files by name, as JSON.
    pub(crate) rules: Vec<(String, String)>,
    /// Entities in the order of their ids.
    pub(crate) entities: Vec<Entity>,
    /// Surface forms by text.
    pub(crate) surfaces: Vec<Surface>,
    pub(crate) matched: CompiledMatching,
}

/// What finding names in texts needs beside the entities.
#[derive(Debug, Clone)]
pub(crate) struct CompiledMatching {
    /// Types and traits of each surface form.
    pub(crate) traits: &'static [u8],
    pub(crate) forms: CompiledForms<'static>,
    pub(crate) names: CompiledNames<'static>,
}

impl Compiled {
    /// Reads what [`Writer`] wrote, in that order.
    pub(crate) fn read(bytes: &'static [u8]) -> postcard::Result<Compiled> {
        let (files, rest) = owned(bytes)?;
        let (rules, rest) = owned(rest)?;
        let (entities, rest) = postcard::take_from_bytes(rest)?;
        let (surfaces, rest) = postcard::take_from_bytes(rest)?;
        let (traits, rest) = postcard::take_from_bytes(rest)?;
        let (forms, rest) = postcard::take_from_bytes(rest)?;
        let (names, _) = postcard::take_from_bytes(rest)?;
        Ok(Compiled { files, rules, entities, surfaces, matched: CompiledMatching { traits, forms, names } })
    }
}

fn owned<T: DeserializeOwned>(bytes: &'static [u8]) -> postcard::Result<(T, &'static [u8])> {
    postcard::take_from_bytes(bytes)
}

/// The parts of [`Compiled`] one behind the other.
#[derive(Debug, Default)]
#[allow(dead_code, reason = "the build writes what the program reads")]
pub(crate) struct Writer(pub(crate) Vec<u8>);

#[allow(dead_code, reason = "the build writes what the program reads")]
impl Writer {
    pub(crate) fn part<T: Serialize + ?Sized>(&mut self, part: &T) -> postcard::Result<()> {
        self.0.extend(postcard::to_allocvec(part)?);
        Ok(())
    }
}
