//! network.svg: a still picture of the skeleton of the network.

use crate::layout::{LabelBox, Point, bounds, place_labels};
use quick_xml::escape::escape;
use std::fmt::Write as _;

/// What a picture shows.
#[derive(Debug, Clone, Default)]
pub struct Picture {
    /// Its name, for readers that do not see it.
    pub title: String,
    /// A line below it.
    pub caption: String,
    /// Discs.
    pub nodes: Vec<PictureNode>,
    /// Lines: indices of nodes, and stories.
    pub edges: Vec<(usize, usize, u64)>,
}

/// A disc of a picture.
#[derive(Debug, Clone)]
pub struct PictureNode {
    /// Its label.
    pub label: String,
    /// Where it lies, in any unit.
    pub at: Point,
    /// Its size.
    pub stories: u64,
    /// Its community, 0 the largest.
    pub community: Option<u32>,
}

/// Fonts with Chinese characters, by platform.
pub const FONTS: &str = "Noto Sans CJK SC, Source Han Sans SC, PingFang SC, Hiragino Sans GB, Microsoft YaHei, WenQuanYi Micro Hei, sans-serif";

const WIDTH: f64 = 1200.0;
/// Height over width, at least and at most; between them the picture takes the shape of the network.
const SHAPE: (f64, f64) = (0.5, 0.85);
const PAD: f64 = 34.0;
const LEGEND_ROW: f64 = 24.0;
const LEGEND_COLUMNS: usize = 3;
/// Communities with a colour of their own: distinct on paper and on black, also to most of the colour-blind.
const COLOURS: [&str; 9] = ["#3f74b5", "#c9573c", "#4d9159", "#b98a24", "#8163b0", "#2f9aa8", "#bb5f94", "#7d8440", "#a06a4f"];
const OTHER: &str = "#8b9098";
const RADIUS: (f64, f64) = (2.2, 21.0);
const FONT: (f64, f64) = (12.5, 27.0);
const MOST_LABELS: usize = 220;

/// Dark readers of the web get dark paper; programs that know no media queries take the attributes.
const STYLE: &str = "@media (prefers-color-scheme:dark){.paper{fill:#14171c}.ink{fill:#e9e6df}.quiet{fill:#a3a7ad}\
.halo{stroke:#14171c}.disc{stroke:#14171c}}";

/// Draws a picture as SVG: discs by stories, coloured by community, lines by stories, labels of the largest discs where they
/// find room.
pub fn svg(picture: &Picture) -> String {
    let frame = Frame::of(picture);
    let colours = Colours::of(picture);
    let mut out = String::new();
    let (width, height) = (WIDTH, frame.height + frame.legend);
    let _ = write!(
        out,
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {width} {height:.0}\" font-family=\"{FONTS}\" role=\"img\" aria-label=\"{0}\">\n\
         <title>{0}</title>\n<style>{STYLE}</style>\n<rect class=\"paper\" width=\"{width}\" height=\"{height:.0}\" fill=\"#fbfaf7\"/>\n",
        escape(picture.title.as_str())
    );
    lines(&mut out, picture, &frame, &colours);
    discs(&mut out, picture, &frame, &colours);
    labels(&mut out, picture, &frame);
    legend(&mut out, picture, &frame, &colours);
    out.push_str("</svg>\n");
    out
}

/// Where the discs lie in the picture.
struct Frame {
    height: f64,
    legend: f64,
    /// Centre and radius of each disc.
    discs: Vec<(Point, f64)>,
    /// Share of the largest disc's stories, as a root.
    shares: Vec<f64>,
}

