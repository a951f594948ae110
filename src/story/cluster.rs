//! Clusters of near-duplicates.
//!
//! Texts that share rare shingles are compared by their signatures, the most alike first, and joined where enough of the
//! members of both clusters are alike. Daily reports on one template, follow-ups that repeat their background, and
//! round-ups that hold other reports are no copies.

use super::{signature::Signature, sketch::Overlap};
use rustc_hash::{FxHashMap, FxHashSet};
use std::cmp::Reverse;

/// A text to compare.
#[derive(Debug, Clone, Copy)]
pub struct Text {
    /// Samples of its shingles and numbers.
    pub signature: Signature,
    /// Day of publication, counted from any day; none where it is unknown.
    pub day: Option<i32>,
    /// Who printed it; none where it is unknown.
    pub outlet: Option<u32>,
}

// How the thresholds were set: on pairs of 55,213 posts of the second half of 2020, drawn over all degrees of likeness.
// 160 others were read and judged: of 76 pairs in one cluster 70 are copies of one text, of 84 that share shingles and are
// in none 9 are.

/// A shingle that stands in texts of so many different days belongs to a series or to the language, not to one story.
const TEMPLATE_DAYS: usize = 8;
/// Where a smaller share of a text's shingles is its own, it is one of a series.
const OWN_SHARE: f64 = 0.5;
/// Fewer samples to compare decide nothing.
const MIN_SAMPLE: u32 = 6;
/// Share of all shingles that copies by two outlets have in common, by their beginnings: the same, unclear, other. Below
/// stand reports of one event in other words, and with other beginnings those that quote each other.
const COPY: [f64; 3] = [0.3, 0.4, 0.45];
/// The same of two texts of one outlet, which follows up its reports and repeats their background.
const UPDATE: [f64; 3] = [0.5, REPRINT, f64::INFINITY];
/// Cut copies and those with paragraphs added, where the beginnings are not other ones: so many shingles of the shorter
/// text stand in the longer one …
const CONTAINED: f64 = 0.8;
/// … which is at most about five times as long: longer ones are round-ups.
const CONTAINED_COPY: f64 = 0.2;
/// Reprints: copies nearly word for word, which may appear later.
const REPRINT: f64 = 0.8;
/// Beginnings that share so much are the same …
const SAME_LEAD: f64 = 0.5;
/// … and those that share less are others …
const OTHER_LEAD: f64 = 0.25;
/// … unless they have fewer shingles to compare.
const MIN_LEAD: u32 = 3;
/// Numbers that must agree; of two reports of a series most differ.
const NUMBERS: f64 = 0.5;
/// With fewer numbers to compare they decide nothing.
const MIN_NUMBERS: u32 = 3;
/// Copies appear within so many days.
const COPY_DAYS: i32 = 3;
/// Reprints by others appear within so many days.
const REPRINT_DAYS: i32 = 14;

/// Common shingles that make two texts worth comparing.
const MIN_SHARED: usize = 3;
/// Of the texts with one shingle each is compared with so many that follow it.
const NEIGHBOURS: usize = 32;
/// The shingles are looked through in so many parts, which bounds the memory they need.
const PARTS: u32 = 8;
/// Members of two clusters belong together with this share of shingles …
const KIN: f64 = 0.35;
/// … and so many of each cluster, evenly spread, are asked whether the two are to be joined: more than half must say so.
/// A round-up that holds two reports does not join them.
const JURY: usize = 16;

/// Groups the texts: for each the index of the first text of its cluster. The result depends on the texts and their order
/// alone.
pub fn clusters(texts: Vec<Text>) -> Vec<u32> {
    let (texts, pairs) = candidates(texts);
    let compared = pairs.into_iter().filter_map(|(a, b)| Some((texts.own(a).copies(texts.own(b))?, a, b)));
    let mut alike: Vec<(Likeness, u32, u32)> = compared.collect();
    alike.sort_unstable_by_key(|&(likeness, a, b)| (Reverse(likeness), a, b));
    let mut clusters = Clusters { first: (0..texts.all.len() as u32).collect(), members: FxHashMap::default() };
    for (_, a, b) in alike {
        clusters.join(a, b, &texts);
    }
    clusters.first
}

/// The clusters so far.
#[derive(Debug)]
struct Clusters {
    /// For each text the first of its cluster.
    first: Vec<u32>,
    /// The texts of each cluster of several, by the first, ascending.
    members: FxHashMap<u32, Vec<u32>>,
}

