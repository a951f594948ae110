#!/usr/bin/env python3
"""Run guanxi over inputs made to be as bad as can be, and measure time and memory.

usage: worst.py GUANXI [--only WORD]

Each case is run at a size and at a quarter of it, so that what grows faster than its input shows. A line tells the size
of the input, user and system time of both runs, the peak of memory, how the program ended, and the notes of
documents.csv. Ends with 1 where a run crashed, took longer than LIMIT, grew more than eightfold for the fourfold input
(and takes more than two seconds), or took more memory than the base and twenty times its input.
"""
import argparse
import collections
import csv
import io
import json
import os
import pathlib
import shutil
import subprocess
import sys
import tempfile
import threading
import zipfile

LIMIT = 300
BASE_MB = 400
NAMES = ["蔡英文", "习近平", "王毅", "拜登", "普京", "默克尔", "马克龙", "菅义伟"]
GOOD = "外交部长王毅抵达东京访问，同日本官员举行会谈。"


def page(body: str) -> str:
    return f"<!DOCTYPE html><html><head><title>标题</title></head><body>{body}</body></html>"


def texts(**files):
    """A case of files in the input folder."""

    def make(folder, share):
        for name, content in files.items():
            name = name.replace("__", ".")
            made = content(share)
            (folder / name).write_bytes(made if isinstance(made, bytes) else made.encode())
        return []

    return make


def n(most, share):
    return int(most * share)


def bomb(share) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as archive:
        for i in range(n(40, share)):
            archive.writestr(f"{i}.txt", ("甲" * (8 << 20)).encode())
        archive.writestr("good.txt", GOOD)
    return out.getvalue()


def nested_bombs(share) -> bytes:
    inner = bomb(share / 4)
    for _ in range(5):
        out = io.BytesIO()
        with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
            for i in range(4):
                archive.writestr(f"{i}.zip", inner)
            archive.writestr("good.txt", GOOD)
        inner = out.getvalue()
    return inner


def laughs(depth=9) -> str:
    lines = ['a0: &a0 ["甲","甲","甲","甲","甲","甲","甲","甲","甲"]']
    lines += [f"a{i}: &a{i} [{','.join([f'*a{i - 1}'] * 9)}]" for i in range(1, depth)]
    return "\n".join(lines)


def homonyms(folder, share):
    own = folder.parent / "own"
    own.mkdir()
    people = "".join(f"- id: p-homonym-{i}\n  name: 高峰山\n  country: CN\n" for i in range(n(1000, share)))
    (own / "people.yaml").write_text(people)
    text = "".join(f"<p>高峰山会见{NAMES[i % len(NAMES)]}。</p>\n" for i in range(n(2000, share)))
    (folder / "a.md").write_text(f"---\ntitle: 甲\ndate: 2020-01-01\n---\n{text}")
    return ["-g", str(own)]


