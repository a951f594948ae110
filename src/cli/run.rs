//! `guanxi run`.

use super::{
    DONE, SOME_UNREADABLE,
    args::{EXAMPLES, HowArgs, ReadingArgs, RunArgs, ShowArgs, Switch, TellingArgs},
};
use crate::named::is_waited_for;
use guanxi::{
    corpus::{FieldNames, Inputs},
    error::{Error, Result},
    knowledge::{EntityType, Gazetteer},
    publish::OutputFolder,
    run::{self, Keeping, RunOptions, Summary},
};
use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};
use std::{
    collections::BTreeSet,
    io::{self, IsTerminal, Write},
    path::{Path, PathBuf},
};

pub(super) fn run(args: &RunArgs) -> Result<u8> {
    let summary = with_bar(args.telling.quiet, |progress| done(args, progress))?;
    Ok(told(&summary, &args.telling, &args.output))
}

/// Runs as these arguments say, without a word.
pub(super) fn done(args: &RunArgs, progress: &(dyn Fn(u64, u64) + Sync)) -> Result<Summary> {
    can_show(&args.show)?;
    if args.input == [Path::new(EXAMPLES)] && !Path::new(EXAMPLES).exists() {
        return Err(Error::Input {
            path: EXAMPLES.into(),
            reason: "no input was named, and the example posts are not here".into(),
            remedy: "name your folder of posts: guanxi run FOLDER (the examples lie in the folder of guanxi's source)",
        });
    }
    let gazetteer = super::load(&args.gazetteers.folders)?;
    let inputs = inputs(&args.input, gazetteer.cleaning.fields.with_own(&args.how.fields), args.telling.quiet)?;
    apart(&args.input, &args.output)?;
    let options = RunOptions {
        keep: Keeping { resume: args.resume, ..Keeping::default() },
        threads: args.threads.count(),
        ..reading(&args.how, shown(&args.show, args.text, &gazetteer)?)?
    };
    let output = OutputFolder::create(&args.output)?;
    run::run(&inputs, &gazetteer, &gazetteer.url_rules, &options, output, progress)
}

/// A fault where the output folder is an input: among results posts are passed over.
pub(super) fn apart(inputs: &[PathBuf], output: &Path) -> Result<()> {
    let Ok(place) = output.canonicalize() else { return Ok(()) };
    if inputs.iter().any(|input| input.canonicalize().is_ok_and(|input| input == place)) {
        return Err(Error::Input {
            path: output.display().to_string(),
            reason: "is an input, and posts that lie among results are not read".into(),
            remedy: "name another folder for the results; it may lie in that of the posts",
        });
    }
    Ok(())
}

/// The options that say how documents are read, beside others.
pub(super) fn reading(how: &HowArgs, others: RunOptions) -> Result<RunOptions> {
    Ok(RunOptions {
        article: how.article == Switch::On,
        discover: how.discover.is_on(),
        tagger: super::model(how.model.file.as_deref())?,
        ..among(&how.reading, others)?
    })
}

/// The options that say which documents are read, beside others; a fault where no day is among them.
pub(super) fn among(reading: &ReadingArgs, others: RunOptions) -> Result<RunOptions> {
    if let (Some(since), Some(until)) = (reading.since, reading.until)
        && since > until
    {
        let reason = format!("{since} is later than --until {until}: no day lies between\n  remedy: exchange the two, or leave one out");
        return Err(Error::Option { option: "since", reason });
    }
    Ok(RunOptions { since: reading.since, until: reading.until, outlet: reading.outlet.clone(), ..others })
}

/// A fault where this program cannot write what is asked for, or that contradicts itself: before the long work, not after it.
pub(super) fn can_show(show: &ShowArgs) -> Result<()> {
    if let Some((option, reason)) = show.contradiction() {
        return Err(Error::Option { option, reason });
    }
    if show.png && !cfg!(feature = "png") {
        return Err(Error::NotCompiledIn { what: "network.png (network.svg holds the same picture)", feature: "png" });
    }
    show.formats().iter().find_map(|format| format.missing()).map_or(Ok(()), Err)
}