impl Frame {
    fn of(picture: &Picture) -> Frame {
        let points: Vec<Point> = picture.nodes.iter().map(|n| n.at).collect();
        let (low, high) = bounds(&points).unwrap_or_default();
        let (wide, high) = ((high.x - low.x).max(1.0), (high.y - low.y).max(1.0));
        let most = picture.nodes.iter().map(|n| n.stories).max().unwrap_or(1).max(1) as f64;
        let shares: Vec<f64> = picture.nodes.iter().map(|n| (n.stories as f64 / most).sqrt()).collect();
        // Few discs may be larger than many.
        let largest = RADIUS.1.min(WIDTH / 6.0 / (picture.nodes.len() as f64).sqrt().max(1.0)).max(RADIUS.0 * 4.0);
        let inner = WIDTH - 2.0 * (PAD + largest);
        let height = (inner * (high / wide)).clamp(WIDTH * SHAPE.0, WIDTH * SHAPE.1) + 2.0 * (PAD + largest);
        let scale = (inner / wide).min((height - 2.0 * (PAD + largest)) / high);
        let middle = Point { x: low.x + wide / 2.0, y: low.y + high / 2.0 };
        let discs = points
            .iter()
            .zip(&shares)
            .map(|(p, share)| {
                let at = Point { x: WIDTH / 2.0 + (p.x - middle.x) * scale, y: height / 2.0 + (p.y - middle.y) * scale };
                (at, RADIUS.0 + (largest - RADIUS.0) * share)
            })
            .collect();
        let rows = Colours::of(picture).named.len().div_ceil(LEGEND_COLUMNS);
        Frame { height, legend: LEGEND_ROW * (rows as f64 + 1.0) + PAD / 2.0, discs, shares }
    }
}

/// The communities with a colour, most discs first.
struct Colours {
    named: Vec<u32>,
}

impl Colours {
    fn of(picture: &Picture) -> Colours {
        let mut size: std::collections::BTreeMap<u32, usize> = std::collections::BTreeMap::new();
        for community in picture.nodes.iter().filter_map(|n| n.community) {
            *size.entry(community).or_default() += 1;
        }
        let mut named: Vec<u32> = size.iter().filter(|&(_, &n)| n > 1).map(|(&c, _)| c).collect();
        named.sort_by_key(|c| (std::cmp::Reverse(size[c]), *c));
        named.truncate(COLOURS.len());
        Colours { named }
    }

    fn get(&self, community: Option<u32>) -> &'static str {
        community.and_then(|c| self.named.iter().position(|&n| n == c)).map_or(OTHER, |i| COLOURS[i])
    }
}

fn lines(out: &mut String, picture: &Picture, frame: &Frame, colours: &Colours) {
    let most = picture.edges.iter().map(|e| e.2).max().unwrap_or(1).max(1) as f64;
    // Lines of one colour and breadth are one path: thousands of them stay a small file.
    let mut paths: std::collections::BTreeMap<(u32, &str), String> = std::collections::BTreeMap::new();
    for &(a, b, stories) in &picture.edges {
        let (from, to) = (frame.discs[a].0, frame.discs[b].0);
        let (one, other) = (picture.nodes[a].community, picture.nodes[b].community);
        let colour = if one == other { colours.get(one) } else { OTHER };
        let breadth = ((stories as f64 / most).sqrt() * 8.0).round() as u32;
        let path = paths.entry((breadth, colour)).or_default();
        let _ = write!(path, "M{:.1} {:.1}L{:.1} {:.1}", from.x, from.y, to.x, to.y);
    }
    let many = (picture.edges.len() as f64 / 300.0).sqrt().clamp(1.0, 4.0);
    for ((breadth, colour), path) in paths {
        let (width, opacity) = ((0.9 + f64::from(breadth) * 0.55) / many.sqrt(), (0.3 + f64::from(breadth) * 0.05) / many.sqrt());
        let _ = writeln!(out, "<path d=\"{path}\" stroke=\"{colour}\" stroke-width=\"{width:.2}\" stroke-opacity=\"{opacity:.2}\" fill=\"none\"/>");
    }
}

fn discs(out: &mut String, picture: &Picture, frame: &Frame, colours: &Colours) {
    let _ = writeln!(out, "<g class=\"disc\" stroke=\"#fbfaf7\" stroke-width=\".8\">");
    for (node, (at, radius)) in picture.nodes.iter().zip(&frame.discs) {
        let _ = writeln!(out, "<circle cx=\"{:.1}\" cy=\"{:.1}\" r=\"{radius:.1}\" fill=\"{}\"/>", at.x, at.y, colours.get(node.community));
    }
    out.push_str("</g>\n");
}

