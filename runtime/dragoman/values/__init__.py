"""Pure functions on values: JSON and YAML text, characters, tool arguments, placeholders, envelopes and image headers.

Nothing here waits or logs, and nothing imports another part of the runtime.

Public: every module; each has one kind of value: `json_text`, `json_bounds`, `nested_json`, `yaml_text`, `characters`,
`arguments`, `placeholders`, `wrapping`, `globs`, `spelling`, `image_size`, `schema_example`.
"""
