"""GLM (Z.ai): changes to complete responses.

Generated from specs/providers/glm.yaml by `make generate`. Do not edit: change the spec.
"""

from __future__ import annotations

from typing import Final

from dragoman.library import hub
from dragoman.library.filters import join, non_empty
from dragoman_adapters.glm.types import Found, ReadTypes
from dragoman_adapters.openai_chat import response as base


class Completion(base.Completion, total=False):
    web_search: list[Found] | None


SHAPES: Final = base.SHAPES.extend(
    {
        "Completion": {"web_search": ["Found"]},
        "Found": {
            "title": "str", "link": "str", "content": "str", "media": "str", "icon": "str", "refer": "str",
            "publish_date": "str",
        },
    }
)


class ReadResponse(ReadTypes, base.ReadResponse):
    CHECK = staticmethod(SHAPES.check("Completion"))

    def read_response_from_completion_blocks(self, it: Completion) -> list[hub.Block]:
        choices = it.get("choices")
        choice = choices[0] if choices else None
        message = choice.get("message") if choice else None
        item = self.read_reasoning_from_message(message) if message is not None else None
        content = message.get("content") if message else None
        out = content if isinstance(content, list) else None
        item2 = self.read_text_from_choice(choice) if choice is not None else None
        item3 = non_empty(join([x.get("text") for x in out or () if x.get("type") == "text"], ""))
        item4 = self.read_text_from_str(item3) if item3 is not None else None
        item5 = non_empty(message.get("refusal") if message else None)
        item6 = self.read_refusal_from_str(item5) if item5 is not None else None
        audio = message.get("audio") if message else None
        item7 = non_empty(audio.get("transcript") if audio else None)
        item8 = self.read_text_from_str(item7) if item7 is not None else None
        tool_calls = message.get("tool_calls") if message else None
        function_call = message.get("function_call") if message else None
        item9 = self.read_tool_call_from_function(function_call) if function_call is not None else None
        item10 = self.read_text_from_completion(it)
        return [
            *([item] if item is not None else []),
            *[
                reasoning
                for x in out or ()
                if x.get("type") == "thinking"
                if (reasoning := self.read_reasoning_from_thinking_piece(x)) is not None
            ],
            *([item2] if item2 is not None else []),
            *([item4] if item4 is not None else []),
            *[text for x in out or () if (text := self.read_text_from_piece(x)) is not None],
            *([item6] if item6 is not None else []),
            *([item8] if item8 is not None else []),
            *[tool_call for x in tool_calls or () if (tool_call := self.read_tool_call_from_call(x)) is not None],
            *([item9] if item9 is not None else []),
            *([item10] if item10 is not None else []),
        ]

    def read_text_from_completion(self, it: Completion) -> hub.Text | None:
        if not non_empty(it.get("web_search")):
            return None
        out: hub.Text = {"kind": "text", "text": ""}
        web_search = it.get("web_search")
        citations = [citation for x in web_search or () if (citation := self.read_citation_from_found(x)) is not None]
        if citations:
            out["citations"] = citations
        return out


read: Final = ReadResponse.of
