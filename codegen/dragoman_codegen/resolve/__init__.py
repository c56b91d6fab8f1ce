"""Name resolution and type inference: from YAML trees to plans. Completeness of translations is checked here.

Public: `hub.read_hub`, `types.read_scope`, `rules.compile_rules` and `check_covered`, `words.read_table`,
`passes.read_passes`, `streams.rows.Rows`, `streams.frames.Frames`, `streams.watch.watch_table`,
`expressions.half.Half`, `templates.nodes.Templates`, `reuse.Compiled` (what providers share), and `covering`
(completeness).
"""
