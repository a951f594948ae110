//! guanxi.sqlite: all tables in one file, with full-text search over the sentences.
//!
//! Rows come as they are written, table by table; indexes and the search are made at the end, and the file is then written
//! anew in the order of its tables, so that equal runs give equal files.

use crate::{
    cell::clean_cell,
    table::{Get, Table, six_digits},
};

/// A cell as SQLite keeps it: unknown is NULL, a truth value 0 or 1, a day its ISO text, a list joined with `|`.
#[derive(Debug, Clone, PartialEq)]
pub enum Stored {
    /// Unknown.
    Null,
    /// A whole number.
    Int(i64),
    /// A measure.
    Real(f64),
    /// A text.
    Text(String),
}

/// Rows of a table, cell by cell. Workers fill them.
#[derive(Debug, Default)]
pub struct SqliteRows(Vec<Stored>);

impl SqliteRows {
    /// Adds a row.
    pub fn push<T: Table>(&mut self, row: &T::Row<'_>) {
        let text = |text: &str| if text.is_empty() { Stored::Null } else { Stored::Text(text.to_owned()) };
        self.0.extend(T::COLUMNS.iter().map(|column| match &column.get {
            Get::Word(get) => text(&get(row)),
            Get::Text(get) | Get::List(get) => text(&clean_cell(&get(row))),
            Get::Int(get) => get(row).map_or(Stored::Null, |n| Stored::Int(n as i64)),
            Get::Float(get) => Some(get(row)).filter(|x| x.is_finite()).map_or(Stored::Null, |x| Stored::Real(six_digits(x))),
            Get::Bool(get) => Stored::Int(i64::from(get(row))),
            Get::Day(get) => get(row).map_or(Stored::Null, |day| Stored::Text(day.to_string())),
        }));
    }

    /// Number of cells.
    pub fn len(&self) -> usize {
        self.0.len()
    }

    /// True where there is no row.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

#[cfg(feature = "sqlite")]
pub use with_feature::Database;
#[cfg(not(feature = "sqlite"))]
pub use without_feature::Database;

#[cfg(feature = "sqlite")]
mod with_feature {
    use super::{SqliteRows, Stored};
    use crate::{
        error::{Error, Result},
        script::Folder,
        table::{
            Boilerplate, Candidates, Curations, Documents, Edges, EdgesByOutlet, EdgesByPeriod, Events, Evidence, Get, Mentions, Nodes,
            NodesByOutlet, NodesByPeriod, Relations, Sentences, Sources, Standing, Table,
        },
    };
    use rusqlite::{Connection, ToSql, functions::FunctionFlags, params_from_iter, types::ToSqlOutput};
    use std::{
        fs, io,
        path::{Path, PathBuf},
        sync::{Mutex, PoisonError},
    };

    /// Nothing is kept of a run that fails: neither journal nor waiting for the disk.
    const SETTINGS: &str = "PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF; PRAGMA locking_mode = EXCLUSIVE; PRAGMA cache_size = -65536;";

    /// What people look up. `folded` is the Simplified form of a sentence where it is another: a search in Simplified
    /// characters finds what was printed in either script.
    const SEARCH: &str = "
        CREATE INDEX edges_target ON edges(target);
        CREATE INDEX mentions_entity ON mentions(entity);
        CREATE INDEX mentions_doc ON mentions(doc, sentence);
        CREATE INDEX sentences_doc ON sentences(doc, sentence);
        CREATE INDEX evidence_pair ON evidence(source, target);
        CREATE INDEX relations_subject ON relations(subject);
        CREATE INDEX relations_object ON relations(object);
        UPDATE sentences SET folded = folded(text) WHERE folded(text) <> text;
        CREATE VIRTUAL TABLE sentences_fts USING fts5(text, folded, content=\"sentences\", content_rowid='id', tokenize='trigram');
        INSERT INTO sentences_fts(sentences_fts) VALUES ('rebuild');
        CREATE VIEW pairs AS
            SELECT a.label AS source_label, b.label AS target_label, e.* FROM edges e JOIN nodes a ON a.id = e.source JOIN nodes b ON b.id = e.target;
    ";

    impl ToSql for Stored {
        fn to_sql(&self) -> rusqlite::Result<ToSqlOutput<'_>> {
            match self {
                Stored::Null => Ok(ToSqlOutput::from(rusqlite::types::Null)),
                Stored::Int(n) => Ok(ToSqlOutput::from(*n)),
                Stored::Real(x) => Ok(ToSqlOutput::from(*x)),
                Stored::Text(text) => Ok(ToSqlOutput::from(text.as_str())),
            }
        }
    }

    /// The file while it is being filled.
    #[derive(Debug)]
    pub struct Database {
        connection: Mutex<Connection>,
        path: PathBuf,
    }

