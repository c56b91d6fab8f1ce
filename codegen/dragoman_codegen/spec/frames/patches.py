"""What a person may write under `patch:` in a spec file: changes to a body that is passed on as it came."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import Field, StringConstraints, model_validator

from dragoman_codegen.spec.frames.text_types import Strict, Text, Url, Word

Tag = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_-]*\*?$")]
Scalar = str | int | bool | None


class PatchWhen(Strict):
    """When a patch of a passed-on body applies."""

    model: list[str] | None = Field(None, description="globs of model ids, case-insensitive")
    unless: list[str] | None = Field(None, description="globs of model ids for which the condition does not hold")
    version: list[str] | None = Field(None, description="values of the client's version header")
    variant: list[Word] | None = Field(None, description="the profile picks one of these variants")
    action: Literal["create", "count"] | None = Field(None, description="an answer is asked for, or a count")
    again: Literal[True] | None = Field(None, description="the provider refused the request, see `retry` of its errors")


class Betas(Strict):
    """Names in the client's list of betas: those that stay, those that go, those that the provider needs."""

    keep: list[Text] | None = Field(None, description="the only names that stay")
    drop: list[Text] | None = Field(None, description="names to remove")
    add: list[Text] | None = Field(None, description="names to add")

    @model_validator(mode="after")
    def _says(self) -> Betas:
        if len(self.model_fields_set) != 1:
            raise ValueError("'betas' says one of keep, drop and add")
        return self


class Patch(Strict):
    """A change to a body that is passed on, because both sides speak the same protocol."""

    because: Text = Field(description="the provider's behavior that requires the change, in one sentence")
    see: Url = Field(description="the page that documents this behavior")
    when: PatchWhen | None = Field(None, description="the requests that the patch applies to; without it, all")
    at: Text | list[Text] | None = Field(None, description="where: paths, `*` over lists, `last` for the last item")
    of: Tag | list[Tag] | None = Field(None, description="only objects with these tags; `*` at the end for any rest")
    having: dict[str, Scalar | list[Scalar]] | None = Field(
        None,
        description="only where what is there, or an object on the way, has these values: paths, each with a value, "
        "with several of which one, with `*` for any, or (of the body) with `~` for none",
    )
    test: Literal["foreign", "starts", "differs", "blank"] | None = Field(
        None,
        description="foreign: a proof that is empty, missing or another's; starts, differs: compared to `with`; blank: "
        "a text of white space, or an empty list or object",
    )
    field: str | None = Field(None, description="the member that `test` looks at; without it the value itself")
    with_: str | int | float | bool | None = Field(None, alias="with", description="what `test` compares to")
    remove: Text | None = Field(None, description="takes it away, for this reason: a loss")
    ignore: Text | None = Field(None, description="takes it away, for this reason: it means nothing there, so no loss")
    hosted: bool = Field(
        False,
        description="with `remove`: these tools the provider would have to run itself; a search that is alone in its "
        "request is answered here, that there is none, and one that must be called is refused",
    )
    most: int | None = Field(None, description="with `remove`: the last so many stay")
    empties: Text | None = Field(None, description="the path of what goes too, if what held it is empty then")
    set: Any = Field(None, description="puts this there, where nothing was as well")
    trim: Literal["end"] | None = Field(None, description="takes white space off the end of the text")
    keep: list[Text] | None = Field(None, description="takes away all members but these; without `at` of the body")
    betas: Betas | None = Field(None, description="what becomes of the header in which the client names betas")
    lose: Text | None = Field(
        None, description="the loss that is recorded of `set`; the reason of `keep` if not `because`"
    )

    @model_validator(mode="after")
    def _acts(self) -> Patch:
        acts = self.model_fields_set & {"remove", "ignore", "set", "trim", "keep"}
        if not self.at and (acts - {"keep"} or not (acts or self.betas)):
            raise ValueError("a patch says where it acts, under 'at', or what becomes of the 'betas'")
        if self.at and len(acts) != 1:
            raise ValueError("a patch does one of remove, ignore, set, trim and keep")
        if self.test in ("starts", "differs") and "with_" not in self.model_fields_set:
            raise ValueError(f"'test: {self.test}' compares to what stands under 'with'")
        if self.most is not None and "remove" not in acts:
            raise ValueError("'most' says how many 'remove' leaves")
        if self.hosted and "remove" not in acts:
            raise ValueError("'hosted' says what 'remove' takes away")
        return self
