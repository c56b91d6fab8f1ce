"""losses.md: what each pair of client protocol and provider cannot carry, and why, read off the plans."""

from __future__ import annotations

from dragoman.library.context import spelled
from dragoman_codegen.model import plan
from dragoman_codegen.model.program import Program, Protocol


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
            f"From a client that speaks {protocol.info.get('title', name)}", _losses(protocol, "request", "read")
        )
    words = next((p.files["request"].words for p in program.protocols.values() if p.info.get("front") is not False), {})
    for provider in (side for one in program.providers.values() for side in one.sides()):
        title = provider.title
        if provider is not program.providers[provider.name]:
            title += f", {provider.protocol.info.get('title', '')}"
        sent = [(spelled(path, words), reason) for path, reason in _losses(provider.protocol, "request", "write")]
        lines += _section(f"To {title}", sent)
        lines += _section(f"Back from {title}", _losses(provider.protocol, "response", "read"))
    return "\n".join(lines).rstrip() + "\n"


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


def _losses(protocol: Protocol, file: str, half: str) -> list[tuple[str, str]]:
    found: dict[tuple[str, str], None] = {}

    def walk(template: plan.Template | None, tag: str) -> None:
        match template:
            case plan.Nothing(path=path, reason=reason) if reason:
                found[(f"{path} ({tag})" if tag and path else path or tag, reason)] = None
            case plan.Object(entries=entries, losses=losses):
                for loss in losses:
                    if not loss.refuse:
                        found[(loss.path, loss.reason)] = None
                for entry in entries:
                    walk(entry.value, tag)
            case plan.Case(branches=branches, other=other, losses=losses):
                for loss in losses:
                    if not loss.refuse:
                        found[(loss.path, loss.reason)] = None
                for tags, inner in branches:
                    walk(inner, ", ".join(tags))
                walk(other, "anything else")
            case plan.Items(items=items):
                for item, _ in items:
                    walk(item, tag)
            case plan.First(options=options, losses=losses):
                for loss in losses:
                    if not loss.refuse:
                        found[(loss.path, loss.reason)] = None
                for option in options:
                    walk(option, tag)
            case plan.When(then=then, other=other):
                walk(then, tag)
                walk(other, tag)

    for source in ("types", file):
        for rule in protocol.files[source].rules.values():
            if rule.name.startswith(half):
                walk(rule.body, "")
    return sorted(found)
