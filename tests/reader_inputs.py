#!/usr/bin/env python3
"""Make what tests/readers.py is to see read back: names and posts that try every reader, and a large network.

usage: reader_inputs.py FOLDER

Fills FOLDER with pairs of a gazetteer and posts, each for `guanxi run FOLDER/NAME/posts -g FOLDER/NAME/gazetteer`:

    traps    names and texts with what breaks tables and XML: characters beyond the basic plane, quotes, ampersands,
             commas, line breaks, `]]>`, markup, formulas
    large    100,000 edges between made-up companies
    long     100,000 mentions, the first comma and the first quote in the very last of them

FOLDER/review/posts are posts with made-up people whom no gazetteer has, for the review queue of tests/review.py.

The bytes are the same each time.
"""
import json
import pathlib
import random
import sys

# Names that stand in the posts as they are written here; a line break in a name is a space in the page.
TRAPS = [
    "𠮷野家试验公司",
    '"引号"试验公司',
    "'单引号'试验公司",
    "甲&乙试验公司",
    "甲,乙试验公司",
    "甲]]>乙试验公司",
    "<b>粗体</b>试验公司",
    "=cmd|' /C calc'!A0",
    "+1试验公司",
    "-x试验公司",
    "@x试验公司",
    "＝宽试验公司",
    "[1,2]试验公司",
    "反斜杠\\试验公司",
    "竖线|试验公司",
]

LONG_POSTS = 100
LONG_SENTENCES = 510
LARGE_COMPANIES = 1500
LARGE_SENTENCES = 92
LARGE_NAMES_A_SENTENCE = 50


def yaml_string(text):
    # JSON strings are YAML.
    return json.dumps(text, ensure_ascii=False)


def organization(number, name, english):
    return f"- id: g-trial-{number:04}\n  name: {yaml_string(name)}\n  en: {yaml_string(english)}\n  class: company\n"


def html(text):
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def post(folder, name, title, day, outlet, body):
    front = f"---\nlayout: post\ntitle: {yaml_string(title)}\ndate: {day}T00:00:00.000Z\nauthor: {yaml_string(outlet)}\nfrom: https://news.example/{day}/{len(title)}.html\n---\n"
    (folder / name).write_text(f"{front}{body}\n", encoding="utf-8")


def folders(base, name):
    posts, organizations = base / name / "posts", base / name / "gazetteer" / "organizations"
    posts.mkdir(parents=True, exist_ok=True)
    organizations.mkdir(parents=True, exist_ok=True)
    return posts, organizations / "trial.yaml"


def traps(base):
    posts, gazetteer = folders(base, "traps")
    gazetteer.write_text("".join(organization(i, name, f"Trial {name}") for i, name in enumerate(TRAPS)), encoding="utf-8")
    months = ["2020-01", "2020-02", "2020-04", "2021-01"]
    for i, name in enumerate(TRAPS):
        other = TRAPS[(i + 1) % len(TRAPS)]
        # The sentence begins with the name, the next with a sign.
        body = f"<p>{html(name)}与{html(other)}合作，北京和台北的代表在场。</p><p>=1+1，{html(name)}表示。@某人，北京没有回应。</p>"
        post(posts, f"{i:02}.md", f"{name}与{other}", f"{months[i % 4]}-{1 + i:02}", "=早报" if i % 2 else "@中央社", body)
    post(posts, "namibia.md", "纳米比亚", "2020-05-02", "早报", "<p>纳米比亚总统与美国总统会面。</p>")
    post(posts, "=file,name.md", "-天气", "2020-05-01", "+早报", "<p>台北与𠮷野家试验公司。\t路径C:\\x\\</p>")


def large(base):
    posts, gazetteer = folders(base, "large")
    pick = random.Random(2020)
    syllables = "东南西北中高新华安泰和平金银铜铁石木水火"
    names = [f"{a}{b}{c}试验公司" for a in syllables for b in syllables for c in syllables if len({a, b, c}) == 3]
    names = sorted(pick.sample(names, LARGE_COMPANIES))
    gazetteer.write_text("".join(organization(i, name, f"Company {i}") for i, name in enumerate(names)), encoding="utf-8")
    for i in range(LARGE_SENTENCES):
        sentence = "、".join(pick.sample(names, LARGE_NAMES_A_SENTENCE))
        post(posts, f"{i:03}.md", f"第{i}号", f"2020-{1 + i % 12:02}-{1 + i % 28:02}", f"早报{i % 7}", f"<p>{sentence}参加。</p>")


def long(base):
    posts, gazetteer = folders(base, "long")
    names = ["甲乙试验公司", "丙丁试验公司", '"戊",己试验公司']
    gazetteer.write_text("".join(organization(i, name, f"Company {i}") for i, name in enumerate(names)), encoding="utf-8")
    for i in range(LONG_POSTS):
        # No two of them are copies of one text.
        body = "".join(f"<p>{names[0]}与{names[1]}签约第{i}号之{n}。</p>" for n in range(LONG_SENTENCES))
        post(posts, f"{i:03}.md", f"第{i}号", f"2020-{1 + i % 12:02}-{1 + i % 28:02}", f"早报{i % 7}", body)
    post(posts, "zzz.md", "最后", "2020-12-31", "早报", f"<p>{html(names[2])}与{names[0]}签约。</p>")


# Made up, but for the last: another spelling of one whom the gazetteers have.
STRANGERS = [
    ("阿尔托·林纳莱宁", "Arto Linnalainen"),
    ("贝内特·奥斯韦尔", "Bennett Oswell"),
    ("塞莱斯特·杜瓦里", "Celeste Duvary"),
    ("多里安·费尔斯通", "Dorian Felstone"),
    ("埃丝特·格林霍尔", "Esther Greenhall"),
    ("席米歇尔", "Charles Michel"),
]


def review(base):
    posts = base / "review" / "posts"
    posts.mkdir(parents=True, exist_ok=True)
    for i, (name, latin) in enumerate(STRANGERS):
        body = f"<p>作家{name}（{latin}）在柏林朗读新书第{i}章。</p><p>{name}（{latin}）表示，下一站是巴黎的第{i}家书店。</p>"
        post(posts, f"{i}.md", f"朗读会第{i}场", f"2020-09-{10 + i}", f"早报{i % 2}", body)


def main(arguments):
    if len(arguments) != 1:
        sys.exit(__doc__)
    base = pathlib.Path(arguments[0])
    traps(base)
    large(base)
    long(base)
    review(base)


if __name__ == "__main__":
    main(sys.argv[1:])
