"""Fields of recorded answers that no spec declares: only those of hosts, so that a new one of a protocol is noticed."""

from __future__ import annotations

import pytest

from dragoman.exchange.replies import framing_of_body
from dragoman.inprocess.exchanges import Way, open_response
from tests.recordings.corpus import Recording, each, recordings

CLIENTS = {"openai_responses": "anthropic_messages", "anthropic_messages": "openai_chat"}
OF_HOSTS = (
    "pydantic_ai_gateway cost cost_details cost_in_usd_ticks is_byok num_sources_used context_details image_gen "
    "num_server_side_tools_used server_side_tool_usage_details"
).split()
TAGS = ("output.summary.type", "output.content.type", "item.summary.type", "item.content.type")  # of one kind of part


@each(recordings("responses", "anthropic"), "recording", lambda one: one.name)
@pytest.mark.filterwarnings("ignore::DeprecationWarning")
def test_recorded_fields_of_a_protocol_are_declared(recording: Recording) -> None:
    recording.readable()
    way = Way(CLIENTS[recording.protocol], recording.provider, recording.protocol)
    exchange = open_response(way, recording.data, recording.streamed)
    found: dict[str, int] = {}
    exchange.context.undeclared = found
    if recording.streamed:
        stream = exchange.stream(framing_of_body([], recording.data, exchange.back))
        stream.feed(recording.data)
        stream.end()
    else:
        exchange.whole(recording.status, [], recording.data)
    known = [path for path in found if path.rpartition(".")[2] in OF_HOSTS or path.removeprefix("response.") in TAGS]
    assert not {*found} - {*known}
