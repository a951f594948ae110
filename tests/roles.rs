//! Who only reports has a role, and makes no edges.

use crate::common::{Post, guanxi_reading, parse_csv, run};
use std::collections::BTreeSet;

/// Lines with the roles of the names in them; names that are not written here have none.
const LINES: [(&str, &[(&str, &str)]); 41] = [
    ("新华社北京3月2日电 法国总理抵达柏林。", &[("新华社", "dateline"), ("北京", "dateline")]),
    ("（路透社）德国总理抵达巴黎。", &[("路透社", "dateline")]),
    ("据路透社报道，法国总理抵达柏林。", &[("路透社", "source")]),
    ("據《紐約時報》週三報導，德國總理抵達巴黎。", &[("紐約時報", "source")]),
    ("综合法新社、路透社消息，德国总理没有回应。", &[("法新社", "source"), ("路透社", "source")]),
    ("路透社3月2日报道，法国总理没有回应。", &[("路透社", "source")]),
    ("《纽约时报》援引德国官员的话说，谈判已经开始。", &[("纽约时报", "source")]),
    ("法国官员告诉路透社，德国总理没有回应。", &[("路透社", "source")]),
    ("法国总理在推特上写道，谈判已经开始。", &[("推特", "channel")]),
    ("德国官员通过推特表示，谈判已经开始。", &[("推特", "channel")]),
    ("德国总理在推特表示，谈判已经开始。", &[("推特", "channel")]),
    ("据香港《星岛日报》周二（3月21日）报道，谈判已经开始。", &[("星岛日报", "source")]),
    ("路透社周二（2月21日）引述官员报道，谈判已经开始。", &[("路透社", "source")]),
    ("法国总理向路透社表示，谈判已经开始。", &[("路透社", "source")]),
    ("路透社周三在报道中分析，谈判已经开始。", &[("路透社", "source")]),
    ("据法新社截至周三的数据，谈判已经开始。", &[("法新社", "source")]),
    ("路透10月6日 - 法国总理周三没有回应。", &[("路透", "dateline")]),
    ("路透社：法国总理已经抵达柏林", &[("路透社", "dateline")]),
    ("法国总理考虑推迟谈判 | 路透", &[("路透", "source")]),
    ("（图片来源：法新社）法国总理走出会场。", &[("法新社", "source")]),
    ("根据路透社统计，法国有两千人到场。", &[("路透社", "source")]),
    ("路透调查显示，法国的产量可能下降。", &[("路透", "source")]),
    ("法国官员在发给路透的声明中没有解释。", &[("路透", "source")]),
    ("法国政府没有立即回应路透社寻求置评的要求。", &[("路透社", "source")]),
    ("官员告知路透社，法国打算推迟谈判。", &[("路透社", "source")]),
    ("法国总理罕见地接受了路透社的专访。", &[("路透社", "source")]),
    ("法国总理府门前的旗帜（路透社资料照）。", &[("路透社", "source")]),
    ("华盛顿10月6日电 法国总理周三没有回应。", &[("华盛顿", "dateline")]),
    ("（柏林7日電）法國總理週三沒有回應。", &[("柏林", "dateline")]),
    ("据新华社柏林10月6日电，法国总理周三没有回应。", &[("新华社", "source"), ("柏林", "dateline")]),
    ("本文依据了路透社的报道。", &[("路透社", "source")]),
    ("德国官员透过脸书表示，谈判已经开始。", &[("脸书", "channel")]),
    ("柏林10月6日电车停驶。", &[]),
    ("柏林今天停电。", &[]),
    ("路透社关闭了在法国的办事处。", &[]),
    ("法国总理拜访了路透社总部。", &[]),
    ("德国总理对《纽约时报》的报道不满。", &[]),
    ("法国总理向路透社提出抗议。", &[]),
    ("《华盛顿邮报》起诉了美国国防部。", &[]),
    ("推特封禁了法国总理的账号。", &[]),
    ("德国总理批评路透社。", &[]),
];

#[test]
fn media_that_report_have_a_role_and_those_that_act_have_none() {
    let text: String = LINES.iter().map(|(line, _)| format!("\n\n{line}")).collect();
    let ended = guanxi_reading(format!("谈判的消息{text}\n").as_bytes(), ["tag", "--format", "csv"]);
    let rows = parse_csv(ended.stdout.as_bytes()).rows;
    for (i, (line, wanted)) in (1..).zip(LINES) {
        // Every line is one sentence, behind that of the first line.
        let flat = rows.iter().filter(|r| r["nested"] == "false" && r["sentence"] == i.to_string());
        let found: BTreeSet<(&str, &str)> = flat.filter(|r| !r["role"].is_empty()).map(|r| (r["surface"].as_str(), r["role"].as_str())).collect();
        assert_eq!(found, wanted.iter().copied().collect(), "{line}");
    }
}

#[test]
fn sources_make_no_edges_unless_they_are_let_in() {
    let folder = tempfile::tempdir().unwrap();
    let html = "<p>据路透社报道，蔡英文抵达台北。</p>";
    Post { html, ..crate::common::GOOD }.write(folder.path());
    let edges = |options: &[&str]| -> BTreeSet<String> {
        let output = run(&[folder.path()], options).ends_with(0);
        assert_eq!(output.table("sources.csv").rows.len(), 1);
        let ended = crate::common::guanxi(["verify".as_ref(), output.folder.as_os_str(), "-q".as_ref()]);
        assert_eq!((ended.code, ended.stdout.as_str()), (0, ""));
        output.table("edges.csv").rows.iter().flat_map(|r| [r["source"].clone(), r["target"].clone()]).collect()
    };
    assert!(!edges(&["-q"]).contains("g-reuters"));
    assert!(!edges(&["-q", "--roles", "none"]).contains("g-reuters"));
    for roles in ["source,channel", "all"] {
        assert!(edges(&["-q", "--roles", roles]).contains("g-reuters"), "{roles}");
    }
    let ended = crate::common::guanxi(["run".as_ref(), folder.path().as_os_str(), "--roles".as_ref(), "sources".as_ref()]);
    assert_eq!(ended.code, 2);
    assert!(ended.stderr.contains("credit, dateline, source, channel, all, none"), "{}", ended.stderr);
}