impl Clusters {
    fn join(&mut self, a: u32, b: u32, texts: &Texts) {
        let (a, b) = (self.first[a as usize], self.first[b as usize]);
        let (a, b) = (a.min(b), a.max(b));
        if a == b || !self.belong_together(a, b, texts) {
            return;
        }
        let moved = self.members.remove(&b).unwrap_or_else(|| vec![b]);
        for &text in &moved {
            self.first[text as usize] = a;
        }
        let members = self.members.entry(a).or_insert_with(|| vec![a]);
        members.extend(moved);
        members.sort_unstable();
    }

    fn belong_together(&self, a: u32, b: u32, texts: &Texts) -> bool {
        let (left, right) = (self.jury(a), self.jury(b));
        let pairs = left.iter().flat_map(|&x| right.iter().map(move |&y| (x, y)));
        let kin = pairs.filter(|&(x, y)| texts.own(x).is_kin(texts.own(y))).count();
        kin * 2 > left.len() * right.len()
    }

    fn jury(&self, first: u32) -> Vec<u32> {
        match self.members.get(&first) {
            None => vec![first],
            Some(members) => members.iter().step_by(members.len().div_ceil(JURY)).copied().collect(),
        }
    }
}

/// The texts without the shingles of templates.
#[derive(Debug)]
struct Texts {
    all: Vec<Text>,
    /// Of each: most of it is a template.
    in_series: Vec<bool>,
}

impl Texts {
    fn own(&self, i: u32) -> Own<'_> {
        Own { text: &self.all[i as usize], in_series: self.in_series[i as usize] }
    }
}

/// One of them.
#[derive(Debug, Clone, Copy)]
struct Own<'a> {
    text: &'a Text,
    in_series: bool,
}

/// How the beginnings of two texts compare.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Lead {
    Same,
    Unclear,
    Other,
}

impl Lead {
    fn of(overlap: Overlap) -> Lead {
        if overlap.smaller() < MIN_LEAD {
            Lead::Unclear
        } else if overlap.containment() >= SAME_LEAD {
            Lead::Same
        } else if overlap.containment() < OTHER_LEAD {
            Lead::Other
        } else {
            Lead::Unclear
        }
    }
}

/// Shared shingles, in thousandths of all.
type Likeness = u32;

impl Own<'_> {
    /// How alike two texts are, where one is a copy of the other.
    fn copies(self, other: Own<'_>) -> Option<Likeness> {
        let (left, right) = (self.text, other.text);
        let shingles = left.signature.shingle_overlap(&right.signature);
        if shingles.smaller() < MIN_SAMPLE {
            return None;
        }
        let share = shingles.jaccard();
        let days = left.day.zip(right.day).map(|(a, b)| (a - b).abs());
        let one_outlet = left.outlet.is_some() && left.outlet == right.outlet;
        let reprint = share >= REPRINT;
        let lead = Lead::of(left.signature.lead_overlap(&right.signature));
        let is_copy = if self.in_series || other.in_series {
            reprint && days.unwrap_or(0) == 0
        } else {
            let needed = if one_outlet { UPDATE } else { COPY };
            let cut = lead != Lead::Other && share >= CONTAINED_COPY && shingles.containment() >= CONTAINED;
            share >= needed[lead as usize] || (cut && (lead == Lead::Same || !one_outlet))
        };
        let in_time = days.is_none_or(|days| match (one_outlet, reprint) {
            (true, false) => days <= 1,
            (false, true) => days <= REPRINT_DAYS,
            _ => days <= COPY_DAYS,
        });
        // On one day no series has two reports, unless in one outlet.
        let numbers = left.signature.number_overlap(&right.signature);
        let same_numbers = (days == Some(0) && !one_outlet) || numbers.smaller() < MIN_NUMBERS || numbers.containment() >= NUMBERS;
        (is_copy && in_time && same_numbers).then_some((share * 1000.0) as Likeness)
    }

    /// Enough is shared for both to be in one cluster.
    fn is_kin(self, other: Own<'_>) -> bool {
        let shingles = self.text.signature.shingle_overlap(&other.text.signature);
        shingles.jaccard() >= KIN || shingles.containment() >= CONTAINED
    }
}

