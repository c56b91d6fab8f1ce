"""For all tests: no secret is told (tests/leaks.py), and nobody's own keyring is asked."""

import os

pytest_plugins = ["tests.leaks", "tests.measured_children"]
os.environ.setdefault("PYTHON_KEYRING_BACKEND", "keyring.backends.null.Keyring")
