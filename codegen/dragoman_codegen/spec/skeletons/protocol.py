"""Template of a new protocol (`make new PROTOCOL=name`): the example of docs/adding-a-protocol.md under another name.

A test compiles the example, so the template compiles unchanged. Each file is then replaced piece by piece.
"""

from __future__ import annotations

import re
import sys
from pathlib import Path

from dragoman_codegen.spec.skeletons.provider import is_name

PAGE = Path("docs", "adding-a-protocol.md")
EXAMPLE = "lines"
FILE = re.compile(rf"```yaml\n# specs/protocols/{EXAMPLE}/(\w+)\.yaml\n(.*?)```", re.DOTALL)
HINTS = {
    "protocol": "paths, headers and ids: see the reference of the vendor's API",
    "types": "types, tables of words and rules that several files share",
    "request": "the request: each field of the hub is mapped, dropped or ignored with a reason",
    "response": "a whole response",
    "stream": "the events of a stream: one row for each kind of data; delete what the vendor does not send",
    "errors": "errors: the codes, the statuses, and the texts of an exceeded context window",
    "lists": "model lists and token counts, if the vendor has them",
}


def new_protocol(root: Path, name: str) -> int:
    """Write the files of a protocol. Returns the exit code."""
    if not is_name(name) or "-" in name:
        print(
            f"'{name}' is no name for a protocol; use lowercase letters, digits and '_', as in PROTOCOL=vendor_chat",
            file=sys.stderr,
        )
        return 2
    folder = root / "specs" / "protocols" / name
    if folder.exists():
        print(f"{folder.relative_to(root).as_posix()} exists already", file=sys.stderr)
        return 2
    files = FILE.findall((root / PAGE).read_text(encoding="utf-8"))
    folder.mkdir(parents=True)
    for kind, text in files:
        head = f"# yaml-language-server: $schema=../../schema/{kind}.json\n# To adapt: {HINTS[kind]}.\n"
        (folder / f"{kind}.yaml").write_text(head + _renamed(text, name), encoding="utf-8")
    print(
        f"{folder.relative_to(root).as_posix()} written, the example of {PAGE.as_posix()}; adapt its files, write a "
        f"provider with `protocol: {name}` ('make new PROVIDER=..'), and run 'make generate'"
    )
    return 0


def _renamed(text: str, name: str) -> str:
    title = name.replace("_", " ").title()
    text = re.sub(rf"^name: {EXAMPLE}$", f"name: {name}", text, flags=re.MULTILINE)
    return re.sub(rf"^title: {EXAMPLE.title()}$", f"title: {title}", text, flags=re.MULTILINE)
