//! guanxi for Python: the extension module behind the package.

mod calls;
mod errors;
mod options;
mod records;
mod tables;
mod tagger;
mod work;

use pyo3::prelude::*;

/// What is written in Rust; `guanxi` gives it its names and shapes.
#[pymodule]
mod _guanxi {
    #[pymodule_export]
    use super::calls::{facts, main, merge, run, write_facts};
    #[pymodule_export]
    use super::tables::{Table, table, tables};
    #[pymodule_export]
    use super::tagger::Tagger;
    #[pymodule_export]
    use super::work::fail;

    #[pymodule_export]
    const __VERSION__: &str = env!("CARGO_PKG_VERSION");
}
