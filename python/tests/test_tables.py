"""Tables in pyarrow, polars, pandas and DuckDB."""

import csv
import datetime
import shutil

import duckdb
import guanxi
import pandas
import polars
import pyarrow
import pyarrow.parquet
import pytest
from conftest import program


def test_tables_of_a_folder_are_those_of_its_parquet_files(output):
    tables = guanxi.read(output)
    assert list(tables)[:2] == ["nodes", "edges"] and len(tables) == len(list(output.glob("*.parquet")))
    for name, table in tables.items():
        assert pyarrow.table(table).equals(pyarrow.parquet.read_table(output / f"{name}.parquet")), name


def test_csv_gives_the_same_tables_also_compressed(output, posts, tmp_path):
    assert program("run", posts, "-o", tmp_path / "csv", "-q", "--gzip", "--bom", "--format", "csv").returncode == 0
    packed, parquet = guanxi.read(tmp_path / "csv"), guanxi.read(output)
    assert (tmp_path / "csv" / "mentions.csv.gz").exists() and list(packed) == list(parquet)
    for name in parquet:
        assert pyarrow.table(packed[name]).equals(pyarrow.table(parquet[name])), name


def test_every_reader_sees_the_same_edges(output):
    edges = guanxi.read(output).edges
    with open(output / "edges.csv", encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    weights = [int(row["weight"]) for row in rows]
    assert pyarrow.table(edges)["weight"].to_pylist() == weights
    assert polars.DataFrame(edges)["weight"].to_list() == weights
    assert pandas.DataFrame.from_arrow(edges)["weight"].to_list() == weights
    assert duckdb.sql("select sum(weight) from edges").fetchall() == [(sum(weights),)]
    first = polars.DataFrame(edges)["first_date"].to_list()
    assert first == [datetime.date.fromisoformat(row["first_date"]) if row["first_date"] else None for row in rows]
    assert edges.columns["weight"] == "int64" and edges.columns["npmi"] == "float64" and edges.name == "edges"
    # A stream can be read again.
    assert polars.DataFrame(edges).height == len(rows)


def test_a_folder_without_tables_and_a_table_that_is_not_there_are_named(output, tmp_path):
    with pytest.raises(guanxi.InputError, match="no table of guanxi"):
        guanxi.read(tmp_path)
    with pytest.raises(AttributeError, match="no table edge in .*: there are nodes, edges"):
        guanxi.read(output).edge
    with pytest.raises(KeyError):
        guanxi.read(output)["edge"]


def test_a_damaged_table_says_where(output, tmp_path):
    shutil.copy(output / "edges.csv", tmp_path / "edges.csv")
    lines = (tmp_path / "edges.csv").read_text(encoding="utf-8").splitlines()
    lines[2] = lines[2].replace("Undirected,", "Undirected,many", 1)
    (tmp_path / "edges.csv").write_text("\n".join(lines), encoding="utf-8")
    with pytest.raises(Exception, match="edges.csv: line 3: .* is no value of column weight"):
        pyarrow.table(guanxi.read(tmp_path).edges)


RECORDS = [
    {
        "path": "cna/1",
        "title": "蔡英文會見賴清德",
        "text": "總統蔡英文今天在台北會見副總統賴清德。\n蔡英文感謝賴清德。",
        "date": datetime.date(2020, 9, 1),
        "outlet": "中央社",
        "url": "https://news.example/1",
    },
    {"path": "bbc/2", "html": "<p>特朗普批评拜登。</p>", "date": "2020-09-02T08:00:00Z", "outlet": "BBC"},
    {"path": "bbc/3", "title": None, "text": float("nan")},
]


def test_facts_of_records_are_typed_tables(tmp_path):
    tables = guanxi.facts(RECORDS)
    assert list(tables) == ["documents", "mentions", "pairs", "relations"]
    documents = polars.DataFrame(tables["documents"]).sort("path")
    assert documents["path"].to_list() == ["bbc/2", "bbc/3", "cna/1"]
    assert documents["status"].to_list() == ["ok", "error", "ok"]
    assert documents["date"].to_list() == [datetime.date(2020, 9, 2), None, datetime.date(2020, 9, 1)]
    assert documents["outlet"].to_list()[2] == "中央社"
    text = documents["text"][2]
    mentions = polars.DataFrame(tables["mentions"]).filter(polars.col("doc") == documents["doc"][2])
    assert [text[m["start"] : m["end"]] for m in mentions.to_dicts()] == mentions["surface"].to_list()
    pairs = polars.DataFrame(tables["pairs"])
    assert ("p-donald-trump", "p-joe-biden", documents["doc"][0], 0) in pairs.rows()
    relations = polars.DataFrame(tables["relations"])
    assert ("p-donald-trump", "criticizes", "p-joe-biden") in relations["subject", "predicate", "object"].rows()
    # The same as the files.
    guanxi.facts(RECORDS, tmp_path / "facts")
    for name, table in guanxi.read(tmp_path / "facts").items():
        assert pyarrow.table(table).equals(pyarrow.table(tables[name])), name
    guanxi.merge(tmp_path / "facts", tmp_path / "output", format="csv")
    evidence = polars.DataFrame(guanxi.read(tmp_path / "output").evidence)
    assert sorted(evidence.rows()) == sorted(pairs.rows())


def test_records_that_cannot_be_used_are_named():
    for records, message in [
        (["text"], "record 0: not a dictionary"),
        ([{"text": "甲"}, {"content": b"x"}], "record 1: content without a path"),
        ([{"text": object()}], "record 0: text holds no text"),
        ([{"path": "a", "text": "甲"}] * 2, "a: two records have this path"),
    ]:
        with pytest.raises(guanxi.InputError, match=message) as wrong:
            guanxi.facts(records)
        assert wrong.value.remedy
    empty = guanxi.facts([])
    assert polars.DataFrame(empty["pairs"]).columns == ["source", "target", "doc", "sentence"]
