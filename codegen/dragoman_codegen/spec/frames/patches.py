"""Patches: changes to a request body that is forwarded because both sides speak the same protocol."""

from __future__ import annotations

import re
from typing import Annotated, Any, Literal

from pydantic import BeforeValidator, Field, StringConstraints, model_validator

from dragoman_codegen.spec.frames.conditions import PatchCondition
from dragoman_codegen.spec.frames.text_types import Header, Strict, Text, Url

Tag = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_-]*\*?$")]
Scalar = str | int | bool | None
TEST = re.compile(r"foreign|blank|[^!].*\*|!.+", re.DOTALL)


def _check(given: object) -> object:
    tests = list(given.values()) if isinstance(given, dict) and len(given) == 1 else [given]
    if not all(isinstance(test, str) and TEST.fullmatch(test) for test in tests):
        raise ValueError("a check is 'foreign', 'blank', 'text*' or '!value', or such a test of one member")
    return given


Check = Annotated[str | dict[str, str], BeforeValidator(_check)]

# action -> keys that it needs, keys that it takes
ACTIONS: dict[str, tuple[set[str], set[str]]] = {
    "remove": ({"at"}, {"except_last", "remove_if_empty", "loss"}),
    "remove_hosted_tools": ({"at", "loss"}, set()),
    "set": ({"at", "value"}, {"loss"}),
    "keep": ({"members", "loss"}, {"at"}),
    "trim": ({"at"}, set()),
}
HEADER_ACTIONS: dict[str, tuple[set[str], set[str]]] = {
    "remove": ({"values", "loss"}, set()),
    "keep": ({"values", "loss"}, set()),
    "add": ({"values"}, set()),
}
ANYWHERE = {"because", "see", "when", "do"}
OF_PLACES = {"type", "having", "check"}


class Patch(Strict):
    """One change to a request body, or to a request header that is a list. Parts that no patch changes keep their
    bytes."""

    because: Text = Field(description="the provider's behavior that requires the change, in one sentence")
    see: Url = Field(description="the page that documents this behavior")
    when: PatchCondition | None = Field(None, description="the requests that the patch applies to; without it, all")
    header: Header | None = Field(None, description="the request header to change, instead of the body")
    at: Text | list[Text] | None = Field(
        None,
        description="paths to change: `*` is every item of a list, `last` the last one; `keep` needs none",
    )
    type: Tag | list[Tag] | None = Field(None, description="only objects with this `type`; it may end in `*`")
    having: dict[str, Scalar | list[Scalar]] | None = Field(
        None,
        description="only where the value, or an object on the path to it, has these values by path: a value, a list "
        'of values, `"*"` for any, or (of the body) `~` for none',
    )
    check: Check | None = Field(
        None,
        description="only values that pass this test, or `{ member: test }`. `foreign`: a signature that is empty, "
        "missing or of another provider; `blank`: white space, or an empty list or object; a text that ends in `*`: "
        "texts that begin so; a text that begins with `!`: any value but the one after it",
    )
    do: Literal["remove", "remove_hosted_tools", "set", "keep", "trim", "add"] = Field(
        description="`remove`, `set` to `value`, `keep` only these `members`, `trim` the end of a text; of a header "
        "`remove`, `keep` or `add` these `values`; `remove_hosted_tools` also answers a request for a hosted tool alone"
    )
    members: list[Text] | None = Field(None, description="of `keep`: names of the members that stay")
    values: list[Text] | None = Field(None, description="values of the list in the header")
    value: Any = Field(None, description="of `set`: the new value")
    except_last: int | None = Field(None, description="of `remove`: the number of places at the end that stay")
    remove_if_empty: Text | None = Field(
        None, description="of `remove`: the path of the list item that is removed too if nothing is left in it"
    )
    loss: Text | None = Field(None, description="the loss to record; without it nothing of value is lost")

    @model_validator(mode="after")
    def _acts(self) -> Patch:
        actions = HEADER_ACTIONS if self.header else ACTIONS
        if self.do not in actions:
            where = "a header" if self.header else "a body"
            known = ", ".join(actions)
            raise ValueError(f"'do: {self.do}' does not change {where}; there are: {known}", "unknown-name")
        needs, takes = actions[self.do]
        places = {"header"} if self.header else OF_PLACES
        given = {key for key in self.model_fields_set if getattr(self, key) not in (None, []) or key == "value"}
        for key in sorted(needs - given):
            raise ValueError(f"'do: {self.do}' needs '{key}'", "key-missing")
        for key in sorted(given - needs - takes - places - ANYWHERE):
            raise ValueError(
                f"'do: {self.do}' takes no '{key}'; it takes {', '.join(sorted(needs | takes | places))}",
                "unknown-name",
            )
        return self
