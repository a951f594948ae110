//! Versions of one page: the latest counts, older ones are superseded.

use rustc_hash::FxHashMap;
use serde::Deserialize;

/// Which addresses are one page.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct UrlRules {
    /// Hosts (and path beginnings) whose query string tells pages apart.
    pub keep_query: Vec<String>,
}

/// What two addresses of one page share: host and path without scheme, `www.`, fragment, and query. `None` for
/// addresses that name no page (empty, or a bare host).
pub fn page_key(url: &str, rules: &UrlRules) -> Option<String> {
    let rest = url.split_once("://").map_or(url, |(_, rest)| rest);
    let rest = rest.strip_prefix("www.").unwrap_or(rest);
    let rest = rest.split('#').next().unwrap_or(rest);
    let keep = rules.keep_query.iter().any(|host| rest.starts_with(host) || rest.split('/').next().is_some_and(|h| h.ends_with(host)));
    let key = if keep { rest } else { rest.split('?').next().unwrap_or(rest) };
    let path = key.split_once('/').map_or("", |(_, path)| path).trim_matches('/');
    (!path.is_empty()).then(|| key.trim_end_matches('/').to_owned())
}

/// For each page the document that holds its latest version.
#[derive(Debug, Default)]
pub struct Versions {
    latest: FxHashMap<u64, (Option<i64>, u32)>,
}

impl Versions {
    /// Takes a document into account: hash of its page key, time of publication, index in input order. Of two versions
    /// with the same time the later in input order is the latest.
    pub fn add(&mut self, page: u64, published: Option<i64>, doc: u32) {
        let entry = self.latest.entry(page).or_insert((published, doc));
        if (published, doc) >= *entry {
            *entry = (published, doc);
        }
    }

    /// The document that supersedes this one, if there is one.
    pub fn superseded_by(&self, page: u64, doc: u32) -> Option<u32> {
        self.latest.get(&page).map(|&(_, latest)| latest).filter(|&latest| latest != doc)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_of_one_page_have_one_key() {
        let rules = UrlRules { keep_query: vec!["solidot.org".into()] };
        for (url, want) in [
            ("https://www.a.example/gb/n1.htm?x=1#top", Some("a.example/gb/n1.htm")),
            ("http://a.example/gb/n1.htm/", Some("a.example/gb/n1.htm")),
            ("https://www.solidot.org/story?sid=65000", Some("solidot.org/story?sid=65000")),
            ("https://a.example/", None),
            ("", None),
        ] {
            assert_eq!(page_key(url, &rules).as_deref(), want, "{url}");
        }
    }

    #[test]
    fn the_latest_version_supersedes_the_others() {
        let mut versions = Versions::default();
        for (published, doc) in [(Some(5), 0), (Some(9), 1), (None, 2), (Some(9), 3)] {
            versions.add(7, published, doc);
        }
        assert_eq!([0, 1, 2, 3].map(|doc| versions.superseded_by(7, doc)), [Some(3), Some(3), Some(3), None]);
        assert_eq!(versions.superseded_by(8, 0), None);
    }
}
