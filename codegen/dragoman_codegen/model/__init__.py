"""The intermediate representation: what specs mean, without YAML and positions.

Public: `program.Program` (all protocols and providers), `plan` (rules and streams), `types`, `library` (signatures of
the runtime's filters and passes), `frame_text`, `patches`, `conditions`, `wire_paths.paths_of`.
"""
