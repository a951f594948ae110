//! A graph as every graph format takes it: attributes by name, each node and edge with its values.

use super::{rows::Position, table::format_float};
use jiff::civil::Date;
use quick_xml::escape::escape;
use std::{borrow::Cow, io};

/// An attribute: name and type (`boolean`, `long`, `double`, `string`).
///
/// `label` and `weight` are what readers look for; the formats put them where they belong.
pub type Key = (&'static str, &'static str);

/// What holds for a whole graph.
#[derive(Debug, Clone, Copy)]
pub struct GraphShape {
    /// Do edges have a direction?
    pub direction: Direction,
    /// Attributes of nodes.
    pub node_keys: &'static [Key],
    /// Attributes of edges.
    pub edge_keys: &'static [Key],
    /// Do nodes have positions?
    pub places: Places,
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

/// Whether nodes have positions.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Places {
    /// Every node has one.
    Given,
    /// None has.
    Open,
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
    /// Where it stands.
    pub position: Option<Position>,
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
    pub(in crate::export) const SHAPE: GraphShape =
        GraphShape { direction: Direction::Undirected, node_keys: NODE_KEYS, edge_keys: EDGE_KEYS, places: Places::Given };

    fn spell(start: &str, end: &str) -> Spell {
        Spell { start: start.parse().unwrap(), end: end.parse().unwrap() }
    }

    pub(in crate::export) fn nodes() -> impl Iterator<Item = GraphNode<'static>> {
        let values = |label: &'static str, community: Option<u32>| {
            vec![label.into(), Value::Long(3), community.into(), Value::Double(0.0), Value::Bool(false)]
        };
        let position = |x, y| Some(Position { x, y });
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

    pub(in crate::export) fn edges() -> impl Iterator<Item = GraphEdge<'static>> {
        let values = vec![Value::Long(2), Value::Double(-0.25), "2020-08-09".into()];
        [GraphEdge { source: "g-a", target: "p-b", values, spells: Vec::new() }].into_iter()
    }

    #[test]
    fn xml_holds_no_markup_and_no_forbidden_character() {
        let mut out = Vec::new();
        escape_xml(&mut out, "甲&乙 <b>]]>\"𠮷\"\n\u{8}\u{FFFF}").unwrap();
        assert_eq!(String::from_utf8(out).unwrap(), "甲&amp;乙 &lt;b&gt;]]&gt;&quot;𠮷&quot; ");
    }
}
