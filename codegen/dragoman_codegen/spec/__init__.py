"""Specs as written: YAML with positions, the notation's models, overlays and problems."""
