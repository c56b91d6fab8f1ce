"""The observer: the latest requests, their bodies and totals in memory, for the page `/ui` and for `/metrics`.

Nothing is written to a disk. Memory is bounded: see `rings`, `recording` and `totals`.

Public: `observer.Observer`, `observation.Observation` (one request), `parts.Parts` (its stream), `row.Row`, and
`headers` (masking of headers and URLs).
"""
