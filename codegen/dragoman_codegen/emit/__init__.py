"""Python source from plans: one module for each kind of output.

Public: `protocol` and `provider` (modules of a protocol and of a provider), `hub.emit_hub`, `data` (tables),
`quirks.QuirkCode` and `patches.quirk_modules` (shared quirks), and `parts.overridden` (what providers override).
"""
