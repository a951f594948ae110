//! relations.plover.jsonl: every line is what tests/plover.schema.json says, with actors as PLOVER codes them.

use crate::common::{GOOD, Post, run};
use serde_json::{Value, json};
use std::fs;

/// What is wrong with a value by the keywords that the schema uses.
fn faults(value: &Value, schema: &Value, root: &Value, at: &str, out: &mut Vec<String>) {
    if let Some(name) = schema["$ref"].as_str().and_then(|r| r.strip_prefix("#/$defs/")) {
        return faults(value, &root["$defs"][name], root, at, out);
    }
    let kind = match value {
        Value::Null => "null",
        Value::Bool(_) => "boolean",
        Value::Number(n) if n.is_u64() || n.is_i64() => "integer",
        Value::Number(_) => "number",
        Value::String(_) => "string",
        Value::Array(_) => "array",
        Value::Object(_) => "object",
    };
    let is = |wanted: &Value| wanted == kind || wanted == "number" && kind == "integer";
    match &schema["type"] {
        Value::Null => {}
        Value::Array(kinds) if kinds.iter().any(is) => {}
        one if is(one) => {}
        wanted => out.push(format!("{at}: {kind}, not {wanted}")),
    }
    if let Some(list) = schema["enum"].as_array().filter(|list| !list.contains(value)) {
        out.push(format!("{at}: {value} is none of {list:?}"));
    }
    if schema.get("const").is_some_and(|only| only != value) {
        out.push(format!("{at}: {value} is not {}", schema["const"]));
    }
    if let (Some(pattern), Some(text)) = (schema["pattern"].as_str(), value.as_str())
        && !regex::Regex::new(pattern).unwrap().is_match(text)
    {
        out.push(format!("{at}: {text:?} does not match {pattern}"));
    }
    if let (Some(least), Some(text)) = (schema["minLength"].as_u64(), value.as_str())
        && (text.chars().count() as u64) < least
    {
        out.push(format!("{at}: {text:?} is too short"));
    }
    if let Some(number) = value.as_f64() {
        let (least, most) = (schema["minimum"].as_f64(), schema["maximum"].as_f64());
        if least.is_some_and(|least| number < least) || most.is_some_and(|most| number > most) {
            out.push(format!("{at}: {number} is out of range"));
        }
    }
    for (i, item) in value.as_array().into_iter().flatten().enumerate() {
        faults(item, &schema["items"], root, &format!("{at}/{i}"), out);
    }
    if let Some(object) = value.as_object() {
        for name in schema["required"].as_array().into_iter().flatten().filter_map(Value::as_str).filter(|name| !object.contains_key(*name)) {
            out.push(format!("{at}: {name} is missing"));
        }
        for (name, inner) in object {
            match schema["properties"].get(name) {
                Some(schema) => faults(inner, schema, root, &format!("{at}/{name}"), out),
                None if schema["additionalProperties"] == false => out.push(format!("{at}: {name} is not in the schema")),
                None => {}
            }
        }
    }
}

fn events() -> Vec<Value> {
    let posts = tempfile::tempdir().unwrap();
    let html = "<p>美国国务卿蓬佩奥星期二在东京会见日本首相菅义伟。</p><p>美国国防部谴责中国。</p><p>世界卫生组织支持台湾。</p>";
    Post { file: "2020-10-06-a.md", title: "东京", date: "2020-10-06T08:00:00.000Z", html, ..GOOD }.write(posts.path());
    let html = "<p>美国前总统奥巴马批评俄罗斯。</p><p>蓬佩奥计划访问印度。</p><p>华为没有批评美国。</p>";
    Post { file: "2020-10-07-b.md", title: "华盛顿", date: "2020-10-07T08:00:00.000Z", url: "https://news.example/2020/b.html", html, ..GOOD }
        .write(posts.path());
    let output = run(&[posts.path()], &["-q", "--format", "csv,plover"]).ends_with(0);
    let text = fs::read_to_string(output.folder.join("relations.plover.jsonl")).unwrap();
    text.lines().map(|line| serde_json::from_str(line).unwrap()).collect()
}

#[test]
fn every_plover_line_is_what_the_schema_says() {
    let schema: Value = serde_json::from_str(include_str!("plover.schema.json")).unwrap();
    let mut wrong = Vec::new();
    let events = events();
    for event in &events {
        faults(event, &schema, &schema, "", &mut wrong);
    }
    assert_eq!((events.len(), wrong), (6, Vec::<String>::new()));
    let mut broken = events[0].clone();
    broken["source"]["sector"] = json!("KING");
    broken["quad_code"] = json!(5);
    let mut wrong = Vec::new();
    faults(&broken, &schema, &schema, "", &mut wrong);
    assert_eq!(wrong.len(), 2, "{wrong:?}");
}

#[test]
fn actors_have_the_country_and_the_sector_of_the_day() {
    let mut told: Vec<String> = events()
        .iter()
        .map(|e| {
            let side = |name: &str| format!("{} {}", e[name]["actor"].as_str().unwrap_or("-"), e[name]["sector"].as_str().unwrap_or("-"));
            format!("{} > {} {} {}", side("source"), side("recipient"), e["event"].as_str().unwrap(), e["context"])
        })
        .collect();
    told.sort();
    assert_eq!(
        told,
        [
            "CHN BUS > USA GOV ACCUSE [\"negation\"]",
            "IGO - > TWN GOV SUPPORT []",
            "USA ELI > RUS GOV ACCUSE []",
            "USA GOV > CHN GOV ACCUSE []",
            "USA GOV > IND GOV CONSULT [\"future\"]",
            "USA GOV > JPN GOV CONSULT []",
        ]
    );
}
