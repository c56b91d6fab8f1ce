"""From YAML nodes to plans: names are looked up, types inferred, completeness checked."""
