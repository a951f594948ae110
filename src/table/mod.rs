//! Tables and graphs as bytes: one declaration of each column, one writer per format that only formats.
//!
//! To add a column, add one line to the table it belongs to; CSV, Parquet and the graph files take it from there, and a test
//! asks that the README names it.

mod column;
mod csv;
mod csv_read;
mod documents;
mod edges;
mod facts;
mod gexf;
mod graph;
mod graphml;
mod group;
mod node_link;
mod nodes;
mod number;
mod parquet;
mod parquet_read;
mod relations;
mod texts;

pub use column::{Column, Get, Getter, Link, Table, TextGetter, header};
pub use csv::CsvRows;
pub use csv_read::CsvGroups;
pub use documents::{Boilerplate, BoilerplateRow, CandidateRow, Candidates, CurationRow, Curations, DocumentRow, Documents};
pub use edges::{EdgeRow, Edges, EdgesByOutlet, EdgesByPeriod, NodesByOutlet, NodesByPeriod, PartRow};
pub use facts::{FactDocumentRow, FactDocuments, FactMentionRow, FactMentions, FactRelationRow, FactRelations};
pub use gexf::write_gexf;
pub use graph::{Direction, GraphEdge, GraphNode, GraphShape, Key, Spell, Value, keys, values};
pub use graphml::write_graphml;
pub use group::{ColumnType, Group, Values, column_types};
pub use node_link::write_node_link;
pub use nodes::{NodeRow, Nodes, Position};
pub use number::{float_cell, format_float, six_digits};
pub use parquet::{ParquetFile, ParquetRows};
pub(crate) use parquet_read::MOST_ROWS;
pub use parquet_read::ParquetGroups;
pub use relations::{EventRow, Events, RelationRow, Relations, SourceRow, Sources, Standing, StandingRow};
pub use texts::{Evidence, EvidenceRow, MentionRow, Mentions, SentenceRow, Sentences};

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_readme_names_every_column_of_every_table() {
        let tables = [
            (Nodes::NAME, header::<Nodes>()),
            (Edges::NAME, header::<Edges>()),
            (EdgesByPeriod::NAME, header::<EdgesByPeriod>()),
            (EdgesByOutlet::NAME, header::<EdgesByOutlet>()),
            (NodesByPeriod::NAME, header::<NodesByPeriod>()),
            (NodesByOutlet::NAME, header::<NodesByOutlet>()),
            (Mentions::NAME, header::<Mentions>()),
            (Sentences::NAME, header::<Sentences>()),
            (Evidence::NAME, header::<Evidence>()),
            (Relations::NAME, header::<Relations>()),
            (Events::NAME, header::<Events>()),
            (Standing::NAME, header::<Standing>()),
            (Sources::NAME, header::<Sources>()),
            (Candidates::NAME, header::<Candidates>()),
            (Boilerplate::NAME, header::<Boilerplate>()),
            (Curations::NAME, header::<Curations>()),
            (Documents::NAME, header::<Documents>()),
        ];
        let readme = include_str!("../../README.md");
        for (name, columns) in tables {
            let wanted = format!("| {name}.csv | `{}`", columns.join(", "));
            assert!(readme.lines().any(|line| line.starts_with(&wanted)), "README.md lacks the line that begins with\n{wanted}");
        }
        let facts = [
            (FactDocuments::NAME, header::<FactDocuments>()),
            (FactMentions::NAME, header::<FactMentions>()),
            (FactRelations::NAME, header::<FactRelations>()),
        ];
        for (name, columns) in facts {
            let wanted = format!("| {name}.parquet | `{}`", columns.join(", "));
            assert!(readme.lines().any(|line| line.starts_with(&wanted)), "README.md lacks the line that begins with\n{wanted}");
        }
    }

    #[test]
    fn columns_have_names_that_readers_take_as_they_are() {
        fn check<T: Table>() {
            for name in header::<T>() {
                // Gephi forces a column dynamic that speaks of time stamps or intervals.
                let is_plain = name.bytes().all(|b| b.is_ascii_lowercase() || b == b'_');
                assert!(is_plain && !name.contains("timestamp") && !name.contains("interval"), "{name} of {}", T::NAME);
            }
        }
        check::<Nodes>();
        check::<Edges>();
        check::<Mentions>();
        check::<Documents>();
        check::<Relations>();
    }
}
