"""Messages about texts that are not YAML: what is wrong, and what to do."""

from __future__ import annotations

from ruamel.yaml.error import MarkedYAMLError

from dragoman_codegen.spec.problems import Place


def fault(error: MarkedYAMLError) -> str:
    """Return what is wrong; for an error that spans lines, with the line where it begins."""
    problem, began = error.problem or error.context or "", error.context_mark
    if "another document" in problem:
        return "one file holds one spec, and here a second document begins"
    if "unexpected end of stream" in problem:
        return "the file ends before what begins here does"
    if "<block end>" in problem:
        problem = "this stands at a column that no line before it has"
    what = next((ours for theirs, ours in _PARTS.items() if theirs in (error.context or "")), "")
    if what and began and error.problem_mark and began.line != error.problem_mark.line:
        return f"{problem} (within {what} that begins at line {began.line + 1})"
    return problem


_PARTS = {
    "flow sequence": "the list in [ ]",
    "flow mapping": "the map in { }",
    "block mapping": "the map",
    "block collection": "the list",
}


def hint(text: str, place: Place, error: MarkedYAMLError) -> str:
    """Return the remedy that the line suggests, as the rest of a message; '' if it suggests none."""
    lines = text.splitlines()
    line = lines[place.line - 1] if 0 < place.line <= len(lines) else ""
    if "\t" in line:
        return "; indent with spaces, not tabs"
    if "mapping values" in (error.problem or ""):
        return "; a text with ': ' in it needs quotes, and keys of one map begin at one column"
    if "undefined alias" in (error.problem or ""):
        return "; a text that begins with '*' needs quotes"
    if "cannot start any token" in (error.problem or ""):
        return "; a text that begins with this character needs quotes"
    if "quoted scalar" in (error.context or ""):
        return "; close the quote"
    if "block" in (error.context or "") and "{" not in line and "[" not in line:
        return "; keys of one map begin at one column"
    if "{" in line or "[" in line:
        return "; inside { } and [ ] a text with commas, brackets or ': ' needs quotes"
    return ""
