//! Gazetteer folders: the one inside the program and the user's own.

use super::{Layer, SourceFile, fault};
use crate::{
    error::{Error, Result},
    named::line_of,
};
use flate2::read::DeflateDecoder;
use std::{fs, io::Read, path::Path};
use walkdir::WalkDir;

/// The text of the bundled gazetteers, as the build deflates it.
static SOURCES: &[u8] = include_bytes!(concat!(env!("OUT_DIR"), "/sources.bin"));

/// The text of the gazetteers that are compiled into the program. [`super::Gazetteer::bundled`] does without it.
pub fn bundled_layer() -> Layer {
    let mut bytes = Vec::new();
    DeflateDecoder::new(SOURCES).read_to_end(&mut bytes).expect("the build wrote it");
    let files: Vec<(String, String)> = postcard::from_bytes(&bytes).expect("the build wrote it");
    Layer { files: files.into_iter().map(|(name, text)| SourceFile { shown: format!("gazetteers/{name}"), name, text }).collect() }
}

/// What the bundled files say of how documents are written, not of the world.
const READING: [&str; 4] = ["cleaning.yaml", "classes.yaml", "stories.yaml", "variants.yaml"];

/// What stays where the bundled gazetteers are left out: how records name their fields, what is boilerplate, which addresses
/// are one page, which characters are one.
pub fn reading_layer() -> Layer {
    let Layer { mut files } = bundled_layer();
    files.retain(|file| READING.contains(&file.name.as_str()));
    Layer { files }
}

/// For each file, whether it is compiled into the program as it is.
pub(super) fn bundled(sources: &[&SourceFile]) -> Vec<bool> {
    let bundled = bundled_layer().files;
    let is_bundled = |source: &&SourceFile| bundled.iter().any(|f| f.name == source.name && f.text == source.text);
    sources.iter().map(is_bundled).collect()
}

/// Reads a gazetteer folder.
///
/// # Errors
/// [`Error::Io`] when the folder or one of its files cannot be read; [`Error::Input`] when it holds no YAML file.
pub fn folder_layer(folder: &Path) -> Result<Layer> {
    let mut files = Vec::new();
    for entry in WalkDir::new(folder).sort_by_file_name() {
        let entry = entry.map_err(|e| Error::Input {
            path: folder.display().to_string(),
            reason: e.io_error().map_or_else(|| e.to_string(), ToString::to_string),
            remedy: "name a folder that holds people, offices, organizations, places (files or folders of YAML)",
        })?;
        let path = entry.path();
        if entry.file_type().is_file() && path.extension().is_some_and(|e| e == "yaml" || e == "yml") {
            let bytes = fs::read(path).map_err(Error::io("cannot read", path))?;
            let text = String::from_utf8(bytes).map_err(|e| {
                let valid = e.utf8_error().valid_up_to();
                let (line, message) = (line_of(e.as_bytes(), valid), "is not UTF-8 from here on");
                Error::Gazetteer(vec![fault(&path.display().to_string(), line, message, "save the file as UTF-8")])
            })?;
            let name = path.strip_prefix(folder).unwrap_or(path).to_string_lossy().replace('\\', "/");
            files.push(SourceFile { name, shown: path.display().to_string(), text });
        }
    }
    if files.is_empty() {
        return Err(Error::Input {
            path: folder.display().to_string(),
            reason: "holds no YAML file".into(),
            remedy: "name a folder that holds people, offices, organizations, places (files or folders of YAML)",
        });
    }
    Ok(Layer { files })
}
