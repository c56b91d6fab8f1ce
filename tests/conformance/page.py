"""docs/conformance.md, made from the tests: each edge case of docs/reference, with its tests or why it has none,
and what became of the recorded answers.

`python -m tests.conformance.page` writes it (so does `make snapshots`); test_page.py fails while it is stale.
"""

from __future__ import annotations

import re
from pathlib import Path

from dragoman import loader
from tests.conformance.cases import LAST, cases, elsewhere, failures, groups, written
from tests.docs.citations import targets
from tests.recordings.places import corpus

PAGE = Path(__file__).parents[2] / "docs" / "conformance.md"
TOP = """\
# Conformance

<!-- Made from the tests by `python -m tests.conformance.page`: change them, not this. -->

The [protocol reference](reference/protocols/index.md) has {last} numbered edge cases. {tests} tests cover {tested} of
them; the others are listed with the reason. Streams are tested whole, one byte at a time and cut after every event.

| case | what is tested | where |
|---|---|---|
"""
RULES = """
Tests of rules and of providers:

| rule or provider | what is tested | where |
|---|---|---|
"""
RECORDED = """
## Recorded answers

{count} answers that real providers gave (two open-source projects recorded them) are replayed as an Anthropic client
gets them from the provider that reads them here. Each is legal in the order of its events, is taken by the official
SDK, and says the same as a reader of the raw recording finds who knows nothing of this project: text, tool calls
(ids, names, arguments), reasoning, citations, stop reason and the parts of the usage. What differs is named with its
reason.

| recorded from | read by | protocol | whole | streams | nothing lost | what differs, and why |
|---|---|---|---|---|---|---|
"""
FAILURES = """
## Failures that users report

Thirty classes of failure, from the issues of projects like this one. The tests show what happens here instead.

| | what users report | what happens here | where |
|---|---|---|---|
"""
WIRES = {"chat": "Chat Completions", "responses": "Responses", "anthropic": "Anthropic Messages"}


def page() -> str:
    """The whole page."""
    numbered: dict[int, list[tuple[str, str]]] = {number: [] for number in range(1, LAST + 1)}
    ruled: list[tuple[str, str, str]] = []
    for case in cases():
        title = f"{case.title} ({case.provider})"
        if case.number:
            numbered[case.number].append((title, f"{case.group}.yaml"))
        else:
            ruled.append((case.rule, title, f"{case.group}.yaml"))
    for number, tests in written().items():
        numbered[number] += [(title, file) for file, title in tests]
    rows = [_row(_cited(f"case {number}"), tests, elsewhere().get(number, "")) for number, tests in numbered.items()]
    tested = sum(bool(tests) for tests in numbered.values())
    count = sum(map(len, numbered.values())) + len(ruled)
    rules = [_row(_cited(f"rule {rule}"), [(title, file)], "") for rule, title, file in sorted(ruled, key=_by_rule)]
    top = TOP.format(last=LAST, tested=tested, tests=count)
    return "".join([top, *rows, RULES, *rules, *_reported(), *_recorded()])


def _reported() -> list[str]:
    """The failures that users report, with their tests."""
    tests = written("test_failure_")
    lines = []
    for number, told in failures().items():
        titles = "<br>".join(title for _, title in tests.get(number, ()))
        files = ", ".join(_link(file) for file in dict.fromkeys(file for file, _ in tests.get(number, ())))
        lines.append(f"| {number} | {_cell(told['reported'])} ([example]({told['see']})) | {titles} | {files} |\n")
    return [FAILURES, *lines]


def _recorded() -> list[str]:
    """The replay of the recordings, a row for each source. That it is true, test_corpus.py sees to."""
    told = corpus()
    lines, count = [], 0
    for wire, name in WIRES.items():
        for source, row in told[wire].items():
            differs = {one: why for one, why in told["exceptions"].items() if one.startswith(f"{wire}-{source}-")}
            left = row["recordings"] - len(differs)
            reasons = "<br>".join(f"{part}: {because}" for one in differs.values() for part, because in one.items())
            whole = row["recordings"] - row["streams"]
            if row["provider"] not in loader.providers():
                lines.append(
                    f"| {source} | — | {name} | {whole} | {row['streams']} | not read | no {row['provider']} yet |\n"
                )
                count += row["recordings"]
                continue
            lines.append(
                f"| {source} | {row['provider']} | {name} | {whole} | {row['streams']} "
                f"| {left if differs else 'all'} | {reasons} |\n"
            )
            count += row["recordings"]
    return [RECORDED.format(count=count), *lines]


def problems() -> list[str]:
    """Numbers that are neither tested nor explained, or both, and groups that do not exist."""
    have = {case.number for case in cases() if case.number} | set(written())
    said = set(elsewhere())
    lines = [f"case {number} has no test and no reason" for number in range(1, LAST + 1) if number not in have | said]
    lines += [f"case {number} is tested and excused: take it out of elsewhere.yaml" for number in sorted(have & said)]
    shown = set(written("test_failure_"))
    lines += [f"failure {number} has no test" for number in sorted(set(failures()) - shown)]
    lines += [f"failure {number} is not in failures.yaml" for number in sorted(shown - set(failures()))]
    names = [case.name for case in cases()]
    lines += [f"two cases are called {name}" for name in sorted({name for name in names if names.count(name) > 1})]
    return lines + [f"{group}.yaml is not read" for group in _files() - set(groups()) - {"elsewhere", "failures"}]


def _row(head: str, tests: list[tuple[str, str]], reason: str) -> str:
    if not tests:
        return f"| {head} | — {reason} | |\n"
    titles = "<br>".join(_cell(title) for title, _ in tests)
    files = ", ".join(_link(file) for file in dict.fromkeys(file for _, file in tests))
    return f"| {head} | {titles} | {files} |\n"


def _cell(text: str) -> str:
    return text.replace("|", "\\|")


def _cited(name: str) -> str:
    """Return a link to a case or a rule of the reference. The name of a provider stays as it is."""
    place = targets().get(name.lower())
    return f"[{name}]({place})" if place else name.removeprefix("rule ")


def _link(file: str) -> str:
    return f"[{file}](../tests/conformance/{file})"


def _by_rule(row: tuple[str, str, str]) -> tuple[list[int], str]:
    numbers = [int(number) for number in re.findall(r"\d+", row[0])]
    return numbers or [99], row[0]


def _files() -> set[str]:
    return {path.stem for path in Path(__file__).parent.glob("*.yaml")}


if __name__ == "__main__":
    PAGE.write_text(page(), encoding="utf-8")
