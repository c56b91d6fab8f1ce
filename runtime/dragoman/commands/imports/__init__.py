"""`dragoman import`: configurations of other gateways, converted to dragoman.yaml.

`formats/` has a YAML file for each gateway with the names that its configuration uses; the modules have the structure.
"""
