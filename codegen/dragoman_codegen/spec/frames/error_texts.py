"""The file of error texts: messages that mean an error type at any provider."""

from __future__ import annotations

from pydantic import Field

from dragoman_codegen.spec.frames.text_types import Strict, Text, Url


class TextSource(Strict):
    """Messages of one server or vendor."""

    because: Text = Field(description="whose messages these are, and what they report, in one sentence")
    see: Url = Field(description="a page that quotes such a message")
    patterns: list[Text] = Field(
        description="patterns of the messages, without regard to case. The groups `prompt_tokens`, `output_tokens`, "
        "`total_tokens` and `token_limit` are the numbers of an exceeded context window"
    )


class ErrorText(Strict):
    """Messages that mean an error type where the error's code is absent or generic."""

    error_type: Text = Field(description="the error type of the hub")
    statuses: list[int] = Field(
        description="the HTTP statuses with which the messages count, beside errors without an error status"
    )
    sources: list[TextSource] = Field(
        description="the messages by server or vendor, in the order in which they are tried"
    )


class RefusalSource(Strict):
    """Messages by which a provider rejects parameters of a request. The request is repeated without them, and later
    requests of the same profile and model do not contain them."""

    because: Text = Field(description="whose messages these are, and what is rejected, in one sentence")
    see: Url = Field(description="a page that quotes such a message")
    patterns: list[Text] = Field(
        description="patterns of the messages, and of error codes, without regard to case. The group `param` is the "
        "parameter, `within` the path of the object that holds it, `instead` the parameter that replaces it; a group "
        "`value` means that only the present value is rejected"
    )
    without: list[Text] | None = Field(
        None,
        description="the rejected parameters of all protocols, where the messages do not name one. Without it, the "
        "error's own `param` counts. An empty list: the request is not repeated",
    )


class ErrorTextFile(Strict):
    """Messages by which providers report an error, in any protocol and however the error arrives. The first match
    wins."""

    texts: list[ErrorText] = Field(
        description="the error types with their messages, in the order in which they are tried"
    )
    refusals: list[RefusalSource] = Field(
        default_factory=list, description="rejections of parameters, in the order in which they are tried"
    )
    essential: list[Text] = Field(
        default_factory=list,
        description="names of parameters, and of members of messages and tools, that are never removed from a request",
    )
