"""Settings of all tests: detection of leaked secrets (tests/leaks.py), no access to the system keyring, and short
collections of garbage."""

import gc
import os

pytest_plugins = ["tests.leaks", "tests.measured_children"]
os.environ.setdefault("PYTHON_KEYRING_BACKEND", "keyring.backends.null.Keyring")


def pytest_collection_finish() -> None:
    """Exclude modules and collected tests, which live until the end of the run, from each later collection."""
    gc.collect()
    gc.freeze()
