//! A graph as every graph format takes it: attributes by name, each node and edge with its values.

use super::{Get, Position, Table, format_float};
use jiff::civil::Date;
use quick_xml::escape::escape;
use std::{borrow::Cow, io};

/// An attribute: name and type (`boolean`, `long`, `double`, `string`).
///
/// `label` and `weight` are what readers look for; the formats put them where they belong.
pub type Key = (&'static str, &'static str);

/// What holds for a whole graph.
#[derive(Debug, Clone)]
pub struct GraphShape {
    /// Do edges have a direction?
    pub direction: Direction,
    /// Attributes of nodes.
    pub node_keys: Vec<Key>,
    /// Attributes of edges.
    pub edge_keys: Vec<Key>,
}

/// The attributes that the columns of a table are in a graph.
pub fn keys<T: Table>() -> Vec<Key> {
    let kind = |get: &Get<T>| match get {
        Get::Word(_) | Get::Text(_) | Get::List(_) | Get::Day(_) => "string",
        Get::Int(_) => "long",
        Get::Float(_) => "double",
        Get::Bool(_) => "boolean",
    };
    T::COLUMNS.iter().filter(|column| column.in_graph).map(|column| (column.name, kind(&column.get))).collect()
}

/// The values of a row in the order of [`keys`].
pub fn values<'r, T: Table>(row: &'r T::Row<'_>) -> Vec<Value<'r>> {
    let value = |get: &Get<T>| match get {
        Get::Word(get) | Get::Text(get) | Get::List(get) => Value::Text(get(row)),
        Get::Int(get) => get(row).map_or(Value::None, Value::Long),
        Get::Float(get) => Value::Double(get(row)),
        Get::Bool(get) => Value::Bool(get(row)),
        Get::Day(get) => Value::day(get(row)),
    };
    T::COLUMNS.iter().filter(|column| column.in_graph).map(|column| value(&column.get)).collect()
}

/// Whether edges have a direction.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Direction {
    /// From source to target.
    Directed,
    /// Between two nodes.
    Undirected,
}

impl Direction {
    /// The word of GraphML and GEXF.
    pub(super) fn as_str(self) -> &'static str {
        match self {
            Direction::Directed => "directed",
            Direction::Undirected => "undirected",
        }
    }
}

/// A value of an attribute.
#[derive(Debug, Clone, PartialEq)]
pub enum Value<'a> {
    /// A text.
    Text(Cow<'a, str>),
    /// A count.
    Long(u64),
    /// A measure.
    Double(f64),
    /// True or false.
    Bool(bool),
    /// Unknown: left out.
    None,
}

impl Value<'_> {
    /// The same, with a text of its own.
    pub fn owned<'o>(self) -> Value<'o> {
        match self {
            Value::Text(text) => Value::Text(Cow::Owned(text.into_owned())),
            Value::Long(n) => Value::Long(n),
            Value::Double(x) => Value::Double(x),
            Value::Bool(b) => Value::Bool(b),
            Value::None => Value::None,
        }
    }

    /// A day, as text.
    pub fn day(date: Option<Date>) -> Self {
        date.map_or(Value::None, |date| Value::Text(date.to_string().into()))
    }

    /// The value as the XML formats have it; empty where it is left out.
    pub(super) fn text(&self) -> Cow<'_, str> {
        match self {
            Value::Text(text) => Cow::Borrowed(text),
            Value::Long(n) => n.to_string().into(),
            Value::Double(x) => format_float(*x).into(),
            Value::Bool(true) => "true".into(),
            Value::Bool(false) => "false".into(),
            Value::None => "".into(),
        }
    }
}

impl<'a> From<&'a str> for Value<'a> {
    fn from(text: &'a str) -> Self {
        Value::Text(text.into())
    }
}

impl From<String> for Value<'_> {
    fn from(text: String) -> Self {
        Value::Text(text.into())
    }
}

impl From<Option<u32>> for Value<'_> {
    fn from(number: Option<u32>) -> Self {
        number.map_or(Value::None, |n| Value::Long(n.into()))
    }
}

