//! Pages as they lie in people's folders, one of each kind, in tests/pages: tables of the first government sites, paragraphs
//! told by line breaks, forums, blogs, mobile accounts, AMP, pages drawn by script, live reports, galleries, newsflashes.
//!
//! Beside each `NAME.html` stands `NAME.txt`: date, headline, then the paragraphs of the article. All were written for this test.

use guanxi::{
    corpus::{FieldNames, Record, Source, read_post},
    document::{BlockKind, Document},
    knowledge::Gazetteer,
};
use std::{fs, path::Path};

fn bare(text: &str) -> String {
    text.chars().filter(|c| !c.is_whitespace()).collect()
}

#[test]
fn the_article_its_headline_and_its_date_are_found_in_pages_of_every_kind() {
    let gazetteer = Gazetteer::bundled().expect("the bundled gazetteers load");
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/pages");
    let mut names: Vec<_> =
        fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).filter(|path| path.extension().unwrap() == "html").collect();
    names.sort();
    let (mut right, mut found, mut wanted, mut dated, mut titled) = (0, 0, 0, 0, 0);
    let mut wrong = Vec::new();
    for path in &names {
        let name = path.file_stem().unwrap().to_string_lossy();
        let gold = fs::read_to_string(path.with_extension("txt")).unwrap();
        let [date, title] = [0, 1].map(|i| gold.lines().nth(i).unwrap());
        let gold: Vec<String> = gold.lines().skip(2).map(bare).collect();
        let source = Source::Bytes(fs::read(path).unwrap());
        let post = read_post(&Record { doc: "a.html".into(), path: "a.html".into(), kind: None, source }, &FieldNames::default()).unwrap();
        let document = Document::new(&post, gazetteer.cleaner());
        let texts: Vec<String> = document
            .blocks
            .iter()
            .filter(|block| block.kind == BlockKind::Article)
            .map(|block| bare(document.slice(block.span)))
            // Headline and date line stand elsewhere.
            .filter(|text| !bare(title).contains(text.as_str()) && !text.contains(&date[..4]))
            .collect();
        let (hits, extra): (Vec<&String>, Vec<&String>) = texts.iter().partition(|text| gold.iter().any(|p| p.contains(text.as_str())));
        let chars = |texts: &[&String]| texts.iter().map(|text| text.chars().count()).sum::<usize>();
        let missing: Vec<&String> = gold.iter().filter(|p| !hits.iter().any(|text| p.contains(text.as_str()))).collect();
        right += chars(&hits);
        found += chars(&hits) + chars(&extra);
        wanted += gold.iter().map(|p| p.chars().count()).sum::<usize>();
        if !extra.is_empty() || !missing.is_empty() {
            wrong.push(format!("{name}: beyond {extra:?}, missing {missing:?}"));
        }
        let got = post.date.map(|date| date.to_string()).unwrap_or_default();
        dated += usize::from(got == date);
        if got != date {
            wrong.push(format!("{name}: date {got:?} from {:?}", post.date_source));
        }
        titled += usize::from(post.title.contains(title));
        if !post.title.contains(title) {
            wrong.push(format!("{name}: headline {:?}", post.title));
        }
    }
    let share = |part: usize, whole: usize| part as f64 / whole as f64;
    let (precision, recall) = (share(right, found), share(right, wanted));
    println!("{} pages: precision {precision:.3}, recall {recall:.3}, dates {dated}, headlines {titled}\n{}", names.len(), wrong.join("\n"));
    let all = dated == names.len() && titled == names.len();
    assert!(precision >= 0.97 && recall >= 0.97 && all, "precision {precision:.3}, recall {recall:.3}\n{}", wrong.join("\n"));
}
