//! guanxi.xlsx for people who live in Excel: who meets whom, who holds which office, what happened between whom.

use super::{Facts, OutputFolder, network::Network, relations::RelationFiles, spool::SpoolReader};
use crate::{
    error::{Error, Result},
    id::NodeId,
    network::DocFacts,
    table::StandingRow,
};
use rustc_hash::FxHashMap;

/// Its name.
pub(super) const XLSX: &str = "guanxi.xlsx";

/// What the workbook is made from.
#[cfg_attr(not(feature = "xlsx"), allow(dead_code, reason = "the sheets are made with the feature alone"))]
pub(super) struct Workbook<'a> {
    pub(super) merge: &'a Facts,
    pub(super) network: &'a Network,
    pub(super) facts: &'a [DocFacts],
    pub(super) typed: &'a FxHashMap<(NodeId, NodeId), String>,
    pub(super) relations: &'a RelationFiles<'a>,
    pub(super) standing: &'a [StandingRow<'a>],
}

#[cfg(not(feature = "xlsx"))]
impl Workbook<'_> {
    /// As with the feature, of a program built without it.
    pub(super) fn write(&self, _passages: &mut SpoolReader, _output: &OutputFolder) -> Result<()> {
        Err(Error::NotCompiledIn { what: XLSX, feature: "xlsx" })
    }
}

#[cfg(feature = "xlsx")]
mod sheets {
    use super::{Error, FxHashMap, OutputFolder, Result, SpoolReader, Workbook, XLSX};
    use crate::{
        cell::clean_cell,
        publish::excerpts::{Excerpts, Shown, excerpts},
        table::NodeRow,
    };
    use jiff::civil::Date;
    use rust_xlsxwriter::{DocProperties, ExcelDateTime, Format, Workbook as Book, Worksheet, XlsxError};
    use std::io;

    /// Pairs of people at most, those of most stories first: what a person still scrolls through.
    const MOST_PAIRS: usize = 20_000;
    /// Events at most, those of most stories first.
    const MOST_EVENTS: usize = 100_000;
    /// Sentences of a pair.
    const SENTENCES: usize = 3;

