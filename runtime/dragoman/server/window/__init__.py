"""The page `/ui` with its API, and `/metrics`: what the observer has seen, for operators."""
