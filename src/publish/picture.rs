//! The still picture of a run.

use super::{
    OutputFolder, PublishOptions,
    network::Network,
    png::png,
    svg::{Picture, PictureNode, svg},
};
use crate::error::{Error, Result};
use std::io::Write;

/// Writes network.svg, and network.png where it is wanted. True where names in the latter are empty boxes.
pub(super) fn write_picture(network: &Network, options: &PublishOptions, output: &OutputFolder) -> Result<bool> {
    let text = svg(&picture(network));
    let write = |name: &str, bytes: &[u8]| -> Result<()> {
        let path = output.partial(name);
        let mut file = output.file(name)?;
        file.write_all(bytes).and_then(|()| file.flush()).map_err(Error::io("cannot write", path))
    };
    write("network.svg", text.as_bytes())?;
    if !options.png {
        output.leave_out("network.png");
        return Ok(false);
    }
    let png = png(&text)?;
    write("network.png", &png.bytes)?;
    Ok(!png.chinese)
}

/// The skeleton of the network; its nodes alone where there is none.
fn picture(network: &Network) -> Picture {
    let drawn = &network.drawing.drawn;
    let skeleton = without_lone_pairs(network, &drawn.skeleton);
    let mut shown: Vec<usize> = skeleton.iter().flat_map(|&e| ends(network, e)).collect();
    if skeleton.is_empty() {
        shown = drawn.nodes.iter().map(|&n| n as usize).collect();
    }
    shown.sort_unstable();
    shown.dedup();
    let nodes = shown.iter().map(|&row| {
        let node = &network.nodes[row];
        let at = network.drawing.position(row).unwrap_or_default();
        PictureNode { label: node.label.clone(), at, stories: node.stories, community: node.community }
    });
    let place = |row: usize| shown.binary_search(&row).unwrap_or_default();
    let edges = skeleton.iter().map(|&e| {
        let [a, b] = ends(network, e);
        (place(a), place(b), network.edges[e as usize].tally.stories.into())
    });
    let dates = network.nodes.iter().filter_map(|n| n.first_date).min().zip(network.nodes.iter().filter_map(|n| n.last_date).max());
    let dates = dates.map_or_else(String::new, |(first, last)| format!(", {first} to {last}"));
    Picture {
        title: "Who meets whom in the news".to_owned(),
        caption: format!(
            "{} stories{dates}; {} of {} names, {} of {} pairs: those that stand out. Discs grow with stories, lines with common stories; colours are communities.",
            network.stories,
            shown.len(),
            network.nodes.len(),
            skeleton.len(),
            network.edges.len(),
        ),
        nodes: nodes.collect(),
        edges: edges.collect(),
    }
}

/// Edges that are not alone: a pair that meets nobody else lies far off and makes all others small. All of them where there
/// is nothing else.
fn without_lone_pairs(network: &Network, edges: &[u32]) -> Vec<u32> {
    let mut degree = vec![0_u32; network.nodes.len()];
    edges.iter().flat_map(|&e| ends(network, e)).for_each(|row| degree[row] += 1);
    let kept: Vec<u32> = edges.iter().copied().filter(|&e| ends(network, e).iter().any(|&row| degree[row] > 1)).collect();
    if kept.is_empty() { edges.to_vec() } else { kept }
}

fn ends(network: &Network, edge: u32) -> [usize; 2] {
    let edge = &network.edges[edge as usize];
    [network.row_of[&edge.a], network.row_of[&edge.b]]
}
