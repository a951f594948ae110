//! Any number of made-up posts of a few real ones. Half of the sentences of a post come from others, three of ten people have
//! another name in it, and it has a day, an outlet and an address of its own: so that it is no copy, and new names and pairs
//! come in with every post, as in an archive. The same sources and number give the same files.

use guanxi::{
    corpus::Inputs,
    document::Span,
    knowledge::{EntityType, Gazetteer},
    mention::Matcher,
    run::{Analyzer, RunOptions, Tagged},
};
use jiff::{ToSpan, civil::Date};
use serde_json::json;
use std::{
    collections::BTreeMap,
    error::Error,
    fs::{self, File},
    io::{self, BufWriter, Write},
    path::{Path, PathBuf},
};

/// Posts that are made of at most: they are held in memory.
const MOST_SOURCES: usize = 2000;
/// Posts of a file.
const OF_FILE: usize = 5000;
/// Of ten people so many have another name.
const CHANGED: usize = 3;
/// Sentences of a paragraph.
const PARAGRAPH: usize = 3;
/// The posts are of so many days.
const DAYS: usize = 3650;

/// What posts are made of.
pub struct Sources {
    posts: Vec<Post>,
    outlets: Vec<String>,
    surnames: Vec<char>,
    /// Characters of given names, as often as people have them.
    given: Vec<char>,
}

struct Post {
    title: String,
    sentences: Vec<Sentence>,
}

/// Texts and names of people in turn.
type Sentence = Vec<Piece>;

enum Piece {
    Text(String),
    Person(String),
}

impl Sources {
    /// The first posts of a folder.
    pub fn read(folder: &Path) -> Result<Sources, Box<dyn Error>> {
        let gazetteer = Gazetteer::bundled()?;
        let matcher = Matcher::new(&gazetteer)?;
        let options = RunOptions::default();
        let analyzer = Analyzer::single(&gazetteer, &matcher, &options);
        let inputs = Inputs::find(&[PathBuf::from(folder)], gazetteer.cleaning.fields.clone())?;
        let (mut posts, mut outlets) = (Vec::new(), Vec::new());
        inputs.visit(&mut |record| {
            if let Ok(tagged) = analyzer.tag(&record, None) {
                let sentences = sentences(&tagged);
                if !sentences.is_empty() {
                    outlets.push(tagged.post.outlet.clone());
                    posts.push(Post { title: tagged.post.title.clone(), sentences });
                }
            }
            posts.len() < MOST_SOURCES
        });
        outlets.sort();
        outlets.dedup();
        let mut surnames: Vec<char> = gazetteer.grammar.surnames.iter().copied().collect();
        surnames.sort_unstable();
        let people = gazetteer.entities.iter().filter(|e| e.kind == EntityType::Person && e.name.chars().count() == 3 && !e.name.contains('·'));
        let given = people.flat_map(|e| e.name.chars().skip(1).collect::<Vec<char>>()).collect();
        if posts.is_empty() {
            return Err("no posts to make others of".into());
        }
        Ok(Sources { posts, outlets, surnames, given })
    }

    /// Writes so many posts as JSON lines, one after the other.
    pub fn generate(&self, folder: &Path, documents: usize) -> io::Result<()> {
        fs::create_dir_all(folder)?;
        for first in (0..documents).step_by(OF_FILE) {
            let mut file = BufWriter::new(File::create(folder.join(format!("{:06}.jsonl", first / OF_FILE)))?);
            for number in first..documents.min(first + OF_FILE) {
                writeln!(file, "{}", self.post(number))?;
            }
            file.flush()?;
        }
        Ok(())
    }

    fn post(&self, number: usize) -> serde_json::Value {
        let mut random = Random(number as u64 * 1_000_003);
        let post = random.of(&self.posts);
        let outlet = random.of(&self.outlets);
        let day = Date::constant(2015, 1, 1).saturating_add((random.below(DAYS) as i64).days());
        let mut names: BTreeMap<&str, String> = BTreeMap::new();
        let mut text = String::new();
        for (i, own) in post.sentences.iter().enumerate() {
            let other = random.of(&self.posts);
            let sentence = if random.below(2) == 0 { own } else { random.of(&other.sentences) };
            for piece in sentence {
                match piece {
                    Piece::Text(piece) => text.push_str(piece),
                    Piece::Person(name) => {
                        let changed = names.entry(name).or_insert_with(|| self.name(name, number, &mut random));
                        text.push_str(changed);
                    }
                }
            }
            if i % PARAGRAPH == PARAGRAPH - 1 {
                text.push('\n');
            }
        }
        json!({
            "title": post.title,
            "text": text,
            "date": day.to_string(),
            "outlet": outlet,
            "url": format!("https://example.org/{day}/{number}.html"),
        })
    }

    /// What a person is called in a post: as before, or otherwise. The more posts there are, the more such names; low numbers
    /// are common, high ones rare.
    fn name(&self, name: &str, post: usize, random: &mut Random) -> String {
        if random.below(10) >= CHANGED {
            return name.to_owned();
        }
        let share = random.below(1 << 20) as f64 / f64::from(1 << 20);
        let mut of_name = Random((share.powi(3) * (post + 100) as f64) as u64 * 7_368_787);
        [*of_name.of(&self.surnames), *of_name.of(&self.given), *of_name.of(&self.given)].iter().collect()
    }
}

/// The sentences of an article, with the people in them.
fn sentences(tagged: &Tagged) -> Vec<Sentence> {
    let document = &tagged.document;
    let people: Vec<_> = tagged.mentions.iter().filter(|m| m.kind == EntityType::Person && !m.nested).map(|m| m.span).collect();
    let mut sentences = Vec::new();
    // The first is the title.
    for sentence in document.sentences.iter().skip(1) {
        let (mut at, mut pieces) = (sentence.span.start, Vec::new());
        for person in people.iter().filter(|person| sentence.span.contains(**person)) {
            pieces.push(Piece::Text(document.slice(Span::new(at, person.start)).to_owned()));
            pieces.push(Piece::Person(document.slice(*person).to_owned()));
            at = person.end;
        }
        pieces.push(Piece::Text(document.slice(Span::new(at, sentence.span.end)).to_owned()));
        sentences.push(pieces);
    }
    sentences
}

/// SplitMix64: the same numbers on every machine.
struct Random(u64);

impl Random {
    fn below(&mut self, n: usize) -> usize {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        ((z ^ (z >> 31)) % n as u64) as usize
    }

    fn of<'a, T>(&mut self, list: &'a [T]) -> &'a T {
        &list[self.below(list.len())]
    }
}
