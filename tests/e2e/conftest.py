"""Fixtures of the end-to-end tests. Every started program ends with its test."""

from collections.abc import Callable, Generator, Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import pytest

from tests.e2e import running


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if Path(__file__).parent in item.path.parents:
            item.add_marker(pytest.mark.e2e)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport() -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """Append the logs of the running programs to the report of a failed test."""
    report = yield
    if report.when == "call" and report.failed:
        for log in running.logs:
            report.sections.append((str(log), log.read_text(errors="replace")[-3000:]))
    return report


@pytest.fixture
def proxy(tmp_path: Path) -> Iterator[Callable[[str], running.Proxy]]:
    """Start the proxy with the text of a configuration file."""
    with ExitStack() as stack:
        yield lambda config: stack.enter_context(running.proxy(tmp_path, config))


@pytest.fixture
def upstream(tmp_path: Path) -> Iterator[Callable[..., running.Upstream]]:
    """Start the scripted upstream with a script and its variables."""
    with ExitStack() as stack:

        def start(script: dict[str, Any], **variables: str) -> running.Upstream:
            return stack.enter_context(running.upstream(tmp_path, script, **variables))

        yield start


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Iterator[running.Proxy]:
    """The proxy with its demo provider, shared by all tests of a module."""
    folder = tmp_path_factory.mktemp("demo")
    with running.proxy(folder, "default: demo\nprofiles: { demo: { provider: demo } }\n") as started:
        yield started
