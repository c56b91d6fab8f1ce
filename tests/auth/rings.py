"""Keyrings of the kinds there are, which the `keyring` library loads by name ($PYTHON_KEYRING_BACKEND): one that keeps,
one that takes its time, one that fails. All keep in the file $RING."""

from __future__ import annotations

import json
import os
import time
from pathlib import Path

from keyring.backend import KeyringBackend
from keyring.errors import KeyringLocked, PasswordDeleteError


class Kept(KeyringBackend):
    priority = 5

    def _tree(self) -> dict[str, str]:
        file = Path(os.environ["RING"])
        return dict(json.loads(file.read_text())) if file.exists() else {}

    def _write(self, tree: dict[str, str]) -> None:
        Path(os.environ["RING"]).write_text(json.dumps(tree))

    def get_password(self, service: str, username: str) -> str | None:
        return self._tree().get(f"{service}/{username}")

    def set_password(self, service: str, username: str, password: str) -> None:
        self._write({**self._tree(), f"{service}/{username}": password})

    def delete_password(self, service: str, username: str) -> None:
        tree = self._tree()
        if tree.pop(f"{service}/{username}", None) is None:
            raise PasswordDeleteError("there is none")
        self._write(tree)


class Slow(Kept):
    """As one that asks its user and is not answered: $RING_TAKES seconds for each question."""

    def _tree(self) -> dict[str, str]:
        time.sleep(float(os.environ.get("RING_TAKES", "3")))
        return super()._tree()


class Failing(Kept):
    def _tree(self) -> dict[str, str]:
        raise KeyringLocked("it would not open for sk-untold")
