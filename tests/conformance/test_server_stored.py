"""Stored responses (`responses_store:`): conversations that continue by id, and responses as resources."""

from __future__ import annotations

import asyncio
import json
import sys
from pathlib import Path
from typing import Any

import pytest

from dragoman.config.settings import StoreOptions
from dragoman.server.app import App
from dragoman.server.stored.store import ResponseStore, StoredResponse
from tests.conformance.inprocess import HI, Answer, Line, ReceivedRequest, app, ask, provider, run, whole

PATH = "/v1/responses"
KEYS = ("sk-one", "sk-two")
ASK: dict[str, Any] = {"model": "m", "input": "hi"}


def by(key: str) -> dict[str, str]:
    return {"authorization": f"Bearer {key}"}


async def play(request: ReceivedRequest, line: Line) -> None:
    """Answer with the same id every time, as some local servers do now and then."""
    if not request.json.get("stream"):
        await whole(200, {**HI, "id": "chatcmpl-1"})(request, line)
        return
    await line.begin(kind="text/event-stream")
    for delta, reason in (({"content": "Hi"}, None), ({}, "stop")):
        await line.event({"id": "chatcmpl-1", "choices": [{"index": 0, "delta": delta, "finish_reason": reason}]})
    await line.event("[DONE]")


def storing(url: str, file: Path, keys: tuple[str, ...] = KEYS, back: str = "openai", **limits: Any) -> App:
    made = app(url, back, keys)
    made.settings.responses_store = StoreOptions(str(file), **limits)
    made.use(made.settings)
    return made


def response_of(answer: Answer) -> dict[str, Any]:
    """Return the response of a whole or streamed answer."""
    assert answer.status == 200, answer.body
    text = answer.body.decode()
    found: dict[str, Any] = (
        json.loads(text.rpartition("\ndata: ")[2])["response"] if "\ndata: " in text else answer.json
    )
    return found


def texts(body: bytes) -> list[tuple[str, str]]:
    return [(message["role"], message["content"]) for message in json.loads(body)["messages"]]


@pytest.mark.parametrize("stream", [False, True])
def test_a_conversation_continues_by_the_id_of_a_response(tmp_path: Path, stream: bool) -> None:
    async def test() -> None:
        async with provider(play) as made:
            server = storing(made.url, tmp_path / "a" / "responses.sqlite")
            request = {**ASK, "stream": stream}
            first = response_of(await ask(server, request, PATH, by("sk-one")))
            assert first["store"] is True and first["previous_response_id"] is None
            again = {**request, "input": "more", "previous_response_id": first["id"]}
            second = response_of(await ask(server, again, PATH, by("sk-one")))
            assert second["previous_response_id"] == first["id"]
            assert texts(made.requests[1].body) == [("user", "hi"), ("assistant", "Hi"), ("user", "more")]
            third = {**request, "input": "last", "previous_response_id": second["id"]}
            await ask(server, third, PATH, by("sk-one"))
            assert [text for _, text in texts(made.requests[2].body)] == ["hi", "Hi", "more", "Hi", "last"]
            counted = await ask(server, again, "/v1/responses/input_tokens", by("sk-one"))
            assert counted.status == 200, counted.body
            await server.aclose()

    run(test())


@pytest.mark.parametrize("stream", [False, True])
def test_a_provider_that_repeats_its_ids_replaces_no_stored_response(tmp_path: Path, stream: bool) -> None:
    async def test() -> None:
        async with provider(play) as made:
            server = storing(made.url, tmp_path / "responses.sqlite")
            request = {**ASK, "stream": stream}
            first = response_of(await ask(server, request, PATH, by("sk-one")))
            second = response_of(await ask(server, {**request, "input": "other"}, PATH, by("sk-one")))
            assert first["id"] != second["id"] and first["output"][0]["id"] != second["output"][0]["id"]
            again = {**request, "input": "more", "previous_response_id": first["id"]}
            await ask(server, again, PATH, by("sk-one"))
            assert [text for _, text in texts(made.requests[2].body)] == ["hi", "Hi", "more"]
            await server.aclose()

    run(test())


