"""docs/reference/errors.md: what each kind of problem of a spec means, an example, and the remedy."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from ruamel.yaml import YAML

from dragoman_codegen.spec.error_codes import CODES, ErrorCode

EXPECT = "# expect: "
HEAD = """# Errors of the compiler

A message of the compiler reads `file:line:column: what is wrong; what to do`, and ends with the command that prints a
section of this page. Lines and columns count from 1. This page is generated from
`codegen/dragoman_codegen/spec/error_codes.py`; each example is a test. It is a provider, or a change of a small
protocol, `tiny`: texts that are removed (`-`) and added (`+`), within a line too.
"""


def errors_page(examples: Path) -> str:
    """Return the page. `examples`: the folder of specs with one error each."""
    return "\n".join([HEAD, *(_section(one, examples / f"{one.example}.yaml") for one in CODES)])


def _section(one: ErrorCode, example: Path) -> str:
    lines = example.read_text(encoding="utf-8").splitlines()
    messages = [line.removeprefix(EXPECT) for line in lines if line.startswith(EXPECT)]
    body = "\n".join(line for line in lines if not line.startswith("#")).strip()
    shown = "\n\n".join(_files(body)) + "\n\n```text\n" + "\n".join(messages) + "\n```"
    return f"## {one.code}\n\n**{one.title}.** {one.meaning}\n\n{one.remedy}\n\n{shown}\n"


def _files(body: str) -> Iterator[str]:
    """Yield the files of an example: a provider, or changes of a protocol and files beside it."""
    given = YAML(typ="safe", pure=True).load(body)
    edits = given if isinstance(given, list) else [given]
    if not {"edit", "add"} & {*edits[0]}:
        yield f"```yaml\n{body}\n```"
        return
    for edit in edits:
        new = str(edit["with"]).rstrip("\n")
        if "add" in edit:
            yield f"`specs/{edit['add']}`:\n\n```yaml\n{new}\n```"
            continue
        removed = [f"-{line}" for line in str(edit["replace"]).rstrip("\n").split("\n")]
        added = [f"+{line}" for line in new.split("\n")] if new else []
        yield f"`specs/{edit['edit']}`:\n\n```diff\n" + "\n".join([*removed, *added]) + "\n```"
