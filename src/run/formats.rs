//! Formats that are made from the finished tables.

use super::{Format, RunOptions};
use crate::{
    error::{Error, Result},
    export::{OutputFolder, write_ftm, write_parquet},
};
use std::io::{self, Write};

const FTM: &str = "ftm.jsonl";

/// Writes the formats that were asked for; those of an earlier run go.
pub(super) fn write_formats(options: &RunOptions, output: &mut OutputFolder) -> Result<()> {
    for table in output.tables() {
        let name = format!("{}parquet", table.trim_end_matches("csv"));
        if options.formats.contains(&Format::Parquet) {
            let (csv, path) = (output.read(&table)?, output.partial(&name));
            let mut file = output.file(&name)?;
            write_parquet(csv, &mut file).and_then(|()| file.flush()).map_err(Error::io("cannot write", path))?;
        } else {
            output.leave_out(&name);
        }
    }
    if options.formats.contains(&Format::Ftm) {
        let path = output.partial(FTM);
        let file = output.file(FTM)?;
        let open = |table: &str| output.read(table).map_err(io::Error::other);
        write_ftm(file, &open).and_then(|mut file| file.flush()).map_err(Error::io("cannot write", path))?;
    } else {
        output.leave_out(FTM);
    }
    Ok(())
}
