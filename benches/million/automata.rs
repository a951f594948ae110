//! Ways to find all forms in a text.

use aho_corasick::{AhoCorasick, AhoCorasickKind};
use daachorse::CharwiseDoubleArrayAhoCorasickBuilder;
use guanxi::{
    corpus::{Inputs, read_post},
    document::Document,
    knowledge::Gazetteer,
};
use std::time::Instant;

/// Megabytes of text that are read.
const MEGABYTES: usize = 50;

/// Prints time to build, memory, and speed over the folded texts of the inputs; both must find as many forms.
pub fn compare(gazetteer: &Gazetteer, inputs: &Inputs) -> Result<(), Box<dyn std::error::Error>> {
    let mut texts: Vec<(String, Vec<char>)> = Vec::new();
    let mut bytes = 0;
    inputs.visit(&mut |record| {
        if let Ok(post) = read_post(&record, &gazetteer.cleaning.fields) {
            let folded = Document::new(&post, gazetteer.cleaner()).folded;
            bytes += folded.text.len();
            texts.push((folded.text, folded.chars));
        }
        bytes < MEGABYTES * 1_000_000
    });
    let forms: Vec<&str> = gazetteer.surfaces.iter().map(|s| s.text.as_str()).collect();
    println!("{} forms, {:.1} MB of text     build s  heap MB     MB/s      found", forms.len(), bytes as f64 / 1e6);

    let begun = Instant::now();
    let double_array = CharwiseDoubleArrayAhoCorasickBuilder::new().use_prefilter(false).build::<_, _, u32>(&forms).map_err(|e| e.to_string())?;
    let built = begun.elapsed().as_secs_f64();
    let begun = Instant::now();
    let step = |chars: &Vec<char>| {
        let mut steps = double_array.find_overlapping_stepper();
        chars
            .iter()
            .map(|&c| {
                steps.consume(c);
                steps.matches().count()
            })
            .sum::<usize>()
    };
    let by_double_array: usize = texts.iter().map(|(_, chars)| step(chars)).sum();
    print("double array (daachorse)", built, double_array.heap_bytes(), bytes as f64 / 1e6 / begun.elapsed().as_secs_f64(), by_double_array);

    let begun = Instant::now();
    let automaton = AhoCorasick::builder().kind(Some(AhoCorasickKind::ContiguousNFA)).build(&forms)?;
    let built = begun.elapsed().as_secs_f64();
    let begun = Instant::now();
    let by_automaton: usize = texts.iter().map(|(text, _)| automaton.find_overlapping_iter(text).count()).sum();
    print("contiguous NFA (aho-corasick)", built, automaton.memory_usage(), bytes as f64 / 1e6 / begun.elapsed().as_secs_f64(), by_automaton);
    assert_eq!(by_double_array, by_automaton, "both find all forms");
    Ok(())
}

fn print(name: &str, build: f64, heap: usize, speed: f64, found: usize) {
    println!("{name:<32} {build:>9.2}  {:>7.1}  {speed:>7.0}  {found:>9}", heap as f64 / 1e6);
}
