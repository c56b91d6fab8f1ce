"""Quirks that several providers share.

Generated from specs/quirks by `make generate`. Do not edit: change the spec.
"""

from __future__ import annotations
