"""The example of the README does what it says."""

import pathlib
import re
import shutil

README = pathlib.Path(__file__).parents[1] / "README.md"


def test_the_example_of_the_readme_runs(posts, tmp_path, monkeypatch, capsys):
    blocks = re.findall(r"```python\n(.*?)```", README.read_text(encoding="utf-8"), re.DOTALL)
    assert len(blocks) == 1
    shutil.copytree(posts, tmp_path / "posts")
    monkeypatch.chdir(tmp_path)
    exec(compile(blocks[0], README, "exec"), {})
    said = capsys.readouterr().out
    assert "weight" in said and "p-tsai-ing-wen" in said
