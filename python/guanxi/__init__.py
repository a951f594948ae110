"""Chinese-language news pages as a network of the people, offices, organizations and places in them.

>>> import guanxi
>>> guanxi.run("posts", "output", since="2020-09")            # doctest: +SKIP
>>> import polars
>>> polars.DataFrame(guanxi.read("output").edges)             # doctest: +SKIP

Tables are Arrow streams: ``polars.DataFrame(table)``, ``pyarrow.table(table)``, ``pandas.DataFrame.from_arrow(table)`` and SQL of
DuckDB take them as they are; guanxi itself needs none of these.
"""

from ._calls import Tables, facts, merge, read, run
from ._errors import Error, FileError, InputError, InternalError, OptionError
from ._guanxi import Table, __VERSION__ as __version__
from ._tagger import Mention, Tagger

__all__ = [
    "Error",
    "FileError",
    "InputError",
    "InternalError",
    "Mention",
    "OptionError",
    "Table",
    "Tables",
    "Tagger",
    "facts",
    "merge",
    "read",
    "run",
]
