//! The tables as Parquet: one file a table, the columns of the CSV with types, what is unknown as null, lists as lists,
//! texts as they are (without the guard against formulas). Made from the finished CSV.

use super::cell_text;
use jiff::civil::Date;
use parquet::{
    basic::Compression,
    data_type::{BoolType, ByteArray, ByteArrayType, DoubleType, Int32Type, Int64Type},
    errors::ParquetError,
    file::{properties::WriterProperties, writer::SerializedFileWriter, writer::SerializedRowGroupWriter},
    schema::parser::parse_message_type,
};
use std::{
    io::{self, Read, Write},
    sync::Arc,
};

/// Type of a column.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    Text,
    /// 64 bits.
    Int,
    /// 64 bits.
    Float,
    Bool,
    /// Days since 1970.
    Day,
    /// Texts, joined with `|` in CSV; never null.
    List,
}

/// The type of every column of every table. A name means the same in all tables.
const KINDS: &[(Kind, &[&str])] = &[
    (
        Kind::Text,
        &[
            "agreement",
            "class",
            "country",
            "doc",
            "entity",
            "evidence",
            "example_doc",
            "example_sentence",
            "file",
            "holder",
            "id",
            "kind",
            "label",
            "label_en",
            "label_hant",
            "method",
            "name",
            "note",
            "object",
            "office",
            "office_label",
            "outcome",
            "outlet",
            "path",
            "period",
            "person",
            "person_label",
            "plover",
            "predicate",
            "reason",
            "script",
            "source",
            "status",
            "story",
            "subject",
            "surface",
            "target",
            "text",
            "title",
            "trigger",
            "type",
            "url",
            "wikidata",
        ],
    ),
    (
        Kind::Int,
        &[
            "asserted",
            "chars",
            "community",
            "component",
            "core",
            "degree",
            "documents",
            "end",
            "former",
            "line",
            "mentions",
            "outlets",
            "outside",
            "planned",
            "sentence",
            "sentences",
            "start",
            "stories",
            "strength",
            "weight",
        ],
    ),
    (Kind::Float, &["betweenness", "confidence", "expected", "llr", "npmi", "p_value"]),
    (Kind::Bool, &["backbone", "byline", "discovered", "nested"]),
    (Kind::Day, &["date", "first_date", "last_date"]),
    (Kind::List, &["aliases", "candidates", "relations", "surface_or_ids", "tenures"]),
];

/// Rows of a row group: enough to compress well, few enough to keep memory flat.
const GROUP: usize = 1 << 16;

/// Copies a table from CSV.
///
/// # Errors
/// Those of reader and writer; a column that has no type here, and a cell that is not of its column's type.
pub fn write_parquet<W: Write + Send>(table: impl Read, out: W) -> io::Result<()> {
    let mut reader = csv::ReaderBuilder::new().buffer_capacity(1 << 18).from_reader(table);
    let columns: Vec<(String, Kind)> = reader.headers()?.iter().map(|name| Ok((name.to_owned(), kind(name)?))).collect::<io::Result<_>>()?;
    let schema = Arc::new(parse_message_type(&schema(&columns)).map_err(failed)?);
    let properties = Arc::new(WriterProperties::builder().set_compression(Compression::SNAPPY).set_created_by(PROGRAM.to_owned()).build());
    let mut writer = SerializedFileWriter::new(out, schema, properties).map_err(failed)?;
    let mut rows: Vec<csv::StringRecord> = Vec::new();
    loop {
        let mut record = csv::StringRecord::new();
        let more = reader.read_record(&mut record)?;
        if more {
            rows.push(record);
        }
        if !rows.is_empty() && (!more || rows.len() == GROUP) {
            let mut group = writer.next_row_group().map_err(failed)?;
            for (at, (name, kind)) in columns.iter().enumerate() {
                write_column(&mut group, *kind, rows.iter().map(|row| cell_text(&row[at])))
                    .map_err(|e| io::Error::other(format!("column {name}: {e}")))?;
            }
            group.close().map_err(failed)?;
            rows.clear();
        }
        if !more {
            break;
        }
    }
    writer.close().map_err(failed)?;
    Ok(())
}

const PROGRAM: &str = concat!("guanxi ", env!("CARGO_PKG_VERSION"));

fn kind(name: &str) -> io::Result<Kind> {
    let found = KINDS.iter().find(|(_, names)| names.contains(&name)).map(|(kind, _)| *kind);
    found.ok_or_else(|| io::Error::other(format!("column {name} has no type in export/parquet.rs")))
}

fn schema(columns: &[(String, Kind)]) -> String {
    let fields: Vec<String> = columns
        .iter()
        .map(|(name, kind)| match kind {
            Kind::Text => format!("OPTIONAL BYTE_ARRAY {name} (STRING);"),
            Kind::Int => format!("OPTIONAL INT64 {name};"),
            Kind::Float => format!("OPTIONAL DOUBLE {name};"),
            Kind::Bool => format!("OPTIONAL BOOLEAN {name};"),
            Kind::Day => format!("OPTIONAL INT32 {name} (DATE);"),
            Kind::List => format!("REQUIRED GROUP {name} (LIST) {{ REPEATED GROUP list {{ REQUIRED BYTE_ARRAY element (STRING); }} }}"),
        })
        .collect();
    format!("message guanxi {{ {} }}", fields.join(" "))
}