    /// Columns of a sheet: name and width in characters.
    type Columns = &'static [(&'static str, f64)];

    const PEOPLE: Columns = &[
        ("person", 16.0),
        ("meets", 16.0),
        ("stories", 9.0),
        ("outlets", 9.0),
        ("first_date", 12.0),
        ("last_date", 12.0),
        ("expected", 10.0),
        ("relations", 24.0),
        ("sentence", 60.0),
        ("another", 60.0),
        ("a_third", 60.0),
    ];
    const OFFICES: Columns = &[
        ("person", 16.0),
        ("office", 24.0),
        ("first_date", 12.0),
        ("last_date", 12.0),
        ("stories", 9.0),
        ("documents", 11.0),
        ("former", 9.0),
        ("planned", 9.0),
        ("tenures", 24.0),
        ("agreement", 16.0),
    ];
    const EVENTS: Columns = &[
        ("subject", 20.0),
        ("predicate", 16.0),
        ("object", 20.0),
        ("status", 11.0),
        ("first_date", 12.0),
        ("last_date", 12.0),
        ("stories", 9.0),
        ("outlets", 9.0),
        ("documents", 11.0),
    ];

    impl Workbook<'_> {
        /// Writes the workbook.
        pub(in crate::publish) fn write(&self, passages: &mut SpoolReader, output: &OutputFolder) -> Result<()> {
            let pairs = self.pairs();
            let mut nodes: Vec<u32> = pairs.iter().flat_map(|&edge| self.ends(edge)).collect();
            nodes.sort_unstable();
            nodes.dedup();
            let shown = Shown { nodes: &nodes, edges: &pairs, sentences: pairs.len() * SENTENCES, of_edge: SENTENCES };
            let known = self.relations.gazetteer.entities.len() as u32;
            let found = excerpts(self.merge, self.network, self.facts, known, passages, shown)?;
            let path = output.partial(XLSX);
            let file = output.file(XLSX)?;
            let book = || -> std::result::Result<(), XlsxError> { self.book(&pairs, &found)?.save_to_writer(file) };
            book().map_err(|e| Error::io("cannot write", path)(io::Error::other(e)))
        }

        fn ends(&self, edge: u32) -> [u32; 2] {
            let edge = &self.network.edges[edge as usize];
            [edge.a, edge.b].map(|node| self.network.row_of[&node] as u32)
        }

        /// Edges between people, most stories first.
        fn pairs(&self) -> Vec<u32> {
            let is_person = |row: u32| self.network.nodes[row as usize].kind == "person";
            let mut pairs: Vec<u32> = (0..self.network.edges.len() as u32).filter(|&edge| self.ends(edge).into_iter().all(is_person)).collect();
            // The sort keeps the order of the edges among equals.
            pairs.sort_by_key(|&edge| std::cmp::Reverse(self.network.edges[edge as usize].tally.stories));
            pairs.truncate(MOST_PAIRS);
            pairs
        }

        fn book(&self, pairs: &[u32], found: &Excerpts) -> std::result::Result<Book, XlsxError> {
            let mut book = Book::new();
            // Equal runs give equal files: no time of writing.
            book.set_properties(&DocProperties::new().set_creation_datetime(&ExcelDateTime::from_ymd(2020, 1, 1)?));
            let mut sheet = Sheet::new(book.add_worksheet(), "people", PEOPLE)?;
            for (&edge, sentences) in pairs.iter().zip(&found.of_edge) {
                let [a, b] = self.ends(edge).map(|row| self.network.nodes[row as usize].label.as_str());
                let row = self.network.edge_row(edge as usize, self.typed);
                sheet.text(a)?.text(b)?.number(row.weight as f64)?.number(row.outlets as f64)?.day(row.first_date)?.day(row.last_date)?;
                sheet.number((row.expected * 100.0).round() / 100.0)?.text(&row.relations.replace('|', ", "))?;
                for &sentence in sentences.iter().take(SENTENCES) {
                    let sentence = &found.sentences[sentence as usize];
                    let document = &found.documents[sentence.document as usize];
                    let day = document.date.map_or_else(String::new, |day| day.to_string());
                    sheet.text(&format!("{} ({} {day})", sentence.text, document.outlet))?;
                }
                sheet.next();
            }
            sheet.close()?;
            let mut sheet = Sheet::new(book.add_worksheet(), "offices", OFFICES)?;
            for row in self.standing {
                sheet.text(row.person_label)?.text(row.office_label)?.day(row.first_date)?.day(row.last_date)?;
                sheet.number(row.stories as f64)?.number(row.documents as f64)?.number(row.former as f64)?.number(row.planned as f64)?;
                sheet.text(&row.tenures.join(", "))?.text(row.agreement)?;
                sheet.next();
            }
            sheet.close()?;
            let mut sheet = Sheet::new(book.add_worksheet(), "events", EVENTS)?;
            let labels: FxHashMap<&str, &NodeRow> = self.network.nodes.iter().map(|node| (node.id.as_str(), node)).collect();
            let label = |id: &str| labels.get(id).map_or("", |node| node.label.as_str());
            let mut events: Vec<_> = self.relations.events();
            events.sort_by_key(|event| std::cmp::Reverse(event.stories));
            for event in events.iter().take(MOST_EVENTS) {
                sheet.text(label(event.subject))?.text(event.predicate)?.text(label(event.object))?.text(event.status)?;
                sheet.day(event.first_date)?.day(event.last_date)?;
                sheet.number(event.stories as f64)?.number(event.outlets as f64)?.number(event.documents as f64)?;
                sheet.next();
            }
            sheet.close()?;
            Ok(book)
        }
    }

    /// A sheet being filled, cell after cell.
    struct Sheet<'s> {
        sheet: &'s mut Worksheet,
        columns: u16,
        at: (u32, u16),
        date: Format,
    }

    impl<'s> Sheet<'s> {
        fn new(sheet: &'s mut Worksheet, name: &str, columns: Columns) -> std::result::Result<Self, XlsxError> {
            sheet.set_name(name)?;
            sheet.set_freeze_panes(1, 0)?;
            let bold = Format::new().set_bold();
            for (column, (name, width)) in (0..).zip(columns) {
                sheet.set_column_width(column, *width)?;
                sheet.write_string_with_format(0, column, *name, &bold)?;
            }
            Ok(Sheet { sheet, columns: columns.len() as u16, at: (1, 0), date: Format::new().set_num_format("yyyy-mm-dd") })
        }

        fn text(&mut self, text: &str) -> std::result::Result<&mut Self, XlsxError> {
            if !text.is_empty() {
                // A string cell is never computed, whatever it begins with.
                self.sheet.write_string(self.at.0, self.at.1, clean_cell(text))?;
            }
            self.at.1 += 1;
            Ok(self)
        }

        fn number(&mut self, number: f64) -> std::result::Result<&mut Self, XlsxError> {
            self.sheet.write_number(self.at.0, self.at.1, number)?;
            self.at.1 += 1;
            Ok(self)
        }

        /// Excel knows no day before 1900; such a one is a text.
        fn day(&mut self, day: Option<Date>) -> std::result::Result<&mut Self, XlsxError> {
            let Some(day) = day else { return self.text("") };
            let Ok(date) = ExcelDateTime::from_ymd(day.year().unsigned_abs(), day.month().unsigned_abs(), day.day().unsigned_abs()) else {
                return self.text(&day.to_string());
            };
            self.sheet.write_datetime_with_format(self.at.0, self.at.1, &date, &self.date)?;
            self.at.1 += 1;
            Ok(self)
        }

        fn next(&mut self) {
            self.at = (self.at.0 + 1, 0);
        }

        fn close(self) -> std::result::Result<(), XlsxError> {
            self.sheet.autofilter(0, 0, self.at.0.saturating_sub(1), self.columns - 1).map(drop)
        }
    }
}
