"""docs/reference/errors.md: what each kind of problem of a spec means, an example, and the remedy."""

from __future__ import annotations

from pathlib import Path

from dragoman_codegen.spec.error_codes import CODES, ErrorCode

EXPECT = "# expect: "
HEAD = """# Errors of the compiler

A message of the compiler reads `file:line:column: what is wrong; what to do`, and ends with the command that prints a
section of this page. Lines and columns count from 1. This page is generated from
`codegen/dragoman_codegen/spec/error_codes.py`; each example is a test.
"""


def errors_page(examples: Path) -> str:
    """Return the page. `examples`: the folder of specs with one error each."""
    return "\n".join([HEAD, *(_section(one, examples / f"{one.example}.yaml") for one in CODES)])


def _section(one: ErrorCode, example: Path) -> str:
    lines = example.read_text(encoding="utf-8").splitlines()
    messages = [line.removeprefix(EXPECT) for line in lines if line.startswith(EXPECT)]
    body = "\n".join(line for line in lines if not line.startswith("#"))
    fences = f"```yaml\n{body.strip()}\n```\n\n```text\n" + "\n".join(messages) + "\n```"
    return f"## {one.code}\n\n**{one.title}.** {one.meaning}\n\n{one.remedy}\n\n{fences}\n"
