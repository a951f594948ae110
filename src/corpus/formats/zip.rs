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
    collections::HashSet,
    fs::File,
    io::{self, BufReader, Read, Seek, SeekFrom},
    path::Path,
};

/// The archive in a file.
pub(super) type Archive = ZipArchive<BufReader<File>>;

/// Opens an archive. Its list of members is read, nothing else.
///
/// # Errors
/// Where it has no list, or the list is that of an archive inside it: one that breaks off may hold a whole one.
pub(super) fn open(path: &Path) -> io::Result<Archive> {
    let mut file = BufReader::new(File::open(path)?);
    let starts_as_zip = begins_with_member(&mut file)?;
    let archive = ZipArchive::new(file).map_err(io::Error::other)?;
    if starts_as_zip && archive.offset() > 0 {
        return Err(io::Error::other("the end of the archive is missing, with the list of its members: fetch it again"));
    }
    Ok(archive)
}

/// What a member begins with, and an entry in the list.
const MEMBER: &[u8; 4] = b"PK\x03\x04";
const ENTRY: &[u8; 4] = b"PK\x01\x02";
/// Bytes of an entry without what varies in length.
const ENTRY_BYTES: usize = 46;

fn begins_with_member(file: &mut BufReader<File>) -> io::Result<bool> {
    let mut begin = Vec::new();
    file.by_ref().take(MEMBER.len() as u64).read_to_end(&mut begin)?;
    file.rewind()?;
    Ok(begin == MEMBER)
}

/// Two bytes of a record.
fn number(record: &[u8], at: usize) -> usize {
    record.get(at..at + 2).map_or(0, |bytes| usize::from(u16::from_le_bytes([bytes[0], bytes[1]])))
}

/// Names that stand in the list more than once, each as often as it does beyond the first time: of these members the last one
/// alone can be reached.
fn repeated(archive: &Archive, path: &Path) -> io::Result<Vec<Vec<u8>>> {
    let mut file = BufReader::new(File::open(path)?);
    file.seek(SeekFrom::Start(archive.central_directory_start()))?;
    let (mut seen, mut repeated) = (HashSet::new(), Vec::new());
    let mut entry = [0; ENTRY_BYTES];
    while file.read_exact(&mut entry).is_ok() && entry.starts_with(ENTRY) {
        let (name, rest) = (number(&entry, 28), number(&entry, 30) + number(&entry, 32));
        let mut bytes = vec![0; name];
        file.read_exact(&mut bytes)?;
        file.seek_relative(rest as i64)?;
        if !seen.insert(bytes.clone()) {
            repeated.push(bytes);
        }
    }
    Ok(repeated)
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
    let repeated = repeated(&archive, path)?;
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
    for name in repeated {
        let reason = "another member of the archive has the same name, and that one alone is read: unpack it";
        if !each(members.record(doc, path, &decode_name(&name), Err(io::Error::other(reason)))) {
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
