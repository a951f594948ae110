"""Mentions of texts: what they mean and where they stand."""

import dataclasses
import datetime

import guanxi
import pandas
import polars
import pytest

# Written for this test, of public events of September 2020.
TITLE = "美國國務次卿訪臺"
TEXT = """\
　　【𠮷日報台北訊】美國國務次卿克拉奇17日抵達台北，為前總統李登輝的追思告別禮拜而來。
　　總統蔡英文18日晚間在官邸設宴，台積電創辦人張忠謀也應
邀出席。
　　外交部發言人歐江安表示，克拉奇與外交部長吳釗燮晤談。美國國務卿蓬佩奧在華府
說，此行是為了李 登輝。🙂
"""


@pytest.fixture(scope="module")
def tagger():
    return guanxi.Tagger()


def test_places_are_those_of_the_text_that_was_given(tagger):
    mentions = tagger.tag(TEXT, "2020-09-18", TITLE)
    for mention in mentions:
        given = (TITLE if mention.in_title else TEXT)[mention.start : mention.end]
        assert "".join(given.split()) == mention.surface, mention
    split = [TEXT[m.start : m.end] for m in mentions if m.id == "p-lee-teng-hui"]
    assert split == ["李登輝", "李 登輝"]
    assert [m.in_title for m in mentions] == sorted((m.in_title for m in mentions), reverse=True)


def test_names_and_offices_have_their_meaning_on_the_day(tagger):
    mentions = tagger.tag(TEXT, datetime.date(2020, 9, 18), TITLE)
    people = {m.surface: m.id for m in mentions if m.type == "person"}
    for name, entity in [("蔡英文", "p-tsai-ing-wen"), ("張忠謀", "p-morris-chang"), ("蓬佩奧", "p-mike-pompeo")]:
        assert people[name] == entity
    holders = {m.surface: m.holder for m in mentions if m.type == "office" and not m.nested}
    assert holders["總統"] == "p-tsai-ing-wen" and holders["美國國務卿"] == "p-mike-pompeo"
    on = lambda date: [m.holder for m in tagger.tag("美國總統發表談話。", date) if not m.nested]
    assert on("2020-09-18") == ["p-donald-trump"] and on("2022-09-18") == ["p-joe-biden"] and on(None) == [None]


def test_mentions_become_rows(tagger):
    mentions = tagger.tag("總統蔡英文在台北。", "2020-09-01")
    names = [field.name for field in dataclasses.fields(guanxi.Mention)]
    assert list(pandas.DataFrame(mentions).columns) == names
    frame = polars.DataFrame(mentions)
    assert frame.columns == names and frame["surface"].to_list() == ["總統", "蔡英文", "台北"]
    first = mentions[1]
    assert (first.start, first.end, first.label, first.outcome, first.candidates) == (2, 5, "蔡英文", "linked", [])
    assert 0.5 < first.confidence <= 1 and not first.nested and first.role is None


def test_ones_own_gazetteer_and_no_model(tmp_path):
    (tmp_path / "people").mkdir()
    line = "- {id: p-shen-xiaolu, name: 申小鹿, aliases: [鹿博士]}\n"
    (tmp_path / "people" / "mine.yaml").write_text(line, encoding="utf-8")
    text = "鹿博士昨天到了台北。"
    assert [m.id for m in guanxi.Tagger(gazetteers=tmp_path, model="none").tag(text) if m.type == "person"] == ["p-shen-xiaolu"]
    with pytest.raises(guanxi.Error) as missing:
        guanxi.Tagger(model=tmp_path / "no-model")
    assert str(tmp_path / "no-model") in str(missing.value)


def test_a_date_that_is_none_is_refused(tagger):
    with pytest.raises(guanxi.InputError, match="soon is no day") as wrong:
        tagger.tag("蔡英文", "soon")
    assert wrong.value.remedy == "give a datetime.date, or a text such as 2020-09-01"
    assert tagger.tag("") == [] and tagger.tag("Nothing here.", title="") == []
