//! datapackage.json: the tables in CSV with types, missing values and keys, as a Frictionless Data Package tells them.

use super::PublishOptions;
use crate::table::{Get, Table};
use serde_json::{Value, json};

/// What the package says of a table in this file.
pub(super) fn resource<T: Table>(file: &str, options: &PublishOptions) -> Value {
    let kind = |get: &Get<T>| match get {
        Get::Word(_) | Get::Text(_) | Get::List(_) => "string",
        Get::Int(_) => "integer",
        Get::Float(_) => "number",
        Get::Bool(_) => "boolean",
        Get::Day(_) => "date",
    };
    let fields: Vec<Value> = T::COLUMNS.iter().map(|column| json!({"name": column.name, "type": kind(&column.get)})).collect();
    let mut schema = json!({"fields": fields, "missingValues": [""]});
    if !T::KEY.is_empty() {
        schema["primaryKey"] = json!(T::KEY);
    }
    if !T::LINKS.is_empty() {
        let link = |(column, table, key): &(&str, &str, &str)| json!({"fields": [column], "reference": {"resource": table, "fields": [key]}});
        schema["foreignKeys"] = T::LINKS.iter().map(link).collect();
    }
    let mut resource = json!({
        "name": T::NAME,
        "path": file,
        "profile": "tabular-data-resource",
        "format": "csv",
        "mediatype": "text/csv",
        "encoding": if options.bom { "utf-8-sig" } else { "utf-8" },
        "schema": schema,
    });
    if file.ends_with(".gz") {
        resource["compression"] = json!("gz");
    }
    resource
}

/// The package of all tables of a run.
pub(super) fn package(resources: Vec<Value>) -> Value {
    json!({"profile": "tabular-data-package", "name": "guanxi", "resources": resources})
}