/// The options that say what is made of documents, beside the usual ones.
pub(super) fn shown(show: &ShowArgs, text: bool, gazetteer: &Gazetteer) -> Result<RunOptions> {
    Ok(RunOptions {
        window: show.window,
        roles: show.roles(),
        min_confidence: show.min_confidence,
        predicates: predicates(&show.predicates, gazetteer)?,
        publish: show.publish(text),
        ..RunOptions::default()
    })
}

/// Tells how a run ended; gives its exit code.
pub(super) fn told(summary: &Summary, telling: &TellingArgs, output: &Path) -> u8 {
    if !telling.quiet {
        let _ = print(&mut io::stdout().lock(), summary, output);
    }
    if summary.boxes {
        say!(
            "guanxi: no font with Chinese characters on this machine: names in network.png are empty boxes\n  remedy: install one (Debian: fonts-noto-cjk) and run again, or use network.svg"
        );
    }
    let filtered = summary.documents.get("filtered").copied().unwrap_or(0);
    if filtered > 0 && !summary.documents.contains_key("ok") {
        say!(
            "guanxi: none of {filtered} documents is among the dates and outlets asked for\n  remedy: give --since, --until and --outlet by the columns date and outlet of {}",
            output.join("documents.csv").display()
        );
    }
    told_unreadable(&summary.unreadable, telling, &format!("{} names", output.join("documents.csv").display()))
}

/// Tells of the documents that could not be read, and who names them all; gives the exit code.
pub(super) fn told_unreadable(unreadable: &[(String, String)], telling: &TellingArgs, who_names: &str) -> u8 {
    if unreadable.is_empty() {
        return DONE;
    }
    if telling.verbose {
        for (path, reason) in unreadable {
            say!("guanxi: {path}: {reason}");
        }
    }
    say!("guanxi: {} inputs could not be read; {who_names} each with the reason", unreadable.len());
    SOME_UNREADABLE
}

/// The kinds of relations that a user names; a fault where there is none of that name.
fn predicates(names: &[String], gazetteer: &Gazetteer) -> Result<Option<BTreeSet<String>>> {
    if names.is_empty() {
        return Ok(None);
    }
    let known = || gazetteer.relations.predicates.iter().map(|predicate| predicate.name.clone());
    if names.iter().any(|name| name == "all") {
        return Ok(Some(known().collect()));
    }
    match names.iter().find(|name| !known().any(|known| known == **name)) {
        Some(name) => Err(Error::Input {
            path: name.clone(),
            reason: format!("no kind of relations has this name; there are {}", known().collect::<Vec<_>>().join(", ")),
            remedy: "name some of them, or all",
        }),
        None => Ok(Some(names.iter().cloned().collect())),
    }
}

/// The inputs that a user names; a fault where there is no document among them.
pub(super) fn inputs(paths: &[PathBuf], names: FieldNames, quiet: bool) -> Result<Inputs> {
    some(found(paths, quiet, || Inputs::find(paths, names))?, paths)
}

/// What `find` finds at these paths, with what is to be said of them unless nothing is.
pub(super) fn found(paths: &[PathBuf], quiet: bool, find: impl FnOnce() -> Result<Inputs>) -> Result<Inputs> {
    for pipe in paths.iter().filter(|path| !quiet && is_waited_for(path)) {
        say!("guanxi: {} is a pipe: waiting for its end", pipe.display());
    }
    let inputs = find()?;
    for remark in inputs.remarks().iter().filter(|_| !quiet) {
        say!("guanxi: {remark}");
    }
    Ok(inputs)
}

