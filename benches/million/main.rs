//! A gazetteer of a million forms beside the bundled one: time to load and compile it, and CPU of a run with it.
//!
//! `cargo bench --bench million` makes up the forms and runs over the bundled examples, `GUANXI_BENCH_POSTS=FOLDER` over
//! other posts; `-- --forms N` another number of forms; `-- --smoke` 20,000, and only checks that it works;
//! `-- --generate DIR` writes them, for `guanxi run POSTS -g DIR`, and ends. `-- --automata` measures ways to find all
//! forms in the texts of the posts instead: the trie that the program uses, and an Aho–Corasick automaton.

mod automata;
mod generate;
#[path = "../measure/mod.rs"]
#[allow(dead_code, reason = "the other benches use the rest")]
mod measure;

use guanxi::{
    corpus::Inputs,
    knowledge::{Gazetteer, Layer, bundled_layer, folder_layer},
    mention::Matcher,
    publish::OutputFolder,
    run::{RunOptions, run},
};
use measure::{cpu_seconds, peak_megabytes, shown};
use std::{
    path::{Path, PathBuf},
    time::Instant,
};

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let args: Vec<String> = std::env::args().collect();
    let value = |option: &str| args.iter().position(|a| a == option).and_then(|i| args.get(i + 1));
    let smoke = args.iter().any(|a| a == "--smoke" || a == "--test");
    let forms = value("--forms").map_or(Ok(if smoke { 20_000 } else { 1_000_000 }), |n| n.parse())?;
    if let Some(folder) = value("--generate") {
        let entries = generate::generate(Path::new(folder), forms, &Gazetteer::bundled()?)?;
        println!("{entries} entries, {forms} forms in {folder}");
        return Ok(());
    }
    let posts = std::env::var_os("GUANXI_BENCH_POSTS").map_or_else(|| PathBuf::from("examples/posts"), PathBuf::from);
    let inputs = Inputs::find(&[posts], Gazetteer::bundled()?.cleaning.fields)?;
    let scratch = std::env::temp_dir().join(format!("guanxi-bench-million-{}", std::process::id()));
    if args.iter().any(|a| a == "--automata") {
        generate::generate(&scratch, forms, &Gazetteer::bundled()?)?;
        for layers in [vec![bundled_layer()], vec![bundled_layer(), folder_layer(&scratch)?]] {
            automata::compare(&Gazetteer::load(&layers)?, &inputs)?;
        }
        return Ok(std::fs::remove_dir_all(&scratch)?);
    }
    println!("                  forms  load s  compile s   run CPU s  mentions linked  peak MB");
    let bundled = measure_run("bundled", &[bundled_layer()], &inputs, &scratch)?;
    generate::generate(&scratch.join("gazetteer"), forms, &Gazetteer::bundled()?)?;
    let layers = [bundled_layer(), folder_layer(&scratch.join("gazetteer"))?];
    let with = measure_run("and made-up", &layers, &inputs, &scratch)?;
    println!("CPU with them over CPU without: {:.2}", with.cpu / bundled.cpu);
    assert!(with.forms >= bundled.forms + forms, "all forms are loaded");
    std::fs::remove_dir_all(&scratch)?;
    Ok(())
}

struct Measured {
    forms: usize,
    cpu: f64,
}

/// Loads, compiles, runs on one thread; the run's CPU includes compiling, as in `guanxi run`.
fn measure_run(name: &str, layers: &[Layer], inputs: &Inputs, scratch: &Path) -> guanxi::Result<Measured> {
    let begun = (Instant::now(), cpu_seconds());
    let gazetteer = Gazetteer::load(layers)?;
    let load = begun.0.elapsed().as_secs_f64();
    let load_cpu = cpu_seconds() - begun.1;
    let begun = Instant::now();
    drop(Matcher::new(&gazetteer)?);
    let compile = begun.elapsed().as_secs_f64();
    let before = cpu_seconds();
    let options = RunOptions { threads: 1, ..RunOptions::default() };
    let output = OutputFolder::create(&scratch.join("output"))?;
    let summary = run(inputs, &gazetteer, &gazetteer.url_rules, &options, output, &|_, _| {})?;
    let cpu = load_cpu + cpu_seconds() - before;
    let linked: u64 = summary.mentions.iter().filter(|((_, outcome), _)| *outcome == "linked").map(|(_, n)| n).sum();
    let forms = gazetteer.surfaces.len();
    println!("{name:<12} {forms:>10}  {load:>6.2}  {compile:>9.2}  {cpu:>10.2}  {linked:>15}  {:>7}", shown(peak_megabytes()));
    Ok(Measured { forms, cpu })
}
