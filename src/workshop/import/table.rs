//! CSV by column names: our own fields, or the result of a SPARQL query at Wikidata.

use super::{
    Context, Format, ImportedEntity, Read,
    entity::{q_number, source_id, wikidata_id},
    input::Input,
    names::{Language, RawNames},
    rules::Meaning,
    sink::Sink,
};
use crate::{
    error::{Error, Result},
    knowledge::{Country, EntityType},
};
use csv::StringRecord;
use std::io;

/// What a column holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Column {
    Id,
    Type,
    /// A name in this language; `None` where the header does not state it.
    Label(Option<Language>),
    Aliases(Option<Language>),
    Weak,
    Country,
    Class,
    Role,
    Wikidata,
    Other,
}

fn column(header: &str, format: Format) -> Column {
    let header = header.trim().trim_start_matches('?');
    if format == Format::Csv {
        return match header.to_ascii_lowercase().as_str() {
            "id" => Column::Id,
            "type" => Column::Type,
            "name" => Column::Label(Some(Language::Hans)),
            "hant" => Column::Label(Some(Language::Hant)),
            "en" => Column::Label(Some(Language::En)),
            "country" => Column::Country,
            "class" => Column::Class,
            "role" => Column::Role,
            "wikidata" => Column::Wikidata,
            "aliases" => Column::Aliases(None),
            "weak" => Column::Weak,
            _ => Column::Other,
        };
    }
    match header {
        "item" => Column::Id,
        "type" | "instance" | "instanceOf" | "instance_of" | "P31" => Column::Type,
        "country" | "P17" | "P27" => Column::Country,
        "class" => Column::Class,
        "role" | "description" | "itemDescription" => Column::Role,
        "label" | "itemLabel" => Column::Label(None),
        "aliases" | "altLabel" | "itemAltLabel" => Column::Aliases(None),
        _ => {
            let tagged = |prefixes: &[&str]| prefixes.iter().find_map(|p| Language::of(header.strip_prefix(p)?));
            match (tagged(&["", "itemLabel_", "label_", "name_"]), tagged(&["itemAltLabel_", "altLabel_", "aliases_", "alias_"])) {
                (Some(language), _) => Column::Label(Some(language)),
                (None, Some(language)) => Column::Aliases(Some(language)),
                (None, None) => Column::Other,
            }
        }
    }
}

/// Rows of one id that follow each other, gathered: SPARQL gives a row for every pair of values.
#[derive(Debug, Default)]
struct Gathered {
    line: u64,
    id: String,
    types: Vec<String>,
    raw: RawNames,
    country: Vec<String>,
    class: String,
    role: String,
    wikidata: String,
}

/// Reads the table.
///
/// # Errors
/// Those of the sink; [`Error::Input`] for a header without the columns that the format needs.
pub(super) fn read(input: &mut Input, sink: &mut Sink<'_>, context: &Context<'_>, format: Format) -> Result<()> {
    let shown = input.shown.clone();
    let total = input.total;
    let fault =
        |reason: String| Error::Input { path: shown.clone(), reason, remedy: "gazetteers/README.md lists the columns of csv and wikidata-csv" };
    let mut reader = csv::ReaderBuilder::new().flexible(false).from_reader(io::BufReader::new(&mut *input));
    let columns: Vec<Column> = reader.headers().map_err(|e| fault(e.to_string()))?.iter().map(|h| column(h, format)).collect();
    let labelled = columns.iter().any(|c| matches!(c, Column::Label(_)));
    if !labelled || format == Format::WikidataCsv && !columns.contains(&Column::Id) {
        return Err(fault("its header names no column for a name, or none for the item".into()));
    }
    let mut open: Option<Gathered> = None;
    let mut record = StringRecord::new();
    let mut rows = 0_u64;
    loop {
        let line = reader.position().line();
        match reader.read_record(&mut record) {
            Ok(true) => {
                let line = record.position().map_or(line, csv::Position::line);
                let row = gather(&record, &columns, line, format);
                match &mut open {
                    Some(known) if format == Format::WikidataCsv && known.id == row.id => join(known, row),
                    _ => {
                        if let Some(done) = open.replace(row) {
                            sink.take(&shown, done.line, settle(done, context, format))?;
                        }
                    }
                }
            }
            Ok(false) => break,
            Err(e) => {
                let line = e.position().map_or(line, csv::Position::line);
                if let Some(done) = open.take() {
                    sink.take(&shown, done.line, settle(done, context, format))?;
                }
                sink.take(&shown, line, Read::Bad(fault_of(&e)))?;
                if matches!(e.kind(), csv::ErrorKind::Io(_)) {
                    break;
                }
            }
        }
        if sink.is_full() {
            return Ok(());
        }
        rows += 1;
        if rows.is_multiple_of(1 << 14) {
            let position = reader.position().byte();
            sink.progress_at(position, total);
        }
    }
    match open {
        Some(done) => sink.take(&shown, done.line, settle(done, context, format)),
        None => Ok(()),
    }
}

