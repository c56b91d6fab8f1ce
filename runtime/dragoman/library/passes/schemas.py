"""Passes over the schemas of tools and of the response format (rule 2.0.3)."""

from __future__ import annotations

from functools import lru_cache
from typing import Any, Literal

from dragoman.library.context import Context
from dragoman.library.errors import Refused
from dragoman.library.hub import Request
from dragoman.library.schemas import Profile, Unusable, closed_objects, compile_schema, losses_by_reason, strict_problem
from dragoman.library.schemas.compiling import MAX_WORK
from dragoman.values import arguments

_profile = lru_cache(64)(Profile)  # one object for equal arguments: caches compare keys by identity first


def compile_schemas(
    request: Request,
    context: Context,
    *,
    drop: list[str],
    keywords: list[str] = [],  # noqa: B006 (read by the compiler, never changed)
    formats: list[str] = [],  # noqa: B006
    without: dict[str, Any] = {},  # noqa: B006
    references: Literal["keep", "definitions", "inline"] = "keep",
    enums: Literal["any", "uniform", "strings"] = "any",
    nullable: bool = False,
    type_lists: bool = False,
    items: bool = False,
    grammar: bool = False,
    illegal: str = "",
    max_length: int = 0,
    omit_empty: bool = False,
    strict: list[str] = [],  # noqa: B006
    strict_sizes: dict[str, int] = {},  # noqa: B006
    closed: list[str] = [],  # noqa: B006
    schema_prompt: str = "",
    json_prompt: str = "",
) -> None:
    """Write the schemas of function tools and of the response format in the form that the provider accepts; what it
    cannot express is a loss with its path. A tool's schema becomes one object: alternatives at the top are merged. A
    malformed schema, and schemas that are too large with their references resolved, are an error.

    drop: keywords that are removed at the top level. keywords: the supported ones beside `type`; an empty list supports
    all. Otherwise a subschema has one type and the keywords of that type or is an `anyOf`, `oneOf` becomes `anyOf`,
    `allOf` is merged, `const` becomes an `enum`, and `required` lists existing properties only. formats: likewise.
    without: keywords that are removed with values that equal these or match these regular expressions. references:
    `definitions` keeps those to definitions, `inline` replaces them. enums: `strings` lists non-empty strings,
    `uniform` strings or numbers. nullable: `nullable` replaces the type null. type_lists: `type` may be a list. items:
    an array states its items. grammar: patterns go from ^ to $ without lookaround and escaped classes, lengths are
    below 2000, subschemas state their type, and references are JSON Pointers. illegal, max_length: of property names at
    the top level; others become patterns. omit_empty: a tool without parameters has no schema. strict: the keywords of
    the strict subset; a tool's `strict` is kept if its schema conforms, that of the response format states it (case
    28), or is kept if none is listed. strict_sizes: the maximum of `properties`, `optional` ones (0 by default),
    enumerated `values`, `levels` and `characters` of a strict schema, and of `list_characters` in lists of more than
    `list_values`. closed: the keywords of the response format's schema, for providers that reject others and further
    properties of objects; these move to the description, with a loss (rule 2.6). schema_prompt, json_prompt: a system
    text describes the response format (rule 2.1, case 41): its schema after `schema_prompt`, or `json_prompt` where
    there is no JSON mode.
    """
    _describe_response_format(request, context, schema_prompt, json_prompt)
    sets = frozenset(keywords), frozenset(formats), tuple(without.items()), frozenset(closed)
    profile = _profile(*sets, references, enums, nullable, type_lists, items, grammar, illegal, max_length)
    compile_all = _Schemas(profile, frozenset(strict), strict_sizes, frozenset(drop), context)
    compile_all.tools(request, omit_empty)
    compile_all.response_format(request, bool(closed))


def _describe_response_format(request: Request, context: Context, prefix: str, json_object: str) -> None:
    form = request.get("response_format")
    if form is not None and json_object and "schema" not in form:
        request["system"] = [*request.get("system", ()), {"kind": "text", "text": json_object}]
        del request["response_format"]
        context.lose("response_format", "written in the system text: this provider has no JSON mode")
    elif form is not None and prefix and "schema" in form:
        text = prefix + arguments.text(form["schema"])
        request["system"] = [*request.get("system", ()), {"kind": "text", "text": text}]
        context.lose("response_format", "written in the system text: this provider supports no schema")


class _Schemas:
    """Compiles the schemas of one request, which share a budget."""

    def __init__(
        self, profile: Profile, strict: frozenset[str], sizes: dict[str, int], drop: frozenset[str], context: Context
    ) -> None:
        self.profile, self.strict, self.sizes, self.drop, self.context = profile, strict, sizes, drop, context
        self.budget = MAX_WORK
        self.spelled: dict[str, str] = {}  # place in the hub -> the client's path

    def tools(self, request: Request, omit_empty: bool) -> None:
        for tool in request.get("tools", ()):
            if tool["kind"] != "function":
                continue
            schema = self._compiled(tool.get("schema"), "tools", tool["name"], as_object=True)
            tool["schema"] = schema if isinstance(schema.get("properties"), dict) else {**schema, "properties": {}}
            if tool.get("strict") and self.strict and (problem := self._problem(tool["schema"])):
                if path := self._client_path("tools", tool["name"]):
                    self.context.lose_member(f"{path}.strict", problem)
                del tool["strict"]
            elif not (tool.get("strict") and self.strict):
                tool.pop("strict", None)
            if omit_empty and not tool["schema"]["properties"]:
                del tool["schema"]

    def response_format(self, request: Request, closed: bool) -> None:
        form = request.get("response_format")
        if form is not None and isinstance(form.get("schema"), dict):
            form["schema"] = self._compiled(form["schema"], "response_format.schema", as_object=False)
            asked = form.get("strict", False)
            problem = self._problem(form["schema"]) if self.strict else ""
            form["strict"] = not problem if self.strict else asked
            if asked and problem and not closed:
                self.context.lose("response_format.strict", problem)
            if closed:
                form["schema"] = closed_objects(form["schema"])

    def _problem(self, schema: object) -> str:
        return strict_problem(schema, self.strict, self.sizes)

    def _compiled(self, given: object, place: str, tool: str = "", *, as_object: bool) -> dict[str, Any]:
        """Return the compiled schema and record its losses. `place`: in the hub. Raises Refused."""
        schema: dict[str, Any] = given if isinstance(given, dict) else {}
        if not self.drop.isdisjoint(schema):
            schema = {key: value for key, value in schema.items() if key not in self.drop}
        try:
            compiled = compile_schema(schema, self.profile, as_object, self.budget)
        except Unusable as error:
            path = ".".join(map(str, (self._client_path(place, tool), *error.path)))
            raise Refused("invalid_request", f"{path}: {error.message}", param=str(path)) from None
        self.budget -= compiled.work
        if compiled.losses and (path := self._client_path(place, tool)):
            for inner, reason in losses_by_reason(compiled.losses):
                self.context.lose_member(f"{path}.{inner}" if inner else path, reason)
        return compiled.schema

    def _client_path(self, place: str, tool: str) -> str:
        """Return the client's path of a schema; "" for that of a custom or native tool, which is not the client's."""
        name = self.context.names.get(tool, tool)
        if name in self.context.custom_tools or name in self.context.native_tools:
            return ""
        if place not in self.spelled:
            self.spelled[place] = self.context.spelled(place)
        path = self.spelled[place]
        return f"{path}.{tool}" if tool else path
