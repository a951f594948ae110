//! The China Biographical Database: people with other names and postings, offices, places. SQLite sorts and joins; its
//! sorting goes to disk.

use super::{
    Context, ImportedEntity, ImportedTenure, Read,
    names::{Language, RawNames},
    sink::Sink,
};
use crate::{
    error::{Error, Result},
    knowledge::EntityType,
};
use rusqlite::{Connection, OpenFlags, Row};
use rustc_hash::FxHashSet;
use std::path::Path;

/// Reads the database: offices and places first, then people.
///
/// # Errors
/// Those of the sink; [`Error::Input`] for a file that is no such database.
pub(super) fn read(path: &Path, sink: &mut Sink<'_>, context: &Context<'_>) -> Result<()> {
    let shown = path.display().to_string();
    let fault = |e: rusqlite::Error| Error::Input { path: shown.clone(), reason: e.to_string(), remedy: "name the SQLite file of CBDB, unpacked" };
    let open = || -> rusqlite::Result<Database> {
        let database = Connection::open_with_flags(path, OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_NO_MUTEX)?;
        // Sorting the whole database in memory is what temp_store=FILE avoids.
        database.execute_batch("PRAGMA temp_store = FILE; PRAGMA cache_size = -16384;")?;
        Database::new(database)
    };
    let database = open().map_err(fault)?;
    if !database.has("BIOG_MAIN", "c_name_chn") {
        return Err(Error::Input { path: shown.clone(), reason: "has no table BIOG_MAIN".into(), remedy: "name the SQLite file of CBDB, unpacked" });
    }
    for (kind, table, id, chinese, english) in [
        (EntityType::Office, "OFFICE_CODES", "c_office_id", "c_office_chn", "c_office_trans"),
        (EntityType::Place, "ADDR_CODES", "c_addr_id", "c_name_chn", "c_name"),
    ] {
        if !database.has(table, id) {
            continue;
        }
        let (chinese, english) = (database.column(table, chinese), database.column(table, english));
        let sql = format!("SELECT {id}, {chinese}, {english} FROM {table} ORDER BY {id}");
        let mut statement = database.connection.prepare(&sql).map_err(fault)?;
        let mut rows = statement.query([]).map_err(fault)?;
        let mut number = 0;
        while let Some(row) = rows.next().map_err(fault)? {
            number += 1;
            let read = named(row).map_or_else(|e| Read::Bad(format!("{table}: {e}")), |named| entity(kind, named, Vec::new(), context));
            sink.take(&shown, number, read)?;
            if sink.is_full() {
                return Ok(());
            }
        }
    }
    people(&database, &shown, sink, context, &fault)
}

struct Database {
    connection: Connection,
    /// Table and column, as the file has them: releases differ.
    columns: FxHashSet<(String, String)>,
}

impl Database {
    fn new(connection: Connection) -> rusqlite::Result<Database> {
        let sql = "SELECT m.name, c.name FROM sqlite_schema m, pragma_table_info(m.name) c WHERE m.type IN ('table', 'view')";
        let columns = connection.prepare(sql)?.query_map([], |row| Ok((row.get(0)?, row.get(1)?)))?.collect::<rusqlite::Result<_>>()?;
        Ok(Database { connection, columns })
    }

    fn has(&self, table: &str, column: &str) -> bool {
        self.columns.contains(&(table.to_owned(), column.to_owned()))
    }