/// The message of a CSV error without the position, which is stated anyway.
fn fault_of(e: &csv::Error) -> String {
    match e.kind() {
        csv::ErrorKind::UnequalLengths { expected_len, len, .. } => format!("has {len} cells, the header {expected_len}"),
        csv::ErrorKind::Utf8 { .. } => "is not UTF-8".into(),
        csv::ErrorKind::Io(e) => format!("cannot be read to its end: {e}"),
        _ => e.to_string(),
    }
}

fn gather(record: &StringRecord, columns: &[Column], line: u64, format: Format) -> Gathered {
    let mut row = Gathered { line, ..Gathered::default() };
    for (cell, column) in record.iter().map(str::trim).zip(columns).filter(|(cell, _)| !cell.is_empty()) {
        // The label service gives the number of an item without a label.
        let is_name = q_number(cell).is_none();
        match *column {
            Column::Id => row.id = cell.to_owned(),
            Column::Type => row.types.push(cell.to_owned()),
            Column::Label(Some(language)) if is_name => row.raw.labels.push((language, cell.to_owned())),
            Column::Label(None) if is_name => row.raw.add(cell),
            Column::Aliases(language) => {
                // Its list of other names is joined with ", ", ours with "|".
                let apart = if format == Format::Csv || cell.contains('|') { "|" } else { ", " };
                for alias in cell.split(apart) {
                    match language {
                        Some(language) => row.raw.aliases.push((language, alias.to_owned())),
                        None => row.raw.add_alias(alias),
                    }
                }
            }
            Column::Weak => row.raw.weak.extend(cell.split('|').map(str::to_owned)),
            Column::Country => row.country.push(cell.to_owned()),
            Column::Class => row.class = cell.to_owned(),
            Column::Role => row.role = cell.to_owned(),
            Column::Wikidata => row.wikidata = cell.to_owned(),
            Column::Label(_) | Column::Other => {}
        }
    }
    row
}

fn join(known: &mut Gathered, row: Gathered) {
    known.types.extend(row.types);
    known.country.extend(row.country);
    known.raw.labels.extend(row.raw.labels);
    known.raw.aliases.extend(row.raw.aliases);
    known.raw.weak.extend(row.raw.weak);
}

fn settle(row: Gathered, context: &Context<'_>, format: Format) -> Read {
    let wikidata = match (format, q_number(&row.id), q_number(&row.wikidata)) {
        (Format::WikidataCsv, None, _) => return Read::Bad(format!("item {:?} is no Q-number", row.id)),
        (Format::WikidataCsv, q, _) => q,
        (_, _, None) if !row.wikidata.is_empty() => return Read::Bad(format!("wikidata {:?} is no Q-number", row.wikidata)),
        (_, _, q) => q,
    };
    let meaning = match meaning(&row, context) {
        Ok(meaning) => meaning,
        Err(read) => return read,
    };
    let kind = meaning.kind;
    let names = match context.names.settle(kind, &row.raw) {
        Ok(names) => names,
        Err(reason) => return Read::Skipped(reason),
    };
    let ours = |id: &str| {
        id.strip_prefix(kind.prefix())
            .is_some_and(|rest| !rest.is_empty() && rest.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-'))
    };
    let id = match (wikidata, row.id.as_str()) {
        (_, id) if ours(id) => id.to_owned(),
        (Some(q), id) if id.is_empty() || format == Format::WikidataCsv => wikidata_id(kind, q),
        (_, "") => source_id(kind, "csv", &names.name),
        (_, id) => source_id(kind, "csv", id),
    };
    let code = |cell: &String| match q_number(cell) {
        Some(q) => context.rules.wikidata_countries.get(q).cloned(),
        None => Country::parse(cell).map(|c| c.to_string()),
    };
    let country = row.country.iter().find_map(code);
    if let Some(wrong) = row.country.first().filter(|_| country.is_none() && format == Format::Csv) {
        return Read::Bad(format!("country {wrong:?} is no two-letter code in upper case"));
    }
    let stated = |cell: String| (!cell.is_empty()).then_some(cell);
    let class = if kind == EntityType::Person { stated(row.role) } else { stated(row.class).or(meaning.class) };
    Read::Entity(Box::new(ImportedEntity { id, kind, names, country, class, wikidata: wikidata.map(str::to_owned), born: None, tenures: Vec::new() }))
}

/// The type of a row: by its column, else the one type that the user asked for.
fn meaning(row: &Gathered, context: &Context<'_>) -> std::result::Result<Meaning, Read> {
    let word = row.types.iter().find_map(|t| EntityType::parse(&t.to_ascii_lowercase()));
    if let Some(kind) = word {
        return Ok(Meaning { kind, class: None });
    }
    if let Some(meaning) = context.rules.wikidata_type(row.types.iter().filter_map(|t| q_number(t))) {
        return Ok(meaning.clone());
    }
    match (row.types.first(), context.options.types.as_slice()) {
        (None, &[kind]) => Ok(Meaning { kind, class: None }),
        (None, _) => Err(Read::Skipped("without a type: a column, or one type that is asked for")),
        (Some(t), _) if q_number(t).is_none() => Err(Read::Bad(format!("type {t:?} is not person, office, organization or place"))),
        (Some(_), _) => Err(Read::Skipped("type not in import.yaml")),
    }
}