/// The texts without shingles of templates, and the pairs that share enough of the others, in order.
fn candidates(mut texts: Vec<Text>) -> (Texts, Vec<(u32, u32)>) {
    let mut template: FxHashSet<u32> = FxHashSet::default();
    let mut pairs: Vec<(u32, u32)> = Vec::new();
    let mut holders: Vec<(u32, u32)> = Vec::new();
    for part in 0..PARTS {
        holders.clear();
        for (i, text) in texts.iter().enumerate() {
            let hashes = text.signature.shingles.hashes().iter().filter(|&hash| hash % PARTS == part);
            holders.extend(hashes.map(|&hash| (hash, i as u32)));
        }
        holders.sort_unstable();
        for group in holders.chunk_by(|x, y| x.0 == y.0) {
            if is_of_template(group, &texts) {
                template.insert(group[0].0);
                continue;
            }
            for (i, &(_, a)) in group.iter().enumerate() {
                pairs.extend(group[i + 1..].iter().take(NEIGHBOURS).map(|&(_, b)| (a, b)));
            }
        }
    }
    pairs.sort_unstable();
    let pairs = pairs.chunk_by(|x, y| x == y).filter(|same| same.len() >= MIN_SHARED).map(|same| same[0]).collect();
    let in_series = texts.iter_mut().map(|Text { signature, .. }| {
        let all = signature.shingles.hashes().len();
        signature.shingles.retain(|hash| !template.contains(&hash));
        signature.lead.retain(|hash| !template.contains(&hash));
        (signature.shingles.hashes().len() as f64) < all as f64 * OWN_SHARE
    });
    (Texts { in_series: in_series.collect(), all: texts }, pairs)
}

