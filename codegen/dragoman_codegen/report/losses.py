"""losses.md: the fields that each client protocol and provider cannot carry, with reasons."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from dragoman.library.context import spelled
from dragoman_codegen.model import plan
from dragoman_codegen.model.program import Program, Protocol, Provider
from dragoman_codegen.model.wire_paths import paths_of


def losses_page(program: Program) -> str:
    lines = [
        "<!-- Generated from specs/ by `make generate`. Do not edit: change the spec. -->",
        "# What gets lost on the way, and why",
        "",
    ]
    lines += [
        "A field that a protocol or a provider has no place for is dropped by name, with a reason, and shown at run",
        "time in the response header `dragoman-losses` and in the log. What is lost on the way from a client's",
        "protocol into the hub is lost for every provider of another protocol; the rest depends on the provider.",
        "The same protocol on both sides loses nothing.",
        "",
    ]
    for name, protocol in program.protocols.items():
        lines += _section(
            f"From a client that speaks {protocol.info.get('title', name)}", losses_of(protocol, "request", "read")
        )
    words = client_words(program)
    tables: dict[tuple[str, tuple[tuple[str, str], ...]], list[str]] = {}  # direction, rows -> titles of providers
    for provider in (side for one in program.providers.values() for side in one.sides()):
        title = provider.title
        if provider is not program.providers[provider.name]:
            title += f" ({provider.protocol.info.get('title', '')})"
        sent = [(spelled(path, words), reason) for path, reason in losses_of(provider.protocol, "request", "write")]
        whole = losses_of(provider.protocol, "response", "read")
        for direction, rows in (("To", sent), ("From", whole), ("In streams from", _of_streams(provider, whole))):
            tables.setdefault((direction, tuple(rows)), []).append(title)
    for (direction, shared), titles in tables.items():
        lines += _section(f"{direction} {', '.join(titles)}", list(shared))
    return "\n".join(lines).rstrip() + "\n"


def _of_streams(provider: Provider, whole: list[tuple[str, str]]) -> list[tuple[str, str]]:
    """Return the losses of a provider's streams that its whole responses do not have under another path."""
    known = {reason for _, reason in whole}
    return [(path, why) for path, why in losses_of(provider.protocol, "stream", "read") if why not in known]


def client_words(program: Program) -> dict[str, str]:
    """Return how clients spell the fields of requests: hub field -> path of the first protocol that clients speak. Of
    several paths, the one that has the name of the hub's."""
    fronts = (one for one in program.protocols.values() if one.info.get("front") is not False)
    words = next((paths_of(one, program.hub.scope, "request", "read") for one in fronts), {})
    return {field: field if field in paths.split(" ") else paths for field, paths in words.items()}


def _section(title: str, rows: list[tuple[str, str]]) -> list[str]:
    if not rows:
        return []
    return [
        f"## {title}",
        "",
        "| what | why |",
        "|---|---|",
        *(f"| `{path or '(whole)'}` | {reason.replace('|', '/')} |" for path, reason in rows),
        "",
    ]


def losses_of(protocol: Protocol, file: str, half: str) -> list[tuple[str, str]]:
    """Return (path, reason) of everything that a half can lose by its rules, its rows and its frames."""
    found: set[tuple[str, str]] = set()
    for source in ("types", file):
        for rule in protocol.files[source].rules.values():
            if rule.name.startswith(half):
                found.update(_within(rule.body, ""))
    compiled = protocol.files[file]
    found.update(_streamed(compiled.read_stream if half == "read" else compiled.write_stream))
    return sorted(found)


def _streamed(stream: plan.ReadStream | plan.WriteStream | None) -> Iterator[tuple[str, str]]:
    """Yield the losses of the rows or frames of a stream."""
    if isinstance(stream, plan.ReadStream):
        for action in _actions((*stream.rows, *(row for _, row in stream.groups))):
            match action:
                case plan.Action("lose", ((_, str(path)), (_, str(reason)), *_)):
                    yield path, reason
    elif stream is not None:
        of_blocks = (frames for _, kinds in stream.calls for _, frames in kinds)
        of_items = (frames for _, *both in stream.items for frames in both)
        for frame in (frame for frames in (*of_blocks, *of_items) for frame in frames):
            yield from _within(frame.body, "")


def _actions(rows: Iterable[plan.Row]) -> Iterator[plan.Action]:
    for row in rows:
        yield from row.actions
        yield from _actions(inner for _, rows in row.rows for inner in rows)
        yield from _actions(row.other or ())


def _within(template: plan.Template | None, tag: str) -> Iterator[tuple[str, str]]:
    """Yield the losses of a template. `tag`: the case of a tagged union that it belongs to."""
    match template:
        case plan.Nothing(path=path, reason=reason) if reason:
            yield f"{path} ({tag})" if tag and path else path or tag, reason
        case plan.Object(losses=losses) | plan.Case(losses=losses) | plan.First(losses=losses):
            yield from ((loss.path, loss.reason) for loss in losses if not loss.refuse)
    for inner, inner_tag in _parts(template, tag):
        yield from _within(inner, inner_tag)


def _parts(template: plan.Template | None, tag: str) -> list[tuple[plan.Template | None, str]]:
    match template:
        case plan.Object(entries=entries):
            return [(entry.value, tag) for entry in entries]
        case plan.Case(branches=branches, other=other):
            return [*((inner, ", ".join(tags)) for tags, inner in branches), (other, "anything else")]
        case plan.Items(items=items):
            return [(item.value, tag) for item in items]
        case plan.First(options=options):
            return [(option, tag) for option in options]
        case plan.When(then=then, other=other):
            return [(then, tag), (other, tag)]
    return []
