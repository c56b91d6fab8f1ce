"""The part of a catalogue file that is used at run time."""

from __future__ import annotations

from typing import Any

REVIEWED = ("sources", "note", "source")  # keys for reviewers
Data = dict[str, Any]


def for_runtime(file: Data) -> Data:
    """Return a file without the keys that are for reviewers."""

    def kept(record: Data) -> Data:
        return {
            key: {k: v for k, v in value.items() if k not in REVIEWED} if key == "ends" else value
            for key, value in record.items()
            if key not in REVIEWED
        }

    lists = {
        name: {
            **{key: value for key, value in part.items() if key not in (*REVIEWED, "models", "ended")},
            **{key: {id: kept(record) for id, record in part.get(key, {}).items()} for key in ("models", "ended")},
        }
        for name, part in file["lists"].items()
    }
    return {"provider": file["provider"], "as_of": file["as_of"], "lists": lists}
