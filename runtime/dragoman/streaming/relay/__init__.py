"""Forwarding of a stream whose protocol is the same on both sides."""

from __future__ import annotations

from dragoman.streaming.relay.relay import Relay

__all__ = ["Relay"]
