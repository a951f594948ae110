#!/usr/bin/env python3
"""Decide on a review queue in headless Chromium, by keyboard, and let `guanxi gazetteer accept` read what is saved.

usage: review.py QUEUE.html GUANXI [SCREENSHOT]

QUEUE.html is what `guanxi suggest --page` wrote of the posts for it that tests/reader_inputs.py makes, GUANXI the program. Prints a line per failed check and at the end
`N passed, M failed`; the exit code is 1 where any failed. Needs: pip install playwright, and Debian's chromium (CHROMIUM names another).
"""
import json
import os
import pathlib
import re
import subprocess
import sys
import tempfile
import traceback

from playwright.sync_api import sync_playwright

CHECKS = []
# Keys pressed and decisions made in the walk through the queue.
PRESSED = {"keys": 0, "decisions": 0}


def check(function):
    CHECKS.append(function)
    return function


def press(page, *keys):
    for key in keys:
        page.keyboard.press(key)
        PRESSED["keys"] += 1


def queue(page):
    return page.evaluate("JSON.parse(document.getElementById('data').textContent).queue")


def yaml(page):
    return page.locator("#yaml").input_value()


def name(page):
    return page.locator("#card h2").inner_text().split(" ")[0]


def plan(page):
    """Places in the queue of what is merged, accepted, rejected and corrected; the first is one with a candidate."""
    entries = queue(page)
    merged = next(i for i, entry in enumerate(entries) if entry.get("candidates"))
    return merged, *[i for i in range(len(entries)) if i != merged][:3]


def go_to(page, place):
    page.locator("#list li button").nth(place).click()
    assert name(page) == queue(page)[place]["name"]


@check
def it_shows_the_first_name_with_its_sentences(page, _):
    first = queue(page)[0]
    assert name(page) == first["name"]
    assert page.locator("#card blockquote").count() == len(first.get("examples", []))
    assert page.locator("#card mark").count() > 0
    assert str(first["stories"]) in page.locator(".facts").inner_text()


@check
def arrows_walk_through_the_queue(page, _):
    entries = queue(page)
    page.keyboard.press("ArrowDown")
    assert name(page) == entries[1]["name"]
    page.keyboard.press("ArrowUp")
    assert name(page) == entries[0]["name"]


@check
def a_name_is_merged_into_a_known_entity(page, _):
    merged, *_ = plan(page)
    entry = queue(page)[merged]
    go_to(page, merged)
    press(page, "1")
    PRESSED["decisions"] += 1
    assert f"- decision: merge-into: {entry['candidates'][0]['id']}\n  id: {json.dumps(entry['id'])}" in yaml(page)


@check
def one_key_decides_and_leads_to_the_next(page, _):
    entries = queue(page)
    _, accepted, rejected, corrected = plan(page)
    go_to(page, accepted)
    press(page, "a")
    assert name(page) == entries[rejected]["name"]
    press(page, "x")
    assert name(page) == entries[corrected]["name"]
    PRESSED["decisions"] += 2
    text = yaml(page)
    for decision, place in [("accept", accepted), ("reject", rejected)]:
        assert f"- decision: {decision}\n  id: {json.dumps(entries[place]['id'])}" in text, text


@check
def a_decision_is_taken_back(page, _):
    before, shown = yaml(page), name(page)
    press(page, "a", "u")
    assert yaml(page) == before and name(page) == shown


@check
def a_name_is_corrected_and_its_type_changed(page, _):
    *_, corrected = plan(page)
    entry = queue(page)[corrected]
    types = ["person", "office", "organization", "place"]
    press(page, "e")
    page.keyboard.type("改正的名")
    press(page, "Enter")
    for _ in range(3):
        press(page, "t")
    press(page, "a")
    PRESSED["decisions"] += 1
    wanted = types[(types.index(entry["type"]) + 3) % 4]
    assert f'id: {json.dumps(entry["id"])}\n  type: {wanted}\n  name: "改正的名"' in yaml(page), yaml(page)


@check
def decisions_outlast_the_page(page, _):
    before = yaml(page)
    page.reload()
    assert yaml(page) == before and before.count("- decision:") == 4


@check
def what_is_saved_is_what_accept_reads(page, guanxi):
    with page.expect_download() as saved:
        press(page, "s")
    folder = pathlib.Path(tempfile.mkdtemp())
    file = folder / "decisions.yaml"
    saved.value.save_as(file)
    assert file.read_text(encoding="utf-8") == yaml(page)
    ended = subprocess.run([guanxi, "gazetteer", "accept", str(file), "--into", str(folder / "own")], capture_output=True, text=True, check=False)
    assert ended.returncode == 0, ended.stderr
    own = folder / "own"
    written = {str(path.relative_to(own)): path.read_text(encoding="utf-8") for path in own.rglob("*.yaml")}
    entries, (merged, accepted, rejected, _) = queue(page), plan(page)
    assert any("改正的名" in text for text in written.values()), written
    assert any(entries[accepted]["name"] in text for path, text in written.items() if path.endswith("accepted.yaml")), written
    assert entries[rejected]["name"] in written["rejected.yaml"], written
    assert entries[merged]["candidates"][0]["id"] in written["additions.yaml"] and entries[merged]["name"] in written["additions.yaml"], written


@check
def it_speaks_three_languages(page, _):
    heads = set()
    for i in range(3):
        page.locator("#languages button").nth(i).click()
        heads.add(page.locator("h1").inner_text())
    assert len(heads) == 3 and "undefined" not in page.locator("body").inner_text()


@check
def a_field_takes_letters_and_no_commands(page, _):
    before = yaml(page).count("- decision:")
    page.locator("#field-latin").focus()
    page.keyboard.type("axm")
    page.keyboard.press("Escape")
    assert yaml(page).count("- decision:") == before


def main(file, guanxi, screenshot=None):
    failed = 0
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=os.environ.get("CHROMIUM", "/usr/bin/chromium"), args=["--no-sandbox"])
        page = browser.new_page(viewport={"width": 1280, "height": 820}, locale="en-GB")
        complaints, requests = [], []
        page.on("console", lambda message: complaints.append(message.text))
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.on("request", lambda request: requests.append(request.url))
        page.goto(pathlib.Path(file).resolve().as_uri())
        if screenshot:
            page.screenshot(path=screenshot)
        for function in CHECKS:
            try:
                function(page, guanxi)
            except Exception:
                failed += 1
                print(f"failed: {function.__name__}")
                traceback.print_exc(limit=-1)
        foreign = [url for url in requests if not re.match("(file|blob):", url)]
        for what, bad in [("complaints", complaints), ("requests", foreign)]:
            if bad:
                failed += 1
                print(f"failed: {what}: {bad}")
        browser.close()
    print(f"{PRESSED['keys']} keys, {PRESSED['decisions']} decisions, corrections and undone ones among them")
    print(f"{len(CHECKS) + 2 - failed} passed, {failed} failed")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
