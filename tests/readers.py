#!/usr/bin/env python3
"""Read output folders as their users do: networkx, python-igraph, pandas, polars, DuckDB, Datasette, pyarrow and followthemoney must
see one and the same network. tests/readers.mjs does the same with graphology.

usage: readers.py OUTPUT...

Prints a line per failed check and at the end `N passed, M failed`; the exit code is 1 where any failed. A warning of a
reader counts as a failure. Checks of formats that are written on demand pass where a folder lacks them.
Needs: pip install networkx python-igraph pandas polars duckdb pyarrow scipy followthemoney frictionless openpyxl datasette
"""
import collections
import csv
import datetime
import json
import math
import pathlib
import re
import sqlite3
import subprocess
import sys
import traceback
import urllib.parse
import warnings
import xml.etree.ElementTree as xml

import duckdb
import frictionless
import igraph
import networkx
import numpy
import openpyxl
import pandas
import polars
import pyarrow
import pyarrow.parquet
import scipy.stats
from pandas.api import types

with warnings.catch_warnings():
    warnings.simplefilter("ignore")
    import followthemoney

# What the programs that read the files ask of them, and the check that sees to it.
RULES = {
    "Gephi, CSV: no spaces or quotes in headers": "headers_are_plain",
    "Gephi, CSV: types are guessed from the first 25 rows": "the_first_25_rows_tell_the_types",
    "Gephi, CSV: weight 0 drops an edge": "every_edge_has_a_weight_and_no_direction",
    "Gephi, CSV: a missing type means directed": "every_edge_has_a_weight_and_no_direction",
    "Gephi, CSV: a header with timestamp or interval is forced dynamic": "headers_are_plain",
    "Gephi, CSV: nodes and edges both have dated columns": "nodes_and_edges_both_have_dates",
    "Gephi, CSV: no cell ends in a backslash": "no_cell_breaks_a_reader",
    "Gephi, CSV: [1,2] becomes an interval": "no_cell_breaks_a_reader",
    "GraphML: keys label and weight lower case": "graphml_keys_are_what_readers_expect",
    "GraphML: key ids are not r g b x y z size color, but for positions": "graphml_keys_are_what_readers_expect",
    "GraphML: boolean, int, long, float, double, string alone; counts long, dates string": "graphml_keys_are_what_readers_expect",
    "GraphML: an XML declaration with encoding": "xml_is_declared_and_well_formed",
    "GraphML: no character that XML 1.0 forbids": "xml_is_declared_and_well_formed",
    "GEXF: weight static": "gexf_has_static_weights_and_intervals_alone",
    "GEXF: either intervals or timestamps": "gexf_has_static_weights_and_intervals_alone",
    "Gephi: parallel edges are summed unless they differ in kind": "gephi_keeps_parallel_relations_apart",
    "pandas: NA is a missing value": "countries_are_no_missing_values",
    "igraph and networkx: weight is the weight": "igraph_reads_the_graphml",
    "igraph: first two edge columns and first node column are ids": "tables_and_graphml_make_the_same_graph",
}

CHECKS = []


def check(function):
    CHECKS.append(function)
    return function


