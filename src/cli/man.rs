//! `guanxi man`.

use super::{DONE, args::Args};
use clap::CommandFactory;
use guanxi::error::{Error, Result};
use std::{
    fs,
    io::{self, Write},
    path::Path,
};

pub(super) fn man(folder: Option<&Path>) -> Result<u8> {
    let command = Args::command();
    match folder {
        Some(folder) => {
            fs::create_dir_all(folder).map_err(Error::io("cannot create", folder))?;
            clap_mangen::generate_to(command, folder).map_err(Error::io("cannot write to", folder))?;
        }
        None => {
            let mut page = Vec::new();
            clap_mangen::Man::new(command).render(&mut page).map_err(Error::io("cannot render", "guanxi.1"))?;
            super::written(io::stdout().write_all(&page))?;
        }
    }
    Ok(DONE)
}
