//! network.png: the picture for programs that take no SVG.

use crate::error::{Error, Result};

/// A picture as PNG.
#[derive(Debug)]
pub struct Png {
    /// The file.
    pub bytes: Vec<u8>,
    /// False where no font of this machine has Chinese characters: names are then empty boxes.
    pub chinese: bool,
}

/// Pixels for each unit of the SVG.
#[cfg(feature = "png")]
const SCALE: f32 = 2.0;

/// Renders SVG with the fonts of this machine.
///
/// # Errors
/// [`Error::Option`] when the program was built without this, or the picture cannot be rendered.
#[cfg(feature = "png")]
pub fn png(svg: &str) -> Result<Png> {
    use resvg::{tiny_skia, usvg};
    let failed = |reason: String| Error::Option { option: "png", reason };
    let mut options = usvg::Options::default();
    options.fontdb_mut().load_system_fonts();
    let chinese = has_chinese(&options.fontdb);
    let tree = usvg::Tree::from_str(svg, &options).map_err(|e| failed(e.to_string()))?;
    let size = tree.size().to_int_size().scale_by(SCALE).unwrap_or_else(|| tree.size().to_int_size());
    let mut pixels = tiny_skia::Pixmap::new(size.width(), size.height()).ok_or_else(|| failed("the picture is empty".to_owned()))?;
    resvg::render(&tree, tiny_skia::Transform::from_scale(SCALE, SCALE), &mut pixels.as_mut());
    Ok(Png { bytes: pixels.encode_png().map_err(|e| failed(e.to_string()))?, chinese })
}

/// As above, of a program built without it.
///
/// # Errors
/// Always [`Error::NotCompiledIn`].
#[cfg(not(feature = "png"))]
pub fn png(_svg: &str) -> Result<Png> {
    Err(Error::NotCompiledIn { what: "network.png (network.svg holds the same picture)", feature: "png" })
}

/// True where a font has one of the commonest Chinese characters.
#[cfg(feature = "png")]
fn has_chinese(fonts: &resvg::usvg::fontdb::Database) -> bool {
    use skrifa::MetadataProvider;
    fonts.faces().any(|face| {
        let found = fonts
            .with_face_data(face.id, |data, index| skrifa::FontRef::from_index(data, index).is_ok_and(|font| font.charmap().map('中').is_some()));
        found.unwrap_or(false)
    })
}
