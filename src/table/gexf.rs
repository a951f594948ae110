//! GEXF 1.3 as Gephi, graphology and networkx read it: labels and weights are those of the format, all else is an attribute; time is
//! told by spells from the first second of a day to the last of another, in whatever time zone the reader is, never by values that change, for a weight that changes would replace the weight. The name space is
//! that of 1.2, the last one that networkx before 3.6 knows; nothing that is written here differs between the two.

use super::graph::{GraphEdge, GraphNode, GraphShape, Key, Spell, Value, escape_xml};
use std::io::{self, Write};

const OPENING: &str = r#"<?xml version="1.0" encoding="UTF-8"?>
<gexf xmlns="http://www.gexf.net/1.2draft" xmlns:viz="http://www.gexf.net/1.2draft/viz" version="1.3">
<meta><creator>guanxi</creator></meta>
"#;

/// The attributes that are no attributes in GEXF.
const OWN_PLACE: [&str; 2] = ["label", "weight"];

/// Writes a graph.
///
/// # Errors
/// Those of the writer.
pub fn write_gexf<'a, W: Write>(
    mut out: W,
    shape: &GraphShape,
    nodes: impl Iterator<Item = GraphNode<'a>>,
    edges: impl Iterator<Item = GraphEdge<'a>>,
) -> io::Result<W> {
    out.write_all(OPENING.as_bytes())?;
    let direction = shape.direction.as_str();
    writeln!(out, r#"<graph defaultedgetype="{direction}" mode="dynamic" timeformat="date" timerepresentation="interval" idtype="string">"#)?;
    for (class, keys) in [("node", &shape.node_keys), ("edge", &shape.edge_keys)] {
        writeln!(out, r#"<attributes class="{class}" mode="static">"#)?;
        for (i, (name, kind)) in keys.iter().enumerate().filter(|(_, (name, _))| !OWN_PLACE.contains(name)) {
            writeln!(out, r#"<attribute id="{i}" title="{name}" type="{kind}"/>"#)?;
        }
        writeln!(out, "</attributes>")?;
    }
    let opens = |keys: &[Key]| -> Vec<String> { (0..keys.len()).map(|i| format!(r#"<attvalue for="{i}" value=""#)).collect() };
    let (node_opens, edge_opens) = (opens(&shape.node_keys), opens(&shape.edge_keys));
    out.write_all(b"<nodes>\n")?;
    for node in nodes {
        out.write_all(b"<node id=\"")?;
        escape_xml(&mut out, node.id)?;
        out.write_all(b"\"")?;
        element(&mut out, &shape.node_keys, &node_opens, &node.values, &node.spells)?;
        let at = node.position;
        write!(out, r#"<viz:position x="{}" y="{}" z="0"/>"#, Value::Double(at.x).text(), Value::Double(at.y).text())?;
        out.write_all(b"</node>\n")?;
    }
    out.write_all(b"</nodes>\n<edges>\n")?;
    for (i, edge) in edges.enumerate() {
        write!(out, r#"<edge id="{i}" source=""#)?;
        escape_xml(&mut out, edge.source)?;
        out.write_all(b"\" target=\"")?;
        escape_xml(&mut out, edge.target)?;
        out.write_all(b"\"")?;
        if let Some(kind) = edge.kind {
            // Gephi adds up the edges of a pair that are of one kind.
            write!(out, r#" kind="{kind}""#)?;
        }
        element(&mut out, &shape.edge_keys, &edge_opens, &edge.values, &edge.spells)?;
        out.write_all(b"</edge>\n")?;
    }
    out.write_all(b"</edges>\n</graph>\n</gexf>\n")?;
    Ok(out)
}

/// The rest of a start tag, then attributes and spells. One spell is told by the element itself, which is half as long.
fn element(out: &mut impl Write, keys: &[Key], opens: &[String], values: &[Value<'_>], spells: &[Spell]) -> io::Result<()> {
    for ((name, _), value) in keys.iter().zip(values).filter(|((name, _), _)| OWN_PLACE.contains(name)) {
        write!(out, r#" {name}=""#)?;
        escape_xml(out, &value.text())?;
        out.write_all(b"\"")?;
    }
    if let [spell] = spells {
        write!(out, r#" start="{}T00:00:00" end="{}T23:59:59""#, spell.start, spell.end)?;
    }
    out.write_all(b"><attvalues>")?;
    for (((name, _), open), value) in keys.iter().zip(opens).zip(values) {
        let text = value.text();
        if !text.is_empty() && !OWN_PLACE.contains(name) {
            out.write_all(open.as_bytes())?;
            escape_xml(out, &text)?;
            out.write_all(b"\"/>")?;
        }
    }
    out.write_all(b"</attvalues>")?;
    if spells.len() > 1 {
        out.write_all(b"<spells>")?;
        for spell in spells {
            write!(out, r#"<spell start="{}T00:00:00" end="{}T23:59:59"/>"#, spell.start, spell.end)?;
        }
        out.write_all(b"</spells>")?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::write_gexf;
    use crate::table::graph::tests::{edges, nodes, shape};

    #[test]
    fn a_small_graph_whole() {
        let out = write_gexf(Vec::new(), &shape(), nodes(), edges()).unwrap();
        let want = r##"<?xml version="1.0" encoding="UTF-8"?>
<gexf xmlns="http://www.gexf.net/1.2draft" xmlns:viz="http://www.gexf.net/1.2draft/viz" version="1.3">
<meta><creator>guanxi</creator></meta>
<graph defaultedgetype="undirected" mode="dynamic" timeformat="date" timerepresentation="interval" idtype="string">
<attributes class="node" mode="static">
<attribute id="1" title="mentions" type="long"/>
<attribute id="2" title="community" type="long"/>
<attribute id="3" title="betweenness" type="double"/>
<attribute id="4" title="discovered" type="boolean"/>
</attributes>
<attributes class="edge" mode="static">
<attribute id="1" title="npmi" type="double"/>
<attribute id="2" title="first_date" type="string"/>
</attributes>
<nodes>
<node id="g-a" label="甲&amp;&quot;𠮷&quot;" start="2020-08-01T00:00:00" end="2020-08-31T23:59:59"><attvalues><attvalue for="1" value="3"/><attvalue for="2" value="0"/><attvalue for="3" value="0"/><attvalue for="4" value="false"/></attvalues><viz:position x="1.5" y="-2" z="0"/></node>
<node id="p-b" label="=1]]&gt;"><attvalues><attvalue for="1" value="3"/><attvalue for="3" value="0"/><attvalue for="4" value="false"/></attvalues><spells><spell start="2020-08-01T00:00:00" end="2020-08-31T23:59:59"/><spell start="2020-10-01T00:00:00" end="2020-11-30T23:59:59"/></spells><viz:position x="0" y="1e-9" z="0"/></node>
</nodes>
<edges>
<edge id="0" source="g-a" target="p-b" kind="meets" weight="2"><attvalues><attvalue for="1" value="-0.25"/><attvalue for="2" value="2020-08-09"/></attvalues></edge>
</edges>
</graph>
</gexf>
"##;
        assert_eq!(String::from_utf8(out).unwrap(), want);
    }
}