fn labels(out: &mut String, picture: &Picture, frame: &Frame) {
    let mut order: Vec<usize> = (0..picture.nodes.len()).collect();
    order.sort_by(|&a, &b| picture.nodes[b].stories.cmp(&picture.nodes[a].stories).then(a.cmp(&b)));
    let font = |i: usize| FONT.0 + (FONT.1 - FONT.0) * frame.shares[i] * frame.shares[i].sqrt();
    // Discs without a label are obstacles too: all take part, the last ones with no label to place.
    let discs: Vec<(Point, f64)> = order.iter().map(|&i| frame.discs[i]).collect();
    let sizes: Vec<(f64, f64)> = order.iter().take(MOST_LABELS).map(|&i| (text_width(&picture.nodes[i].label) * font(i), font(i) * 1.2)).collect();
    let inside = LabelBox { left: 6.0, top: 6.0, width: WIDTH - 12.0, height: frame.height - 12.0 };
    let placed = place_labels(&discs, &sizes, &inside);
    // The text twice: its halo keeps it legible over lines, and no halo lies over another label.
    let mut texts = String::new();
    for (&i, place) in order.iter().zip(placed) {
        if let Some(place) = place {
            let (x, y, size) = (place.left, place.top + place.height * 0.8, font(i));
            let _ = writeln!(texts, "<text x=\"{x:.1}\" y=\"{y:.1}\" font-size=\"{size:.1}\">{}</text>", escape(picture.nodes[i].label.as_str()));
        }
    }
    let _ = write!(
        out,
        "<g class=\"ink halo\" fill=\"#22252a\" stroke=\"#fbfaf7\" stroke-width=\"3\" stroke-linejoin=\"round\" paint-order=\"stroke\">\n{texts}</g>\n"
    );
}

fn legend(out: &mut String, picture: &Picture, frame: &Frame, colours: &Colours) {
    const SIZE: f64 = 13.0;
    let column = (WIDTH - 2.0 * PAD) / LEGEND_COLUMNS as f64;
    let _ = writeln!(out, "<g font-size=\"{SIZE}\">");
    for (i, &community) in colours.named.iter().enumerate() {
        let x = PAD + column * (i % LEGEND_COLUMNS) as f64;
        let y = frame.height + LEGEND_ROW * ((i / LEGEND_COLUMNS) as f64 + 0.5);
        let mut members: Vec<&PictureNode> = picture.nodes.iter().filter(|n| n.community == Some(community)).collect();
        members.sort_by(|a, b| b.stories.cmp(&a.stories).then(a.label.cmp(&b.label)));
        let mut text = String::new();
        for member in members.iter().take(4) {
            let longer = if text.is_empty() { member.label.clone() } else { format!("{text}、{}", member.label) };
            if text_width(&longer) * SIZE > column - 40.0 && !text.is_empty() {
                break;
            }
            text = longer;
        }
        let _ = writeln!(
            out,
            "<circle cx=\"{:.1}\" cy=\"{:.1}\" r=\"5.5\" fill=\"{}\"/><text class=\"ink\" x=\"{:.1}\" y=\"{y:.1}\" fill=\"#22252a\">{} …</text>",
            x + 6.0,
            y - 4.5,
            COLOURS[i],
            x + 19.0,
            escape(text.as_str())
        );
    }
    let y = frame.height + frame.legend - PAD / 2.0 - 4.0;
    let _ = writeln!(
        out,
        "<text class=\"quiet\" x=\"{PAD}\" y=\"{y:.1}\" fill=\"#666b73\" font-size=\"12\">{}</text>\n</g>",
        escape(picture.caption.as_str())
    );
}

/// Width of a text in units of its font size: Chinese characters are square, others about half as wide.
fn text_width(text: &str) -> f64 {
    text.chars().map(|c| if (c as u32) < 0x1100 { 0.56 } else { 1.0 }).sum()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_picture_is_xml_whatever_the_labels() {
        let node = |label: &str, x: f64, community| PictureNode { label: label.into(), at: Point { x, y: 0.0 }, stories: 3, community };
        let picture = Picture {
            title: "a < b".into(),
            caption: "\"c\" & d".into(),
            nodes: vec![node("<script>", 0.0, Some(0)), node("𩸽\"&", 9.0, Some(0)), node("乙", 5.0, None)],
            edges: vec![(0, 1, 3)],
        };
        let text = svg(&picture);
        let mut reader = quick_xml::Reader::from_str(&text);
        let mut names = Vec::new();
        loop {
            match reader.read_event().unwrap() {
                quick_xml::events::Event::Eof => break,
                quick_xml::events::Event::Start(e) | quick_xml::events::Event::Empty(e) => names.push(e.name().0.to_owned()),
                _ => {}
            }
        }
        assert_eq!(names.iter().filter(|n| *n == "circle").count(), 4);
        assert!(!names.contains(&"script".to_owned()) && text.contains("&lt;script&gt;"));
        assert!(svg(&Picture::default()).ends_with("</svg>\n"));
    }
}
