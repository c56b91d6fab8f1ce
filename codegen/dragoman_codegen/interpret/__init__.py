"""The interpreter of plans, for tests and tools: what generated code must equal."""