    impl Database {
        /// An empty one with all tables, at a path that is free to use.
        ///
        /// # Errors
        /// [`Error::Io`] when it cannot be written.
        pub fn create(path: PathBuf) -> Result<Database> {
            let _ = fs::remove_file(&path);
            let failed = |e: rusqlite::Error| Error::io("cannot write", &path)(io::Error::other(e));
            let connection = Connection::open(&path).map_err(failed)?;
            let tables = [
                table::<Nodes>(),
                table::<Edges>(),
                table::<Documents>(),
                table::<Mentions>(),
                table::<Sentences>(),
                table::<Evidence>(),
                table::<Relations>(),
                table::<Events>(),
                table::<Standing>(),
                table::<Sources>(),
                table::<EdgesByPeriod>(),
                table::<EdgesByOutlet>(),
                table::<NodesByPeriod>(),
                table::<NodesByOutlet>(),
                table::<Candidates>(),
                table::<Boilerplate>(),
                table::<Curations>(),
            ];
            connection.execute_batch(&format!("{SETTINGS}{}BEGIN;", tables.concat())).map_err(failed)?;
            Ok(Database { connection: Mutex::new(connection), path })
        }

        /// Adds rows to a table.
        ///
        /// # Errors
        /// [`Error::Io`] when they cannot be written.
        pub fn insert<T: Table>(&self, rows: &SqliteRows) -> Result<()> {
            let names: Vec<String> = T::COLUMNS.iter().map(|column| format!("\"{}\"", column.name)).collect();
            let places = vec!["?"; names.len()].join(",");
            let connection = self.connection.lock().unwrap_or_else(PoisonError::into_inner);
            let insert = || -> rusqlite::Result<()> {
                let mut statement = connection.prepare_cached(&format!("INSERT INTO {} ({}) VALUES ({places})", T::NAME, names.join(",")))?;
                rows.0.chunks(names.len()).try_for_each(|row| statement.execute(params_from_iter(row)).map(drop))
            };
            insert().map_err(|e| self.failed(e))
        }

        /// Makes indexes and search, and writes the file `to`, which is there and empty.
        ///
        /// # Errors
        /// [`Error::Io`] when it cannot be written.
        pub fn finish(&self, folder: &Folder, to: &Path) -> Result<()> {
            let connection = self.connection.lock().unwrap_or_else(PoisonError::into_inner);
            let characters = folder.clone();
            let finish = || -> rusqlite::Result<()> {
                let flags = FunctionFlags::SQLITE_UTF8 | FunctionFlags::SQLITE_DETERMINISTIC;
                connection.create_scalar_function("folded", 1, flags, move |context| {
                    let text: Option<String> = context.get(0)?;
                    Ok(text.map(|text| characters.fold_str(&text)))
                })?;
                connection.execute_batch(SEARCH)?;
                connection.execute_batch("COMMIT")?;
                connection.execute("VACUUM INTO ?1", [to.to_string_lossy()]).map(drop)
            };
            finish().map_err(|e| self.failed(e))
        }

        fn failed(&self, error: rusqlite::Error) -> Error {
            Error::io("cannot write", &self.path)(io::Error::other(error))
        }
    }

    impl Drop for Database {
        fn drop(&mut self) {
            let _ = fs::remove_file(&self.path);
        }
    }

    /// The statement that makes a table.
    fn table<T: Table>() -> String {
        let kind = |get: &Get<T>| match get {
            Get::Int(_) | Get::Bool(_) => "INTEGER",
            Get::Float(_) => "REAL",
            Get::Word(_) | Get::Text(_) | Get::List(_) | Get::Day(_) => "TEXT",
        };
        let mut parts: Vec<String> = T::COLUMNS.iter().map(|column| format!("\"{}\" {}", column.name, kind(&column.get))).collect();
        if T::NAME == Sentences::NAME {
            // The search refers to rows by this number.
            parts.push("id INTEGER PRIMARY KEY".to_owned());
            parts.push("folded TEXT".to_owned());
        } else if !T::KEY.is_empty() {
            parts.push(format!("PRIMARY KEY ({})", T::KEY.join(", ")));
        }
        format!("CREATE TABLE {} ({});\n", T::NAME, parts.join(", "))
    }
}

#[cfg(not(feature = "sqlite"))]
mod without_feature {
    use super::SqliteRows;
    use crate::{
        error::{Error, Result},
        script::Folder,
        table::Table,
    };
    use std::path::{Path, PathBuf};

    /// Stands for the file in a program that was built without it.
    #[derive(Debug)]
    pub struct Database(());

    impl Database {
        /// # Errors
        /// Always [`Error::NotCompiledIn`].
        pub fn create(_path: PathBuf) -> Result<Database> {
            Err(Error::NotCompiledIn { what: "guanxi.sqlite", feature: "sqlite" })
        }

        /// Does nothing.
        ///
        /// # Errors
        /// None.
        pub fn insert<T: Table>(&self, _rows: &SqliteRows) -> Result<()> {
            Ok(())
        }

        /// Does nothing.
        ///
        /// # Errors
        /// None.
        pub fn finish(&self, _folder: &Folder, _to: &Path) -> Result<()> {
            Ok(())
        }
    }
}