def test_responses_are_resources_of_their_owner(tmp_path: Path) -> None:
    async def test() -> None:
        async with provider(play) as made:
            server = storing(made.url, tmp_path / "responses.sqlite")
            made_response = response_of(await ask(server, ASK, PATH, by("sk-one")))
            place = f"{PATH}/{made_response['id']}"

            async def get(path: str, key: str = "sk-one", method: str = "GET") -> Answer:
                return await ask(server, None, path, by(key), method)

            assert (await get(place)).json == made_response
            assert (await get(f"/main{place}")).json == made_response
            listed = (await get(place + "/input_items")).json
            assert [item["content"][0]["text"] for item in listed["data"]] == ["hi"]
            assert listed["first_id"] == listed["last_id"] == listed["data"][0]["id"] and listed["has_more"] is False
            for path, method in ((place, "GET"), (place + "/input_items", "GET"), (place, "DELETE")):
                other = await get(path, "sk-two", method)
                assert other.status == 404 and "sk-one" not in other.body.decode(), other.body
                error = other.json["error"]
                assert (error["type"], error["param"], error["code"]) == ("invalid_request_error", None, None)
            follow = {**ASK, "previous_response_id": made_response["id"]}
            refused = await ask(server, follow, PATH, by("sk-two"))
            assert refused.status == 400 and refused.json["error"]["param"] == "previous_response_id"
            assert refused.json["error"]["code"] == "previous_response_not_found"  # on which clients act
            message = refused.json["error"]["message"]
            assert f"no response '{made_response['id']}' is stored for this key" in message
            assert "responses_store" not in message
            assert (await get(place, "wrong")).status == 401
            assert (await get(place, method="POST")).status == 405
            assert (await get(place + "/cancel", method="POST")).status == 404
            deleted = await get(place, method="DELETE")
            assert deleted.json == {"id": made_response["id"], "object": "response", "deleted": True}
            assert (await get(place)).status == 404
            assert (await ask(server, follow, PATH, by("sk-one"))).status == 400
            await server.aclose()

    run(test())


def test_an_item_reference_becomes_the_item(tmp_path: Path) -> None:
    async def test() -> None:
        async with provider(play) as made:
            server = storing(made.url, tmp_path / "responses.sqlite", ())
            item = response_of(await ask(server, ASK, PATH))["output"][0]
            items = [{"type": "item_reference", "id": item["id"]}, {"role": "user", "content": "more"}]
            assert (await ask(server, {**ASK, "input": items}, PATH)).status == 200
            assert texts(made.requests[1].body) == [("assistant", "Hi"), ("user", "more")]
            for bare in ({"id": item["id"]}, {"id": item["id"], "type": None}):
                assert (await ask(server, {**ASK, "input": [bare, items[1]]}, PATH)).status == 200
                assert texts(made.requests[-1].body) == [("assistant", "Hi"), ("user", "more")]
            for reference in ({"type": "item_reference", "id": "msg_no"}, {"id": "msg_no"}):
                unknown = await ask(server, {**ASK, "input": [items[1], reference]}, PATH)
                error = unknown.json["error"]
                assert (unknown.status, error["param"]) == (400, "input.1")
                assert "no item 'msg_no' is stored for this key" in error["message"]
                assert "responses_store" not in error["message"]
            await server.aclose()

    run(test())


@pytest.mark.parametrize("stream", [False, True])
def test_nothing_is_stored_on_request_or_after_an_error(tmp_path: Path, stream: bool) -> None:
    async def test() -> None:
        async with provider(play) as made:
            server = storing(made.url, tmp_path / "responses.sqlite", ())
            answer = response_of(await ask(server, {**ASK, "store": False, "stream": stream}, PATH))
            assert answer["store"] is False
            assert (await ask(server, None, f"{PATH}/{answer['id']}", method="GET")).status == 404
            await server.aclose()
        async with provider(whole(400, {"error": {"message": "no"}})) as made:
            server = storing(made.url, tmp_path / "other.sqlite", ())
            assert (await ask(server, {**ASK, "stream": stream}, PATH)).status == 400
            await server.aclose()

    run(test())


def test_without_a_store_the_reason_is_stated() -> None:
    async def test() -> None:
        answer = await ask(app(), None, f"{PATH}/resp_1", method="GET")
        assert answer.status == 404 and "set `responses_store:`" in answer.json["error"]["message"]

    run(test())


def test_a_store_that_cannot_be_written_does_not_break_answers(tmp_path: Path) -> None:
    async def test() -> None:
        (tmp_path / "folder").write_text("a file")
        async with provider(play) as made:
            server = storing(made.url, tmp_path / "folder" / "responses.sqlite", ())
            answer = await ask(server, ASK, PATH)
            assert answer.status == 200, answer.body
            follow = await ask(server, {**ASK, "previous_response_id": "resp_1"}, PATH)
            assert follow.status == 500 and "cannot be read" in follow.json["error"]["message"]
            await server.aclose()

    run(test())


class Clock:
    now = 1000.0

    def __call__(self) -> float:
        self.now += 1
        return self.now


def stored(text: str) -> StoredResponse:
    return StoredResponse({"text": text}, [])


