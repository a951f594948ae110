//! Fields that say nothing.

use super::{Code, Findings};
use crate::{
    knowledge::{Layer, entries},
    workshop::layout,
};

pub(super) fn check(findings: &mut Findings<'_>, layers: &[Layer]) {
    for source in layers.iter().flat_map(|layer| &layer.files).filter(|source| entries::kind_of(source).is_some()) {
        // Constructs that only the formatter minds are no finding of the check.
        let Ok(layout) = layout(source) else { continue };
        let Ok(entries) = entries::entries(source) else { continue };
        for (entry, place) in entries.iter().zip(&layout.entries) {
            for field in place.fields.iter().filter(|field| field.is_empty) {
                let message = format!("{}: {} is empty", entry.id, field.name);
                let remedy = "fill it or remove the line; guanxi gazetteer fmt removes it";
                findings.at(Code::EmptyField, (source.shown.clone(), field.line), &entry.id, message, remedy);
            }
        }
    }
}
