"""Compiles a protocol: the files of its folder, with a provider's changes applied, resolved and checked.

A protocol is compiled once for itself (both directions of everything), and once for each provider that changes it
(only the directions that face a provider).
"""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Any

from dragoman_codegen.compile.files import Shared, Tables, compile_file
from dragoman_codegen.compile.provider_data import header_tables
from dragoman_codegen.compile.reuse import Known
from dragoman_codegen.model.plan import Rule
from dragoman_codegen.model.program import FILES, File, Hub, Protocol
from dragoman_codegen.model.types import Scope
from dragoman_codegen.resolve.covering.check import Conditions
from dragoman_codegen.resolve.expressions.half import Header
from dragoman_codegen.resolve.rules import Context, compile_rules, read_headers, rule_nodes
from dragoman_codegen.resolve.streams.watch import text_path, watch_table
from dragoman_codegen.resolve.types import read_scope
from dragoman_codegen.resolve.words import read_table
from dragoman_codegen.spec.checking import check_file
from dragoman_codegen.spec.client_programs import check_programs, with_defaults
from dragoman_codegen.spec.problems import Place, Problems
from dragoman_codegen.spec.sources import Sources
from dragoman_codegen.spec.yaml.tree import Map, Node, Seq, empty, plain

Trees = dict[str, Map]  # file name -> tree
BACK: dict[str, tuple[str, ...]] = {
    "request": ("write",),
    "response": ("read",),
    "stream": ("read",),
    "errors": ("read",),
    "lists": (),
}
FRONT: dict[str, tuple[str, ...]] = {
    "request": ("read",),
    "response": ("write",),
    "stream": ("write",),
    "errors": ("write",),
}
BOTH = dict.fromkeys(FILES[1:], ("read", "write"))


def load_protocols(folders: list[Path], sources: Sources, problems: Problems) -> dict[str, Trees]:
    """Load the protocols of these spec folders. One with a missing, empty or malformed file is left out."""
    found: dict[str, Trees] = {}
    for folder in (path for top in folders for path in sorted((top / "protocols").glob("*")) if path.is_dir()):
        files = _load_folder(sources, folder)
        shown = sources.shown(folder)
        checked = [_check_part(name, tree, f"{shown}/{name}.yaml", problems) for name, tree in files.items()]
        if not all(checked):
            continue
        place = files["protocol"].entries["name"].place
        if files["protocol"].text("name") != folder.name:
            problems.add(place, f"the name must be that of the folder, '{folder.name}'", see="name")
        elif folder.name in found:
            problems.add(place, f"there is a protocol '{folder.name}' already; choose another name", see="name")
        else:
            found[folder.name] = files
    return found


def _load_folder(sources: Sources, folder: Path) -> Trees:
    paths = {name: folder / f"{name}.yaml" for name in ("protocol", *FILES)}
    return {name: sources.get(path) if path.exists() else empty() for name, path in paths.items()}


def _check_part(name: str, tree: Map, file: str, problems: Problems) -> bool:
    if tree.entries:
        return check_file(name, tree, problems)
    if not any(problem.place.file == file for problem in problems.found):  # else it could not be read
        state = "is empty" if tree.place.file else "is missing"
        parts = ", ".join(f"{part}.yaml" for part in ("protocol", *FILES))
        place = tree.place if tree.place.file else Place(file)
        problems.add(place, f"{name}.yaml {state}; a protocol is made of {parts}", see="key-missing")
    return False


def compile_protocol(
    name: str,
    trees: Trees,
    hub: Hub,
    problems: Problems,
    back_only: bool = False,
    conditions: Conditions | None = None,
    known: Known | None = None,
) -> Protocol:
    """Compile all files. `back_only`: only the directions that face a provider; `conditions`: those of its quirks;
    `known`: the files that are compiled already."""
    before, known = len(problems.found), known or Known()
    types = trees["types"]
    scope, tables = known.made(f"{name} scope", [types], problems, partial(_read_types, name, types, hub, problems))
    info: dict[str, Any] = plain(trees["protocol"]) or {}
    if info.get("programs"):
        info["programs"] = {name: with_defaults(program) for name, program in info["programs"].items()}
    info |= {"response_headers": [], "rate_limit_headers": {}, **header_tables(info)}
    info.pop("headers", None)  # each of them carries the key
    if path := info["paths"].pop("stored_input", ""):
        info["stored"] = {"path": path, **info["stored"]}
    check_programs(trees["protocol"], problems)
    _check_halves(trees, info.get("front") is not False, problems)
    info["watch"] = watch_table(trees["stream"], types, (info.get("frames") or {}).get("event_field"))
    info["event_tag"] = trees["stream"].sub("read").text("case")
    info["content"] = _content(trees["response"])
    info["text"] = text_path(trees["response"])
    shared = Shared(name, trees, hub, info, conditions=conditions or Conditions(), known=known)
    shared.tables = tables
    if len(problems.found) > before:
        problems = Problems()  # errors in types and tables would only be repeated by the rules that use them
    make = partial(_compile_types, types, scope, shared, problems)
    files: dict[str, File] = {}
    before = len(problems.found)
    files["types"], shared.rules, shared.headers = known.made(f"{name} types", [types], problems, make)
    shared.usable = len(problems.found) == before
    for file, halves in (BACK if back_only else BOTH).items():
        kind, parts = f"{name} {file} {halves}", [types, trees[file]]
        files[file] = known.made(kind, parts, problems, partial(compile_file, file, shared, halves, problems))
    return Protocol(name, info, files)


