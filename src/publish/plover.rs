//! Events in the interchange format of PLOVER, one JSON object a line.
//!
//! Fields, event types, actor and sector codes are those of the PLOVER manual, draft version 0.7b1 (Open Event Data
//! Alliance, 2021). Actors have their node id, names and Wikidata id too.

use crate::{
    program::PROGRAM,
    relation::Plover,
    table::{DocumentRow, RelationRow},
};
use serde_json::{Value, json};

/// Version of the manual that the codes are of.
pub const PLOVER_VERSION: &str = "0.7b1";

/// One event. `number` counts the events of a document from 1.
pub fn plover_line(row: &RelationRow<'_>, plover: &Plover, (source, recipient): (Value, Value), document: &DocumentRow, number: u32) -> String {
    let context: &[&str] = match row.status {
        "planned" => &["future"],
        "former" => &["historical"],
        "denied" | "cancelled" => &["negation"],
        _ => &[],
    };
    let mode: &[&str] = if plover.mode.is_empty() { &[] } else { &[plover.mode.as_str()] };
    json!({
        "id": format!("{}#{number}", row.doc),
        "date": row.date.map(|d| d.to_string()),
        "source": source,
        "recipient": recipient,
        "event": plover.event,
        "mode": mode,
        "context": context,
        "quad_code": plover.quad,
        "text_info": {"text": row.evidence, "trigger": row.trigger, "sentence": row.sentence, "status": row.status, "confidence": row.confidence},
        "cite_info": {"doc": row.doc, "title": document.title, "publisher": row.outlet, "url": document.url, "story": row.story},
        "coder": {"program": PROGRAM, "plover": PLOVER_VERSION},
    })
    .to_string()
}
