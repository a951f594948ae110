//! Import of entities in the shape of Wikidata's dump: megabytes a second, and the most memory held.
//!
//! `cargo bench --bench import` imports 1,000,000 made-up entities of about 1 KB from a temporary file;
//! `-- --entities N` another number; `-- --smoke` 2,000, and only checks that it works;
//! `-- --emit N` prints the entities, for a pipe into `guanxi gazetteer import - --from wikidata`.

#[path = "measure/mod.rs"]
#[allow(dead_code, reason = "the other benches use the rest")]
mod measure;

use guanxi::{
    knowledge::Gazetteer,
    workshop::import::{Existing, Format, ImportOptions, ImportRules, import},
};
use measure::{peak_megabytes, shown};
use std::{
    fs::File,
    io::{self, BufWriter, Write},
    time::Instant,
};

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let args: Vec<String> = std::env::args().collect();
    let number = |option: &str| args.iter().position(|a| a == option).and_then(|i| args.get(i + 1)?.parse::<u64>().ok());
    if let Some(entities) = number("--emit") {
        return Ok(emit(&mut BufWriter::new(io::stdout().lock()), entities)?);
    }
    let smoke = args.iter().any(|a| a == "--smoke" || a == "--test");
    let entities = number("--entities").unwrap_or(if smoke { 2_000 } else { 1_000_000 });
    let folder = std::env::temp_dir().join(format!("guanxi-bench-import-{}", std::process::id()));
    std::fs::create_dir_all(&folder)?;
    let source = folder.join("dump.json");
    emit(&mut BufWriter::new(File::create(&source)?), entities)?;
    let options = ImportOptions {
        source,
        format: Some(Format::Wikidata),
        alternates: None,
        output: folder.join("gazetteer"),
        name: "bench".into(),
        types: Vec::new(),
        limit: None,
        min_population: 0,
        existing: Existing::Keep,
    };
    let bundled = Gazetteer::bundled()?;
    let rules = ImportRules::load(&[])?;
    let before = peak_megabytes();
    let begun = Instant::now();
    let summary = import(&options, &rules, &bundled, &bundled.folder, &mut |_| {})?;
    let seconds = begun.elapsed().as_secs_f64();
    assert_eq!((summary.bad, summary.written.values().sum::<u64>()), (0, entities / 5 * 3));
    let megabytes = summary.bytes as f64 / 1e6;
    println!("{entities} entities, {megabytes:.0} MB: {seconds:.2} s, {:.0} MB/s", megabytes / seconds);
    println!("most memory: {} MB before, with the bundled gazetteers; {} MB after", shown(before), shown(peak_megabytes()));
    std::fs::remove_dir_all(&folder)?;
    Ok(())
}

/// Of five entities one is a person with a position, one a person, one a city, and two have no Chinese name or no
/// type of ours.
fn emit(out: &mut impl Write, entities: u64) -> io::Result<()> {
    let others: String = ["fr", "de", "es", "ru", "ja", "ar", "pt", "it", "nl", "pl"]
        .iter()
        .map(|l| format!(r#","{l}":{{"language":"{l}","value":"Name in the language {l}"}}"#))
        .collect();
    writeln!(out, "[")?;
    for i in 0..entities {
        let q = i + 100_000_000;
        let zh: String = [i / 4096 % 4096, i % 4096, i / 64 % 512].iter().filter_map(|n| char::from_u32(0x4E00 + *n as u32)).collect();
        let (label, class) = match i % 5 {
            0..=2 => (format!(r#","zh":{{"language":"zh","value":"某{zh}"}}"#), if i % 5 == 2 { 515 } else { 5 }),
            3 => (String::new(), 5),
            _ => (format!(r#","zh":{{"language":"zh","value":"某{zh}"}}"#), 13_442_814),
        };
        let item = |property: &str, id: u64| {
            format!(
                r#"{{"snaktype":"value","property":"{property}","datavalue":{{"value":{{"entity-type":"item","numeric-id":{id},"id":"Q{id}"}},"type":"wikibase-entityid"}},"datatype":"wikibase-item"}}"#
            )
        };
        let held = if i % 5 == 0 {
            let start =
                r#"{"snaktype":"value","property":"P580","datavalue":{"value":{"time":"+2016-05-20T00:00:00Z","precision":11},"type":"time"}}"#;
            format!(r#","P39":[{{"mainsnak":{},"qualifiers":{{"P580":[{start}]}},"rank":"normal"}}]"#, item("P39", 4_164_871))
        } else {
            String::new()
        };
        writeln!(
            out,
            r#"{{"type":"item","id":"Q{q}","labels":{{"en":{{"language":"en","value":"Made Up {q}"}}{others}{label}}},"descriptions":{{"en":{{"language":"en","value":"made up for a measurement"}}}},"aliases":{{"en":[{{"language":"en","value":"Another Name {q}"}}]}},"claims":{{"P31":[{{"mainsnak":{},"type":"statement","rank":"normal"}}]{held}}},"sitelinks":{{}}}}{}"#,
            item("P31", class),
            if i + 1 == entities { "" } else { "," }
        )?;
    }
    writeln!(out, "]")?;
    out.flush()
}
