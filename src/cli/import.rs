//! `guanxi gazetteer import`.

use super::{DONE, SOME_UNREADABLE, args::ImportArgs};
use guanxi::{
    error::{Error, Result},
    knowledge::Gazetteer,
    workshop::import::{Event, Existing, ImportOptions, ImportRules, ImportSummary, import as read_in, stem_of},
};
use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};
use std::{
    io::{self, IsTerminal, Write},
    time::Instant,
};

/// Bad records named one by one; the rest is counted.
const NAMED_BAD: u64 = 20;

pub(super) fn import(args: &ImportArgs) -> Result<u8> {
    let name = args.name.clone().unwrap_or_else(|| stem_of(&args.file));
    if name.is_empty() || name.contains(['/', '\\']) || name.starts_with('.') {
        return Err(Error::Option { option: "name", reason: format!("{name:?} is no file name: write a stem like wikidata-people") });
    }
    let layers = super::layers(&args.gazetteers.folders)?;
    let rules = ImportRules::load(&layers)?;
    let bundled = Gazetteer::bundled()?;
    let own = if args.gazetteers.folders.is_empty() { None } else { Some(Gazetteer::load(&layers)?) };
    let known = own.as_ref().unwrap_or(&bundled);
    let options = ImportOptions {
        source: args.file.clone(),
        format: args.from,
        alternates: args.alternates.clone(),
        output: args.output.clone(),
        name,
        types: args.types.iter().map(|of| of.kind()).collect(),
        limit: args.limit,
        min_population: args.min_population,
        existing: if args.force { Existing::Replace } else { Existing::Keep },
    };
    let bar = ProgressBar::new_spinner();
    if args.quiet || !io::stderr().is_terminal() {
        bar.set_draw_target(ProgressDrawTarget::hidden());
    }
    let style = |known: bool| {
        let template =
            if known { "{bar:30} {bytes}/{total_bytes}  {bytes_per_sec}  {eta} left  {msg}" } else { "{spinner} {bytes}  {bytes_per_sec}  {msg}" };
        ProgressStyle::with_template(template)
    };
    let mut bad = 0;
    let mut styled = false;
    let begun = Instant::now();
    let summary = read_in(&options, &rules, known, &bundled.folder, &mut |event| match event {
        Event::Progress { position, total, entities } => {
            if !styled && let Ok(style) = style(total.is_some()) {
                bar.set_style(style);
                styled = true;
            }
            if let Some(total) = total {
                bar.set_length(total);
            }
            bar.set_position(position);
            bar.set_message(format!("{entities} entities"));
        }
        Event::Bad { file, line, message } => {
            bad += 1;
            if bad <= NAMED_BAD {
                bar.suspend(|| say!("guanxi: {file}:{line}: {message}"));
            }
        }
    });
    bar.finish_and_clear();
    if bad > NAMED_BAD {
        say!("guanxi: and {} more bad records", bad - NAMED_BAD);
    }
    let summary = summary?;
    if !args.quiet {
        let _ = print(&mut io::stderr().lock(), &summary, begun.elapsed().as_secs_f64());
    }
    Ok(if summary.bad > 0 { SOME_UNREADABLE } else { DONE })
}

fn print(out: &mut impl Write, summary: &ImportSummary, seconds: f64) -> io::Result<()> {
    let megabytes = summary.bytes as f64 / 1e6;
    writeln!(out, "read        {} records, {megabytes:.1} MB in {seconds:.1} s, {:.1} MB/s", summary.read, megabytes / seconds.max(1e-9))?;
    for (kind, n) in &summary.written {
        writeln!(out, "written     {n:>9}  {kind}")?;
    }
    if summary.filled > 0 {
        writeln!(out, "filled      {:>9}  entries of the gazetteers", summary.filled)?;
    }
    writeln!(out, "tenures     {:>9}", summary.tenures)?;
    for (reason, n) in &summary.skipped {
        writeln!(out, "left out    {n:>9}  {reason}")?;
    }
    if summary.bad > 0 {
        writeln!(out, "bad         {:>9}", summary.bad)?;
    }
    for file in &summary.files {
        writeln!(out, "in          {}", file.display())?;
    }
    Ok(())
}
