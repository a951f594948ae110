"""The network of an archive, by Spark: executors say what each document says for itself, the driver merges.

    python network.py POSTS OUTPUT [--facts DIR] [--master local[2]] [--partitions N] [--format FORMATS]

The results are those of `guanxi run POSTS -o OUTPUT`, byte for byte.
"""

from __future__ import annotations

import argparse
import os
import pathlib
import shutil
import sys
import tempfile
from collections.abc import Iterator

import guanxi
import pyarrow as pa
from pyspark import TaskContext
from pyspark.sql import SparkSession

# What a task gives back: the folder of its facts, and what became of how many documents.
MADE = "folder string, status string, documents bigint"


def facts_of(posts: str, facts: str, options: dict):
    """The function of a partition: it writes the facts of its documents where the driver can read them."""

    def work(batches: Iterator[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
        task = TaskContext.get()
        records = [
            {"path": row["path"].partition(f"{posts}/")[2], "content": row["content"]}
            for batch in batches
            for row in batch.to_pylist()
        ]
        if not records:
            return
        # A task that is tried again writes beside the one that was given up; only what is returned is merged.
        folder = f"{facts}/{task.partitionId():06}-{task.taskAttemptId()}"
        made = guanxi.facts(records, folder, threads=1, **options)
        yield pa.RecordBatch.from_pylist(
            [{"folder": folder, "status": status, "documents": n} for status, n in made.items()],
            schema=pa.schema([("folder", pa.string()), ("status", pa.string()), ("documents", pa.int64())]),
        )

    return work


def network(spark: SparkSession, posts: str, output: str, facts: str, partitions: int, reading: dict, showing: dict) -> dict:
    """Reads, says and merges; gives the numbers that `guanxi.run` gives. `reading` are options of `guanxi.facts`, `showing`
    those of `guanxi.merge`."""
    files = spark.read.format("binaryFile").option("recursiveFileLookup", "true").load(posts)
    work = facts_of(posts.rstrip("/"), facts.rstrip("/"), reading)
    made = files.select("path", "content").repartition(partitions).mapInArrow(work, MADE).collect()
    return guanxi.merge(sorted({row.folder for row in made}), output, **showing)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("posts", help="folder of the archive, which every executor can read")
    parser.add_argument("output", help="folder for the results")
    parser.add_argument("--facts", help="folder that every executor can write to; one that goes at the end, where none is named")
    parser.add_argument("--master", default="local[2]")
    parser.add_argument("--partitions", type=int, default=0, help="of some 10,000 documents each; 0 for two a core")
    parser.add_argument("--format", default=None, help="as for guanxi merge")
    given = parser.parse_args()
    # Executors on this machine are to find the packages that this Python has.
    os.environ.setdefault("PYSPARK_PYTHON", sys.executable)
    spark = SparkSession.builder.master(given.master).appName("guanxi").config("spark.ui.enabled", "false").getOrCreate()
    spark.sparkContext.setLogLevel("ERROR")
    facts = given.facts or tempfile.mkdtemp(prefix="guanxi-facts-")
    try:
        partitions = given.partitions or 2 * spark.sparkContext.defaultParallelism
        # The source gives whole paths.
        posts = given.posts if "://" in given.posts else str(pathlib.Path(given.posts).resolve())
        done = network(spark, posts, given.output, str(pathlib.Path(facts).resolve()), partitions, {}, {"format": given.format})
    finally:
        if not given.facts:
            shutil.rmtree(facts, ignore_errors=True)
        spark.stop()
    for name in ("documents", "stories", "nodes", "edges"):
        print(f"{name:<12}{done[name]}")


if __name__ == "__main__":
    main()
