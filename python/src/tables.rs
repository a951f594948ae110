//! Tables as Arrow streams: pyarrow, polars, pandas and DuckDB take them by `__arrow_c_stream__`.

use crate::{errors, work};
use arrow_array::{
    ArrayRef, BooleanArray, Date32Array, Float64Array, Int64Array, RecordBatch, RecordBatchIterator, RecordBatchReader, StringArray,
    builder::{ListBuilder, StringBuilder},
    ffi_stream::FFI_ArrowArrayStream,
};
use arrow_schema::{ArrowError, DataType, Field, Schema, SchemaRef, ffi::FFI_ArrowSchema};
use guanxi::{
    results::{self, OpenTable},
    table::{ColumnType, Group, Values},
};
use pyo3::{
    prelude::*,
    types::{PyCapsule, PyDict},
};
use std::{
    panic::{AssertUnwindSafe, catch_unwind},
    path::PathBuf,
    sync::Arc,
};

/// The name of the elements of lists, as Parquet has it.
const ELEMENT: &str = "element";

/// A table, by columns: an Arrow stream that can be read any number of times.
#[pyclass(frozen, module = "guanxi")]
pub(crate) struct Table {
    name: String,
    schema: SchemaRef,
    rows: Rows,
}

enum Rows {
    Held(RecordBatch),
    /// Read anew each time, some rows at a time.
    InFolder(PathBuf),
}

impl Table {
    /// Of rows in memory.
    pub(crate) fn held(name: &str, columns: &[(&'static str, ColumnType)], group: Group) -> Result<Table, ArrowError> {
        let schema = schema(columns);
        Ok(Table { name: name.to_owned(), rows: Rows::Held(batch(&schema, group)?), schema })
    }
}

#[pymethods]
impl Table {
    /// Name of the table.
    #[getter]
    fn name(&self) -> &str {
        &self.name
    }

    /// Names of its columns with their types, as Arrow calls them.
    #[getter]
    fn columns<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyDict>> {
        let columns = PyDict::new(py);
        for field in self.schema.fields() {
            let shown = match field.data_type() {
                DataType::Utf8 => "string".to_owned(),
                DataType::Int64 => "int64".to_owned(),
                DataType::Float64 => "float64".to_owned(),
                DataType::Boolean => "bool".to_owned(),
                DataType::Date32 => "date32".to_owned(),
                DataType::List(_) => "list<string>".to_owned(),
                other => other.to_string(),
            };
            columns.set_item(field.name(), shown)?;
        }
        Ok(columns)
    }

    /// The schema, by the Arrow C data interface.
    fn __arrow_c_schema__<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyCapsule>> {
        let schema = FFI_ArrowSchema::try_from(self.schema.as_ref()).map_err(|e| errors::of_value(py, &e.to_string()))?;
        PyCapsule::new_with_value(py, schema, c"arrow_schema")
    }

    /// The rows, by the Arrow C stream interface. Another schema cannot be asked for.
    #[pyo3(signature = (requested_schema = None))]
    fn __arrow_c_stream__<'py>(&self, py: Python<'py>, requested_schema: Option<Bound<'py, PyAny>>) -> PyResult<Bound<'py, PyCapsule>> {
        // The interface lets a producer answer with the schema that it has.
        drop(requested_schema);
        let reader: Box<dyn RecordBatchReader + Send> = match &self.rows {
            Rows::Held(batch) => Box::new(RecordBatchIterator::new([Ok(batch.clone())], Arc::clone(&self.schema))),
            Rows::InFolder(folder) => {
                let open = work::brief(py, || results::table(folder, &self.name))?.map_err(|e| errors::of_library(py, &e))?;
                Box::new(RecordBatchIterator::new(batches(open, Arc::clone(&self.schema)), Arc::clone(&self.schema)))
            }
        };
        PyCapsule::new_with_value(py, FFI_ArrowArrayStream::new(reader), c"arrow_array_stream")
    }

    fn __repr__(&self) -> String {
        let names: Vec<&str> = self.schema.fields().iter().map(|field| field.name().as_str()).collect();
        format!("guanxi.Table({}: {})", self.name, names.join(", "))
    }
}

/// The rows of a table as batches. A panic must not reach those who call from other languages.
fn batches(open: OpenTable, schema: SchemaRef) -> impl Iterator<Item = Result<RecordBatch, ArrowError>> {
    let mut groups = open.groups;
    std::iter::from_fn(move || {
        let next = catch_unwind(AssertUnwindSafe(|| {
            let group = groups.next()?;
            Some(group.map_err(|e| ArrowError::ExternalError(Box::new(e))).and_then(|group| batch(&schema, group)))
        }));
        next.unwrap_or_else(|_| Some(Err(ArrowError::ComputeError("a fault of guanxi itself".to_owned()))))
    })
}

fn schema(columns: &[(&'static str, ColumnType)]) -> SchemaRef {
    let field = |(name, of): &(&'static str, ColumnType)| match of {
        ColumnType::Text => Field::new(*name, DataType::Utf8, true),
        ColumnType::Int => Field::new(*name, DataType::Int64, true),
        ColumnType::Float => Field::new(*name, DataType::Float64, true),
        ColumnType::Bool => Field::new(*name, DataType::Boolean, true),
        ColumnType::Day => Field::new(*name, DataType::Date32, true),
        ColumnType::List => Field::new(*name, DataType::List(element()), false),
    };
    Arc::new(Schema::new(columns.iter().map(field).collect::<Vec<_>>()))
}

fn element() -> Arc<Field> {
    Arc::new(Field::new(ELEMENT, DataType::Utf8, false))
}

/// Rows as a batch of Arrow.
fn batch(schema: &SchemaRef, group: Group) -> Result<RecordBatch, ArrowError> {
    fn text(bytes: &[u8]) -> &str {
        // What is no UTF-8 is no text that guanxi has written.
        std::str::from_utf8(bytes).unwrap_or_default()
    }
    let column = |values: &Values| -> ArrayRef {
        match values {
            Values::Texts(list) => Arc::new(list.iter().map(|bytes| bytes.as_ref().map(|bytes| text(bytes.data()))).collect::<StringArray>()),
            Values::Ints(list) => Arc::new(list.iter().copied().collect::<Int64Array>()),
            Values::Floats(list) => Arc::new(list.iter().copied().collect::<Float64Array>()),
            Values::Bools(list) => Arc::new(list.iter().copied().collect::<BooleanArray>()),
            Values::Days(list) => Arc::new(list.iter().copied().collect::<Date32Array>()),
            Values::Lists(lists) => {
                let mut all = ListBuilder::new(StringBuilder::new()).with_field(element());
                for list in lists {
                    list.iter().for_each(|bytes| all.values().append_value(text(bytes.data())));
                    all.append(true);
                }
                Arc::new(all.finish())
            }
        }
    };
    RecordBatch::try_new(Arc::clone(schema), group.columns().iter().map(|(_, values)| column(values)).collect())
}

/// Names of the tables in a folder.
#[pyfunction]
pub(crate) fn tables(py: Python<'_>, folder: PathBuf) -> PyResult<Vec<&'static str>> {
    work::brief(py, || results::tables(&folder))?.map_err(|e| errors::of_library(py, &e))
}

/// A table of a folder.
#[pyfunction]
pub(crate) fn table(py: Python<'_>, folder: PathBuf, name: String) -> PyResult<Table> {
    let open = work::brief(py, || results::table(&folder, &name))?.map_err(|e| errors::of_library(py, &e))?;
    Ok(Table { name, schema: schema(&open.columns), rows: Rows::InFolder(folder) })
}
