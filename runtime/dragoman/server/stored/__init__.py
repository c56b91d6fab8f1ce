"""Responses that the server stores for its clients (`responses_store:`).

Public: `store.ResponseStore` (SQLite), `conversation` (requests that continue stored ones), `recording.Recorder`
(answers on their way to the client), `routes` (stored responses as resources)."""
