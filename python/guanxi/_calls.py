"""The commands as functions."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any

from . import _guanxi
from ._guanxi import Table

PathLike = str | os.PathLike


def _paths(paths: PathLike | Iterable[PathLike]) -> list[PathLike]:
    return [paths] if isinstance(paths, (str, os.PathLike)) else list(paths)


def run(
    inputs: PathLike | Iterable[PathLike],
    output: PathLike,
    *,
    progress: Callable[[int, int], object] | None = None,
    **options: Any,
) -> dict[str, Any]:
    """Reads documents and writes their network into a folder: what ``guanxi run INPUT… -o OUTPUT`` does, byte for byte.

    ``inputs`` is a folder, a file, or several of them. ``options`` are those of the command line by their names
    (``guanxi help run``): ``window="paragraph"``, ``min_weight=2``, ``since=date(2020, 9, 1)``, ``types=["person"]``,
    ``no_text=True``, ``discover=False``, ``gazetteers=["mine"]``, ``format=["csv", "parquet"]``; ``None`` stands for the default.
    ``progress(done, found)`` is called now and then with numbers of documents; what it raises ends the run.

    Gives the numbers that the program prints: ``documents`` by status, ``unreadable`` as (path, reason), ``stories``, ``mentions`` by type and outcome, ``nodes``,
    ``discovered`` (of these, names in no gazetteer), ``edges``, ``graph_edges``, ``relations`` by predicate, ``top_nodes`` as
    (label, stories) and ``top_edges`` as (label, label, stories).

    Documents that cannot be read raise nothing: they are counted as ``documents["error"]``, and ``unreadable`` and the table
    ``documents`` name them. Other threads of Python go on meanwhile. Ctrl-C raises KeyboardInterrupt at the next document (while inputs are first
    looked at, and while results are written, when that is done); the folder then holds what it held before, and
    ``resume=True`` goes on from what was done.
    """
    return _guanxi.run(_paths(inputs), output, options, progress)


def facts(
    records: Iterable[Mapping[str, Any]],
    output: PathLike | None = None,
    *,
    progress: Callable[[int, int], object] | None = None,
    **options: Any,
) -> dict[str, Any]:
    """What each document says for itself: the first half of a run, for documents that are no files, or not on this machine.

    A record is a dictionary with ``text`` or ``html``, and as far as known ``title``, ``date``, ``outlet``, ``author``, ``url``
    (other usual names are known too, others by ``fields="text=正文"``), or with ``content``, the bytes of a whole file. ``path`` is
    its name, unique in the whole corpus; with ``content`` its ending tells how it is read. All records are held in memory.

    Without ``output`` gives tables: ``documents`` (one row a record), ``mentions``, ``relations`` as ``guanxi facts`` writes them,
    and ``pairs``: ``source, target, doc, sentence``, who meets whom in which sentence by the usual options. Places are in
    characters of the cleaned text, confidences in percent.

    With ``output`` writes the folder that ``guanxi.merge`` takes, and gives numbers of documents by what became of them.

    ``options`` are those of ``guanxi facts``: ``threads``, ``gazetteers``, ``model``, ``since``, ``until``, ``outlet``,
    ``fields``, ``article``, ``discover``, ``text``.
    """
    if output is None:
        return _guanxi.facts(records, options, progress)
    return _guanxi.write_facts(records, output, options, progress)


def merge(
    folders: PathLike | Iterable[PathLike],
    output: PathLike,
    *,
    progress: Callable[[int, int], object] | None = None,
    **options: Any,
) -> dict[str, Any]:
    """The second half of a run: the network of all facts in these folders, byte for byte what one run over all documents
    writes. ``options`` are those of ``guanxi merge``; see ``run`` for what it gives."""
    return _guanxi.merge(_paths(folders), output, options, progress)


class Tables(Mapping[str, Table]):
    """The tables of a folder by name: ``tables.edges`` or ``tables["edges"]``. Rows are read when somebody asks for them."""

    def __init__(self, folder: PathLike) -> None:
        self._folder = folder
        self._names = _guanxi.tables(folder)

    def __getitem__(self, name: str) -> Table:
        if name not in self._names:
            raise KeyError(name)
        return _guanxi.table(self._folder, name)

    def __getattr__(self, name: str) -> Table:
        if name.startswith("_"):
            raise AttributeError(name)
        try:
            return self[name]
        except KeyError:
            raise AttributeError(f"no table {name} in {self._folder}: there are {', '.join(self._names)}") from None

    def __iter__(self) -> Iterator[str]:
        return iter(self._names)

    def __len__(self) -> int:
        return len(self._names)

    def __dir__(self) -> list[str]:
        return [*super().__dir__(), *self._names]

    def __repr__(self) -> str:
        return f"guanxi.Tables({os.fspath(self._folder)!r}: {', '.join(self._names)})"


def read(folder: PathLike) -> Tables:
    """The tables of a folder that ``guanxi run``, ``merge`` or ``facts`` wrote, with types, from CSV (also compressed) or Parquet.

    Texts are strings, counts and places int64, measures float64, dates date32, lists lists of strings (``nodes.aliases``); unknown
    is null. The apostrophe that guards cells of CSV against spreadsheets is taken off.
    """
    return Tables(folder)
