//! Hashes of what is compiled: two programs of one version need not be the same.

use std::{
    collections::BTreeMap,
    fs, io,
    path::{Path, PathBuf},
};

/// Hash over the names and bytes of all files in these places, but for the model; line ends do not count, which tools that fetch sources change.
pub(crate) fn hash(places: &[&str]) -> io::Result<String> {
    let mut files = BTreeMap::new();
    for place in places {
        collect(Path::new(place), place, &mut files)?;
    }
    let mut all = blake3::Hasher::new();
    for (name, path) in files {
        let bytes: Vec<u8> = fs::read(path)?.into_iter().filter(|byte| *byte != b'\r').collect();
        all.update(name.as_bytes()).update(&[0]).update(blake3::hash(&bytes).as_bytes());
    }
    Ok(all.finalize().to_hex()[..16].to_owned())
}

fn collect(path: &Path, name: &str, files: &mut BTreeMap<String, PathBuf>) -> io::Result<()> {
    if !path.is_dir() {
        // The model is told apart from the program; Cargo.lock need not be there.
        if path.exists() && path.extension().is_none_or(|end| end != "bin") {
            files.insert(name.to_owned(), path.to_owned());
        }
        return Ok(());
    }
    for entry in fs::read_dir(path)? {
        let entry = entry?;
        collect(&entry.path(), &format!("{name}/{}", entry.file_name().to_string_lossy()), files)?;
    }
    Ok(())
}
