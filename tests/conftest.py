"""Settings of all tests: detection of leaked secrets (tests/leaks.py), and no access to the system keyring."""

import os

pytest_plugins = ["tests.leaks", "tests.measured_children"]
os.environ.setdefault("PYTHON_KEYRING_BACKEND", "keyring.backends.null.Keyring")
