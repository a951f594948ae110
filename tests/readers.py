#!/usr/bin/env python3
"""Read output folders as their users do: networkx, python-igraph and pandas must see one and the same network.

usage: readers.py OUTPUT...

Prints a line per failed check and at the end `N passed, M failed`; the exit code is 1 where any failed. A warning of a
reader counts as a failure. Needs: pip install networkx python-igraph pandas
"""
import csv
import pathlib
import sys
import traceback
import warnings

import igraph
import networkx
import pandas
from pandas.api import types

CHECKS = []


def check(function):
    CHECKS.append(function)
    return function


def raw(folder, table):
    """The rows as text, without any reader's idea of types."""
    with open(folder / table, encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def edges_of(rows):
    return {frozenset((row["source"], row["target"])): int(row["weight"]) for row in rows}


@check
def networkx_reads_the_graphml(folder):
    graph = networkx.read_graphml(folder / "graph.graphml")
    nodes = {row["id"]: row for row in raw(folder, "nodes.csv")}
    assert not graph.is_directed() and not graph.is_multigraph()
    assert set(graph.nodes) == set(nodes)
    assert {frozenset((a, b)): weight for a, b, weight in graph.edges(data="weight")} == edges_of(raw(folder, "edges.csv"))
    for node, data in graph.nodes(data=True):
        row = nodes[node]
        assert data["label"] == row["label"] and data["type"] == row["type"], (data, row)
        assert data["mentions"] == int(row["mentions"]) and type(data["mentions"]) is int, data
        assert data["discovered"] is (row["discovered"] == "true"), data
        assert graph.degree(node) == int(row["degree"])
        assert graph.degree(node, weight="weight") == int(row["strength"])
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
        assert graph.vs["label"] == [nodes[node]["label"] for node in graph.vs["id"]]
    edges = edges_of(raw(folder, "edges.csv"))
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


def main(folders):
    if not folders:
        sys.exit(__doc__)
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
