"""Configuration: dragoman.yaml, profiles, provider sides, model names and routing."""
