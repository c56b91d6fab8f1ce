"""docs/providers/: a page for each provider, and an index of them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from dragoman.commands.inspection.providers import authentication, rows
from dragoman.library.context import spelled
from dragoman_codegen.model.conditions import parts
from dragoman_codegen.model.program import Program, Provider, Reason
from dragoman_codegen.report.losses import client_words, losses_of

MARK = "<!-- Generated from specs/ by `make generate`. Do not edit: change the spec. -->\n"
INTRODUCTION = """\
# Providers

Each provider is a profile of the same name as soon as its key or login exists; `dragoman providers` prints this list
for the terminal, `dragoman providers NAME` the details of one, `dragoman providers --json` all of them for programs.
A page states how the provider authenticates, the models of its slots, the known models with prices and token limits,
how it differs from its protocols, and what it cannot carry.

"""
OF_A_REPOSITORY = ("blob", "commit", "discussions", "issues", "pull", "tree")  # behind its owner and name in a URL
MAX_MODELS = 40  # of a provider's catalogue on its page
MODEL_HEADINGS = ("Model", "Context", "Output", "Input $", "Output $", "Cached $", "Ends")
MODELS = {"model": "models", "!model": "except models"}
SWITCHES = {
    "reasoning": ("without reasoning", "with reasoning"),
    "tools": ("without tools", "with tools"),
    "streaming": ("whole responses", "streams"),
    "retry": ("", "after an error"),
}


def provider_pages(folder: Path, program: Program) -> dict[Path, str]:
    """Return path -> text of the index and of the page of each provider."""
    found = rows({name: provider.info for name, provider in program.providers.items()})
    index = [f"- [{row['title']}]({row['name']}.md): {_summary(row)}\n" for row in found]
    words = client_words(program)
    pages = {folder / f"{row['name']}.md": _page(row, program, words) for row in found}
    return {folder / "index.md": MARK + INTRODUCTION + "".join(index), **pages}


def _summary(row: dict[str, Any]) -> str:
    return f"`{row['name']}`, {_codes(row['protocols'])}; {_escaped(authentication(row))}"


def _page(row: dict[str, Any], program: Program, words: dict[str, str]) -> str:
    provider = program.providers[row["name"]]
    parts = [
        f"{MARK}# {row['title']}\n",
        _bullets(_facts(row)),
        _section("Authentication", _bullets(_authentication(row, provider))),
        _section("Slots", _slots(row)),
        _section("Models", _models(row, program)),
        *(_section(title, text) for title, text in _differences(provider)),
        *(_section(title, text) for title, text in _losses(provider, words)),
    ]
    return "\n".join(part for part in parts if part)


def _facts(row: dict[str, Any]) -> Iterator[tuple[str, str]]:
    yield "Name", f"`{row['name']}`"
    yield "Address", f"`{row['base_url']}`"
    yield "Protocols", _selected(row["protocols"], "protocol" if row["protocols"][1:] else "")
    yield "Variants", _selected(row["variants"], "variant")
    yield "Note", _escaped(row["note"])
    yield "Superseded", _escaped(row["superseded"])


def _selected(values: list[str], key: str) -> str:
    return _codes(values) + (f"; a profile selects one with `{key}:`" if values and key else "")


def _authentication(row: dict[str, Any], provider: Provider) -> Iterator[tuple[str, str]]:
    yield "Kind", _escaped(row["auth"])
    yield "Environment variable", f"`{row['key']}`" if row["key"] else ""
    logins = provider.info.get("auth", ())
    known = ", ".join(f"`dragoman auth login {name}`" for name in logins)
    yield "Login", f"{known} ([logins and keys](../logins.md))" if known else ""


def _slots(row: dict[str, Any]) -> str:
    if not row["slots"]:
        text = "The provider has no default models. Set them under `models:`"
        return f"{text} ([profiles and models](../profiles-and-models.md)).\n"
    return _table(("Slot", "Model"), ((slot, f"`{model}`") for slot, model in row["slots"].items()))


def _models(row: dict[str, Any], program: Program) -> str:
    """Return a table of the models that the spec names, and of the others of the catalogue if they are not too many."""
    info = program.providers[row["name"]].info
    name, _, part = info.get("catalogue", "").partition("/")
    file = program.catalogues.get(name, {})
    listed = file.get("lists", {}).get(part or "main", {})
    known: dict[str, dict[str, Any]] = listed.get("models", {})
    named = dict.fromkeys([*row["slots"].values(), *row["models"]])
    shown = [*named, *(id for id in known if id not in named)] if len(known) <= MAX_MODELS else [*named]
    if not shown:
        return ""
    records = {id: {**known.get(id, {}), **info.get("model_facts", {}).get(id, {})} for id in shown}
    if not any(records.values()):
        return _codes(shown) + "\n"
    notes = f"Token limits, and US dollars for a million tokens{_source(file, listed)}. What is unknown is empty."
    notes += " Usage is paid by the month." if listed.get("subscription") else ""
    more = len(known.keys() - records.keys())
    notes += f" {more} more: `dragoman models {row['name']}`." if more else ""
    return f"{notes}\n\n" + _table(MODEL_HEADINGS, (_model(id, record) for id, record in records.items()))


def _source(file: dict[str, Any], listed: dict[str, Any]) -> str:
    return f", as of {file['as_of']} ([source]({listed['see']}))" if listed.get("see") else ""


def _model(id: str, record: dict[str, Any]) -> tuple[str, ...]:
    prices = record.get("prices") or {}
    limits = [f"{record[key]:,}" if record.get(key) else "" for key in ("context_window", "max_output_tokens")]
    costs = [f"{prices[key]:g}" if prices.get(key) is not None else "" for key in ("input", "output", "cache_read")]
    ends = record.get("ends") or {}
    end = " → ".join(filter(None, (ends.get("date", ""), f"`{ends['successor']}`" if ends.get("successor") else "")))
    return (f"`{id}`", *limits, *costs, end)


def _differences(provider: Provider) -> Iterator[tuple[str, str]]:
    """Yield a list of reasons for each protocol: quirks and patches with their source and condition."""
    for side in provider.sides():
        lines = dict.fromkeys(map(_reason, side.reasons))
        if lines:
            yield f"Differences from `{side.protocol.name}`", "".join(f"- {line}\n" for line in lines)


def _reason(one: Reason) -> str:
    conditions = "; ".join(filter(None, (_condition(key, value) for key, value in parts(one.when))))
    source = f" ([{_site(one.see)}]({one.see}))" if one.see else ""
    return _escaped(one.because) + (f"; {conditions}" if conditions else "") + source


def _site(url: str) -> str:
    """Return the site of a source, with the owner and name of a repository, so that its vendor can be seen."""
    parts = urlsplit(url)
    segments = parts.path.split("/")[1:]
    repository = segments[:2] if segments[2:3] and segments[2] in OF_A_REPOSITORY else []
    return "/".join([parts.netloc.removeprefix("www."), *repository])


def _condition(key: str, value: Any) -> str:
    if key in SWITCHES:
        return SWITCHES[key][bool(value)]
    return f"{MODELS.get(key, key)} {_codes(value if isinstance(value, list) else [value])}"


def _losses(provider: Provider, words: dict[str, str]) -> Iterator[tuple[str, str]]:
    """Yield tables of what a protocol of the provider cannot carry: of requests, and of its responses."""
    for side in provider.sides():
        for title, file, half in (("requests", "request", "write"), ("responses", "response", "read")):
            lost = losses_of(side.protocol, file, half)
            if lost:
                paths = (spelled(path, words) if half == "write" else path for path, _ in lost)
                whats = (f"`{path or '(whole)'}`" for path in paths)
                table = _table(("What", "Why"), zip(whats, (reason for _, reason in lost), strict=True))
                yield f"Lost in {title} over `{side.protocol.name}`", table


def _section(title: str, text: str) -> str:
    return f"## {title}\n\n{text}" if text else ""


def _bullets(facts: Iterable[tuple[str, str]]) -> str:
    return "".join(f"- {label}: {fact}\n" for label, fact in facts if fact)


def _table(headings: tuple[str, ...], lines: Iterable[tuple[str, ...]]) -> str:
    cells = [headings, tuple("---" for _ in headings), *(tuple(map(_cell, line)) for line in lines)]
    return "".join("| " + " | ".join(line) + " |\n" for line in cells)


def _cell(text: str) -> str:
    return _escaped(text).replace("|", "\\|")


def _codes(values: Iterable[object]) -> str:
    return ", ".join(f"`{value}`" for value in values)


def _escaped(text: str) -> str:
    """Escape what Markdown would take for HTML outside of code."""
    parts = text.split("`")
    return "`".join(part if index % 2 else part.replace("<", "&lt;") for index, part in enumerate(parts))
