"""For all tests: no secret is told (tests/leaks.py)."""

pytest_plugins = ["tests.leaks"]
