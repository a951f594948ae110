//! Which program this is.

/// Its name and version.
pub(crate) const PROGRAM: &str = concat!("guanxi ", env!("CARGO_PKG_VERSION"));

/// Hash over the sources that it was compiled from, but for gazetteers and model: two programs of one version need not be the
/// same.
pub(crate) const SOURCES: &str = env!("GUANXI_SOURCES");
