"""Store of responses in SQLite, bounded by size and age.

A response belongs to the client key that requested it; another key does not find it. All calls of SQLite run in one
thread, off the event loop. The file can be read by its owner only.
"""

from __future__ import annotations

import asyncio
import os
import sqlite3
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

from dragoman.config.settings import StoreOptions
from dragoman.values import json_text

T = TypeVar("T")
Json = dict[str, Any]
TABLES = """
CREATE TABLE IF NOT EXISTS responses (owner TEXT, id TEXT, created REAL, size INTEGER, content BLOB,
    PRIMARY KEY (owner, id));
CREATE TABLE IF NOT EXISTS items (owner TEXT, id TEXT, response TEXT, content BLOB,
    PRIMARY KEY (owner, id, response));
CREATE INDEX IF NOT EXISTS by_age ON responses (created);
CREATE INDEX IF NOT EXISTS by_response ON items (owner, response);
"""


@dataclass(frozen=True)
class StoredResponse:
    """`body`: the response as the client received it; `input`: all items that led to it, each with an id."""

    body: Json
    input: list[Json]


class ResponseStore:
    """`clock`: seconds since 1970."""

    def __init__(self, options: StoreOptions, clock: Callable[[], float] = time.time) -> None:
        self.options, self._clock = options, clock
        self._thread = ThreadPoolExecutor(1, thread_name_prefix="dragoman-store")
        self._database: sqlite3.Connection | None = None

    async def put(self, owner: str, id: str, response: StoredResponse, items: list[Json]) -> None:
        """Store a response, and delete what is too old or too much. `items`: new items that have an id."""
        await self._call(self._put, owner, id, response, items)

    async def get(self, owner: str, id: str) -> StoredResponse | None:
        """Return a response of this owner; None if there is none."""
        return await self._call(self._get, owner, id)

    async def item(self, owner: str, id: str) -> Json | None:
        """Return an item of a response of this owner; None if there is none."""
        return await self._call(self._item, owner, id)

    async def delete(self, owner: str, id: str) -> bool:
        """Delete a response of this owner. Returns whether there was one."""
        return await self._call(self._delete, owner, id)

    async def aclose(self) -> None:
        """Close the file."""
        await self._call(self._close)
        self._thread.shutdown(wait=False)

    async def _call(self, function: Callable[..., T], *arguments: Any) -> T:
        return await asyncio.get_running_loop().run_in_executor(self._thread, function, *arguments)

    # in the thread

    def _opened(self) -> sqlite3.Connection:
        """Return the connection. Raises OSError, sqlite3.Error."""
        if self._database is None:
            path = Path(self.options.path)
            path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            os.close(os.open(path, os.O_RDWR | os.O_CREAT, 0o600))
            path.chmod(0o600)
            self._database = sqlite3.connect(path, isolation_level=None)
            self._database.execute("PRAGMA journal_mode = WAL")
            self._database.execute("PRAGMA synchronous = NORMAL")
            self._database.executescript(TABLES)
        return self._database

    def _put(self, owner: str, id: str, response: StoredResponse, items: list[Json]) -> None:
        content = json_text.dumps({"body": response.body, "input": response.input})
        parts = [(owner, item["id"], id, json_text.dumps(item)) for item in items]
        size = len(content) + sum(len(part[3]) for part in parts)
        if size > self.options.max_bytes:
            return
        database = self._opened()
        with _transaction(database):
            self._delete(owner, id)
            database.execute("INSERT INTO responses VALUES (?, ?, ?, ?, ?)", (owner, id, self._clock(), size, content))
            database.executemany("INSERT OR REPLACE INTO items VALUES (?, ?, ?, ?)", parts)
            self._evict(database)

    def _evict(self, database: sqlite3.Connection) -> None:
        """Delete responses beyond the age, and the oldest ones beyond the size."""
        old = database.execute("SELECT owner, id FROM responses WHERE created < ?", (self._oldest(),)).fetchall()
        for owner, id in old:
            self._delete(owner, id)
        (total,) = database.execute("SELECT COALESCE(SUM(size), 0) FROM responses").fetchone()
        while total > self.options.max_bytes:
            query = "SELECT owner, id, size FROM responses ORDER BY created, rowid LIMIT 1"
            owner, id, size = database.execute(query).fetchone()
            self._delete(owner, id)
            total -= size

    def _oldest(self) -> float:
        return self._clock() - self.options.max_age

    def _get(self, owner: str, id: str) -> StoredResponse | None:
        query = "SELECT content FROM responses WHERE owner = ? AND id = ? AND created >= ?"
        row = self._opened().execute(query, (owner, id, self._oldest())).fetchone()
        if row is None:
            return None
        content = json_text.loads(row[0])
        return StoredResponse(content["body"], content["input"])

    def _item(self, owner: str, id: str) -> Json | None:
        query = (
            "SELECT items.content FROM items JOIN responses ON responses.owner = items.owner "
            "AND responses.id = items.response WHERE items.owner = ? AND items.id = ? AND created >= ?"
        )
        row = self._opened().execute(query, (owner, id, self._oldest())).fetchone()
        item: Json | None = json_text.loads(row[0]) if row is not None else None
        return item

    def _delete(self, owner: str, id: str) -> bool:
        database = self._opened()
        database.execute("DELETE FROM items WHERE owner = ? AND response = ?", (owner, id))
        found = database.execute("DELETE FROM responses WHERE owner = ? AND id = ?", (owner, id))
        return found.rowcount > 0

    def _close(self) -> None:
        if self._database is not None:
            self._database.close()
            self._database = None


class _transaction:
    """A transaction that is rolled back if an exception ends it."""

    def __init__(self, database: sqlite3.Connection) -> None:
        self.database = database

    def __enter__(self) -> None:
        self.database.execute("BEGIN IMMEDIATE")

    def __exit__(self, kind: object, *rest: object) -> None:
        self.database.execute("COMMIT" if kind is None else "ROLLBACK")
