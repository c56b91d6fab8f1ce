"""Settings of all tests: detection of leaked secrets (tests/leaks.py), no access to the system keyring, children
that end at an interrupt, more workers than cores, and short collections of garbage."""

import gc
import os
import signal
from collections.abc import Generator

import pytest

pytest_plugins = ["tests.leaks", "tests.measured_children"]
os.environ.setdefault("PYTHON_KEYRING_BACKEND", "keyring.backends.null.Keyring")
if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:  # in a background job of a shell; children would inherit it
    signal.signal(signal.SIGINT, signal.default_int_handler)


@pytest.hookimpl(wrapper=True, optionalhook=True)
def pytest_xdist_auto_num_workers() -> Generator[None, int, int]:
    """Return the workers of `-n auto`: half more than cores, because many tests wait for processes and servers."""
    cores = yield
    return cores if "PYTEST_XDIST_AUTO_NUM_WORKERS" in os.environ else cores * 3 // 2


def pytest_collection_finish() -> None:
    """Exclude modules and collected tests, which live until the end of the run, from each later collection."""
    gc.collect()
    gc.freeze()
