//! GraphML 1.0 as Gephi, networkx, igraph and Cytoscape read it: keys named like their attributes, counts as `long`, dates
//! as `string`, no character that XML 1.0 forbids.

use super::graph::{GraphEdge, GraphNode, GraphShape, Key, Value, escape_xml};
use std::io::{self, Write};

const OPENING: &str = r#"<?xml version="1.0" encoding="UTF-8"?>
<graphml xmlns="http://graphml.graphdrawing.org/xmlns" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" xsi:schemaLocation="http://graphml.graphdrawing.org/xmlns http://graphml.graphdrawing.org/xmlns/1.0/graphml.xsd">
"#;

/// The names that Gephi takes for positions.
const POSITION_KEYS: &[Key] = &[("x", "double"), ("y", "double")];

/// Writes a graph.
///
/// # Errors
/// Those of the writer.
pub fn write_graphml<'a, W: Write>(
    mut out: W,
    shape: &GraphShape,
    nodes: impl Iterator<Item = GraphNode<'a>>,
    edges: impl Iterator<Item = GraphEdge<'a>>,
) -> io::Result<W> {
    out.write_all(OPENING.as_bytes())?;
    for (domain, keys) in [("node", shape.node_keys.as_slice()), ("node", POSITION_KEYS), ("edge", &shape.edge_keys)] {
        for (name, kind) in keys {
            writeln!(out, r#"<key id="{}" for="{domain}" attr.name="{name}" attr.type="{kind}"/>"#, key_id(domain, name))?;
        }
    }
    writeln!(out, r#"<graph edgedefault="{}">"#, shape.direction.as_str())?;
    // Written once: there are millions of them.
    let opens =
        |domain: &str, keys: &[Key]| -> Vec<String> { keys.iter().map(|(name, _)| format!("<data key=\"{}\">", key_id(domain, name))).collect() };
    let (node_opens, edge_opens, place_opens) = (opens("node", &shape.node_keys), opens("edge", &shape.edge_keys), opens("node", POSITION_KEYS));
    for node in nodes {
        out.write_all(b"<node id=\"")?;
        escape_xml(&mut out, node.id)?;
        out.write_all(b"\">")?;
        data(&mut out, &node_opens, &node.values)?;
        data(&mut out, &place_opens, &[Value::Double(node.position.x), Value::Double(node.position.y)])?;
        out.write_all(b"</node>\n")?;
    }
    for edge in edges {
        out.write_all(b"<edge source=\"")?;
        escape_xml(&mut out, edge.source)?;
        out.write_all(b"\" target=\"")?;
        escape_xml(&mut out, edge.target)?;
        out.write_all(b"\">")?;
        data(&mut out, &edge_opens, &edge.values)?;
        out.write_all(b"</edge>\n")?;
    }
    out.write_all(b"</graph>\n</graphml>\n")?;
    Ok(out)
}

/// Keys of nodes and edges share one name space; those of edges have a prefix except `weight`, which igraph and Gephi
/// look for.
fn key_id(domain: &str, name: &str) -> String {
    if domain == "edge" && name != "weight" { format!("edge_{name}") } else { name.to_owned() }
}

fn data(out: &mut impl Write, opens: &[String], values: &[Value<'_>]) -> io::Result<()> {
    for (open, value) in opens.iter().zip(values) {
        let text = value.text();
        if !text.is_empty() {
            out.write_all(open.as_bytes())?;
            escape_xml(out, &text)?;
            out.write_all(b"</data>")?;
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::write_graphml;
    use crate::table::graph::tests::{edges, nodes, shape};

    #[test]
    fn a_small_graph_whole() {
        let out = write_graphml(Vec::new(), &shape(), nodes(), edges()).unwrap();
        let want = r##"<?xml version="1.0" encoding="UTF-8"?>
<graphml xmlns="http://graphml.graphdrawing.org/xmlns" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" xsi:schemaLocation="http://graphml.graphdrawing.org/xmlns http://graphml.graphdrawing.org/xmlns/1.0/graphml.xsd">
<key id="label" for="node" attr.name="label" attr.type="string"/>
<key id="mentions" for="node" attr.name="mentions" attr.type="long"/>
<key id="community" for="node" attr.name="community" attr.type="long"/>
<key id="betweenness" for="node" attr.name="betweenness" attr.type="double"/>
<key id="discovered" for="node" attr.name="discovered" attr.type="boolean"/>
<key id="x" for="node" attr.name="x" attr.type="double"/>
<key id="y" for="node" attr.name="y" attr.type="double"/>
<key id="weight" for="edge" attr.name="weight" attr.type="long"/>
<key id="edge_npmi" for="edge" attr.name="npmi" attr.type="double"/>
<key id="edge_first_date" for="edge" attr.name="first_date" attr.type="string"/>
<graph edgedefault="undirected">
<node id="g-a"><data key="label">甲&amp;&quot;𠮷&quot;</data><data key="mentions">3</data><data key="community">0</data><data key="betweenness">0</data><data key="discovered">false</data><data key="x">1.5</data><data key="y">-2</data></node>
<node id="p-b"><data key="label">=1]]&gt;</data><data key="mentions">3</data><data key="betweenness">0</data><data key="discovered">false</data><data key="x">0</data><data key="y">1e-9</data></node>
<edge source="g-a" target="p-b"><data key="weight">2</data><data key="edge_npmi">-0.25</data><data key="edge_first_date">2020-08-09</data></edge>
</graph>
</graphml>
"##;
        assert_eq!(String::from_utf8(out).unwrap(), want);
    }
}
