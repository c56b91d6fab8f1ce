"""Specs as written: YAML trees with positions, the models of the notation, overlays and problems.

Public: `sources.Sources`, `checking.check_file` and `schema_of`, `overlay.lay`, `expressions.parse`,
`problems.Problems`, `skeletons.provider.new_provider`, `error_codes`, `vocabulary`, `patterns`, `catalogues`,
`client_programs`, the trees in `yaml`, and the models of the files in `frames`.
"""