def _read_types(name: str, tree: Map, hub: Hub, problems: Problems) -> tuple[Scope, dict[str, Tables]]:
    """Read the types and tables that all files share."""
    words = tree.sub("words")
    scope = read_scope(name, tree.sub("types"), words, problems)
    return scope, {half: _tables(words, half, hub.scope, problems) for half in ("read", "write")}


def _compile_types(
    tree: Map, scope: Scope, shared: Shared, problems: Problems
) -> tuple[File, dict[str, list[Rule]], dict[str, list[Header]]]:
    """Compile the rules that all files share. What they lose is checked where they are applied."""
    file = File("types", scope, tuple(tree.sub("types").entries))
    for half in ("read", "write"):
        nodes = rule_nodes(tree.sub(half))
        context = Context(half, scope, shared.hub.scope, problems, tree.sub("types"), shared.tables[half])
        context.lenient = half == "read"
        rules, compiled = compile_rules(nodes, context)
        file.rules.update({rule.name: rule for rule in rules})
        file.ignored[half] = tuple(compiled.ignored)
        headers = read_headers(nodes, replace(context, problems=Problems()))
        nullable = {rule.name for rule in rules if rule.nullable}
        shared.rules[half] = rules
        shared.headers[half] = [replace(one, nullable=one.name in nullable) for one in headers.values()]
        file.tables.update({f"{half}_{table.name}": table for table, _ in shared.tables[half].values()})
    return file, shared.rules, shared.headers


def _tables(words: Map, half: str, hub: Scope, problems: Problems) -> Tables:
    found: Tables = {}
    for name, node in words.entries.items():
        if isinstance(node, Map):
            table = read_table(name, node, half, hub, problems if half == "read" else Problems())
            if table:
                found[name] = (replace(table[0], name=f"{half}_{name}"), table[1])
        elif not isinstance(node, Seq) and half == "read":
            what = "a list of words, as in '[one, other]', or a table, as in '{ $of: Ttl, theirs: ours, $else: ~ }'"
            problems.add(words.keys[name], f"what stands under words is {what}", see="words")
    return found


def _check_halves(trees: Trees, front: bool, problems: Problems) -> None:
    """Check that a protocol has the halves that face a provider, and those that face a client unless `front: false`."""
    node = trees["protocol"]
    needed: dict[str, dict[str, tuple[str, ...]]] = {"client": FRONT if front else {}, "provider": BACK}
    for side, parts in needed.items():
        halves = [(file, half) for file, halves in parts.items() for half in halves]
        missing = [f"'{half}' in {file}.yaml" for file, half in halves if not trees[file].sub(half).entries]
        if missing:
            place = node.keys.get("front", node.keys["name"])
            hint = "; add it, or set 'front: false'" if side == "client" else ""
            problems.add(place, f"the {side} side of the protocol needs {', '.join(missing)}{hint}", see="key-missing")
    _check_end(trees, problems)
    frames = node.sub("frames")
    if front and plain(frames).get("format", "sse") != "sse":
        problems.add(
            frames.keys["format"],
            "clients receive server-sent events; set 'format: sse' or 'front: false'",
            see="stream",
        )


def _check_end(trees: Trees, problems: Problems) -> None:
    """Check that a stream can end well: a row completes it, or a final marker does with `finish_reason`."""
    read = trees["stream"].sub("read")
    end = read.text("ends_after")
    marked = end == "finish_reason" and trees["protocol"].sub("frames").text("done")
    if end and not marked and not _completes(read):
        text = "no row has 'finish: true' or records a 'finish_reason', so that no stream would be complete; add one"
        hint = ", or write 'finish_reason': the final marker then ends the stream" if end == "finish" else ""
        problems.add(read.entries["ends_after"].place, text + hint, see="stream")


def _completes(rows: Node) -> bool:
    """Return whether a row completes the response."""
    if isinstance(rows, Seq):
        return any(map(_completes, rows.items))
    if not isinstance(rows, Map):
        return False
    own = "finish" in rows.entries or "finish_reason" in rows.sub("record").entries
    return own or any(map(_completes, rows.entries.values()))


def _content(response: Map) -> list[str]:
    """Return the members of which a complete response needs one (`$require`)."""
    needs = [rule.sub("$require") for rule in response.sub("read").entries.values() if isinstance(rule, Map)]
    paths = [path for need in needs for path in need.entries]
    return [step.strip(" $").partition(".")[0] for path in paths for step in path.split("??")]
