"""Selection of the profiles and models that a request is sent to: fallback targets and routing rules."""
