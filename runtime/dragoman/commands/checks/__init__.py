"""`dragoman check`: tests of one profile, from the configuration to a tool call, each with its time and its remedy."""
