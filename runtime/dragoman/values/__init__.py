"""Pure functions on values: JSON and YAML text, characters, tool arguments, placeholders, envelopes and image headers.

Nothing here waits or logs, and nothing imports another part of the runtime.
"""
