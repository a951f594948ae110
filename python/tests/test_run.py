"""run, facts and merge: what they write, and how they fail."""

import datetime
import os
import pathlib
import signal
import subprocess
import sys
import threading

import guanxi
import pytest
from conftest import contents, program

FORMATS = ["csv", "parquet", "page", "graphml"]


def test_a_run_writes_the_bytes_of_the_program_and_gives_its_numbers(posts, output, tmp_path):
    told = []
    summary = guanxi.run(posts, tmp_path / "run", format=FORMATS, threads=2, progress=lambda *now: told.append(now))
    assert contents(tmp_path / "run") == contents(output)
    total = sum(summary["documents"].values())
    assert told[-1] == (total, total)
    assert summary["edges"] == len((output / "edges.csv").read_text().splitlines()) - 1
    assert summary["top_edges"][0][2] >= summary["top_edges"][-1][2] > 0
    assert set(summary["mentions"]) == {"person", "office", "organization", "place"}


def test_options_have_the_names_and_meanings_of_the_command_line(posts, tmp_path):
    options = ["--window", "paragraph", "--types", "person,place", "--since", "2020-07-24", "--no-text", "--discover", "off", "--min-weight", "2"]
    assert program("run", posts, "-o", tmp_path / "program", "-q", *options).returncode == 0
    guanxi.run(
        [str(posts)],
        os.fspath(tmp_path / "run"),
        window="paragraph",
        types=("person", "place"),
        since=datetime.date(2020, 7, 24),
        until=None,
        no_text=True,
        text=False,
        discover=False,
        min_weight=2,
    )
    assert contents(tmp_path / "run") == contents(tmp_path / "program")


def test_facts_of_files_and_their_merge_are_a_run(posts, output, tmp_path):
    files = sorted(path for path in posts.rglob("*") if path.is_file())
    records = [{"path": path.relative_to(posts).as_posix(), "content": path.read_bytes()} for path in files]
    counts = [guanxi.facts(iter(records[part::3]), tmp_path / f"facts-{part}") for part in range(3)]
    assert sum(count["ok"] for count in counts) == len(files)
    folders = [tmp_path / f"facts-{part}" for part in (2, 0, 1)]
    guanxi.merge(folders, tmp_path / "merged", format=",".join(FORMATS))
    assert contents(tmp_path / "merged") == contents(output)


def test_faults_are_exceptions_with_remedies(posts, tmp_path):
    with pytest.raises(ValueError, match="no-such-folder") as missing:
        guanxi.run(tmp_path / "no-such-folder", tmp_path / "output")
    assert isinstance(missing.value, guanxi.InputError)
    assert missing.value.remedy == "name an existing file or folder of posts, or - for standard input"
    with pytest.raises(TypeError, match="run has no option windows") as unknown:
        guanxi.run(posts, tmp_path / "output", windows="sentence")
    assert isinstance(unknown.value, guanxi.Error) and "window, min_weight, types" in unknown.value.remedy
    with pytest.raises(guanxi.InputError, match="invalid value 'people' for '--types <TYPES>'") as value:
        guanxi.run(posts, tmp_path / "output", types="people")
    assert value.value.remedy == "give some of person, office, organization, place"
    with pytest.raises(guanxi.InputError, match="window: .* is no option"):
        guanxi.run(posts, tmp_path / "output", window={"sentence": 1})
    (tmp_path / "file").write_text("")
    with pytest.raises(OSError, match="cannot create output folder") as written:
        guanxi.run(posts, tmp_path / "file" / "output")
    assert isinstance(written.value, guanxi.FileError)
    assert pathlib.Path(written.value.filename) == tmp_path / "file" / "output" and written.value.errno
    gazetteer = tmp_path / "gazetteer"
    (gazetteer / "people").mkdir(parents=True)
    (gazetteer / "people" / "mine.yaml").write_text("- id: p-x\n  nom: 甲\n", encoding="utf-8")
    with pytest.raises(guanxi.InputError, match=r"mine\.yaml:\d+: ") as fault:
        guanxi.run(posts, tmp_path / "output", gazetteers=[gazetteer])
    assert fault.value.remedy
    assert not list(tmp_path.glob("output/*"))


