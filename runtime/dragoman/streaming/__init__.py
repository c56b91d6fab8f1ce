"""Streamed answers: server-sent events, the order of content blocks, and translation between protocols."""
