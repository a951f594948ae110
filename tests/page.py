#!/usr/bin/env python3
"""Open network.html in headless Chromium and use it.

usage: page.py OUTPUT HOSTILE [SCREENSHOT]

OUTPUT is an output folder of the bundled example posts, HOSTILE one of a post that tries to run a script. Prints a line per failed check and at the end `N passed, M failed`;
the exit code is 1 where any failed. Needs: pip install playwright, and Debian's chromium (CHROMIUM names another).
"""
import os
import pathlib
import sys
import time
import traceback

from playwright.sync_api import sync_playwright

CHECKS = []
# Longest time until the map is drawn, in seconds.
SLOW = 3.0


def check(function):
    CHECKS.append(function)
    return function


def ink(page):
    """Colours on the canvas."""
    return page.evaluate("""() => {
        const canvas = document.getElementById('map');
        const { data } = canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height);
        return new Set(new Uint32Array(data.buffer)).size;
    }""")


@check
def it_draws(page):
    assert ink(page) > 100, ink(page)
    assert page.locator("#shown").inner_text() != ""


@check
def search_finds_every_spelling(page):
    for query, name in [("川普", "特朗普"), ("tsai", "蔡英文"), ("蔡總統", "蔡英文"), ("ＴＳＡＩ", "蔡英文"), ("caputova", "恰普托娃"), ("查無此名", None)]:
        page.keyboard.press("/")
        page.locator("#query").fill(query)
        found = page.locator("#results li").first.inner_text()
        assert (name in found) if name else page.locator("#results .nothing").count() == 1, (query, found)
    page.locator("#query").fill("川普")
    page.keyboard.press("Enter")
    assert "特朗普" in page.locator("#panel h2").inner_text()
    assert page.locator("#panel .sentences li").count() > 0
    assert page.locator("#results").is_hidden()
    page.keyboard.press("Escape")
    assert page.locator("#query").input_value() == "" and page.locator("#panel").is_visible()
    page.keyboard.press("Escape")
    assert page.locator("#panel").is_hidden()


@check
def arrows_walk_through_results(page):
    page.locator("#query").fill("美国")
    first = page.locator("#query").get_attribute("aria-activedescendant")
    page.keyboard.press("ArrowDown")
    second = page.locator("#query").get_attribute("aria-activedescendant")
    assert first == "hit-0" and second == "hit-1", (first, second)
    page.keyboard.press("Escape")
    page.keyboard.press("Escape")


@check
def an_edge_opens_its_sentences(page):
    page.locator("#views button").nth(2).click()
    page.locator("#list-view tbody tr").first.locator("td").nth(2).locator("button").click()
    both = page.locator("#panel h2 button").all_inner_texts()
    sentence = page.locator("#panel .sentences li").first
    assert len(both) == 2 and sentence.locator("mark.name-0").count() and sentence.locator("mark.name-1").count(), both
    links = page.locator("#panel .sentences a").evaluate_all("all => all.map(a => [a.protocol, a.rel])")
    assert links and all(p in ("http:", "https:") and "noopener" in rel for p, rel in links), links
    page.keyboard.press("Escape")
    page.locator("#views button").nth(0).click()


@check
def a_click_on_the_map_selects(page):
    box = page.locator("#map").bounding_box()
    for x in range(0, int(box["width"]), 6):
        page.mouse.move(box["x"] + x, box["y"] + box["height"] / 2)
        if page.locator("#tip").is_visible():
            page.mouse.down()
            page.mouse.up()
            assert page.locator("#panel").is_visible()
            page.keyboard.press("Escape")
            return
    raise AssertionError("nothing across the middle of the map")


@check
def filters_take_away_and_give_back(page):
    shown = page.locator("#shown").inner_text()
    page.locator("#types button").nth(3).click()
    assert page.locator("#shown").inner_text() != shown
    page.locator("#to").fill("0")
    page.locator("#scope button").nth(2).click()
    page.locator("#reset").click()
    assert page.locator("#shown").inner_text() == shown


@check
def countries_go_by_one_click(page):
    page.locator("#scope button").nth(2).click()
    before = page.locator("#shown").inner_text()
    page.locator("#types button").nth(4).click()
    assert page.locator("#shown").inner_text() != before
    page.locator("#reset").click()


@check
def the_panel_tells_events(page):
    page.locator("#query").fill("蔡英文")
    page.keyboard.press("Enter")
    assert page.locator("#panel .events li").count() > 0
    page.keyboard.press("Escape")
    page.keyboard.press("Escape")


@check
def names_change_with_the_language(page):
    heads = []
    for i in range(3):
        page.locator("#languages button").nth(i).click()
        heads.append((page.locator("html").get_attribute("lang"), page.locator("h1").inner_text()))
    assert len(set(heads)) == 3 and "undefined" not in page.locator("body").inner_text(), heads
    page.locator("#languages button").nth(0).click()


@check
def everything_is_reached_by_key(page):
    reached = set()
    for _ in range(60):
        page.keyboard.press("Tab")
        reached.add(page.evaluate("(document.activeElement.closest('[id]') || {}).id"))
    missing = {"query", "map", "from", "to", "least", "significance", "languages", "views", "types", "scope"} - reached
    assert not missing, missing


def nothing_runs(page, folder):
    page.goto((pathlib.Path(folder).resolve() / "network.html").as_uri())
    page.locator("#views button").nth(2).click()
    page.locator("#list-view tbody tr").first.locator("td").nth(2).locator("button").click()
    panel = page.locator("#panel")
    assert "<script>" in panel.inner_text() and panel.locator(".source").count() > 0, panel.inner_text()
    assert page.locator("img").count() == 0 and page.locator("#panel a").count() == 0


def main(folder, hostile, screenshot=None):
    failed = 0
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=os.environ.get("CHROMIUM", "/usr/bin/chromium"), args=["--no-sandbox"])
        page = browser.new_page(viewport={"width": 1360, "height": 860}, locale="zh-CN")
        complaints, requests = [], []
        page.on("console", lambda message: complaints.append(message.text))
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.on("dialog", lambda dialog: (complaints.append(dialog.message), dialog.dismiss()))
        page.on("request", lambda request: requests.append(request.url))
        address = (pathlib.Path(folder).resolve() / "network.html").as_uri()
        began = time.monotonic()
        page.goto(address)
        page.evaluate("() => new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done)))")
        took = time.monotonic() - began
        if screenshot:
            page.screenshot(path=screenshot)
        for function in CHECKS:
            try:
                function(page)
            except Exception:
                failed += 1
                print(f"failed: {function.__name__}")
                traceback.print_exc(limit=-1)
        try:
            nothing_runs(page, hostile)
        except Exception:
            failed += 1
            print("failed: nothing_runs")
            traceback.print_exc(limit=-1)
        for locale, head in [("en-GB", "en"), ("zh-TW", "zh-Hant"), ("fr-FR", "en")]:
            other = browser.new_page(locale=locale)
            other.goto(address)
            found = other.locator("html").get_attribute("lang")
            if found != head:
                failed += 1
                print(f"failed: the language of the browser: {locale} gives {found}")
        for what, bad in [("complaints", complaints), ("requests", [url for url in requests if not url.startswith("file:")]), ("slow", [took] if took > SLOW else [])]:
            if bad:
                failed += 1
                print(f"failed: {what}: {bad}")
        browser.close()
    print(f"network.html drawn after {took:.1f} s")
    print(f"{len(CHECKS) + 4 - failed} passed, {failed} failed")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