def test_a_document_that_cannot_be_read_is_counted_and_named(tmp_path):
    (tmp_path / "posts").mkdir()
    (tmp_path / "posts" / "a.md").write_bytes(bytes(8))
    (tmp_path / "posts" / "b.txt").write_text("2020年9月1日\n蔡英文在台北會見賴清德。", encoding="utf-8")
    summary = guanxi.run(tmp_path / "posts", tmp_path / "output")
    assert summary["documents"] == {"error": 1, "ok": 1}
    (path, reason), = summary["unreadable"]
    assert path == "a.md" and reason


def test_a_progress_that_raises_ends_the_run_and_leaves_the_folder_as_it_was(posts, tmp_path):
    guanxi.run(posts, tmp_path / "output", format="csv")
    before = contents(tmp_path / "output")

    class Enough(Exception):
        pass

    def enough(done, found):
        raise Enough

    many = [{"path": f"{i}.txt", "text": "蔡英文在台北會見賴清德。" * 40 + str(i), "date": "2020-09-01"} for i in range(4_000)]
    with pytest.raises(Enough):
        guanxi.facts(many, tmp_path / "facts", progress=enough)
    assert not list((tmp_path / "facts").glob("*"))
    assert contents(tmp_path / "output") == before


INTERRUPTED = """
import sys, guanxi
many = ({"path": f"{i}.txt", "text": "蔡英文在台北會見賴清德。" * 40 + str(i)} for i in range(4_000))
told = []
def progress(done, found):
    if not told:
        told.append(done)
        print("begun", flush=True)
try:
    guanxi.facts(many, sys.argv[1], progress=progress)
except KeyboardInterrupt:
    print("interrupted", guanxi.Tagger().tag("蔡英文")[0].id)
"""


@pytest.mark.skipif(sys.platform == "win32", reason="signals")
def test_ctrl_c_raises_keyboard_interrupt_and_the_interpreter_goes_on(tmp_path):
    child = subprocess.Popen([sys.executable, "-c", INTERRUPTED, tmp_path / "facts"], stdout=subprocess.PIPE, text=True)
    assert child.stdout.readline() == "begun\n"
    child.send_signal(signal.SIGINT)
    said, _ = child.communicate()
    assert (child.returncode, said) == (0, "interrupted p-tsai-ing-wen\n")
    assert not list((tmp_path / "facts").glob("*"))


def test_a_panic_is_an_exception():
    with pytest.raises(guanxi.InternalError, match="a fault of guanxi itself: asked for") as panic:
        guanxi._guanxi._fail()
    assert isinstance(panic.value, RuntimeError) and "report it" in panic.value.remedy


def test_other_threads_go_on_during_a_run(posts, tmp_path):
    counted = 0
    done = threading.Event()

    def count():
        nonlocal counted
        while not done.is_set():
            counted += 1

    other = threading.Thread(target=count)
    other.start()
    guanxi.run(posts, tmp_path / "output", format="csv")
    seen = counted
    done.set()
    other.join()
    assert seen > 1000


def test_the_program_comes_with_the_package(posts, tmp_path):
    script = pathlib.Path(sys.executable).with_name("guanxi")
    assert subprocess.run([script, "--version"], capture_output=True, text=True).stdout == f"guanxi {guanxi.__version__}\n"
    told = subprocess.run([script, "tag"], input="總統蔡英文接見訪賓", capture_output=True, text=True)
    assert (told.returncode, told.stdout) == (0, "[總統|office][蔡英文|person]接見訪賓\n")
    assert program("run", tmp_path / "none", "-o", tmp_path / "output").returncode == 2