def test_the_oldest_responses_are_deleted_beyond_the_size_and_the_age(tmp_path: Path) -> None:
    async def test() -> None:
        clock = Clock()
        file = tmp_path / "responses.sqlite"
        store = ResponseStore(StoreOptions(str(file), max_bytes=400, max_age=100), clock)
        for number in range(4):
            await store.put("a", f"r{number}", stored("x" * 80), [{"id": f"i{number}"}])
        kept = [await store.get("a", f"r{number}") is not None for number in range(4)]
        assert kept == [False, True, True, True]
        assert await store.item("a", "i0") is None and await store.item("a", "i3") == {"id": "i3"}
        await store.put("a", "large", stored("x" * 500), [])
        assert await store.get("a", "large") is None and await store.get("a", "r3") is not None
        clock.now += 100
        assert await store.get("a", "r3") is None and await store.item("a", "i3") is None
        await store.put("b", "r9", stored("y"), [])
        await store.aclose()
        again = ResponseStore(StoreOptions(str(file)), clock)
        assert await again.get("b", "r9") == stored("y") and await again.get("a", "r9") is None
        assert await again.get("a", "r3") is None
        await again.aclose()
        if sys.platform != "win32":
            assert file.stat().st_mode & 0o777 == 0o600

    asyncio.run(test())


def test_the_file_does_not_grow_with_the_number_of_responses(tmp_path: Path) -> None:
    async def test() -> None:
        async with provider(play) as made:
            server = storing(made.url, tmp_path / "responses.sqlite", (), max_bytes=200_000)
            for number in range(60):
                await ask(server, {**ASK, "input": f"{number}" * 10_000}, PATH)
            await server.aclose()
        assert sum(file.stat().st_size for file in tmp_path.iterdir()) < 3 * 200_000

    run(test())


def test_an_item_that_two_responses_contain_survives_the_deletion_of_one(tmp_path: Path) -> None:
    async def test() -> None:
        async with provider(play) as made:
            server = storing(made.url, tmp_path / "responses.sqlite", ())
            item = response_of(await ask(server, ASK, PATH))["output"][0]
            more = {"role": "user", "content": "more"}
            again = {**ASK, "input": [{**more, "id": None}, item, more]}
            later = response_of(await ask(server, again, PATH))
            place = f"{PATH}/{later['id']}"
            listed = (await ask(server, None, f"{place}/input_items?order=asc", method="GET")).json["data"]
            assert [one["type"] for one in listed] == ["message"] * 3
            assert listed[0]["id"] and listed[1]["id"] == item["id"]
            assert (await ask(server, None, place, method="DELETE")).status == 200
            reference = {"type": "item_reference", "id": item["id"]}
            assert (await ask(server, {**ASK, "input": [reference, more]}, PATH)).status == 200
            await server.aclose()

    run(test())


def test_a_stored_response_is_not_streamed(tmp_path: Path) -> None:
    async def test() -> None:
        async with provider(play) as made:
            server = storing(made.url, tmp_path / "responses.sqlite", ())
            place = f"{PATH}/{response_of(await ask(server, ASK, PATH))['id']}"
            refused = await ask(server, None, f"{place}?stream=true", method="GET")
            assert refused.status == 400 and "stream" in refused.json["error"]["message"]
            await server.aclose()

    run(test())


def test_a_reference_without_a_type_is_none_without_a_store() -> None:
    async def test() -> None:
        answer = await ask(app(), {**ASK, "input": [{"id": "msg_1"}]}, PATH)
        assert answer.status == 400 and "this item is not stored here" in answer.json["error"]["message"]

    run(test())


def test_pages_of_input_items(tmp_path: Path) -> None:
    async def test() -> None:
        async with provider(play) as made:
            server = storing(made.url, tmp_path / "responses.sqlite", ())
            items = [{"role": "user", "content": str(number)} for number in range(5)]
            response = response_of(await ask(server, {**ASK, "input": items}, PATH))
            place = f"{PATH}/{response['id']}/input_items"

            async def page(query: str) -> Any:
                return (await ask(server, None, f"{place}?{query}", method="GET")).json

            first = await page("limit=2&order=asc")
            assert [item["content"] for item in first["data"]] == ["0", "1"] and first["has_more"] is True
            rest = await page(f"order=asc&after={first['last_id']}")
            assert [item["content"] for item in rest["data"]] == ["2", "3", "4"] and rest["has_more"] is False
            assert [item["content"] for item in (await page("limit=1"))["data"]] == ["4"]
            assert "limit" in (await page("limit=0"))["error"]["message"]
            assert "after" in (await page("after=no"))["error"]["message"]
            await server.aclose()

    run(test())
