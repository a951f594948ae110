//! Made-up archives of any size: every document mixes sentences of two posts and adds one of its own, so that few are copies of
//! others; dates, outlets and some names are new. The same number of documents gives the same files.

use std::{
    fs::{self, File},
    io::{self, BufWriter, Write},
    path::Path,
};

/// Documents of one file.
const SHARD: usize = 50_000;
/// One document of so many names somebody new.
const NEW_NAMES: u64 = 4;

/// Sentences of real posts, by post.
pub struct Pool(Vec<Vec<String>>);

impl Pool {
    /// Reads the Markdown files of a folder and the folders in it.
    pub fn read(folder: &Path) -> io::Result<Pool> {
        let mut files: Vec<_> = walkdir::WalkDir::new(folder).sort_by_file_name().into_iter().filter_map(Result::ok).collect();
        files.retain(|f| f.path().extension().is_some_and(|e| e == "md"));
        let mut posts = Vec::new();
        for file in files {
            let text = fs::read_to_string(file.path())?;
            let body = text.strip_prefix("---\n").and_then(|rest| rest.split_once("\n---\n")).map_or(text.as_str(), |(_, body)| body);
            let sentences: Vec<String> = without_tags(body)
                .split_inclusive(['。', '！', '？'])
                .map(|s| s.split_whitespace().collect())
                .filter(|s: &String| s.chars().count() > 8)
                .collect();
            if !sentences.is_empty() {
                posts.push(sentences);
            }
        }
        if posts.is_empty() {
            return Err(io::Error::new(io::ErrorKind::NotFound, format!("no posts (.md) in {}", folder.display())));
        }
        Ok(Pool(posts))
    }

    /// Writes so many documents as JSON Lines.
    pub fn write(&self, folder: &Path, documents: usize) -> io::Result<()> {
        fs::create_dir_all(folder)?;
        let mut random = Random(2020);
        for first in (0..documents).step_by(SHARD) {
            let mut out = BufWriter::new(File::create(folder.join(format!("{:04}.jsonl", first / SHARD)))?);
            for n in first..documents.min(first + SHARD) {
                let line = self.document(n, &mut random);
                serde_json::to_writer(&mut out, &line)?;
                out.write_all(b"\n")?;
            }
            out.flush()?;
        }
        Ok(())
    }

    fn document(&self, n: usize, random: &mut Random) -> serde_json::Value {
        let date = format!("{}-{:02}-{:02}", 2010 + random.below(16), 1 + random.below(12), 1 + random.below(28));
        let mut text = String::new();
        for post in [n % self.0.len(), random.below(self.0.len() as u64) as usize] {
            for (i, sentence) in self.0[post].iter().enumerate() {
                if random.below(2) == 0 || i == 0 {
                    text.push_str(sentence);
                }
            }
            text.push('\n');
        }
        if random.below(NEW_NAMES) == 0 {
            text.push_str(&format!("本报记者{}报道。", name(random)));
            text.push_str(&format!("市民{}说，{}月{}日见过{}。\n", name(random), 1 + random.below(12), 1 + random.below(28), name(random)));
        }
        let title: String = text.chars().take(18).collect();
        serde_json::json!({
            "title": title, "date": date, "outlet": format!("第{}日报", random.below(60)), "url": format!("https://example.org/{n}"), "text": text
        })
    }
}

/// Somebody of three characters.
fn name(random: &mut Random) -> String {
    const SURNAMES: &str = "王李张刘陈杨黄赵吴周徐孙马朱胡郭何高林罗";
    const GIVEN: &str = "伟芳娜敏静丽强磊军洋勇艳杰娟涛明超秀霞平刚桂英华玉兰建国志文海波春梅宇浩然欣怡子轩雨晨博思远嘉慧";
    let mut pick = |from: &str| from.chars().nth(random.below(from.chars().count() as u64) as usize).unwrap_or('文');
    [pick(SURNAMES), pick(GIVEN), pick(GIVEN)].iter().collect()
}

/// What stands outside of <…>.
fn without_tags(html: &str) -> String {
    let mut inside = false;
    html.chars()
        .filter(|&c| {
            let outside = !inside && c != '<';
            inside = c == '<' || inside && c != '>';
            outside
        })
        .collect()
}

/// Splitmix64 (Steele, Lea, Flood 2014).
struct Random(u64);

impl Random {
    fn below(&mut self, n: u64) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let z = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        let z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        (z ^ (z >> 31)) % n
    }
}