def large_gazetteer(folder, share):
    own = folder.parent / "own"
    own.mkdir()
    many = n(330_000, share)
    han = [chr(c) for c in range(0x4E00, 0x4E00 + 4000)]
    name = lambda i: han[i % 4000] + han[i // 4000 % 4000] + han[(i * 7919) % 4000] + "公司"
    entries = "".join(f"- id: g-made-{i}\n  name: {name(i)}\n  country: CN\n" for i in range(many))
    (own / "organizations.yaml").write_text(entries)
    # Every one is merged into the next, the last into the first.
    chain = n(2000, share)
    (own / "curation.yaml").write_text("".join(f"- merge: [g-made-{i}, g-made-{(i + 1) % chain}]\n" for i in range(chain)))
    (folder / "a.txt").write_text(GOOD)
    return ["-g", str(own)]


def aliases_in_gazetteer(folder, share):
    own = folder.parent / "own"
    own.mkdir()
    (own / "people.yaml").write_text(laughs() + "\n")
    (folder / "a.txt").write_text(GOOD)
    return ["-g", str(own)]


def aliases_in_config(folder, share):
    (folder / "a.txt").write_text(GOOD)
    (folder.parent / "config.yaml").write_text(laughs() + "\n")
    return ["--config", str(folder.parent / "config.yaml")]


def one_liners(folder, share):
    with (folder / "a.jsonl").open("w", encoding="utf-8") as file:
        for i in range(n(100_000, share)):
            file.write(json.dumps({"id": i, "date": "2020-01-01", "text": f"{NAMES[i % 8]}会见{NAMES[i % 7]}，第{i}次。"}, ensure_ascii=False) + "\n")
    return []


def small_files(folder, share):
    for i in range(n(20_000, share)):
        (folder / f"{i}.txt").write_text(f"{NAMES[i % 8]}会见{NAMES[i % 7]}，第{i}次。", encoding="utf-8")
    return []


MB = 1 << 20
HOSTILE = {
    "brackets": "（（【《“", "digits": "2020年1月", "spaces": " 　\t", "dots": "·•.", "colons": "记者：", "quotes": "「『“", "titles": "总统部长主席",
    "dashes": "——…", "letters": "a.b-", "combining": "e\u0301", "surrogates": "𠮷🏴\u200d", "entities": "&amp;lt;", "slashes": "甲/乙/",
    "verbs": "说称会见批评", "and": "和与及、", "latin": "John Smith ",
}

CASES = {
    "100,000 nested tags": texts(a__html=lambda s: page("<div>" * n(100_000, s) + GOOD)),
    "100,000 nested tags of many kinds": texts(a__html=lambda s: page("<b><i><a href=x><font>" * n(25_000, s) + GOOD)),
    "100,000 open tables": texts(a__html=lambda s: page("<table><tr><td>" * n(33_000, s) + GOOD)),
    "100,000 attributes": texts(a__html=lambda s: page("<p " + " ".join(f"a{i}=1" for i in range(n(100_000, s))) + f">{GOOD}</p>")),
    "100,000 short lines": texts(a__txt=lambda s: "甲乙。\n" * n(100_000, s)),
    "a line of 30 MB": texts(a__txt=lambda s: (GOOD * (1 + n(30 * MB, s) // len(GOOD.encode())))[: n(10 * MB, s) - 4]),
    "a sentence of 30 MB": texts(a__txt=lambda s: "甲乙丙丁" * (n(30 * MB, s) // 12)),
    "a million mentions in one document": texts(a__txt=lambda s: "".join(f"{NAMES[i % 8]}和{NAMES[i % 7]}。\n" for i in range(n(500_000, s)))),
    "a million mentions in one sentence": texts(a__txt=lambda s: "、".join(NAMES[i % 8] for i in range(n(1_000_000, s))) + "。"),
    "100,000 unlisted names": texts(
        a__txt=lambda s: "".join(f"总经理王{chr(0x4E00 + i % 9000)}{chr(0x4E00 + i // 9000 + i % 77)}说，会谈成功。\n" for i in range(n(100_000, s)))
    ),
    "100,000 documents of one line": one_liners,
    "20,000 files of one line": small_files,
    "one character, 3 MB": texts(a__txt=lambda s: "王" * n(MB, s)),
    "one surname and commas": texts(a__txt=lambda s: "王，" * n(MB // 2, s)),
    "1,000 homonyms": homonyms,
    "a gazetteer of a million lines, merges in a circle": large_gazetteer,
    "zip bomb": texts(a__zip=bomb),
    "zip bombs in zips": texts(a__zip=nested_bombs),
    "YAML aliases in front matter": texts(a__md=lambda s: f"---\ntitle: 甲\n{laughs()}\n---\n{GOOD}"),
    "YAML aliases in a gazetteer": aliases_in_gazetteer,
    "YAML aliases in --config": aliases_in_config,
    "JSON of 100,000 brackets": texts(a__json=lambda s: "[" * n(100_000, s)),
    "JSON of 100,000 objects in objects": texts(a__json=lambda s: '{"a":' * n(100_000, s)),
    "a CSV row of 30 MB": texts(a__csv=lambda s: "title,text\n甲,\"" + GOOD * (n(24 * MB, s) // len(GOOD.encode())) + '"\n'),
    "a CSV of 100,000 columns": texts(a__csv=lambda s: ",".join(f"c{i}" for i in range(n(100_000, s))) + "\n1\n"),
    "Markdown of brackets": texts(a__md=lambda s: "[" * n(300_000, s) + GOOD),
    "Markdown of stars": texts(a__md=lambda s: "*a_" * n(300_000, s) + GOOD),
    "Markdown quotes in quotes": texts(a__md=lambda s: ">" * n(50_000, s) + GOOD),
    "Markdown list in lists": texts(a__md=lambda s: "".join("  " * (i % 2000) + "- 甲\n" for i in range(n(8_000, s)))),
} | {f"text of {name}, 1 MB": texts(a__txt=lambda s, piece=piece: piece * (n(MB, s) // len(piece.encode()))) for name, piece in HOSTILE.items()} | {
    f"page of {name}, 1 MB": texts(a__html=lambda s, piece=piece: page("<p>" + piece * (n(MB, s) // len(piece.encode())) + "</p>"))
    for name, piece in HOSTILE.items()
}


def size(folder: pathlib.Path) -> int:
    return sum(path.stat().st_size for path in folder.rglob("*") if path.is_file())


def measure(guanxi, make, share):
    """Seconds of CPU, peak MB, MB of input, exit code, what it said."""
    root = pathlib.Path(tempfile.mkdtemp(prefix="guanxi-worst-"))
    try:
        posts = root / "in" / "posts"
        posts.mkdir(parents=True)
        more = make(posts, share)
        given = size(root / "in")
        command = [guanxi, "run", "-q", "-j", "1", str(posts), "-o", str(root / "out"), *more]
        with (root / "stderr").open("w+", encoding="utf-8", errors="replace") as stderr:
            process = subprocess.Popen(command, stderr=stderr)
            stop = threading.Timer(LIMIT, process.kill)
            stop.start()
            _, status, usage = os.wait4(process.pid, 0)
            stop.cancel()
            stderr.seek(0)
            said = stderr.read().strip().replace("\n", " ")
        code = os.waitstatus_to_exitcode(status)
        notes = collections.Counter()
        ledger = root / "out" / "documents.csv"
        if ledger.exists():
            with ledger.open(encoding="utf-8") as file:
                notes.update(f"{row['status']}: {row['note'][:90]}" for row in csv.DictReader(file) if row["status"] != "ok" or "not " in row["note"])
        told = "; ".join(f"{note} ({times})" for note, times in notes.most_common(2))
        return usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1024, given / MB, code, told or said[:160]
    finally:
        shutil.rmtree(root, ignore_errors=True)


def main():
    csv.field_size_limit(1 << 30)
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("guanxi")
    options.add_argument("--only", default="")
    given = options.parse_args()
    bad = 0
    print(f"{'case':<52}{'MB':>7}{'s at ¼':>9}{'s':>8}{'peak MB':>9}{'code':>5}  said")
    for name, make in CASES.items():
        if given.only not in name:
            continue
        quarter, *_ = measure(given.guanxi, make, 0.25)
        seconds, peak, megabytes, code, told = measure(given.guanxi, make, 1)
        faults = []
        if code not in (0, 1, 2):
            faults.append("CRASHED")
        if seconds > 2 and seconds > 8 * quarter:
            faults.append("GROWS")
        if peak > BASE_MB + 20 * megabytes:
            faults.append("MEMORY")
        bad += bool(faults)
        print(f"{name:<52}{megabytes:>7.1f}{quarter:>9.2f}{seconds:>8.2f}{peak:>9.0f}{code:>5}  {' '.join(faults)} {told}", flush=True)
    sys.exit(1 if bad else 0)


main()
