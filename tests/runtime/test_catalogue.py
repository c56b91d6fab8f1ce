"""The catalogue of models: lookup, token limits, end dates and costs."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime
from typing import Any

import pytest

from dragoman import loader
from dragoman.catalogue import ends, prices, records

FILE: dict[str, Any] = {
    "provider": "host",
    "as_of": "2026-11-28",
    "lists": {
        "main": {
            "models": {
                "Large-1": {
                    "context_window": 200_000,
                    "max_prompt_tokens": 100_000,
                    "max_output_tokens": 32_000,
                    "prices": {"input": 2, "output": 10, "cache_read": 0.5},
                },
                "old-name": {"context_window": 8_000, "prices": {"output": 3}},
                "leaving": {"ends": {"date": "2026-11-30", "successor": "Large-1"}, "prices": {"input": 1}},
                "doubtful": {"ends": {"date": "2026-01-01", "doubt": "the earliest possible day"}},
                "priced": {
                    "prices": {
                        "input": 1,
                        "output": 4,
                        "cache_write": 1.25,
                        "reasoning": 8,
                        "tiers": [{"above": 1_000, "input": 2}, {"above": 2_000, "input": 3}],
                        "changes": [{"date": "2027-01-01", "input": 5}],
                        "peaks": [{"start": "01:00", "end": "04:00", "input": 7}],
                    }
                },
            },
            "ended": {"gone": {"date": "2026-08-01", "successor": "Large-1"}, "lost": {}},
        },
        "plan": {"models": {"Large-1": {"context_window": 64_000}}},
    },
}
TABLE: dict[str, Any] = {"name": "host", "title": "Host", "catalogue": "host", "limits": {"*": {"context_window": 7}}}
SATURDAY = datetime(2026, 11, 28, 2, 0, tzinfo=UTC)
MONDAY = datetime(2026, 11, 30, 2, 0, tzinfo=UTC)


@pytest.fixture(autouse=True)
def a_catalogue(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    kept = loader.catalogue
    found: Any = lambda name: FILE if name == "host" else kept(name)  # noqa: E731
    found.cache_clear = kept.cache_clear
    monkeypatch.setattr(loader, "catalogue", found)
    records.forget()
    yield
    records.forget()


def table(**more: Any) -> dict[str, Any]:
    return {**TABLE, **more}


def test_a_model_is_found_by_its_id_in_any_case_and_after_the_name_of_the_provider() -> None:
    for name in ("Large-1", "large-1", "host/large-1"):
        found = records.find(TABLE, name)
        assert found is not None and found.id == "Large-1" and not found.ended
    assert records.find(TABLE, "other/large-1") is None
    assert records.find(table(catalogue="absent"), "large-1") is None
    assert records.record({"name": "host"}, "large-1") == {}


def test_a_model_is_found_in_the_spelling_of_the_provider() -> None:
    spelled = table(model_spellings={"old-{rest}": "new-{rest}"})
    assert records.record(spelled, "new-name")["context_window"] == 8_000
    assert records.record(spelled, "old-name")["context_window"] == 8_000


def test_a_record_wins_over_globs_and_corrections_over_the_record() -> None:
    assert records.limits(TABLE, "unknown") == {"context_window": 7}
    assert records.limits(TABLE, "old-name") == {"context_window": 8_000}
    assert records.limits(table(catalogue="host/plan"), "large-1") == {"context_window": 64_000}
    corrected = table(model_facts={"old-name": {"context_window": 9_000}})
    assert records.limits(corrected, "old-name") == {"context_window": 9_000}
    assert records.limits(table(model_facts={"new": {"max_output_tokens": 5}}), "new")["max_output_tokens"] == 5


def test_a_model_is_text_only_if_its_record_lists_no_images() -> None:
    known = records.Limits()
    assert not known.of(TABLE, {}, "large-1").text_only
    assert not known.of(TABLE, {}, "unknown").text_only
    assert known.of(table(model_facts={"new": {"input": ["text"]}}), {}, "new").text_only
    assert not records.Limits().of(table(model_facts={"new": {"input": ["text", "image"]}}), {}, "new").text_only


def test_a_limit_of_prompts_lowers_the_context_window() -> None:
    assert records.limits(TABLE, "large-1") == {"context_window": 132_000, "max_output_tokens": 32_000}


def test_a_model_that_ended_is_named_with_its_successor() -> None:
    assert ends.warning(TABLE, "gone") == "model gone of Host ended on 2026-08-01; use Large-1"
    lost = "model lost of Host is not served any more; `dragoman models host` lists others"
    assert ends.warning(TABLE, "lost") == lost
    assert ends.warning(TABLE, "large-1") == ends.warning(TABLE, "unknown") == ""


def test_an_announced_end_counts_from_its_day_on_unless_it_is_in_doubt() -> None:
    assert ends.ended(TABLE, "leaving", date(2026, 11, 29)) is None
    assert ends.end(TABLE, "leaving") == {"date": "2026-11-30", "successor": "Large-1"}
    assert ends.warning(TABLE, "leaving", date(2026, 11, 30)).startswith("model leaving of Host ended on 2026-11-30")
    assert ends.ended(TABLE, "doubtful", date(2027, 1, 1)) is None


def test_a_correction_revives_a_model() -> None:
    revived = table(model_facts={"gone": {"context_window": 10}})
    assert ends.warning(revived, "gone") == ""
    assert records.limits(revived, "gone") == {"context_window": 10}


@pytest.fixture
def priced(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(loader, "provider", lambda name, variant="": TABLE)


@pytest.mark.usefixtures("priced")
def test_the_cost_of_a_request_is_the_sum_of_its_parts() -> None:
    usage: Any = {"uncached_input_tokens": 1_000_000, "cache_read_tokens": 2_000_000, "output_tokens": 500_000}
    assert prices.cost("host", "large-1", usage) == pytest.approx(2 + 1 + 5)
    assert prices.cost("host", "large-1", {"cache_write_tokens": 1_000_000}) == pytest.approx(2)
    assert prices.cost("host", "large-1", {}) == 0


@pytest.mark.usefixtures("priced")
def test_an_unknown_price_is_no_cost_of_zero() -> None:
    used: Any = {"uncached_input_tokens": 10, "output_tokens": 10}
    assert prices.cost("host", "unknown", used) is None
    assert prices.cost("host", "old-name", used) is None
    assert prices.cost("host", "old-name", {"output_tokens": 1_000_000}) == pytest.approx(3)
    assert prices.cost("host", "leaving", used) is None
    assert prices.cost("host", "large-1", {"output_tokens": 10, "service_tier": "priority"}) is None
    assert prices.cost("host", "gone", used) is None


@pytest.mark.usefixtures("priced")
@pytest.mark.parametrize(
    ("tokens", "at", "rate"),
    [
        (1_000, SATURDAY, 1),
        (1_001, SATURDAY, 2),
        (2_001, SATURDAY, 3),
        (1_000, MONDAY, 7),
        (1_000, MONDAY.replace(hour=4), 1),
        (1_000, datetime(2027, 1, 2, tzinfo=UTC), 5),
    ],
    ids=["small prompt", "long prompt", "longest prompt", "peak hour", "after the peak", "announced price"],
)
def test_prices_depend_on_prompt_and_time(tokens: int, at: datetime, rate: float) -> None:
    cost = prices.cost("host", "priced", {"uncached_input_tokens": tokens}, at=at)
    assert cost == pytest.approx(tokens * rate / 1e6)


@pytest.mark.usefixtures("priced")
def test_reasoning_with_a_price_of_its_own_is_not_counted_twice() -> None:
    usage: Any = {"output_tokens": 1_000_000, "reasoning_tokens": 250_000}
    assert prices.cost("host", "priced", usage, at=SATURDAY) == pytest.approx(3 + 2)
