"""The network by Spark is the network of one run."""

import pathlib
import subprocess
import sys

import guanxi

HERE = pathlib.Path(__file__).parent
POSTS = HERE.parent / "posts"


def contents(folder: pathlib.Path) -> dict[str, bytes]:
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file()}


def test_spark_writes_the_bytes_of_one_run(tmp_path):
    guanxi.run(POSTS, tmp_path / "run")
    command = [sys.executable, HERE / "network.py", POSTS, tmp_path / "spark", "--partitions", "5"]
    ended = subprocess.run([*map(str, command)], capture_output=True, text=True)
    assert ended.returncode == 0, ended.stderr
    assert contents(tmp_path / "spark") == contents(tmp_path / "run")