fn write_column<'a, W: Write + Send>(
    group: &mut SerializedRowGroupWriter<'_, W>,
    kind: Kind,
    cells: impl Iterator<Item = &'a str> + Clone,
) -> io::Result<()> {
    let Some(mut column) = group.next_column().map_err(failed)? else { return Err(io::Error::other("one column too many")) };
    // 1 for a value, 0 for null; of lists 1 for an element, 0 for an empty list.
    let present: Vec<i16> = cells.clone().map(|cell| i16::from(!cell.is_empty())).collect();
    let given = cells.clone().filter(|cell| !cell.is_empty());
    match kind {
        Kind::Text => {
            let values: Vec<ByteArray> = given.map(ByteArray::from).collect();
            column.typed::<ByteArrayType>().write_batch(&values, Some(&present), None)
        }
        Kind::Int => column.typed::<Int64Type>().write_batch(&parsed(given)?, Some(&present), None),
        Kind::Float => column.typed::<DoubleType>().write_batch(&parsed(given)?, Some(&present), None),
        Kind::Bool => column.typed::<BoolType>().write_batch(&parsed(given)?, Some(&present), None),
        Kind::Day => {
            let days: Vec<i32> = parsed::<Date>(given)?.into_iter().map(days_since_1970).collect();
            column.typed::<Int32Type>().write_batch(&days, Some(&present), None)
        }
        Kind::List => {
            let values: Vec<ByteArray> = given.flat_map(|cell| cell.split('|')).map(ByteArray::from).collect();
            let (mut defined, mut repeated) = (Vec::new(), Vec::new());
            for cell in cells {
                let elements = if cell.is_empty() { 0 } else { cell.split('|').count() };
                defined.extend(std::iter::repeat_n(i16::from(elements > 0), elements.max(1)));
                repeated.extend((0..elements.max(1)).map(|i| i16::from(i > 0)));
            }
            column.typed::<ByteArrayType>().write_batch(&values, Some(&defined), Some(&repeated))
        }
    }
    .map_err(failed)?;
    column.close().map_err(failed)
}

fn parsed<'a, T: std::str::FromStr>(cells: impl Iterator<Item = &'a str>) -> io::Result<Vec<T>> {
    cells.map(|cell| cell.parse().map_err(|_| io::Error::other(format!("{cell:?} is not of its type")))).collect()
}

fn days_since_1970(date: Date) -> i32 {
    let since = date.since(jiff::civil::date(1970, 1, 1)).map(|span| span.get_days());
    since.unwrap_or(0)
}

fn failed(error: ParquetError) -> io::Error {
    io::Error::other(error)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::export::{
        CandidateRow, CurationRow, DocumentRow, EdgeRow, EvidenceRow, MentionRow, NodeRow, OutletEdgeRow, PeriodEdgeRow, RelationRow, Row,
        SentenceRow, StandingRow,
    };
    use parquet::file::{reader::FileReader, serialized_reader::SerializedFileReader};

    #[test]
    fn every_column_has_one_type() {
        let tables = [
            CandidateRow::HEADER,
            CurationRow::HEADER,
            DocumentRow::HEADER,
            EdgeRow::HEADER,
            EvidenceRow::HEADER,
            MentionRow::HEADER,
            NodeRow::HEADER,
            OutletEdgeRow::HEADER,
            PeriodEdgeRow::HEADER,
            RelationRow::HEADER,
            SentenceRow::HEADER,
            StandingRow::HEADER,
        ];
        for name in tables.concat() {
            let kinds: Vec<Kind> = KINDS.iter().filter(|(_, names)| names.contains(&name)).map(|(kind, _)| *kind).collect();
            assert_eq!(kinds.len(), 1, "{name}: {kinds:?}");
        }
    }

    #[test]
    fn cells_become_values_nulls_and_lists() {
        let table = "label,weight,npmi,backbone,first_date,aliases\n'=甲,3,0.25,true,1970-01-03,甲|'乙\n,,,,,\n𠮷,1,0.75,false,1969-12-31,𠮷\n";
        let file = tempfile::tempfile().unwrap();
        write_parquet(table.as_bytes(), &file).unwrap();
        let reader = SerializedFileReader::new(file).unwrap();
        let rows: Vec<String> = reader.get_row_iter(None).unwrap().map(|row| row.unwrap().to_string()).collect();
        assert_eq!(
            rows,
            [
                r#"{label: "=甲", weight: 3, npmi: 0.25, backbone: true, first_date: 1970-01-03, aliases: ["甲", "'乙"]}"#,
                "{label: null, weight: null, npmi: null, backbone: null, first_date: null, aliases: []}",
                r#"{label: "𠮷", weight: 1, npmi: 0.75, backbone: false, first_date: 1969-12-31, aliases: ["𠮷"]}"#,
            ]
        );
        let wrong = write_parquet("weight\nten\n".as_bytes(), Vec::new()).unwrap_err();
        assert_eq!(wrong.to_string(), "column weight: \"ten\" is not of its type");
        let unknown = write_parquet("wieght\n".as_bytes(), Vec::new()).unwrap_err();
        assert_eq!(unknown.to_string(), "column wieght has no type in export/parquet.rs");
    }
}
