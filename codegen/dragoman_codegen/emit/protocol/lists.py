"""Functions of the module for token counts and model lists."""

from __future__ import annotations

from dragoman_codegen.emit.source.module import Module
from dragoman_codegen.model.program import File

# source of a write rule -> heading of its function, and the argument that the rule gets
WRITERS = {
    "TokenCount": ("write_count(tokens: int)", '{"tokens": tokens}'),
    "ModelList": ("write_models(models: list[Any])", '{"models": models}'),
    "ModelInfo": ("write_model(model: Any)", "model"),
}


def emit_lists(module: Module, file: File) -> None:
    """Add a function for each rule that the runtime calls."""
    module.need("dragoman.library.context", "Context")
    for rule in file.rules.values():
        writer = WRITERS.get(str(rule.source))
        if rule.name.startswith("write") and writer is not None:
            heading, argument = writer
            call = f"WriteLists(Context()).{rule.name}({argument})"
            module.body += ["", "", f"def {heading} -> Any:", f"    return {call}"]
        elif rule.name.startswith("read"):
            module.body += [
                "",
                "",
                "def read_count(body: Any) -> int | None:",
                '    """Return the token count of a response, or None if it has none."""',
                f'    return ReadLists(Context()).{rule.name}(cast(Any, body)).get("tokens") '
                "if isinstance(body, dict) else None",
            ]
