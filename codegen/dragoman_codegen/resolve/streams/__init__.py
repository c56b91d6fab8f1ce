"""Streams: rows of the read half, frames of the write half."""