def raw(folder, table):
    """The rows as text, without any reader's idea of types."""
    with open(folder / table, encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def plain(cell):
    """The text of a cell: without the apostrophe that keeps a spreadsheet from computing it. A backslash stays `＼`."""
    return cell[1:] if cell.startswith("'") and FORMULA.match(cell[1:]) else cell


FORMULA = re.compile("[ \u3000']*[=+@＝＋－＠-].")
NUMBER = re.compile(r"-?[0-9]+(\.[0-9]+)?(e-?[0-9]+)?")
TABLES = [
    "candidates", "documents", "edges", "edges_by_outlet", "edges_by_period", "events", "evidence", "mentions", "nodes", "nodes_by_outlet",
    "nodes_by_period", "relations", "sentences", "sources", "standing",
]


def edges_of(rows):
    return {frozenset((row["source"], row["target"])): int(row["weight"]) for row in rows}


# The name space that networkx before 3.6 knows.
GEXF = "{http://www.gexf.net/1.2draft}"
VIZ = "{http://www.gexf.net/1.2draft/viz}"

GRAPH_EDGES = 100_000


def graph_edges(folder):
    """The edges of the graph files: all of them, or the strongest."""
    rows = raw(folder, "edges.csv")
    if len(rows) > GRAPH_EDGES and manifest_of(folder)["parameters"]["graph"] != "all edges":
        rows = sorted(rows, key=lambda row: (row["backbone"] != "true", -float(row["llr"])))[:GRAPH_EDGES]
    return edges_of(rows)


def manifest_of(folder):
    return json.loads((folder / "manifest.json").read_text(encoding="utf-8"))


@check
def networkx_reads_the_graphml(folder):
    graph = networkx.read_graphml(folder / "graph.graphml")
    nodes = {row["id"]: row for row in raw(folder, "nodes.csv")}
    assert not graph.is_directed() and not graph.is_multigraph()
    assert set(graph.nodes) == set(nodes)
    assert {frozenset((a, b)): weight for a, b, weight in graph.edges(data="weight")} == graph_edges(folder)
    whole = graph.number_of_edges() == len(raw(folder, "edges.csv"))
    for node, data in graph.nodes(data=True):
        row = nodes[node]
        assert data["label"].replace("\\", "＼") == plain(row["label"]) and data["type"] == row["type"], (data, row)
        assert data["mentions"] == int(row["mentions"]) and type(data["mentions"]) is int, data
        assert data["discovered"] is (row["discovered"] == "true"), data
        if whole:
            assert graph.degree(node) == int(row["degree"])
            assert graph.degree(node, weight="weight") == int(row["strength"])
        assert data.get("country", "") == row["country"] and data.get("class", "") == row["class"], (data, row)
    places = {(data["x"], data["y"]) for _, data in graph.nodes(data=True)}
    assert len(places) == graph.number_of_nodes(), "every node has a place of its own"
    for a, b, data in graph.edges(data=True):
        assert type(data["weight"]) is int and type(data["backbone"]) is bool, data
        assert all(type(data[key]) is float for key in ("npmi", "p_value")), data


@check
def igraph_reads_the_graphml(folder):
    graph = igraph.Graph.Read_GraphML(str(folder / "graph.graphml"))
    nodes = {row["id"]: row for row in raw(folder, "nodes.csv")}
    assert not graph.is_directed() and graph.is_simple()
    assert graph.vcount() == len(nodes)
    if nodes:
        assert set(graph.vs["id"]) == set(nodes)
        assert [label.replace("\\", "＼") for label in graph.vs["label"]] == [plain(nodes[node]["label"]) for node in graph.vs["id"]]
    edges = graph_edges(folder)
    assert graph.ecount() == len(edges)
    assert {frozenset((graph.vs[e.source]["id"], graph.vs[e.target]["id"])): e["weight"] for e in graph.es} == edges
    if edges:
        assert graph.is_weighted()


@check
def pandas_reads_the_tables(folder):
    nodes, edges = pandas.read_csv(folder / "nodes.csv"), pandas.read_csv(folder / "edges.csv")
    texts = raw(folder, "nodes.csv")
    assert len(nodes) == len(texts) and len(edges) == len(raw(folder, "edges.csv"))
    assert not nodes["id"].duplicated().any() and not edges.duplicated(["source", "target"]).any()
    assert set(edges["source"]) | set(edges["target"]) <= set(nodes["id"])
    assert (edges["source"] < edges["target"]).all()
    for column in ("id", "label", "type", "label_hant", "aliases"):
        assert list(nodes[column]) == [row[column] for row in texts], column
    if len(nodes):
        for column in ("mentions", "documents", "stories", "outlets", "degree", "strength"):
            assert types.is_integer_dtype(nodes[column]), (column, nodes[column].dtype)
        assert types.is_numeric_dtype(nodes["community"]), nodes["community"].dtype
        assert types.is_bool_dtype(nodes["discovered"]), nodes["discovered"].dtype
    if len(edges):
        for column in ("weight", "sentences", "documents", "stories", "outlets"):
            assert types.is_integer_dtype(edges[column]), (column, edges[column].dtype)
        for column in ("expected", "npmi", "llr", "p_value"):
            assert types.is_numeric_dtype(edges[column]) and edges[column].notna().all(), column
        assert types.is_bool_dtype(edges["backbone"]), edges["backbone"].dtype
        assert (edges["type"] == "Undirected").all()


@check
def pandas_reads_the_other_tables(folder):
    for table in ("documents", "mentions", "sentences", "evidence", "edges_by_period", "edges_by_outlet"):
        frame = pandas.read_csv(folder / f"{table}.csv", low_memory=False)
        assert len(frame) == len(raw(folder, f"{table}.csv")), table
    mentions = pandas.read_csv(folder / "mentions.csv")
    if len(mentions):
        for column in ("sentence", "start", "end"):
            assert types.is_integer_dtype(mentions[column]), (column, mentions[column].dtype)
        for column in ("nested", "byline"):
            assert types.is_bool_dtype(mentions[column]), (column, mentions[column].dtype)
        assert types.is_float_dtype(mentions["confidence"]) or types.is_integer_dtype(mentions["confidence"])
        assert mentions["confidence"].between(0, 1).all()


@check
def networkx_and_igraph_read_the_relations(folder):
    graph = networkx.read_graphml(folder / "relations.graphml")
    nodes = {row["id"]: row for row in raw(folder, "nodes.csv")}
    rows = raw(folder, "relations.csv")
    assert graph.is_directed() or not graph.nodes
    assert set(graph.nodes) <= set(nodes)
    told = [(a, b, data) for a, b, data in graph.edges(data=True) if not data["listed"]]
    assert len({(a, b, data["predicate"]) for a, b, data in told}) == len(told)
    ends = {(frozenset((row["subject"], row["object"])), row["predicate"]) for row in rows}
    assert {(frozenset((a, b)), data["predicate"]) for a, b, data in told} == ends
    statuses = ("asserted", "planned", "cancelled", "denied", "former")
    assert sum(data[status] for _, _, data in told for status in statuses) == len(rows)
    for _, _, data in graph.edges(data=True):
        assert type(data["weight"]) is int and data["weight"] >= 1 and data["label"] == data["predicate"], data
    again = igraph.Graph.Read_GraphML(str(folder / "relations.graphml"))
    assert again.vcount() == graph.number_of_nodes() and again.ecount() == graph.number_of_edges()
    for table in ("relations", "standing"):
        assert len(pandas.read_csv(folder / f"{table}.csv")) == len(raw(folder, f"{table}.csv")), table


@check
def gephi_keeps_parallel_relations_apart(folder):
    """It adds up the edges of a pair that are of one kind; every predicate is a kind."""
    graph = xml.parse(folder / "relations.gexf").getroot().find(f"{GEXF}graph")
    edges = [(edge.get("source"), edge.get("target"), edge.get("kind")) for edge in graph.iter(f"{GEXF}edge")]
    assert len(set(edges)) == len(edges) and all(kind for _, _, kind in edges)
    again = networkx.read_graphml(folder / "relations.graphml")
    assert collections.Counter(kind for _, _, kind in edges) == collections.Counter(data["predicate"] for _, _, data in again.edges(data=True))
    read = networkx.read_gexf(folder / "relations.gexf")
    assert read.number_of_edges() == len(edges) and set(read.nodes) == set(again.nodes)


@check
def networkx_reads_who_cites_whom(folder):
    graph = networkx.read_graphml(folder / "sources.graphml")
    rows = raw(folder, "sources.csv")
    names = {node: data["label"] for node, data in graph.nodes(data=True)}
    wanted = {(row["outlet"], row["source"]): int(row["stories"]) for row in rows}
    assert {(names[a], b): data["weight"] for a, b, data in graph.edges(data=True)} == {(plain(outlet), source): n for (outlet, source), n in wanted.items()}


@check
def frictionless_finds_the_package_valid(folder):
    report = frictionless.validate(str(folder / "datapackage.json"))
    assert report.valid, report.flatten(["name", "type", "note"])[:5]
    package = json.loads((folder / "datapackage.json").read_text(encoding="utf-8"))
    assert {resource["path"] for resource in package["resources"]} == {path.name for path in folder.glob("*.csv*")}


@check
def sqlite_holds_the_tables_and_finds_sentences(folder):
    if not (folder / "guanxi.sqlite").exists():
        return
    base = sqlite3.connect(folder / "guanxi.sqlite")
    for table in TABLES:
        rows = raw(folder, f"{table}.csv")
        names = ", ".join(f'"{column}"' for column in (rows[0] if rows else ["rowid"]))
        found = base.execute(f"SELECT {names} FROM {table}").fetchall()
        assert len(found) == len(rows), table
        for got, row in zip(found[:500], rows):
            for cell, text in zip(got, row.values()):
                if isinstance(cell, float):
                    assert math.isclose(cell, float(text)), (table, row)
                elif text in ("true", "false"):
                    assert cell == (text == "true"), (table, row)
                else:
                    assert ("" if cell is None else str(cell)) == plain(text), (table, row)
    texts = [row["text"] for row in raw(folder, "sentences.csv")]
    search = lambda words: {text for (text,) in base.execute("SELECT text FROM sentences_fts WHERE sentences_fts MATCH ?", [f'"{words}"'])}
    # A search in Simplified characters finds both scripts.
    assert {text for text in texts if "总统" in text and "蔡英文" in text or "蔡英文總統" in text} <= search("蔡英文") | {""}
    assert {text for text in texts if "習近平" in text or "习近平" in text} == search("习近平")
    base.execute("INSERT INTO sentences_fts(sentences_fts) VALUES ('integrity-check')")
    assert base.execute("PRAGMA integrity_check").fetchall() == [("ok",)]


@check
def datasette_counts_and_searches(folder):
    """Datasette's own queries: numbers of nodes and edges, and its search box over the sentences."""
    if not (folder / "guanxi.sqlite").exists():
        return
    program = pathlib.Path(sys.executable).with_name("datasette")

    def ask(path, **query):
        address = f"/guanxi{path}.json?" + urllib.parse.urlencode({"_shape": "array", **query})
        told = subprocess.run([program, folder / "guanxi.sqlite", "--get", address], capture_output=True, text=True, check=True)
        return json.loads(told.stdout)

    types = collections.Counter(row["type"] for row in raw(folder, "nodes.csv"))
    assert {row["type"]: row["n"] for row in ask("", sql="SELECT type, count(*) AS n FROM nodes GROUP BY type")} == types
    weights = sum(int(row["weight"]) for row in raw(folder, "edges.csv"))
    assert ask("", sql="SELECT coalesce(sum(weight), 0) AS w FROM edges") == [{"w": weights}]
    named = {row["text"] for row in raw(folder, "sentences.csv") if "蔡英文" in row["text"]}
    found = {row["text"] for row in ask("/sentences", _search="蔡英文", _size="max")}
    assert found == named if len(named) < 100 else found <= named


@check
def excel_holds_people_offices_and_events(folder):
    if not (folder / "guanxi.xlsx").exists():
        return
    book = openpyxl.load_workbook(folder / "guanxi.xlsx", read_only=True)
    people, offices, events = (list(book[name].iter_rows(values_only=True)) for name in ("people", "offices", "events"))
    nodes = {row["id"]: row for row in raw(folder, "nodes.csv")}
    pairs = [row for row in raw(folder, "edges.csv") if nodes[row["source"]]["type"] == nodes[row["target"]]["type"] == "person"]
    assert [row[2] for row in people[1:]] == sorted((int(row["weight"]) for row in pairs), reverse=True)
    assert all(row[8] for row in people[1:]), "every pair has a sentence"
    assert len(offices) - 1 == len(raw(folder, "standing.csv")) and len(events) - 1 == len(raw(folder, "events.csv"))


@check
def countries_are_no_missing_values(folder):
    """NA is Namibia, as README's snippet reads it."""
    texts = [row["country"] for row in raw(folder, "nodes.csv")]
    frame = pandas.read_csv(folder / "nodes.csv", keep_default_na=False, na_values=[""])
    assert [country if isinstance(country, str) else "" for country in frame["country"]] == texts
    if "traps" in folder.name:
        assert "NA" in texts
    assert duckdb.sql(f"SELECT count(country) FROM '{folder / 'nodes.csv'}'").fetchall() == [(len([text for text in texts if text]),)]


@check
def dates_are_dates(folder):
    for table in ("nodes", "edges"):
        frame = pandas.read_csv(folder / f"{table}.csv")
        for column in ("first_date", "last_date"):
            pandas.to_datetime(frame[column].dropna().astype("string"), format="%Y-%m-%d")
        dated = frame.dropna(subset=["first_date"])
        assert (dated["first_date"].astype("string") <= dated["last_date"].astype("string")).all(), table


@check
def tables_and_graphml_make_the_same_graph(folder):
    nodes, edges = pandas.read_csv(folder / "nodes.csv"), pandas.read_csv(folder / "edges.csv")
    from_tables = networkx.from_pandas_edgelist(edges, edge_attr=["weight"])
    from_tables.add_nodes_from(nodes["id"])
    from_graphml = networkx.read_graphml(folder / "graph.graphml")
    assert set(from_tables.nodes) == set(from_graphml.nodes)
    assert networkx.to_dict_of_dicts(networkx.Graph(from_tables.edges)).keys() == networkx.to_dict_of_dicts(networkx.Graph(from_graphml.edges)).keys()
    assert from_tables.size(weight="weight") == from_graphml.size(weight="weight") == edges["weight"].sum()
    sizes = lambda graph: sorted(len(part) for part in networkx.connected_components(graph))
    assert sizes(from_tables) == sizes(from_graphml)
    if len(edges):
        # The first two columns of edges.csv and the first of nodes.csv are the ends and the ids.
        graph = igraph.Graph.DataFrame(edges, directed=False, vertices=nodes, use_vids=False)
        assert (graph.vcount(), graph.ecount(), sum(graph.es["weight"])) == (len(nodes), len(edges), edges["weight"].sum())
        assert graph.vs["name"] == list(nodes["id"])
        assert sorted(map(len, graph.connected_components())) == sizes(from_graphml)


@check
def headers_are_plain(folder):
    for table in TABLES:
        with open(folder / f"{table}.csv", encoding="utf-8", newline="") as file:
            line = file.readline()
            header = next(csv.reader([line]))
        # Gephi takes quotes in the header of its two tables for something else.
        assert table not in ("nodes", "edges") or '"' not in line, line
        assert all(re.fullmatch("[a-z][a-z_]*", name) for name in header) and len(set(header)) == len(header), header
        assert not any("timestamp" in name or "interval" in name for name in header), header


def guessed(cells):
    kinds = set()
    for cell in cells:
        if re.fullmatch("-?[0-9]+", cell):
            kinds.add("whole number")
        elif NUMBER.fullmatch(cell):
            kinds.add("number")
        elif cell in ("true", "false"):
            kinds.add("boolean")
        elif re.fullmatch("[0-9]{4}-[0-9]{2}-[0-9]{2}", cell):
            kinds.add("date")
        else:
            kinds.add("text")
    return kinds.pop() if len(kinds) == 1 else "text"


@check
def the_first_25_rows_tell_the_types(folder):
    for table in ("nodes", "edges"):
        rows = raw(folder, f"{table}.csv")
        for column in rows[0] if rows else []:
            first = [row[column] for row in rows[:25] if row[column]]
            every = [row[column] for row in rows if row[column]]
            assert not first or guessed(first) == guessed(every), (table, column, guessed(first), guessed(every))


@check
def every_edge_has_a_weight_and_no_direction(folder):
    for row in raw(folder, "edges.csv"):
        assert int(row["weight"]) >= 1 and row["type"] == "Undirected" and row["source"] < row["target"], row


@check
def nodes_and_edges_both_have_dates(folder):
    for table in ("nodes", "edges"):
        with open(folder / f"{table}.csv", encoding="utf-8") as file:
            assert {"first_date", "last_date"} <= set(file.readline().rstrip("\n").split(",")), table


@check
def no_cell_breaks_a_reader(folder):
    for table in TABLES:
        for row in raw(folder, f"{table}.csv"):
            for column, cell in row.items():
                assert cell is not None and None not in row, (table, row)
                assert not re.search("[\\\\\x00-\x1f\x7f-\x9f\u2028\u2029\ufffe\uffff]", cell), (table, column, cell)
                assert cell.startswith("'") or not FORMULA.match(cell) or NUMBER.fullmatch(cell), (table, column, cell)
                assert not re.fullmatch(r"[\[(<].*[\])>]", cell) or table not in ("nodes", "edges"), (table, column, cell)


@check
def labels_are_the_names_of_the_gazetteer(folder):
    """The names of tests/reader_inputs.py arrive whole: in tables, GraphML, GEXF and JSON."""
    if folder.name != "traps":
        return
    import reader_inputs

    wanted = {f"g-trial-{i:04}": name.replace("\\", "＼") for i, name in enumerate(reader_inputs.TRAPS)}
    got = {row["id"]: plain(row["label"]) for row in raw(folder, "nodes.csv") if row["id"] in wanted}
    missing = set(wanted) - set(got)
    assert not missing, missing
    assert got == wanted, (got, wanted)
    assert any(row["label"].startswith("'=cmd") for row in raw(folder, "nodes.csv"))
    assert any(row["surface"].startswith("'=cmd") for row in raw(folder, "mentions.csv"))
    assert any(row["text"].startswith("'=1+1") for row in raw(folder, "sentences.csv"))
    assert any(row["title"].startswith("'-天气") and row["path"] == "'=file,name.md" for row in raw(folder, "documents.csv"))


@check
def a_large_network_is_large(folder):
    if folder.name == "large":
        assert len(raw(folder, "edges.csv")) >= 100_000


KEY = "{http://graphml.graphdrawing.org/xmlns}key"
COUNTS = {"weight", "mentions", "documents", "stories", "outlets", "sentences", "degree", "strength", "core", "community", "component"}


@check
def graphml_keys_are_what_readers_expect(folder):
    for file in ("graph.graphml", "relations.graphml"):
        keys = [key.attrib for key in xml.parse(folder / file).getroot().iter(KEY)]
        assert {"label", "weight"} <= {key["id"] for key in keys}, file
        for key in keys:
            name, kind = key["attr.name"], key["attr.type"]
            assert name == name.lower() and kind in ("boolean", "int", "long", "float", "double", "string"), key
            assert key["id"] not in ("r", "g", "b", "z", "size", "color"), key
            assert key["id"] not in ("x", "y") or kind == "double", key
            assert kind == "long" or name not in COUNTS, key
            assert kind == "string" or not name.endswith("date"), key


@check
def xml_is_declared_and_well_formed(folder):
    for file in ("graph.graphml", "relations.graphml", "sources.graphml", "graph.gexf", "graph.core.gexf", "relations.gexf"):
        data = (folder / file).read_bytes()
        assert data.startswith(b'<?xml version="1.0" encoding="UTF-8"?>'), file
        # The parser refuses what XML 1.0 forbids, but for U+FFFE and U+FFFF.
        xml.fromstring(data)
        assert not re.search("[\ufffe\uffff]", data.decode()), file


@check
def gexf_has_static_weights_and_intervals_alone(folder):
    root = xml.parse(folder / "graph.gexf").getroot()
    graph = root.find(f"{GEXF}graph")
    assert root.get("version") == "1.3" and graph.get("timerepresentation") == "interval" and graph.get("timeformat") == "date", graph.attrib
    assert graph.get("mode") == "dynamic" and graph.get("defaultedgetype") == "undirected", graph.attrib
    for attributes in graph.iter(f"{GEXF}attributes"):
        assert attributes.get("mode") == "static", attributes.attrib
        assert not {"weight", "label"} & {attribute.get("title") for attribute in attributes}
    assert not [e for e in graph.iter() if {"timestamp", "timestamps"} & set(e.attrib)]
    weights = {frozenset((e.get("source"), e.get("target"))): int(e.get("weight")) for e in graph.iter(f"{GEXF}edge")}
    assert weights == graph_edges(folder)
    places = {(p.get("x"), p.get("y")) for p in graph.iter(f"{VIZ}position")}
    assert len(places) == len(list(graph.iter(f"{GEXF}node")))


def months(element):
    """The months of an element of GEXF: its spells begin with the first and end with the last second of one."""
    spells = element.findall(f"{GEXF}spells/{GEXF}spell") or ([element] if element.get("start") else [])
    found = set()
    for spell in spells:
        start, end = datetime.datetime.fromisoformat(spell.get("start")), datetime.datetime.fromisoformat(spell.get("end"))
        # Without a zone: the reader takes both for its own.
        assert start.tzinfo is None and f"{start:%H%M%S}" == "000000" and f"{end:%H%M%S}" == "235959", spell.attrib
        start, end = start.date(), end.date()
        assert start.day == 1 and (end + datetime.timedelta(days=1)).day == 1 and start < end, spell.attrib
        while start < end:
            assert start not in found
            found.add(start)
            start = (start + datetime.timedelta(days=32)).replace(day=1)
    return {f"{day:%Y-%m}" for day in found}


@check
def gexf_spells_are_the_months_of_the_tables(folder):
    wanted = collections.defaultdict(set)
    for row in raw(folder, "edges_by_period.csv"):
        if row["period"]:
            wanted[row["source"], row["target"]].add(row["period"])
    dates = {row["doc"]: row["date"][:7] for row in raw(folder, "documents.csv")}
    for row in raw(folder, "mentions.csv"):
        if row["nested"] == "false" and row["entity"] and dates[row["doc"]]:
            wanted[row["entity"]].add(dates[row["doc"]])
    graph = xml.parse(folder / "graph.gexf").getroot()
    for node in graph.iter(f"{GEXF}node"):
        assert months(node) == wanted[node.get("id")], node.attrib
    for edge in graph.iter(f"{GEXF}edge"):
        assert months(edge) == wanted[edge.get("source"), edge.get("target")], edge.attrib


@check
def networkx_reads_gexf_and_json_like_graphml(folder):
    graphml = networkx.read_graphml(folder / "graph.graphml")
    graphs = [networkx.read_gexf(folder / "graph.gexf")]
    if (folder / "graph.json").exists():
        graphs.append(networkx.node_link_graph(json.loads((folder / "graph.json").read_text(encoding="utf-8")), edges="edges"))
    for graph in graphs:
        assert not graph.is_directed() and not graph.is_multigraph()
        assert set(graph.nodes) == set(graphml.nodes) and graph.number_of_edges() == graphml.number_of_edges()
        for node, data in graphml.nodes(data=True):
            found = graph.nodes[node]
            # GEXF has the position apart.
            found = found | {axis: found["viz"]["position"][axis] for axis in "xy"} if "viz" in found else found
            assert {key: found.get(key) for key in data} == data, (found, data)
        for a, b, data in graphml.edges(data=True):
            assert {key: graph.edges[a, b].get(key) for key in data} == data, (graph.edges[a, b], data)


def counted(relation):
    return relation.aggregate("count(*)").fetchall()[0][0]


@check
def polars_and_duckdb_read_the_tables(folder):
    for table in TABLES:
        path, rows = folder / f"{table}.csv", raw(folder, f"{table}.csv")
        frame = polars.read_csv(path)
        relation = duckdb.read_csv(str(path))
        assert frame.height == len(rows) == counted(relation), table
        for column in frame.columns[:2] if rows else []:
            cells = [row[column] for row in rows]
            assert ["" if cell is None else str(cell) for cell in frame[column].cast(polars.String).to_list()] == cells, (table, column)
            if relation[column].dtypes[0] == "VARCHAR":
                assert [cell or "" for (cell,) in relation[column].fetchall()] == cells, (table, column)
    edges = polars.read_csv(folder / "edges.csv")
    if edges.height:
        assert edges["weight"].dtype.is_integer() and edges["backbone"].dtype == polars.Boolean
        assert all(edges[column].dtype.is_float() for column in ("expected", "npmi", "llr", "p_value"))
        total = duckdb.sql(f"SELECT sum(weight), count(*) FILTER (backbone) FROM '{folder / 'edges.csv'}'").fetchall()
        assert total[0] == (edges["weight"].sum(), edges["backbone"].sum())


LISTS = {"aliases", "candidates", "relations", "surface_or_ids", "tenures"}


def typed(column, kind, cell):
    """What a cell of CSV is in a column of Parquet."""
    cell = plain(cell)
    if column in LISTS:
        return cell.split("|") if cell else []
    if not cell:
        return None
    if pyarrow.types.is_boolean(kind):
        return cell == "true"
    if pyarrow.types.is_int64(kind):
        return int(cell)
    if pyarrow.types.is_float64(kind):
        return float(cell)
    return datetime.date.fromisoformat(cell) if pyarrow.types.is_date32(kind) else cell


@check
def parquet_holds_the_tables_with_types(folder):
    if not (folder / "nodes.parquet").exists():
        return
    for table in TABLES:
        path, rows = folder / f"{table}.parquet", raw(folder, f"{table}.csv")
        arrow = pyarrow.parquet.read_table(path)
        with open(folder / f"{table}.csv", encoding="utf-8") as file:
            assert arrow.column_names == file.readline().rstrip("\n").replace("\"", "").split(","), table
        for field in arrow.schema:
            cells = [typed(field.name, field.type, row[field.name]) for row in rows]
            assert arrow[field.name].to_pylist() == cells, (table, field)
        # A column that could have a type has one.
        for field in arrow.schema:
            if rows and pyarrow.types.is_string(field.type):
                kind = guessed([row[field.name] for row in rows if row[field.name]] or ["text"])
                assert kind == "text", (table, field.name, kind)
        assert polars.read_parquet(path).height == len(pandas.read_parquet(path)) == len(rows), table
        assert counted(duckdb.read_parquet(str(path))) == len(rows), table


def relative(got, wanted):
    """The tables have six significant digits."""
    numpy.testing.assert_allclose(got, wanted, rtol=5.1e-6, atol=1e-300)


@check
def scipy_computes_the_same_association(folder):
    nodes = {row["id"]: int(row["stories"]) for row in raw(folder, "nodes.csv")}
    edges = raw(folder, "edges.csv")
    manifest = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))
    n = manifest["counts"]["stories"]
    if not edges:
        return
    k = numpy.array([int(row["stories"]) for row in edges])
    a = numpy.array([nodes[row["source"]] for row in edges])
    b = numpy.array([nodes[row["target"]] for row in edges])
    column = lambda name: numpy.array([float(row[name]) for row in edges])
    expected = a * b / n
    relative(column("expected"), expected)
    with numpy.errstate(divide="ignore", invalid="ignore"):
        npmi = numpy.where(k == n, 1.0, numpy.log(k * n / (a * b)) / -numpy.log(k / n))
    numpy.testing.assert_allclose(column("npmi"), npmi, rtol=5.1e-6, atol=1e-12)
    # Two that must share more stories than they meet in: a table with fewer is not possible.
    least = numpy.maximum(k, a + b - n)
    observed = numpy.array([least, a - least, b - least, n - a - b + least])
    cells = numpy.array([a * b, a * (n - b), (n - a) * b, (n - a) * (n - b)]) / n
    g2 = 2 * scipy.special.rel_entr(observed, cells).sum(axis=0)
    numpy.testing.assert_allclose(column("llr"), numpy.where(least * n < a * b, -g2, g2), rtol=5.1e-6, atol=1e-9)
    for i in range(0, len(edges), max(1, len(edges) // 100)):
        table = observed[:, i].reshape(2, 2)
        if (table.sum(axis=0) > 0).all() and (table.sum(axis=1) > 0).all():
            statistic = scipy.stats.chi2_contingency(table, correction=False, lambda_="log-likelihood").statistic
            assert math.isclose(statistic, g2[i], rel_tol=1e-9, abs_tol=1e-9), edges[i]
    if manifest["parameters"]["min_weight"] == "1":
        pairs = manifest["counts"]["pairs_tested"]
        assert pairs == len(nodes) * (len(nodes) - 1) // 2
        p = scipy.stats.hypergeom.sf(k - 1, n, a, b)
        # Pairs that never meet have p = 1: they count among the tests, which scales the values of all others.
        adjusted = scipy.stats.false_discovery_control(p.clip(0, 1)) * (pairs / len(edges))
        relative(column("p_value"), numpy.minimum(1, adjusted))


@check
def the_disparity_filter_is_that_of_its_paper(folder):
    edges = raw(folder, "edges.csv")
    if json.loads((folder / "manifest.json").read_text(encoding="utf-8"))["parameters"]["min_weight"] != "1":
        return
    graph = networkx.Graph()
    graph.add_weighted_edges_from((row["source"], row["target"], int(row["weight"])) for row in edges)
    degree, strength = dict(graph.degree()), dict(graph.degree(weight="weight"))
    for row in edges:
        ends = [node for node in (row["source"], row["target"]) if degree[node] > 1]
        chances = [(1 - int(row["weight"]) / strength[node]) ** (degree[node] - 1) for node in ends]
        assert (row["backbone"] == "true") == (not ends or min(chances) < 0.05), row


@check
def networkx_computes_the_same_structure(folder):
    nodes, edges = raw(folder, "nodes.csv"), raw(folder, "edges.csv")
    graph = networkx.Graph((row["source"], row["target"]) for row in edges)
    cores = networkx.core_number(graph)
    assert {row["id"]: int(row["core"]) for row in nodes} == {row["id"]: cores.get(row["id"], 0) for row in nodes}
    parts = sorted(networkx.connected_components(graph), key=len, reverse=True)
    number = {row["id"]: row["component"] for row in nodes}
    assert sorted(len(part) for part in parts) == sorted(collections.Counter(c for c in number.values() if c).values())
    for part in parts:
        assert len({number[node] for node in part}) == 1
    manifest = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))
    backbone = networkx.Graph((row["source"], row["target"]) for row in edges if row["backbone"] == "true")
    if manifest["parameters"]["betweenness"].startswith("exact") and len(backbone) * backbone.number_of_edges() < 10_000_000:
        wanted = networkx.betweenness_centrality(backbone)
        numpy.testing.assert_allclose(
            [float(row["betweenness"]) for row in nodes], [wanted.get(row["id"], 0) for row in nodes], rtol=5.1e-6, atol=1e-12
        )


