"""What the tests share: the example posts, and the folder that the program makes of them."""

import pathlib
import subprocess
import sys

import pytest

POSTS = pathlib.Path(__file__).parents[2] / "examples" / "posts"


def program(*args: object) -> subprocess.CompletedProcess:
    """The program that comes with the package."""
    return subprocess.run([sys.executable, "-m", "guanxi", *map(str, args)], capture_output=True, text=True)


def contents(folder: pathlib.Path) -> dict[str, bytes]:
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file()}


@pytest.fixture(scope="session")
def posts() -> pathlib.Path:
    return POSTS


@pytest.fixture(scope="session")
def output(tmp_path_factory) -> pathlib.Path:
    """The results of the program over the example posts, as CSV and as Parquet."""
    folder = tmp_path_factory.mktemp("program") / "output"
    ended = program("run", POSTS, "-o", folder, "-q", "--format", "csv,parquet,page,graphml")
    assert ended.returncode == 0, ended.stderr
    return folder
