"""Parameters that a provider rejects: messages that name them, and the changed request that is sent instead."""
