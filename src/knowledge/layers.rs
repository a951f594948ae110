//! Gazetteer folders: the one inside the program and the user's own.

use crate::error::{Error, Result};
use include_dir::{Dir, include_dir};
use std::{fs, path::Path};
use walkdir::WalkDir;

static BUNDLED: Dir<'_> = include_dir!("$CARGO_MANIFEST_DIR/gazetteers");

/// One YAML file of a layer.
#[derive(Debug, Clone)]
pub struct SourceFile {
    /// Path within the layer, `/` between parts: `people/taiwan.yaml`.
    pub name: String,
    /// Path as the user knows it, for messages.
    pub shown: String,
    /// Content.
    pub text: String,
}

impl SourceFile {
    /// True for a file that is compiled into the program.
    pub(crate) fn is_bundled(&self) -> bool {
        BUNDLED.get_file(&self.name).and_then(include_dir::File::contents_utf8).is_some_and(|text| text == self.text)
    }
}

/// A gazetteer folder, read.
#[derive(Debug, Clone)]
pub struct Layer {
    /// Its YAML files, by name.
    pub files: Vec<SourceFile>,
}

/// The gazetteers that are compiled into the program.
pub fn bundled_layer() -> Layer {
    let mut files = Vec::new();
    collect(&BUNDLED, &mut files);
    files.sort_by(|a, b| a.name.cmp(&b.name));
    Layer { files }
}

fn collect(folder: &Dir<'_>, files: &mut Vec<SourceFile>) {
    for file in folder.files() {
        let name = file.path().to_string_lossy().replace('\\', "/");
        if let (true, Some(text)) = (name.ends_with(".yaml"), file.contents_utf8()) {
            files.push(SourceFile { shown: format!("gazetteers/{name}"), name, text: text.to_owned() });
        }
    }
    for sub in folder.dirs() {
        collect(sub, files);
    }
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
            reason: e.to_string(),
            remedy: "name a folder that holds people, offices, organizations, places (files or folders of YAML)",
        })?;
        let path = entry.path();
        if entry.file_type().is_file() && path.extension().is_some_and(|e| e == "yaml" || e == "yml") {
            let text = fs::read_to_string(path).map_err(Error::io("cannot read", path))?;
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
