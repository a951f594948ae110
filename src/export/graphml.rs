//! GraphML 1.0 as Gephi, networkx, igraph and Cytoscape read it: keys named like their attributes, counts as `long`, dates
//! as `string`, no character that XML 1.0 forbids.

use quick_xml::{
    Writer,
    events::{BytesDecl, BytesEnd, BytesStart, BytesText, Event},
};
use std::io::{self, Write};

/// Attributes of a node, by the names of `keys`.
#[derive(Debug)]
pub struct GraphNode<'a> {
    /// Node id.
    pub id: &'a str,
    /// Values in the order of the keys; empty ones are left out.
    pub values: Vec<String>,
}

/// An edge and its attributes.
#[derive(Debug)]
pub struct GraphEdge<'a> {
    /// Node id.
    pub source: &'a str,
    /// Node id.
    pub target: &'a str,
    /// Values in the order of the keys; empty ones are left out.
    pub values: Vec<String>,
}

/// A GraphML attribute: name and type (`boolean`, `long`, `double`, `string`).
pub type Key = (&'static str, &'static str);

/// Writes a graph.
///
/// # Errors
/// Those of the writer.
pub fn write_graphml<'a, W: Write>(
    out: W,
    directed: bool,
    node_keys: &[Key],
    nodes: impl Iterator<Item = GraphNode<'a>>,
    edge_keys: &[Key],
    edges: impl Iterator<Item = GraphEdge<'a>>,
) -> io::Result<W> {
    let mut xml = Writer::new(out);
    xml.write_event(Event::Decl(BytesDecl::new("1.0", Some("UTF-8"), None)))?;
    newline(&mut xml)?;
    let mut root = BytesStart::new("graphml");
    root.push_attribute(("xmlns", "http://graphml.graphdrawing.org/xmlns"));
    root.push_attribute(("xmlns:xsi", "http://www.w3.org/2001/XMLSchema-instance"));
    root.push_attribute(("xsi:schemaLocation", "http://graphml.graphdrawing.org/xmlns http://graphml.graphdrawing.org/xmlns/1.0/graphml.xsd"));
    xml.write_event(Event::Start(root))?;
    newline(&mut xml)?;
    for (domain, keys) in [("node", node_keys), ("edge", edge_keys)] {
        for (name, kind) in keys {
            let mut key = BytesStart::new("key");
            let id = key_id(domain, name);
            key.push_attribute(("id", id.as_str()));
            key.push_attribute(("for", domain));
            key.push_attribute(("attr.name", *name));
            key.push_attribute(("attr.type", *kind));
            xml.write_event(Event::Empty(key))?;
            newline(&mut xml)?;
        }
    }
    let mut graph = BytesStart::new("graph");
    graph.push_attribute(("edgedefault", if directed { "directed" } else { "undirected" }));
    xml.write_event(Event::Start(graph))?;
    newline(&mut xml)?;
    let opens =
        |domain: &str, keys: &[Key]| -> Vec<String> { keys.iter().map(|(name, _)| format!("<data key=\"{}\">", key_id(domain, name))).collect() };
    let (node_opens, edge_opens) = (opens("node", node_keys), opens("edge", edge_keys));
    for node in nodes {
        let mut start = BytesStart::new("node");
        start.push_attribute(("id", node.id));
        element(&mut xml, start, "node", &node_opens, &node.values)?;
    }
    for edge in edges {
        let mut start = BytesStart::new("edge");
        start.push_attribute(("source", edge.source));
        start.push_attribute(("target", edge.target));
        element(&mut xml, start, "edge", &edge_opens, &edge.values)?;
    }
    xml.write_event(Event::End(BytesEnd::new("graph")))?;
    newline(&mut xml)?;
    xml.write_event(Event::End(BytesEnd::new("graphml")))?;
    newline(&mut xml)?;
    Ok(xml.into_inner())
}

/// Keys of nodes and edges share one name space; those of edges have a prefix except `weight`, which igraph and Gephi
/// look for.
fn key_id(domain: &str, name: &str) -> String {
    if domain == "edge" && name != "weight" { format!("edge_{name}") } else { name.to_owned() }
}

fn newline<W: Write>(xml: &mut Writer<W>) -> io::Result<()> {
    xml.write_event(Event::Text(BytesText::new("\n")))
}

/// `opens` are the tags that open the values, written once: there are millions of them.
fn element<W: Write>(xml: &mut Writer<W>, start: BytesStart<'_>, domain: &str, opens: &[String], values: &[String]) -> io::Result<()> {
    xml.write_event(Event::Start(start))?;
    for (open, value) in opens.iter().zip(values).filter(|(_, value)| !value.is_empty()) {
        xml.get_mut().write_all(open.as_bytes())?;
        xml.write_event(Event::Text(BytesText::new(value)))?;
        xml.get_mut().write_all(b"</data>")?;
    }
    xml.write_event(Event::End(BytesEnd::new(domain)))?;
    newline(xml)
}