    /// The column, or NULL where this release lacks it.
    fn column(&self, table: &str, column: &'static str) -> &'static str {
        if self.has(table, column) { column } else { "NULL" }
    }
}

/// Id, Chinese and Latin name of a row.
struct Named {
    id: i64,
    chinese: String,
    latin: String,
    weak: Vec<String>,
}

fn named(row: &Row<'_>) -> rusqlite::Result<Named> {
    let text = |i| row.get::<_, Option<String>>(i).map(Option::unwrap_or_default);
    Ok(Named { id: row.get(0)?, chinese: text(1)?, latin: text(2)?, weak: Vec::new() })
}

fn entity(kind: EntityType, named: Named, tenures: Vec<ImportedTenure>, context: &Context<'_>) -> Read {
    let raw = RawNames { labels: vec![(Language::Zh, named.chinese), (Language::En, named.latin)], aliases: Vec::new(), weak: named.weak };
    match context.names.settle(kind, &raw) {
        Ok(names) => {
            let id = format!("{}cbdb-{}", kind.prefix(), named.id);
            Read::Entity(Box::new(ImportedEntity { id, kind, names, country: None, class: None, wikidata: None, born: None, tenures }))
        }
        Err(reason) => Read::Skipped(reason),
    }
}

fn people(database: &Database, shown: &str, sink: &mut Sink<'_>, context: &Context<'_>, fault: &dyn Fn(rusqlite::Error) -> Error) -> Result<()> {
    let connection = &database.connection;
    let latin = database.column("BIOG_MAIN", "c_name");
    let mut main = connection.prepare(&format!("SELECT c_personid, c_name_chn, {latin} FROM BIOG_MAIN ORDER BY c_personid")).map_err(fault)?;
    // Two sorted walks beside that of the people: each row is read once and none is kept.
    let mut other_names = match database.has("ALTNAME_DATA", "c_alt_name_chn") {
        true => Some(connection.prepare("SELECT c_personid, c_alt_name_chn FROM ALTNAME_DATA ORDER BY c_personid, rowid").map_err(fault)?),
        false => None,
    };
    let table = "POSTED_TO_OFFICE_DATA";
    let mut postings = match database.has(table, "c_personid") && database.has(table, "c_office_id") {
        true => {
            let (first, last) = (database.column(table, "c_firstyear"), database.column(table, "c_lastyear"));
            let sql = format!("SELECT c_personid, c_office_id, {first}, {last} FROM {table} ORDER BY c_personid, rowid");
            Some(connection.prepare(&sql).map_err(fault)?)
        }
        false => None,
    };
    let mut other_names = other_names.as_mut().map(|s| s.query([])).transpose().map_err(fault)?;
    let mut postings = postings.as_mut().map(|s| s.query([])).transpose().map_err(fault)?;
    let (mut next_name, mut next_posting) = (None, None);
    let mut rows = main.query([]).map_err(fault)?;
    let mut number = 0;
    while let Some(row) = rows.next().map_err(fault)? {
        number += 1;
        let mut named = match named(row) {
            Ok(named) => named,
            Err(e) => {
                sink.take(shown, number, Read::Bad(format!("BIOG_MAIN: {e}")))?;
                continue;
            }
        };
        let mut tenures = Vec::new();
        let name = |row: &Row<'_>| row.get::<_, Option<String>>(1);
        // Courtesy and literary names are shared by many.
        beside(&mut other_names, &mut next_name, named.id, &name, &mut |name| named.weak.extend(name)).map_err(fault)?;
        let posting = |row: &Row<'_>| Ok((row.get::<_, Option<i64>>(1)?, row.get::<_, Option<i64>>(2)?, row.get::<_, Option<i64>>(3)?));
        beside(&mut postings, &mut next_posting, named.id, &posting, &mut |(office, first, last)| {
            // 0 stands for an unknown year.
            let year = |year: Option<i64>| year.filter(|y| *y > 0).map_or_else(String::new, |y| format!("{y:04}"));
            if let Some(office) = office {
                let office = format!("{}cbdb-{office}", EntityType::Office.prefix());
                tenures.push(ImportedTenure::new(office, &year(first), &year(last)));
            }
        })
        .map_err(fault)?;
        sink.take(shown, number, entity(EntityType::Person, named, tenures, context))?;
        if sink.is_full() {
            break;
        }
    }
    Ok(())
}

/// Moves a walk that is sorted by person up to `person` and gives the rows of that person; `next` is the row that was
/// read ahead.
fn beside<T>(
    rows: &mut Option<rusqlite::Rows<'_>>,
    next: &mut Option<(i64, T)>,
    person: i64,
    read: &dyn Fn(&Row<'_>) -> rusqlite::Result<T>,
    each: &mut dyn FnMut(T),
) -> rusqlite::Result<()> {
    let Some(rows) = rows else { return Ok(()) };
    loop {
        match next.take() {
            Some((id, value)) if id == person => each(value),
            Some(later) if later.0 > person => {
                *next = Some(later);
                return Ok(());
            }
            _ => {}
        }
        match rows.next()? {
            Some(row) => *next = Some((row.get::<_, Option<i64>>(0)?.unwrap_or(i64::MIN), read(row)?)),
            None => return Ok(()),
        }
    }
}
