"""`dragoman models`: the catalogue of models, the provider's own list, and newer catalogues."""
