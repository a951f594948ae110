//! A graph as one JSON object of nodes and edges: what `networkx.node_link_graph` reads, d3 draws, and graphology takes with
//! two lines (`graph.addNode(node.id, node)`, `graph.addEdge(edge.source, edge.target, edge)`).

use super::{
    float_cell,
    graph::{Direction, GraphEdge, GraphNode, GraphShape, Key, Value},
};
use std::io::{self, Write};

/// Writes a graph, a node or edge a line.
///
/// # Errors
/// Those of the writer.
pub fn write_node_link<'a, W: Write>(
    mut out: W,
    shape: &GraphShape,
    nodes: impl Iterator<Item = GraphNode<'a>>,
    edges: impl Iterator<Item = GraphEdge<'a>>,
) -> io::Result<W> {
    let directed = shape.direction == Direction::Directed;
    write!(out, r#"{{"directed":{directed},"multigraph":false,"graph":{{}},"nodes":["#)?;
    for (i, node) in nodes.enumerate() {
        out.write_all(if i == 0 { b"\n{\"id\":" } else { b",\n{\"id\":" })?;
        string(&mut out, node.id)?;
        members(&mut out, &shape.node_keys, &node.values)?;
        let at = node.position;
        members(&mut out, &[("x", "double"), ("y", "double")], &[Value::Double(at.x), Value::Double(at.y)])?;
        out.write_all(b"}")?;
    }
    out.write_all(b"\n],\"edges\":[")?;
    for (i, edge) in edges.enumerate() {
        out.write_all(if i == 0 { b"\n{\"source\":" } else { b",\n{\"source\":" })?;
        string(&mut out, edge.source)?;
        out.write_all(b",\"target\":")?;
        string(&mut out, edge.target)?;
        members(&mut out, &shape.edge_keys, &edge.values)?;
        out.write_all(b"}")?;
    }
    out.write_all(b"\n]}\n")?;
    Ok(out)
}

/// Attributes of an object that already has one; those that are unknown are left out.
fn members(out: &mut impl Write, keys: &[Key], values: &[Value<'_>]) -> io::Result<()> {
    for ((name, _), value) in keys.iter().zip(values) {
        match value {
            Value::None => continue,
            Value::Text(text) if text.is_empty() => continue,
            Value::Text(text) => {
                write!(out, r#","{name}":"#)?;
                string(out, text)?;
            }
            Value::Long(n) => write!(out, r#","{name}":{n}"#)?,
            Value::Double(x) if x.is_finite() => write!(out, r#","{name}":{}"#, float_cell(*x))?,
            Value::Double(_) => continue,
            Value::Bool(b) => write!(out, r#","{name}":{b}"#)?,
        }
    }
    Ok(())
}

fn string(out: &mut impl Write, text: &str) -> io::Result<()> {
    serde_json::to_writer(out, text).map_err(io::Error::from)
}

#[cfg(test)]
mod tests {
    use super::write_node_link;
    use crate::table::graph::tests::{edges, nodes, shape};

    #[test]
    fn a_small_graph_whole() {
        let out = write_node_link(Vec::new(), &shape(), nodes(), edges()).unwrap();
        let want = r##"{"directed":false,"multigraph":false,"graph":{},"nodes":[
{"id":"g-a","label":"甲&\"𠮷\"","mentions":3,"community":0,"betweenness":0.0,"discovered":false,"x":1.5,"y":-2.0},
{"id":"p-b","label":"=1]]>","mentions":3,"betweenness":0.0,"discovered":false,"x":0.0,"y":1e-9}
],"edges":[
{"source":"g-a","target":"p-b","weight":2,"npmi":-0.25,"first_date":"2020-08-09"}
]}
"##;
        assert_eq!(String::from_utf8(out).unwrap(), want);
    }
}