/// True for a shingle with texts of many days. `group`: the shingle with each text that holds it.
fn is_of_template(group: &[(u32, u32)], texts: &[Text]) -> bool {
    if group.len() < TEMPLATE_DAYS {
        return false;
    }
    let mut days: Vec<Option<i32>> = group.iter().map(|&(_, i)| texts[i as usize].day).collect();
    days.sort_unstable();
    days.dedup();
    days.len() >= TEMPLATE_DAYS
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::script::Folder;

    /// A text of a day and an outlet.
    fn text(day: i32, outlet: u32, text: &str) -> Text {
        let folded = Folder::new([]).fold_str(text);
        Text { signature: Signature::of(folded.chars()), day: Some(day), outlet: Some(outlet) }
    }

    const MOON: &str = "嫦娥五号返回器12月17日凌晨在内蒙古四子王旗着陆，带回1731克月球样品。这是时隔44年人类再次取得月壤。\
        国家航天局局长张克俭宣布任务成功，样品随后空运至北京，交给中国科学院保管。";
    const NOBEL: &str = "瑞典皇家科学院10月7日宣布，法国科学家沙尔庞捷和美国科学家道德纳因基因编辑方法获得2020年诺贝尔化学奖，\
        奖金为1000万瑞典克朗。这是该奖项首次由两位女性共同获得。";

    #[test]
    fn copies_with_other_frames_and_in_other_scripts_are_one() {
        let traditional = "（綜合報導）嫦娥五號返回器12月17日凌晨在內蒙古四子王旗著陸，帶回1731克月球樣品。這是時隔44年人類再次取得月壤。\
            國家航天局局長張克儉宣布任務成功，樣品隨後空運至北京。";
        let longer = format!("{MOON}样品中一部分将存放在湖南韶山作为备份。探测器由长征五号火箭在文昌发射，轨道器随后飞往日地拉格朗日点。");
        let all = vec![text(0, 0, MOON), text(0, 1, NOBEL), text(0, 1, traditional), text(1, 2, &longer)];
        assert_eq!(clusters(all), [0, 1, 0, 0]);
    }

    #[test]
    fn far_days_make_other_stories_unless_another_outlet_reprints() {
        let cut = MOON.split_once("这是").expect("a second sentence").0;
        assert_eq!(clusters(vec![text(0, 0, MOON), text(9, 1, MOON)]), [0, 0]);
        assert_eq!(clusters(vec![text(0, 0, MOON), text(9, 1, cut)]), [0, 1]);
        assert_eq!(clusters(vec![text(0, 0, MOON), text(9, 0, MOON)]), [0, 1]);
        assert_eq!(clusters(vec![text(0, 0, MOON), text(40, 1, MOON)]), [0, 1]);
    }

    #[test]
    fn reports_of_a_series_stay_apart() {
        let fixing = |day: u32, rate: &str, euro: &str, pound: &str| {
            format!(
                "中国外汇交易中心公布，2020年9月{day}日银行间外汇市场人民币汇率中间价为：1美元对人民币{rate}元，1欧元对人民币{euro}元，\
                 1英镑对人民币{pound}元。人民币汇率中间价由做市商在每日开市前报价，去掉最高价和最低价后加权平均得到。"
            )
        };
        let rates = [(1, "6.8498", "8.1892", "9.1629"), (2, "6.8376", "8.1437", "9.1531"), (3, "6.8319", "8.0849", "9.1027")];
        let series = rates.map(|(day, dollar, euro, pound)| text(day as i32, 0, &fixing(day, dollar, euro, pound)));
        assert_eq!(clusters(series.to_vec()), [0, 1, 2]);
        // Two outlets print the same fixing.
        let copies = vec![series[0], Text { outlet: Some(1), ..series[0] }, series[1]];
        assert_eq!(clusters(copies), [0, 0, 2]);
    }

    #[test]
    fn phrases_of_many_days_are_templates() {
        let greeting = "各位听众早上好欢迎收听今天的天气预报节目由中央气象台为您播报请注意防寒保暖谢谢收听再见";
        let weather = ["晴", "多云", "阴", "小雨", "中雨", "大雨", "雾", "霾", "雷阵雨", "暴雨"];
        let series: Vec<Text> = (0..10).map(|i| text(i, i as u32, &format!("{greeting}{}", weather[i as usize]))).collect();
        assert_eq!(clusters(series), (0..10).collect::<Vec<u32>>());
    }

    #[test]
    fn a_round_up_does_not_join_what_it_holds() {
        let round_up = format!("{MOON}{NOBEL}");
        let all = vec![text(0, 0, MOON), text(0, 1, MOON), text(0, 2, &round_up), text(0, 3, NOBEL), text(0, 4, NOBEL)];
        let found = clusters(all);
        assert_eq!(found[0], found[1]);
        assert_eq!(found[3], found[4]);
        assert_ne!(found[0], found[3]);
    }

    #[test]
    fn a_follow_up_of_the_same_outlet_is_another_story() {
        let background = "这是时隔44年人类再次取得月壤。国家航天局局长张克俭宣布任务成功，样品随后空运至北京，交给中国科学院保管。";
        let first = format!(
            "嫦娥五号返回器12月17日凌晨在内蒙古四子王旗着陆，带回月球样品，回收队伍在雪地里找到返回器并插上国旗，\
            现场气温低于零下二十度，直升机和车队连夜出动，当地牧民在远处观看，搜救人员随后切断电源并检查舱体外表，\
            确认密封容器完好无损以后才开始搬运{background}"
        );
        let second = format!(
            "国家航天局发布月球样品管理办法，面向国内外科学家接受申请，国际同行可以通过合作项目使用这些样品，\
            科研用途的样品分为永久存储和研究两类，公益展示也在考虑之列，借用期限一般不超过一年，\
            申请者须说明研究目标和损耗数量，由专家委员会评审以后答复{background}"
        );
        assert_eq!(clusters(vec![text(0, 0, &first), text(1, 0, &second)]), [0, 1]);
    }

    #[test]
    fn the_order_of_the_texts_changes_no_cluster() {
        let texts: Vec<Text> = (0..24)
            .map(|i| text(i % 3, i as u32 % 5, &format!("{}{}", if i % 2 == 0 { MOON } else { NOBEL }, "补充消息".repeat(i as usize % 4))))
            .collect();
        let partition = |order: &[usize]| {
            let found = clusters(order.iter().map(|&i| texts[i]).collect());
            let mut sets: Vec<Vec<usize>> = (0..order.len())
                .map(|first| (0..order.len()).filter(|&at| found[at] as usize == first).map(|at| order[at]).collect::<Vec<_>>())
                .filter(|set| !set.is_empty())
                .collect();
            sets.iter_mut().for_each(|set| set.sort_unstable());
            sets.sort_unstable();
            sets
        };
        let (forward, backward): (Vec<usize>, Vec<usize>) = ((0..24).collect(), (0..24).rev().collect());
        assert_eq!(partition(&forward), partition(&backward));
    }
}
