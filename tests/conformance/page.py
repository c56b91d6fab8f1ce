"""Generator of docs/conformance.md: the edge cases of docs/reference with their tests, and the recorded responses.

`python -m tests.conformance.page` and `make snapshots` write it; test_page.py fails if it is outdated.
"""

from __future__ import annotations

import re
from pathlib import Path

from dragoman import loader
from tests.conformance import reports
from tests.conformance.cases import LAST, cases, failures, groups, python_tests, untested
from tests.docs.citations import targets
from tests.recordings.corpus import corpus
from tests.recordings.matrix import matrix

PAGE = Path(__file__).parents[2] / "docs" / "conformance.md"
TOP = """\
# Conformance

<!-- Generated from the tests by `python -m tests.conformance.page`. Do not edit. -->

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

{count} responses of real providers (recorded by two open-source projects) are translated for an Anthropic client. Every
translated response has a valid order of events, is accepted by the official SDK, and has the same content as an
independent reader finds in the raw recording: text, tool calls (ids, names, arguments), reasoning, citations, stop
reason and usage. Differences are listed with their reasons.

| recorded from | read by | protocol | whole | streams | identical | differences and reasons |
|---|---|---|---|---|---|---|
"""
MATRIX = """
## Client protocols and recorded answers

Recorded answers that a client receives without a loss, of all that are no errors. The losses are items of hosted
tools, counts of web searches, audio, and unknown service tiers. Answers in the client's own protocol pass through.

| client | {heads} |
|---|{lines}
"""
FAILURES = """
## Failures reported by users

Thirty classes of failures from the issue trackers of similar projects, with the tests of the behaviour here.

| | reported failure | behaviour here | where |
|---|---|---|---|
"""
WORDINGS = {"overflow_wordings", "error_wordings", "refusal_wordings"}
OTHERS = {"untested", "failures", "reports", *WORDINGS}  # without cases of this page
WIRES = {"chat": "Chat Completions", "responses": "Responses", "anthropic": "Anthropic Messages"}


def page() -> str:
    """Return the page."""
    numbered: dict[int, list[tuple[str, str]]] = {number: [] for number in range(1, LAST + 1)}
    ruled: list[tuple[str, str, str]] = []
    for case in cases():
        title = f"{case.title} ({case.provider})"
        if case.number:
            numbered[case.number].append((title, f"{case.group}.yaml"))
        else:
            ruled.append((case.rule, title, f"{case.group}.yaml"))
    for number, tests in python_tests().items():
        numbered[number] += [(title, file) for file, title in tests]
    rows = [_row(_cited(f"case {number}"), tests, untested().get(number, "")) for number, tests in numbered.items()]
    tested = sum(bool(tests) for tests in numbered.values())
    count = sum(map(len, numbered.values())) + len(ruled)
    rules = [_row(_cited(f"rule {rule}"), [(title, file)], "") for rule, title, file in sorted(ruled, key=_by_rule)]
    top = TOP.format(last=LAST, tested=tested, tests=count)
    return "".join([top, *rows, RULES, *rules, *_reported_failures(), *_recordings(), *_matrix()])


def _reported_failures() -> list[str]:
    """Return the table of reported failures with their tests."""
    tests = python_tests("test_failure_")
    lines = []
    for number, failure in failures().items():
        titles = "<br>".join(title for _, title in tests.get(number, ()))
        files = ", ".join(_link(file) for file in dict.fromkeys(file for file, _ in tests.get(number, ())))
        lines.append(
            f"| {number} | {_cell(failure['reported'])} ([example]({failure['see']})) | {titles} | {files} |\n"
        )
    return [FAILURES, *lines]


def _recordings() -> list[str]:
    """Return the table of recordings, a row for each source. test_corpus.py verifies it."""
    table = corpus()
    lines, count = [], 0
    for wire, name in WIRES.items():
        for source, row in table[wire].items():
            differs = {one: why for one, why in table["exceptions"].items() if one.startswith(f"{wire}-{source}-")}
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


def _matrix() -> list[str]:
    """Return the table of client protocols and recorded protocols. test_matrix.py verifies it."""
    lines = [MATRIX.format(heads=" | ".join(WIRES.values()), lines="---|" * len(WIRES))]
    for front, wires in matrix().items():
        cells = [f"{wires[wire]['lossless']} of {wires[wire]['recordings']}" for wire in WIRES]
        lines.append(f"| {loader.protocol(front)['title']} | {' | '.join(cells)} |\n")
    return lines


def problems() -> list[str]:
    """Return the numbers that are neither tested nor excluded, or both, and unknown groups."""
    have = {case.number for case in cases() if case.number} | set(python_tests())
    excluded = set(untested())
    lines = [
        f"case {number} has no test and no reason" for number in range(1, LAST + 1) if number not in have | excluded
    ]
    lines += [
        f"case {number} is tested and excluded: remove it from untested.yaml" for number in sorted(have & excluded)
    ]
    shown = set(python_tests("test_failure_"))
    lines += [f"failure {number} has no test" for number in sorted(set(failures()) - shown)]
    lines += [f"failure {number} is not in failures.yaml" for number in sorted(shown - set(failures()))]
    names = [case.name for case in cases()]
    lines += [f"two cases are called {name}" for name in sorted({name for name in names if names.count(name) > 1})]
    return lines + [f"{group}.yaml is not read" for group in _files() - set(groups()) - OTHERS]


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
    reports.PAGE.write_text(reports.page(), encoding="utf-8")