/// The same inputs; a fault where there is no document among them.
pub(super) fn some(inputs: Inputs, paths: &[PathBuf]) -> Result<Inputs> {
    if inputs.len_hint() == 0 {
        return Err(Error::Input {
            path: paths.iter().map(|p| p.display().to_string()).collect::<Vec<_>>().join(" "),
            reason: format!("no documents found ({} files of other kinds)", inputs.skipped()),
            remedy: "name a folder that holds .md, .html, .txt, .json, .jsonl, .csv or .tar files",
        });
    }
    Ok(inputs)
}

/// Does work that tells how far it is, which a bar on standard error shows where that is a terminal.
pub(super) fn with_bar<T>(quiet: bool, work: impl FnOnce(&(dyn Fn(u64, u64) + Sync)) -> Result<T>) -> Result<T> {
    let bar = bar(quiet);
    let done = work(&|done, total| {
        bar.set_length(total);
        bar.set_position(done);
    });
    bar.finish_and_clear();
    done
}

fn bar(quiet: bool) -> ProgressBar {
    let bar = ProgressBar::new(0);
    if quiet || !std::io::stderr().is_terminal() {
        bar.set_draw_target(ProgressDrawTarget::hidden());
    }
    if let Ok(style) = ProgressStyle::with_template("{bar:30} {human_pos}/{human_len} documents  {per_sec}  {eta} left") {
        bar.set_style(style);
    }
    bar
}

/// The summary; a reader that closes the pipe early ends it without a fault.
fn print(out: &mut impl Write, summary: &Summary, output: &Path) -> io::Result<()> {
    let total: u64 = summary.documents.values().sum();
    let by_status: Vec<String> = summary.documents.iter().map(|(status, n)| format!("{n} {status}")).collect();
    writeln!(out, "documents   {total}: {}", by_status.join(", "))?;
    if summary.known > 0 {
        writeln!(out, "            {} of them read by the run before, which was interrupted", summary.known)?;
    }
    writeln!(out, "stories     {}", summary.stories)?;
    writeln!(out, "mentions              linked  ambiguous        nil")?;
    for kind in EntityType::ALL {
        let n = |outcome| summary.mentions.get(&(kind, outcome)).copied().unwrap_or(0);
        writeln!(out, "  {:<14} {:>11} {:>10} {:>10}", kind.as_str(), n("linked"), n("ambiguous"), n("nil"))?;
    }
    writeln!(out, "nodes       {} ({} in no gazetteer)", summary.nodes, summary.discovered)?;
    writeln!(out, "edges       {}", summary.edges)?;
    if summary.graph_edges < summary.edges {
        writeln!(out, "            the graph files hold the {} strongest and their nodes; --graph all writes all", summary.graph_edges)?;
    }
    let total: u64 = summary.relations.values().sum();
    let by_predicate: Vec<String> = summary.relations.iter().map(|(predicate, n)| format!("{n} {predicate}")).collect();
    writeln!(out, "relations   {total}: {}", by_predicate.join(", "))?;
    writeln!(out, "most stories")?;
    for (label, stories) in &summary.top_nodes {
        writeln!(out, "  {stories:>7}  {label}")?;
    }
    writeln!(out, "heaviest edges")?;
    for (a, b, stories) in &summary.top_edges {
        writeln!(out, "  {stories:>7}  {a} – {b}")?;
    }
    if !summary.curation.is_empty() {
        let unused = summary.curation.iter().filter(|line| line.mentions == 0).count();
        writeln!(out, "curation    {} lines, {unused} of them decided nothing", summary.curation.len())?;
        for line in &summary.curation {
            let (file, at, kind, subject) = (&line.file, line.line, line.kind, line.subject.join(" "));
            write!(out, "  {file}:{at}: {kind} {subject}: ")?;
            match line.mentions {
                0 => writeln!(out, "nothing")?,
                n => writeln!(out, "{n} mentions in {} documents", line.documents)?,
            }
        }
    }
    writeln!(out, "results in  {}", output.display())?;
    Ok(())
}
