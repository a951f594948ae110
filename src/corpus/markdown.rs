//! Is a body Markdown, and what is its first heading?

/// Tags that make a body a piece of HTML.
const BLOCK_TAGS: [&str; 7] = ["<p", "<div", "<br", "<table", "<ul", "<ol", "<span"];

/// True for a body with headings or images of Markdown at the beginning of lines, and for one without tags of HTML.
pub(super) fn is_markdown(body: &str) -> bool {
    let marked = body.lines().any(|line| heading(line).is_some() || line.starts_with("!["));
    marked || !BLOCK_TAGS.iter().any(|tag| body.contains(tag))
}

/// The first heading, without its marks.
pub(super) fn first_heading(body: &str) -> Option<&str> {
    body.lines().find_map(heading)
}

fn heading(line: &str) -> Option<&str> {
    const DEEPEST: usize = 6;
    let text = line.trim_start_matches('#');
    let depth = line.len() - text.len();
    let text = text.strip_prefix(' ').filter(|_| (1..=DEEPEST).contains(&depth))?;
    Some(text.trim().trim_end_matches('#').trim_end()).filter(|text| !text.is_empty())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn headings_images_and_bare_text_are_markdown() {
        for (body, markdown, first) in [
            ("# 甲\n\n乙", true, Some("甲")),
            ("<p>甲</p>\n### 乙 ###\n", true, Some("乙")),
            ("甲乙\n\n丙丁", true, None),
            ("![图](x.png)\n<p>甲</p>", true, None),
            ("<p>甲 # 乙</p>", false, None),
            ("<p>#话题# 甲</p>", false, None),
            ("甲<br>乙", false, None),
        ] {
            assert_eq!((is_markdown(body), first_heading(body)), (markdown, first), "{body}");
        }
    }
}
