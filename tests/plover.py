#!/usr/bin/env python3
"""Hold every line of relations.plover.jsonl against plover.schema.json (JSON Schema, draft 2020-12).

usage: plover.py OUTPUT...

Prints what is wrong by line and at the end `N lines, M wrong`; the exit code is 1 where any is wrong or a folder has no such file.
Needs: pip install jsonschema
"""
import json
import pathlib
import sys

import jsonschema


def main(folders):
    if not folders:
        sys.exit(__doc__)
    schema = json.loads(pathlib.Path(__file__).with_name("plover.schema.json").read_text(encoding="utf-8"))
    jsonschema.Draft202012Validator.check_schema(schema)
    validator = jsonschema.Draft202012Validator(schema)
    lines = wrong = 0
    for folder in folders:
        path = pathlib.Path(folder) / "relations.plover.jsonl"
        if not path.exists():
            print(f"{path}: not there; run with --format plover")
            wrong += 1
            continue
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
            lines += 1
            errors = list(validator.iter_errors(json.loads(line)))
            wrong += bool(errors)
            for error in errors:
                print(f"{path}:{number}: {'/'.join(map(str, error.absolute_path))}: {error.message}")
    print(f"{lines} lines, {wrong} wrong")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
