"""Keyring backends for tests: one that works, a slow one and a failing one. All store their entries in the file $RING.

The `keyring` library loads them by name ($PYTHON_KEYRING_BACKEND)."""

from __future__ import annotations

import json
import os
import time
from pathlib import Path

from keyring.backend import KeyringBackend
from keyring.errors import KeyringLocked, PasswordDeleteError


class FileKeyring(KeyringBackend):
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
            raise PasswordDeleteError("no such entry")
        self._write(tree)


class SlowKeyring(FileKeyring):
    """A keyring that waits for its user: each access takes $RING_TAKES seconds."""

    def _tree(self) -> dict[str, str]:
        time.sleep(float(os.environ.get("RING_TAKES", "3")))
        return super()._tree()


class FailingKeyring(FileKeyring):
    def _tree(self) -> dict[str, str]:
        raise KeyringLocked("it would not open for sk-untold")
