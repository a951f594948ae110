//! Documents in zip archives.

use crate::corpus::{
    FieldNames, Record,
    archive::{Members, is_read, member},
    decode::decode,
    input::{Source, encode_name},
};
use ::zip::ZipArchive;
use encoding_rs::GB18030;
use std::{
    borrow::Cow,
    fs::File,
    io::{self, BufReader, Read},
    path::Path,
};

/// The archive in a file.
pub(super) type Archive = ZipArchive<BufReader<File>>;

/// Opens an archive. Its list of members is read, nothing else.
pub(super) fn open(path: &Path) -> io::Result<Archive> {
    ZipArchive::new(BufReader::new(File::open(path)?)).map_err(io::Error::other)
}

/// The content of one member as text, of at most the size of a document.
pub(super) fn text_of(archive: &mut Archive, name: &str) -> io::Result<String> {
    let mut file = archive.by_name(name).map_err(|e| io::Error::other(format!("{name}: {e}")))?;
    match member(&mut file)? {
        Source::Bytes(bytes) => decode(&bytes).map(|(text, _)| text.into_owned()).map_err(io::Error::other),
        Source::Fault(reason) => Err(io::Error::other(reason)),
        _ => Err(io::Error::other("no text")),
    }
}

pub(in crate::corpus) fn visit_zip(doc: &str, path: &Path, names: &FieldNames, each: &mut dyn FnMut(Record) -> bool) -> io::Result<bool> {
    let mut archive = open(path)?;
    let mut members = Members::new(names);
    for i in 0..archive.len() {
        let file = archive.by_index(i);
        let (name, content) = match file {
            Ok(file) if !file.is_file() => continue,
            Ok(mut file) => {
                // Archives made in China name their members in GBK.
                let name = decode_name(file.name_raw());
                let wanted = is_read(&name);
                let content = if wanted { member(&mut file as &mut dyn Read) } else { Ok(Source::Bytes(Vec::new())) };
                (name, content)
            }
            Err(e) => (format!("member {}", i + 1), Err(io::Error::other(e))),
        };
        if !each(members.record(doc, path, &name, content)) {
            return Ok(false);
        }
    }
    Ok(true)
}

/// The name of a file as text: short ones tell too little for a guess, and those that are no UTF-8 are mostly of Chinese Windows.
/// What is no text in either is percent-encoded.
fn decode_name(name: &[u8]) -> String {
    let of_windows = || GB18030.decode_without_bom_handling_and_without_replacement(name).map(Cow::into_owned);
    let guessed = decode(name).ok().filter(|(_, note)| note.is_none()).map(|(name, _)| name.into_owned());
    guessed.or_else(of_windows).unwrap_or_else(|| encode_name(name))
}
