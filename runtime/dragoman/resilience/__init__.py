"""What happens after a provider fails: which failures are temporary, how long to wait, and how often.

Nothing here sends anything. Time and chance are parameters, so that tests are fast and deterministic.
"""
