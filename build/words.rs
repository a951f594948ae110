//! jieba's dictionary as a trie.

use crate::lexicon::{
    trie::Trie,
    words::{CompiledWords, pack},
};
use std::{
    collections::{BTreeSet, HashMap},
    error::Error,
    fs,
    io::{self, BufRead, Read},
    num::ParseIntError,
    panic::Location,
    path::{Path, PathBuf},
};

/// Words of the list up to this frequency were often never seen as words, but cut out of a text by mistake.
const SELDOM: u32 = 3;
/// Prepositions and conjunctions are at least this frequent.
const OFTEN: u32 = 5_000;

type Entry<'a> = (&'a str, u32, &'a str);

/// The lines of the dictionary that are words, each as it stands there.
pub(crate) fn sound(path: &Path) -> Result<String, Box<dyn Error>> {
    let text = fs::read_to_string(path).map_err(|e| format!("cannot read {}: {e}", path.display()))?;
    let entries = entries(&text).map_err(|(line, e)| format!("{}:{line}: {e}", path.display()))?;
    let all: HashMap<&str, (u32, &str)> = entries.iter().map(|&(word, frequency, class)| (word, (frequency, class))).collect();
    let sound = entries.iter().filter(|entry| !is_two_words(entry, &all));
    Ok(sound.map(|(word, frequency, class)| format!("{word} {frequency} {class}\n")).collect())
}

/// 向普京, 从博鳌: a name behind a preposition or a conjunction, taken for one name.
fn is_two_words(&(word, frequency, class): &Entry<'_>, all: &HashMap<&str, (u32, &str)>) -> bool {
    let Some((second, _)) = word.char_indices().nth(1) else { return false };
    let (head, tail) = word.split_at(second);
    let is_joint = || all.get(head).is_some_and(|&(frequency, class)| frequency >= OFTEN && matches!(class, "p" | "c"));
    let is_noun = || all.get(tail).is_some_and(|&(frequency, class)| frequency > SELDOM && class.starts_with('n'));
    let is_name = ["nr", "ns", "nz"].iter().any(|name| class.starts_with(name));
    frequency <= SELDOM && is_name && tail.chars().nth(1).is_some() && is_joint() && is_noun()
}

/// Word, frequency and class of each line; else the line and what is wrong with its number.
fn entries(text: &str) -> Result<Vec<Entry<'_>>, (usize, ParseIntError)> {
    let mut entries = Vec::new();
    for (i, line) in text.lines().enumerate() {
        let mut fields = line.split_ascii_whitespace();
        let Some(word) = fields.next() else { continue };
        let frequency = fields.next().unwrap_or("0").parse().map_err(|e| (i + 1, e))?;
        entries.push((word, frequency, fields.next().unwrap_or_default()));
    }
    Ok(entries)
}

/// The word list as the program reads it.
pub(crate) fn compile(sound: &str) -> Result<Vec<u8>, Box<dyn Error>> {
    let mut entries = entries(sound).map_err(|(line, e)| format!("line {line} of the dictionary: {e}"))?;
    entries.sort_unstable();
    let frequencies = different(entries.iter().map(|e| e.1));
    let classes = different(entries.iter().map(|e| e.2));
    let numbered: Vec<(&str, u32)> = entries
        .iter()
        .map(|(word, frequency, class)| {
            let frequency = frequencies.binary_search(frequency).unwrap_or_default();
            (*word, pack(frequency, classes.binary_search(class).unwrap_or_default()))
        })
        .collect();
    let trie = Trie::build(&numbered);
    let total = entries.iter().map(|e| u64::from(e.1)).sum();
    Ok(postcard::to_allocvec(&CompiledWords { trie: trie.as_bytes(), frequencies, classes, total })?)
}

fn different<T: Ord>(values: impl Iterator<Item = T>) -> Vec<T> {
    BTreeSet::from_iter(values).into_iter().collect()
}

/// Where the sources of jieba-rs lie on this machine: its dictionary is in them, but no function gives it out. Its reader
/// of dictionaries is handed one that only looks who calls.
pub(crate) fn dictionary() -> Result<PathBuf, Box<dyn Error>> {
    let mut caller = Caller(None);
    jieba_rs::Jieba::with_dict(&mut caller)?;
    let source = caller.0.ok_or("jieba-rs read no dictionary")?;
    let path = Path::new(source).with_file_name("data").join("dict.txt");
    if path.is_file() {
        return Ok(path);
    }
    Err(format!("{} is not there: jieba-rs has moved its dictionary, or the compiler was told to write other paths", path.display()).into())
}

/// An empty dictionary that notes the file from which it is read.
struct Caller(Option<&'static str>);

impl Read for Caller {
    fn read(&mut self, _: &mut [u8]) -> io::Result<usize> {
        Ok(0)
    }
}

impl BufRead for Caller {
    fn fill_buf(&mut self) -> io::Result<&[u8]> {
        Ok(&[])
    }

    fn consume(&mut self, _: usize) {}

    #[track_caller]
    fn read_line(&mut self, _: &mut String) -> io::Result<usize> {
        self.0 = Some(Location::caller().file());
        Ok(0)
    }
}
