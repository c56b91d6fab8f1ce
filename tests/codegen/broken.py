"""Case of tests/bad: a valid spec with one error and the expected messages.

The head of a case names the error and, after `# expect: `, each message. Its body is either a provider, which
stands as specs/providers/bad.yaml beside the good specs of tests/bad/good, lines as in the case; or an edit of these,
one or several:

    edit: protocols/tiny/request.yaml     # replaces a text that stands there once
    replace: "most: $max_tokens"
    with: "most: $limt"
    add: quirks/other.yaml                # or a file more, with the text under `with`
    remove: protocols/tiny/errors.yaml    # or one less
"""

from __future__ import annotations

import re
import shutil
from dataclasses import dataclass
from pathlib import Path

from ruamel.yaml import YAML

BAD = Path(__file__).parent.parent / "bad"
GOOD = BAD / "good" / "specs"
EXPECT = "# expect: "


@dataclass(frozen=True)
class Broken:
    path: Path

    @property
    def text(self) -> str:
        return self.path.read_text(encoding="utf-8")

    @property
    def expected(self) -> list[str]:
        return [line.removeprefix(EXPECT) for line in self.text.splitlines() if line.startswith(EXPECT)]

    @property
    def is_edit(self) -> bool:
        return re.search(r"^-? ?(edit|add|remove): ", self.text, re.M) is not None

    def make(self, folder: Path) -> Path:
        """Write the broken specs into a new folder `specs` of this folder."""
        specs = folder / "specs"
        shutil.copytree(GOOD, specs)
        if not self.is_edit:
            shutil.copyfile(self.path, specs / "providers" / "bad.yaml")
            return specs
        edits = YAML(typ="safe").load(self.text)
        for edit in edits if isinstance(edits, list) else [edits]:
            if "remove" in edit:
                (specs / edit["remove"]).unlink()
            elif "add" in edit:
                (specs / edit["add"]).parent.mkdir(parents=True, exist_ok=True)
                (specs / edit["add"]).write_text(edit["with"], encoding="utf-8")
            else:
                path = specs / edit["edit"]
                text = path.read_text(encoding="utf-8")
                assert text.count(edit["replace"]) == 1, (
                    f"{edit['replace']!r} stands {text.count(edit['replace'])} times in {edit['edit']}"
                )
                path.write_text(text.replace(edit["replace"], edit["with"]), encoding="utf-8")
        return specs


CASES = [Broken(path) for path in sorted(BAD.glob("*.yaml"))]
