"""Forwarding of a stream whose protocol is the same on both sides."""

from __future__ import annotations

from dragoman.streaming.relay.relay import Relay
from dragoman.streaming.relay.results import Results

__all__ = ["Relay", "Results"]
