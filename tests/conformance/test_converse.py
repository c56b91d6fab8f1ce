"""Converse beside botocore: requests fit its service model and are what its serializer writes, and its decoder reads
the streams of the samples. All requests of the numbered cases are translated for Converse here."""

from __future__ import annotations

import base64
import json
from typing import Any
from urllib.parse import unquote

import pytest

from dragoman.streaming.framing import parser
from tests import sampling
from tests.conformance import translate
from tests.conformance.cases import BODY, Case, cases
from tests.laws import samples
from tests.runtime import messages

botocore_session = pytest.importorskip("botocore.session", reason="botocore is not installed: pip install '.[dev]'")
eventstream = pytest.importorskip("botocore.eventstream")
serialize = pytest.importorskip("botocore.serialize")
validate = pytest.importorskip("botocore.validate")

MODELS = ["us.anthropic.claude-opus-5-5", "us.anthropic.claude-haiku-4-5-20251001-v1:0", "meta.llama4-scout-17b"]
REGION = {"region": "us-east-1"}
PLAIN = [case for case in cases() if case.kind == "request" and "front" not in case.profile]
REQUESTS = [case for case in PLAIN if isinstance(case.send, dict)]
SERVICE = botocore_session.Session().get_service_model("bedrock-runtime")


def sent(send: Any, model: str = MODELS[0], **options: Any) -> translate.Sent | translate.ClientResponse:
    body = {**send, "model": model} if "model" in send else send
    return translate.request("aws", body, placeholders=REGION, **options)


def python_value(value: Any, shape: Any) -> Any:
    """Return a JSON value as botocore's parameters have it: base64 becomes bytes, and text that is none too."""
    if shape.type_name == "structure" and isinstance(value, dict) and not getattr(shape, "is_document_type", False):
        return {
            key: python_value(one, shape.members[key]) if key in shape.members else one for key, one in value.items()
        }
    if shape.type_name == "list" and isinstance(value, list):
        return [python_value(one, shape.member) for one in value]
    if shape.type_name != "blob":
        return value
    try:
        return base64.b64decode(value, validate=True)
    except ValueError:
        return str(value).encode()  # of a case about another thing


def parameters(found: translate.Sent) -> dict[str, Any]:
    shape = SERVICE.operation_model("Converse").input_shape
    model = unquote(found.url.partition("/model/")[2].partition("/")[0])
    values: dict[str, Any] = python_value(found.body, shape)
    return {"modelId": model, **values}


def problems(found: translate.Sent) -> str:
    shape = SERVICE.operation_model("Converse").input_shape
    report = validate.ParamValidator().validate(parameters(found), shape)
    return str(report.generate_report()) if report.has_errors() else ""


@pytest.mark.parametrize("model", sampling.within(MODELS[::2], MODELS))
def test_requests_of_all_cases_fit_the_service_model(model: str) -> None:
    count = 0
    for case in REQUESTS:
        if not isinstance(found := sent(case.send, model, headers=case.headers), translate.Sent):
            assert found.status < 500, case.name
            continue
        assert problems(found) == "", (case.name, found.body)
        count += 1
    assert count > 200


def test_the_service_model_rejects_other_requests() -> None:
    """The judge above can fail."""
    found = sent({**BODY, "messages": [{"role": "user", "content": "hi"}]})
    assert isinstance(found, translate.Sent) and problems(found) == ""
    found.body["messages"][0]["content"].append({"type": "text", "text": "a"})
    assert "type" in problems(found)


@pytest.mark.parametrize("stream", [False, True])
def test_requests_are_what_botocore_writes(stream: bool) -> None:
    operation = SERVICE.operation_model("ConverseStream" if stream else "Converse")
    serializer = serialize.create_serializer("rest-json", False)
    for case in _own("request"):
        found = translate.request(case.provider, {**case.send, "stream": stream}, **case.profile)
        if not isinstance(found, translate.Sent):
            continue
        written = serializer.serialize_to_request(parameters(found), operation)
        assert found.url.endswith(written["url_path"]) and found.method == written["method"], case.name
        assert json.loads(written["body"]) == found.body, case.name


def _own(kind: str) -> list[Case]:
    return [case for case in cases() if case.group == "bedrock_converse" and case.kind == kind]


@pytest.mark.parametrize(
    "data",
    [
        *(pytest.param(sample.data, id=sample.name) for sample in samples.of("streams", "bedrock_converse")),
        *(pytest.param(case.given, id=case.name) for case in _own("stream")),
    ],
)
def test_botocore_decodes_the_same_events(data: bytes) -> None:
    buffer = eventstream.EventStreamBuffer()
    buffer.add_data(data)
    output = SERVICE.operation_model("ConverseStream").output_shape.members["stream"]
    theirs = []
    for message in buffer:
        payload, headers = json.loads(message.payload), message.headers
        if headers[":message-type"] == "exception":
            name = headers[":exception-type"]
            theirs.append({"error": {"code": name, "message": payload["message"]}})
        else:
            name = headers[":event-type"]
            theirs.append({name: payload})
        assert name in output.members
    frames = parser("eventstream")
    assert [json.loads(one) for one in [*frames.feed(data), *frames.end()] if isinstance(one, bytes)] == theirs


def test_botocore_notices_a_damaged_message() -> None:
    """Its checksums are verified, and ours."""
    whole = messages.event("messageStart", {"role": "assistant"})
    damaged = whole[:-6] + b"?" + whole[-5:]
    buffer = eventstream.EventStreamBuffer()
    buffer.add_data(damaged)
    with pytest.raises(eventstream.ChecksumMismatch):
        list(buffer)
    assert parser("eventstream").feed(damaged) != parser("eventstream").feed(whole)
