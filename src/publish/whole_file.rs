//! A single file, replaced whole: a program that ends half-way leaves the one before.

use crate::error::{Error, Result};
use std::{
    fs,
    io::{self, Write},
    path::Path,
};
use tempfile::Builder;

/// Writes a file beside the one of this path and moves it there. What is no regular file (`/dev/stdout`, a pipe) is written
/// as it is; so is a file in a folder that takes no new ones.
///
/// # Errors
/// [`Error::Io`] where it cannot be written.
pub fn replace_file(path: &Path, bytes: &[u8]) -> Result<()> {
    let fault = || Error::io("cannot write", path);
    // A link stays one.
    let target = fs::canonicalize(path).unwrap_or_else(|_| path.to_owned());
    let before = fs::metadata(&target).ok();
    if before.as_ref().is_some_and(|file| !file.is_file()) {
        return fs::write(&target, bytes).map_err(fault());
    }
    let folder = target.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    let mut builder = Builder::new();
    builder.prefix(".guanxi-");
    #[cfg(unix)]
    builder.permissions(std::os::unix::fs::PermissionsExt::from_mode(0o666));
    let mut file = match builder.tempfile_in(folder) {
        Ok(file) => file,
        Err(e) if e.kind() == io::ErrorKind::PermissionDenied && before.is_some() => return fs::write(&target, bytes).map_err(fault()),
        Err(e) => return Err(fault()(e)),
    };
    file.write_all(bytes).map_err(fault())?;
    if let Some(before) = before {
        file.as_file().set_permissions(before.permissions()).map_err(fault())?;
    }
    file.as_file().sync_all().map_err(fault())?;
    file.persist(&target).map_err(|e| fault()(e.error))?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_is_replaced_through_links_with_its_permissions() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a.yaml");
        replace_file(&path, b"one").unwrap();
        #[cfg(unix)]
        {
            use std::os::unix::fs::{PermissionsExt, symlink};
            fs::set_permissions(&path, fs::Permissions::from_mode(0o640)).unwrap();
            symlink(&path, folder.path().join("link")).unwrap();
            replace_file(&folder.path().join("link"), b"two").unwrap();
            assert_eq!(fs::metadata(&path).unwrap().permissions().mode() & 0o777, 0o640);
            assert!(fs::symlink_metadata(folder.path().join("link")).unwrap().is_symlink());
        }
        replace_file(&path, b"three").unwrap();
        assert_eq!(fs::read(&path).unwrap(), b"three");
        let missing = replace_file(&folder.path().join("none/a"), b"x").unwrap_err();
        assert!(missing.to_string().starts_with("cannot write "), "{missing}");
    }
}