/// Days from the first to the last, both of them included.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Spell {
    /// First day.
    pub start: Date,
    /// Last day.
    pub end: Date,
}

/// A node.
#[derive(Debug)]
pub struct GraphNode<'a> {
    /// Node id.
    pub id: &'a str,
    /// Values in the order of the keys.
    pub values: Vec<Value<'a>>,
    /// Where it stands: Gephi keeps positions only where every node has one.
    pub position: Position,
    /// When it is there; only GEXF tells.
    pub spells: Vec<Spell>,
}

/// An edge.
#[derive(Debug)]
pub struct GraphEdge<'a> {
    /// Node id.
    pub source: &'a str,
    /// Node id.
    pub target: &'a str,
    /// What tells it from another edge of the same two nodes, a word of the program; only GEXF has a place for it.
    pub kind: Option<&'a str>,
    /// Values in the order of the keys.
    pub values: Vec<Value<'a>>,
    /// When it is there; only GEXF tells.
    pub spells: Vec<Spell>,
}

/// Writes a text into XML: with references for markup, without what XML 1.0 forbids, and with spaces for line ends and
/// tabs, which attributes would not keep.
pub(super) fn escape_xml(out: &mut impl io::Write, text: &str) -> io::Result<()> {
    let unclean = |c: char| c < ' ' || matches!(c, '\u{FFFE}' | '\u{FFFF}');
    if text.contains(unclean) {
        let space = |c: char| if matches!(c, '\t' | '\n' | '\r') { ' ' } else { c };
        let clean: String = text.chars().map(space).filter(|&c| !unclean(c)).collect();
        return out.write_all(escape(clean.as_str()).as_bytes());
    }
    out.write_all(escape(text).as_bytes())
}

#[cfg(test)]
pub(super) mod tests {
    use super::*;

    const NODE_KEYS: &[Key] =
        &[("label", "string"), ("mentions", "long"), ("community", "long"), ("betweenness", "double"), ("discovered", "boolean")];
    const EDGE_KEYS: &[Key] = &[("weight", "long"), ("npmi", "double"), ("first_date", "string")];

    /// Two nodes and an edge that try the writers; what the three formats make of it stands in their tests.
    pub(in crate::table) fn shape() -> GraphShape {
        GraphShape { direction: Direction::Undirected, node_keys: NODE_KEYS.to_vec(), edge_keys: EDGE_KEYS.to_vec() }
    }

    fn spell(start: &str, end: &str) -> Spell {
        Spell { start: start.parse().unwrap(), end: end.parse().unwrap() }
    }

    pub(in crate::table) fn nodes() -> impl Iterator<Item = GraphNode<'static>> {
        let values = |label: &'static str, community: Option<u32>| {
            vec![label.into(), Value::Long(3), community.into(), Value::Double(0.0), Value::Bool(false)]
        };
        let position = |x, y| Position { x, y };
        let august = spell("2020-08-01", "2020-08-31");
        [
            GraphNode { id: "g-a", values: values("甲&\"𠮷\"", Some(0)), position: position(1.5, -2.0), spells: vec![august] },
            GraphNode {
                id: "p-b",
                values: values("=1]]>", None),
                position: position(0.0, 1e-9),
                spells: vec![august, spell("2020-10-01", "2020-11-30")],
            },
        ]
        .into_iter()
    }

    pub(in crate::table) fn edges() -> impl Iterator<Item = GraphEdge<'static>> {
        let values = vec![Value::Long(2), Value::Double(-0.25), "2020-08-09".into()];
        [GraphEdge { source: "g-a", target: "p-b", kind: Some("meets"), values, spells: Vec::new() }].into_iter()
    }

    #[test]
    fn xml_holds_no_markup_and_no_forbidden_character() {
        let mut out = Vec::new();
        escape_xml(&mut out, "甲&乙 <b>]]>\"𠮷\"\n\u{8}\u{FFFF}").unwrap();
        assert_eq!(String::from_utf8(out).unwrap(), "甲&amp;乙 &lt;b&gt;]]&gt;&quot;𠮷&quot; ");
    }
}