@check
def followthemoney_accepts_the_entities(folder):
    if not (folder / "ftm.jsonl").exists():
        return
    with open(folder / "ftm.jsonl", encoding="utf-8") as file:
        entities = [json.loads(line) for line in file]
    schemata = {}
    for entity in entities:
        schema = followthemoney.model.get(entity["schema"])
        schema.validate(entity)
        assert entity["id"] not in schemata, entity
        schemata[entity["id"]] = schema
        proxy = followthemoney.model.get_proxy(entity)
        # Cleaning by the model changes nothing: every value is valid.
        assert {name: sorted(proxy.get(name)) for name in entity["properties"]} == {
            name: sorted(values) for name, values in entity["properties"].items()
        }, entity
    for entity in entities:
        for name, values in entity["properties"].items():
            wanted = schemata[entity["id"]].get(name).range
            for value in values if wanted else []:
                assert schemata[value].is_a(wanted), (entity, value)
    by_schema = collections.Counter(entity["schema"] for entity in entities)
    nodes, edges = raw(folder, "nodes.csv"), raw(folder, "edges.csv")
    assert {row["id"] for row in nodes} <= set(schemata)
    assert by_schema["Person"] == sum(row["type"] == "person" for row in nodes)
    assert by_schema["Position"] == sum(row["type"] == "office" for row in nodes)
    assert by_schema["UnknownLink"] == sum(row["backbone"] == "true" for row in edges)
    assert by_schema["Article"] == sum(row["status"] == "ok" for row in raw(folder, "documents.csv"))
    legal = {row["id"] for row in nodes if row["type"] in ("person", "organization")}
    met = {(row["doc"], row["entity"]) for row in raw(folder, "mentions.csv") if row["nested"] == "false" and row["entity"] in legal}
    assert by_schema["Mention"] == len(met)


def main(folders):
    if not folders:
        sys.exit(__doc__)
    names = {function.__name__ for function in CHECKS}
    assert set(RULES.values()) <= names, set(RULES.values()) - names
    passed = failed = 0
    for folder in folders:
        for function in CHECKS:
            try:
                with warnings.catch_warnings():
                    warnings.simplefilter("error")
                    function(pathlib.Path(folder))
                passed += 1
            except Exception:
                failed += 1
                print(f"{folder}: {function.__name__} failed\n{traceback.format_exc()}")
    print(f"{passed} passed, {failed} failed")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
